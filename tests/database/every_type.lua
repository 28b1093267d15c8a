-- A table of every type that the database has, and values at the border of each, through mapping and run: what is there
-- afterwards is what was written, or the document failed and its ledger row says why, or `check` refused the column.
-- What a type rewrites is listed in docs/databases.md, and all of that list happens. On the database of
-- $ROWAN_CONNECT; tests/database/run calls it per database.

local here = arg[0]:gsub("[^/]*$", "")
local t = dofile(here .. "lib/checking.lua")
local types = dofile(here .. "lib/type_list.lua")(t.conn)
local values = dofile(here .. "lib/type_values.lua")
local texts = dofile(here .. "lib/type_text.lua")
local conn = t.conn

-- ---- what the docs list ----

-- { [type] = { { text, kept }, ... } } of this database.
local function rewriting()
  local list = {}
  local database = t.by_dialect { postgresql = "PostgreSQL", mariadb = "MariaDB", sqlite = "SQLite",
    sqlserver = "SQL Server" }
  local section = t.read(here .. "../../docs/databases.md"):match "## Types that rewrite a text\n(.-)\n## "
  for type, pairs_of in section:gmatch("\n| " .. database .. " | ([^|]*) | (.-) | [^|\n]* |%f[\n]") do
    type = type:match "^`(.*)`$" or type
    list[type] = {}
    for text, kept in pairs_of:gmatch "`([^`]*)` → `([^`]*)`" do table.insert(list[type], { text, kept }) end
  end
  return list
end

local listed = rewriting()

-- The name under which the docs have a type.
local function listed_name(type)
  if type:find "net_range" or type:find "net_multirange" then return "of `CREATE TYPE ... AS RANGE`" end
  if type:find "net_pair" then return "of `CREATE TYPE ... AS (...)`" end
  local name = type:gsub("^pg_catalog%.", ""):gsub('"', "")
  return name:match "^interval" or name
end

-- ---- tables, one a type, with a column for each word of a mapping ----

local function create(table_name, type)
  local strict = type:match "^STRICT (.*)"
  local columns = {}
  for i, word in ipairs(values.words) do columns[i] = ("as_%s %s"):format(word[1], strict or type) end
  return pcall(conn.exec, conn, ("CREATE TABLE %s (id %s NOT NULL, %s)%s"):format(table_name,
    strict and "INTEGER" or "BIGINT", table.concat(columns, ", "), strict and " STRICT" or ""))
end

