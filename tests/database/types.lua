-- Types whose values a driver could change on the way, on the database of $ROWAN_CONNECT: bytes with NUL and 0xFF,
-- none at all and very many; uuids; enums in boolean columns. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn

t.write("typed.lua", [[
return mapping {
  name = "typed",
  source = { table = "typed_docs", key = bigint "id", document = "doc" },
  into "typed_row" {
    each = "/r", key = { "id" },
    columns = {
      id    = source "id",
      bytes = binary { "b", empty = "keep" },
      short = binary(16) { "@h", encoding = "hex" },
      code  = uuid "@u",
      flag  = enum { Y = 1, N = 0, [""] = 0 } { "@f", ignore_case = true },
      born  = date { "@d", format = { "iso", "M/D/YYYY" } },
      score = decimal(12, 2) "@s",
    },
  },
}
]])
local m = rowan.mapping.load("typed.lua")

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end

local function prepare(documents, create)
  for _, name in ipairs { "typed_row", "typed_docs", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping",
      "rowan_version" } do drop(name) end
  t.equal((t.rowan("init", m.file)), 0)
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  for _, statement in ipairs(create and { create } or conn:ddl("target", m)) do conn:exec(statement) end
  conn:insert("typed_docs", { "id", "doc" }, documents)
end

local function run()
  return t.job { mapping = m, workers = 1 }:run()
end

