-- Documents that are taken away and loaded again: afterwards rows and ledger are as if only the last text had ever been
-- loaded, and rows of others are untouched. tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- A document makes a row of check_row, which has the key, and rows of two tables below it, which have none.
local text = [[
return mapping {
  name = "again",
  source = { table = "check_docs", key = %s, document = "doc" },
  into "check_row" {
    each = "/r", key = { "no" }, columns = { no = text(20) "@no", %s, n = integer "@n" },
    children = { into "check_line" {
      each = "l", key = { "no", "i" }, columns = { no = parent "no", i = position(), v = text(20) "@v" },
      children = { into "check_note" { each = "x", columns = { no = parent "no", i = parent "i", t = text(20) "@t" } } },
    } },
  },
}
]]
t.write("again.lua", text:format('bigint "id"', 'k = source "id"'))

local tables = [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL, n INTEGER);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, i INTEGER NOT NULL, v VARCHAR(20), PRIMARY KEY (no, i),
  FOREIGN KEY (no) REFERENCES check_row (no));
CREATE TABLE check_note (no VARCHAR(20) NOT NULL, i INTEGER NOT NULL, t VARCHAR(20),
  FOREIGN KEY (no, i) REFERENCES check_line (no, i));
]]

-- Tables below others go first.
local function case(name, body)
  t.drop("check_note", "check_line", "check_row")
  t.case(name, body)
end

local function document(no, n, lines)
  local out = {}
  for i = 1, lines do out[i] = ("<l v='%d'><x t='%d'/><x t='b'/></l>"):format(n * 10 + i, i) end
  return ("<r no='%s' n='%d'>%s</r>"):format(no, n, table.concat(out))
end

-- Six documents, and rows of nobody in the middle of theirs.
local function prepare()
  t.sql(t.docs .. tables)
  for i = 1, 6 do t.sql(("INSERT INTO check_docs VALUES (%d, '%s');\n"):format(i, (document("d" .. i, i, i % 3):gsub("'", "''")))) end
  t.sql "INSERT INTO check_row VALUES ('foreign', 99, 0);\nINSERT INTO check_line VALUES ('foreign', 1, 'f');\n"
end

