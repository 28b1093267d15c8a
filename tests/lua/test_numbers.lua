-- Options that take numbers: what is out of range is a wrong use, said with the option and what it may be.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))

t.write("m.lua", [[
return mapping { name = "m", source = { table = "d", key = "id", document = "x" },
  into "y" { each = "/y", key = { "id" }, columns = { id = source "id" } } }
]])
t.write("d.xml", "<y/>")

-- Before the option; what it takes at most, nil where that does not matter.
local options = {
  { "run", "--workers", 256 }, { "run", "--chunk", 1000000000000000 }, { "run", "--page", 1000000 },
  { "run", "--commit", 1000000 }, { "run", "--batch-bytes", 1073741824 },
  { "run", "--limit", 1000000000000000 }, { "run", "--deadline", 86400 },
  { "run", "--call-seconds", 86400, least = "0.1" }, { "run", "--database-deadline", 864000 },
  { "run", "--retry-least-ms", 3600000 }, { "run", "--retry-most-ms", 3600000 }, { "run", "--patience-ms", 3600000 },
  { "run", "--max-failed", 1000000000000000, least = "0" },
  { "status", "--failed", least = "0" },
  { "try", "--limit" }, { "try", "--width", least = "20" },
  { "mock", "--count", 1000000000 }, { "mock", "--seed", least = "0" }, { "mock", "--start", 1000000000000000 },
  { "mock", "--bad", 100, least = "0" },
}

t.test("a number out of range ends with 2, the option's name and its range", function()
  for _, option in ipairs(options) do
    local words = { "9e18", "9223372036854775808", "nan", "inf", "0x10", "1e2", "many", "", "1,5" }
    if option[3] then words[#words + 1] = tostring(option[3] + 1) end
    if option[3] and option[2] ~= "--call-seconds" and option[2] ~= "--bad" then words[#words + 1] = "1.5" end
    for _, word in ipairs(words) do
      local file = option[1] == "try" and "d.xml" or "--quiet"
      if option[1] == "mock" or option[1] == "status" then file = "--connect=Driver=SQLite3;Database=x.db" end
      local status, _, err = t.rowan(option[1], "m.lua", file, option[2], word)
      t.equal(status, 2, option[2] .. " " .. word)
      t.contains(err, ("rowan %s: %s: '%s' is not a "):format(option[1], option[2], word))
      t.contains(err, ("from %s %s"):format(option.least or "1", option[3] and "to " .. option[3] or "on"))
    end
  end
end)

t.finish()
