-- Columns whose expressions differ in a number only, fee_1 ... fee_9: one Lua function makes them.

local columns = require "import.columns"
local lua = require "import.lua_text"

local M = {}

local LEAST, LENGTH = 3, 60 -- columns, and characters of an expression, for which a function is worth it
local MARK = "{n}"

-- "case when @fee_12 > 0" -> { "case when @fee_", " > ", "" }, { "12", "0" }
local function split(text)
  local parts, numbers, from = {}, {}, 1
  for at, number, after in text:gmatch("()(%d+)()") do
    parts[#parts + 1], numbers[#numbers + 1], from = text:sub(from, at - 1), number, after
  end
  parts[#parts + 1] = text:sub(from)
  return parts, numbers
end

local function is_worth(spec)
  local text = spec.expression and spec.expression.text
  return text and #text >= LENGTH and not text:find(MARK, 1, true)
end

-- Columns that are the same but for the numbers in their expressions: lists of { spec, numbers, parts }.
local function groups_of(specs)
  local groups = {}
  for _, spec in ipairs(specs) do
    if is_worth(spec) then
      local parts, numbers = split(spec.expression.text)
      local id = { spec.type, table.unpack(parts) }
      for _, option in ipairs(spec.options) do
        id[#id + 1] = option[1] .. "=" .. option[2]
      end
      local key = table.concat(id, "\0")
      if not groups[key] then
        groups[key] = {}
        groups[#groups + 1] = groups[key]
      end
      table.insert(groups[key], { spec = spec, numbers = numbers, parts = parts })
    end
  end
  return groups
end

-- Which of the numbers are the column's own: where they differ, all are one number in each column, another in another.
-- nil when that is not so.
local function own_numbers(group)
  local own, seen = {}, {}
  for i, number in ipairs(group[1].numbers) do
    for _, one in ipairs(group) do
      own[i] = own[i] or one.numbers[i] ~= number
    end
  end
  for _, one in ipairs(group) do
    for i, number in ipairs(one.numbers) do
      one.n = own[i] and (one.n or number) or one.n
      if own[i] and number ~= one.n then
        return nil
      end
    end
    if not one.n or seen[one.n] or one.n:find("^0%d") then
      return nil
    end
    seen[one.n] = true
  end
  return own
end

-- The lines of an expression with the mark for its own numbers; lines break between tokens, so numbers stay whole.
local function marked_lines(one, own)
  local i, lines = 0, {}
  for k, line in ipairs(one.spec.expression.lines) do
    lines[k] = line:gsub("%d+", function()
      i = i + 1
      return own[i] and MARK or nil
    end)
  end
  return lines
end

local function base_name(spec)
  local name = spec.name:gsub("%d+", ""):gsub("__+", "_"):gsub("^_+", ""):gsub("_+$", "")
  return name ~= "" and name or "numbered"
end

-- A function for the columns of a group, which become calls of it. nil when their numbers are not alike.
local function write(group, names)
  local own, first = own_numbers(group), group[1].spec
  if not own then
    return nil
  end
  local lines = marked_lines(group[1], own)
  local name = names:fresh(base_name(first), "column")
  local open, close = lua.long(table.concat(lines))
  local made = { type = first.type, options = first.options, source = ('expr((text:gsub("%s", n)))'):format(MARK) }
  for _, one in ipairs(group) do
    one.spec.source, one.spec.type, one.spec.options = ("%s(%s)"):format(name, one.n), nil, {}
    one.spec.block = nil
  end
  return table.concat({
    ("-- %s to %s differ in a number only."):format(first.name, group[#group].spec.name),
    ("local function %s(n)"):format(name),
    "  local text = " .. open,
    "    " .. table.concat(lines, "\n    ") .. " " .. close,
    "  return " .. columns.write(made, lua.WIDTH),
    "end" }, "\n")
end

-- The functions for columns of an into, as Lua text each.
function M.functions(specs, names)
  local list = {}
  for _, group in ipairs(groups_of(specs)) do
    list[#list + 1] = #group >= LEAST and write(group, names) or nil
  end
  return list
end

return M
