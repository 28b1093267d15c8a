-- A document is loaded when the database has as many rows as were sent, and made no other value of one: on the
-- database of $ROWAN_CONNECT. docs/internals/success.md says what each driver tells. tests/database/run calls it.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
local sqlite, mariadb, postgresql =
  conn.dialect == "sqlite", conn.dialect == "mariadb", conn.dialect == "postgresql"

local function drop(kind, name)
  pcall(conn.exec, conn, "DROP " .. kind .. " " .. name .. (postgresql and " CASCADE" or ""))
end

local function drop_tables()
  drop("VIEW", "success_view")
  drop("TRIGGER", "success_trigger")
  for _, name in ipairs { "success_row", "success_line", "success_other", "success_docs", "rowan_ledger", "rowan_run",
                          "rowan_feed", "rowan_mapping", "rowan_version" } do
    drop("TABLE", name)
  end
end

-- One row a document; a document may have lines, too.
local function mapping(columns, table_name, options)
  t.write("success.lua", ([[
return mapping {
  name = "success",
  source = { table = "success_docs", key = bigint "id", document = "doc" },
  into "%s" { each = "/r", %s columns = { id = source "id", %s } },
}
]]):format(table_name or "success_row", options or "", columns))
  return rowan.mapping.load "success.lua"
end

-- The ledger and these documents, from 1 on; the statements make the target.
local function prepare(m, documents, statements)
  drop_tables()
  local status, _, err = t.rowan("init", m.file)
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  for _, statement in ipairs(statements) do conn:exec(statement) end
  local rows = {}
  for i, document in ipairs(documents) do rows[i] = { i, document } end
  conn:insert("success_docs", { "id", "doc" }, rows)
end

local function run(m, settings)
  settings = settings or {}
  settings.mapping = m
  return t.job(settings):run()
end

-- { ["2"] = message }
local function failures()
  local found = {}
  for _, row in ipairs(conn:query "SELECT doc_key, message FROM rowan_ledger WHERE status = 'failed'") do
    found[row.doc_key] = row.message
  end
  return found
end

local function ids(name)
  local found = {}
  for _, row in ipairs(conn:query("SELECT id FROM " .. (name or "success_row") .. " ORDER BY id")) do
    found[#found + 1] = tonumber(row.id)
  end
  return found
end

-- Document 2 fails, with these words; 1 and 3 are there.
local function second_fails(result, words, name)
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  local found = failures()
  t.contains(found["2"] or "no failure of document 2", words)
  t.equal(ids(name), { 1, 3 })
end

local three = { "<r><a>new</a></r>", "<r><a>lost</a></r>", "<r><a>old</a></r>" }

if mariadb then
  t.test("a text that is no label", function()
    for _, type in ipairs { "enum('new','old')", "set('new','old')" } do
      local m = mapping 'a = text(10) "a"'
      prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a " .. type .. ")" })
      second_fails(run(m), "column a: \"lost\" is none of the column's labels")
    end
  end)

  t.test("the same where a document has several rows", function()
    t.write("success.lua", [[
      return mapping {
        name = "success",
        source = { table = "success_docs", key = bigint "id", document = "doc" },
        into "success_row" { each = "/r/a", columns = { id = source "id", a = text(10) "." } },
      }
    ]])
    local m = rowan.mapping.load "success.lua"
    prepare(m, { "<r><a>1</a></r>", "<r><a>1</a><a>12abc</a><a>2</a></r>", "<r><a>2</a></r>" },
      { "CREATE TABLE success_row (id bigint, a varchar(10), n int AS (a) STORED)" })
    second_fails(run(m), "stored 0 of 3 rows without an error")
    t.contains(failures()["2"], "Data truncated for column 'n'")
  end)

  t.test("a generated column that cannot take the value", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, { "<r><a>1</a></r>", "<r><a>12abc</a></r>", "<r><a>3</a></r>" },
      { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10), n int AS (a) STORED)" })
    second_fails(run(m), "Data truncated for column 'n'")
  end)

  t.test("a trigger's table that cannot take the value", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, three, {
      "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))",
      "CREATE TABLE success_other (a enum('new','old'))",
      "CREATE TRIGGER success_trigger BEFORE INSERT ON success_row FOR EACH ROW "
        .. "INSERT INTO success_other VALUES (NEW.a)",
    })
    second_fails(run(m), "Data truncated for column 'a'")
    t.equal(#conn:query "SELECT * FROM success_other", 2)
  end)

  t.test("a missing time that would become now", function()
    local m = mapping 'a = timestamp "a"'
    prepare(m, { "<r><a>2024-01-01T00:00:00</a></r>", "<r/>", "<r><a>2024-01-02T00:00:00</a></r>" },
      { "CREATE TABLE success_row (id bigint PRIMARY KEY, a timestamp(6) NOT NULL DEFAULT current_timestamp(6))" })
    second_fails(run(m), "column a: the value is missing, and the database would store the time of the load")
  end)