local function all_rows()
  local lines = {}
  for _, query in ipairs { "SELECT no, k, n FROM check_row ORDER BY no", "SELECT no, i, v FROM check_line ORDER BY no, i",
    "SELECT no, i, t FROM check_note ORDER BY no, i, t" } do
    for _, row in ipairs(t.conn:query(query)) do
      lines[#lines + 1] = ("%s %s %s"):format(row.no, rawget(row, "k") or row.i, rawget(row, "n") or rawget(row, "v") or row.t)
    end
  end
  return table.concat(lines, "\n")
end

-- "1 loaded 2 unloaded ..."
local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, stored FROM rowan_ledger ORDER BY doc_key") do
    list[i] = ("%s %s %d"):format(row.doc_key, row.status, row.stored)
  end
  return table.concat(list, ", ")
end

local function rows_of(no)
  local _, count = all_rows():gsub("%f[^\n\0]" .. no .. " ", "")
  return count
end

local whole = "1 loaded 4, 2 loaded 7, 3 loaded 1, 4 loaded 4, 5 loaded 7, 6 loaded 1"

case("unload takes a document's rows away, of all tables, and no others", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  t.equal(ledger(), whole)
  local before = all_rows()
  local out = t.exits(0, "unload", "again.lua", "--key", "2")
  t.contains(out, "again: 1 document unloaded, 7 rows deleted (run ")
  t.equal(ledger(), (whole:gsub("2 loaded 7", "2 unloaded 0")))
  t.equal(rows_of "d2", 0)
  t.equal(rows_of "d1", 4)
  t.equal(rows_of "foreign", 2)
  t.contains(t.exits(0, "run", "again.lua", "--quiet"), "are in the ledger, 1 as unloaded: ") -- and not pending
  local _, err = t.exits(2, "unload", "again.lua", "--key", "2")
  t.contains(err, "--key 2: the document is unloaded already: --forget deletes its ledger row, too")
  _, err = t.exits(2, "unload", "again.lua")
  t.contains(err, "which documents? Say --key, --from and --to, --where, --run, --version, or --gone")
  -- forgotten, it is new
  t.contains(t.exits(0, "unload", "again.lua", "--key", "2", "--key", "4", "--forget"), "2 documents forgotten, 4 rows")
  t.equal(ledger(), "1 loaded 4, 3 loaded 1, 5 loaded 7, 6 loaded 1")
  t.exits(0, "run", "again.lua", "--quiet")
  t.equal(all_rows(), before)
  t.equal(ledger(), whole)
end)

case("a range, a run, JSON", function()
  prepare()
  t.exits(0, "run", "again.lua", "--to", "3", "--quiet")
  local run = t.conn:query("SELECT MIN(run_id) AS id FROM rowan_run")[1].id
  t.exits(0, "run", "again.lua", "--quiet")
  local got = rowan.json.decode(t.exits(0, "unload", "again.lua", "--from", "2", "--to", "4", "--commit", "2", "--json"))
  t.equal({ got.unloaded, got.rows, got.refused, got.not_loaded }, { 3, 12, 0, 0 })
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM rowan_run WHERE outcome = 'done'")[1].n, 3)
  got = rowan.json.decode(t.exits(0, "unload", "again.lua", "--run", run, "--json"))
  t.equal({ got.unloaded, got.rows }, { 1, 4 }) -- 2 and 3 are the other run's by now
  t.contains(t.exits(0, "unload", "again.lua", "--from", "1"), "2 documents unloaded, 8 rows deleted")
  t.equal(all_rows(), "foreign 99 0\nforeign 1 f")
  t.equal((ledger():gsub("unloaded 0", "u")), "1 u, 2 u, 3 u, 4 u, 5 u, 6 u")
  t.contains(t.exits(0, "unload", "again.lua", "--from", "1"), "0 documents unloaded, 0 rows deleted")
end)

case("what the source no longer has is taken away, unless that is all", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  t.contains(t.exits(0, "unload", "again.lua", "--gone"), "0 documents unloaded")
  t.conn:exec "DELETE FROM check_docs WHERE id IN (2, 5)"
  local got = rowan.json.decode(t.exits(0, "unload", "again.lua", "--gone", "--json"))
  t.equal({ got.unloaded, got.rows }, { 2, 14 })
  t.equal(ledger(), (whole:gsub("([25]) loaded 7", "%1 unloaded 0")))
  t.contains(t.exits(0, "unload", "again.lua", "--gone", "--forget"), "2 documents forgotten, 0 rows deleted")
  t.conn:exec "DELETE FROM check_docs"
  local _, err = t.exits(2, "unload", "again.lua", "--gone")
  t.contains(err, "--gone: the source has none of the feed's documents")
  t.equal(rows_of "d1", 4)
end)

case("rows that are not those that were loaded stop a document, and only it", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  t.sql "INSERT INTO check_line VALUES ('d1', 9, 'by hand');\nDELETE FROM check_note WHERE no = 'd5' AND t = 'b';\n"
  local before = all_rows()
  local out = t.exits(1, "unload", "again.lua", "--from", "1")
  t.contains(out, "4 documents unloaded, 13 rows deleted")
  t.contains(out, "1: rows: 5 rows have the key of the document, and 4 were stored of it")
  t.contains(out, "5: rows: 5 rows have the key of the document, and 7 were stored of it")
  t.equal(rows_of "d1" + rows_of "d5", 10)
  t.equal(rows_of "foreign", 2)
  t.equal(#before > 0, true)
  t.equal((ledger():gsub("unloaded 0", "u")), "1 loaded 4, 2 u, 3 u, 4 u, 5 loaded 7, 6 u")
end)

case("texts of keys are told apart byte by byte", function()
  t.write("texts.lua", text:format('{ text(9) "id", bigint "part" }', 'k = source "id", p = source "part"'))
  local bytes = t.source_conn.dialect == "mariadb" and " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" or ""
  t.sql("CREATE TABLE check_docs (id VARCHAR(9)" .. bytes .. [[ NOT NULL, part BIGINT NOT NULL, doc TEXT, PRIMARY KEY (id, part));
]])
  t.sql((tables:gsub("k BIGINT NOT NULL", "k VARCHAR(9) NOT NULL, p BIGINT NOT NULL")))
  for i, key in ipairs { "a", "b/b", "ä" } do
    for part = 1, 2 do
      t.sql(("INSERT INTO check_docs VALUES ('%s', %d, '%s');\n"):format(key, part,
        (document(("d%d%d"):format(i, part), i, 1):gsub("'", "''"))))
    end
  end
  t.sql "INSERT INTO check_row VALUES ('foreign', 'A', 1, 0);\n" -- which a collation may take for the first
  t.exits(0, "run", "texts.lua", "--quiet")
  t.contains(t.exits(0, "unload", "texts.lua", "--key", "a/1"), "1 document unloaded, 4 rows deleted")
  t.contains(t.exits(0, "unload", "texts.lua", "--key", "b%2Fb/2"), "1 document unloaded, 4 rows deleted")
  t.contains(t.exits(0, "unload", "texts.lua", "--key", "ä/2"), "1 document unloaded, 4 rows deleted")
  t.equal({ rows_of "d11", rows_of "d12", rows_of "d21", rows_of "d22", rows_of "d31", rows_of "d32", rows_of "foreign" },
    { 0, 4, 4, 0, 4, 0, 1 })
end)

local function change(id, doc)
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = ?", doc, id)
end

local function reload(status, ...)
  local out = t.exits(status, "reload", "again.lua", "--json", "--quiet", ...)
  return rowan.json.decode(out)
end

case("reload puts the rows of the new text in the place of the old ones, as if there had been no other", function()
  prepare()
  change(2, document("gone", 7, 3))
  t.exits(0, "run", "again.lua", "--quiet")
  local first = t.conn:query("SELECT MIN(run_id) AS id FROM rowan_run")[1].id
  change(2, document("d2", 2, 2))
  change(1, document("d1", 5, 0))
  local got = reload(0, "--from", "1", "--to", "2")
  t.equal({ got.loaded, got.failed, got.already_loaded, got.rows }, { 2, 0, 0, 8 })
  change(1, document("d1", 1, 1))
  t.equal(reload(0, "--key", "1").loaded, 1)
  t.equal(ledger(), whole)
  t.equal(rows_of "gone", 0)
  local reloaded = all_rows()
  -- A run is gone through as a whole, killed or not: what it wrote last is less each time.
  got = reload(0, "--run", first)
  t.equal({ got.loaded, got.rows }, { 4, 13 })
  t.equal(reload(0, "--run", first).loaded, 0)
  t.equal(all_rows(), reloaded)
  -- what was never touched is what a first load makes
  t.exits(0, "unload", "again.lua", "--from", "1", "--forget")
  t.exits(0, "run", "again.lua", "--quiet")
  t.equal({ all_rows(), ledger() }, { reloaded, whole })
end)

case("a condition of the source says which, in the words of a mapping's where", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  change(2, document("d2", 7, 2))
  change(4, document("d4", 8, 1))
  change(6, document("d6", 9, 0))
  local got = reload(0, "--where", "id in (2, 4) or (id between 9 and 12 and doc is not null)")
  t.equal({ got.loaded, got.failed, got.rows }, { 2, 0, 11 })
  local settings = rowan.json.decode(t.conn:query("SELECT settings AS s FROM rowan_run WHERE run_id = ?", got.run_id)[1].s)
  t.equal(settings.where, "id in (2, 4) or (id between 9 and 12 and doc is not null)")
  t.equal(t.conn:query("SELECT n FROM check_row WHERE no = 'd6'")[1].n, 6) -- which nobody meant
  t.equal(reload(0, "--where", "id > 6").loaded, 0)
  -- the mapping's own where holds as well
  t.write("again.lua", (text:format('bigint "id"', 'k = source "id"'):gsub('document = "doc"', '%0, where = expr [[ id < 4 or id = 6 ]]')))
  t.contains(t.exits(0, "unload", "again.lua", "--where", "id >= 3 and id <> 6"), "1 document unloaded, 1 row deleted")
  t.equal(ledger(), (whole:gsub("3 loaded 1", "3 unloaded 0")))
  t.write("again.lua", text:format('bigint "id"', 'k = source "id"'))
  local before = all_rows()
  for _, command in ipairs { "reload", "unload" } do
    local _, err = t.exits(2, command, "again.lua", "--where", "idd = 2")
    t.contains(err, 'where: ')
    t.contains(err, 'the table has no such column (did you mean "id"?)')
    _, err = t.exits(2, command, "again.lua", "--where", "upper(doc) = 'X'")
    t.contains(err, "where compares columns as they are with constants, without functions")
    _, err = t.exits(2, command, "again.lua", "--where", "id = 2) or (1 = 1")
    t.contains(err, "where: ")
    _, err = t.exits(2, command, "again.lua", "--where", "id = 2", "--from", "1")
    t.contains(err, "exclude each other")
    t.write("pile.lua", (text:gsub('source = .-},', 'source = { files = "*.xml" },'):format 'k = source "path"'))
    _, err = t.exits(2, command, "pile.lua", "--where", "id = 2")
    t.contains(err, "where is of tables, and this mapping's documents are files: name them by their keys")
  end
  t.equal(all_rows(), before)
end)

case("a text that is refused leaves the older rows, and is stale until a better one comes", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  local before = all_rows()
  change(1, "<r no='d1' n='x'/>") -- the mapping refuses it
  change(3, document("foreign", 3, 0)) -- and the database this one
  change(5, document("d5", 8, 1))
  local got = reload(1, "--from", "1")
  t.equal({ got.loaded, got.failed }, { 4, 2 })
  t.equal((ledger():gsub("5 loaded 4", "5 loaded 7")), (whole:gsub("1 loaded", "1 stale"):gsub("3 loaded", "3 stale")))
  t.equal({ rows_of "d1", rows_of "d3", rows_of "d5", rows_of "foreign" }, { 4, 1, 4, 2 })
  local status = t.exits(0, "status", "again.lua")
  t.contains(status, "stale")
  t.contains(status, '"x" is not an integer')
  local _, err = t.exits(2, "retry", "again.lua", "--key", "1")
  t.contains(err, "the document is stale")
  t.contains(t.exits(0, "retry", "again.lua"), "nothing to retry") -- which never deletes its row
  t.contains(t.exits(0, "run", "again.lua", "--quiet"), "are in the ledger, 2 as stale: rowan status again.lua")
  change(1, document("d1", 1, 1))
  change(3, document("d3", 3, 0))
  change(5, document("d5", 5, 2))
  t.equal(reload(0, "--run", got.run_id).loaded, 6)
  t.equal({ all_rows(), ledger() }, { before, whole })
end)

case("what is stale can be unloaded, what is unloaded reloaded, and fail", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  change(1, "<r no='d1' n='x'/>")
  reload(1, "--key", "1")
  t.contains(t.exits(0, "unload", "again.lua", "--key", "1", "--key", "2"), "2 documents unloaded, 11 rows deleted")
  local got = reload(1, "--from", "1", "--to", "2")
  t.equal({ got.loaded, got.failed, got.rows }, { 1, 1, 7 })
  t.equal(ledger(), (whole:gsub("1 loaded 4", "1 failed 0")))
  local _, err = t.exits(2, "reload", "again.lua", "--key", "1")
  t.contains(err, "the document is failed: it has no rows, and rowan retry tries it again")
  change(1, document("d1", 1, 1))
  t.exits(0, "retry", "again.lua", "--key", "1")
  t.exits(0, "run", "again.lua", "--quiet")
  t.equal(ledger(), whole)
end)

case("what a version of the mapping made is counted, and loaded again by the next one", function()
  prepare()
  local other = text:format('bigint "id"', 'k = source "id"')
  t.write("again.lua", (other:gsub('name = "again",', '%0 version = "1",')))
  t.exits(0, "run", "again.lua", "--to", "4", "--quiet")
  t.write("again.lua", (other:gsub('name = "again",', '%0 version = "2",'):gsub('integer "@n"', 'integer { "@n", via = '
    .. 'function(n) return n + 100 end }')))
  t.exits(0, "run", "again.lua", "--quiet")
  local status = t.exits(0, "status", "again.lua")
  t.contains(status, "Documents with rows, by the mapping's version:")
  t.contains(status, "1               4\n2               2\n")
  local _, err = t.exits(2, "reload", "again.lua", "--version", "3")
  t.contains(err, "the ledger knows no such version of the mapping; there are 1, 2")
  for _, command in ipairs { "reload", "unload" } do
    _, err = t.exits(2, command, "again.lua", "--run", "nobody's")
    t.contains(err, "--run nobody's: the feed has no such run; the newest are 2")
  end
  change(1, "<r no='d1' n='x'/>")
  t.equal(reload(1, "--version", "1").loaded, 3)
  t.equal(rowan.json.decode(t.exits(0, "status", "again.lua", "--json")).versions,
    { { version = "1", documents = 1 }, { version = "2", documents = 5 } })
  change(1, document("d1", 1, 1))
  t.equal(reload(0, "--version", "1").loaded, 1) -- what is stale is of the version that made its rows
  t.equal(reload(0, "--version", "1").loaded, 0)
  t.equal(t.conn:query("SELECT MIN(n) AS n FROM check_row WHERE no <> 'foreign'")[1].n, 101)
  t.equal(ledger(), whole)
  t.contains(t.exits(0, "unload", "again.lua", "--version", "2"), "6 documents unloaded, 24 rows deleted")
  t.write("again.lua", other)
end)

case("rows of a mapping that had other tables are not looked for in those of another one", function()
  local moved = [[
return mapping {
  name = "moved", version = "%s", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "%s" { each = "/r", key = { "no" }, columns = { no = text(20) "@no", k = source "id" } },
}
]]
  local function rows(name)
    return t.conn:query(("SELECT COUNT(*) AS n FROM %s"):format(name))[1].n
  end
  t.write("older.lua", moved:format("1", "check_row"))
  t.write("moved.lua", moved:format("2", "check_line"))
  t.write("other.lua", (moved:format("1", "check_line"):gsub('"moved"', '"other"')))
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL);
INSERT INTO check_docs VALUES (1, '<r no="d1"/>'), (2, '<r no="d2"/>');
]])
  t.exits(0, "run", "older.lua", "--quiet")
  t.exits(0, "run", "other.lua", "--quiet") -- so many rows under the same keys, in the tables of now
  local all = "1 loaded 1, 1 loaded 1, 2 loaded 1, 2 loaded 1"
  local why = 'another mapping made its rows (version "1", mapping_hash ' .. rowan.mapping.load "older.lua".hash
    .. '), which fills the table "check_row", too'
  local out = t.exits(1, "unload", "moved.lua", "--from", "1")
  t.contains(out, "1: rows: " .. why)
  t.contains(out, "2: rows: " .. why)
  t.exits(1, "unload", "moved.lua", "--key", "1", "--forget")
  t.equal({ rows "check_row", rows "check_line", ledger() }, { 2, 2, all })
  t.exits(1, "reload", "moved.lua", "--key", "1", "--quiet")
  local got = t.job({ mapping = rowan.mapping.load "moved.lua", workers = 1, reload = true }):run()
  t.equal({ got.loaded, got.failed }, { 0, 2 })
  t.contains(t.exits(0, "status", "moved.lua", "--json"), "which fills the table")
  t.equal({ rows "check_row", rows "check_line" }, { 2, 2 })
  -- Nobody knows the tables of a mapping that an older rowan ran, until it runs again.
  t.conn:exec "DELETE FROM rowan_mapping WHERE part <= 0"
  out = t.exits(1, "unload", "moved.lua", "--key", "1")
  t.contains(out, "which tables that one fills is not recorded")
  t.contains(t.exits(0, "run", "older.lua", "--quiet"), "nothing to load")
  t.contains(t.exits(1, "unload", "moved.lua", "--key", "1"), why)
  -- The older mapping takes them away, and the newer one loads them.
  t.contains(t.exits(0, "unload", "older.lua", "--key", "1", "--key", "2"), "2 documents unloaded, 2 rows deleted")
  t.exits(0, "unload", "other.lua", "--from", "1")
  t.exits(0, "reload", "moved.lua", "--from", "1", "--quiet")
  t.equal({ rows "check_row", rows "check_line" }, { 0, 2 })
