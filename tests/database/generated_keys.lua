-- Keys that nobody wrote: hashes, which SQL makes as well, and numbers that the database gives. tests/database/run
-- calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local function case(name, body)
  t.drop("check_line", "check_row")
  t.case(name, body)
end

local function prepare(mapping, documents)
  local m <close> = rowan.mapping.load(mapping)
  t.sql(t.docs)
  for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
  t.conn:insert("check_docs", { "id", "doc" }, documents)
end

-- ---- hashes ----

local types = {
  { "flag", "boolean", "flag" }, { "small", "smallint", "integer" }, { "big", "bigint", "integer" },
  { "money", "decimal(12, 2)", "decimal" }, { "name", "text(40)", "text" }, { "day", "date", "date" },
  { "hour", "time", "time" }, { "moment", "timestamp", "timestamp" }, { "who", "uuid", "uuid" },
  { "bytes", "binary(20)", "binary" },
}

-- What docs/keys.md has of each database: the text of a type, an item of the text, what is made of the digest d.
local sql = t.by_dialect {
  postgresql = {
    flag = "x::int::text", integer = "x::text", decimal = "x::text", text = "x::text",
    date = "to_char(x, 'YYYY-MM-DD')", time = "to_char(x, 'HH24:MI:SS.US')",
    timestamp = "to_char(x, 'YYYY-MM-DD HH24:MI:SS.US')", uuid = "x::text", binary = "encode(x, 'hex')",
    item = "coalesce(octet_length(convert_to(t, 'UTF8')) || ':' || t, '-')", join = " || ",
    digest = "encode(sha256(convert_to(i, 'UTF8')), 'hex')",
    made_uuid = "(left(d, 12) || '8' || substr(d, 14, 3) || \z
      substr('89ab', (('x' || substr(d, 17, 1))::bit(4)::int & 3) + 1, 1) || substr(d, 18, 15))::uuid",
    made_bigint = "('x' || left(d, 16))::bit(64)::bigint",
  },
  mariadb = {
    flag = "CAST(x AS CHAR)", integer = "CAST(x AS CHAR)", decimal = "CAST(x AS CHAR)",
    text = "CONVERT(x USING utf8mb4)", date = "CAST(x AS CHAR)", time = "TIME_FORMAT(x, '%H:%i:%s.%f')",
    timestamp = "DATE_FORMAT(x, '%Y-%m-%d %H:%i:%s.%f')", uuid = "LOWER(x)", binary = "LOWER(HEX(x))",
    item = "COALESCE(CONCAT(LENGTH(t), ':', t), '-')", join = ", ",
    digest = "SHA2(CONCAT(i), 256)",
    made_uuid = "CONCAT_WS('-', LEFT(d, 8), SUBSTR(d, 9, 4), CONCAT('8', SUBSTR(d, 14, 3)), \z
      CONCAT(SUBSTR('89ab', (CONV(SUBSTR(d, 17, 1), 16, 10) & 3) + 1, 1), SUBSTR(d, 18, 3)), SUBSTR(d, 21, 12))",
    made_bigint = "CAST(CONV(LEFT(d, 16), 16, -10) AS SIGNED)",
  },
  sqlserver = {
    flag = "CAST(x AS varchar(20))", integer = "CAST(x AS varchar(20))", decimal = "CAST(x AS varchar(41))",
    text = "CAST(x COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(max))", date = "CONVERT(char(10), x, 23)",
    time = "CONVERT(char(15), CAST(x AS time(6)), 121)",
    timestamp = "CONVERT(char(26), CAST(x AS datetime2(6)), 121)", uuid = "LOWER(CAST(x AS char(36)))",
    binary = "LOWER(CONVERT(varchar(max), x, 2))",
    item = "COALESCE(CAST(DATALENGTH(t) AS varchar(20)) + ':' + t, '-')", join = " + ",
    digest = "HASHBYTES('SHA2_256', i)",
    made_uuid = "CAST(STUFF(STUFF(STUFF(STUFF(LEFT(CONVERT(char(64), d, 2), 12) + '8' + \z
      SUBSTRING(CONVERT(char(64), d, 2), 14, 3) + SUBSTRING('89AB', CAST(SUBSTRING(d, 9, 1) AS int) / 16 % 4 + 1, 1) \z
      + SUBSTRING(CONVERT(char(64), d, 2), 18, 15), 21, 0, '-'), 17, 0, '-'), 13, 0, '-'), 9, 0, '-') \z
      AS uniqueidentifier)",
    made_bigint = "CAST(SUBSTRING(d, 1, 8) AS bigint)",
  },
}

