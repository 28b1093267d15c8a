-- Rows that the database numbers, and that several documents have: found by their unique columns, with the number that
-- they have for the rows below them and for those that look them up. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- What numbers the customers. Where the database does by itself, the column is not the first of its table.
local word = "sequence()"

-- Customers with addresses, and orders that name one of them. rule: the customers' conflict; more: behind the orders.
local function mapping(rule, more)
  local number = ("customer_id = %s, "):format(word)
  local first = word == "sequence()"
  return ([==[
return mapping {
  name = "sharedkeys",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = { "customer_id" }, unique = { "customer_no", "land" }, %s
    columns = { %scustomer_no = text(20) "@no",
                land = text(2) { "@land", default = "DE" }, %sname = text(80) "@name", as_of = integer "@at" },
    children = { into "check_line" {
      each = "a", key = { "customer_id", "kind" }, conflict = "update",
      columns = { customer_id = parent "customer_id", kind = text(9) "@kind", city = text(20) "@city" },
    } },
  },
  into "check_order" {
    each = "/r/o", key = { "order_no" },
    columns = { order_no = text(20) "@no", customer_no = text(20) "@c", land = text(2) { "@land", default = "DE" },
                document_id = source "id",
                customer_id = bigint(existing "check_customer" {
                  by = { "customer_no", "land" }, take = "customer_id" }) },
  },%s
}
]==]):format(rule or "", first and number or "", first and "" or number, more or "")
end

-- A case with each of them.
local function case(name, body)
  for _, w in ipairs { "sequence()", "identity()" } do
    t.case(w .. ": " .. name, function()
      word = w
      body()
    end)
  end
  word = "sequence()"
end

local function drop_sequences()
  if not t.sqlite then pcall(t.conn.exec, t.conn, "DROP SEQUENCE check_customer_customer_id_seq") end
end

-- The source, and the tables as rowan makes them.
local function prepare(m)
  t.drop("check_line", "check_order", "check_customer", "check_docs")
  t.sql((t.mariadb and t.docs:gsub("TEXT", "LONGTEXT") or t.docs))
  drop_sequences()
  for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
end

local function customer(no, name, at, kinds)
  local addresses = {}
  for i, kind in ipairs(kinds or {}) do addresses[i] = ("<a kind='%s' city='%s %s'/>"):format(kind, name, kind) end
  return ("<c no='%s' name='%s'%s>%s</c>"):format(no, name, at and (" at='%d'"):format(at) or "",
    table.concat(addresses))
end

local function order(no, buyer) return ("<o no='%s' c='%s'/>"):format(no, buyer) end

local function add(id, ...)
  t.conn:insert("check_docs", { "id", "doc" }, { { id, "<r>" .. table.concat { ... } .. "</r>" } })
end

local function number(sql) return t.conn:query(sql)[1].n end

