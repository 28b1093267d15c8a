-- Keys of rows that are there already, found by other columns: existing "table" { by, take }. tests/database/run calls
-- it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local tables = [[
CREATE TABLE check_customer (customer_id BIGINT NOT NULL PRIMARY KEY, customer_no VARCHAR(20) NOT NULL,
  country VARCHAR(2) NOT NULL);
CREATE UNIQUE INDEX check_customer_no ON check_customer (customer_no, country);
CREATE TABLE check_order (order_no VARCHAR(20) NOT NULL PRIMARY KEY, buyer VARCHAR(20), land VARCHAR(2),
  document_id BIGINT, customer_id BIGINT);
CREATE TABLE check_line (order_no VARCHAR(20) NOT NULL, line_no INTEGER NOT NULL, document_id BIGINT,
  customer_id BIGINT, PRIMARY KEY (order_no, line_no));
]]

-- what: the rest of existing; more: of the mapping.
local function mapping(what, more)
  return ([==[
return mapping {
  name = "existing",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_order" {
    each = "/r/o", key = { "order_no" },
    columns = { order_no = text(20) "@no", buyer = text(20) "@buyer", land = text(2) { "@land", default = "DE" },
                document_id = source "id",
                customer_id = bigint(existing "check_customer" {
                  by = { customer_no = "buyer", country = "land" }, take = "customer_id" %s }) },
    children = { into "check_line" {
      each = "l", key = { "order_no", "line_no" },
      columns = { order_no = parent "order_no", line_no = position(), document_id = source "id",
                  customer_id = parent "customer_id" },
    } },
  },%s
}
]==]):format(what or "", more or "")
end

local function prepare(count)
  t.sql((t.mariadb and t.docs:gsub("TEXT", "LONGTEXT") or t.docs) .. tables)
  local rows = {}
  for i = 1, count do rows[i] = { 1000 + i, "C-" .. i, "DE" } end
  t.conn:insert("check_customer", { "customer_id", "customer_no", "country" }, rows)
end

local function order(no, buyer, land, lines)
  return ("<o no='%s'%s%s>%s</o>"):format(no, buyer and (" buyer='%s'"):format(buyer) or "",
    land and (" land='%s'"):format(land) or "", ("<l/>"):rep(lines or 1))
end

local function add(id, ...)
  t.conn:insert("check_docs", { "id", "doc" }, { { id, "<r>" .. table.concat { ... } .. "</r>" } })
end

local function number(sql) return t.conn:query(sql)[1].n end

