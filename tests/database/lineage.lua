-- Rows that are not found by their document's key: their keys are recorded (lineage), in the transaction of their
-- document, and go with the rows. tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- check_row has the document's key; check_party has one of its own, and check_line is found by it; check_quote has
-- another kind of key.
local text = [[
return mapping {
  name = "lineage", version = "%s", source = { table = "check_docs", key = bigint "id", document = "doc" },
  lineage = %s,
  into "check_row" { each = "/r", key = { "k" }, columns = { k = source "id", n = integer "@n" } },
  into "check_party" {
    each = "/r/p", key = { %s }, columns = { no = text(20) "@no", kind = integer "@kind", v = text(20) "@v" },
    children = { into "check_line" {
      each = "l", key = { "no", "kind", "i" },
      columns = { no = parent "no", kind = parent "kind", i = position(), v = text(20) "@v" },
    } },
  },
  into "check_quote" {
    each = "/r/d", key = { "day", "rate" },
    columns = { day = date "@day", rate = decimal(9, 2) "@rate" },
  },
}
]]

local function write_mapping(version, lineage, key)
  t.write("lineage.lua", text:format(version, lineage, key or '"no", "kind"'))
end

-- Two texts that a collation may take for one are two here.
local bytes = t.mariadb and " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
  or t.sqlserver and " COLLATE Latin1_General_100_BIN2" or ""
local tables = ([[
CREATE TABLE check_row (k BIGINT NOT NULL PRIMARY KEY, n INTEGER);
CREATE TABLE check_party (no VARCHAR(20)%s NOT NULL, kind INTEGER NOT NULL, v VARCHAR(20), PRIMARY KEY (no, kind));
CREATE TABLE check_line (no VARCHAR(20)%s NOT NULL, kind INTEGER NOT NULL, i INTEGER NOT NULL, v VARCHAR(20),
  PRIMARY KEY (no, kind, i), FOREIGN KEY (no, kind) REFERENCES check_party (no, kind));
CREATE TABLE check_quote (day DATE NOT NULL, rate DECIMAL(9, 2) NOT NULL, PRIMARY KEY (day, rate));
]]):format(bytes, bytes)
if t.on_babelfish then
  t.skip("the foreign key of check_line", "Babelfish compares no two columns with a collation for it")
  tables = tables:gsub(", FOREIGN KEY %b() REFERENCES check_party %b()", "", 1)
end

local docs = {
  "<r n='1'><p no='a' kind='1' v='x'><l v='1'/><l v='2'/></p><p no='b' kind='2'/><d day='2024-02-29' rate='1.50'/></r>",
  "<r n='2'><p no='a/b%25' kind='-3'><l v='3'/></p><p no='c&#10;d' kind='4'/><p no='ä' kind='5'><l v='4'/></p></r>",
  "<r n='3'/>",
  "<r n='4'><p no='A' kind='1'><l v='5'/></p><d day='1999-12-31' rate='-0.07'/></r>",
}

local function put(id, doc)
  t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, doc)
end

local function change(id, doc)
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = ?", doc, id)
end

-- With rows of nobody in between.
local function prepare()
  write_mapping("1", "true")
  t.sql(t.docs .. tables)
  for id, doc in ipairs(docs) do put(id, doc) end
  t.sql "INSERT INTO check_party VALUES ('b', 1, 'foreign');\nINSERT INTO check_line VALUES ('b', 1, 1, 'foreign');\n"
  t.sql "INSERT INTO check_quote VALUES ('2024-02-29', 1.51);\n"
  t.exits(0, "init", "lineage.lua")
end

local function count(name)
  return t.conn:query("SELECT COUNT(*) AS n FROM " .. name)[1].n
end

local function counts()
  return { count "check_row", count "check_party", count "check_line", count "check_quote", count "rowan_lineage" }
end