-- All rows, with the customer's number and name in place of its key.
local function rows()
  local list = {}
  for _, row in ipairs(t.conn:query "SELECT customer_no, name, as_of FROM check_customer ORDER BY customer_no") do
    list[#list + 1] = ("%s %s%s"):format(row.customer_no, row.name, row.as_of and "@" .. row.as_of or "")
  end
  for _, row in ipairs(t.conn:query [[SELECT c.customer_no, a.kind, a.city FROM check_line a
    JOIN check_customer c ON c.customer_id = a.customer_id ORDER BY c.customer_no, a.kind]]) do
    list[#list + 1] = ("%s.%s %s"):format(row.customer_no, row.kind, row.city)
  end
  for _, row in ipairs(t.conn:query [[SELECT o.order_no, c.customer_no FROM check_order o
    JOIN check_customer c ON c.customer_id = o.customer_id AND c.customer_no = o.customer_no ORDER BY o.order_no]]) do
    list[#list + 1] = ("%s of %s"):format(row.order_no, row.customer_no)
  end
  return table.concat(list, ", ")
end

-- Each row below a customer, and each order, hangs on one that is there.
local function expect_no_orphans()
  t.equal({ number "SELECT COUNT(*) AS n FROM check_line", number "SELECT COUNT(*) AS n FROM check_order" },
    { number [[SELECT COUNT(*) AS n FROM check_line a JOIN check_customer c ON c.customer_id = a.customer_id]],
      number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id
        AND c.customer_no = o.customer_no AND c.land = o.land]] })
end

local function run(...) return rowan.json.decode(t.exits(0, "run", "sharedkeys.lua", "--json", ...)) end

local function fates(result, name)
  for _, into in ipairs(result.coverage.intos) do
    if into.table == name then
      return ("%d inserted, %d updated, %d kept"):format(into.inserted, into.updated, into.kept)
    end
  end
end

t.case("what finds a row has a unique index", function()
  local m = t.mapping("sharedkeys.lua", mapping('conflict = "skip",'))
  prepare(m)
  t.expect(m, "")
  local columns = { "customer_id", "customer_no", "land" }
  t.conn:insert("check_customer", columns, { { 7, "C-1", "DE" }, { 8, "C-1", "FR" } })
  t.equal(pcall(t.conn.insert, t.conn, "check_customer", columns, { { 9, "C-1", "DE" } }), false)
  t.drop("check_line", "check_customer")
  t.sql [[
CREATE TABLE check_customer (customer_id BIGINT NOT NULL PRIMARY KEY, customer_no VARCHAR(20) NOT NULL,
  land VARCHAR(2) NOT NULL, name VARCHAR(80), as_of INTEGER);
CREATE TABLE check_line (customer_id BIGINT NOT NULL, kind VARCHAR(9) NOT NULL, city VARCHAR(20),
  PRIMARY KEY (customer_id, kind));
]]
  t.expect(m, "error 4 check_customer: unique (customer_no, land) has no unique index in the database: two "
    .. [[transactions would insert one row twice, whatever conflict says
    CREATE UNIQUE INDEX "check_customer_customer_no_land_key" ON "check_customer" ("customer_no", "land");
error 17 check_order.customer_id: existing: (customer_no, land) of table check_customer has no unique index in the ]]
    .. "database, so several rows may be meant\n")
  t.fix(m)
  t.expect(m, "")
  -- without a rule it is no error
  t.drop "check_order"
  t.conn:exec("DROP INDEX check_customer_customer_no_land_key" .. (t.mariadb and " ON check_customer" or ""))
  local alone = mapping(""):gsub("children = .-\n    } },\n", ""):gsub('  into "check_order".-\n  },', "")
  t.expect(t.mapping("alone.lua", alone), "warning 4 check_customer: unique (customer_no, land) is not unique in the "
    .. [[database: nothing refuses a row twice
    CREATE UNIQUE INDEX "check_customer_customer_no_land_key" ON "check_customer" ("customer_no", "land");
]])
end)

case("a row that is there keeps its number, and rows below it take it", function()
  local m = t.mapping("sharedkeys.lua", mapping('conflict = "skip",'))
  prepare(m)
  add(1, customer("C-1", "one", 1, { "home" }), customer("C-2", "two", 1), order("a", "C-1"), order("b", "C-2"))
  add(2, customer("C-1", "uno", 2, { "work", "home" }), customer("C-3", "three"), order("c", "C-1"))
  local result = run("--workers", "1")
  t.equal(fates(result, "check_customer"), "3 inserted, 0 updated, 1 kept")
  t.equal(fates(result, "check_line"), "2 inserted, 0 updated, 1 kept")
  t.equal({ result.loaded, result.rows, result.sent }, { 2, 3, 3 })
  t.equal(rows(), "C-1 one@1, C-2 two@1, C-3 three, C-1.home uno home, C-1.work uno work, a of C-1, b of C-2, c of C-1")
  expect_no_orphans()
  -- no number was taken for a row that is there
  t.equal(number "SELECT MAX(customer_id) - MIN(customer_id) AS n FROM check_customer", 2)
  local before = number "SELECT customer_id AS n FROM check_customer WHERE customer_no = 'C-2'"
  add(3, customer("C-2", "due", 3, { "home" }), order("d", "C-2"))
  t.equal(fates(run "--quiet", "check_customer"), "0 inserted, 0 updated, 1 kept")
  t.equal(number "SELECT customer_id AS n FROM check_customer WHERE customer_no = 'C-2'", before)
  t.equal(number "SELECT customer_id AS n FROM check_order WHERE order_no = 'd'", before)
  t.equal(number "SELECT customer_id AS n FROM check_line WHERE city = 'due home'", before)
end)

case("update and newest never write the number", function()
  local m = t.mapping("sharedkeys.lua", mapping 'conflict = "update",')
  prepare(m)
  t.conn:insert("check_customer", { "customer_id", "customer_no", "land", "name" }, { { 1000, "C-1", "DE", "before" } })
  add(1, customer("C-1", "one", 1, { "home" }), order("a", "C-1"))
  t.equal(fates(run "--quiet", "check_customer"), "0 inserted, 1 updated, 0 kept")
  t.equal(rows(), "C-1 one@1, C-1.home one home, a of C-1")
  t.equal(number "SELECT customer_id AS n FROM check_customer", 1000)
  t.mapping("sharedkeys.lua", mapping 'conflict = { newest = "as_of" },')
  add(2, customer("C-1", "older", 0), customer("C-2", "b", 1))
  add(3, customer("C-1", "newer", 2), customer("C-2", "a", 1), order("b", "C-2"))
  t.equal(fates(run "--quiet", "check_customer"), "1 inserted, 1 updated, 2 kept")
  t.equal(rows(), "C-1 newer@2, C-2 b@1, C-1.home one home, a of C-1, b of C-2")
  t.equal(number "SELECT customer_id AS n FROM check_customer WHERE customer_no = 'C-1'", 1000)
  -- the same once more is nothing new
  add(4, customer("C-1", "newer", 2), customer("C-2", "b", 1))
  t.equal(fates(run "--quiet", "check_customer"), "0 inserted, 0 updated, 2 kept")
end)

case("a document that fails takes its rows along, and those who need them fail with it", function()
  t.mapping("sharedkeys.lua", mapping 'conflict = "skip",')
  prepare(rowan.mapping.load "sharedkeys.lua")
  t.conn:insert("check_order", { "order_no", "document_id" }, { { "taken", 0 } })
  for i = 1, 40 do add(i, customer("C-" .. i % 5, "n", 1, { "home" }), order("a" .. i, "C-" .. i % 5)) end
  add(41, customer("C-41", "n"), order("taken", "C-41"))
  add(42, order("b", "C-41"))
  add(43, order("c", "C-3"), customer("C-43", "n"))
  local result = rowan.json.decode(t.exits(1, "run", "sharedkeys.lua", "--json", "--workers", "1"))
  t.equal({ result.loaded, result.failed }, { 41, 2 })
  t.equal(number "SELECT COUNT(*) AS n FROM check_customer", 6)
  t.equal(t.conn:query("SELECT message FROM rowan_ledger WHERE doc_key = '42'")[1].message, "table check_order, column "
    .. 'customer_id (existing): table check_customer has no row with customer_no "C-41", land "DE"')
  t.conn:exec "DELETE FROM check_order WHERE order_no = 'taken'"
  expect_no_orphans()
  t.exits(0, "retry", "sharedkeys.lua")
  run "--quiet"
  t.equal(number "SELECT COUNT(*) AS n FROM check_order", 43)
  expect_no_orphans()
end)

case("documents in parts", function()
  t.mapping("sharedkeys.lua", mapping 'conflict = { newest = "as_of" },')
  prepare(rowan.mapping.load "sharedkeys.lua")
  local list = {}
  for i = 1, 1500 do
    list[i] = customer("C-" .. i * 7 % 400, "n" .. i, i, { "home", "work" })
    list[1500 + i] = order("a" .. i, "C-" .. i * 11 % 400)
  end
  add(1, table.concat(list))
  add(2, customer("C-7", "later", 5000), order("b", "C-7"))
  local result = run("--batch-bytes", "20000", "--workers", "1")
  t.equal({ result.loaded, result.rows }, { 2, 1501 })
  t.equal(number "SELECT COUNT(*) AS n FROM check_customer", 400)
  expect_no_orphans()
  local in_parts = rows()
  t.contains(in_parts, "C-7 later@5000")
  t.exits(0, "unload", "sharedkeys.lua", "--from", "1", "--forget")
  for _, name in ipairs { "check_line", "check_customer" } do t.conn:exec("DELETE FROM " .. name) end
  run("--workers", "1")
  t.equal(rows(), in_parts)
end)

-- An order may stand in front of the customer, in a row above both: they are written together.
t.case("what is looked up below one row with it stays whole", function()
  local m = t.mapping("sharedkeys.lua", [==[
return mapping {
  name = "sharedkeys", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_all" {
    each = "/r/g", key = { "g" }, columns = { g = integer "@no", document_id = source "id" },
    children = {
      into "check_customer" { each = "c", key = { "g", "customer_id" }, unique = "customer_no",
        columns = { g = parent "g", customer_id = sequence(), customer_no = text(20) "@no" } },
      into "check_order" { each = "o", key = { "order_no" },
        columns = { g = parent "g", order_no = text(20) "@no", customer_no = text(20) "@c",
          customer_id = existing "check_customer" { by = { "customer_no" }, take = "customer_id" } } },
    },
  },
}
]==])
  t.drop "check_all"
  prepare(m)
  local list = {}
  for i = 1, 500 do
    list[i] = ("<g no='%d'>%s%s</g>"):format(i, customer("C-" .. i, "n"), order("a" .. i, "C-" .. 501 - i))
  end
  add(1, table.concat(list))
  t.equal(run("--batch-bytes", "5000").loaded, 1)
  t.equal(number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id
    AND c.customer_no = o.customer_no]], 500)
  t.exits(0, "reload", "sharedkeys.lua", "--from", "1")
  t.equal(number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id
    AND c.customer_no = o.customer_no]], 500)
  t.drop("check_order", "check_customer", "check_all")