end)

case("rows that somebody changed stop the reload of a document", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  t.sql "INSERT INTO check_line VALUES ('d1', 9, 'by hand');\n"
  local before = all_rows()
  local got = reload(1, "--from", "1", "--to", "3")
  t.equal({ got.loaded, got.failed }, { 2, 1 })
  t.equal(all_rows(), before)
  t.contains(t.exits(0, "status", "again.lua"), "5 rows have the key of the document, and 4 were stored of it")
  t.equal(ledger(), (whole:gsub("1 loaded", "1 stale")))
end)

case("tables whose rows cannot be found, and those that go with them, are told before", function()
  prepare()
  t.write("lost.lua", (text:format('bigint "id"', 'k = integer { source "id", rounding = "down" }')))
  t.exits(0, "run", "again.lua", "--quiet")
  local out = t.exits(2, "check", "lost.lua", "--feed", "again", "--reload")
  t.contains(out, 'lost.lua:4: error: check_row: rows of a document cannot be found again: column k does not hold the '
    .. 'key\'s "id" as it is')
  t.contains(out, "No document can be unloaded or reloaded: 3 errors.")
  local _, err = t.exits(2, "unload", "lost.lua", "--feed", "again", "--key", "1")
  t.contains(err, "nothing was changed: see rowan check --reload")
  t.contains(t.exits(0, "check", "again.lua", "--reload"), "Documents can be unloaded and reloaded.")
  t.sql "CREATE TABLE check_other (no VARCHAR(20), FOREIGN KEY (no) REFERENCES check_row (no) ON DELETE SET NULL);\n"
  local told = t.exits(0, "check", "again.lua", "--reload")
  if told:find("check_other", 1, true) then -- SQLite says so where foreign keys are in force
    t.contains(told, "check_other refer to these with ON DELETE SET NULL: they lose what they refer to")
    _, err = t.exits(2, "unload", "again.lua", "--key", "1")
    t.contains(err, "say --cascades if that is meant")
    t.equal(ledger(), whole)
  else
    t.equal(t.sqlite or t.conn.dialect == "generic", true)
  end
  t.exits(0, "unload", "again.lua", "--key", "1", "--cascades")
  t.drop "check_other"
end)

