-- What a source's columns carry into rows: as the database has it, or the document fails; and keys of types that no
-- page can be cut by. On the database of $ROWAN_CONNECT; tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

-- A source column v of this type with these literals, carried as word into a text column or one of its own. Returns by
-- document what is there: a text, or nil for a document that failed.
local function carry(column, literals, word, target)
  local m = t.mapping("carried.lua", [[
return mapping {
  name = "carried",
  source = { table = "check_docs", key = bigint "id", document = "doc", columns = { ]] .. word .. [[ "v" } },
  into "check_row" { each = "/r", columns = { id = source "id", v = source "v" } },
}
]])
  t.drop("check_row", "check_docs")
  t.conn:exec "DELETE FROM rowan_ledger"
  t.sql("CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT, v " .. column .. ");\n" ..
    "CREATE TABLE check_row (id BIGINT NOT NULL, v " .. target .. ");\n")
  for i, literal in ipairs(literals) do
    t.conn:exec(("INSERT INTO check_docs VALUES (%d, '<r/>', %s)"):format(i, literal))
  end
  t.job { mapping = m, workers = 1 }:run()
  local stored = {}
  local as_text = t.mariadb and "CAST(v AS CHAR)" or t.sqlserver and "v" or "CAST(v AS TEXT)"
  for _, row in ipairs(t.conn:query("SELECT id, " .. as_text .. " AS v FROM check_row")) do
    stored[row.id] = math.type(row.v) == "float" and ("%.17g"):format(row.v) or tostring(row.v)
  end
  return stored
end

if t.postgresql then
  t.case("infinity, years before and beyond those of a timestamp", function()
    local literals = { "'infinity'", "'0044-03-15 BC'", "'24024-01-02'", "'2024-03-05'" }
    t.equal(carry("date", literals, "date", "date"), { [4] = "2024-03-05" })
    t.equal(carry("timestamp", literals, "timestamp", "timestamp"), { [4] = "2024-03-05 00:00:00" })
    t.equal(carry("timestamp", literals, "text(40)", "text"),
      { "infinity", "0044-03-15 00:00:00 BC", "24024-01-02 00:00:00", "2024-03-05 00:00:00" })
  end)

  t.case("a timestamp with a zone is one in UTC", function()
    local literals = { "'2024-03-05 01:02:03.5+02'", "'-infinity'" }
    t.equal(carry("timestamptz", literals, "timestamp", "timestamp"), { "2024-03-04 23:02:03.5" })
    t.equal(carry("timestamptz", literals, "text(40)", "text"), { "2024-03-04 23:02:03.5", "-infinity" })
  end)

  t.case("all digits of real and double, and bits", function()
    t.equal(carry("real", { "16777216", "0.1", "3.4028235e38" }, "real", "real"),
      { "1.6777216e+07", "0.1", "3.4028235e+38" })
    t.equal(
      carry("double precision", { "0.1", "0.30000000000000004", "123456789012345678" }, "double", "double precision"),
      { "0.1", "0.30000000000000004", "1.2345678901234568e+17" })
    t.equal(carry("bit(3)", { "B'101'" }, "text(3)", "text"), { "101" })
  end)

  t.case("a text that is filled up, an address, and an xml, as a key would be", function()
    t.equal(carry("character(4)", { "'a'" }, "text(4)", "text"), { "a" })
    t.equal(carry("inet", { "'::1'" }, "text(9)", "text"), { "::1/128" })
    t.equal(carry("xml", { "'<?xml version=\"1.0\"?><a/>'" }, "text", "text"), { '<?xml version="1.0"?><a/>' })
  end)
elseif t.mariadb then
  t.case("all digits of FLOAT and DOUBLE", function()
    t.equal(carry("FLOAT", { "16777216", "0.1", "1234567.5" }, "real", "DOUBLE"), { "16777216", "0.1", "1234567.5" })
    t.equal(carry("DOUBLE", { "0.1", "0.30000000000000004", "123456789012345678" }, "double", "DOUBLE"),
      { "0.1", "0.30000000000000004", "1.2345678901234568e17" })
    t.equal(carry("DOUBLE(9,2)", { "3.14" }, "decimal(9,2)", "DECIMAL(9,2)"), { "3.14" })
  end)

  t.case("bits are a number; times beyond a day and before it are none", function()
    t.equal(carry("BIT(10)", { "b'1000000001'", "0" }, "integer", "INT"), { "513", "0" })
    t.equal(carry("BIT(1)", { "1", "0" }, "boolean", "BOOLEAN"), { "1", "0" })
    t.equal(carry("TIME(3)", { "'838:59:59'", "'-01:00:00'", "'01:02:03.5'" }, "time", "TIME(6)"),
      { [3] = "01:02:03.500000" })
    t.equal(carry("DATETIME(6)", { "'9999-12-31 23:59:59.999999'" }, "timestamp", "DATETIME(6)"),
      { "9999-12-31 23:59:59.999999" })
    t.equal(carry("YEAR", { "2024" }, "integer", "INT"), { "2024" })
  end)

  for _, type in ipairs { "ENUM('z','a','m')", "SET('z','a','m')" } do
    t.case("a key that is sorted otherwise than it is compared: " .. type, function()
      t.sql("CREATE TABLE check_docs (id " .. type .. " PRIMARY KEY, doc TEXT);\n")
      local m = t.mapping("keyed.lua", [[
return mapping {
  name = "keyed", source = { table = "check_docs", key = text(9) "id", document = "doc" },
  into "check_row" { each = "/r", columns = { k = source "id" } },
}
]])
      t.sql "CREATE TABLE check_row (k VARCHAR(9));\n"
      t.contains(t.conn:check(m)[1].message, "the key is sorted by its labels' places, and compared as a text: ")
    end)
  end