local function replace(text, name, value)
  return (text:gsub("%f[%w_]" .. name .. "%f[^%w_]", function() return value end))
end

-- The docs say what is run here.
local function check_page()
  local home = os.getenv "ROWAN_HOME" or arg[0]:gsub("tests/database/[^/]*$", "")
  local file <close> = assert(io.open(home .. "/docs/keys.md"))
  local page = file:read "a":gsub("%s+", " ")
  for name, text in pairs(sql) do
    if name ~= "join" and not page:find(text:gsub("%s+", " "), 1, true) then
      error(("docs/keys.md has no %s: %s"):format(name, text))
    end
  end
end

-- Babelfish keeps texts in UTF-8 and has no collation of it, no digits of bytes, and leaves zeros away behind seconds:
-- the rest is as it is.
local function in_its_words(text) -- of what stands inside, too
  if not t.on_babelfish then return text end
  text = text:gsub(" COLLATE Latin1_General_100_BIN2_UTF8", "")
  text = text:gsub("CONVERT%(char%(26%), (CAST%b()), 121%)", "pg_catalog.to_char(%1, 'YYYY-MM-DD HH24:MI:SS.US')")
  return (text:gsub("CONVERT(%b())", function(arguments)
    local value = arguments:match "^%(%l+%(%w+%), (.*), 2%)$"
    return value and ("pg_catalog.encode(CAST(%s AS bytea), 'hex')"):format(in_its_words(value))
  end))
end

-- SQL that makes the key of columns: { name, type's class }.
local function key_of(columns, made)
  local items = {}
  for i, column in ipairs(columns) do
    local value = replace(sql[column[3]], "x", column[1])
    items[i] = sql.item:gsub("%f[%w_]t%f[^%w_]", function() return value end)
  end
  local digest = replace(sql.digest, "i", table.concat(items, sql.join))
  return in_its_words((sql[made]:gsub("%f[%w_]d%f[^%w_]", function() return digest end)))
end

local function hash_mapping()
  local columns, names = {}, {}
  for i, column in ipairs(types) do
    local name, options = column[1], column[1] == "bytes" and ', encoding = "hex"' or ""
    columns[i] = ('%s = %s { "@%s"%s }, %s_key = uuid(hash { %q }),'):format(name, column[2], name, options, name,
      name)
    names[i] = ("%q"):format(name)
  end
  return ([[
return mapping {
  name = "hashes",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r/v", key = { "id" },
    columns = {
      id = uuid(hash { "document_id", "no" }), document_id = source "id", no = position(),
      %s
      every = bigint(hash { %s }),
    },
    children = { into "check_line" {
      each = "w", key = { "id", "no" }, columns = { id = parent "id", no = position() },
    } },
  },
}
]]):format(table.concat(columns, "\n      "), table.concat(names, ", "))
end

local full = [[<v flag="true" small="-7" big="-9223372036854775808" money="1234.5" name="Grüße, 1:-" day="2024-02-29"
  hour="08:30:00" moment="2024-03-05T23:30:00.5" who="F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6" bytes="00FF7f"><w/>
  <w/></v>]]