local function make_tables()
  local tables, refused = {}, {}
  for i, type in ipairs(types) do
    local name = "net_" .. i
    t.drop(name)
    if create(name, type) then
      tables[#tables + 1] = { name = name, element = "t" .. i, type = type, words = {} }
    else
      refused[#refused + 1] = type
    end
  end
  return tables, refused
end

-- A mapping that fills the columns of a table's words.
local function write_mapping(tables)
  local text = { [[
return mapping {
  name = "net", source = { table = "net_docs", key = bigint "id", document = "doc" },
]] }
  for _, one in ipairs(tables) do
    local columns = {}
    for _, word in ipairs(values.words) do
      if one.words[word[1]] then
        columns[#columns + 1] = ("as_%s = %s"):format(word[1], word[2]:format(('"@%s"'):format(word[1])))
      end
    end
    if #columns > 0 then
      text[#text + 1] = ("into %q { each = \"/r/%s\", columns = { id = source \"id\", %s } },\n"):format(one.name,
        one.element, table.concat(columns, ", "))
    end
  end
  return t.mapping("net.lua", table.concat(text) .. "}\n")
end

-- Leave to each table the words that check lets be; returns the mapping, and what check warns of, by "table.column".
local function checked_mapping(tables)
  local warned = {}
  for _, one in ipairs(tables) do
    for _, word in ipairs(values.words) do one.words[word[1]] = true end
  end
  for _, f in ipairs(conn:check(write_mapping(tables))) do
    local place = f.table .. "." .. tostring(f.column)
    if f.severity == "warning" then warned[place] = f.message end
    for _, one in ipairs(f.severity == "error" and tables or {}) do
      if one.name == f.table then one.words[f.column:sub(4)] = nil end
    end
  end
  return write_mapping(tables), warned
end

-- ---- documents: one value each ----

local function escape(text)
  local references = { ["&"] = "&amp;", ["<"] = "&lt;", ["'"] = "&apos;", ["\n"] = "&#10;", ["\t"] = "&#9;" }
  return (text:gsub("[&<'\n\t]", references))
end

-- What the mapping makes of the text: nil when it is refused.
local function converted(m, one, word, document)
  local good, tables = pcall(m.rows, m, document, { id = "1" })
  for _, written in ipairs(good and tables or {}) do
    for i, column in ipairs(written.table == one.name and written.columns or {}) do
      if column == "as_" .. word then return written.rows[1][i] end
    end
  end
end

local function values_of(one, word)
  if word[3] then return word[3] end
  local list = values.texts_of(one.type)
  for _, pair in ipairs(listed[listed_name(one.type)] or {}) do list[#list + 1] = pair[1] end
  return list
end

local function make_documents(m, tables)
  local documents, rows = {}, {}
  for _, one in ipairs(tables) do
    for _, word in ipairs(values.words) do
      for _, text in ipairs(one.words[word[1]] and values_of(one, word) or {}) do
        local document = ("<r><%s %s='%s'/></r>"):format(one.element, word[1], escape(text))
        local value = converted(m, one, word[1], document)
        if value ~= nil then
          local id = #documents + 1
          documents[id] = { table = one, word = word[1], text = text, value = tostring(value) }
          rows[id] = { id, document }
        end
      end
    end
  end
  conn:insert("net_docs", { "id", "doc" }, rows)
  return documents
end

-- ---- what is there ----

local function read_ledger(documents)
  for _, row in ipairs(conn:query "SELECT doc_key, status, reason, message FROM rowan_ledger") do
    local document = documents[tonumber(row.doc_key)]
    document.status, document.reason, document.message = row.status, row.reason, tostring(row.message)
  end
end

local function read_rows(documents, tables)
  for _, one in ipairs(tables) do
    local list = {}
    for word in pairs(one.words) do
      list[#list + 1] = texts.expression(conn, one.type, "as_" .. word) .. " AS " .. word .. "_x"
    end
    for _, row in ipairs(#list > 0 and
        conn:query("SELECT id, " .. table.concat(list, ", ") .. " FROM " .. one.name) or {}) do
      local document = documents[row.id]
      local digits = row[document.word .. "_x"]
      document.kept = type(digits) == "string" and texts.decode(conn, one.type, digits) or nil
    end
  end
end

local function same(document)
  local value, kept = document.value, document.kept
  if not kept then return false end
  if document.word == "binary" then return texts.from_hex(value:sub(3)) == kept end
  return texts.same(document.word, document.table.type, value, kept)
end

-- ---- the judgement ----

local function show(document)
  local text = #document.text > 80 and document.text:sub(1, 60) .. "..." or document.text
  return ("%s from %s %q: %s"):format(document.table.type, document.word, text, tostring(document.kept))
end

local function judge(document, warned, problems)
  local column = ("%s.as_%s"):format(document.table.name, document.word)
  if document.status == "failed" then
    local place = document.reason == "value" and "column as_" .. document.word or "table " .. document.table.name
    if not document.message:find(place, 1, true) then
      problems[#problems + 1] = ("the ledger does not name %s: %s: %s"):format(place, show(document), document.message)
    end
  elseif document.status ~= "loaded" then
    problems[#problems + 1] = "not in the ledger: " .. show(document)
  elseif not same(document) then
    local name = listed_name(document.table.type)
    if document.word ~= "text" or not listed[name] then
      problems[#problems + 1] = "changed: " .. show(document)
    elseif not (warned[column] or ""):find("may keep another value", 1, true) then
      problems[#problems + 1] = "changed, listed, and check does not warn: " .. show(document)
    end
  end
end

local function unseen(documents, problems)
  local seen = {}
  for _, document in ipairs(documents) do
    if document.kept then
      seen[listed_name(document.table.type) .. "\0" .. document.text .. "\0" .. document.kept] = true
    end
  end
  for type, list in pairs(listed) do
    for _, pair in ipairs(list) do
      if not seen[type .. "\0" .. pair[1] .. "\0" .. pair[2]] or pair[1] == pair[2] then
        problems[#problems + 1] = ("docs/databases.md has what does not happen: %s, %s → %s"):format(type, pair[1],
          pair[2])
      end
    end
  end
end

-- ---- the test ----

-- Thousands of documents fail, each in a transaction of its own: what a power cut would lose is of no interest.
local hasten = t.by_dialect { postgresql = "ALTER ROLE rowan SET synchronous_commit TO off",
  mariadb = "SET GLOBAL innodb_flush_log_at_trx_commit = 2" }
local as_before = t.by_dialect { postgresql = "ALTER ROLE rowan RESET synchronous_commit",
  mariadb = "SET GLOBAL innodb_flush_log_at_trx_commit = DEFAULT" }

t.case("a value of every type comes back as it was written, or is refused", function()
  if hasten then conn:exec(hasten) end
  t.drop "net_docs"
  conn:exec(("CREATE TABLE net_docs (id BIGINT NOT NULL PRIMARY KEY, doc %s)"):format(
    t.mariadb and "LONGTEXT" or t.sqlserver and "nvarchar(max)" or "TEXT"))
  local tables, refused = make_tables()
  -- Of a rowversion no table has two.
  t.equal(refused, t.postgresql and { "pg_catalog._cstring" } or t.sqlserver and { "rowversion" } or {})
  local m, warned = checked_mapping(tables)
  local documents = make_documents(m, tables)
  local result = t.job { mapping = m, workers = 2 }:run()
  t.equal(result.loaded + result.failed, #documents, tostring(result.message))
  local problems = {}
  read_ledger(documents)
  read_rows(documents, tables)
  for _, document in ipairs(documents) do judge(document, warned, problems) end
  unseen(documents, problems)
  for _, one in ipairs(tables) do t.drop(one.name) end
  t.drop "net_docs"
  if as_before then conn:exec(as_before) end
  print(("%d types, %d documents, %d loaded"):format(#tables, #documents, result.loaded))
  t.equal(table.concat(problems, "\n"), "")
end)

t.finish()
