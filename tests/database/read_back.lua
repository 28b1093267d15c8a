-- Rows that the database numbers when they are inserted, identity(): found again by their unique columns, so that rows
-- below them get the numbers. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- Three levels; the numbers of the last are nobody's.
local function mapping(more)
  return ([==[
return mapping {
  name = "numbered", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = { "id" }, unique = { "no" },
    columns = { id = identity(), no = text(20) "@no", document_id = source "id" },
    children = { into "check_order" {
      each = "o", key = { "id" }, unique = { "customer_id", "order_no" },
      columns = { id = identity(), customer_id = parent "id", order_no = integer "@no", day = date "@day" },
      children = { into "check_line" {
        each = "l", key = { "id" }, unique = { "order_id", "line_no" },
        columns = { id = identity(), order_id = parent "id", customer_id = parent "customer_id",
                    line_no = position(), sku = text(20) "@sku" },
      } },
    } },
  },%s
}
]==]):format(more or "")
end

local function number(sql) return t.conn:query(sql)[1].n end

local function rows_in(name) return number("SELECT COUNT(*) AS n FROM " .. name) end

-- A customer with orders, each with lines.
local function customer(no, orders, lines)
  local list = {}
  for i = 1, orders or 2 do
    local of = {}
    for k = 1, lines or 2 do of[k] = ("<l sku='%s.%d.%d'/>"):format(no, i, k) end
    list[i] = ("<o no='%d' day='2024-01-%02d'>%s</o>"):format(i, i % 28 + 1, table.concat(of))
  end
  return ("<c no='%s'>%s</c>"):format(no, table.concat(list))
end

local function add(id, ...)
  t.conn:insert("check_docs", { "id", "doc" }, { { id, "<r>" .. table.concat { ... } .. "</r>" } })
end

local function prepare(m)
  t.sql(t.mariadb and t.docs:gsub("TEXT", "LONGTEXT") or t.docs)
  for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
end