end)

case("loaded again, and unloaded", function()
  t.mapping("sharedkeys.lua", mapping 'conflict = "update",')
  prepare(rowan.mapping.load "sharedkeys.lua")
  add(1, customer("C-1", "one", 1, { "home" }), order("a", "C-1"))
  add(2, customer("C-1", "uno", 2), order("b", "C-1"))
  run("--workers", "1")
  local before = number "SELECT customer_id AS n FROM check_customer"
  t.conn:exec("UPDATE check_docs SET doc = '" .. ("<r>" .. customer("C-1", "ein", 3, { "work" })
    .. customer("C-2", "zwei") .. order("a", "C-2") .. "</r>"):gsub("'", "''") .. "' WHERE id = 1")
  t.exits(0, "reload", "sharedkeys.lua", "--key", "1")
  t.equal(rows(), "C-1 ein@3, C-2 zwei, C-1.home one home, C-1.work ein work, a of C-2, b of C-1")
  t.equal(number "SELECT customer_id AS n FROM check_customer WHERE customer_no = 'C-1'", before)
  t.contains(t.exits(0, "unload", "sharedkeys.lua", "--key", "2"), "1 document unloaded, 1 row deleted")
  t.equal(rows(), "C-1 ein@3, C-2 zwei, C-1.home one home, C-1.work ein work, a of C-2")
end)

