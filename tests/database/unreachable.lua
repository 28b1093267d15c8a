-- Connections that do not come about: each of the commands that need one ends with 3, the driver's words and what to
-- do next. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

t.write("far.lua", [[
return mapping { name = "far", source = { table = "x", key = "id", document = "d" },
  into "y" { each = "/y", columns = { id = source "id" } } }
]])

local server = "; see that the server runs and that Server and Port are right"
local password = "; see that UID is right; ROWAN_PASSWORD or ROWAN_PASSWORD_FILE gives the password"
local database = "; see that Database is right, or have it created"

-- { what is wrong, the connection string, what is said at the end }
local cases = {
  { "no such DSN", "nowhere", "; odbcinst -q -s lists the names that odbc.ini has; a string such as "
    .. "Driver=...;Server=...;Database=... needs none" },
  { "no such driver", "Driver=None;Database=x", "; odbcinst -q -d lists the drivers that are installed; install the "
    .. "package of this one, or mend Driver" },
}

local function broken(what, from, to, said)
  cases[#cases + 1] = { what, (t.connect:gsub(from, to)), said }
end

if t.sqlite then
  broken("no such folder", "Database=.*", "Database=none/such.db", "; see that the folder of the file (Database) is "
    .. "there, and that this account may write into it")
  t.write("text.db", ("no database at all\n"):rep(100))
  broken("no database", "Database=.*", "Database=text.db", "the file is no database of SQLite, or it is encrypted: see "
    .. "that Database is right")
else
  broken("no server", "Port=%d+", "Port=1", server)
  broken("no such host", "Server=[%d.]+", "Server=none.invalid", server)
  broken("no such database", "Database=%w+", "Database=none", database)
  if t.on_babelfish then
    t.skip("no such user", "Babelfish says that a role does not exist, as of a database")
  else
    broken("no such user", "UID=[%w_]+", "UID=nobody", password)
  end
end
if t.on_babelfish then
  t.skip("a wrong password", "whether Babelfish asks for one is a matter of its pg_hba.conf")
elseif t.mariadb or t.sqlserver then broken("a wrong password", "PWD=%w+", "PWD=wrong", password) end

for _, case in ipairs(cases) do
  t.test(case[1], function()
    for _, command in ipairs { "init", "check", "status", "run", "retry" } do
      local status, _, err = t.rowan(command, "far.lua", "--connect", case[2])
      t.equal(status, 3, command .. ": " .. err)
      t.equal(err:sub(-#case[3] - 1), case[3] .. "\n", err)
      t.equal(err:find "%f[\n]\n." == nil, true, err) -- one line
    end
  end)
end

t.finish()