local function rows()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT order_no, customer_id FROM check_order ORDER BY order_no") do
    list[i] = row.order_no .. " " .. tostring(row.customer_id)
  end
  for _, row in ipairs(t.conn:query
    "SELECT order_no, line_no, customer_id FROM check_line ORDER BY order_no, line_no") do
    list[#list + 1] = ("%s.%d %s"):format(row.order_no, row.line_no, row.customer_id)
  end
  return table.concat(list, ", ")
end

local function message(id)
  return t.conn:query(("SELECT message FROM rowan_ledger WHERE doc_key = '%d'"):format(id))[1].message
end

t.case("rows get the keys of rows that are there, and those below them, too", function()
  local m = t.mapping("existing.lua", mapping())
  prepare(3)
  t.conn:insert("check_customer", { "customer_id", "customer_no", "country" }, { { 7, "C-1", "FR" } })
  add(1, order("a", "C-2"), order("b", "C-1", "FR", 2), order("c", "C-2"))
  add(2, order("d", "C-1"))
  t.expect(m, "")
  t.exits(0, "run", "existing.lua", "--quiet")
  t.equal(rows(), "a 1002, b 7, c 1002, d 1001, a.1 1002, b.1 7, b.2 7, c.1 1002, d.1 1001")
  -- loaded again they are looked up again
  t.conn:exec "UPDATE check_customer SET customer_id = 8 WHERE customer_id = 7"
  t.exits(0, "reload", "existing.lua", "--key", "1")
  t.equal(rows(), "a 1002, b 8, c 1002, d 1001, a.1 1002, b.1 8, b.2 8, c.1 1002, d.1 1001")
  t.exits(0, "unload", "existing.lua", "--key", "1")
  t.equal(rows(), "d 1001, d.1 1001")
  t.equal(number "SELECT COUNT(*) AS n FROM check_customer", 4)
end)

t.case("a document whose row is missing fails, and the others are loaded", function()
  t.mapping("existing.lua", mapping())
  prepare(3)
  for i = 1, 40 do add(i, order("a" .. i, i == 23 and "C-99" or "C-" .. i % 3 + 1), order("b" .. i, "C-1")) end
  t.exits(1, "run", "existing.lua", "--quiet")
  t.equal({ number "SELECT COUNT(*) AS n FROM check_order", number "SELECT COUNT(*) AS n FROM check_line" }, { 78, 78 })
  t.equal(number "SELECT COUNT(*) AS n FROM rowan_ledger WHERE status = 'failed'", 1)
  t.equal(message(23), 'table check_order, column customer_id (existing): table check_customer has no row with '
    .. 'country "DE", customer_no "C-99"')
  -- the row is made, and the document tried once more
  t.conn:insert("check_customer", { "customer_id", "customer_no", "country" }, { { 99, "C-99", "DE" } })
  t.exits(0, "retry", "existing.lua")
  t.exits(0, "run", "existing.lua", "--quiet")
  t.equal(number "SELECT COUNT(*) AS n FROM check_order WHERE customer_id = 99", 1)
end)

t.case("missing = null", function()
  local m = t.mapping("existing.lua", mapping(', missing = "null"'))
  prepare(1)
  add(1, order("a", "C-1"), order("b", "C-9", nil, 2), order("c", "C-1", "FR"))
  t.expect(m, "")
  t.exits(0, "run", "existing.lua", "--quiet")
  t.equal(rows(), "a 1001, b nil, c nil, a.1 1001, b.1 nil, b.2 nil, c.1 nil")
end)

t.case("a row without a value to look up by refers to none", function()
  t.mapping("existing.lua", mapping())
  prepare(1)
  add(1, order("a"), order("b", "C-1"))
  t.exits(0, "run", "existing.lua", "--quiet")
  t.equal(rows(), "a nil, b 1001, a.1 nil, b.1 1001")
end)

t.case("many rows and workers, documents in parts", function()
  t.mapping("existing.lua", mapping())
  prepare(1500)
  local list, orders = {}, {}
  for i = 1, 300 do
    list[i] = { i, "<r>" .. order("a" .. i, "C-" .. i) .. order("b" .. i, "C-" .. 1501 - i) .. "</r>" }
  end
  for i = 1, 3000 do orders[i] = order("z" .. i, "C-" .. i % 1500 + 1, nil, 2) end
  list[301] = { 301, "<r>" .. table.concat(orders) .. "</r>" }
  t.conn:insert("check_docs", { "id", "doc" }, list)
  -- one in parts whose last row refers to none
  for i = 1, 3000 do orders[i] = order("y" .. i, i == 3000 and "C-0" or "C-1") end
  add(302, table.concat(orders))
  t.exits(1, "run", "existing.lua", "--quiet", "--workers", "2", "--batch-bytes", "100000")
  t.equal(t.conn:query("SELECT doc_key FROM rowan_ledger WHERE status = 'failed'"), { { doc_key = "302" } })
  t.equal({ number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id
    AND c.customer_no = o.buyer]], number [[SELECT COUNT(*) AS n FROM check_line l JOIN check_order o
    ON o.order_no = l.order_no AND o.customer_id = l.customer_id]] }, { 3600, 6600 })
end)

-- A row with a number of its own, and keys of two tables; the second is found by what the database takes for equal.
t.case("beside a number of a sequence, and another key", function()
  local m = t.mapping("both.lua", [=[
return mapping {
  name = "both",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r/o", key = { "id" },
    columns = { id = sequence(), document_id = source "id", no = text(20) "@no", buyer = text(20) "@buyer",
                customer_id = existing "check_customer" { by = { customer_no = "buyer" }, take = "customer_id" },
                other_id = integer(existing "check_order" { by = "no", take = "document_id", missing = "null" }) },
    children = { into "check_wide" {
      each = "l", key = { "row_id", "n" },
      columns = { row_id = parent "id", n = position(), customer_id = parent "customer_id",
                  other_id = parent "other_id" },
    } },
  },
}
]=])
  t.sql(t.docs .. [[
CREATE TABLE check_customer (customer_id DECIMAL(18) NOT NULL PRIMARY KEY, customer_no VARCHAR(20) UNIQUE);
CREATE TABLE check_order (no VARCHAR(20) NOT NULL PRIMARY KEY, document_id SMALLINT);
]])
  if not t.sqlite then pcall(t.conn.exec, t.conn, "DROP SEQUENCE check_row_id_seq") end
  for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
  t.expect(m, "")
  t.conn:insert("check_customer", { "customer_id", "customer_no" }, { { 11, "A" }, { 12, "b" } })
  t.conn:insert("check_order", { "no", "document_id" }, { { "x", 21 } })
  local blind = t.mariadb or t.sqlserver -- a collation that takes B for b
  add(1, order("x", "A"), order("y", "b", nil, 2))
  add(2, order("x", "B"))
  t.exits(blind and 0 or 1, "run", "both.lua", "--quiet")
  t.equal(t.conn:query [[SELECT r.no, r.customer_id, r.other_id, w.n FROM check_row r JOIN check_wide w
    ON w.row_id = r.id AND w.customer_id = r.customer_id AND (w.other_id = r.other_id OR r.other_id IS NULL)
    WHERE r.document_id = 1 ORDER BY r.no, w.n]], {
    { no = "x", customer_id = 11, other_id = 21, n = 1 }, { no = "y", customer_id = 12, n = 1 },
    { no = "y", customer_id = 12, n = 2 },
  })
  t.equal(number "SELECT COUNT(*) AS n FROM check_row WHERE document_id = 2 AND customer_id = 12", blind and 1 or 0)
  -- all that is wrong is told
  t.drop("check_customer", "check_order")
  if not t.sqlite then t.conn:exec "DROP SEQUENCE check_row_id_seq" end
  local told = {}
  for i, f in ipairs(t.conn:check(m)) do told[i] = f.table .. ": " .. f.message end
  t.equal(table.concat(told, "\n"), (t.sqlite and "" or
    'check_row: there is no sequence "check_row_id_seq" that could number this column\n') ..
    "check_customer: there is no such table to look rows up in\ncheck_order: there is no such table to look rows up in")