case("hashes are those that SQL makes of the rows", function()
  t.mapping("hash.lua", hash_mapping())
  prepare("hash.lua", {
    { 1, "<r>" .. full .. "<v/><v flag='0' money='-0.00' name='-' day='0001-01-01' hour='23:59:59.999999'/></r>" },
    { 2, "<r>" .. full .. "<v name='𝄞 x' moment='9999-12-31T23:59:59' bytes='00'/></r>" },
  })
  t.exits(0, "run", "hash.lua", "--quiet")
  -- Python's, of b"1:1" b"1:1"; of the whole row; of nothing.
  local first = t.conn:query("SELECT id, every FROM check_row WHERE document_id = 1 AND no = 1")[1]
  t.equal({ tostring(first.id):lower(), first.every }, { "c76ecd43-3118-8fe4-b381-6bac0ef1688d", 7533955068378700467 })
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_line l JOIN check_row r ON r.id = l.id")[1].n, 4)
  if not sql then return t.skip("the SQL that makes hashes", "the database has no SHA-256") end
  check_page()
  local wrong = { ("(id <> %s)"):format(key_of({ { "document_id", nil, "integer" }, { "no", nil, "integer" } },
    "made_uuid")), ("(every <> %s)"):format(key_of(types, "made_bigint")) }
  for _, column in ipairs(types) do
    wrong[#wrong + 1] = ("(%s_key <> %s)"):format(column[1], key_of({ column }, "made_uuid"))
  end
  for _, condition in ipairs(wrong) do
    local n = t.conn:query("SELECT COUNT(*) AS n FROM check_row WHERE " .. condition)[1].n
    if n ~= 0 then error(("%d rows are wrong: %s"):format(n, condition)) end
  end
  -- None is NULL, which no condition is true of.
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_row WHERE NOT (" .. table.concat(wrong, " OR ") .. ")")[1].n, 5)
end)

case("rows with hashes are found by their document", function()
  t.mapping("hash.lua", hash_mapping())
  prepare("hash.lua", { { 1, "<r>" .. full .. "</r>" }, { 2, "<r><v name='b'/></r>" } })
  t.exits(0, "run", "hash.lua", "--quiet")
  t.conn:exec("UPDATE check_docs SET doc = '<r><v name=''a''/><v/></r>' WHERE id = 1")
  t.exits(0, "reload", "hash.lua", "--key", "1")
  t.exits(0, "unload", "hash.lua", "--key", "2")
  t.equal(t.conn:query("SELECT COUNT(*) AS n, COUNT(name) AS named FROM check_row"), { { n = 2, named = 1 } })
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_line")[1].n, 0)
end)

-- ---- numbers ----

local sequences = { "check_row_id_seq", "check_line_id_seq", "check_seq" }

local function drop_sequences()
  for _, name in ipairs(t.sqlite and {} or sequences) do pcall(t.conn.exec, t.conn, "DROP SEQUENCE " .. name) end
end

local function numbered_case(name, body)
  case(name, function()
    drop_sequences()
    body()
    t.drop("check_line", "check_row")
    drop_sequences()
  end)
end

-- Orders with lines, which have lines below them; each text says where its row belongs.
local function numbered_mapping(sequence, more)
  return ([==[
return mapping {
  name = "numbers",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r/o", key = { "id" },
    columns = { id = %s, document_id = source "id", name = text(40) "@n" },
    children = { into "check_line" {
      each = "l", recursive = true, key = { "id" },
      columns = { id = %s, order_id = parent "check_row.id", up = parent "check_line.id", deep = level(),
                  document_id = source "id",
                  name = text(40) "@n", above = text(40) "../@n",
                  order_name = text(40)(expr [[split_part(@n, '.', 1)]]) },
    } },
  },%s
}
]==]):format(sequence, sequence, more or "")
end

