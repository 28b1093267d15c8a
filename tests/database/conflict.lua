-- Rows that several documents claim: what a table's conflict makes of them, in any order, with any number of workers.
-- tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- An order has a row of its own, and names customers, which other orders may name, too.
local text = [[
return mapping {
  name = "sales",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/o/c", key = { "no", "land" }, conflict = %s,
    columns = { no = integer "@no", land = text(2) "@land", name = text(30) "@name", as_of = timestamp "@at",
      owed = decimal(12, 2) "@owed" },
    %s
  },
  into "check_order" { each = "/o", key = { "id" }, columns = { id = source "id", n = integer "@n" } },
}
]]

local function write(name, conflict, children)
  t.write(name, text:format(conflict, children or ""))
end
write("newest.lua", '{ newest = "as_of" }')
write("skip.lua", '"skip"')
write("update.lua", '"update"')
write("fail.lua", '"fail"')

local tables = [[
CREATE TABLE check_customer (no INTEGER NOT NULL, land VARCHAR(2) NOT NULL, name VARCHAR(30), as_of TIMESTAMP NULL,
  owed DECIMAL(14,4), PRIMARY KEY (no, land));
CREATE TABLE check_order (id BIGINT NOT NULL PRIMARY KEY, n INTEGER);
]]

local function customer(no, land, name, at, owed)
  return ("<c no='%d' land='%s' name='%s'%s%s/>"):format(no, land, name, at and (" at='%s'"):format(at) or "",
    owed and (" owed='%s'"):format(owed) or "")
end

local function add(id, ...)
  t.conn:exec(("INSERT INTO check_docs VALUES (%d, '%s')"):format(id,
    (("<o n='%d'>%s</o>"):format(id, table.concat { ... }):gsub("'", "''"))))
end

local function customers()
  local lines = {}
  for i, row in ipairs(t.conn:query "SELECT no, land, name, as_of, owed FROM check_customer ORDER BY no, land") do
    lines[i] = ("%s %s %s %s %s"):format(row.no, row.land, row.name, row.as_of and tostring(row.as_of):gsub("%.0+$", "") or "-",
      row.owed and ("%.2f"):format(row.owed) or "-")
  end
  return table.concat(lines, "\n")
end

-- What became of the rows of a table: "2 inserted, 1 updated, 3 kept".
local function fates(result, name)
  for _, into in ipairs(result.coverage.intos) do
    if into.table == name then
      return ("%d inserted, %d updated, %d kept"):format(into.inserted, into.updated, into.kept)
    end
  end
end

local function run(file, ...)
  return rowan.json.decode(t.exits(0, "run", file, "--json", ...))
end

local function prepare()
  t.sql(t.docs .. tables)
end

t.case("newest: the greatest value stays, whichever comes first", function()
  prepare()
  add(1, customer(1, "DE", "old", "2024-01-01T00:00:00"), customer(2, "DE", "only", "2024-01-01T00:00:00"))
  add(2, customer(1, "DE", "new", "2024-03-01T00:00:00", "7.50"), customer(1, "FR", "other", "2023-01-01T00:00:00"))
  local result = run("newest.lua", "--workers", "1")
  local wanted = "1 DE new 2024-03-01 00:00:00 7.50\n1 FR other 2023-01-01 00:00:00 -\n2 DE only 2024-01-01 00:00:00 -"
  t.equal(customers(), wanted)
  t.equal(fates(result, "check_customer"), "3 inserted, 0 updated, 1 kept")
  t.equal({ result.loaded, result.rows, result.sent }, { 2, 2, 2 }) -- rows of its own
  -- what is there is older, newer, and as old with another name
  add(3, customer(1, "DE", "newer", "2024-03-01T00:00:01"), customer(1, "FR", "older", "2022-12-31T00:00:00"),
    customer(2, "DE", "xnly", "2024-01-01T00:00:00"))
  t.equal(fates(run("newest.lua", "--workers", "1"), "check_customer"), "0 inserted, 2 updated, 1 kept")
  wanted = "1 DE newer 2024-03-01 00:00:01 -\n1 FR other 2023-01-01 00:00:00 -\n2 DE xnly 2024-01-01 00:00:00 -"
  t.equal(customers(), wanted)
  -- the same again, and one without a time
  add(4, customer(2, "DE", "only", "2024-01-01T00:00:00"), customer(1, "FR", "zzz"), customer(1, "DE", "newer", "2024-03-01T00:00:01"))
  t.equal(fates(run("newest.lua", "--workers", "1"), "check_customer"), "0 inserted, 0 updated, 3 kept")
  t.equal(customers(), wanted)
  t.equal(t.conn:query("SELECT count(*) AS n FROM rowan_ledger WHERE sent = 1 AND stored = 1")[1].n, 4)
end)