-- Two into of one table have one count, and find each other's rows.
case("two into of one table", function()
  t.mapping("sharedkeys.lua", mapping('conflict = "skip",', [[

  into "check_customer" {
    each = "/r/o", key = { "customer_id" }, unique = { "customer_no", "land" }, conflict = "skip",
    columns = { customer_id = ]] .. word .. [[, customer_no = text(20) "@payer",
                land = text(2) { "@land", default = "DE" }, name = constant "payer", as_of = integer "@at" },
  },]]):gsub('(  into "check_order".-\n  },)(.*)', function(orders, payers)
    return payers:gsub("\n}\n$", "") .. "\n" .. orders .. "\n}\n"
  end))
  prepare(rowan.mapping.load "sharedkeys.lua")
  add(1, customer("C-1", "one"), customer("C-2", "two"), "<o no='a' c='P-1' payer='P-1'/>",
    "<o no='b' c='C-2' payer='C-1'/>")
  add(2, "<o no='c' c='P-1' payer='P-1'/><o no='d' c='P-2' payer='P-2'/>")
  run("--workers", "1")
  t.equal(rows(), "C-1 one, C-2 two, P-1 payer, P-2 payer, a of P-1, b of C-2, c of P-1, d of P-2")
  if word == "sequence()" then -- MariaDB sets more numbers of its own aside than there are rows
    t.equal(number "SELECT MAX(customer_id) - MIN(customer_id) AS n FROM check_customer", 3)
  end
end)