end

if mariadb then
  -- What the driver does not tell: SHOW WARNINGS does.
  local function said_of(m, settings)
    local said = {}
    settings = settings or {}
    settings.on_event = function(event)
      if event.kind == "log" and event.message:find "beside success" then said[#said + 1] = event.message end
    end
    return run(m, settings), said
  end

  t.test("a fraction that is cut in a generated column is a note: counted, and said once", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, { "<r><a>1.25</a></r>", "<r><a>2.25</a></r>", "<r><a>3.5</a></r>" },
      { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10), n decimal(5,1) AS (a) STORED)" })
    local result, said = said_of(m, { commit = 1 })
    t.equal({ result.loaded, result.failed, #said }, { 3, 0, 1 })
    if result.warnings < 2 then error("warnings: " .. result.warnings) end
    t.contains(said[1], "Data truncated for column 'n'")
    prepare(m, { "<r><a>1.5</a></r>", "<r><a>2.25</a></r>", "<r><a>3.5</a></r>" },
      { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10), n decimal(5,1) AS (a) STORED)" })
    second_fails(said_of(m, { warnings = "fail" }), "a warning, and warnings are refused: Data truncated")
  end)

  t.test("a text that the database cuts in a column of its own is counted, or refused", function()
    local m = mapping 'a = text(10) "a"'
    local makes = { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10), "
      .. "n varchar(3) AS (CAST(a AS CHAR(3))) STORED)" }
    prepare(m, three, makes)
    local result, said = said_of(m, { commit = 1 })
    t.equal({ result.loaded, result.failed, #said }, { 3, 0, 1 })
    t.contains(said[1], "Truncated incorrect CHAR(3) value: 'lost'")
    prepare(m, three, makes)
    second_fails(said_of(m, { warnings = "fail" }), "Truncated incorrect CHAR(3) value")
  end)

  t.test("a script's UPDATE, DELETE and DDL", function()
    drop_tables()
    conn:exec "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))"
    conn:exec "CREATE TABLE success_other (a varchar(3))"
    conn:exec "CREATE TABLE IF NOT EXISTS success_row (id int)"
    conn:exec "DROP TABLE IF EXISTS success_none"
    conn:exec "INSERT INTO success_row VALUES (1, '5')"
    t.raises("Truncated incorrect", conn.exec, conn, "DELETE FROM success_row WHERE a = 5 AND '5x' = id")
    t.equal(conn:exec "UPDATE success_row SET a = '6'", 1)
    conn:exec "INSERT INTO success_other VALUES ('abc')"
    t.raises("Truncated incorrect", conn.exec, conn, "UPDATE success_other SET a = CAST('abcdef' AS CHAR(3))")
  end)
end

if mariadb or sqlite then
  t.test("a missing number that would become the next one", function()
    local m = mapping 'n = integer "n"'
    prepare(m, { "<r><n>5</n></r>", "<r/>", "<r><n>6</n></r>" }, {
      mariadb and "CREATE TABLE success_row (id bigint, n int AUTO_INCREMENT PRIMARY KEY)"
        or "CREATE TABLE success_row (id bigint, n INTEGER PRIMARY KEY)",
    })
    second_fails(run(m), "column n: the value is missing")
  end)
end

if postgresql or sqlite then
  -- A trigger that leaves out rows whose text is "lost".
  local dropping = postgresql and {
    "CREATE OR REPLACE FUNCTION success_drop() RETURNS trigger LANGUAGE plpgsql AS "
      .. "$$ BEGIN IF NEW.a = 'lost' THEN RETURN NULL; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER success_trigger BEFORE INSERT ON success_row FOR EACH ROW EXECUTE FUNCTION success_drop()",
  } or {
    "CREATE TRIGGER success_trigger BEFORE INSERT ON success_row WHEN NEW.a = 'lost' "
      .. "BEGIN SELECT RAISE(IGNORE); END",
  }

  t.test("a trigger that leaves rows out", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))", table.unpack(dropping) })
    second_fails(run(m), "the database stored 0 of 1 rows without an error: a trigger, a rule, or a value")
  end)

  t.test("rows that may be left out, because the mapping says so", function()
    local m = mapping('a = text(10) "a"', nil, "database_may_drop = true,")
    t.contains(select(2, t.rowan("plan", m.file)), "database_may_drop")
    prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))", table.unpack(dropping) })
    local result = run(m)
    t.equal({ result.loaded, result.failed, result.sent, result.rows }, { 3, 0, 3, 2 })
    t.equal({ result.coverage.intos[1].rows, result.coverage.intos[1].dropped }, { 3, 1 })
    t.equal(conn:query "SELECT sent, stored FROM rowan_run", { { sent = 3, stored = 2 } })
    local _, shown = t.rowan("status", m.file, "--runs")
    t.contains(shown, "sent")
    t.contains(shown, result.run_id .. " success_row        0       0    0       1")
    t.equal(ids(), { 1, 3 })
    t.equal(conn:query "SELECT doc_key, sent, stored FROM rowan_ledger ORDER BY doc_key", {
      { doc_key = "1", sent = 1, stored = 1 }, { doc_key = "2", sent = 1, stored = 0 },
      { doc_key = "3", sent = 1, stored = 1 },
    })
  end)

  t.test("run says what was left out", function()
    local m = mapping('a = text(10) "a"', nil, "database_may_drop = true,")
    prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))", table.unpack(dropping) })
    local status, shown = t.rowan("run", m.file, "--quiet")
    t.equal(status, 0)
    t.contains(shown, "3 rows sent; the database left 1 out, as the mapping allows (database_may_drop).")
    t.contains(shown, "success_row: 1 of 3")
  end)

  t.test("one row of many", function()
    local m = mapping 'a = text(10) "a"'
    local documents = {}
    for i = 1, 1200 do documents[i] = i == 777 and three[2] or three[1] end
    prepare(m, documents, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))", table.unpack(dropping) })
    local result = run(m)
    t.equal({ result.loaded, result.failed }, { 1199, 1 })
    t.contains(failures()["777"], "stored 0 of 1 rows")
    t.equal(#ids(), 1199)
  end)

  t.test("conn:insert and conn:exec say how many rows there are", function()
    local columns = { "id", "a" }
    drop_tables()
    conn:exec "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))"
    for _, statement in ipairs(dropping) do conn:exec(statement) end
    t.equal(conn:insert("success_row", columns, { { 1, "new" }, { 2, "old" } }), 2)
    t.raises("the database stored 1 of 2 rows", conn.insert, conn, "success_row", columns,
      { { 3, "new" }, { 4, "lost" } })
    t.equal(ids(), { 1, 2 })
    t.equal(conn:exec "INSERT INTO success_row VALUES (5, 'new'), (6, 'lost')", 1)
    t.equal(conn:exec("WITH n(id) AS (SELECT 7) INSERT INTO success_row SELECT id, 'new' FROM n"), 1)
    t.equal(conn:exec "DELETE FROM success_row WHERE id > 1", 3)
    t.equal(conn:exec "DELETE FROM success_row WHERE id > 1", 0)
  end)
