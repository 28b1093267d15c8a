-- Values that a database would store changed, without a word: refused by the writer, told by check. On the database of
-- $ROWAN_CONNECT; tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

-- A table check_row with a column v of this type, a mapping that fills it from <r v="...">, and a document a value;
-- false is a missing one. Returns the findings about v, and what is there afterwards by document: its text, false for
-- NULL, nil for a document that failed.
local function load(column, word, values)
  local m = t.mapping("changed.lua", [[
return mapping {
  name = "changed",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", columns = { id = source "id", v = ]] .. word .. [[ } },
}
]])
  local documents = {}
  for i, value in ipairs(values) do
    documents[i] = { i, value and ("<r v='%s'/>"):format(value) or "<r/>" }
  end
  t.drop("check_row", "check_docs")
  t.conn:exec "DELETE FROM rowan_ledger"
  t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT NOT NULL, v " .. column .. ");\n")
  t.conn:insert("check_docs", { "id", "doc" }, documents)
  local findings = {}
  for _, f in ipairs(t.conn:check(m)) do
    if f.column == "v" then findings[#findings + 1] = f.severity .. ": " .. f.message end
  end
  local stored = {}
  local done, message = pcall(function()
    t.job { mapping = m, workers = 1 }:run()
    local query = "SELECT id, v, CASE WHEN v IS NULL THEN 1 ELSE 0 END AS missing FROM check_row"
    for _, row in ipairs(t.conn:query(query)) do
      stored[row.id] = row.missing == 0 and tostring(row.v)
    end
  end)
  return findings, done and stored or message
end

local function failed()
  local list = {}
  local query = "SELECT doc_key, reason, message FROM rowan_ledger WHERE status = 'failed' ORDER BY doc_key"
  for i, row in ipairs(t.conn:query(query)) do list[i] = row.doc_key .. " " .. row.reason .. ": " .. row.message end
  return list
end

local char = "holds texts without blanks at their end: values that end in one are refused"

if t.mariadb then
  t.case("a text that is not a label of an ENUM, letter for letter", function()
    local findings, stored = load("ENUM('x','y','it''s','')", 'text(10) { "@v", empty = "keep" }',
      { "2", "X", "x", "it&apos;s", "", "y ", false })
    t.equal(#findings, 1)
    t.contains(findings[1], "warning: the column takes 'x','y','it''s','': a document with another text fails")
    t.equal(stored, { [3] = "x", [4] = "it's", [5] = "", [7] = false })
    t.equal(failed()[1], "1 value: table check_row: column v: \"2\" is none of the column's labels")
    t.equal(#failed(), 3)
  end)

  t.case("an enum of the mapping has labels that the column has not", function()
    local findings = load("ENUM('x','y')", 'enum { A = "x", B = "Y" } "@v"', { "A" })
    t.equal(findings, { "error: the column takes 'x','y', and not \"Y\"" })
  end)

  t.case("an enum of the mapping whose labels are those of the column", function()
    local findings, stored = load("ENUM('x','y')", 'enum { A = "x", B = "y" } "@v"', { "A", "B" })
    t.equal({ findings, stored }, { {}, { "x", "y" } })
  end)

  t.case("labels of a SET in its order, each once", function()
    local _, stored = load("SET('a','b','c')", 'text { "@v", empty = "keep" }',
      { "b,a", "a,b", "a,a", "3", "", "a,c", "A", "c" })
    t.equal(stored, { [2] = "a,b", [5] = "", [6] = "a,c", [8] = "c" })
  end)

  t.case("DOUBLE(M,D) and FLOAT(M,D) round", function()
    t.equal((load("DOUBLE(9,2)", 'double "@v"', {})),
      { "error: the column keeps 2 digits after the point, double has more" })
    t.equal((load("DOUBLE(9,2)", 'decimal(7,3) "@v"', {})),
      { "error: the column keeps 2 digits after the point, decimal(7,3) has 3" })
    t.equal((load("FLOAT(5,1)", 'real "@v"', {})),
      { "error: the column keeps 1 digits after the point, real has more" })
    t.equal((load("DOUBLE(9,2)", 'decimal(9,2) "@v"', { "1234567.25" })), {})
    t.equal(t.conn:query("SELECT CAST(v AS CHAR) AS v FROM check_row")[1].v, "1234567.25")
  end)

  t.case("a missing value does not become the time of the load", function()
    local findings, stored = load("TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)",
      'timestamp { "@v", zone = "utc" }', { false, "2024-03-05 01:02:03.5" })
    t.equal(findings, { "warning: a value may be missing, and the database would store the time of the load: such " ..
      "documents fail; say required, default or omit_missing" })
    t.equal(stored, { [2] = "2024-03-05 01:02:03.500000" })
    t.equal(failed(), { "1 value: table check_row: column v: the value is missing, and the database would store the " ..
      "time of the load" })
  end)

  t.case("a missing value is the database's to fill where the mapping says so", function()
    local findings, stored = load("TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP",
      'timestamp { "@v", zone = "utc", omit_missing = true }', { false })
    t.equal(#findings, 1) -- digits of a second
    t.equal(#stored[1], 19)
  end)

  t.case("a missing value of YEAR, and years of two digits", function()
    local _, stored = load("YEAR", 'text(4) "@v"', { "99", "2024", "1", false, "0000" })
    t.equal(stored, { [2] = "2024", [4] = false, [5] = "0" })
  end)
end

if t.mariadb or t.sqlite then
  t.case("a missing value does not become the next number", function()
    local findings, stored = load(
      t.mariadb and "INT AUTO_INCREMENT PRIMARY KEY" or "INTEGER PRIMARY KEY", 'integer "@v"',
      { "5", false, "6" })
    t.equal(findings, { "warning: a value may be missing, and the database would store the next number: such " ..
      "documents fail; say required, default or omit_missing" })
    t.equal(stored, { [1] = "5", [3] = "6" })
    t.equal(failed(), { "2 value: table check_row: column v: the value is missing, and the database would store the " ..
      "next number" })
  end)
end

if not t.sqlite then
  t.case("blanks at the end of a CHAR", function()
    local findings, stored = load("CHAR(10)", 'text(10) "@v"', { "ab  ", "   ", " ab" })
    t.equal(findings, { "warning: the column " .. char })
    t.equal(stored[1], nil)
    t.equal(stored[2], nil)
    t.equal(stored[3]:gsub(" *$", ""), " ab")
    t.contains(failed()[1],
      "1 value: table check_row: column v: \"ab  \" ends in a blank, which the column does not keep")
  end)

  t.case("a CHAR whose values are trimmed, or have no blanks, takes them all", function()
    t.equal((load("CHAR(10)", 'text(10) { "@v", trim = true }', { "ab  " })), {})
    t.equal((load("CHAR(10)", 'date "@v"', { "2024-03-05" })), {})
    t.equal((load("CHAR(10)", 'enum { A = "x" } "@v"', { "A" })), {})
  end)
else
  t.case("blanks at the end of a CHAR", function()
    local findings, stored = load("CHAR(10)", 'text(10) "@v"', { "ab  ", "   " })
    t.equal({ findings, stored }, { {}, { "ab  ", "   " } })
  end)
end

if t.sqlite then
  t.case("a decimal of many digits compares as a number, and no digit is lost", function()
    local m = t.mapping("decimals.lua", [[
return mapping {
  name = "decimals", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r", key = { "id" },
    columns = {
      id = source "id", price = decimal(18, 6) "@v", whole = decimal(18, 0) "@w", long = decimal(30, 10) "@v",
    },
  },
}
]])
    t.sql(t.docs)
    t.conn:insert("check_docs", { "id", "doc" }, {
      { 1, "<r v='9'/>" }, { 2, "<r v='20' w='123456789012345678'/>" }, { 3, "<r v='800.123456'/>" },
      { 4, "<r v='123456789.123456'/>" }, { 5, "<r v='1234567890.123456'/>" }, { 6, "<r v='-0.000001'/>" },
      { 7, "<r v='999999999999'/>" }, { 8, "<r w='-123456789012345678'/>" }, { 9, "<r v='0.1'/>" },
    })
    for _, statement in ipairs(t.conn:ddl("target", m)) do t.conn:exec(statement) end
    local result = t.job { mapping = m, workers = 1 }:run()
    t.equal({ result.loaded, result.failed }, { 8, 1 })
    t.equal(failed(), { "5 value: table check_row: column price: 1234567890.123456 has 16 digits, and the column " ..
      "keeps 15" })
    -- A user's own queries.
    local function ask(sql) return t.conn:query("SELECT " .. sql .. " AS x FROM check_row")[1].x end
    t.equal(ask "CAST(count(CASE WHEN price > 100 THEN 1 END) AS INTEGER)", 3)
    t.equal(ask "CAST(count(CASE WHEN long > 100 THEN 1 END) AS INTEGER)", 3)
    t.equal(ask "CAST(max(price) AS TEXT)", "999999999999")
    t.equal(ask "CAST(max(CASE WHEN price < 1000 THEN price END) AS TEXT)", "800.123456")
    t.equal(ask "CAST(sum(whole) AS TEXT)", "0")
    t.equal(ask "printf('%.15g', max(CASE WHEN id = 4 THEN price END))", "123456789.123456")
    t.equal(ask "printf('%.15g', min(price))", "-1e-06")
    t.equal(ask "CAST(count(CASE WHEN price = 0.1 THEN 1 END) AS INTEGER)", 1)
  end)

  t.case("all digits, as a text, where the column's type says so", function()
    local findings, stored = load("DECIMAL_TEXT(30,10)", 'decimal(30, 10) "@v"', { "12345678901234567890.123456789" })
    t.equal({ findings, stored }, { {}, { "12345678901234567890.1234567890" } })
  end)
end

if t.postgresql then
  t.case("name has 63 bytes, \"char\" one", function()
    local findings = load("name", 'text(70) "@v"', {})
    t.equal(findings, { "error: the column holds 63 bytes, text(70) may have 70" })
    local _, stored = load("name", 'text(40) "@v"', { ("é"):rep(31), ("é"):rep(32), ("a"):rep(40) })
    t.equal(stored, { [1] = ("é"):rep(31), [3] = ("a"):rep(40) })
    findings, stored = load('"char"', 'text(1) "@v"', { "a", "é" })
    t.equal(findings, { "warning: the column holds 1 bytes, text(1) may have more: longer values are refused" })
    t.equal({ stored, failed() },
      { { "a" }, { "2 value: table check_row: column v: 2 bytes are more than the column's 1" } })
  end)

  t.case("types that read a text in their own way are told", function()
    t.equal((load("money", 'text "@v"', {})),
      { "warning: the column is money: the database may keep another value than the text that it gets" })
    t.equal((load("uuid", 'text(36) "@v"', {})), {})
  end)
end

t.finish()