-- Numbers below numbers: a row below is found by the number of the one above, which may be another document's.
case("two numbers, one below the other", function()
  local m = t.mapping("sharedkeys.lua", (([==[
return mapping {
  name = "sharedkeys", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = "customer_id", unique = "customer_no", conflict = { newest = "as_of" },
    columns = { customer_id = sequence(), customer_no = text(20) "@no", as_of = integer "@at",
                account_no = bigint(sequence "check_account_seq") },
    children = { into "check_line" {
      each = "a", key = "address_id", unique = { "customer_id", "kind" }, conflict = "update",
      columns = { address_id = integer(sequence()), customer_id = parent "customer_id", kind = text(9) "@kind",
                  city = text(20) "@city", account_no = parent "account_no" },
      children = { into "check_row" {
        each = ".", key = { "address_id" }, conflict = "skip",
        columns = { address_id = parent "address_id", kind = parent "kind", document_id = source "id" },
      } },
    } },
  },
}
]==]):gsub("sequence%(%)", word)))
  local sequences = { "check_account_seq", "check_line_address_id_seq" }
  t.drop("check_row", "check_line", "check_order", "check_customer")
  if not t.sqlite then for _, name in ipairs(sequences) do pcall(t.conn.exec, t.conn, "DROP SEQUENCE " .. name) end end
  prepare(m)
  t.expect(m, "")
  for i = 1, 20 do
    add(i, customer("C-" .. i % 3, "n", i, { "home", i % 2 == 0 and "work" or "post" }),
      customer("C-1", "m", 0, { "home" }))
  end
  run("--workers", "2", "--chunk", "3", "--commit", "2")
  t.equal({ number "SELECT COUNT(*) AS n FROM check_customer", number "SELECT COUNT(*) AS n FROM check_line",
    number "SELECT COUNT(*) AS n FROM check_row" }, { 3, 9, 9 })
  t.equal(number [[SELECT COUNT(*) AS n FROM check_row r JOIN check_line a ON a.address_id = r.address_id
    AND a.kind = r.kind JOIN check_customer c ON c.customer_id = a.customer_id AND c.account_no = a.account_no]], 9)
  t.equal(number "SELECT MIN(as_of) AS n FROM check_customer", 18)
  t.drop("check_row", "check_line", "check_customer")
  if not t.sqlite then for _, name in ipairs(sequences) do pcall(t.conn.exec, t.conn, "DROP SEQUENCE " .. name) end end
end)

-- Nobody takes the number from the row, and those who look it up find it in the database.
t.case("numbers that the database gives, and that only orders look up", function()
  word = "identity()"
  local m = t.mapping("sharedkeys.lua", (mapping('conflict = "update",'):gsub("    children = .-\n    } },\n", "")))
  prepare(m)
  t.expect(m, "")
  for i = 1, 30 do add(i, customer("C-" .. i % 4, "n" .. i, i), order("a" .. i, "C-" .. i % 4)) end
  t.equal(fates(run("--workers", "1", "--commit", "10"), "check_customer"), "4 inserted, 8 updated, 18 kept")
  t.equal(number [[SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id
    AND c.customer_no = o.customer_no]], 30)
  word = "sequence()"
end)

