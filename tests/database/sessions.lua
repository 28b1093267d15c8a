-- Settings of a server, a role or a connection string that would change rows: set aright at connect, or refused in
-- words. On the database of $ROWAN_CONNECT; tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

t.mapping("session.lua", [[
return mapping {
  name = "session",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id", a = text(10) "a", b = text(10) "b" } },
}
]])

-- init, check, run and status of the whole program, in sessions of their own; what is in the table then.
local function everything(connect)
  t.sql(t.docs)
  t.conn:insert("check_docs", { "id", "doc" },
    { { 1, "<r><a>a😀b</a></r>" }, { 2, "<r><a>中\\</a><b>NULL</b></r>" }, { 3, "<r/>" } })
  t.drop("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
  for _, command in ipairs { { "init", "session.lua", "--tables" }, { "check", "session.lua" },
    { "run", "session.lua", "--quiet" }, { "status", "session.lua" } } do
    if connect then table.insert(command, t.source and "--target" or "--connect"); table.insert(command, connect) end
    t.exits(0, table.unpack(command))
  end
  local rows = {}
  for i, row in ipairs(t.conn:query "SELECT a, b FROM check_row ORDER BY id") do
    rows[i] = tostring(row.a) .. "|" .. tostring(row.b)
  end
  t.equal(rows, { "a😀b|nil", "中\\|NULL", "nil|nil" })
end

-- With these statements before, and those behind it whatever happens.
local function while_set(before, after, body)
  for _, statement in ipairs(before) do t.conn:exec(statement) end
  local ok, message = pcall(body)
  for _, statement in ipairs(after) do t.conn:exec(statement) end
  if not ok then error(message, 0) end
end

t.case("as the server is", function() everything() end)

if t.mariadb then
  for _, mode in ipairs { "ANSI_QUOTES,STRICT_TRANS_TABLES", "ANSI", "ORACLE", "MSSQL", "" } do
    t.case("sql_mode " .. mode, function()
      while_set({ "SET GLOBAL sql_mode = '" .. mode .. "'" }, { "SET GLOBAL sql_mode = DEFAULT" }, everything)
    end)
  end

  for name, value in pairs { sql_select_limit = "2", completion_type = "CHAIN", autocommit = "0",
    sql_auto_is_null = "1", tx_read_only = "1", sort_buffer_size = "1024" } do
    t.case(name .. " = " .. value, function()
      while_set({ ("SET GLOBAL %s = %s"):format(name, value) },
        { ("SET GLOBAL %s = DEFAULT"):format(name) }, everything)
    end)
  end

  t.case("character sets that lack characters are refused", function()
    for _, charset in ipairs { "utf8", "latin1", "utf8mb3" } do
      local ok, message = pcall(rowan.odbc.connect, t.connect .. ";Charset=" .. charset)
      t.equal(ok, false)
      t.contains(tostring(message), "character_set_client")
      t.contains(tostring(message), "Charset=utf8mb4")
    end
    rowan.odbc.connect(t.connect .. ";Charset=utf8mb4"):close()
  end)
end

if t.postgresql then
  for name, value in pairs { array_nulls = "off", transform_null_equals = "on", default_transaction_read_only = "on",
    standard_conforming_strings = "off", client_encoding = "LATIN1", DateStyle = "German", bytea_output = "escape",
    xmloption = "document", IntervalStyle = "iso_8601", extra_float_digits = "-5", TimeZone = "'Europe/Berlin'" } do
    t.case(name .. " = " .. value, function()
      local read_write = "SET default_transaction_read_only TO off"
      while_set({ ("ALTER ROLE rowan SET %s TO %s"):format(name, value) },
        { read_write, ("ALTER ROLE rowan RESET %s"):format(name) }, everything)
    end)
  end
end

if t.postgresql then
  local function in_database(encoding, body)
    while_set({ ("CREATE DATABASE encoded TEMPLATE template0 ENCODING %s LOCALE 'C'"):format(encoding) },
      { "DROP DATABASE encoded WITH (FORCE)" },
      function() body((t.connect:gsub("Database=%w+", "Database=encoded"))) end)
  end

  t.case("a database that takes bytes for characters", function()
    in_database("SQL_ASCII", function(connect)
      for _, command in ipairs { "init", "check", "run" } do
        local status, out, err = t.rowan(command, "session.lua", "--connect", connect)
        t.equal(status, 3, command .. ": " .. out)
        t.contains(err, 'the session\'s server_encoding is "SQL_ASCII", and rowan needs "UTF8"')
      end
    end)
  end)

  t.case("a bound that the database's encoding lacks", function()
    in_database("LATIN1", function(connect)
      t.mapping("encoded.lua", [[
return mapping {
  name = "encoded", source = { table = "check_docs", key = text(20) "id", document = "doc" },
  into "check_row" { each = "/r", columns = { id = source "id" } },
}
]])
      do
        local conn <close> = rowan.odbc.connect(connect)
        conn:exec "CREATE TABLE check_docs (id varchar(20) PRIMARY KEY, doc text)"
      end
      t.equal(t.rowan("init", "encoded.lua", "--tables", "--connect", connect), 0)
      for _, side in ipairs { "--from", "--to" } do
        local status, _, err = t.rowan("run", "encoded.lua", side, "Ж", "--connect", connect)
        t.equal(status, 3)
        t.contains(err, "the range of keys: ")
        t.contains(err, "LATIN1")
      end
    end)
  end)
end

if t.postgresql then
  for type, keys in pairs {
    timestamptz = { "2024-03-05 01:02:03+00", "2024-03-05 01:02:03.25+00" },
    interval = { "01:02:03", "1 day 02:00:00" }, date = { "0044-03-15 BC", "2024-03-05" },
    numeric = { "-1.50", "20" },
  } do
    t.case("a key is spelled the same in the ledger, in ranges and in rows, whatever the session: " .. type, function()
      local m = t.mapping("keyed.lua", [[
return mapping {
  name = "keyed", source = { table = "check_docs", key = text "id", document = "doc" },
  into "check_row" { each = "/r", columns = { id = source "id" } },
}
]])
      t.sql("CREATE TABLE check_docs (id " .. type .. " PRIMARY KEY, doc TEXT);\n" ..
        "CREATE TABLE check_row (id TEXT);\n")
      for _, key in ipairs(keys) do t.conn:exec(("INSERT INTO check_docs VALUES ('%s', '<r/>')"):format(key)) end
      local function run(from)
        return t.job { mapping = m, workers = 1, log_level = "error", from = from }:run()
      end
      local function texts(sql)
        local list = {}
        for i, row in ipairs(t.conn:query(sql)) do list[i] = row.k end
        return list
      end
      while_set({ "ALTER ROLE rowan SET DateStyle TO 'German'", "ALTER ROLE rowan SET TimeZone TO 'Asia/Tokyo'",
        "ALTER ROLE rowan SET IntervalStyle TO 'iso_8601'" }, { "ALTER ROLE rowan RESET DateStyle",
        "ALTER ROLE rowan RESET TimeZone", "ALTER ROLE rowan RESET IntervalStyle" },
        function() t.equal(run().loaded, 2) end)
      t.equal(texts "SELECT doc_key AS k FROM rowan_ledger ORDER BY length(doc_key), doc_key DESC",
        texts "SELECT id AS k FROM check_row ORDER BY length(id), id DESC")
      t.equal(run().loaded, 0)
      t.conn:exec "DELETE FROM rowan_ledger"
      t.equal(run(keys[2]).loaded, 1)
      t.equal(texts "SELECT doc_key AS k FROM rowan_ledger", { keys[2] })
    end)
  end
end

t.case("words of a connection string that break what is promised", function()
  for _, key in ipairs { "NoTXN", "JDMode", "AUTO_RECONNECT" } do
    local ok, message = pcall(rowan.odbc.connect, t.connect .. ";" .. key .. "=1")
    t.equal(ok, false)
    t.contains(tostring(message), "connection string: " .. key .. " is refused")
  end
end)

t.finish()
