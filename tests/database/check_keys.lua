-- What `rowan check` finds about keys, foreign keys and the order of tables, whole texts.
-- tests/database/run calls it per database. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local lines = t.mapping("lines.lua", [[
return mapping {
  name = "lines",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_line" {
    each = "/r/line", key = { "order_no", "line_no" },
    columns = { order_no = text(20) { "../@no", required = true }, line_no = position(), sku = text(20) "@sku" },
  },
}
]])

t.case("the key is not unique in the database", function()
  t.sql(t.docs .. "CREATE TABLE check_line (order_no VARCHAR(20) NOT NULL, line_no INTEGER NOT NULL, sku VARCHAR(20));\n")
  local finding = "warning 4 check_line: the key (order_no, line_no) is not unique in the database: nothing refuses " ..
    "a row twice"
  local index = 'CREATE UNIQUE INDEX "check_line_order_no_line_no_key" ON "check_line" ("order_no", "line_no");'
  local primary = 'ALTER TABLE "check_line" ADD PRIMARY KEY ("order_no", "line_no");'
  t.expect(lines, t.findings { { finding, postgresql = primary, mariadb = primary, sqlite = index } })
  t.fix(lines)
  t.expect(lines, "")
  t.drop "check_line" -- a primary key of its own, that the database fills
  t.sql("CREATE TABLE check_line (id " .. t.by_dialect {
    postgresql = "BIGSERIAL PRIMARY KEY", sqlserver = "bigint IDENTITY PRIMARY KEY", mariadb = "BIGINT AUTO_INCREMENT PRIMARY KEY", sqlite = "INTEGER PRIMARY KEY",
  } .. ", order_no VARCHAR(20) NOT NULL, line_no INTEGER NOT NULL, sku VARCHAR(20));\n")
  t.expect(lines, t.findings { { finding, postgresql = index, mariadb = index, sqlite = index } })
  t.fix(lines)
  t.expect(lines, "")
  if not t.mariadb then return end
  t.drop "check_line"
  t.sql "CREATE TABLE check_line (order_no TEXT NOT NULL, line_no INTEGER NOT NULL, sku VARCHAR(20));\n"
  t.expect(lines, t.findings { { finding,
    mariadb = 'ALTER TABLE "check_line" MODIFY "order_no" VARCHAR(20) NOT NULL;\n    ' .. primary } })
  t.fix(lines)
  t.expect(lines, "")
end)

