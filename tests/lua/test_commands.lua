-- The subcommands, as a user meets them, on an SQLite file.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local credit = t.root .. "mappings/credit.lua"
local orders = t.root .. "mappings/orders.lua"
local database = { "--connect", "Driver=SQLite3;Database=commands.db" }

-- rowan NAME ... with the database; it must end with the given status. Returns both outputs.
local function command(status, name, ...)
  local words = { name, ... }
  table.move(database, 1, 2, #words + 1, words)
  return t.exits(status, table.unpack(words))
end

t.test("every subcommand has help with examples", function()
  for _, name in ipairs {
    "run", "init", "ddl", "check", "plan", "try", "diff", "import", "status", "retry", "reload",
    "unload", "mock", "words"
  } do
    local status, out = t.rowan(name, "--help")
    t.equal(status, 0, name)
    t.contains(out, "Usage: rowan " .. name)
    t.contains(out, "Examples:\n   rowan " .. name)
  end
end)

t.test("help and version", function()
  for _, word in ipairs { "help", "--help" } do
    local status, out = t.rowan(word)
    t.equal(status, 0)
    t.contains(out, "run      load every document")
  end
  local status, out = t.rowan("--version")
  t.equal(status, 0)
  t.contains(out, rowan.version)
end)

t.test("wrong use ends with 2 and says how", function()
  for _, case in ipairs {
    { "missing argument 'mapping'", "run" },
    { "'x' is not a whole number", "run", orders, "--workers", "x" },
    { "exclude each other", "run", orders, "--limit", "3", "--from", "1" },
    { "no database", "run", orders, "--connect", "" },
    { "no database", "status", orders, "--connect", "" },
    { "how many documents", "mock", credit },
    { "does not fit credit applications", "mock", orders, "--count", "1" },
    { "no such column", "try", orders, "doc.xml", "--set", "x=1" },
  } do
    local status, _, err = t.rowan(table.unpack(case, 2))
    t.equal(status, 2, table.concat(case, " "))
    t.contains(err, case[1])
  end
end)

t.test("try shows tables and JSON lines, and fails with the document", function()
  local document = t.root .. "tests/mapping/orders/doc.xml"
  local status, out = t.rowan("try", orders, document, "--key", "77")
  t.equal(status, 0)
  t.contains(out, "purchase_order: 2 rows")
  local _, lines = t.rowan("try", "--json", orders, document, "--key", "77")
  local first = rowan.json.decode(lines:match("[^\n]+"))
  t.equal({ first.table, first.row.order_no, first.row.source_id, first.file },
    { "purchase_order", "2024-000417", 77, document })
  t.write("bad.xml", "<Orders>")
  local code, _, err = t.rowan("try", orders, document, "bad.xml")
  t.equal(code, 1)
  t.contains(err, "bad.xml: ")
end)

t.test("try --why tells the story of a column", function()
  local document = t.root .. "tests/mapping/credit/doc.xml"
  local status, out = t.rowan("try", credit, document, "--why", "employment.monthly_income")
  t.equal(status, 0)
  t.contains(out, "employment.monthly_income  decimal(13,2)  " .. credit .. ":")
  t.contains(out, [[
value 1, line 47
step                              gives
path "Income" (1 match)           "60,000.00"
path "Income/@interval" (1 match) "Yearly"
function                          "5000.00"
decimal(13,2)                     "5000.00"
]])
  t.contains(out, 'path "Income" (0 matches)           no value')
  local _, copied = t.rowan("try", credit, document, "--why", "contact.app_id")
  t.contains(copied, "copied from the row above: say --why application.app_id")
  local code, _, err = t.rowan("try", credit, document, "--why", "contact.income")
  t.equal(code, 2)
  t.contains(err, "--why contact.income: the mapping has no such column; say TABLE.COLUMN, as rowan plan lists them")
  for _, word in ipairs { "monthly_income", "employment.montly_income" } do
    local _, _, near = t.rowan("try", credit, document, "--why", word)
    t.contains(near, ('the mapping has no such column; did you mean "employment.monthly_income"?'):format(word))
  end
end)

t.test("try --why stops where the document fails", function()
  t.write("why.lua", [[
    return mapping {
      source = { table = "t", key = "id", document = "d" },
      into "row" { each = "/r/v", columns = {
        n = integer { "@n", via = { amount, digits }, null_if = "99", default = 7 }, word = text(3) "@w" } },
    }]])
  t.write("why.xml", '<r>\n<v n="$ 1,250"/>\n<v n="99"/>\n<v n="none" w="long"/></r>')
  local status, out = t.rowan("try", "why.lua", "why.xml", "--why", "row.n")
  t.equal(status, 1)
  t.contains(out, [[
value 1, line 2
step                gives
path "@n" (1 match) "$ 1,250"
amount              "1250"
digits              "1250"
integer             "1250"
]])
  t.contains(out, [[
value 2, line 3
step                gives
path "@n" (1 match) "99"
counts as missing   no value
default, as integer "7"
]])
  t.contains(out, 'row.word (why.lua:4), path "@w": "long" has 4 characters, text(3) holds 3')
end)

t.test("diff says of a type once that it changed, where the values are the same", function()
  local mapping = [[return mapping { source = { table = "d", key = "id", document = "x" }, into "t" { each = "/R/P",
    key = { "no" }, columns = { no = position(), a = %s "@a", b = %s "@b" } } }]]
  t.write("old.lua", mapping:format("decimal(9, 4)", "timestamp"))
  t.write("new.lua", mapping:format("double", "date"))
  t.write("d.xml", '<R><P a="1.5" b="2024-01-31"/><P a="100" b="2024-02-01"/><P a="-0.25"/></R>')
  local _, out = t.rowan("diff", "old.lua", "new.lua", "d.xml")
  t.contains(out, "~ t.a  decimal(9,4) -> double\n~ t.b  timestamp -> date\n")
  t.contains(out, "no row changes in 1 document")
end)

t.test("diff shows what changes between two versions", function()
  local head = 'return mapping { source = { table = "t", key = "id", document = "d" }, '
  t.write("old.lua", head .. [[into "app" { each = "/r", key = "id", columns = { id = source "id", a = text(9) "@a",
    gone = text(9) "@g" }, children = { into "item" { each = "i", key = { "id", "no" }, columns = { id = parent "id",
    no = integer "@no", v = decimal(5, 2) "@v" } } } } }]])
  t.write("new.lua", head .. [[into "app" { each = "/r", key = "id", columns = { id = source "id", a = text(9) "@a",
    fresh = text(9) "@g" }, children = { into "item" { each = "i[@v > 1]", key = { "id", "no" }, columns = {
    id = parent "id", no = integer "@no", v = decimal(5, 1) { "@v", rounding = "half_up" } } } } },
    into "more" { each = "//x", columns = { x = text(9) "." } } }]])
  t.write("1.xml", '<r a="x"><i no="1" v="1"/><i no="2" v="2.25"/><i no="3" v="3"/></r>')
  t.write("2.xml", '<r a="x"><x>new</x></r>')
  t.write("3.xml", '<r a="x"/>')
  t.write("4.xml", "<r><i no='x'/></r>")
  local status, out = t.rowan("diff", "old.lua", "new.lua", "1.xml", "2.xml", "3.xml", "4.xml")
  t.equal(status, 1)
  t.equal(out, [[
- app.gone
~ item.v  decimal(5,2) -> decimal(5,1)
+ app.fresh
+ table more

1.xml
  - item  id=1, no=1
  ~ item  id=1, no=2
      v: "2.25" -> "2.3"
2.xml
  + more  x="new"
4.xml
  - fails: line 1, /r/i/@no: item.no (old.lua:3), path "@no": "x" is not an integer
  + its rows

3 of 4 documents: 1 row added, 1 removed, 1 changed
]])
  local same, text = t.rowan("diff", "old.lua", "old.lua", "1.xml", "4.xml")
  t.equal({ same, text }, { 0, [[
4.xml
  fails in both: line 1, /r/i/@no: item.no (old.lua:3), path "@no": "x" is not an integer
no row changes in 2 documents, 1 of which fails in both versions
]] })
  local code, _, err = t.rowan("diff", "old.lua", "new.lua", "none.xml")
  t.equal(code, 2)
  t.contains(err, "none.xml: No such file")