local function order(name, lines)
  local parts = { ("<o n='%s'>"):format(name) }
  for i = 1, lines do
    parts[#parts + 1] = ("<l n='%s.%d'><l n='%s.%d.1'/></l>"):format(name, i, name, i)
  end
  return table.concat(parts) .. "</o>"
end

local function documents(count)
  local list = {}
  for i = 1, count do list[i] = { i, "<r>" .. order(i .. "a", i % 4) .. order(i .. "b", 2) .. "</r>" } end
  return list
end

local function number(query) return t.conn:query(query)[1].n end

-- Rows of both tables, different numbers of them, and rows that hang on another than their texts say.
local function counts()
  return { number "SELECT COUNT(*) AS n FROM check_row", number "SELECT COUNT(DISTINCT id) AS n FROM check_row",
    number "SELECT COUNT(*) AS n FROM check_line", number "SELECT COUNT(DISTINCT id) AS n FROM check_line",
    number [[SELECT COUNT(*) AS n FROM check_line l LEFT JOIN check_row r ON r.id = l.order_id
      WHERE r.name IS NULL OR r.name <> l.order_name]],
    number [[SELECT COUNT(*) AS n FROM check_line l LEFT JOIN check_line a ON a.id = l.up
      WHERE COALESCE(a.name, l.order_name) <> l.above OR (l.up IS NOT NULL AND a.id IS NULL)]] }
end

for _, sequence in ipairs { "bigint(sequence())", "integer(sequence())", 'bigint(sequence "check_seq")' } do
  numbered_case("rows get numbers, and those below them: " .. sequence, function()
    t.mapping("numbers.lua", numbered_mapping(sequence))
    prepare("numbers.lua", documents(300))
    t.exits(0, "run", "numbers.lua", "--quiet", "--workers", "2")
    t.equal(counts(), { 600, 600, 2100, 2100, 0, 0 })
    if sequence:find "check_seq" and not t.sqlite then
      t.equal(number "SELECT COUNT(*) AS n FROM check_row r JOIN check_line l ON l.id = r.id", 0)
    end
    -- Others go on where the run stopped, and it where they did.
    t.conn:insert("check_docs", { "id", "doc" }, { { 301, "<r>" .. order("z", 1) .. "</r>" } })
    t.exits(0, "run", "numbers.lua", "--quiet")
    t.equal(counts(), { 601, 601, 2102, 2102, 0, 0 })
    t.exits(0, "reload", "numbers.lua", "--from", "1", "--to", "20")
    t.exits(0, "unload", "numbers.lua", "--key", "21")
    t.equal(counts(), { 599, 599, 2096, 2096, 0, 0 })
  end)
end

numbered_case("rows of a document in parts find the numbers of rows that are gone", function()
  t.mapping("numbers.lua", numbered_mapping("sequence()"))
  prepare("numbers.lua", { { 1, "<r>" .. order("a", 3) .. order("b", 1500) .. order("c", 2) .. "</r>" },
    { 2, "<r>" .. order("d", 1) .. "</r>" } })
  t.exits(0, "run", "numbers.lua", "--quiet", "--batch-bytes", "5000")
  t.equal(counts(), { 4, 4, 3012, 3012, 0, 0 })
  t.exits(0, "reload", "numbers.lua", "--key", "1", "--batch-bytes", "5000")
  t.equal(counts(), { 4, 4, 3012, 3012, 0, 0 })
end)

numbered_case("two into of one table share its numbers", function()
  t.mapping("numbers.lua", [[
local function row(path)
  return into "check_row" { each = path, key = { "id" },
    columns = { id = sequence(), document_id = source "id", name = text(40) "@n" } }
end
return mapping { name = "numbers", source = { table = "check_docs", key = bigint "id", document = "doc" },
  row "/r/a", row "/r/b" }
]])
  prepare("numbers.lua", { { 1, "<r><a n='1'/><a n='2'/><b n='3'/></r>" }, { 2, "<r><b n='4'/><a n='5'/></r>" } })
  t.exits(0, "run", "numbers.lua", "--quiet")
  t.equal({ number "SELECT COUNT(DISTINCT id) AS n FROM check_row", number "SELECT COUNT(*) AS n FROM check_row" },
    { 5, 5 })
end)

numbered_case("lineage has the numbers that rows were given", function()
  t.mapping("numbers.lua", [[
return mapping { name = "numbers", lineage = true,
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r/o", key = { "id" }, columns = { id = sequence(), name = text(40) "@n" },
    children = { into "check_line" { each = "l", key = { "order_id", "no" },
      columns = { order_id = parent "id", no = position() } } } } }
]])
  prepare("numbers.lua", { { 1, "<r>" .. order("a", 3) .. order("b", 2) .. "</r>" },
    { 2, "<r>" .. order("c", 1) .. "</r>" }, { 3, "<r>" .. order("d", 1) .. "</r>" } })
  t.exits(0, "init", "numbers.lua")
  t.exits(0, "run", "numbers.lua", "--quiet")
  t.exits(0, "reload", "numbers.lua", "--key", "1")
  t.exits(0, "unload", "numbers.lua", "--key", "2")
  t.equal(t.conn:query "SELECT name FROM check_row ORDER BY name", { { name = "a" }, { name = "b" }, { name = "d" } })
  t.equal(number "SELECT COUNT(*) AS n FROM check_line l JOIN check_row r ON r.id = l.order_id", 6)
  t.equal(number "SELECT COUNT(*) AS n FROM check_line", 6)
  t.drop("rowan_lineage")
end)