elseif t.sqlserver then
  t.case("all digits of real, float and money", function()
    t.equal(carry("real", { "16777216", "0.5" }, "real", "real"), { "16777216", "0.5" })
    t.equal(carry("float", { "0.1", "0.30000000000000004", "123456789012345678" }, "double", "float"),
      { "0.10000000000000001", "0.30000000000000004", "1.2345678901234568e+17" })
    t.equal(carry("money", { "1234.5678", "-0.0001" }, "decimal(19,4)", "decimal(19,4)"), { "1234.5678", "-0.0001" })
    t.equal(carry("decimal(38,10)", { "1234567890123456789012345678.0123456789" }, "text(60)", "VARCHAR(60)"),
      { "1234567890123456789012345678.0123456789" })
  end)

  t.case("a time with a zone is one in UTC; a datetime has its ticks", function()
    t.equal(carry("datetimeoffset(3)", { "'2024-03-05 01:02:03.5 +02:00'" }, "timestamp", "datetime2(3)"),
      { "2024-03-04 23:02:03.500" })
    t.equal(carry("datetime", { "'2024-03-05T01:02:03.997'" }, "timestamp", "datetime2(3)"),
      { "2024-03-05 01:02:03.997" })
    t.equal(carry("time(3)", { "'01:02:03.5'" }, "text(20)", "VARCHAR(20)")[1]:match "^(.-)0*$", "01:02:03.5")
    t.equal(carry("date", { "'1753-01-01'", "'9999-12-31'" }, "date", "date"), { "1753-01-01", "9999-12-31" })
  end)

  t.case("a text that is filled up, bits, letters of a code page", function()
    t.equal(carry("char(4)", { "'a'" }, "text(4)", "VARCHAR(4)"), { "a" })
    t.equal(carry("bit", { "1", "0" }, "integer", "int"), { "1", "0" })
    t.equal(carry("varchar(9)", { "'ä€'" }, "text(9)", "VARCHAR(9)"), { "ä€" })
  end)