-- What is there, without numbers: each row below its own.
local function rows()
  local list = {}
  for i, row in ipairs(t.conn:query [[SELECT c.no, o.order_no, l.line_no, l.sku FROM check_line l
      JOIN check_order o ON o.id = l.order_id JOIN check_customer c ON c.id = o.customer_id AND c.id = l.customer_id
      ORDER BY c.no, o.order_no, l.line_no]]) do
    t.equal(row.sku, ("%s.%d.%d"):format(row.no, row.order_no, row.line_no))
    list[i] = row.sku
  end
  t.equal(#list, rows_in "check_line")
  return table.concat(list, " ")
end

local function statuses()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status FROM rowan_ledger ORDER BY doc_key") do
    list[i] = row.doc_key .. " " .. row.status
  end
  return table.concat(list, ", ")
end

local function message(id)
  return t.conn:query(("SELECT message FROM rowan_ledger WHERE doc_key = '%d'"):format(id))[1].message
end

t.case("tables are made, and rows of three levels find theirs", function()
  local m = t.mapping("numbered.lua", mapping())
  prepare(m)
  t.expect(m, "")
  t.sql "INSERT INTO check_customer (no, document_id) VALUES ('foreign', 0);\n"
  add(1, customer "a", customer "b")
  add(2, customer("c", 1, 1))
  t.exits(0, "run", "numbered.lua", "--quiet")
  t.equal(rows(), "a.1.1 a.1.2 a.2.1 a.2.2 b.1.1 b.1.2 b.2.1 b.2.2 c.1.1")
  t.equal({ rows_in "check_customer", rows_in "check_order" }, { 4, 5 })
  -- loaded again, and taken away
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 1", "<r>" .. customer("a", 1, 3) .. "</r>")
  t.exits(0, "reload", "numbered.lua", "--key", "1")
  t.equal(rows(), "a.1.1 a.1.2 a.1.3 c.1.1")
  t.exits(0, "unload", "numbered.lua", "--key", "1")
  t.equal(rows(), "c.1.1")
  t.equal(number "SELECT COUNT(*) AS n FROM check_customer WHERE no = 'foreign'", 1)
end)

t.case("documents that fail, in batches, are alone", function()
  t.mapping("numbered.lua", mapping())
  prepare(rowan.mapping.load "numbered.lua")
  t.sql "INSERT INTO check_customer (no, document_id) VALUES ('k31', 0);\n"
  for i = 1, 60 do
    add(i, customer("k" .. i, 2, 2), i == 17 and customer("k17", 1, 1) or customer("j" .. i, 1, 1))
  end
  t.exits(1, "run", "numbered.lua", "--quiet")
  t.equal({ rows_in "check_customer", rows_in "check_order", rows_in "check_line" }, { 117, 174, 290 })
  rows()
  t.equal(number "SELECT COUNT(*) AS n FROM rowan_ledger WHERE status = 'failed' AND doc_key IN ('17', '31')", 2)
  t.equal(number "SELECT COUNT(*) AS n FROM rowan_ledger WHERE status = 'loaded'", 58)
end)

t.case("many rows and workers, documents in parts", function()
  t.mapping("numbered.lua", mapping())
  prepare(rowan.mapping.load "numbered.lua")
  for i = 1, 200 do add(i, customer("k" .. i, 2, 3), customer("j" .. i, 1, 2)) end
  local list = {}
  for i = 1, 1500 do list[i] = customer("p" .. i, 2, 2) end
  add(201, table.concat(list))
  list[1500] = customer("p1", 1, 1)
  for i = 1, 1499 do list[i] = customer("q" .. i, 2, 2) end
  add(202, table.concat(list)) -- its last customer is there already
  add(203, customer("whole", 1500, 2))
  t.exits(1, "run", "numbered.lua", "--quiet", "--workers", "2", "--batch-bytes", "100000")
  t.equal(t.conn:query "SELECT doc_key FROM rowan_ledger WHERE status = 'failed'", { { doc_key = "202" } })
  t.equal({ rows_in "check_customer", rows_in "check_order", rows_in "check_line" }, { 1901, 5100, 10600 })
  rows()
end)

t.case("keys of rows are recorded", function()
  local m = t.mapping("lineage.lua", [==[
return mapping {
  name = "lineage", source = { table = "check_docs", key = bigint "id", document = "doc" }, lineage = true,
  into "check_customer" {
    each = "/r/c", key = { "id" }, unique = "no", columns = { id = identity(), no = text(20) "@no" },
    children = { into "check_order" {
      each = "o", key = { "customer_id", "order_no" },
      columns = { customer_id = parent "id", order_no = integer "@no" },
    } },
  },
}
]==])
  prepare(m)
  t.exits(0, "init", "lineage.lua")
  t.sql "INSERT INTO check_customer (no) VALUES ('foreign');\n"
  add(1, customer "a", customer "b")
  add(2, customer "c")
  t.exits(0, "run", "lineage.lua", "--quiet")
  t.equal({ rows_in "check_customer", rows_in "check_order" }, { 4, 6 })
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 1", "<r>" .. customer("a", 1, 0) .. customer "d" .. "</r>")
  t.exits(0, "reload", "lineage.lua", "--key", "1")
  t.equal({ rows_in "check_customer", rows_in "check_order" }, { 4, 5 })
  t.exits(0, "unload", "lineage.lua", "--from", "1", "--to", "2")
  t.equal({ rows_in "check_customer", rows_in "check_order" }, { 1, 0 })
  t.drop "rowan_lineage"
end)

-- The column takes 'a' for 'A', and so does its unique index; a filled-up text is one without blanks.
t.case("texts that the database takes for one", function()
  local loose = t.by_dialect { sqlite = "VARCHAR(20) COLLATE NOCASE",
    mariadb = "VARCHAR(20) COLLATE utf8mb4_general_ci",
    postgresql = "VARCHAR(20) COLLATE check_loose", sqlserver = "VARCHAR(20) COLLATE Latin1_General_CI_AS" }
  local numbered = t.by_dialect { sqlite = "INTEGER PRIMARY KEY", mariadb = "BIGINT AUTO_INCREMENT PRIMARY KEY",
    postgresql = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", sqlserver = "BIGINT IDENTITY(5, 3) PRIMARY KEY" }
  if t.postgresql then
    t.conn:exec "CREATE COLLATION check_loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
  end
  t.mapping("loose.lua", [==[
return mapping {
  name = "loose", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = { "id" }, unique = { "no", "land" },
    columns = { id = identity(), no = text(20) "@no", land = text(3) { "@land", default = "DE" },
                document_id = source "id" },
    children = { into "check_order" {
      each = "o", key = { "customer_id", "order_no" },
      columns = { customer_id = parent "id", order_no = integer "@no", name = parent "no" },
    } },
  },
}
]==])
  t.sql(t.docs .. ([[
CREATE TABLE check_customer (id %s, no %s NOT NULL, land CHAR(3) NOT NULL, document_id BIGINT);
CREATE UNIQUE INDEX check_customer_no ON check_customer (no, land);
CREATE TABLE check_order (customer_id BIGINT NOT NULL, order_no INTEGER NOT NULL, name VARCHAR(20),
  PRIMARY KEY (customer_id, order_no));
INSERT INTO check_customer (no, land, document_id) VALUES ('B', 'DE', 0);
]]):format(numbered, loose))
  add(1, customer "a", customer "c") -- not A
  add(2, customer "b") -- as B, which is there
  add(3, customer "A") -- as a, of document 1
  add(4, customer "d", customer "D") -- one twice
  add(5, customer "E", "<c no='e' land='FR'><o no='1'/></c>", customer "Ö")
  t.exits(1, "run", "loose.lua", "--quiet")
  t.equal(statuses(), "1 loaded, 2 failed, 3 failed, 4 failed, 5 loaded")
  t.equal(number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.id = o.customer_id
    AND c.no = o.name]], 9)
  t.equal({ rows_in "check_customer", rows_in "check_order" }, { 6, 9 })
  t.drop("check_customer", "check_order")
  if t.postgresql then t.conn:exec "DROP COLLATION check_loose" end
end)