end)

t.test("mock, init, check, run, status, retry", function()
  t.contains(command(0, "mock", credit, "--count", "120", "--bad", "20", "--gaps"), "120 documents in app_xml")
  t.contains(command(2, "check", credit), "error")
  command(0, "init", credit, "--tables")
  command(0, "init", credit, "--tables") -- a second time changes nothing
  t.contains(command(0, "check", credit), "The mapping fits the database")
  t.contains(command(0, "status", credit), "no document of this feed")

  local result = rowan.json.decode((command(1, "run", credit, "--json", "--quiet", "--workers", "2", "--chunk", "25")))
  t.equal(result.loaded + result.failed, 120)
  t.equal(result.outcome, "done")
  assert(result.failed > 5 and result.failed < 60, result.failed)

  local status = rowan.json.decode((command(0, "status", credit, "--json", "--runs", "--failed", "3")))
  t.equal({ #status.failed, #status.runs }, { 3, 1 })
  t.equal(status.counts[1].status, "loaded")
  t.equal(status.counts[1].documents, result.loaded)
  t.equal(status.counts[1].stored, result.rows)

  local out = command(0, "retry", credit)
  t.contains(out, result.failed .. " documents will be loaded again")
  t.contains(command(0, "retry", credit), "nothing to retry")
  t.contains(command(1, "run", credit), ("%d documents failed"):format(result.failed))
  t.contains(command(0, "run", credit), "nothing to load: all 120 documents of \"app_xml\" are in the ledger")
end)

t.test("check says what is wrong, where, and what fixes it", function()
  local shop = { "--connect", "Driver=SQLite3;Database=check.db" }
  t.write("shop.lua", [[
return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "item" {
    each    = "/Shop/Item",
    key     = { "sku" },
    columns = {
      sku   = text(20) { "@sku", required = true },
      price = decimal(8, 2) "Price",
      stock = integer "Stock",
    },
  },
}
]])
  local conn <close> = rowan.odbc.connect(shop[2])
  conn:exec "CREATE TABLE docs (id BIGINT NOT NULL, doc TEXT)"
  conn:exec "CREATE TABLE item (sku VARCHAR(20) NOT NULL, prize DECIMAL(8, 2), stock INTEGER NOT NULL)"
  local head = [[
table child of columns calls key each
item                 3     0 sku /Shop/Item
shop: 1 table, 3 columns; documents come from docs.doc
]]
  local status, out, err = t.rowan("check", "shop.lua", "--connect", shop[2])
  t.equal({ status, err }, { 2, "rowan: note: shop.lua gives no name: the ledger knows its documents by that of the "
    .. "file; say name = \"shop\"\n" })
  t.equal(out, head .. [[

shop.lua:1: error: docs.id: no unique index on the key alone: a second document with the same key would be passed over
    CREATE UNIQUE INDEX "docs_id_key" ON "docs" ("id");
shop.lua:8: error: item.price: the table has no such column (did you mean "prize"?)
    ALTER TABLE "item" ADD COLUMN "price" DECIMAL(8,2);
shop.lua:9: warning: item.stock: a value may be missing, the column is NOT NULL: say required or default, or drop that
    -- SQLite cannot change a column: make the table anew and copy its rows
shop.lua:3: warning: item: the key (sku) is not unique in the database: nothing refuses a row twice
    CREATE UNIQUE INDEX "item_sku_key" ON "item" ("sku");
shop.lua: error: rowan_ledger: there is no ledger yet; rowan init makes it
    rowan init shop.lua --connect ...

No run can begin: 3 errors, 2 warnings.
]])
  conn:exec 'CREATE UNIQUE INDEX "docs_id_key" ON "docs" ("id")'
  conn:exec 'CREATE UNIQUE INDEX "item_sku_key" ON "item" ("sku")'
  conn:exec "ALTER TABLE item RENAME COLUMN prize TO price"
  t.equal((t.rowan("init", "shop.lua", "--connect", shop[2])), 0)
  status, out = t.rowan("check", "shop.lua", "--connect", shop[2])
  t.equal({ status, out }, { 0, head .. [[

shop.lua:9: warning: item.stock: a value may be missing, the column is NOT NULL: say required or default, or drop that
    -- SQLite cannot change a column: make the table anew and copy its rows

The mapping fits the database, with 1 warning.
]] })
  status, out = t.rowan("check", "shop.lua", "--connect", shop[2], "--json")
  t.equal(status, 0)
  local finding = rowan.json.decode((out:gsub("\n$", "")))
  t.equal({ finding.severity, finding.file, finding.line, finding.table, finding.column },
    { "warning", "shop.lua", 9, "item", "stock" })
  t.contains(finding.message, "NOT NULL")
  t.contains(finding.fix, "SQLite")
  conn:exec "DROP TABLE item"
  status, out = t.rowan("check", "shop.lua", "--connect", shop[2])
  t.equal({ status, out }, { 2, head .. [[

shop.lua:3: error: item: there is no such target table
    CREATE TABLE "item" (
        "sku" VARCHAR(20) NOT NULL,
        "price" DECIMAL(8,2),
        "stock" INTEGER,
        PRIMARY KEY ("sku")
    );

No run can begin: 1 error.
To create the missing tables: rowan init shop.lua --connect ... --tables
]] })
  for _, statement in ipairs(conn:ddl("target", rowan.mapping.load("shop.lua"))) do conn:exec(statement) end
  status, out = t.rowan("check", "shop.lua", "--connect", shop[2], "--json")
  t.equal({ status, out }, { 0, "" })
  status, out = t.rowan("check", "shop.lua", "--connect", shop[2])
  t.equal({ status, out }, { 0, head .. "The mapping fits the database.\n" })
end)

-- A mapping of so many columns that may be missing, over a table in which none may.
local function write_wide(columns)
  local lines = {}
  for i = 1, columns do lines[i] = ("      c%02d = text(9) '@c%d',"):format(i, i) end
  t.write("wide.lua", ([[
return mapping {
  name = "wide", source = { table = "docs", key = bigint "id", document = "doc" },
  into "wide" {
    each = "/r", key = { "id" },
    columns = { id = source "id",
%s
    },
  },
}
]]):format(table.concat(lines, "\n")))
end

t.test("many warnings of one kind are one line, and a run tells those that are new", function()
  local wide = { "--connect", "Driver=SQLite3;Database=wide.db" }
  local conn <close> = rowan.odbc.connect(wide[2])
  local columns = {}
  for i = 1, 60 do columns[i] = ("c%02d VARCHAR(9) NOT NULL DEFAULT 'x'"):format(i) end
  conn:exec("CREATE TABLE wide (id BIGINT NOT NULL PRIMARY KEY, " .. table.concat(columns, ", ") .. ")")
  conn:exec "CREATE TABLE docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
  write_wide(50)
  t.equal((t.rowan("init", "wide.lua", table.unpack(wide))), 0)

  local missing = "a value may be missing, the column is NOT NULL: say required or default, or drop that"
  local line = "wide.c01, wide.c02 (line 7), wide.c03 (line 8) and 47 more: " .. missing
  local status, out = t.rowan("check", "wide.lua", table.unpack(wide))
  t.equal(status, 0)
  t.contains(out, "\nwide.lua:6: warning: " .. line .. "\n    -- SQLite cannot change a column: make the table anew "
    .. "and copy its rows\n\nThe mapping fits the database, with 50 warnings.\n")
  local _, objects = t.rowan("check", "wide.lua", "--json", table.unpack(wide))
  t.equal(select(2, objects:gsub("\n", "")), 50)

  local function told(...)
    local code, _, err = t.rowan("run", "wide.lua", "--quiet", "--workers", "1", wide[1], wide[2], ...)
    t.equal(code, 0)
    return err
  end
  t.equal(told(), "rowan: warn: wide.lua:6: " .. line .. "\n")
  local known = "rowan: warn: 50 warnings of the check as in the run before; rowan check shows them\n"
  t.equal(told(), known)
  t.write("wide.lua", "-- a line more changes no warning\n" .. t.read "wide.lua")
  t.equal(told(), known)
  t.equal(told("--feed", "another"), "rowan: warn: wide.lua:7: wide.c01, wide.c02 (line 8), wide.c03 (line 9) and 47 "
    .. "more: " .. missing .. "\n")
  write_wide(51)
  t.equal(told(), ("rowan: warn: wide.lua:56: wide.c51: %s\n%s"):format(missing, known))
  write_wide(2)
  known = "rowan: warn: 2 warnings of the check as in the run before; rowan check shows them\n"
  t.equal(told(), known)

  -- Unloading has a row among the runs; here it is the newest, whatever the second.
  conn:exec "INSERT INTO docs VALUES (1, '<r c1=\"x\" c2=\"x\"/>')"
  t.rowan("run", "wide.lua", "--quiet", "--workers", "1", table.unpack(wide))
  t.equal((t.rowan("unload", "wide.lua", "--key", "1", table.unpack(wide))), 0)
  conn:exec [[UPDATE rowan_run SET run_id = '9' || run_id WHERE settings LIKE '%"unload":true%']]
  t.equal(told(), known)
end)

t.test("a run says what is wrong once", function()
  local there = { "--connect", "Driver=SQLite3;Database=wrong.db" }
  write_wide(2)
  local status, _, err = t.rowan("run", "wide.lua", "--quiet", table.unpack(there))
  t.equal({ status, err }, { 2, [[
rowan: error: wide.lua:3: wide: there is no such target table
rowan: error: wide.lua: rowan_ledger: there is no ledger yet; rowan init makes it
rowan: wide.lua:1: table docs: there is no such source table (and 2 more; rowan check says how to fix them)
]] })
end)

t.test("init says what is missing, and how to go on", function()
  local there = { "--connect", "Driver=SQLite3;Database=next.db" }
  local function last(...)
    local status, out = t.rowan("init", "wide.lua", there[1], there[2], ...)
    t.equal(status, 0)
    return out
  end
  write_wide(2)
  t.contains(last(), 'missing    "wide"\nNext: rowan init wide.lua --connect ... --tables\n')
  t.contains(last "--tables", "Next: rowan check wide.lua --connect ... (1 error to mend)\n")
  local conn <close> = rowan.odbc.connect(there[2])
  conn:exec "CREATE TABLE docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
  t.contains(last(), "Next: rowan run wide.lua --connect ...\n")
  local status, _, err = t.rowan("init", "wide.lua", "--schema", "far", table.unpack(there))
  t.equal({ status, err }, { 3, 'rowan: there is no schema "far"\n' })
  t.contains(select(2, t.rowan("status", "wide.lua", "--runs", table.unpack(there))), "\nThere are no runs yet.\n")
end)

t.test("check without a database", function()
  local status, out = t.rowan("check", orders, "--connect", "")
  t.equal(status, 0)
  t.contains(out, "The mapping is right. Say --connect to compare it with a database.")
  local err
  status, out, err = t.rowan("check", orders, "--connect", "", "--json")
  t.equal({ status, out }, { 2, "" })
  t.contains(err, "--json is for what a database says: say --connect STRING or set ROWAN_CONNECT")
end)

t.test("a schema of SQLite, with children", function()
  local there = { "--connect", "Driver=SQLite3;Database=schema.db", "--schema", "main" }
  t.exits(0, "init", orders, "--tables", table.unpack(there))
  t.exits(0, "init", orders, "--tables", table.unpack(there))
  local conn <close> = rowan.odbc.connect(there[2])
  local sql = conn:query("SELECT sql FROM sqlite_master WHERE name = 'order_line'")[1].sql
  t.contains(sql, 'REFERENCES "purchase_order" ("order_no")')
end)

t.test("run says why there is nothing to load", function()
  t.contains(command(0, "run", credit, "--from", "900000000"), "no document in this range")
  command(0, "init", orders, "--tables")
  local conn <close> = rowan.odbc.connect(database[2])
  for _, statement in ipairs(conn:ddl("source", rowan.mapping.load(orders), true)) do
    conn:exec(statement)
  end
  t.contains(command(0, "run", orders), "is empty")
end)

t.test("a database that cannot be opened ends with 3", function()
  local status, _, err = t.rowan("run", credit, "--connect", "Driver=SQLite3;Database=/no/such/folder/x.db")
  t.equal(status, 3, err)
end)

t.test("a job of two mappings", function()
  local script = t.root .. "scripts/examples/two_mappings.lua"
  local out = t.exits(0, script, database[2])
  t.contains(out, "credit.lua: done, 0 loaded")
end)

-- ---- a small source of its own ----

t.write("small.lua", [[
return mapping {
  name = "small", source = { table = "small_docs", key = bigint "id", document = "doc" },
  into "small_row" { each = "/R", key = { "id" }, columns = { id = source "id", v = integer "@v" } },
}
]])

local function small_source()
  local conn <close> = rowan.odbc.connect(database[2])
  pcall(conn.exec, conn, "DROP TABLE small_docs")
  conn:exec "CREATE TABLE small_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
  conn:insert("small_docs", { "id", "doc" }, { { -5, '<R v="1"/>' }, { 1, '<R v="x"/>' }, { 2, '<R v="2"/>' } })
  command(0, "init", "small.lua", "--tables")
end

t.test("a key may be negative, and a text that begins with a minus", function()
  small_source()
  local result = rowan.json.decode((command(0, "run", "small.lua", "--quiet", "--json", "--from", "-5", "--to", "-1")))
  t.equal({ result.loaded, result.failed }, { 1, 0 })
  local _, err = command(2, "run", "small.lua", "--from", "5", "--to", "-5")
  t.contains(err, "--from 5 comes after --to -5")
  t.write("d.xml", '<R v="7"/>')
  t.contains(select(2, t.rowan("try", "small.lua", "d.xml", "--key", "-7")), "-7 7")
end)

t.test("retry of what is not there says what is", function()
  local function retry(...)
    local out, err = command(2, "retry", "small.lua", ...)
    t.equal(out, "")
    return err
  end
  command(1, "run", "small.lua", "--quiet")
  t.contains(retry("--reason", "valu"), '--reason valu: no document failed for it; did you mean "value"?')
  t.contains(retry("--reason", "several"), "--reason several: no document failed for it; the reasons are value")
  t.contains(retry("--key", "2"), "--key 2: the document is loaded; only failed ones are tried again")
  t.contains(retry("--key", "77"), "--key 77: the ledger has no such document")
  t.contains(command(0, "retry", "small.lua", "--key", "1", "--reason", "value"), "1 document will be loaded again")
  t.contains(retry("--reason", "value"), "--reason value: no document failed for it\n")
  t.contains(command(0, "retry", "small.lua"), "nothing to retry")
end)

t.test("run --json prints an object whatever the exit status is", function()
  local function object(status, ...)
    local got, out, err = t.rowan("run", ...)
    t.equal(got, status, out .. err)
    t.equal(err ~= "", true)
    local result = rowan.json.decode(out)
    t.equal({ result.outcome, result.loaded, result.rows }, { "failed", 0, 0 })
    t.equal(type(result.message), "string")
    return result
  end
  t.equal(object(2, "none.lua", "--json", "--connect", database[2]).status, "mapping")
  t.equal(object(2, "small.lua", "--json", "--workers", "none").status, "usage")
  t.equal(object(2, "small.lua", "--json").mapping, "small")
  local broken = object(3, "small.lua", "--json", "--connect", "Driver=SQLite3;Database=/nowhere/x.db")
  t.equal(broken.mapping, "small")
  t.write("late.lua", [[
    return mapping { name = "late", source = { table = "small_docs", key = bigint "id", document = "doc" },
      into "late_row" { each = "/R", key = { "id" }, columns = { id = source "id" } } }
  ]])
  t.contains(object(2, "late.lua", "--json", "--quiet", "--connect", database[2]).message, "late.lua")
end)

t.test("run --json has the whole result of a run that began and failed", function()
  small_source()
  local conn <close> = rowan.odbc.connect(database[2])
  command(0, "init", "late.lua", "--tables")
  conn:exec [[CREATE TRIGGER late_end AFTER INSERT ON late_row BEGIN DELETE FROM no_such_table; END]]
  local status, out = t.rowan("run", "late.lua", "--json", "--quiet", "--workers", "1", "--chunk", "1",
    "--connect", database[2])
  local result = rowan.json.decode(out)
  t.equal({ status, result.outcome, result.loaded, result.mapping }, { 3, "failed", 0, "late" })
  t.contains(result.message, "no_such_table")
  t.equal({ type(result.run_id), type(result.chunks) }, { "string", "number" })
end)

t.finish()
