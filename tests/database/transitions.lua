-- Every status that the ledger has of a document is reached and left as the table in docs/internals/processes.md says,
-- which is read here: a cell that is not so, and one that nobody tried, fail. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

t.write("moving.lua", [[
return mapping {
  name = "moving", nothing = "skip",
  source = { table = "check_docs", key = bigint "id", document = "doc", revision = integer "rev" },
  into "check_row" { each = "/r", key = { "k" }, columns = { k = source "id", n = integer "@n" } },
}
]])

local statuses = { "nothing", "loaded", "failed", "skipped", "stale", "unloaded" } -- of the documents 1, 2, ...
local texts = { loaded = "<r n='1'/>", skipped = "<other/>", failed = "<r n='x'/>" }

-- cells[status][command], without what slants them.
local function read_table()
  local file <close> = assert(io.open((arg[0]:gsub("tests/database/[^/]*$", "docs/internals/processes.md"))))
  local cells, head = {}, nil
  for line in file:lines() do
    local fields = {}
    for field in line:gmatch "|%s*([^|]-)%s*%f[|]" do fields[#fields + 1] = field end
    if fields[1] == "the ledger has" then
      head = fields
    elseif head and fields[1] and not fields[1]:find "^%-" then
      cells[fields[1]] = {}
      for i = 2, #head do cells[fields[1]][head[i]] = (fields[i] or ""):gsub("%*", "") end
    elseif head and #fields == 0 then
      return cells
    end
  end
  error "there is no table of transitions"
end

local cells, tried = read_table(), {}

local function put(id, text, revision)
  t.conn:exec("DELETE FROM check_docs WHERE id = ?", id)
  t.conn:exec("INSERT INTO check_docs (id, rev, doc) VALUES (?, ?, ?)", id, revision, text)
end

local function command(name, ...)
  local status, out, err = t.rowan(name, "moving.lua", ...)
  t.equal(status == 0 or status == 1, true, ("%s: %d %s%s"):format(name, status, out, err))
end

-- status, and whether it is known which text was tried, by document; who has rows.
local function look()
  local found, known, rows = {}, {}, {}
  for i = 1, #statuses do found[i] = "nothing" end
  for _, row in ipairs(t.conn:query "SELECT doc_key, status, tried_revision AS tried FROM rowan_ledger") do
    found[tonumber(row.doc_key)] = row.status
    known[tonumber(row.doc_key)] = row.tried ~= nil
  end
  for _, row in ipairs(t.conn:query "SELECT k FROM check_row") do rows[row.k] = true end
  for i, status in ipairs(found) do
    t.equal(rows[i] or false, status == "loaded" or status == "stale", ("rows of %s (%s)"):format(i, status))
  end
  return found, known
end

-- A document in each status.
local function reach()
  t.drop("check_row", "check_docs")
  t.sql "CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, rev INTEGER, doc TEXT);\n"
  t.sql "CREATE TABLE check_row (k BIGINT NOT NULL PRIMARY KEY, n INTEGER);\n"
  for i, status in ipairs(statuses) do
    if status ~= "nothing" then put(i, texts[status] or texts.loaded, 1) end
  end
  command("run", "--quiet")
  put(5, texts.failed, 2)
  command("run", "--quiet")
  command("unload", "--key", "6")
  t.equal(look(), statuses)
  put(1, texts.loaded, 1)
end

-- What became of each is what its cell says; may: of several words the one that this text makes.
local function compare(name, may)
  local found, known = look()
  for i, status in ipairs(statuses) do
    local cell = cells[status][name]
    local wanted = cell == "" and status or cell == "pending" and status or cell
    if cell == "loaded, skipped" then wanted = may end
    t.equal(found[i], wanted, ("%s, %s, %s"):format(status, name, may or ""))
    t.equal(cell ~= "pending" or not known[i], true, status .. " is pending")
    tried[status .. "|" .. name] = true
  end
end

local function change_all(text)
  for i = 1, #statuses do put(i, text, 9) end
end

for _, name in ipairs { "run", "reload" } do
  local words = name == "run" and { "--quiet" } or { "--from", "1", "--quiet" }
  for _, becomes in ipairs { "loaded", "skipped" } do
    t.case(("%s, and the document is %s"):format(name, becomes), function()
      reach()
      change_all(texts[becomes])
      command(name, table.unpack(words))
      compare(name, becomes)
    end)
  end
  t.case(name .. ", and the text is refused", function()
    reach()
    change_all(texts.failed)
    command(name, table.unpack(words))
    compare(name .. ", refused")
  end)
end

t.case("run, and no text is another one", function()
  reach()
  command("run", "--quiet")
  t.equal(look(), { "loaded", table.unpack(statuses, 2) })
end)

t.case("retry, and the run after it", function()
  reach()
  t.conn:exec "DELETE FROM check_docs WHERE id = 1"
  command "retry"
  command("retry", "--status", "skipped")
  compare "retry"
  command("run", "--quiet") -- the same texts
  t.equal(look(), statuses)
end)

t.case("unload", function()
  reach()
  command("unload", "--from", "1")
  compare "unload"
end)

t.case("unload --forget", function()
  reach()
  command("unload", "--from", "1", "--forget")
  compare "unload --forget"
end)

t.test("each cell of the table was tried, and each status is in it", function()
  for _, status in ipairs(statuses) do
    for name in pairs(cells[status]) do t.equal(tried[status .. "|" .. name], true, status .. ", " .. name) end
  end
  for status in pairs(cells) do t.equal(require "lib.cli".has(statuses, status), true, status) end
end)

t.drop("check_row", "check_docs")
t.finish()
