-- The program: which script it runs, and how scripts and mistakes end. What subcommands do: test_commands.lua.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local function subcommands()
  local list = {}
  local pipe <close> = assert(io.popen(("ls '%s/scripts'"):format(rowan.home)))
  for file in pipe:lines() do
    local name = file:match("^(.*)%.lua$")
    if name then list[#list + 1] = name end
  end
  return list
end

local connect = "Driver=SQLite3;Database=test.db"
local credit = rowan.home .. "/mappings/credit.lua"

for _, name in ipairs(subcommands()) do
  if name ~= "help" then
    t.test(name .. " --help", function()
      local status, out, err = t.rowan(name, "--help")
      t.equal({ status, err }, { 0, "" })
      t.contains(out, "Usage: rowan " .. name)
      t.contains(out, "Examples:")
    end)
    t.test(name .. " with an unknown option", function()
      local status, out, err = t.rowan(name, "--no-such-option")
      t.equal({ status, out }, { 2, "" })
      t.contains(err, "rowan " .. name)
    end)
    t.test(name .. " is in the list of subcommands", function()
      local _, out = t.rowan("help")
      t.contains(out, "\n  " .. name .. " ")
    end)
  end
end

t.test("rowan alone, help and version", function()
  local status, out = t.rowan("help")
  t.equal(status, 0)
  t.contains(out, "usage: rowan")
  status, out = t.rowan("--version")
  t.equal(status, 0)
  t.contains(out, rowan.version)
  status = t.rowan()
  t.equal(status == 0 or status == 2, true)
end)

t.test("an unknown subcommand", function()
  local status, _, err = t.rowan("rn")
  t.equal(status, 2)
  t.contains(err, '"rn"')
  t.contains(err, "rowan help")
  _, _, err = t.rowan("statsu")
  t.contains(err, 'did you mean "status"?')
end)

t.test("a script of one's own: arguments, exit status, mistakes", function()
  t.write("mine.lua", "print(arg[0], #arg, ...) return 7")
  local status, out = t.rowan("./mine.lua", "a", "b c")
  t.equal({ status, out }, { 7, "./mine.lua\t2\ta\tb c\n" })
  t.write("mine.lua", "local x = nil\nprint(x.y)")
  local _, err
  status, out, err = t.rowan("./mine.lua")
  t.equal({ status, out }, { 70, "" })
  t.contains(err, "mine.lua:2")
  t.write("mine.lua", "local x = = 1")
  status, _, err = t.rowan("./mine.lua")
  t.equal(status ~= 0, true)
  t.contains(err, "mine.lua:1")
  status, _, err = t.rowan("./none.lua")
  t.equal(status, 2)
  t.contains(err, "none.lua")
end)

t.test("a name that rowan lacks is no nil", function()
  t.raises("rowan has no \"jop\" (did you mean \"job\"?)", function() return rowan.jop end)
  t.raises("rowan has no \"everything\"", function() return rowan.everything end)
  t.raises("rowan.mapping has no \"lod\" (did you mean \"load\"?)", function() return rowan.mapping.lod end)
  t.raises("rowan.odbc has no \"conect\" (did you mean \"connect\"?)", function() return rowan.odbc.conect end)
  t.raises("rowan.job has no \"range\" (did you mean \"ranges\"?)", function() return rowan.job.range end)
end)

t.test("an error object that nobody catches is a line, not a traceback", function()
  t.write("mine.lua", 'require "rowan".odbc.connect("Driver=Nothing")')
  local status, _, err = t.rowan("./mine.lua")
  t.equal(status, 3)
  t.contains(err, "rowan: ")
  t.equal(err:find("traceback", 1, true), nil)
end)

t.test("no database, a wrong one, and one without tables", function()
  local status, _, err = t.rowan("run", credit, "--connect", "")
  t.equal(status, 2)
  t.contains(err, "ROWAN_CONNECT")
  status, _, err = t.rowan("run", credit, "--connect", "Driver=Nothing")
  t.equal(status, 3)
  t.contains(err, "rowan: ")
  status, _, err = t.rowan("run", credit, "--connect", "Driver=SQLite3;Database=empty.db")
  t.equal(status == 2 or status == 3, true)
  t.contains(err, "rowan: ")
end)

t.test("a wrong mapping is status 2", function()
  t.write("wrong.lua", "return maping {}")
  for _, name in ipairs { "plan", "check", "init", "run", "status", "retry" } do
    local status, _, err = t.rowan(name, "wrong.lua", "--connect", connect)
    if name == "plan" then status, _, err = t.rowan(name, "wrong.lua") end
    t.equal(status, 2, name)
    t.contains(err, "wrong.lua:1")
  end
end)

t.finish()
