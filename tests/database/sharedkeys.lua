-- Rows that the database numbers, and that several documents have: found by their unique columns. tests/database/run
-- calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

-- rule: the table's conflict.
local function mapping(rule)
  return ([==[
return mapping {
  name = "sharedkeys",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_customer" {
    each = "/r/c", key = { "customer_id" }, unique = { "customer_no", "land" }, %s
    columns = { customer_id = sequence(), customer_no = text(20) "@no",
                land = text(2) { "@land", default = "DE" }, name = text(80) "@name" },
  },
}
]==]):format(rule or "")
end

local function drop_sequences()
  if not t.sqlite then pcall(t.conn.exec, t.conn, "DROP SEQUENCE check_customer_customer_id_seq") end
end

-- The source, and the tables as rowan makes them.
local function prepare(m)
  t.sql(t.docs)
  drop_sequences()
  for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
end

t.case("what finds a row has a unique index", function()
  local m = t.mapping("sharedkeys.lua", mapping())
  prepare(m)
  t.expect(m, "")
  local columns = { "customer_id", "customer_no", "land" }
  t.conn:insert("check_customer", columns, { { 7, "C-1", "DE" }, { 8, "C-1", "FR" } })
  t.equal(pcall(t.conn.insert, t.conn, "check_customer", columns, { { 9, "C-1", "DE" } }), false)
  t.drop "check_customer"
  t.conn:exec [[CREATE TABLE check_customer (customer_id BIGINT NOT NULL PRIMARY KEY, customer_no VARCHAR(20) NOT NULL,
    land VARCHAR(2) NOT NULL, name VARCHAR(80))]]
  t.expect(m, "warning 4 check_customer: unique (customer_no, land) is not unique in the database: nothing refuses a "
    .. [[row twice
    CREATE UNIQUE INDEX "check_customer_customer_no_land_key" ON "check_customer" ("customer_no", "land");
]])
  t.fix(m)
  t.expect(m, "")
end)

drop_sequences()
t.finish()
