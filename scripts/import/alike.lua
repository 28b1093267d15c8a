-- Columns whose expressions differ in one number or one word only, fee_1 ... fee_9, dock_total ... water_total: one Lua
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

-- Ways to differ: what it is called, the function's parameter, the part that begins at a place of a text.
local ways = {
  { "number", "n", function(text, at)
    return text:match("^%d+", at)
  end },
  { "word", "what", function(text, at) -- of dockRate, dock_rate: dock
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
      local between, parts = split(spec.expression.text, way[3])
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

-- Where two columns differ: { [turn] = true }, the same as text, and the part of each; nil where one part of the first
-- is not one part of the second.
local function difference(a, b)
  local own, turns, ours, theirs = {}, {}, nil, nil
  for i, part in ipairs(a.parts) do
    if part ~= b.parts[i] then
      ours, theirs = ours or part, theirs or b.parts[i]
      if part ~= ours or b.parts[i] ~= theirs or keywords[part:lower()] or keywords[theirs:lower()] then
        return nil
      end
      own[i], turns[#turns + 1] = true, i
    end
  end
  return ours and own, table.concat(turns, " "), ours, theirs
end

-- The largest family of a column: { own, { spec, part } ... }; nil when there is none.
local function family_of(first, group)
  local best, families = nil, {}
  for _, other in ipairs(group) do
    local own, key, ours, theirs = difference(first, other)
    if own and not other.taken then
      local family = families[key] or { own = own, seen = { [ours] = true }, { one = first, part = ours } }
      families[key] = family
      if not family.seen[theirs] then
        family.seen[theirs] = true
        family[#family + 1] = { one = other, part = theirs }
      end
      best = (not best or #family > #best) and family or best
    end
  end
  return best and #best >= LEAST and best or nil
end

-- The lines of an expression with the mark for its own parts; lines break between tokens, so parts stay whole.
local function marked_lines(one, own, way)
  local turn, lines = 0, {}
  for k, line in ipairs(one.spec.expression.lines) do
    local between, parts = split(line, way[3])
    local pieces = { between[1] }
    for i, part in ipairs(parts) do
      turn = turn + 1
      pieces[#pieces + 1] = (own[turn] and "{" .. way[2] .. "}" or part) .. between[i + 1]
    end
    lines[k] = table.concat(pieces)
  end
  return lines
end

-- The words that all names end with, or begin with; of fee_1_enum and fee_2_enum those without a number.
local function base_name(family)
  local first = family[1].one.spec.name
  local bare = first:gsub("%d+", ""):gsub("__+", "_"):gsub("^_+", ""):gsub("_+$", "")
  local front, back, same = first, first, true
  for _, member in ipairs(family) do
    local name = member.one.spec.name
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

-- What the function is called with: 1, or "01", "dock".
local function arguments(family)
  local plain = true
  for _, member in ipairs(family) do
    plain = plain and member.part:find("^[1-9]%d*$") ~= nil
  end
  return plain and "(%s)" or ' "%s"'
end

-- A function for the columns of a family, which become calls of it.
local function write(family, way, names)
  local first, call = family[1].one.spec, arguments(family)
  local lines = marked_lines(family[1].one, family.own, way)
  local name = names:fresh(base_name(family), "column")
  local open, close = lua.long(table.concat(lines))
  local made = { type = first.type, options = first.options,
    source = ('expr((text:gsub("{%s}", %s)))'):format(way[2], way[2]) }
  for _, member in ipairs(family) do
    local spec = member.one.spec
    member.one.taken = true
    spec.source, spec.type, spec.options, spec.block = name .. call:format(member.part), nil, {}, nil
  end
  return table.concat({
    ("-- %s to %s differ in a %s only."):format(first.name, family[#family].one.spec.name, way[1]),
    ("local function %s(%s)"):format(name, way[2]),
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
        local family = not one.taken and family_of(one, group)
        list[#list + 1] = family and write(family, way, names) or nil
      end
    end
  end
  return list
end

return M