end

if postgresql then
  t.test("a rule that leaves rows out", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, three, {
      "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))",
      "CREATE RULE success_rule AS ON INSERT TO success_row WHERE NEW.a = 'lost' DO INSTEAD NOTHING",
    })
    second_fails(run(m), "the database stored 0 of 1 rows")
  end)

  t.test("what a trigger says beside success is said once, or fails the document", function()
    local m = mapping 'a = text(10) "a"'
    local says = {
      "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))",
      "CREATE OR REPLACE FUNCTION success_drop() RETURNS trigger LANGUAGE plpgsql AS "
        .. "$$ BEGIN IF NEW.a = 'lost' THEN RAISE WARNING 'careful with %', NEW.a; END IF; RETURN NEW; END $$",
      "CREATE TRIGGER success_trigger BEFORE INSERT ON success_row FOR EACH ROW EXECUTE FUNCTION success_drop()",
    }
    local documents = {}
    for i = 1, 40 do documents[i] = i > 3 and three[2] or three[i] end
    prepare(m, documents, says)
    local said = {}
    local result = run(m, { chunk = 10, commit = 5, on_event = function(event)
      if event.kind == "log" and event.message:find("beside success") then said[#said + 1] = event.message end
    end })
    t.equal({ result.loaded, result.failed, result.warnings }, { 40, 0, 8 })
    t.equal(#said, 1)
    t.contains(said[1], "the database says beside success, and the rows are there: WARNING: careful with lost")
    prepare(m, three, says)
    second_fails(run(m, { warnings = "fail" }), "careful with lost")
  end)

  t.test("tables that a partition's trigger or a rule writes beside", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, three, {
      "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))",
      "CREATE TABLE success_other (a varchar(10))",
      "CREATE RULE success_rule AS ON INSERT TO success_row DO ALSO INSERT INTO success_other VALUES (NEW.a)",
    })
    local result = run(m)
    t.equal({ result.loaded, result.failed, #ids() }, { 3, 0, 3 })
    t.equal(#conn:query "SELECT * FROM success_other", 3)
  end)
end

-- What check says of the target's column a.
local function found(m)
  local messages = {}
  for _, finding in ipairs(conn:check(m)) do
    if finding.column == "a" or finding.column == nil then
      messages[#messages + 1] = finding.severity .. ": " .. finding.message
    end
  end
  return messages
end

if conn.dialect == "sqlserver" then
  t.skip("types with labels", "SQL Server has none")
elseif not sqlite then
  t.test("check compares labels with what the mapping writes", function()
    local type = mariadb and "enum('new','it''s')" or "success_enum"
    local labels = [['new','it''s']]
    local makes = { "CREATE TABLE success_row (id bigint PRIMARY KEY, a " .. type .. ")" }
    if postgresql then
      drop("TYPE", "success_enum")
      table.insert(makes, 1, "CREATE TYPE success_enum AS ENUM (" .. labels .. ")")
    end
    local m = mapping 'a = enum { New = "new", Its = "it\'s" } "a"'
    prepare(m, {}, makes)
    t.equal(found(m), {})
    t.equal(found(mapping 'a = enum { New = "new", Old = "old" } "a"'),
      { 'error: the column takes ' .. labels .. ', and not "old"' })
    t.equal(found(mapping 'a = text(10) (constant "new")'), {})
    t.equal(found(mapping 'a = text(10) (constant "New")'),
      { 'error: the column takes ' .. labels .. ', and not "New"' })
    t.equal(found(mapping 'a = text(10) "a"'),
      { "warning: the column takes " .. labels
        .. ": a document with another text fails; an enum { ... } says which there are" })
    drop_tables()
    if postgresql then drop("TYPE", "success_enum") end
  end)
else
  t.test("check refuses a table that throws rows away", function()
    local m = mapping 'a = text(10) "a"'
    for text, word in pairs { ["UNIQUE on/* */conflict\n ignore"] = "IGNORE",
                              ["UNIQUE ON CONFLICT REPLACE"] = "REPLACE",
                              ["DEFAULT 'ON CONFLICT REPLACE' UNIQUE ON CONFLICT ABORT"] = false } do
      prepare(m, {}, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10) " .. text .. ")" })
      t.equal(found(m), word and { "error: the table has ON CONFLICT " .. word
        .. ": rows would be thrown away without a word; make it anew without that" } or {})
    end
  end)
end

t.test("a view", function()
  local m = mapping('a = text(10) "a"', "success_view")
  prepare(m, three, {
    "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))",
    "CREATE VIEW success_view AS SELECT id, a FROM success_row",
    sqlite and "CREATE TRIGGER success_trigger INSTEAD OF INSERT ON success_view BEGIN "
      .. "INSERT INTO success_row VALUES (NEW.id, NEW.a); END" or "SELECT 1",
  })
  local result = run(m)
  t.equal({ result.loaded, result.failed, #ids() }, { 3, 0, 3 })
  t.equal(conn:insert("success_view", { "id", "a" }, { { 4, "more" } }), 1)
  t.equal(#ids(), 4)
end)

-- A run cannot begin unseen, nor end so.
if conn.dialect == "sqlserver" then
  t.skip("rows that a trigger leaves out", "it has no triggers before a row")
elseif not mariadb then
  t.test("a run's row that the database leaves out", function()
    local m = mapping 'a = text(10) "a"'
    prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))" })
    for _, statement in ipairs(postgresql and {
      "CREATE OR REPLACE FUNCTION success_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
      "CREATE TRIGGER success_trigger BEFORE INSERT ON rowan_run FOR EACH ROW EXECUTE FUNCTION success_drop()",
    } or { "CREATE TRIGGER success_trigger BEFORE INSERT ON rowan_run BEGIN SELECT RAISE(IGNORE); END" }) do
      conn:exec(statement)
    end
    t.raises("table rowan_run: the database stored 0 of 1 rows without an error", run, m)
    t.equal(ids(), {})
  end)
end

t.test("a run's row that somebody deletes meanwhile", function()
  local m = mapping 'a = text(10) "a"'
  prepare(m, three, { "CREATE TABLE success_row (id bigint PRIMARY KEY, a varchar(10))" })
  local said = {}
  local result = run(m, { on_event = function(event)
    if event.kind == "chunk_done" then conn:exec "DELETE FROM rowan_run" end
    if event.kind == "log" then said[#said + 1] = event.message end
  end })
  t.equal({ result.loaded, result.failed, result.outcome }, { 3, 0, "done" })
  t.contains(table.concat(said, "\n"), "could not be closed: the table rowan_run has no row with run_id")
end)

if mariadb then
  t.test("results behind the first one, and an error there", function()
    pcall(conn.exec, conn, "DROP PROCEDURE success_proc")
    drop_tables()
    conn:exec "CREATE TABLE success_row (id bigint PRIMARY KEY, a enum('new','old'))"
    conn:exec("CREATE PROCEDURE success_proc(x varchar(10)) BEGIN "
      .. "SELECT 1 AS one; INSERT INTO success_row VALUES (1, x); END")
    t.raises("truncated", conn.exec, conn, "CALL success_proc('lost')")
    t.raises("truncated", conn.query, conn, "CALL success_proc('lost')")
    t.equal(conn:query "CALL success_proc('new')", { { one = 1 } })
    t.raises("truncated", conn.exec, conn, "INSERT INTO success_row VALUES (2, ?)", "lost")
    t.raises("truncated", conn.insert, conn, "success_row", { "id", "a" }, { { 2, "lost" }, { 3, "new" } })
    t.equal(ids(), { 1 })
    conn:exec "DROP PROCEDURE success_proc"
  end)
end

drop_tables()
conn:close()
t.finish()
