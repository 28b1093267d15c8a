-- Passwords: from a file or the environment, and in nobody's sight. MariaDB, whose account of the tests may make
-- others; SQLite has no accounts, and the PostgreSQL of the tests believes everybody. tests/database/run calls it.

local t = dofile((arg[0]:gsub("database/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local SECRET = "it's {a}; \"secret\"=\\"
local home = os.getenv "ROWAN_HOME"
local mapping = home .. "/mappings/credit.lua"

local connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
local conn = rowan.odbc.connect(connect)
if conn.dialect ~= "mariadb" then
  t.skip("passwords", "MariaDB shows them for all, as its account of the tests may make others")
  t.finish()
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- The program in this environment: status, standard output and error together.
local function rowan_with(environment, ...)
  local words = { "env", "-u", "ROWAN_PASSWORD", "-u", "ROWAN_PASSWORD_FILE", "-u", "ROWAN_CONNECT" }
  for name, value in pairs(environment) do words[#words + 1] = quoted(name .. "=" .. value) end
  for _, word in ipairs { os.getenv "ROWAN", ... } do words[#words + 1] = quoted(word) end
  local _, _, status = os.execute(table.concat(words, " ") .. " </dev/null >command.out 2>&1")
  return status, t.read "command.out"
end

local as_other = connect:gsub("UID=.*", "UID=rowan_other")
local as_reader = connect:gsub("UID=.*", "UID=rowan_reader")

-- Tables that another script left would be in the way.
local function clean()
  local tables = rowan.mapping.load(mapping).tables
  for i = #tables, 1, -1 do pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(tables[i].name)) end
  for _, name in ipairs { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "app_xml" } do
    pcall(conn.exec, conn, "DROP TABLE " .. name)
  end
  pcall(conn.exec, conn, "DROP USER rowan_other@'127.0.0.1'")
  pcall(conn.exec, conn, "DROP USER rowan_reader@'127.0.0.1'")
end

clean()
conn:exec(("CREATE USER rowan_other@'127.0.0.1' IDENTIFIED BY '%s'"):format((SECRET:gsub("'", "''"))))
conn:exec "GRANT ALL ON rowan.* TO rowan_other@'127.0.0.1'"
t.write("password", SECRET .. "\r\n")
t.write("wrong", "not it\n")
t.write("empty", "")

t.test("the first line of a file is the password, for the workers, too", function()
  local environment = { ROWAN_CONNECT = as_other, ROWAN_PASSWORD_FILE = "password" }
  local status, out = rowan_with(environment, "init", mapping, "--tables")
  t.equal({ status, out:find(SECRET, 1, true) }, { 0 })
  t.equal((rowan_with(environment, "mock", mapping, "--count", "20")), 0)
  status, out = rowan_with(environment, "run", mapping, "--workers", "2", "--json")
  t.equal({ status, out:find(SECRET, 1, true) }, { 0 })
  t.equal(conn:query("SELECT COUNT(*) AS n FROM rowan_ledger WHERE feed = 'credit_application'")[1].n, 20)
end)

t.test("$ROWAN_PASSWORD goes before the file", function()
  t.equal((rowan_with({ ROWAN_CONNECT = as_other, ROWAN_PASSWORD = SECRET, ROWAN_PASSWORD_FILE = "wrong" },
    "status", mapping)), 0)
end)

local READER = "the reader's"

-- The source is read by an account that may do nothing else.
local function of_sides(more)
  local environment = { ROWAN_SOURCE = as_reader, ROWAN_TARGET = as_other }
  for name, value in pairs(more) do environment[name] = value end
  return environment
end

t.test("each side has a password of its own", function()
  conn:exec(("CREATE USER rowan_reader@'127.0.0.1' IDENTIFIED BY '%s'"):format((READER:gsub("'", "''"))))
  conn:exec "GRANT SELECT ON rowan.app_xml TO rowan_reader@'127.0.0.1'"
  t.write("reader", READER .. "\n")
  local given = {
    { ROWAN_SOURCE_PASSWORD = READER, ROWAN_TARGET_PASSWORD_FILE = "password", ROWAN_PASSWORD = "of neither" },
    { ROWAN_SOURCE_PASSWORD_FILE = "reader", ROWAN_TARGET_PASSWORD = SECRET, ROWAN_PASSWORD_FILE = "wrong" },
    { ROWAN_SOURCE_PASSWORD_FILE = "reader", ROWAN_PASSWORD = SECRET },
    { ROWAN_SOURCE_PASSWORD = READER, ROWAN_SOURCE_PASSWORD_FILE = "nowhere", ROWAN_PASSWORD_FILE = "password" },
  }
  for i, passwords in ipairs(given) do
    local tables = rowan.mapping.load(mapping).tables
    for n = #tables, 1, -1 do conn:exec("DELETE FROM " .. conn:quote(tables[n].name)) end
    conn:exec "DELETE FROM rowan_ledger"
    for _, command in ipairs { "check", "run" } do
      local status, out = rowan_with(of_sides(passwords), command, mapping)
      t.equal({ status, out:find(SECRET, 1, true) or out:find(READER, 1, true) }, { 0 }, i .. command .. out)
    end
    t.equal(conn:query("SELECT COUNT(*) AS n FROM rowan_ledger WHERE feed = 'credit_application'")[1].n, 20)
  end
end)

t.test("a side's password that is wrong is said with the side and its variable", function()
  local wrong = {
    source = { ROWAN_SOURCE_PASSWORD = "not it", ROWAN_TARGET_PASSWORD = SECRET },
    target = { ROWAN_SOURCE_PASSWORD = READER, ROWAN_TARGET_PASSWORD_FILE = "wrong" },
  }
  for side, passwords in pairs(wrong) do
    local status, out = rowan_with(of_sides(passwords), "run", mapping)
    t.equal({ status, out:find("not it", 1, true) }, { 3 }, out)
    t.contains(out, side .. ": ")
    t.contains(out, ("ROWAN_%s_PASSWORD or ROWAN_%s_PASSWORD_FILE gives"):format(side:upper(), side:upper()))
  end
  local status, out = rowan_with(of_sides { ROWAN_SOURCE_PASSWORD_FILE = "nowhere" }, "run", mapping)
  t.equal({ status, out }, { 2, "rowan: $ROWAN_SOURCE_PASSWORD_FILE: nowhere: No such file or directory\n" })
end)

t.test("a file that is not there, empty, or wrong is said, without what is in it", function()
  local function try(file)
    return rowan_with({ ROWAN_CONNECT = as_other, ROWAN_PASSWORD_FILE = file }, "status", mapping)
  end
  local status, out = try "nowhere"
  t.equal({ status, out }, { 2, "rowan: $ROWAN_PASSWORD_FILE: nowhere: No such file or directory\n" })
  status, out = try "empty"
  t.equal({ status, out }, { 2, "rowan: $ROWAN_PASSWORD_FILE: empty is empty\n" })
  status, out = try "wrong"
  t.equal({ status, out:find("not it", 1, true) }, { 3 })
  t.contains(out, "rowan_other")
end)

clean()
t.finish()