t.case("the database's keys are narrower, wider, or about other columns", function()
  t.sql(t.docs .. "CREATE TABLE check_line (order_no VARCHAR(20) NOT NULL" ..
    (t.sqlserver and " CONSTRAINT check_line_pkey" or "") .. " PRIMARY KEY, line_no INTEGER NOT NULL, " ..
    "sku VARCHAR(20) UNIQUE);\n")
  local primary = 'ALTER TABLE "check_line" ADD PRIMARY KEY ("order_no", "line_no");'
  local finding = "warning 4 check_line: the database's primary key (order_no) is narrower than the mapping's key: rows " ..
    "that differ only in (line_no) are refused"
  t.expect(lines, t.findings { { finding,
    postgresql = 'ALTER TABLE "check_line" DROP CONSTRAINT "check_line_pkey";\n    ' .. primary,
    mariadb = 'ALTER TABLE "check_line" DROP PRIMARY KEY;\n    ' .. primary,
    sqlserver = 'ALTER TABLE "check_line" DROP CONSTRAINT "check_line_pkey";\n    ' .. primary,
    sqlite = "-- SQLite cannot change a table's keys: make the table anew and copy its rows" } })
  if not t.sqlite then
    t.fix(lines)
    t.expect(lines, "")
  end
  t.drop "check_line"
  t.sql [[
CREATE TABLE check_line (order_no VARCHAR(20) NOT NULL, line_no INTEGER NOT NULL, sku VARCHAR(20),
  PRIMARY KEY (line_no, order_no));
CREATE UNIQUE INDEX check_few ON check_line (line_no);
]]
  t.expect(lines, t.findings { { 'warning 4 check_line: the database\'s unique index "check_few" (line_no) is ' ..
    "narrower than the mapping's key: rows that differ only in (order_no) are refused",
    postgresql = 'ALTER TABLE "check_line" DROP CONSTRAINT IF EXISTS "check_few";\n' ..
      '    DROP INDEX IF EXISTS "check_few";',
    sqlserver = 'ALTER TABLE "check_line" DROP CONSTRAINT IF EXISTS "check_few";\n' ..
      '    DROP INDEX IF EXISTS "check_few" ON "check_line";',
    mariadb = 'ALTER TABLE "check_line" DROP INDEX "check_few";', sqlite = 'DROP INDEX "check_few";' } })
  if t.on_babelfish then t.sql "DROP INDEX check_few ON check_line;\n" else t.fix(lines) end
  t.expect(lines, "")
  t.drop "check_line"
  t.sql [[
CREATE TABLE check_line (order_no VARCHAR(20) NOT NULL, line_no INTEGER NOT NULL, sku VARCHAR(20),
  part_no INTEGER NOT NULL, at DATE DEFAULT '2024-01-01' NOT NULL, PRIMARY KEY (part_no, order_no, line_no, at));
]]
  local index = 'CREATE UNIQUE INDEX "check_line_order_no_line_no_key" ON "check_line" ("order_no", "line_no");'
  t.expect(lines, t.findings {
    { "error 4 check_line.part_no: the column is part of the primary key, and the mapping does not fill it" },
    { "warning 4 check_line: the key (order_no, line_no) is not unique in the database: nothing refuses a row twice",
      postgresql = index, mariadb = index, sqlite = index },
  })
end)

t.case("a key column that is not there, and no key at all", function()
  t.sql(t.docs .. "CREATE TABLE check_line (line_no INTEGER NOT NULL, sku VARCHAR(20));\n")
  local add = 'ALTER TABLE "check_line" ADD COLUMN "order_no" '
  local primary = 'ALTER TABLE "check_line" ADD PRIMARY KEY ("order_no", "line_no");'
  t.expect(lines, t.findings {
    { "error 6 check_line.order_no: the table has no such column",
      postgresql = add .. "varchar(20);",
      sqlserver = 'ALTER TABLE "check_line" ADD "order_no" nvarchar(20) COLLATE Latin1_General_100_BIN2;', mariadb = add .. "VARCHAR(20);", sqlite = add .. "VARCHAR(20);" },
    { "warning 4 check_line: the key (order_no, line_no) is not unique in the database: nothing refuses a row twice",
      postgresql = primary, mariadb = primary,
      sqlite = 'CREATE UNIQUE INDEX "check_line_order_no_line_no_key" ON "check_line" ("order_no", "line_no");' },
  })
  local m = t.mapping("keyless.lua", (t.read "lines.lua":gsub("key = { .- },", "", 1)))
  t.fix(m)
  t.expect(m, "")
end)