local function all_rows()
  local lines = {}
  for _, query in ipairs { "SELECT k AS a, n AS b FROM check_row ORDER BY k",
    "SELECT no AS a, kind AS b, v AS c FROM check_party ORDER BY kind, v", "SELECT no AS a, i AS b, v AS c FROM check_line ORDER BY v",
    "SELECT day AS a, rate AS b FROM check_quote ORDER BY day, rate" } do
    for _, row in ipairs(t.conn:query(query)) do
      lines[#lines + 1] = ("%s %s %s"):format(row.a, row.b, rawget(row, "c"))
    end
  end
  return table.concat(lines, "\n")
end

local function recorded()
  local list = {}
  for i, row in ipairs(t.conn:query [[
    SELECT doc_key, part, table_name, key_columns, row_keys FROM rowan_lineage ORDER BY doc_key, part]]) do
    list[i] = table.concat({ row.doc_key, row.part, row.table_name, row.key_columns, (row.row_keys:gsub("\n", " ")) }, " ")
  end
  return table.concat(list, ", ")
end

local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, stored FROM rowan_ledger ORDER BY doc_key") do
    list[i] = ("%s %s %d"):format(row.doc_key, row.status, row.stored)
  end
  return table.concat(list, ", ")
end

local function case(name, body)
  t.drop("check_line", "check_quote", "check_party", "check_row", "check_tree", "rowan_lineage")
  t.case(name, body)
end

local whole = "1 loaded 6, 2 loaded 6, 3 loaded 1, 4 loaded 4"
local keys = "1 1 check_party no/kind a/1 b/2, 1 2 check_quote day/rate 2024-02-29/1.50, "
  .. "2 1 check_party no/kind a%2Fb%2525/-3 c%0Ad/4 ä/5, "
  .. "4 1 check_party no/kind A/1, 4 2 check_quote day/rate 1999-12-31/-0.07"

case("keys of rows are recorded, and lead to the rows of a document, and no others", function()
  prepare()
  t.equal(t.exits(0, "check", "lineage.lua", "--reload"):find "cannot be found", nil)
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.equal({ ledger(), recorded() }, { whole, keys })
  local before = all_rows()
  t.contains(t.exits(0, "unload", "lineage.lua", "--key", "1", "--key", "2"), "2 documents unloaded, 12 rows deleted")
  t.equal(counts(), { 2, 2, 2, 2, 2 })
  t.contains(t.exits(0, "unload", "lineage.lua", "--key", "4", "--key", "3", "--forget"), "2 documents forgotten, 5 rows")
  t.equal(counts(), { 0, 1, 1, 1, 0 })
  t.exits(0, "reload", "lineage.lua", "--from", "1", "--quiet")
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.equal({ all_rows(), ledger(), recorded() }, { before, whole, keys })
end)

case("reload puts other rows with other keys in the place of the old ones", function()
  prepare()
  t.exits(0, "run", "lineage.lua", "--quiet")
  local before = all_rows()
  change(1, docs[4]:gsub("'A'", "'new'"))
  change(4, docs[1]:gsub("'2024", "'2028")) -- which takes the keys that the other one gives up
  local got = rowan.json.decode(t.exits(0, "reload", "lineage.lua", "--from", "1", "--quiet", "--json"))
  t.equal({ got.loaded, got.failed, got.rows }, { 4, 0, 17 })
  t.contains(recorded(), "1 1 check_party no/kind new/1, 1 2 check_quote day/rate 1999-12-31/-0.07")
  -- a text that is refused leaves the rows and their keys
  change(2, "<r n='2'><p no='z' kind='x'/></r>")
  change(4, "<r n='4'><p no='b' kind='1'/></r>") -- by the database: that row is nobody's
  t.exits(1, "reload", "lineage.lua", "--from", "1", "--quiet")
  t.equal(ledger(), "1 loaded 4, 2 stale 6, 3 loaded 1, 4 stale 6")
  for id, doc in ipairs(docs) do change(id, doc) end
  t.exits(0, "reload", "lineage.lua", "--from", "1", "--quiet")
  t.equal({ all_rows(), ledger(), recorded() }, { before, whole, keys })
  -- nor does one that is not the mapping's kind any more keep any
  change(2, "<other/>")
  t.write("lineage.lua", (text:format("1", "true", '"no", "kind"'):gsub("lineage = true", "%0, nothing = 'skip'")))
  t.exits(0, "reload", "lineage.lua", "--key", "2", "--quiet")
  t.contains(ledger(), "2 skipped 0")
  t.equal(recorded():find("2 1 check_party", 1, true), nil)
end)

case("what was loaded before the mapping had the word stays, and says why", function()
  write_mapping("1", "false")
  t.sql(t.docs .. tables)
  for id, doc in ipairs(docs) do put(id, doc) end
  t.exits(0, "init", "lineage.lua")
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.contains(t.exits(2, "check", "lineage.lua", "--reload"), "lineage = true in the mapping records the keys of its rows")
  local _, err = t.exits(2, "unload", "lineage.lua", "--key", "1")
  t.contains(err, "check_party: rows of a document cannot be found again")
  local before = all_rows()
  write_mapping("1", "true")
  t.contains(t.exits(2, "check", "lineage.lua"), "there is no table rowan_lineage for the keys that lineage = true records; rowan init makes it")
  t.exits(3, "run", "lineage.lua", "--quiet")
  t.contains(t.exits(0, "init", "lineage.lua"), "rowan_lineage")
  t.contains(t.exits(0, "run", "lineage.lua", "--quiet"), "nothing to load")
  local out = t.exits(1, "unload", "lineage.lua", "--from", "1")
  t.contains(out, "1 document unloaded, 1 row deleted") -- the third has a row of check_row alone
  t.contains(out, "1: rows: the keys of its rows are not recorded, as it was loaded before the mapping had lineage = true: 1 of 6 are found")
  t.exits(1, "reload", "lineage.lua", "--key", "2", "--quiet")
  t.equal(ledger(), "1 loaded 6, 2 stale 6, 3 unloaded 0, 4 loaded 4")
  t.equal(before, (all_rows():gsub("^1 1 [^\n]*\n2 2 [^\n]*\n", "%03 3 nil\n")))
end)

case("rows that are not those that were recorded stop a document, and only it", function()
  prepare()
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.sql "INSERT INTO check_line VALUES ('a', 1, 9, 'by hand');\nDELETE FROM check_quote WHERE day = '1999-12-31';\n"
  local before = counts()
  local out = t.exits(1, "unload", "lineage.lua", "--from", "1")
  t.contains(out, "2 documents unloaded, 7 rows deleted")
  t.contains(out, "1: rows: 7 rows have the key of the document, and 6 were stored of it")
  t.contains(out, "4: rows: 3 rows have the key of the document, and 4 were stored of it")
  t.equal(counts(), { before[1] - 2, before[2] - 3, before[3] - 2, before[4], before[5] - 1 })
end)

case("a mapping with another key does not take these for its own", function()
  prepare()
  t.exits(0, "run", "lineage.lua", "--quiet")
  local before = all_rows()
  write_mapping("2", "true", '"kind", "no"')
  local out = t.exits(1, "unload", "lineage.lua", "--key", "1")
  t.contains(out, "1: rows: rows of table check_party were recorded by their key no/kind, and the mapping of now does not find them by it")
  t.equal({ all_rows(), recorded() }, { before, keys })
  write_mapping("1", "true")
  t.exits(0, "unload", "lineage.lua", "--key", "1")
end)

case("many rows, and rows below each other", function()
  t.write("tree.lua", [[
return mapping {
  name = "tree", source = { table = "check_docs", key = bigint "id", document = "doc" }, lineage = true,
  into "check_tree" {
    each = "/r/n", recursive = "n", key = { "no" },
    columns = { no = text(20) "@no", up = parent "no", lev = level() },
  },
}
]])
  t.sql(t.docs .. [[
CREATE TABLE check_tree (no VARCHAR(20) NOT NULL PRIMARY KEY, up VARCHAR(20), lev INTEGER,
  FOREIGN KEY (up) REFERENCES check_tree (no));
]])
  for id = 1, 2 do
    local nodes = {}
    for i = 1, 300 do nodes[i] = ("<n no='%d.%d'><n no='%d.%d.1'><n no='%d.%d.1.1'/></n></n>"):format(id, i, id, i, id, i) end
    put(id, "<r>" .. table.concat(nodes) .. "</r>")
  end
  t.exits(0, "init", "tree.lua")
  t.exits(0, "run", "tree.lua", "--quiet")
  t.equal({ count "check_tree", count "rowan_lineage" > 4 }, { 1800, true })
  -- A document that is written in parts has the parts of its keys numbered through.
  t.exits(0, "reload", "tree.lua", "--from", "1", "--quiet", "--batch-bytes", "4000")
  t.equal(count "check_tree", 1800)
  t.contains(t.exits(0, "unload", "tree.lua", "--key", "1"), "1 document unloaded, 900 rows deleted")
  t.equal({ count "check_tree", t.conn:query("SELECT COUNT(*) AS n FROM rowan_lineage WHERE doc_key = '1'")[1].n }, { 900, 0 })
  t.exits(0, "reload", "tree.lua", "--from", "1", "--quiet")
  t.equal(count "check_tree", 1800)
end)

-- Statements take many keys: of one way to be compared, and with what is lacking to be full. Rows that refer to each
-- other go in any order that the database allows.
case("many keys, those beyond ASCII among them, and rows that refer to rows before them", function()
  t.write("chain.lua", [[
return mapping {
  name = "chain", lineage = true, source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_tree" { each = "/r/n", key = { "no", "day" },
    columns = { no = text(20) "@no", day = integer "@day", up = text(20) "@up", up_day = integer "@day" } },
}
]])
  t.sql(t.docs .. [[
CREATE TABLE check_tree (no VARCHAR(20) NOT NULL, day INTEGER NOT NULL, up VARCHAR(20), up_day INTEGER,
  PRIMARY KEY (no, day), FOREIGN KEY (up, up_day) REFERENCES check_tree (no, day));
]])
  local function chain(id, rows)
    local nodes, last = {}, nil
    for i = 1, rows do
      local no = i % 7 == 0 and ("é/%d.%03d%%"):format(id, i) or ("%d.%03d"):format(id, i)
      nodes[i] = ("<n no='%s' day='4'%s/>"):format(no, last and (" up='%s'"):format(last) or "")
      last = no
    end
    put(id, "<r>" .. table.concat(nodes) .. "</r>")
  end
  for id, rows in ipairs { 1, 16, 17, 61 } do chain(id, rows) end
  t.sql "INSERT INTO check_tree (no, day) VALUES ('1.001', 5), ('4.010', 5);\n"
  t.exits(0, "init", "chain.lua")
  t.exits(0, "run", "chain.lua", "--quiet")
  t.equal(count "check_tree", 97)
  t.exits(0, "reload", "chain.lua", "--from", "1", "--quiet")
  t.equal({ count "check_tree", ledger() }, { 97, "1 loaded 1, 2 loaded 16, 3 loaded 17, 4 loaded 61" })
  -- one row less than the ledger has: the document stays
  t.sql "DELETE FROM check_tree WHERE no = '3.017';\n"
  t.contains(t.exits(1, "unload", "chain.lua", "--from", "1"), "3 documents unloaded, 78 rows deleted")
  t.equal(ledger(), "1 unloaded 0, 2 unloaded 0, 3 loaded 17, 4 unloaded 0")
  t.equal(count "check_tree", 18)
  t.drop "check_tree"
end)