-- A child that has the document's key is found by it: a row without the key would go with its parent, uncounted.
local keyed = [[
return mapping {
  name = "keyed",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r", key = { "no" }, columns = { no = text(20) "@no", k = source "id" },
    children = { into "check_line" { each = "l", columns = { no = parent "no", k = source "id", v = text(20) "@v" } } },
  },
}
]]

case("a row of others below a document's row does not go with it unsaid", function()
  t.write("keyed.lua", keyed)
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, k BIGINT, v VARCHAR(20),
  FOREIGN KEY (no) REFERENCES check_row (no) ON DELETE CASCADE);
INSERT INTO check_docs VALUES (1, '<r no="d1"><l v="a"/></r>');
]])
  t.exits(0, "run", "keyed.lua", "--quiet")
  t.sql "INSERT INTO check_line VALUES ('d1', NULL, 'by hand');\n"
  local told = t.exits(0, "check", "keyed.lua", "--reload")
  if told:find("check_line", 1, true) then
    local _, err = t.exits(2, "unload", "keyed.lua", "--key", "1")
    t.contains(err, "check_line refer to these with ON DELETE CASCADE")
    t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_line")[1].n, 2)
  else
    t.equal(t.sqlite or t.conn.dialect == "generic", true)
  end
end)

case("an unload of many batches shows that it is alive", function()
  prepare()
  t.exits(0, "run", "again.lua", "--quiet")
  local m = rowan.mapping.load "again.lua"
  local run = t.conn:begin_run(m, "{}")
  t.sql(("UPDATE rowan_run SET heartbeat = '2001-02-03 04:05:06' WHERE run_id = '%s';\n"):format(run))
  t.contains(t.exits(0, "status", "again.lua", "--runs"), "silent")
  t.equal(t.conn:unload(m, run, { "1" }, false)[1].verdict, "done")
  t.equal(t.exits(0, "status", "again.lua", "--runs"):find("silent", 1, true), nil)
  t.conn:end_run(m, run, "done")
end)

