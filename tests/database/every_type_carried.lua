-- A source with a column of every type that the database has, carried into rows: what is there afterwards is what the
-- database says of the source's column, or the document failed and its ledger row names the column, or `check` refused
-- it. On the database of $ROWAN_CONNECT; tests/database/run calls it per database.

local here = arg[0]:gsub("[^/]*$", "")
local t = dofile(here .. "lib/checking.lua")
local types = dofile(here .. "lib/type_list.lua")(t.source_conn)
local values = dofile(here .. "lib/type_values.lua")
local texts = dofile(here .. "lib/type_text.lua")
local conn = t.conn

-- ---- a source with a column for each type ----

local long_text = t.mariadb and "LONGTEXT CHARACTER SET utf8mb4" or t.sqlserver and "nvarchar(max)" or "TEXT"

-- Babelfish has no rowversion, and sends a decimal of 38 places in a form that ends the connection.
local unknown_there = { rowversion = true, ["decimal(38,38)"] = true }

-- STRICT is of a table, and all of its columns have to be.
local function make_source()
  local columns, list = {}, { "id BIGINT NOT NULL PRIMARY KEY", "doc " .. long_text }
  for i, type in ipairs(types) do
    if type ~= "pg_catalog._cstring" and not type:find "^STRICT" and not (t.on_babelfish and unknown_there[type]) then
      columns[#columns + 1] = { name = "c" .. i, type = type }
      list[#list + 1] = ("c%d %s"):format(i, type)
    end
  end
  t.drop "net_docs"
  conn:exec("CREATE TABLE net_docs (" .. table.concat(list, ", ") .. ")")
  local holds = {}
  for _, column in ipairs(conn:columns "net_docs") do holds[column.name] = column.holds end
  for _, column in ipairs(columns) do column.holds = holds[column.name] end
  return columns
end

local function quoted(list, begin)
  local out = {}
  for i, text in ipairs(list) do out[i] = (begin or "'") .. text:gsub("'", "''") .. "'" end
  return out
end

local times = table.move(values.times, 1, #values.times, 1, {})
for _, text in ipairs { "infinity", "-infinity", "0044-03-15 BC", "0044-03-15 01:02:03 BC", "24024-01-02",
  "24024-01-02 03:04:05", "01:02:03+02", "-838:59:59" } do times[#times + 1] = text end

-- Literals of SQL.
local function literals_of(column)
  local type = column.type
  if type:find "GENERATED" or type:find "^AS " or type == "rowversion" then return { "DEFAULT" } end
  local holds = column.holds
  if holds == "integer" or holds == "decimal" or holds == "float" then return quoted(values.numbers) end
  if holds == "date" or holds == "time" or holds == "timestamp" then return quoted(times) end
  if holds == "boolean" then return t.sqlserver and { "1", "0" } or { "true", "false" } end
  if holds == "bit" then return { "b'101'", "b'0'", "b'1'", "b'" .. ("10"):rep(32) .. "'" } end
  if holds == "binary" then return t.postgresql and { "'\\x00ff'" } or { t.sqlserver and "0x61" or "x'61'" } end
  local list = quoted(values.texts_of(column.type), t.sqlserver and "N'" or nil)
  if t.sqlite then
    for _, literal in ipairs { "0.1 + 0.2", "9223372036854775807", "1e300", "7", "x'61'" } do
      list[#list + 1] = literal
    end
  end
  return list
end

-- What Babelfish stores, and then cannot read: letters that a code page lacks, what it rounds beyond the last day, and
-- a number that is none.
local function is_lost(column, literal)
  if not t.on_babelfish then return false end
  local type = column.type
  if type:find "^datetimeoffset" then return literal:find "^'9999%-12%-31" end
  if literal:find "[\x80-\xff]" then return not type:find "^n" and type ~= "xml" and type ~= "sql_variant" end
  return column.holds == "decimal" and literal == "'NaN'"
end

-- A row for each value that the column takes; { [id] = { column = , literal = } }.
local function fill_source(columns)
  local rows = {}
  for _, column in ipairs(columns) do
    for _, literal in ipairs(literals_of(column)) do
      local id = #rows + 1
      local statement = literal == "DEFAULT" and ("INSERT INTO net_docs (id, doc) VALUES (%d, '<r/>')"):format(id)
        or ("INSERT INTO net_docs (id, doc, %s) VALUES (%d, '<r/>', %s)"):format(column.name, id, literal)
      if not is_lost(column, literal) and pcall(conn.exec, conn, statement) then
        rows[id] = { column = column, literal = literal }
      end
    end
  end
  return rows
end

-- What the database says of the columns, by id.
local function read_source(rows)
  for first, row in ipairs(rows) do
    if first == 1 or rows[first - 1].column ~= row.column then
      for _, found in ipairs(conn:query(("SELECT id, %s AS x FROM net_docs WHERE id >= %d AND %s IS NOT NULL"):format(
        texts.expression(conn, row.column.type, row.column.name), first, row.column.name))) do
        if rows[found.id].column == row.column then
          rows[found.id].value = texts.decode(conn, row.column.type, found.x)
        end
      end
    end
  end
end

-- ---- carried ----

local function write_mapping(columns, word_of)
  local carried, written = {}, {}
  for _, column in ipairs(columns) do
    local word = not column.refused and word_of(column)
    if word then
      carried[#carried + 1] = ("%s %q"):format(word, column.name)
      written[#written + 1] = ("%s = source %q"):format(column.name, column.name)
    end
  end
  return t.mapping("carried.lua", ([[
return mapping {
  name = "carried", source = { table = "net_docs", key = bigint "id", document = "doc", columns = { %s } },
  into "net_out" { each = "/r", columns = { id = source "id", %s } },
}
]]):format(table.concat(carried, ", "), table.concat(written, ", ")))
end

local function make_target(columns)
  local list = { "id BIGINT NOT NULL" }
  for _, column in ipairs(columns) do
    list[#list + 1] = column.name .. " " .. long_text
  end
  t.drop "net_out"
  conn:exec("CREATE TABLE net_out (" .. table.concat(list, ", ") .. ")")
end

local function read_target(rows)
  for _, row in ipairs(rows) do row.kept, row.status, row.message = nil, nil, nil end
  for first, row in ipairs(rows) do
    local name = row.column.name
    if first == 1 or rows[first - 1].column ~= row.column then
      for _, found in ipairs(conn:query(("SELECT id, %s AS x FROM net_out WHERE id >= %d AND %s IS NOT NULL"):format(
        texts.expression(conn, "TEXT", name), first, name))) do
        if rows[found.id].column == row.column then rows[found.id].kept = texts.decode(conn, "TEXT", found.x) end
      end
    end
  end
  for _, found in ipairs(conn:query "SELECT doc_key, status, message FROM rowan_ledger") do
    local row = rows[tonumber(found.doc_key)]
    row.status, row.message = found.status, tostring(found.message)
  end
end

local function show(row)
  local function short(text) return text and #text > 80 and text:sub(1, 60) .. "..." or tostring(text) end
  return ("%s %s: %s in the source, %s carried, %s"):format(row.column.type, short(row.literal), short(row.value),
    short(row.kept), short(row.message))
end

-- An empty text is missing, and so is a blank one for all types but text.
local function same(word, row)
  local value, type = row.value or "", row.column.type
  if value == "" then return not row.kept end
  if type:find "timestamptz" or type:find "datetimeoffset" then word = "timestamp" end
  if type:find "bool" then word = "boolean" end
  -- A database whose times are texts may say the end of a day, which is the next one's beginning.
  if word == "timestamp" and row.kept and value:find "T24:00:00" then return row.kept:find " 00:00:00$" ~= nil end
  return texts.same(word, type, value, row.kept or "")
end

-- word_of: column -> the word of the mapping, or nil. Returns what is wrong.
local function carry(columns, rows, word_of, may_fail)
  local problems = {}
  conn:exec "DELETE FROM rowan_ledger"
  conn:exec "DELETE FROM net_out"
  local m = write_mapping(columns, word_of)
  local result = t.job { mapping = m, workers = 1 }:run()
  t.equal(result.loaded + result.failed, #rows, tostring(result.message))
  read_target(rows)
  for _, row in ipairs(rows) do
    local word = not row.column.refused and word_of(row.column)
    if row.status == "failed" then
      if not may_fail then problems[#problems + 1] = "failed: " .. show(row) end
      if not row.message:find(row.column.name, 1, true) then
        problems[#problems + 1] = "the ledger does not name the column: " .. show(row)
      end
    elseif word and not same(word:match "^%a+", row) then
      problems[#problems + 1] = "changed: " .. show(row)
    end
  end
  return problems
end

local words = {
  integer = "bigint", decimal = "decimal(30,10)", float = "double", boolean = "boolean", date = "date", time = "time",
  timestamp = "timestamp",
}

t.case("what is carried from a column of every type is what the database says of it", function()
  local columns = make_source()
  local rows = fill_source(columns)
  read_source(rows)
  make_target(columns)
  for _, f in ipairs(conn:check(write_mapping(columns, function() return "text" end))) do
    for _, column in ipairs(f.severity == "error" and columns or {}) do
      if column.name == f.column then column.refused = true end
    end
  end
  print(("%d types, %d values"):format(#columns, #rows))
  local problems = carry(columns, rows, function() return "text" end, false)
  for _, problem in ipairs(carry(columns, rows, function(column) return words[column.holds] end, true)) do
    problems[#problems + 1] = "as its own type, " .. problem
  end
  t.drop("net_docs", "net_out")
  t.equal(table.concat(problems, "\n"), "")
end)

t.finish()
