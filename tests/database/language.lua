-- What the mapping language says about rows, as it arrives in the database of $ROWAN_CONNECT: columns that are left
-- to the database's defaults, rows of pairs and of functions. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end

-- A mapping over a fresh source with these documents; the tables are the caller's.
local function load(name, text, documents)
  t.write(name .. ".lua", text)
  local m = rowan.mapping.load(name .. ".lua")
  for _, other in ipairs { m.source.table, "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping",
      "rowan_version" } do drop(other) end
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  t.equal((t.rowan("init", m.file)), 0)
  local rows = {}
  for i, document in ipairs(documents) do rows[i] = { i, document } end
  conn:insert(m.source.table, { "id", "doc" }, rows)
  return m
end

local function run(m)
  local result = t.job { mapping = m, workers = 1 }:run()
  t.equal({ result.outcome, result.failed }, { "done", 0 })
end

t.test("a missing value leaves its column to the database's default", function()
  drop "omit_row"
  conn:exec [[CREATE TABLE omit_row (id integer NOT NULL PRIMARY KEY, a varchar(9) DEFAULT 'da',
    b integer NOT NULL DEFAULT 7, c varchar(9), d varchar(9) DEFAULT 'dd')]]
  local documents = {
    '<r a="x" b="1" c="y"/>', "<r/>", '<r b="2"/>', '<r a="z"/>', '<r c="w" d=""/>', '<r b="none"/>',
  }
  run(load("omit", [[
    return mapping {
      source = { table = "omit_docs", key = "id", document = "doc" },
      omit_missing = true,
      into "omit_row" { each = "/r", key = "id", columns = {
        id = integer(source "id"), a = text(9) "@a", b = integer { "@b", bad = "missing" }, c = text(9) "@c",
        d = text(9) { "@d", omit_missing = false } } },
    }]], documents))
  local found = {}
  for i, row in ipairs(conn:query "SELECT id, a, b, c, d FROM omit_row ORDER BY id") do
    found[i] = ("%s %s %s %s %s"):format(row.id, row.a, row.b, row.c, row.d)
  end
  t.equal(found, {
    "1 x 1 y nil", "2 da 7 nil nil", "3 da 2 nil nil", "4 z 7 nil nil", "5 da 7 w nil", "6 da 7 nil nil",
  })
  drop "omit_row"
end)

t.test("more combinations of columns than are kept ready", function()
  local columns, paths, defaults = {}, {}, {}
  for i = 1, 8 do
    columns[i] = ("c%d integer DEFAULT %d"):format(i, -i)
    paths[i] = ('c%d = integer "@c%d"'):format(i, i)
  end
  drop "many_row"
  conn:exec("CREATE TABLE many_row (id integer NOT NULL PRIMARY KEY, " .. table.concat(columns, ", ") .. ")")
  local documents = {}
  for n = 0, 255 do
    local attributes = {}
    for i = 1, 8 do
      if n >> (i - 1) & 1 == 1 then attributes[#attributes + 1] = ('c%d="%d"'):format(i, n) end
    end
    documents[n + 1] = "<r " .. table.concat(attributes, " ") .. "/>"
  end
  run(load("many", ([[
    return mapping {
      source = { table = "many_docs", key = "id", document = "doc" },
      into "many_row" { each = "/r", key = "id", omit_missing = true, columns = { id = integer(source "id"), %s } },
    }]]):format(table.concat(paths, ", ")), documents))
  local rows = conn:query "SELECT * FROM many_row"
  t.equal(#rows, 256)
  for _, row in ipairs(rows) do
    local n = tonumber(row.id) - 1
    for i = 1, 8 do
      defaults[i] = n >> (i - 1) & 1 == 1 and n or -i
      t.equal(tonumber(row["c" .. i]), defaults[i], ("c%d of document %d"):format(i, n))
    end
  end
  drop "many_row"
end)

t.test("rows of pairs, and of a function", function()
  local m = load("pairs", [[
    local function split(text)
      local rows = {}
      for word in text:gmatch "%a+" do rows[#rows + 1] = { word = word } end
      return rows
    end
    return mapping {
      source = { table = "pair_docs", key = "id", document = "doc" },
      into "pair_app" { each = "/r", key = "id", columns = { id = source "id" }, children = {
        into "pair_score" { each = ".", key = { "id", "name" },
          unpivot = { { "a", "@a" }, { "b", "@b" }, { "c", "@c" } },
          columns = { id = parent "id", name = text(9)(label()), score = decimal(9, 2) { value(), bad = "missing" } } },
        into "pair_word" { each = ".", key = { "id", "no" }, rows = { "@words", via = split },
          columns = { id = parent "id", no = position(), word = text(20)(field "word") } },
      } },
    }]], { '<r a="1" b="x" c="2.5" words="one two"/>', '<r words="three"/>', "<r c='3'/>" })
  for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
  t.equal((t.rowan("init", m.file, "--tables")), 0)
  run(m)
  local found = {}
  for i, row in ipairs(conn:query "SELECT id, name, score FROM pair_score ORDER BY id, name") do
    found[i] = ("%s %s %.2f"):format(row.id, row.name, row.score)
  end
  t.equal(found, { "1 a 1.00", "1 c 2.50", "3 c 3.00" })
  found = {}
  for i, row in ipairs(conn:query "SELECT id, no, word FROM pair_word ORDER BY id, no") do
    found[i] = ("%s %s %s"):format(row.id, row.no, row.word)
  end
  t.equal(found, { "1 1 one", "1 2 two", "2 1 three" })
  for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
end)

t.finish()
