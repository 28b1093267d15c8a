-- Documents in columns of bytes: their encoding is what they say, compressed ones are expanded, what is damaged fails.
-- tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

t.write("bytes.lua", [[
return mapping {
  name = "bytes",
  source = { table = "byte_docs", key = bigint "id", document = "doc" },
  into "byte_row" { each = "/r", key = { "id" }, columns = { id = source "id", a = text { "a", empty = "keep" } } },
}
]])
local m = rowan.mapping.load "bytes.lua"

local bytes_type = t.by_source { sqlite = "BLOB", postgresql = "bytea", mariadb = "LONGBLOB",
  sqlserver = "varbinary(max)" }
local literal = t.by_source { sqlite = "x'%s'", postgresql = "'\\x%s'", mariadb = "x'%s'", sqlserver = "0x%s" }

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

local function prepare()
  t.clear(m)
  t.init_tables "bytes.lua"
  t.make_source(m, ("CREATE TABLE byte_docs (id BIGINT NOT NULL PRIMARY KEY, doc %s)"):format(bytes_type))
end

local function insert(id, bytes)
  local value = bytes and literal:format(hex(bytes)) or "NULL"
  t.conn:exec(("INSERT INTO byte_docs (id, doc) VALUES (%d, %s)"):format(id, value))
end

-- What a program makes of bytes.
local function through(command, bytes)
  t.write("packed.in", bytes)
  t.equal(os.execute(command .. " <packed.in >packed.out"), true, command)
  local file <close> = assert(io.open("packed.out", "rb"))
  return file:read "a"
end

-- "key status reason" of the ledger, in the order of keys.
local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, reason FROM rowan_ledger") do
    list[i] = ("%s %s %s"):format(row.doc_key, row.status, row.reason or "-")
  end
  table.sort(list)
  return table.concat(list, "\n")
end

local latin1 = '<?xml version="1.0" encoding="ISO-8859-1"?><r><a>\xe4</a></r>'
local utf16 = ("<r><a>\xe4</a></r>"):gsub(".", "%0\0")

t.test("encodings, NUL bytes in them, compressed documents", function()
  prepare()
  insert(1, "<r><a>ä</a></r>")
  insert(2, latin1)
  insert(3, "\xff\xfe" .. utf16)
  insert(4, utf16)
  insert(5, through("gzip -n", latin1))
  insert(6, through("gzip -n", "\xff\xfe" .. utf16))
  insert(7, '\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?><r><a>ä</a></r>')
  t.equal(#t.conn:check(m), 0)
  local result = t.run(m)
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 7, 0 })
  for _, row in ipairs(t.conn:query "SELECT id, a FROM byte_row") do t.equal(row.a, "ä", row.id) end
end)

t.test("what is damaged, empty, missing, too large or no document", function()
  prepare()
  local packed = through("gzip -n", latin1)
  insert(1, packed:sub(1, -2))
  insert(2, packed:sub(1, -6) .. "\0" .. packed:sub(-4))
  insert(3, "")
  insert(4, nil)
  insert(5, "\0\1\2")
  insert(6, latin1:gsub("\xe4", "&nothing;"))
  insert(7, latin1)
  insert(8, through("gzip -n", packed))
  -- 300 MB of blanks
  local blanks = through("gzip -n", (" "):rep(10000000))
  insert(9, blanks:rep(30))
  local result = t.run(m)
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 1, 8 })
  t.equal(ledger(), [[
1 failed compressed
2 failed compressed
3 failed xml
4 failed null
5 failed xml
6 failed xml
7 loaded -
8 failed compressed
9 failed limit]])
end)

t.test("a large one, and small ones beside it", function()
  prepare()
  local lines = {}
  for i = 1, 200000 do lines[i] = ("%013d\n"):format(i * 7919) end
  local text = table.concat(lines)
  for id = 1, 9 do insert(id, id == 5 and "<r><a>" .. text .. "</a></r>" or "<r><a>" .. id .. "</a></r>") end
  local result = t.run(m, { page = 10 })
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 9, 0 })
  for _, row in ipairs(t.conn:query "SELECT id, a FROM byte_row") do
    if row.a ~= (row.id == 5 and text or tostring(row.id)) then error("document " .. row.id .. " has changed") end
  end
end)

t.clear(m)
t.finish()