local function shop(file, text)
  return t.mapping(file, [[
local function customer() return into "check_customer" { each = "/r/customer", key = { "no" },
  columns = { no = text(8) { "@no", required = true }, best = text(8) "@best" } } end
local function line() return into "check_line" { each = "line", key = { "no", "line_no" },
  columns = { no = parent "no", line_no = position(), customer = text(8) "@customer" } } end
local function order() return into "check_order" { each = "/r/order", key = { "no" },
  columns = { no = text(8) { "@no", required = true }, customer = text(8) "@customer", last = integer "@last",
    doc = source "id" },
  children = { line() } } end
local function late() return into "check_customer" { each = "/r/late", key = { "no" },
  columns = { no = text(8) { "@no", required = true } } } end
return mapping { name = "shop", source = { table = "check_docs", key = bigint "id", document = "doc" },
]] .. text .. "}\n")
end
local wrong = shop("wrong.lua", "  order(), customer(),")
local right = shop("right.lua", "  customer(), order(),")
local partly = shop("partly.lua", "  customer(), order(), late(),")
local alone = shop("alone.lua", "  order(),")

local customers = "CREATE TABLE check_customer (no VARCHAR(8) NOT NULL PRIMARY KEY, best VARCHAR(8), " ..
  "CONSTRAINT check_best FOREIGN KEY (best) REFERENCES check_customer (no));\n"
local function orders(more)
  return "CREATE TABLE check_order (no VARCHAR(8) NOT NULL PRIMARY KEY, customer VARCHAR(8), last INTEGER, doc BIGINT, " ..
    "other VARCHAR(8), CONSTRAINT check_owner FOREIGN KEY (customer) REFERENCES check_customer (no)" .. more .. ", " ..
    "CONSTRAINT check_other FOREIGN KEY (other) REFERENCES check_customer (no), " ..
    "CONSTRAINT check_doc_id FOREIGN KEY (doc) REFERENCES check_docs (id));\n"
end
local order_lines = "CREATE TABLE check_line (no VARCHAR(8) NOT NULL, line_no INTEGER NOT NULL, customer VARCHAR(8), " ..
  "PRIMARY KEY (no, line_no), CONSTRAINT check_line_order FOREIGN KEY (no) REFERENCES check_order (no), " ..
  "CONSTRAINT check_line_owner FOREIGN KEY (customer) REFERENCES check_customer (no));\n"

t.case("tables in the wrong order", function()
  t.sql(t.docs .. customers .. orders "" .. order_lines)
  local later = 'the foreign key (customer) refers to table "check_customer", which is written later: move into ' ..
    '"check_customer" (line 1) before into "check_%s" (line %d)\n'
  t.expect(wrong, "error 6 check_order.customer: " .. later:format("order", 5) ..
    "error 4 check_line.customer: " .. later:format("line", 3))
  t.expect(right, "")
end)

t.case("some rows are written later", function()
  t.sql(t.docs .. customers .. orders "" .. order_lines)
  local later = 'the foreign key (customer) refers to table "check_customer", some rows of which (line 9) are written ' ..
    "later: a row that refers to one of these is refused\n"
  t.expect(partly, "warning 6 check_order.customer: " .. later .. "warning 4 check_line.customer: " .. later)
end)

t.case("a table that the mapping does not fill", function()
  t.sql(t.docs .. customers .. orders "" .. order_lines)
  local unfilled = 'the foreign key (customer) refers to table "check_customer", which the mapping does not fill: a ' ..
    "document is refused when its value is not there\n"
  t.expect(alone, "warning 6 check_order.customer: " .. unfilled .. "warning 4 check_line.customer: " .. unfilled)
end)

t.case("children that are referred to, and keys that wait for the end of the transaction", function()
  t.sql(t.docs .. customers)
  t.sql((orders "":gsub(",? CONSTRAINT check_doc_id.-%(id%)", "")))
  t.sql(order_lines)
  if t.sqlite then
    t.drop "check_order"
    t.sql((orders "":gsub("CONSTRAINT check_doc_id.*", "FOREIGN KEY (no, last) REFERENCES check_line (no, line_no));\n")))
  else
    t.sql "ALTER TABLE check_order ADD CONSTRAINT check_last FOREIGN KEY (no, last) REFERENCES check_line (no, line_no);\n"
  end
  t.expect(right, t.findings { { "error 5 check_order: the foreign key (no, last) refers to table \"check_line\", whose " ..
    "rows are children and written after these: the database has to look at it when the transaction ends",
    postgresql = 'ALTER TABLE "check_order" ALTER CONSTRAINT "check_last" DEFERRABLE INITIALLY DEFERRED;',
    sqlserver = "" } })
  if t.postgresql then
    t.fix(right)
    t.expect(right, "")
  elseif t.sqlite then
    t.drop("check_line", "check_order")
    t.sql(orders " DEFERRABLE INITIALLY DEFERRED" .. order_lines)
    t.expect(wrong, 'error 4 check_line.customer: the foreign key (customer) refers to table "check_customer", which is ' ..
      'written later: move into "check_customer" (line 1) before into "check_line" (line 3)\n')
  end
end)

t.finish()