-- What the database does to a row that is inserted, or does not number, leaves rows below without a number.
t.case("numbers that the database gives, and a row that is not found again", function()
  word = "identity()"
  local m = t.mapping("sharedkeys.lua", mapping 'conflict = "skip",')
  prepare(m)
  local triggers = t.by_dialect {
    sqlite = { [[CREATE TRIGGER check_change AFTER INSERT ON check_customer WHEN new.customer_no = 'odd' BEGIN
      UPDATE check_customer SET customer_no = 'even' WHERE customer_id = new.customer_id; END]] },
    mariadb = { [[CREATE TRIGGER check_change BEFORE INSERT ON check_customer FOR EACH ROW
      SET new.customer_no = IF(new.customer_no = 'odd', 'even', new.customer_no)]] },
    postgresql = { [[CREATE FUNCTION check_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF new.customer_no = 'odd' THEN new.customer_no := 'even'; END IF; RETURN new; END $$]],
      "CREATE TRIGGER check_change BEFORE INSERT ON check_customer FOR EACH ROW EXECUTE FUNCTION check_change()" },
    sqlserver = { [[CREATE TRIGGER check_change ON check_customer AFTER INSERT AS
      UPDATE check_customer SET customer_no = 'even' WHERE customer_no = 'odd']] },
  }
  for _, statement in ipairs(triggers) do t.conn:exec(statement) end
  add(1, customer("C-1", "one", 1, { "home" }))
  add(2, customer("C-1", "two", 1, { "work" }), customer("odd", "odd", 1, { "home" }), customer("C-2", "two"))
  add(3, customer("C-1", "three", 1, { "post" }), customer("C-3", "three"), order("a", "C-3"))
  local result = rowan.json.decode(t.exits(1, "run", "sharedkeys.lua", "--json", "--workers", "1"))
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  t.equal(t.conn:query("SELECT message FROM rowan_ledger WHERE doc_key = '2'")[1].message, "table check_customer, "
    .. "column customer_id (identity): a row that was inserted is not found by unique, so its number is not known: a "
    .. "trigger or a rule may have changed it, or a policy hides it")
  t.equal(rows(), "C-1 one@1, C-3 three, C-1.home one home, C-1.post three post, a of C-3")
  expect_no_orphans()
  t.drop("check_line", "check_order", "check_customer")
  if t.postgresql then t.conn:exec "DROP FUNCTION check_change" end
  -- a table that is there has both: a column that is numbered, and a unique index
  t.sql [[
CREATE TABLE check_customer (customer_id BIGINT NOT NULL PRIMARY KEY, customer_no VARCHAR(20) NOT NULL,
  land VARCHAR(2) NOT NULL, name VARCHAR(80), as_of INTEGER);
CREATE TABLE check_line (customer_id BIGINT NOT NULL, kind VARCHAR(9) NOT NULL, city VARCHAR(20),
  PRIMARY KEY (customer_id, kind));
CREATE TABLE check_order (order_no VARCHAR(20) NOT NULL PRIMARY KEY, customer_no VARCHAR(20), land VARCHAR(2),
  document_id BIGINT, customer_id BIGINT);
]]
  t.expect(m, "error 7 check_customer.customer_id: the database does not number this column, so a row that is "
    .. [[inserted without it gets no number: make it an identity column, or say sequence()
error 4 check_customer: unique (customer_no, land) has no unique index in the database: two transactions would ]]
    .. [[insert one row twice, whatever conflict says
    CREATE UNIQUE INDEX "check_customer_customer_no_land_key" ON "check_customer" ("customer_no", "land");
error 17 check_order.customer_id: existing: (customer_no, land) of table check_customer has no unique index in the ]]
    .. "database, so several rows may be meant\n")
  word = "sequence()"
end)

-- A row that is there without a number would give none to those below it.
t.case("a row that is there without a number", function()
  t.mapping("sharedkeys.lua", [==[
return mapping {
  name = "sharedkeys", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = "customer_no", conflict = "skip",
    columns = { customer_no = text(20) "@no", account_no = integer(sequence "check_customer_customer_id_seq") },
  },
}
]==])
  t.drop("check_line", "check_customer")
  prepare(rowan.mapping.load "sharedkeys.lua")
  t.conn:insert("check_customer", { "customer_no", "account_no" }, { { "C-1", 7 } })
  t.conn:exec "INSERT INTO check_customer (customer_no) VALUES ('C-2')"
  add(1, customer "C-1", customer "C-3")
  add(2, customer "C-2")
  local result = rowan.json.decode(t.exits(1, "run", "sharedkeys.lua", "--json", "--workers", "1"))
  t.equal({ result.loaded, result.failed }, { 1, 1 })
  t.equal(t.conn:query("SELECT reason, message FROM rowan_ledger WHERE doc_key = '2'"), { { reason = "conflict",
    message = "table check_customer: the row that is there has no number in column account_no that its rows below "
      .. "could have" } })