case("rows that refer to a part of a table are told with it", function()
  if not t.postgresql then return end
  t.write("parts.lua", [[
return mapping {
  name = "parts", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "no" }, columns = { no = text(20) "@no", k = source "id" },
    children = { into "check_line" { each = "l", key = { "no", "n" },
      columns = { no = parent "no", n = integer(position()) } } } },
}
]])
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT) PARTITION BY RANGE (no);
CREATE TABLE check_part PARTITION OF check_row FOR VALUES FROM ('a') TO ('e');
CREATE TABLE check_line (no VARCHAR(20) REFERENCES check_row (no) ON DELETE CASCADE, n INT) PARTITION BY HASH (no);
CREATE TABLE check_line_0 PARTITION OF check_line FOR VALUES WITH (MODULUS 1, REMAINDER 0);
INSERT INTO check_docs VALUES (1, '<r no="d1"><l/></r>');
]])
  t.exits(0, "run", "parts.lua", "--quiet")
  t.contains(t.exits(0, "check", "parts.lua", "--reload"), "Documents can be unloaded and reloaded.")
  t.sql "CREATE TABLE check_other (no VARCHAR(20) REFERENCES check_part (no) ON DELETE CASCADE);\n"
  t.contains(t.exits(0, "check", "parts.lua", "--reload"), "check_other refer to these with ON DELETE CASCADE")
  local _, err = t.exits(2, "unload", "parts.lua", "--key", "1")
  t.contains(err, "say --cascades if that is meant")
  t.drop "check_other"