t.case("skip: the first row stays; update: the last one counts; fail: the document fails", function()
  prepare()
  add(1, customer(1, "DE", "first"), customer(1, "DE", "second"), customer(2, "DE", "b"))
  add(2, customer(1, "DE", "third"), customer(3, "DE", "c"))
  t.equal(fates(run("skip.lua", "--workers", "1"), "check_customer"), "3 inserted, 0 updated, 2 kept")
  t.equal(customers(), "1 DE first - -\n2 DE b - -\n3 DE c - -")
  add(3, customer(1, "DE", "fourth"), customer(4, "DE", "d"))
  t.equal(fates(run("skip.lua", "--workers", "1"), "check_customer"), "1 inserted, 0 updated, 1 kept")
  t.equal(customers(), "1 DE first - -\n2 DE b - -\n3 DE c - -\n4 DE d - -")
  t.conn:exec "DELETE FROM rowan_ledger"
  t.conn:exec "DELETE FROM check_order"
  -- one document a transaction, so that each meets the rows of those before it
  t.equal(fates(run("update.lua", "--workers", "1", "--commit", "1"), "check_customer"), "0 inserted, 3 updated, 4 kept")
  t.equal(customers(), "1 DE fourth - -\n2 DE b - -\n3 DE c - -\n4 DE d - -")
  add(4, customer(4, "DE", "e"))
  t.exits(1, "run", "fail.lua", "--quiet")
  t.equal(t.conn:query("SELECT status FROM rowan_ledger WHERE doc_key = '4'")[1].status, "failed")
  t.equal(customers(), "1 DE fourth - -\n2 DE b - -\n3 DE c - -\n4 DE d - -")
end)

-- A document that fails takes its rows along, and those of others stay what they are.
t.case("rows of a document that fails do not count", function()
  prepare()
  t.conn:exec "INSERT INTO check_order VALUES (2, 0)"
  add(1, customer(1, "DE", "one", "2024-01-01T00:00:00"))
  add(2, customer(1, "DE", "two", "2025-01-01T00:00:00"), customer(2, "DE", "two"))
  add(3, customer(1, "DE", "three", "2024-02-01T00:00:00"))
  local result = rowan.json.decode(t.exits(1, "run", "newest.lua", "--json", "--workers", "1"))
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  t.equal(customers(), "1 DE three 2024-02-01 00:00:00 -")
end)

-- The same rows from each order of the documents: ids are dealt anew each time, and four workers race.
t.case("newest: 20 orders, four workers, the same rows", function()
  if t.on_babelfish then t.skip("several workers with newest", "Babelfish passes over SQL Server's words for locks") end
  local state = 42
  local function random(n)
    state = (state * 1103515245 + 12345) % 2147483648
    return state // 65536 % n + 1
  end
  local documents = {}
  for i = 1, 60 do
    local list = {}
    for k = 1, 8 do
      -- times that are equal in many rows, and lacking in some
      local at = random(5) > 1 and ("2024-01-%02dT00:00:00"):format(random(9)) or nil
      list[k] = customer(random(25), random(2) == 1 and "DE" or "FR", ("n%d"):format(random(9)), at, random(3) > 1 and random(99) or nil)
    end
    documents[i] = table.concat(list)
  end
  local wanted
  for round = 1, 20 do
    t.drop("check_customer", "check_order", "check_docs")
    t.conn:exec "DELETE FROM rowan_ledger"
    prepare()
    local ids = {}
    for i = 1, #documents do
      table.insert(ids, random(i), i)
    end
    for i, document in ipairs(documents) do add(ids[i], document) end
    local result = run("newest.lua", "--workers", t.on_babelfish and "1" or "4", "--chunk", "5", "--commit", "3")
    t.equal({ result.loaded, result.failed }, { 60, 0 })
    wanted = wanted or customers()
    if customers() ~= wanted then error(("round %d: wanted\n%s\ngot\n%s"):format(round, wanted, customers())) end
    local into = result.coverage.intos[1]
    t.equal(into.inserted + into.updated + into.kept, 480)
    t.equal(into.inserted, #t.conn:query "SELECT no FROM check_customer")
  end
end)

-- A collation that takes a for A: what the unique index takes for one row is one.
t.case("keys that the database takes for one", function()
  if t.postgresql or t.sqlserver then return end
  t.write("loose.lua", [[
return mapping {
  name = "loose", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" { each = "/o/c", key = { "word" }, conflict = { newest = "n" },
    columns = { word = text(20) "@w", n = integer "@n" } },
}]])
  t.sql(t.docs)
  t.conn:exec("CREATE TABLE check_customer (word VARCHAR(20) " .. (t.sqlite and "COLLATE NOCASE" or "COLLATE utf8mb4_general_ci") ..
    " NOT NULL PRIMARY KEY, n INTEGER)")
  t.conn:exec "INSERT INTO check_customer VALUES ('ab', 5)"
  add(1, "<c w='AB' n='7'/>", "<c w='x' n='1'/>")
  add(2, "<c w='X' n='2'/>", "<c w='Ab' n='6'/>", "<c w='y' n='1'/>")
  local result = run("loose.lua", "--workers", "1")
  t.equal(result.loaded, 2)
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT word, n FROM check_customer ORDER BY n") do list[i] = row.word .. row.n end
  t.equal(table.concat(list, " "), "y1 X2 AB7")
  t.equal(fates(result, "check_customer"), "2 inserted, 1 updated, 2 kept")
end)