local function findings()
  local list = {}
  for _, finding in ipairs(conn:check(m)) do
    list[#list + 1] = finding.severity .. " " .. tostring(finding.column) .. ": " .. finding.message
  end
  return list
end

local function base64(bytes)
  local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  local text = bytes:gsub("..?.?", function(group)
    local a, b, c = group:byte(1, 3)
    local bits = a << 16 | (b or 0) << 8 | (c or 0)
    local out = ""
    for i = 3, 0, -1 do
      local at = (bits >> 6 * i & 63) + 1
      out = out .. digits:sub(at, at)
    end
    return out:sub(1, #group + 1) .. ("="):rep(3 - #group)
  end)
  return text
end

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

-- SQL Server's driver makes digits of bytes.
local as_hex = conn.dialect == "postgresql" and "encode(%s, 'hex')" or conn.dialect == "sqlserver" and "%s"
  or "lower(hex(%s))"
local flag = conn.dialect == "sqlserver" and "flag = 1" or "flag"

-- The bytes of a column as hexadecimal digits, nil for NULL.
local function stored(column, id)
  local sql = "SELECT %s AS h, CASE WHEN %s IS NULL THEN 1 ELSE 0 END AS missing FROM typed_row WHERE id = ?"
  local row = conn:query(sql:format(as_hex:format(column), column), id)[1]
  if row.missing == 1 then return nil end
  return (row.h or ""):lower()
end

local every = {}
for byte = 0, 255 do every[byte + 1] = string.char(byte) end
every = table.concat(every)

t.test("bytes come back as they were: NUL, 0xFF, every byte, none, NULL, a megabyte", function()
  local samples = {
    "a", "\0", "\255", "\0\255\0", "a\0", "", every, every:rep(4096), "'\"\\{},NULL", every:reverse(), "\n\r\t ", "ä€",
  }
  local documents = {}
  for i, bytes in ipairs(samples) do
    documents[i] = { i, ("<r h='%s'><b>%s</b></r>"):format(hex(bytes:sub(1, 16)), base64(bytes)) }
  end
  documents[#documents + 1] = { #documents + 1, "<r/>" }
  prepare(documents)
  t.equal(findings(), {})
  local result = run()
  t.equal({ result.loaded, result.failed }, { #documents, 0 })
  for i, bytes in ipairs(samples) do
    t.equal(stored("bytes", i) == hex(bytes), true, "sample " .. i)
    t.equal(stored("short", i), bytes ~= "" and hex(bytes:sub(1, 16)) or nil, "sample " .. i)
  end
  t.equal(stored("bytes", #documents), nil)
  t.equal(stored("short", #documents), nil)
  if conn.dialect == "sqlite" then
    t.equal(conn:query "SELECT COUNT(*) AS n FROM typed_row WHERE typeof(bytes) = 'blob'"[1].n, #samples)
  end
end)

t.test("many rows of bytes, of all lengths, in one statement", function()
  local documents = {}
  for i = 1, 700 do
    documents[i] = { i, ("<r><b>%s</b></r>"):format(base64(every:sub(1 + i % 7, i % 7 + i % 97))) }
  end
  prepare(documents)
  t.equal(run().loaded, 700)
  for i = 1, 700, 3 do t.equal(stored("bytes", i), hex(every:sub(1 + i % 7, i % 7 + i % 97)), "row " .. i) end
end)

t.test("a uuid is stored small, with hyphens", function()
  prepare { { 1, "<r u='{F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6}'/>" }, { 2, "<r/>" }, { 3, "<r u='f81d4fae'/>" } }
  local result = run()
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  t.equal(conn:query("SELECT lower(CAST(code AS CHAR(36))) AS c FROM typed_row WHERE id = 1")[1].c,
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
end)

t.test("formats of dates; enums of 0 and 1 in a boolean column", function()
  prepare({
    { 1, "<r d='3/5/2024' f='y'/>" }, { 2, "<r d='2024-03-05' f='N'/>" }, { 3, "<r f=''/>" }, { 4, "<r/>" },
  }, "CREATE TABLE typed_row (id BIGINT PRIMARY KEY, bytes " .. (conn.dialect == "postgresql" and "bytea" or "BLOB")
    .. ", short " .. (conn.dialect == "postgresql" and "bytea" or "VARBINARY(16)")
    .. ", code CHAR(36), flag BOOLEAN, born DATE, score DECIMAL(12, 2))")
  t.equal(#findings(), conn.dialect == "mariadb" and 1 or 0) -- a BLOB of MariaDB has 65,535 bytes
  t.equal(run().loaded, 4)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM typed_row WHERE born = '2024-03-05'")[1].n, 2)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM typed_row WHERE " .. flag)[1].n, 1)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM typed_row WHERE NOT " .. flag)[1].n, 2)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM typed_row WHERE flag IS NULL")[1].n, 1)
end)

t.test("too few digits before the point: a warning where the database refuses, else an error", function()
  prepare({ { 1, "<r s='12345678.90'/>" }, { 2, "<r s='1234567890.12'/>" } },
    "CREATE TABLE typed_row (id BIGINT PRIMARY KEY, bytes " .. (conn.dialect == "postgresql" and "bytea" or "BLOB")
    .. ", short " .. (conn.dialect == "postgresql" and "bytea" or "VARBINARY(16)")
    .. ", code CHAR(36), flag BOOLEAN, born DATE, score DECIMAL(10, 2))")
  local found = table.concat(findings(), "\n")
  if conn.dialect == "sqlite" then
    t.contains(found, "error score: the column has 8 digits before the point, decimal(12,2) has 10")
    t.raises("8 digits before the point", run)
    return
  end
  t.contains(found, "warning score: the column has 8 digits before the point, decimal(12,2) has 10: "
    .. "larger numbers are refused")
  local result = run()
  t.equal({ result.loaded, result.failed }, { 1, 1 })
  t.equal(conn:query("SELECT doc_key FROM rowan_ledger WHERE status = 'failed'")[1].doc_key, "2")
end)

t.test("a uuid as the key of the source", function()
  t.write("keyed.lua", (t.read("typed.lua"):gsub("bigint \"id\"", "uuid \"id\""):gsub("\"typed\"", "\"keyed\"")))
  local typed = m
  m = rowan.mapping.load("keyed.lua")
  local keys = { "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-0000-0000-0000000000ab" }
  prepare { { keys[1], "<r/>" }, { keys[2], "<r/>" }, { "a0000000-0000-0000-0000-000000000000", "<r u='x'/>" } }
  local result = run()
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  result = run()
  t.equal({ result.loaded, result.failed, result.total }, { 0, 0, 0 })
  local logged = conn:query "SELECT doc_key FROM rowan_ledger WHERE status = 'loaded' ORDER BY doc_key"
  t.equal({ logged[1].doc_key:lower(), logged[2].doc_key:lower() }, { keys[2], keys[1] })
  m = typed
end)

-- Only MariaDB has columns that pad bytes, and a type of its own for uuids.
if conn.dialect == "mariadb" then
  t.test("BINARY(n) takes values of just its length, VARBINARY(n) none that are longer", function()
    prepare({
      { 1, "<r h='00112233445566778899aabbccddeeff'><b>AP8=</b></r>" }, { 2, "<r h='0011'/>" },
      { 3, "<r><b>AAECAwQ=</b></r>" }, { 4, "<r/>" },
    }, [[CREATE TABLE typed_row (id BIGINT PRIMARY KEY, bytes VARBINARY(4), short BINARY(16), code UUID, flag BOOLEAN,
      born DATE, score DECIMAL(12, 2)) ENGINE=InnoDB]])
    t.equal(findings(), {
      "warning bytes: the column holds 4 bytes, the mapping sets no limit: longer values are refused",
      "warning short: the column pads values to 16 bytes, so that they would come back longer: all others are refused",
    })
    local result = run()
    t.equal({ result.loaded, result.failed }, { 2, 2 })
    t.equal(stored("short", 1), "00112233445566778899aabbccddeeff")
    t.equal(stored("bytes", 1), "00ff")
    local failed = conn:query [[SELECT doc_key, reason, message FROM rowan_ledger
      WHERE status = 'failed' ORDER BY doc_key]]
    t.equal({ failed[1].doc_key, failed[2].doc_key }, { "2", "3" })
    t.equal({ failed[1].reason, failed[2].reason }, { "value", "value" })
    t.contains(failed[1].message, "column short: 2 bytes are fewer than the 16 that the column pads them to")
    t.contains(failed[2].message, "column bytes: 5 bytes are more than the column's 4")
  end)
end

t.finish()