-- The sequence behind such a column is named as sequence() has it.
for _, numbering in ipairs { "serial", "integer GENERATED BY DEFAULT AS IDENTITY",
  "integer GENERATED ALWAYS AS IDENTITY" } do
  numbered_case("a column that the database numbers goes on: " .. numbering, function()
    if not t.postgresql then return end
    t.mapping("numbers.lua", [[
return mapping { name = "numbers", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r/o", key = { "id" },
    columns = { id = integer { sequence(), identity = true }, name = text(40) "@n" } } }
]])
    t.sql(t.docs)
    t.conn:exec(("CREATE TABLE check_row (id %s PRIMARY KEY, name VARCHAR(40))"):format(numbering))
    t.conn:exec "INSERT INTO check_row (name) VALUES ('x')"
    t.conn:insert("check_docs", { "id", "doc" }, { { 1, "<r>" .. order("a", 0) .. order("b", 0) .. "</r>" } })
    t.exits(0, "run", "numbers.lua", "--quiet")
    t.conn:exec "INSERT INTO check_row (name) VALUES ('y')"
    t.equal({ number "SELECT COUNT(*) AS n FROM check_row", number "SELECT COUNT(DISTINCT id) AS n FROM check_row" },
      { 4, 4 })
  end)
end

numbered_case("a document that is refused leaves a gap, and no row", function()
  t.mapping("numbers.lua", numbered_mapping("sequence()"))
  local list = documents(40)
  prepare("numbers.lua", list)
  t.conn:exec("CREATE UNIQUE INDEX check_row_name ON check_row (name)")
  t.exits(0, "run", "numbers.lua", "--quiet")
  t.conn:insert("check_docs", { "id", "doc" }, {
    { 41, "<r>" .. order("41a", 1) .. "</r>" }, { 42, "<r>" .. order("42a", 1) .. order("7a", 1) .. "</r>" },
    { 43, "<r>" .. order("43a", 1) .. "</r>" },
  })
  t.exits(1, "run", "numbers.lua", "--quiet")
  t.equal(counts(), { 82, 82, 284, 284, 0, 0 })
end)

numbered_case("check says which sequence is missing", function()
  local m = t.mapping("numbers.lua", numbered_mapping('sequence "check_seq"'))
  prepare("numbers.lua", {})
  t.expect(m, "")
  if t.sqlite then return end
  drop_sequences()
  local missing = ([[
error 6 check_row.id: there is no sequence "check_seq" that could number this column
    %s;
]]):format(t.sqlserver and ('CREATE SEQUENCE %s"check_seq" AS bigint START WITH 1')
      :format(t.on_babelfish and '"dbo".' or "") or 'CREATE SEQUENCE IF NOT EXISTS "check_seq"')
  t.expect(m, missing .. missing:gsub("error 6 check_row", "error 9 check_line"))
end)

t.finish()