end)

-- A collation that takes a for A: what the unique index takes for one row has one number.
case("keys that the database takes for one", function()
  if t.postgresql or t.sqlserver then return end
  local m = t.mapping("sharedkeys.lua", mapping 'conflict = { newest = "as_of" },')
  prepare(m)
  t.drop("check_line", "check_order", "check_customer")
  local numbered = word == "identity()" and (t.sqlite and "INTEGER" or "BIGINT AUTO_INCREMENT") or "BIGINT"
  t.sql((([[
CREATE TABLE check_customer (customer_id %s PRIMARY KEY, customer_no VARCHAR(20) %s NOT NULL,
  land VARCHAR(2) NOT NULL, name VARCHAR(80), as_of INTEGER, UNIQUE (customer_no, land));
CREATE TABLE check_line (customer_id BIGINT NOT NULL, kind VARCHAR(9) NOT NULL, city VARCHAR(20),
  PRIMARY KEY (customer_id, kind));
CREATE TABLE check_order (order_no VARCHAR(20) NOT NULL PRIMARY KEY, customer_no VARCHAR(20), land VARCHAR(2),
  document_id BIGINT, customer_id BIGINT);
]]):format(numbered, t.sqlite and "COLLATE NOCASE" or "COLLATE utf8mb4_general_ci")))
  t.conn:insert("check_customer", { "customer_id", "customer_no", "land" }, { { 50, "ab", "DE" } })
  add(1, customer("AB", "one", 1, { "home" }), customer("x", "new", 1, { "home" }), order("a", "aB"))
  add(2, customer("X", "newer", 2, { "work" }), customer("Ab", "two", 2, { "work" }), order("b", "x"), order("c", "X"))
  run("--workers", "1")
  t.equal(rows():gsub(", a of.*", ""), "Ab two@2, X newer@2, Ab.home one home, Ab.work two work, X.home new home, "
    .. "X.work newer work")
  t.equal(number "SELECT COUNT(*) AS n FROM check_order o JOIN check_customer c ON c.customer_id = o.customer_id", 3)
  t.equal(number "SELECT customer_id AS n FROM check_customer WHERE customer_no = 'Ab'", 50)
end)

-- The same rows from each order of the documents but for their numbers, while four workers race.
case("20 orders, four workers, the same rows", function()
  t.mapping("sharedkeys.lua", mapping 'conflict = { newest = "as_of" },')
  local state = 4711
  local function random(n)
    state = (state * 1103515245 + 12345) % 2147483648
    return state // 65536 % n + 1
  end
  local documents = {}
  for i = 1, 60 do
    local list = {}
    for k = 1, 8 do
      local buyer = random(25)
      list[k] = customer("C-" .. buyer, "n" .. random(9), random(9), { "home" })
        :gsub("city='.-'", "city='" .. buyer .. "'") .. order(("%d-%d"):format(i, k), "C-" .. buyer)
    end
    documents[i] = table.concat(list)
  end
  local wanted
  for round = 1, 20 do
    prepare(rowan.mapping.load "sharedkeys.lua")
    t.conn:exec "DELETE FROM rowan_ledger"
    local ids = {}
    for i = 1, #documents do table.insert(ids, random(i), i) end
    for i, document in ipairs(documents) do add(ids[i], document) end
    local result = run("--workers", "4", "--chunk", "5", "--commit", "3")
    t.equal({ result.loaded, result.failed }, { 60, 0 })
    expect_no_orphans()
    wanted = wanted or rows()
    if rows() ~= wanted then error(("round %d: wanted\n%s\ngot\n%s"):format(round, wanted, rows())) end
    local into = result.coverage.intos[1]
    t.equal(into.inserted + into.updated + into.kept, 480)
    t.equal(into.inserted, number "SELECT COUNT(*) AS n FROM check_customer")
  end
end)

t.drop("check_line", "check_order", "check_customer")
drop_sequences()
t.finish()