case("with a revision a run replaces rows by their recorded keys", function()
  t.write("lineage.lua", (text:format("1", "true", '"no", "kind"'):gsub('document = "doc"', '%0, revision = integer "rev"')))
  t.sql((t.docs:gsub("doc ", "rev INTEGER, doc ", 1)) .. tables)
  for id, doc in ipairs(docs) do t.conn:exec("INSERT INTO check_docs (id, rev, doc) VALUES (?, 1, ?)", id, doc) end
  t.exits(0, "init", "lineage.lua")
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.equal({ ledger(), recorded() }, { whole, keys })
  t.conn:exec("UPDATE check_docs SET rev = 2, doc = ? WHERE id = 2", "<r n='7'><p no='q' kind='9'/></r>")
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.equal(ledger(), (whole:gsub("2 loaded 6", "2 loaded 2")))
  t.contains(recorded(), "2 1 check_party no/kind q/9, 4 1")
end)

case("who may not write the table is told before a run", function()
  prepare()
  t.conn:exec "DROP TABLE rowan_lineage"
  t.conn:exec "CREATE TABLE rowan_lineage (feed VARCHAR(100))"
  local status, out, err = t.rowan("run", "lineage.lua", "--quiet")
  t.equal(status, 2)
  t.contains(out .. err, "rowan_lineage")
  t.equal(count "check_party", 1)
end)

t.drop("check_line", "check_quote", "check_party", "check_row", "check_tree", "rowan_lineage")
t.finish()
