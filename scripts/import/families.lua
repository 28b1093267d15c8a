-- Numbered slots, coll1_make ... coll4_make: one Lua function makes the into of each.
--
-- The names in two slots differ in one piece, the slot's mark ("1", "gap"). Where that holds, a column is written once,
-- with the mark as a variable; what is different in a slot stands behind an `if`. Where the names follow no rule, each
-- slot tells the function where its values are: cover(71, { amount = "@theft_cover" }).

local columns = require "import.columns"
local holes = require "import.holes"
local lua = require "import.lua_text"

local M = {}

-- ---- the mark of each slot ---------------------------------------------------------------------------

local function common_front(a, b)
  local n = 0
  while n < #a and n < #b and a:byte(n + 1) == b:byte(n + 1) do
    n = n + 1
  end
  return n
end

local function is_word_char(text)
  return text:find("^[%w\x80-\xff]$") ~= nil
end

-- How one column's names differ: { front, marks = { by slot }, back }; nil when they do not.
local function difference(names)
  local first = names[1]
  local front, back = #first, #first
  for _, name in ipairs(names) do
    front = math.min(front, common_front(first, name))
    back = math.min(back, common_front(first:reverse(), name:reverse()))
  end
  for _, name in ipairs(names) do
    back = math.min(back, #name - front)
  end
  local marks, all_digits, seen = {}, true, {}
  for i, name in ipairs(names) do
    marks[i] = name:sub(front + 1, #name - back)
    all_digits = all_digits and marks[i]:find("^%d+$") ~= nil
    if seen[marks[i]] then
      return nil
    end
    seen[marks[i]] = true
  end
  -- Whole words, not the letters in which two words happen to differ; digits are whole by themselves.
  local chars = all_digits and "^%d$" or nil
  local function belongs(c)
    if chars then
      return c:find(chars) ~= nil
    end
    return is_word_char(c)
  end
  while front > 0 and belongs(first:sub(front, front)) do
    for i in ipairs(marks) do
      marks[i] = first:sub(front, front) .. marks[i]
    end
    front = front - 1
  end
  while back > 0 and belongs(first:sub(#first - back + 1, #first - back + 1)) do
    for i in ipairs(marks) do
      marks[i] = marks[i] .. first:sub(#first - back + 1, #first - back + 1)
    end
    back = back - 1
  end
  return { front = first:sub(1, front), marks = marks, back = first:sub(#first - back + 1) }
end

local function same_marks(a, b)
  for i, mark in ipairs(a) do
    if mark ~= b[i] then
      return false
    end
  end
  return true
end

-- The names of attributes that a column has in all slots; nil when it has none in some.
local function names_of(slots, column)
  local names = {}
  for i, slot in ipairs(slots) do
    for _, spec in ipairs(slot.columns) do
      if spec.name == column and spec.entry and spec.entry.attribute then
        names[i] = spec.entry.attribute
      end
    end
    if not names[i] then
      return nil
    end
  end
  return names
end

-- "coll" and "_" around the mark, as far as all columns agree.
local function narrow(found, one)
  local n = common_front(found.front:reverse(), one.front:reverse())
  found.front = found.front:sub(#found.front - n + 1)
  found.back = found.back:sub(1, common_front(found.back, one.back))
end

-- { front, back, marks }: how the names of slots are made; nil when no rule is seen.
local function find_marks(slots)
  local found
  for _, spec in ipairs(slots[1].columns) do
    local names = names_of(slots, spec.name)
    local one = names and difference(names)
    if one and not found then
      found = one
    elseif one and same_marks(one.marks, found.marks) then
      narrow(found, one)
    end
  end
  if found then
    found.back = found.back:match("^.*_") or ""
  end
  return found
end

-- ---- columns with the mark as a variable -------------------------------------------------------------

local MARK = "\1"

-- A column's source in which the slot's names are MARK.
local function marked(text, found, i)
  local name = found.front .. found.marks[i] .. found.back
  local out, from = {}, 1
  while true do
    local at = text:find("@" .. name, from, true)
    if not at then
      break
    end
    out[#out + 1] = text:sub(from, at - 1)
    from = at + 1 + #name
  end
  out[#out + 1] = text:sub(from)
  return table.concat(out, MARK)
end

-- Type and options.
local function type_text(spec)
  local parts = { spec.type }
  for _, option in ipairs(spec.options) do
    parts[#parts + 1] = option[1] .. "=" .. option[2]
  end
  return table.concat(parts, "\0")
end

-- The same for all slots that are told apart by the mark only.
local function signature(spec, found, i)
  return table.concat({ spec.name, marked(spec.source, found, i), type_text(spec) }, "\0")
end

-- Lua for a text in which the variable stands for MARK; quoted is how the parts between are written.
local function join(text, variable, quoted)
  local parts, from = {}, 1
  while true do
    local at = text:find(MARK, from, true)
    local part = text:sub(from, (at or #text + 1) - 1)
    if part ~= "" then
      parts[#parts + 1] = quoted(part)
    end
    if not at then
      return table.concat(parts, " .. ")
    end
    parts[#parts + 1] = variable
    from = at + 1
  end
end

local function plainly(part)
  return '"' .. part .. '"'
end

-- The column as all slots have it, its source written with the variable.
local function with_variable(spec, found, i, variable)
  local source = marked(spec.source, found, i)
  if not source:find(MARK, 1, true) then
    return spec
  end
  local one = {}
  for key, value in pairs(spec) do
    one[key] = value
  end
  one.literal, one.block = false, nil
  local inner = source:match("^expr %[=*%[%s*(.-)%s*%]=*%]$")
  if inner then
    one.source = "expr(" .. join(inner:gsub("%s*\n%s*", " "), variable, function(part)
      return '"' .. part:gsub('[\\"]', "\\%0") .. '"'
    end) .. ")"
  else
    one.source = source:gsub('"([^"]*)"', function(text)
      return join(text, variable, plainly)
    end)
  end
  return one
end

-- ---- the family --------------------------------------------------------------------------------------

local function column_names(slots)
  local names, seen = {}, {}
  for _, slot in ipairs(slots) do
    for _, spec in ipairs(slot.columns) do
      if not seen[spec.name] then
        seen[spec.name] = true
        names[#names + 1] = spec.name
      end
    end
  end
  return names
end

local function find_column(slot, name)
  for _, spec in ipairs(slot.columns) do
    if spec.name == name then
      return spec
    end
  end
end

-- The ways in which slots have a column: { spec, slots = { numbers } }.
local function variants(slots, name, found, variable)
  local list, by_signature = {}, {}
  for i, slot in ipairs(slots) do
    local spec = find_column(slot, name)
    if spec then
      local id = signature(spec, found, i)
      if not by_signature[id] then
        by_signature[id] = { spec = with_variable(spec, found, i, variable), slots = {} }
        list[#list + 1] = by_signature[id]
      end
      table.insert(by_signature[id].slots, i)
    end
  end
  return list
end

local function alone(into, slot, number, shared)
  local one = {}
  for key, value in pairs(into) do
    one[key] = value
  end
  local value = slot.number and tostring(slot.number) or '"' .. slot.name .. '"'
  one.columns, one.children, one.suffix = { table.unpack(into.columns) }, {}, slot.name
  one.columns[#one.columns + 1] = columns.word(number.name, ("constant(%s)"):format(value), number.type)
  for _, list in ipairs { slot.columns, shared } do
    table.move(list, 1, #list, #one.columns + 1, one.columns)
  end
  return one
end

local function each_alone(into, slots, number, shared)
  local list = {}
  for i, slot in ipairs(slots) do
    list[i] = alone(into, slot, number, shared)
  end
  return list
end

-- ---- slots that say where their values are -----------------------------------------------------------

-- A column of several slots: { name, spec (the first), specs (by slot), count, is_alike }.
local function gather(slots, name)
  local one = { name = name, specs = {}, count = 0, is_alike = true, same_source = true }
  for i, slot in ipairs(slots) do
    local spec = find_column(slot, name)
    one.specs[i] = spec
    if spec then
      one.spec, one.count = one.spec or spec, one.count + 1
      one.is_alike = one.is_alike and type_text(spec) == type_text(one.spec)
      one.same_source = one.same_source and spec.source == one.spec.source
    end
  end
  return one
end

local function copy(spec, source)
  local one = {}
  for key, value in pairs(spec) do
    one[key] = value
  end
  one.literal, one.block, one.source = false, nil, source
  return one
end

-- The column whose paths these are, slot by slot; nil when it is none.
local function column_of_paths(found, list)
  for _, one in ipairs(list) do
    local same = one.is_alike and not one.same_source
    for i, path in pairs(found) do
      same = same and one.specs[i] and one.specs[i].raw == path:gsub("`", "")
    end
    if same then
      return one.name
    end
  end
end

-- What the slots hand over for the paths of a turn: { name, quoted }, false where all have one path.
local function hole_of(one, found, list)
  local differs, quoted = false, false
  for _, path in ipairs(found) do
    differs, quoted = differs or path ~= found[1], quoted or path:find("^`") ~= nil
  end
  if not differs then
    return false
  end
  local name = column_of_paths(found, list)
  for _, extra in ipairs(one.extras) do
    name = name or table.concat(extra.paths, "\0") == table.concat(found, "\0") and extra.name or nil
  end
  if not name then
    name = one.name .. "_from" .. (one.extras[1] and "_" .. #one.extras + 1 or "")
    table.insert(one.extras, { name = name, paths = found })
  end
  return { name = name, quoted = quoted }
end

-- An expression that differs in paths only, as lines in which "{make}" stands for what the slots hand over as `make`;
-- one.extras gets the paths that are no column of theirs. nil when it differs in more.
local function with_holes(one, slots, list)
  if one.count < #slots or not one.spec.expression then
    return nil
  end
  local splits, names = {}, {}
  for i, spec in ipairs(one.specs) do
    splits[i] = spec.expression and holes.split(spec.expression.text, spec.paths)
    if not splits[i] or not holes.same(splits[i], splits[1]) then
      return nil
    end
  end
  one.extras = {}
  for k in ipairs(splits[1].paths) do
    local found = {}
    for i, split in ipairs(splits) do
      found[i] = split.paths[k]
    end
    names[k] = hole_of(one, found, list)
  end
  return holes.lines(one.spec.expression.lines, one.spec.paths, names)
end

local WORTH = 1.5 -- how many slots have a column, on the average, for which a function is shorter

-- The column in the function, and what it wants of the slots: a path, a whole column, or nothing.
local function column_by_source(family, one, slots, list)
  local spec = one.spec
  local from = lua.index("from", one.name)
  local lines = one.is_alike and not one.same_source and with_holes(one, slots, list)
  if lines then
    local made = copy(spec)
    family.texts[#family.texts + 1] = { spec = made, lines = lines }
    return made
  elseif not one.is_alike then
    one.hands_over = "column"
    return { name = one.name, source = from, options = {}, comment = spec.comment }
  elseif not one.same_source or one.count < #slots then
    one.hands_over = "source"
    return copy(spec, from), one.count < #slots
  end
  return spec
end

-- What a slot hands over: { name, source }.
local function sources_of(list, i)
  local found = {}
  for _, one in ipairs(list) do
    local spec = one.hands_over and one.specs[i]
    found[#found + 1] = spec and { one.name, one.hands_over == "source" and spec.source
      or columns.write(spec, lua.WIDTH) } or nil
    for _, extra in ipairs(one.extras or {}) do
      found[#found + 1] = { extra.name, lua.quote((extra.paths[i]:gsub("`", ""))) }
    end
  end
  return found
end

local function family_by_source(into, slots, number, shared)
  local family = { slots = slots, by_source = true, regular = { table.unpack(into.columns) }, optional = {},
    texts = {} }
  local list, places, whole = {}, 0, 0
  table.insert(family.regular, columns.word(number.name, "constant(n)", number.type))
  for i, name in ipairs(column_names(slots)) do
    list[i] = gather(slots, name)
    places = places + list[i].count
  end
  for _, one in ipairs(list) do
    local spec, is_optional = column_by_source(family, one, slots, list)
    table.insert(is_optional and family.optional or family.regular, spec)
    whole = whole + (one.hands_over == "column" and 1 or 0)
  end
  for i, slot in ipairs(slots) do
    slot.sources = sources_of(list, i)
  end
  table.move(shared, 1, #shared, #family.regular + 1, family.regular)
  return places >= #list * WORTH and whole * 2 <= #list and family
end

-- Slots whose names follow no rule.
local function irregular(into, slots, number, shared)
  local family = #slots > 1 and family_by_source(into, slots, number, shared)
  if not family then
    return each_alone(into, slots, number, shared)
  end
  into.family, into.columns = family, {}
  return { into }
end

-- One into for all slots (a family, see write.lua), or one for each where that is no longer.
function M.intos(into, slots, number, shared)
  local found = #slots > 1 and find_marks(slots)
  if not found then
    return irregular(into, slots, number, shared)
  end
  local family = { slots = slots, found = found, regular = { table.unpack(into.columns) }, special = {},
    by_number = true }
  local keys = #family.regular + 1
  for i, slot in ipairs(slots) do
    family.by_number = family.by_number and tostring(slot.number) == found.marks[i]
  end
  table.insert(family.regular, columns.word(number.name, "constant(n)", number.type))
  for _, name in ipairs(column_names(slots)) do
    local list = variants(slots, name, found, "slot")
    if #list == 1 and #list[1].slots == #slots then
      table.insert(family.regular, list[1].spec)
    else
      table.sort(list, function(a, b)
        return #a.slots < #b.slots
      end)
      local count = 0
      for _, one in ipairs(list) do
        count = count + #one.slots
      end
      table.insert(family.special, { variants = list, all = count == #slots })
    end
  end
  if #family.special > #family.regular - keys then
    return irregular(into, slots, number, shared)
  end
  table.move(shared, 1, #shared, #family.regular + 1, family.regular)
  into.family, into.columns = family, {}
  return { into }
end

return M