t.case("a child has a rule of its own", function()
  local child = [[children = { into "check_line" { each = ".", key = { "no", "land" }, conflict = %s,
      columns = { no = parent "no", land = parent "land", name = text(30) "@name" } } }]]
  write("child.lua", '{ newest = "as_of" }', child:format '"update"')
  t.drop("check_note", "check_line") -- of other scripts
  prepare()
  t.sql "CREATE TABLE check_line (no INTEGER NOT NULL, land VARCHAR(2) NOT NULL, name VARCHAR(30), PRIMARY KEY (no, land), FOREIGN KEY (no, land) REFERENCES check_customer (no, land));\n"
  add(1, customer(1, "DE", "a", "2024-01-02T00:00:00"))
  add(2, customer(1, "DE", "b", "2024-01-01T00:00:00"))
  run("child.lua", "--workers", "1", "--commit", "1")
  t.equal(customers(), "1 DE a 2024-01-02 00:00:00 -")
  t.equal(t.conn:query("SELECT name FROM check_line")[1].name, "b")
  write("child.lua", '{ newest = "as_of" }', (child:format "nil":gsub("conflict = nil,", "")))
  local _, err = t.exits(2, "plan", "child.lua")
  t.contains(err, "say what becomes of theirs, too")
end)

t.case("unload and reload leave shared rows where they are", function()
  prepare()
  add(1, customer(1, "DE", "a", "2024-01-01T00:00:00"), customer(2, "DE", "b", "2024-01-01T00:00:00"))
  add(2, customer(1, "DE", "c", "2024-02-01T00:00:00"))
  run("newest.lua")
  t.contains(t.exits(0, "unload", "newest.lua", "--key", "1"), "Rows of check_customer stay: other documents may have made them, too (conflict).")
  local wanted = "1 DE c 2024-02-01 00:00:00 -\n2 DE b 2024-01-01 00:00:00 -"
  t.equal(customers(), wanted)
  t.conn:exec("UPDATE check_docs SET doc = '" .. ("<o n='9'>" .. customer(1, "DE", "d", "2024-03-01T00:00:00") .. "</o>"):gsub("'", "''") .. "' WHERE id = 2")
  t.contains(t.exits(0, "reload", "newest.lua", "--key", "2", "--quiet"), "Rows of check_customer stay")
  t.equal(customers(), (wanted:gsub("c 2024%-02", "d 2024-03")))
  t.equal(t.conn:query("SELECT n FROM check_order WHERE id = 2")[1].n, 9)
  t.contains(t.exits(0, "check", "newest.lua", "--reload"), "Rows of check_customer stay")
end)

