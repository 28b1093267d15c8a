-- A source whose key is of a type that a cast or an operator of the database does not take as it stands: all documents
-- are loaded once, over chunks and pages that cut everywhere, by their keys and by a condition on the key, and another
-- run finds nothing. On the database of $ROWAN_CONNECT; tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"
local conn = t.source_conn
t.sources "net_keys"

local types, made = {}, {}
if t.postgresql then
  made = {
    "TYPE net_key_label AS ENUM ('z', 'it''s', 'y', '', 'x')", "DOMAIN net_key_one AS net_key_label",
    "DOMAIN net_key_two AS net_key_one", "DOMAIN net_key_range AS int4range",
    "DOMAIN net_key_ranges AS int4multirange", "DOMAIN net_key_list AS int[]",
  }
  local labels = { "z", "it''s", "y", "", "x" }
  types = {
    { "net_key_label", labels, where = "x" }, { "net_key_one", labels, where = "x" },
    { "net_key_two", labels, where = "x" },
    { "net_key_range", { "[1,2)", "[1,3)", "[2,3)", "empty" } },
    { "net_key_ranges", { "{[1,2)}", "{[1,3)}", "{[2,3)}", "{}" } },
    { "net_key_list", { "{1}", "{1,2}", "{2}", "{}" } },
  }
elseif t.mariadb then
  local numbers = { "0", "0.5", "1", "9.99", "10", "99.5" }
  for _, type in ipairs { "DECIMAL(5,2)", "DECIMAL(5,2) UNSIGNED", "DECIMAL(7,2) ZEROFILL", "DECIMAL UNSIGNED",
    "NUMERIC(65,30) UNSIGNED ZEROFILL", "INT UNSIGNED", "INT(6) ZEROFILL" } do
    local whole = not type:find ","
    types[#types + 1] = { type, whole and { "0", "1", "9", "10", "99" } or numbers, where = whole and 10 or 9.99 }
  end
elseif t.sqlserver then
  types = {
    { "decimal(5,2)", { "0", "0.5", "1", "9.99", "10" }, where = 9.99 },
    { "bigint", { "-1", "0", "9", "10", "99" }, where = 10 },
    { "uniqueidentifier", { "f0000000-0000-0000-0000-000000000001", "10000000-0000-0000-0000-000000000002",
      "00000000-0000-0000-0000-f00000000000", "00000000-0000-0000-0000-100000000000" },
      where = "10000000-0000-0000-0000-000000000002" },
    { "date", { "0001-01-01", "2024-03-05", "2024-12-31", "9999-12-31" }, where = "2024-03-05" },
    { "datetime2(6)", { "2024-03-05 01:02:03", "2024-03-05 01:02:03.000001", "2024-03-05 01:02:03.5" } },
    { "char(4)", { "a", "B", "c d", "1" }, where = "B" },
    { "varchar(9)", { "a", "B", "c d", "10", "9" }, where = "9" },
    { "nvarchar(9)", { "a", "B", "c d", "10", "9" }, where = "9" },
  }
else
  types = { { "DECIMAL(5,2)", { "0", "0.5", "1", "9.99", "10" }, where = 9.99 } }
end

for i = #made, 1, -1 do pcall(conn.exec, conn, "DROP " .. made[i]:gsub(" AS.*", "") .. " CASCADE") end
for _, statement in ipairs(made) do conn:exec("CREATE " .. statement) end

local function mapping(key, where)
  local literal = type(where) == "string" and ("'%s'"):format(where) or where
  return t.mapping("key_types.lua", ([[
return mapping {
  name = "key_types",
  source = { table = "net_keys", key = { %s }, document = "doc"%s },
  into "net_row" { each = "/r", columns = { v = integer { "@v", required = true } } },
}
]]):format(key, where and (", where = expr [[ k = %s ]]"):format(literal) or ""))
end

local function make_source(type, values)
  t.drop "net_keys"
  conn:exec(("CREATE TABLE net_keys (k %s NOT NULL, n INT NOT NULL, doc %s, PRIMARY KEY (k, n), UNIQUE (k))"):format(
    type, t.sqlserver and "nvarchar(max)" or "TEXT"))
  for i, value in ipairs(values) do
    conn:exec(("INSERT INTO net_keys (k, n, doc) VALUES ('%s', 1, '<r v=\"%d\"/>')"):format(value, i))
  end
end

local function run(settings)
  settings.connect, settings.source, settings.workers, settings.log_level = t.connect, t.source, 1, "error"
  return rowan.job(settings):run()
end

local function loaded()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT v FROM net_row ORDER BY v") do list[i] = row.v end
  return list
end

local function forget()
  t.conn:exec "DELETE FROM net_row"
  t.conn:exec "DELETE FROM rowan_ledger"
end

t.drop "net_row"
t.sql "CREATE TABLE net_row (v INTEGER);\n"
for _, each in ipairs(types) do
  local type, values = each[1], each[2]
  t.case("a key of type " .. type, function()
    make_source(type, values)
    local all = {}
    for i = 1, #values do all[i] = i end
    for _, key in ipairs { 'text "k"', 'text "k", integer "n"' } do
      forget()
      local m = mapping(key)
      local result = run { mapping = m, page = 2, chunk = 3 }
      t.equal({ result.outcome, result.failed, result.message }, { "done", 0 }, key)
      t.equal(loaded(), all, key)
      t.equal(run({ mapping = m }).total, 0, key)
    end
    if each.where then
      forget()
      t.equal(run({ mapping = mapping('text "k"', each.where) }).loaded, 1)
    end
  end)
end

-- Of the same values 'a' stands behind 'a' with a tab in the index, and before it in a comparison.
if t.mariadb then
  for type, told in pairs { ["CHAR(3) COLLATE utf8mb4_nopad_bin"] = true, ["CHAR(3) COLLATE utf8mb4_bin"] = false,
    ["VARCHAR(3) COLLATE utf8mb4_nopad_bin"] = false } do
    t.case("check tells of a key with two orders: " .. type, function()
      make_source(type, { "a" })
      local found = conn:check(mapping 'text "k"')
      local said = false
      for _, f in ipairs(found) do said = said or f.message:find("index and its comparisons", 1, true) ~= nil end
      t.equal(said, told)
    end)
  end
end

t.finish()
