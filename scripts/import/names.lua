-- Names of Lua variables in the mapping: none is a word of the language or of Lua, none is given twice.

local lua_text = require "import.lua_text"
local rowan = require "rowan"

local M = {}
M.__index = M

local reserved = {}
for word in pairs(lua_text.keywords) do
  reserved[word] = true
end
local known = rowan.mapping.words()
for _, kind in ipairs { "words", "types", "transforms", "functions", "libraries" } do
  for _, word in ipairs(known[kind]) do
    reserved[word] = true
  end
end

function M.new()
  return setmetatable({ taken = {}, intos = {} }, M)
end

-- A free name that begins with the wanted one; tail is what a reserved word gets.
function M:fresh(wanted, tail)
  local base = wanted:lower():gsub("[^%w_]+", "_"):gsub("^(%d)", "_%1")
  base = base:find("[%w]") and base or "x"
  local name, n = base, 1
  if reserved[name] or self.taken[name] then
    name = base .. "_" .. (tail or "2")
  end
  while reserved[name] or self.taken[name] do
    n = n + 1
    name = base .. "_" .. n
  end
  self.taken[name] = true
  return name
end

return M