-- A trigger that changes what is inserted: nobody knows the row's number.
t.case("a row that is not found again fails its document", function()
  local m = t.mapping("numbered.lua", mapping())
  prepare(m)
  local triggers = t.by_dialect {
    sqlite = { [[CREATE TRIGGER check_change AFTER INSERT ON check_customer WHEN new.no = 'odd' BEGIN
      UPDATE check_customer SET no = 'even' WHERE id = new.id; END]] },
    mariadb = { [[CREATE TRIGGER check_change BEFORE INSERT ON check_customer FOR EACH ROW
      SET new.no = IF(new.no = 'odd', 'even', new.no)]] },
    postgresql = { [[CREATE FUNCTION check_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF new.no = 'odd' THEN new.no := 'even'; END IF; RETURN new; END $$]],
      "CREATE TRIGGER check_change BEFORE INSERT ON check_customer FOR EACH ROW EXECUTE FUNCTION check_change()" },
    sqlserver = { [[CREATE TRIGGER check_change ON check_customer AFTER INSERT AS
      UPDATE check_customer SET no = 'even' WHERE no = 'odd']] },
  }
  for _, statement in ipairs(triggers) do t.conn:exec(statement) end
  add(1, customer "a")
  add(2, customer "b", customer "odd")
  add(3, customer "c")
  t.exits(1, "run", "numbered.lua", "--quiet")
  t.equal(statuses(), "1 loaded, 2 failed, 3 loaded")
  t.equal(message(2), "table check_customer, column id (identity): a row that was inserted is not found by unique, so "
    .. "its number is not known: a trigger or a rule may have changed it, or a policy hides it")
  t.equal(rows_in "check_customer", 2)
  rows()
  t.drop "check_customer"
  if t.postgresql then t.conn:exec "DROP FUNCTION check_change" end
end)

-- Of tables that are there: the column has to be numbered, and found by a unique index.
t.case("check says what keeps numbers from being read back", function()
  local m = t.mapping("numbered.lua", mapping())
  local text = t.sqlserver and "NVARCHAR(20)" or "VARCHAR(20)"
  local numbered = t.by_dialect { sqlite = "INTEGER PRIMARY KEY", mariadb = "BIGINT AUTO_INCREMENT PRIMARY KEY",
    postgresql = "BIGSERIAL PRIMARY KEY", sqlserver = "BIGINT IDENTITY(1,1) PRIMARY KEY" }
  t.sql(t.docs .. ([[
CREATE TABLE check_customer (id BIGINT NOT NULL PRIMARY KEY, no %s NOT NULL, document_id BIGINT);
CREATE UNIQUE INDEX check_customer_no ON check_customer (no);
CREATE TABLE check_order (id %s, customer_id BIGINT NOT NULL, order_no INTEGER NOT NULL, day DATE);
CREATE TABLE check_line (id %s, order_id BIGINT NOT NULL, customer_id BIGINT NOT NULL, line_no INTEGER NOT NULL,
  sku %s);
]]):format(text, numbered, numbered, text))
  t.expect(m, [[
error 5 check_customer.id: the database does not number this column, so a row that is inserted without it gets no ]]
    .. [[number: make it an identity column, or say sequence()
error 6 check_order: unique (customer_id, order_no) has no unique index in the database: the row that is found by it ]]
    .. [[may be somebody else's
    CREATE UNIQUE INDEX "check_order_customer_id_order_no_key" ON "check_order" ("customer_id", "order_no");
warning 9 check_line: unique (order_id, line_no) is not unique in the database: nothing refuses a row twice
    CREATE UNIQUE INDEX "check_line_order_id_line_no_key" ON "check_line" ("order_id", "line_no");
]])
  add(1, customer "a")
  t.exits(2, "run", "numbered.lua", "--quiet")
  -- with a table that numbers, and the statements that check has
  t.drop "check_customer"
  t.sql(("CREATE TABLE check_customer (id %s, no %s NOT NULL, document_id BIGINT);\n"):format(numbered, text))
  t.fix(m)
  t.expect(m, "")
  t.exits(0, "run", "numbered.lua", "--quiet")
  t.equal(rows(), "a.1.1 a.1.2 a.2.1 a.2.2")
end)

-- SQLite numbers a row by its key, unless the key is an index of its own.
for _, key in ipairs { "INTEGER PRIMARY KEY DESC", "INTEGER PRIMARY KEY) WITHOUT ROWID" } do
  t.case("check says what keeps numbers from being read back: " .. key, function()
    if not t.sqlite then return end
    t.write("keys.lua", [[
return mapping { name = "keys", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_key" { each = "/r", key = { "id" }, columns = { id = identity(), no = integer "@no" } } }
]])
    local m = rowan.mapping.load "keys.lua"
    t.sql(t.docs .. "CREATE TABLE check_key (no INTEGER, id " .. key .. (key:find("%)") and "" or ")") .. ";\n")
    t.expect(m, [[
error 2 check_key.id: the database does not number this column, so a row that is inserted without it gets no ]]
      .. [[number: make it an identity column, or say sequence()
]])
    t.drop "check_key"
  end)
end

t.finish()