end)

t.case("check says what is missing", function()
  local m = t.mapping("existing.lua", mapping())
  t.sql(t.docs .. tables)
  t.conn:exec("DROP INDEX check_customer_no" .. ((t.mariadb or t.sqlserver) and " ON check_customer" or ""))
  t.expect(m, "error 8 check_order.customer_id: existing: (country, customer_no) of table check_customer has no unique "
    .. [[index in the database, so several rows may be meant
    CREATE UNIQUE INDEX "check_customer_country_customer_no_key" ON "check_customer" ("country", "customer_no");
]])
  t.fix(m)
  t.expect(m, "")
  -- a narrower one will do
  t.drop "check_customer"
  t.conn:exec [[
CREATE TABLE check_customer (customer_id INTEGER PRIMARY KEY, customer_no VARCHAR(20) UNIQUE, country CHAR(2))]]
  t.expect(m, "")
  t.drop "check_customer"
  t.expect(m, "error 8 check_customer: there is no such table to look rows up in\n")
  t.exits(2, "run", "existing.lua", "--quiet")
  t.sql [[
CREATE TABLE check_customer (customer_id VARCHAR(20) NOT NULL PRIMARY KEY, customer_nr VARCHAR(20) NOT NULL,
  country VARCHAR(2) NOT NULL);
]]
  t.expect(m, "error 8 check_order.customer_id: existing: table check_customer has no column "
    .. [["customer_no" (did you mean "customer_nr"?)
error 8 check_order.customer_id: existing: "customer_id" of table check_customer is no whole number
]])
end)

t.case("rows of a view", function()
  local m = t.mapping("existing.lua", mapping())
  t.sql(t.docs .. tables:gsub("check_customer", "check_all"))
  t.conn:exec "CREATE VIEW check_customer AS SELECT customer_id, customer_no, country FROM check_all"
  t.expect(m, "warning 8 check_order.customer_id: existing: check_customer is a view, or a table of another database, "
    .. "so nobody sees whether it has one row at most for each key\n")
  t.conn:insert("check_all", { "customer_id", "customer_no", "country" }, { { 2, "C-1", "DE" } })
  add(1, order("a", "C-1"))
  t.exits(0, "run", "existing.lua", "--quiet")
  t.equal(rows(), "a 2, a.1 2")
end)

t.case("check says when its user may not read the table", function()
  if t.sqlite or t.sqlserver then return end
  local m = t.mapping("existing.lua", mapping())
  t.sql(t.docs .. tables)
  local user = t.by_dialect { postgresql = "check_user", mariadb = "'check_user'@'127.0.0.1'" }
  t.sql(t.by_dialect {
    postgresql = "CREATE ROLE check_user LOGIN;\nGRANT USAGE ON SCHEMA public TO check_user;\n",
    mariadb = "CREATE USER check_user@'127.0.0.1' IDENTIFIED BY 'secret';\n",
  } .. ("GRANT SELECT ON check_docs TO %s;\nGRANT INSERT ON check_customer TO %s;\n"):format(user, user))
  do
    local theirs <close> = t.connect_as("check_user", "secret")
    local found = {}
    for _, f in ipairs(theirs:check(m)) do
      if f.message:find "^existing" then found[#found + 1] = f.message .. "\n" .. f.fix:gsub("`", '"') end
    end
    t.equal(found, { "existing: the database user may not read table check_customer\n"
      .. ('GRANT SELECT ON "check_customer" TO %s;'):format(user) })
  end
  if t.postgresql then t.source_conn:exec "DROP OWNED BY check_user" end
  t.sql(t.by_dialect { postgresql = "DROP OWNED BY check_user;\nDROP ROLE check_user;\n",
    mariadb = "DROP USER check_user@'127.0.0.1';\n" })
end)

t.case("an integer that the key does not fit in", function()
  t.mapping("existing.lua", (mapping():gsub("bigint%(existing", "integer(existing")))
  prepare(1)
  t.conn:exec "UPDATE check_customer SET customer_id = 5000000000"
  add(1, order("a", "C-1"))
  t.exits(1, "run", "existing.lua", "--quiet")
  t.equal(message(1), 'table check_order, column customer_id (existing): table check_customer has no key that fits '
    .. 'in the row with country "DE", customer_no "C-1"')
end)

t.finish()
