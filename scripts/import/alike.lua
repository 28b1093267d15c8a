-- Columns whose expressions differ in numbers or in one word only, fee_1 ... fee_9, dock_total ... water_total: one Lua
-- function makes them.

local columns = require "import.columns"
local lua = require "import.lua_text"
local rowan = require "rowan"

local M = {}

local LEAST, LENGTH = 3, 60 -- columns, and characters of an expression, for which a function is worth it

local keywords = {}
for _, word in ipairs(rowan.mapping.words().expr.keywords) do
  keywords[word] = true
end

-- Ways to differ: what it is called, the function's parameters, the part that begins at a place of a text.
local ways = {
  { name = "a number", several = "numbers", parameters = { "n", "a", "b" }, part_at = function(text, at)
    return text:match("^%d+", at)
  end },
  { name = "a word", parameters = { "what" }, part_at = function(text, at) -- of dockRate, dock_rate: dock
    return text:match("^%u+%l*", at) or text:match("^%l+", at)
  end },
}

-- "case when @fee_12 > 0" -> { "case when @fee_", " > ", "" }, { "12", "0" }
local function split(text, part_at)
  local between, parts, from, at = {}, {}, 1, 1
  while at <= #text do
    local part = part_at(text, at)
    if part then
      between[#between + 1], parts[#parts + 1] = text:sub(from, at - 1), part
      from = at + #part
    end
    at = at + #(part or " ")
  end
  between[#between + 1] = text:sub(from)
  return between, parts
end

local function is_worth(spec)
  local text = spec.expression and spec.expression.text
  return text and spec.type and #text >= LENGTH and not text:find("{", 1, true)
end

-- Columns that are the same but for such parts of their expressions: lists of { spec, parts }.
local function groups_of(specs, way)
  local groups = {}
  for _, spec in ipairs(specs) do
    if is_worth(spec) then
      local between, parts = split(spec.expression.text, way.part_at)
      local id = { spec.type, table.unpack(between) }
      for _, option in ipairs(spec.options) do
        id[#id + 1] = option[1] .. "=" .. option[2]
      end
      local key = table.concat(id, "\0")
      if not groups[key] then
        groups[key] = {}
        groups[#groups + 1] = groups[key]
      end
      table.insert(groups[key], { spec = spec, parts = parts })
    end
  end
  return groups
end

-- Where two columns differ, a text that says the turns; nil where they do not, or in a word of expressions.
local function difference(a, b)
  local turns = {}
  for i, part in ipairs(a.parts) do
    if part ~= b.parts[i] then
      if keywords[part:lower()] or keywords[b.parts[i]:lower()] then
        return nil
      end
      turns[#turns + 1] = i
    end
  end
  return turns[1] and table.concat(turns, " ")
end

-- What the function of a family is called with: family.own says which parameter a turn's part is, family.arguments the
-- parts by member. nil where it takes more parameters than there are, or two members are the same.
local function set_arguments(family, way)
  local own, columns_of, count, seen = {}, {}, 0, {}
  for i in ipairs(family[1].parts) do
    local parts, differs = {}, false
    for k, one in ipairs(family) do
      parts[k], differs = one.parts[i], differs or one.parts[i] ~= family[1].parts[i]
    end
    local id = table.concat(parts, "\0")
    if differs and not columns_of[id] then
      count = count + 1
      columns_of[id] = { number = count, parts = parts }
      columns_of[count] = parts
    end
    own[i] = differs and columns_of[id].number or nil
  end
  family.own, family.arguments = own, {}
  for k in ipairs(family) do
    family.arguments[k] = {}
    for number = 1, count do
      family.arguments[k][number] = columns_of[number][k]
    end
    local id = table.concat(family.arguments[k], "\0")
    count = seen[id] and math.huge or count
    seen[id] = true
  end
  return count <= #way.parameters and family or nil
end

-- Those of a group that differ from a column at the same places, the most; at first all that are left.
local function family_of(first, group, way)
  local all, families, best = { first }, {}, nil
  for _, other in ipairs(group) do
    local key = not other.taken and difference(first, other)
    if key then
      all[#all + 1] = other
      families[key] = families[key] or { first }
      table.insert(families[key], other)
      best = (not best or #families[key] > #best) and families[key] or best
    end
  end
  return #all >= LEAST and set_arguments(all, way) or best and #best >= LEAST and set_arguments(best, way) or nil
end

-- The lines of an expression with marks for its own parts; lines break between tokens, so parts stay whole.
local function marked_lines(one, own, way)
  local turn, lines = 0, {}
  for k, line in ipairs(one.spec.expression.lines) do
    local between, parts = split(line, way.part_at)
    local pieces = { between[1] }
    for i, part in ipairs(parts) do
      turn = turn + 1
      pieces[#pieces + 1] = (own[turn] and "{" .. way.parameters[own[turn]] .. "}" or part) .. between[i + 1]
    end
    lines[k] = table.concat(pieces)
  end
  return lines
end

-- The words that all names end with, or begin with; of fee_1_enum and fee_2_enum those without a number.
local function base_name(family)
  local first = family[1].spec.name
  local bare = first:gsub("%d+", ""):gsub("__+", "_"):gsub("^_+", ""):gsub("_+$", "")
  local front, back, same = first, first, true
  for _, member in ipairs(family) do
    local name = member.spec.name
    same = same and name:gsub("%d+", "") == first:gsub("%d+", "")
    while back ~= "" and name:sub(-#back) ~= back do
      back = back:match("^[^_]*_(.*)$") or ""
    end
    while front ~= "" and name:sub(1, #front) ~= front do
      front = front:match("^(.*)_[^_]*$") or ""
    end
  end
  local base = same and bare or back ~= "" and back or front
  return base:find("%a") and base or "calculated"
end

-- What the function is called with: (1), (1, 100), or "01", "dock".
local function call_of(family, k)
  local plain, items = true, {}
  for _, arguments in ipairs(family.arguments) do
    for _, part in ipairs(arguments) do
      plain = plain and (part == "0" or part:find("^[1-9]%d*$") ~= nil)
    end
  end
  for i, part in ipairs(family.arguments[k]) do
    items[i] = plain and part or lua.quote(part)
  end
  local text = table.concat(items, ", ")
  return #items == 1 and not plain and " " .. text or "(" .. text .. ")"
end

-- "n", and what puts it into the text; "n, a", and a table that does.
local function parameters_of(family, way)
  local names = { table.unpack(way.parameters, 1, #family.arguments[1]) }
  if not names[2] then
    return names[1], ('text:gsub("{%s}", %s)'):format(names[1], names[1])
  end
  local fields = {}
  for i, name in ipairs(names) do
    fields[i] = name .. " = " .. name
  end
  return table.concat(names, ", "), ('text:gsub("{(.-)}", { %s })'):format(table.concat(fields, ", "))
end

-- A function for the columns of a family, which become calls of it.
local function write(family, way, names)
  local first = family[1].spec
  local lines = marked_lines(family[1], family.own, way)
  local name = names:fresh(base_name(family), "column")
  local open, close = lua.long(table.concat(lines))
  local parameters, filled = parameters_of(family, way)
  local made = { type = first.type, options = first.options, source = ("expr((%s))"):format(filled) }
  for k, member in ipairs(family) do
    local spec = member.spec
    member.taken = true
    spec.source, spec.type, spec.options, spec.block = name .. call_of(family, k), nil, {}, nil
  end
  return table.concat({
    ("-- %s to %s differ in %s only."):format(first.name, family[#family].spec.name,
      family.arguments[1][2] and way.several or way.name),
    ("local function %s(%s)"):format(name, parameters),
    "  local text = " .. open,
    "    " .. table.concat(lines, "\n    ") .. " " .. close,
    "  return " .. columns.write(made, lua.WIDTH),
    "end" }, "\n")
end

-- The functions for columns of an into, as Lua text each.
function M.functions(specs, names)
  local list = {}
  for _, way in ipairs(ways) do
    for _, group in ipairs(groups_of(specs, way)) do
      for _, one in ipairs(group) do
        local family = not one.taken and family_of(one, group, way)
        list[#list + 1] = family and write(family, way, names) or nil
      end
    end
  end
  return list
end

return M