-- A document whose rows are written in parts: each is folded by itself, in one transaction.
t.case("rows of a document in parts", function()
  prepare()
  local list = {}
  for i = 1, 800 do
    list[i] = customer(i * 7 % 100, "DE", "n" .. i, ("2024-01-01T00:%02d:%02d"):format(i * 31 % 800 // 60, i * 31 % 60))
  end
  add(1, table.concat(list))
  add(2, customer(7, "DE", "later", "2025-01-01T00:00:00"))
  local result = run("newest.lua", "--batch-bytes", "5000", "--workers", "1")
  t.equal({ result.loaded, result.failed, result.rows }, { 2, 0, 2 })
  t.equal(t.conn:query("SELECT stored FROM rowan_ledger WHERE doc_key = '1'")[1].stored, 1)
  local in_parts = customers()
  t.contains(in_parts, "7 DE later 2025-01-01 00:00:00 -")
  t.conn:exec "DELETE FROM rowan_ledger"
  t.conn:exec "DELETE FROM check_order"
  t.conn:exec "DELETE FROM check_customer"
  run("newest.lua", "--workers", "1")
  t.equal(customers(), in_parts)
  t.equal(#t.conn:query "SELECT no FROM check_customer", 100)
end)

-- Rows that are found by their recorded keys go, and those of a rule stay.
t.case("with lineage", function()
  t.write("lineage.lua", [[
return mapping {
  name = "lineage", lineage = true, source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" { each = "/o/c", key = { "no", "land" }, conflict = { newest = "as_of" },
    columns = { no = integer "@no", land = text(2) "@land", name = text(30) "@name", as_of = timestamp "@at" } },
  into "check_order" { each = "/o", key = { "id" }, columns = { id = bigint "@n" } },
}]])
  t.drop("rowan_lineage")
  prepare()
  t.exits(0, "init", "lineage.lua")
  add(1, customer(1, "DE", "a", "2024-01-01T00:00:00"))
  add(2, customer(1, "DE", "b", "2024-01-02T00:00:00"))
  run("lineage.lua", "--workers", "1")
  t.contains(t.exits(0, "unload", "lineage.lua", "--key", "2"), "1 document unloaded, 1 row deleted")
  t.equal(customers(), "1 DE b 2024-01-02 00:00:00 -")
  t.equal(t.conn:query("SELECT min(id) AS a, max(id) AS b FROM check_order")[1].b, 1)
  t.drop("rowan_lineage")
end)

t.case("check wants a unique index over the key", function()
  t.sql(t.docs .. (tables:gsub(",\n?%s*PRIMARY KEY %(no, land%)", "")))
  local out, err, code = t.rowan("check", "newest.lua")
  t.contains((out or "") .. (err or ""), "the key (no, land) has no unique index in the database")
  t.equal(code ~= 0, true)
end)

t.case("check wants the rights that the rule needs", function()
  if not (t.postgresql or t.mariadb) then return end
  prepare()
  local user = t.postgresql and "conflict_user" or "conflict_user@'127.0.0.1'"
  t.conn:exec(t.postgresql and "CREATE ROLE conflict_user LOGIN" or "CREATE USER " .. user .. " IDENTIFIED BY 'secret'")
  for _, name in ipairs { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "check_order", "rowan_run_rows" } do
    t.target_conn:exec(("GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s"):format(name, user))
  end
  t.target_conn:exec(("REVOKE UPDATE ON rowan_run_rows FROM %s"):format(user))
  t.target_conn:exec(("GRANT SELECT, INSERT ON check_customer TO %s"):format(user))
  t.source_conn:exec(("GRANT SELECT ON check_docs TO %s"):format(user))
  local newest, skip = rowan.mapping.load "newest.lua", rowan.mapping.load "skip.lua"
  do
    local theirs <close> = t.connect_as("conflict_user", "secret")
    local function errors(m)
      local list = {}
      for _, f in ipairs(theirs:check(m)) do
        list[#list + 1] = f.severity == "error" and f.table .. ": " .. f.message or nil
      end
      return table.concat(list, "; ")
    end
    local counts = "rowan_run_rows: the database user may not read and write counts of rows"
    t.equal(errors(newest), 'check_customer: the database user may not update this table, as conflict = "newest" does; ' .. counts)
    t.equal(errors(skip), counts) -- which locks nothing
    for _, f in ipairs(theirs:check(newest)) do
      for statement in (f.fix or ""):gmatch("(GRANT.-);") do t.target_conn:exec(statement) end
    end
    t.equal(errors(newest), "")
  end
  if t.postgresql then t.source_conn:exec "DROP OWNED BY conflict_user" end
  t.sql(t.postgresql and "DROP OWNED BY conflict_user;\nDROP ROLE conflict_user;\n" or "DROP USER " .. user .. ";\n")
end)

t.case("plan and run say where the order decides", function()
  prepare()
  t.contains(t.exits(0, "plan", "skip.lua"), "conflict skip  ORDER: the row that comes first stays")
  t.contains(t.exits(0, "plan", "update.lua"), "conflict update  ORDER: the row that comes last counts")
  t.contains(t.exits(0, "plan", "newest.lua"), "conflict newest as_of")
  add(1, customer(1, "DE", "a"))
  local out, err = t.exits(0, "run", "skip.lua")
  t.contains((out or "") .. (err or ""), "check_customer: 1 inserted, 0 updated, 0 kept as they were")
  t.contains((out or "") .. (err or ""), "the order in which documents come decides")
end)

-- Of each run and of all: what is in the table is in the transaction of the rows.
t.case("status tells the counts, per table and run", function()
  prepare()
  t.conn:exec "DELETE FROM rowan_ledger"
  t.conn:exec "DELETE FROM rowan_run_rows"
  t.conn:exec "DELETE FROM rowan_run"
  t.equal(t.exits(0, "status", "newest.lua", "--runs"):find "several documents", nil)
  add(1, customer(1, "DE", "a", "2024-01-02T00:00:00"), customer(2, "DE", "b", "2024-01-02T00:00:00"))
  local first = run("newest.lua", "--workers", "1").run_id
  for i = 2, 9 do
    add(i, customer(1, "DE", "c", "2024-01-01T00:00:00"), customer(2, "DE", "d", "2024-02-01T00:00:00"), customer(i + 1, "DE", "e"))
  end
  -- the document fails, and its rows are those of no one
  t.conn:exec "INSERT INTO check_order VALUES (6, 0)"
  local result = rowan.json.decode(t.exits(1, "run", "newest.lua", "--json", "--workers", "2", "--chunk", "3", "--commit", "2"))
  local found = rowan.json.decode(t.exits(0, "status", "newest.lua", "--runs", "--json"))
  local of = {}
  for _, one in ipairs(found.runs) do
    t.equal(#one.tables, 1)
    t.equal(one.tables[1].table_name, "check_customer")
    of[one.run_id] = ("%d %d %d %d"):format(one.tables[1].inserted, one.tables[1].updated, one.tables[1].kept, one.tables[1].dropped)
  end
  local into = result.coverage.intos[1]
  t.equal(of, { [first] = "2 0 0 0", [result.run_id] = ("%d %d %d 0"):format(into.inserted, into.updated, into.kept) })
  t.equal(into.inserted + into.updated + into.kept, 21)
  t.equal(into.inserted + 2, #t.conn:query "SELECT no FROM check_customer")
  local all = found.tables[1]
  t.equal({ #found.tables, all.inserted, all.updated, all.kept }, { 1, into.inserted + 2, into.updated, into.kept })
  t.contains(t.exits(0, "status", "newest.lua"), "Rows of tables that several documents fill")
  t.contains(t.exits(0, "status", "newest.lua", "--runs"), first .. " check_customer        2       0    0")
end)

t.case("a run wants the table of the counts", function()
  prepare()
  t.drop "rowan_run_rows"
  add(1, customer(1, "DE", "a"))
  t.exits(0, "check", "fail.lua")
  for command, status in pairs { check = 2, run = 3 } do
    local out, err = t.exits(status, command, "newest.lua")
    t.contains(out .. err, "there is no table rowan_run_rows for the counts that conflict and database_may_drop want; rowan init makes it")
  end
  t.exits(0, "status", "newest.lua", "--runs")
  t.contains(t.exits(0, "init", "newest.lua"), "rowan_run_rows")
  run "newest.lua"
end)

-- VACUUM notes that the table is empty, and a plan that is kept would read all of it for each look-up from then on.
t.case("rows are found by their index, in a table that was found empty, too", function()
  if not t.postgresql then return end
  prepare()
  for i = 1, 400 do add(i, customer(i, "DE", "a")) end
  t.conn:exec "VACUUM check_customer"
  local function scans()
    return t.conn:query [[SELECT seq_scan + 0 AS whole, seq_scan + COALESCE(idx_scan, 0) AS of_any FROM pg_stat_user_tables
      WHERE relname = 'check_customer' AND schemaname = current_schema()]][1]
  end
  local before, after = scans()
  t.equal(run("skip.lua", "--workers", "1", "--commit", "10").loaded, 400)
  for _ = 1, 100 do -- they are counted when the worker's session has ended
    after = scans()
    if after.of_any - before.of_any >= 40 then break end
    t.conn:query "SELECT pg_sleep(0.1)"
  end
  t.equal({ after.of_any - before.of_any >= 40, after.whole - before.whole < 20 }, { true, true })
end)

t.drop("check_line", "check_customer", "check_order")
t.finish()
