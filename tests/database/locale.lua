-- No locale changes what rowan does: cron and bare containers have none, and a driver may put the process into the
-- environment's. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))

local conn = t.conn
local program, home = os.getenv "ROWAN", os.getenv "ROWAN_HOME"

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- Locales of the test's own; not every system has their sources.
local function make_locale(name, source, charset)
  return (os.execute(("mkdir -p locales && localedef -i %s -f %s locales/%s >/dev/null 2>&1; test -d locales/%s")
    :format(source, charset, name, name)))
end

local locales = { "", "C", "POSIX", "C.UTF-8", "xx_XX.nothing" }
if make_locale("de_DE.ISO-8859-1", "de_DE", "ISO-8859-1") then locales[#locales + 1] = "de_DE.ISO-8859-1" end
if make_locale("tr_TR.UTF-8", "tr_TR", "UTF-8") then locales[#locales + 1] = "tr_TR.UTF-8" end

-- The program with nothing in its environment but this LC_ALL ("": not even that). No loop outlives the test.
local function rowan_in(locale, ...)
  local words = { "env -i PATH=\"$PATH\" HOME=/nonexistent", quoted("ROWAN_CONNECT=" .. t.connect),
    quoted("ROWAN_HOME=" .. home) }
  if t.source then words[#words + 1] = quoted("ROWAN_SOURCE=" .. t.source) end
  if locale ~= "" then
    words[#words + 1] = quoted("LC_ALL=" .. locale)
    words[#words + 1] = "LOCPATH=\"$PWD/locales\""
  end
  words[#words + 1] = "timeout -k 1 60"
  for _, word in ipairs { program, ... } do words[#words + 1] = quoted(word) end
  local _, _, status = os.execute(table.concat(words, " ") .. " </dev/null >command.out 2>&1")
  return status, t.read "command.out"
end

-- A ledger that is there already knows nothing of this name.
t.write("m.lua", ("return mapping { name = 'locale_%d',"):format(os.time()) .. [[
  source = { table = "locale_docs", key = bigint "id", document = "doc" },
  into "locale_rows" { each = "/r", key = { "id" },
    columns = { id = source "id", d = date "@d", x = double "@x", upper = text(20) (expr "upper(@t)") } },
}
]])

local function drop()
  for _, name in ipairs { "locale_rows", "locale_docs" } do pcall(conn.exec, conn, "DROP TABLE " .. name) end
end

drop()
t.equal((rowan_in("C.UTF-8", "init", "m.lua", "--tables")), 0)
pcall(conn.exec, conn, "CREATE TABLE locale_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)")

for i, locale in ipairs(locales) do
  t.test(("LC_ALL=%s"):format(locale), function()
    conn:exec("INSERT INTO locale_docs (id, doc) VALUES (?, ?)", 2 * i - 1, '<r d="Groß"/>')
    conn:exec("INSERT INTO locale_docs (id, doc) VALUES (?, ?)", 2 * i, '<r d="2024-02-29" x="1234.5" t="title üß"/>')
    local status, out = rowan_in(locale, "run", "m.lua", "--quiet")
    t.equal(status, 1, out)
    t.contains(out, "Groß")
    local row = conn:query("SELECT * FROM locale_rows WHERE id = ?", 2 * i)[1]
    t.equal({ tostring(row.d), row.x, row.upper }, { "2024-02-29", 1234.5, "TITLE Üß" })
    status, out = rowan_in(locale, "status", "m.lua")
    t.equal(status, 0, out)
    t.contains(out, "Groß")
    t.equal((rowan_in(locale, "check", "m.lua")), 0)
  end)
end

drop()
t.finish()
