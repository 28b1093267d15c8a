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
for _, name in ipairs { "README.md", "docs/guide.md", "docs/mapping.md", "docs/sources.md", "docs/job.md",
  "docs/operate.md" } do
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

-- The words that luacheck lets mappings use.
local function words_of_luacheck()
  local settings = setmetatable({ stds = {}, files = {} }, { __index = _G })
  assert(loadfile(t.root .. ".luacheckrc", "t", settings))()
  return settings.stds.rowan_mapping.read_globals
end

t.test("luacheck's words are those of the language", function()
  local known = {}
  for _, word in ipairs(words_of_luacheck()) do
    known[word] = true
    t.write("word.lua", ("local x = %s"):format(word))
    t.raises("must end with: return mapping", rowan.mapping.load, "word.lua")
  end
  for word in t.read(t.root .. "bindings/language/words.c"):gmatch('{"(%l+)", *word_') do
    t.equal(known[word], true, word)
  end
end)

t.test("docs/mapping.md has every word", function()
  local text = t.read(t.root .. "docs/mapping.md")
  for _, word in ipairs(words_of_luacheck()) do
    if not text:find("%f[%w_]" .. word .. "%f[^%w_]") then error("nothing about " .. word) end
  end
end)

t.finish()
