-- The words of the mapping language for a person at a terminal.

local cli = require "lib.cli"
local example = require "language.example"
local language = require "language.entries"
local rowan = require "rowan"
local format = require "lib.format"

local M = {}

-- Markdown without its signs.
local function plain(text)
  return (text:gsub("`", ""))
end

local function meaning(entry)
  return plain(language.meaning(entry))
end

function M.all()
  local width = rowan.terminal.is_tty(1) and rowan.terminal.width() or 120
  local longest = 0
  for _, entry in ipairs(language.entries) do
    longest = math.max(longest, #entry.name)
  end
  for i, kind in ipairs(language.kinds) do
    print((i > 1 and "\n" or "") .. kind[3])
    for _, entry in ipairs(language.entries) do
      if entry.kind == kind[1] then
        print("  " .. format.cut(("%-" .. longest .. "s  %s"):format(entry.name, meaning(entry)), width - 2))
      end
    end
  end
  print "\nrowan words NAME shows one with its examples."
end

local function indented(text)
  return "    " .. text:gsub("%s+$", ""):gsub("\n", "\n    ")
end

local function print_long(x)
  print(indented(example.code(x)))
  print("\n  of\n\n" .. indented(x.xml))
  print("\n  makes\n\n" .. indented(x.rows))
end

-- Short examples in one table, each long one by itself.
local function print_examples(entry)
  local examples, rows = language.examples_of(entry), {}
  local origin = #entry.examples == 0 and language.get(entry.see[1], entry.see[2]) or entry
  local shared = language.documents[origin.kind]
  for _, x in ipairs(examples) do
    if not example.is_short(x) then
      print ""
      print_long(x)
    else
      local parts = example.parts(origin, x)
      rows[#rows + 1] = shared and { parts[1], parts[3] } or parts
    end
  end
  if #rows > 0 then
    local head = shared and { "example", "gives" } or { "example", "document", "gives" }
    print("\n" .. indented(cli.table { columns = head, rows = rows }))
  end
  if shared then
    print("\n  of\n\n" .. indented(shared))
  end
end

-- Returns what is wrong, or nil.
function M.one(name)
  local found = language.find(name)
  for _, entry in ipairs(found) do
    print(("%s   (%s)\n  %s"):format(plain(entry.sign or entry.name), language.singular[entry.kind], meaning(entry)))
    print_examples(entry)
    print ""
  end
  if #found > 0 then
    return nil
  end
  local names = {}
  for _, entry in ipairs(language.entries) do
    table.move(entry.names, 1, #entry.names, #names + 1, names)
  end
  local near = rowan.suggest(name, names)
  return ('there is no word "%s"%s'):format(name, near and ('; did you mean "%s"?'):format(near)
    or "; rowan words lists them all")
end

return M
