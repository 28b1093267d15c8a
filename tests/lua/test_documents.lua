-- What the documents show works: every whole mapping and every whole script in them is loaded.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

-- The Lua blocks of a document: { line, text }.
local function blocks(path)
  local list, number, start, lines = {}, 0, nil, nil
  for line in io.lines(path) do
    number = number + 1
    if line == "```lua" then
      start, lines = number + 1, {}
    elseif start and line == "```" then
      list[#list + 1] = { line = start, text = table.concat(lines, "\n") .. "\n" }
      start = nil
    elseif start then
      lines[#lines + 1] = line
    end
  end
  return list
end

local mappings = 0
for _, name in ipairs { "README.md", "docs/guide.md", "docs/mapping.md", "docs/job.md", "docs/operate.md" } do
  for _, block in ipairs(blocks(t.root .. name)) do
    local where = ("%s:%d"):format(name, block.line)
    -- A block with dots in place of something shows a shape, not a whole.
    if block.text:find("return mapping {", 1, true) and not block.text:find("{ ... }", 1, true) then
      mappings = mappings + 1
      t.test(where .. " is a mapping", function()
        t.write("block.lua", block.text)
        t.equal(#rowan.mapping.load("block.lua").tables > 0, true)
      end)
    elseif block.text:find('require "rowan"', 1, true) then
      t.test(where .. " is a script", function() assert(load(block.text)) end)
    end
  end
end

t.test("there are mappings to test", function() t.equal(mappings > 0, true) end)

for _, name in ipairs { "orders", "credit" } do
  t.test(("mappings/%s.lua is a mapping"):format(name), function()
    t.equal(rowan.mapping.load(t.root .. "mappings/" .. name .. ".lua").version ~= nil, true)
  end)
end

t.finish()