else
  t.case("all digits of a number", function()
    t.equal(carry("DOUBLE", { "0.1", "0.1 + 0.2", "123456789012345678.0" }, "double", "TEXT"),
      { "0.1", "0.30000000000000004", "1.2345678901234568e+17" })
    t.equal(carry("DECIMAL(12,2)", { "1.1", "12345678.25", "7" }, "decimal(12,2)", "TEXT"),
      { "1.10", "12345678.25", "7.00" })
    t.equal(carry("REAL", { "1e300", "-0.5" }, "double", "TEXT"), { "1e+300", "-0.5" })
    t.equal(carry("", { "0.1 + 0.2", "7", "'x'" }, "text(40)", "TEXT"), { "0.30000000000000004", "7", "x" })
    t.equal(carry("TIMESTAMP", { "'24024-01-02 03:04:05'", "'2024-03-05 01:02:03'" }, "timestamp", "TEXT"),
      { [2] = "2024-03-05 01:02:03" })
  end)

  t.case("a text with a NUL, and bytes in a column of texts, are not carried in part", function()
    local literals = { "'a' || char(0) || 'b'", "CAST('c' AS BLOB)",
      "CAST(x'ff' AS BLOB)", "'d'", "CAST(x'00' AS TEXT)" }
    t.equal(carry("TEXT", literals, "text", "TEXT"), { [2] = "c", [4] = "d" })
    local failed = t.conn:query "SELECT reason, message FROM rowan_ledger WHERE doc_key = '1'"[1]
    t.contains(failed.message, [["a" is followed by a NUL character (byte 2)]])
    t.equal(carry("INTEGER", { "0.1 + 0.2", "1e300" }, "double", "TEXT"), { "0.30000000000000004", "1e+300" })
  end)

  t.case("a document with a NUL, and one that is bytes and has the encoding that it says", function()
    local m = t.mapping("nul.lua", [[
return mapping {
  name = "nul", source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", columns = { k = source "id" } },
}
]])
    t.sql("CREATE TABLE check_docs (id BIGINT PRIMARY KEY, doc TEXT);\nCREATE TABLE check_row (k TEXT);\n")
    t.conn:exec [[INSERT INTO check_docs VALUES (1, '<r/>' || char(0) || '<s/>'), (2, x'fffe3c0072002f003e00'),
      (3, '<r/>'), (4, char(0) || '<r/>'), (5, '<r a="ä"/>'), (6, '<r/>' || char(0)), (7, 'zz' || char(1, 2, 2, 0))]]
    local result = t.job { mapping = m, workers = 1 }:run()
    t.equal({ result.loaded, result.failed }, { 3, 4 })
    local told = {}
    for i, row in ipairs(t.conn:query [[SELECT doc_key, reason, message FROM rowan_ledger
        WHERE status = 'failed' ORDER BY doc_key]]) do
      told[i] = row.doc_key .. " " .. row.reason .. ": " .. row.message
    end
    t.equal(told, { "1 encoding: the document holds a NUL byte, at offset 4",
      "4 encoding: the document holds a NUL byte, at offset 0",
      "6 encoding: the document holds a NUL byte, at offset 4",
      "7 encoding: the document holds a NUL byte, at offset 2" })
  end)

  t.case("a text that is no UTF-8 is told before an expression calculates with it", function()
    local m = t.mapping("utf8.lua", [[
return mapping {
  name = "utf8",
  source = { table = "check_docs", key = bigint "id", document = "doc", columns = { text "v" } },
  into "check_row" { each = "/r", columns = { id = source "id",
    padded = text { expr "lpad('x', 1000, source('v'))" },
    found  = text { expr "regexp_substr(source('v'), '[^b]+')" } } },
}
]])
    t.sql("CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT, v TEXT);\n" ..
      "CREATE TABLE check_row (id BIGINT NOT NULL, padded TEXT, found TEXT);\n")
    t.conn:exec([[INSERT INTO check_docs VALUES (1, '<r/>', CAST(x'61]] .. ("80"):rep(100) .. [[' AS TEXT)),
      (2, '<r/>', CAST(x'f0' AS TEXT)), (3, '<r/>', 'ä')]])
    local result = t.job { mapping = m, workers = 1 }:run()
    t.equal({ result.loaded, result.failed }, { 1, 2 })
    t.equal(t.conn:query "SELECT padded, found FROM check_row"[1], { padded = ("ä"):rep(999) .. "x", found = "ä" })
    for _, row in ipairs(t.conn:query "SELECT reason, message FROM rowan_ledger WHERE status = 'failed'") do
      t.equal(row.reason, "encoding")
      t.contains(row.message, "source('v') is not valid UTF-8")
    end
  end)

  t.case("a key that is bytes in one row and a text in another", function()
    local m = t.mapping("keyed.lua", [[
return mapping {
  name = "keyed", source = { table = "check_docs", key = text(9) "id", document = "doc" },
  into "check_row" { each = "/r", columns = { k = source "id" } },
}
]])
    t.sql("CREATE TABLE check_docs (id TEXT PRIMARY KEY, doc TEXT);\nCREATE TABLE check_row (k TEXT);\n")
    t.conn:exec "INSERT INTO check_docs VALUES ('ab', '<r/>'), (CAST('ab' AS BLOB), '<r/>')"
    t.raises("holds values from text to blob", function()
      t.job { mapping = m, workers = 1 }:run()
    end)
  end)
end

if t.sqlserver then
  t.skip("a key of bits", "its bit is a boolean")
elseif not t.sqlite then
  t.case("a key of bits", function()
    t.sql("CREATE TABLE check_docs (id BIT(3) PRIMARY KEY, doc TEXT);\n")
    local m = t.mapping("keyed.lua", [[
return mapping {
  name = "keyed", source = { table = "check_docs", key = text(9) "id", document = "doc" },
  into "check_row" { each = "/r", columns = { k = source "id" } },
}
]])
    t.sql "CREATE TABLE check_row (k VARCHAR(9));\n"
    t.contains(t.conn:check(m)[1].message, "the key is bit, which has no exact text")
  end)
end

if t.postgresql then
  t.case("a key with a zone, carried into a timestamp", function()
    local m = t.mapping("keyed.lua", [[
return mapping {
  name = "keyed", source = { table = "check_docs", key = timestamp "id", document = "doc" },
  into "check_row" { each = "/r", columns = { k = source "id" } },
}
]])
    t.sql("CREATE TABLE check_docs (id timestamptz PRIMARY KEY, doc TEXT);\nCREATE TABLE check_row (k timestamp);\n")
    t.conn:exec [[INSERT INTO check_docs
      VALUES ('2024-03-05 01:02:03+02', '<r/>'), ('2024-03-05 01:02:03.25+00', '<r/>')]]
    for pass = 1, 2 do
      local result = t.job { mapping = m, workers = 1 }:run()
      t.equal({ result.loaded, result.failed }, { pass == 1 and 2 or 0, 0 })
    end
    local rows = t.conn:query "SELECT CAST(k AS text) AS k FROM check_row ORDER BY k"
    t.equal({ rows[1].k, rows[2].k }, { "2024-03-04 23:02:03", "2024-03-05 01:02:03.25" })
  end)
end

t.finish()