end)

case("rows that several documents have, and rows below a child's in the same table, are told", function()
  t.write("shared.lua", [[
return mapping {
  name = "shared", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "no" }, database_may_drop = true, columns = { no = text(20) "@no", k = source "id" },
    children = { into "check_row" { each = "s", key = { "no" }, columns = { no = text(20) "@no", up = parent "no" } } } },
}
]])
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT, up VARCHAR(20));
INSERT INTO check_docs VALUES (1, '<r no="d1"><s no="d2"/></r>');
]])
  t.exits(0, "run", "shared.lua", "--quiet")
  t.contains(t.exits(0, "check", "shared.lua", "--reload"), "a row that several documents have goes with the first of")
  local _, err = t.exits(2, "unload", "shared.lua", "--key", "1")
  t.contains(err, "say --cascades if that is meant")
  if t.postgresql then
    t.conn:exec "ALTER TABLE check_row ADD FOREIGN KEY (up) REFERENCES check_row (no) ON DELETE CASCADE"
    t.contains(t.exits(0, "check", "shared.lua", "--reload"), "check_row refer to these with ON DELETE CASCADE")
  end
end)

case("two into of one table, of which the first has children", function()
  t.write("twice.lua", (keyed:gsub("(%}\n)$", '  into "check_row" { each = "/r/s", key = { "no" }, columns = { no = text(20) "@no", '
    .. 'k = source "id" } },\n%1')))
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, k BIGINT, v VARCHAR(20), FOREIGN KEY (no) REFERENCES check_row (no));
INSERT INTO check_docs VALUES (1, '<r no="d1"><l v="a"/><s no="d2"/></r>');
]])
  t.exits(0, "run", "twice.lua", "--quiet")
  t.contains(t.exits(0, "unload", "twice.lua", "--key", "1"), "1 document unloaded, 3 rows deleted")
end)

case("a table whose rows cannot be brought back is not touched", function()
  if not t.mariadb then return end
  t.write("keyed.lua", keyed)
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, k BIGINT, v VARCHAR(20));
INSERT INTO check_docs VALUES (1, '<r no="d1"><l v="a"/></r>');
]])
  t.exits(0, "run", "keyed.lua", "--quiet")
  t.sql "INSERT INTO check_line VALUES ('d1', 1, 'by hand');\nALTER TABLE check_line ENGINE = MyISAM;\n"
  t.contains(t.exits(2, "check", "keyed.lua", "--reload"), "the table is not transactional")
  t.exits(2, "unload", "keyed.lua", "--key", "1")
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_line")[1].n, 2)
end)

t.drop("check_note", "check_line", "check_row")
t.finish()
