-- What words of a mapping cost that make rows more than a plain INSERT: recorded keys, conflict rules, hashes. Mappings
-- with each and without any are loaded by turns into the database of $ROWAN_CONNECT. A document makes 20 rows in two
-- tables, which no other document makes, too: the same rows, whatever the word.
--
--   rowan tests/bench/words.lua [DOCUMENTS [ROUNDS]]

local rowan = require "rowan"

local documents, rounds = math.tointeger(tonumber(arg[1] or 20000)), math.tointeger(tonumber(arg[2] or 5))
local conn = rowan.odbc.connect(os.getenv "ROWAN_CONNECT")
local folder = os.tmpname()
os.remove(folder)

-- Of the mapping, of a table, and of the column id, which else is in the document.
local words = {
  { name = "plain" },
  { name = "lineage", head = "lineage = true" },
  { name = "newest", rule = '{ newest = "as_of" }' },
  { name = "skip", rule = '"skip"' },
  { name = "update", rule = '"update"' },
  { name = "hash", id = 'uuid(hash { "no", "as_of" })' },
}

for _, word in ipairs(words) do
  word.path = ("%s.%s.lua"):format(folder, word.name)
  local file <close> = assert(io.open(word.path, "w"))
  local text = ([[
    return mapping {
      name = "$name", source = { table = "bench_docs", key = bigint "id", document = "doc" }, $head
      into "bench_part" {
        each = "/r/p", key = { "no" }, conflict = $rule,
        columns = { no = text(20) "@no", as_of = decimal(9, 2) "@price", name = text(40) "@name", id = $id },
      },
      into "bench_day" {
        each = "/r/d", key = { "no", "day" }, conflict = $rule,
        columns = { no = text(20) "@no", day = date "@day", as_of = integer "@amount", id = $id },
      },
    }]]):gsub("%$(%w+)", { name = word.name, head = word.head and word.head .. "," or "", rule = word.rule or '"fail"',
      id = word.id or 'uuid "@id"' })
  file:write(text)
end

local function fill()
  for _, name in ipairs { "bench_docs", "bench_part", "bench_day" } do pcall(conn.exec, conn, "DROP TABLE " .. name) end
  conn:exec "CREATE TABLE bench_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT NOT NULL)"
  local rows = {}
  for id = 1, documents do
    local out = {}
    for i = 1, 10 do
      local uuid = ("%08x-0000-8000-8000-%012x"):format(id, i)
      out[i] = ('<p no="P%d-%d" name="part number %d" price="%d.5" id="%s"/>'):format(id, i, i, i, uuid)
        .. ('<d no="P%d" day="2024-01-%02d" amount="%d" id="%s"/>'):format(id, i, i, uuid)
    end
    rows[#rows + 1] = { id, "<r>" .. table.concat(out) .. "</r>" }
    if #rows == 1000 or id == documents then
      conn:insert("bench_docs", { "id", "doc" }, rows)
      rows = {}
    end
  end
end

local function count(name)
  return math.tointeger(tonumber(conn:query("SELECT COUNT(*) AS n FROM " .. name)[1].n))
end

-- Seconds of a run into empty tables.
local function time(word)
  for _, each in ipairs { "bench_part", "bench_day", "rowan_ledger", "rowan_lineage" } do
    conn:exec("DELETE FROM " .. each)
  end
  local mapping = rowan.mapping.load(word.path)
  local result = rowan.job { mapping = mapping, connect = os.getenv "ROWAN_CONNECT", workers = 1 }:run()
  assert(result.loaded == documents and count "bench_part" + count "bench_day" == 20 * documents, "not all was loaded")
  return result.seconds
end

fill()
for _, word in ipairs(words) do -- each may need a table of its own
  assert(os.execute(("'%s' init '%s' --tables >/dev/null"):format(arg[-1] or os.getenv "ROWAN", word.path)))
end
for i = 1, rounds do
  for _, word in ipairs(words) do
    word[i] = time(word)
    word[i] = word == words[1] and word[i] or word[i] / words[1][i]
  end
end
for _, word in ipairs(words) do
  os.remove(word.path)
  table.sort(word)
  local middle = word[(rounds + 1) // 2]
  print(word == words[1] and ("%-10s %.0f documents/min without any of these words"):format(conn.dialect,
    documents / middle * 60) or ("  %-8s %.2f times the time (%.2f to %.2f)"):format(word.name, middle, word[1],
    word[rounds]))
end
