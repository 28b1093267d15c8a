-- The few words that tests of this folder use. tests/lua/run starts each script in an empty folder.
--
--   local t = dofile(arg[0]:gsub("[^/]*$", "lib.lua"))
--   t.test("what is promised", function() t.equal(1 + 1, 2) end)
--   t.finish()

local t = {}

local passed, failed = 0, 0

-- A collector that works at nearly every allocation finds what nobody holds.
if os.getenv("ROWAN_TEST_GC") == "eager" then collectgarbage("incremental", 1, 1000, 1) end

-- The root of the repository, with its slash.
t.root = arg[0]:gsub("[^/]*$", ""):gsub("tests/lua/$", "")

function t.test(name, body)
  local ok, message = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print("FAILED  " .. name .. "\n  " .. tostring(message):gsub("\n", "\n  "))
  end
end

-- Any value as text in which tables of equal content look the same.
local function show(value, indent)
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" then return tostring(value) end
  local keys, parts = {}, {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if math.type(a) and math.type(b) then return a < b end
    return tostring(a) < tostring(b)
  end)
  indent = indent or ""
  for i, key in ipairs(keys) do
    parts[i] = ("\n%s  [%s] = %s"):format(indent, show(key), show(value[key], indent .. "  "))
  end
  return "{" .. table.concat(parts) .. "}"
end

t.show = show

-- Numbers differ from texts, 1 from 1.0; tables are compared by content.
function t.equal(got, wanted, what)
  local a, b = show(got), show(wanted)
  if a ~= b or math.type(got) ~= math.type(wanted) then
    error(("%swanted %s\ngot %s"):format(what and what .. ": " or "", b, a), 2)
  end
end

function t.contains(text, part)
  if type(text) ~= "string" or not text:find(part, 1, true) then
    error(("wanted a text with %q, got %s"):format(part, show(text)), 2)
  end
end

-- The call must fail with an error that contains the text; returns the error's message.
function t.raises(part, body, ...)
  local ok, message = pcall(body, ...)
  if ok then error(("nothing was raised; wanted an error with %q"):format(part), 2) end
  message = tostring(message)
  if not message:find(part, 1, true) then
    error(("wanted an error with %q, got %q"):format(part, message), 2)
  end
  return message
end

function t.read(file)
  local handle = assert(io.open(file, "rb"))
  local text = handle:read("a")
  handle:close()
  return text
end

function t.write(file, text)
  local handle = assert(io.open(file, "wb"))
  handle:write(text)
  handle:close()
end

-- Run the program under test: exit status, standard output, standard error.
function t.rowan(...)
  local words = {}
  for i, word in ipairs({ os.getenv("ROWAN"), ... }) do
    words[i] = "'" .. word:gsub("'", "'\\''") .. "'"
  end
  local _, _, status = os.execute(table.concat(words, " ") .. " </dev/null >command.out 2>command.err")
  return status, t.read("command.out"), t.read("command.err")
end

-- The same, with the exit status that it has to have: standard output, standard error.
function t.exits(status, ...)
  local got, out, err = t.rowan(...)
  t.equal(got, status, table.concat({ ... }, " ") .. ": " .. out .. err)
  return out, err
end

-- What a database cannot have: said with its reason, and not counted.
function t.skip(name, reason)
  print(("SKIPPED  %s: %s"):format(name, reason))
end

function t.finish()
  print(("%d passed, %d failed"):format(passed, failed))
  os.exit(failed == 0, true)
end

return t
