-- Columns: what an entry says becomes { name, type, source, options, comment }, and that becomes Lua source.
--
-- `source` is Lua: a path, or a word such as expr or constant (then `call` is true). `options` is a list of { name,
-- source }.

local entries = require "import.entry"
local expression = require "import.expression"
local expression_text = require "import.expression_text"
local lua = require "import.lua_text"
local paths = require "import.paths"
local places = require "import.places"
local rowan = require "rowan"

local M = {}
M.__index = M

local ROOM = 100 -- characters of an expression's line

function M.new(contract, notes, types, place_finder)
  return setmetatable({ contract = contract, notes = notes, types = types, places = place_finder }, M)
end

-- ---- expressions -------------------------------------------------------------------------------------

local keywords = {}
for _, word in ipairs(rowan.mapping.words().expr.keywords) do
  keywords[word] = true
end

-- A path as it may stand in an expression.
local function quoted_path(path)
  local bare = path:gsub("%b[]", "")
  local first = bare:match("^[%w_\x80-\xff]+")
  local plain = not bare:find("[^%w_\x80-\xff/@.]") and not bare:find("[%w_]%.") and not bare:find("%.[%w_]")
    and not bare:find("%.%.%.")
  if plain and not (first and keywords[first:lower()]) then
    return path
  end
  return "`" .. path .. "`"
end

M.quoted_path = quoted_path

-- The last element of a path that has the name.
local function up_to(path, name)
  for i = path and #path or 0, 1, -1 do
    if paths.name(path[i]) == name then
      return { table.unpack(path, 1, i) }
    end
  end
end

-- The path of element.attribute, and whether it may match several times: of the row's element or one above it if that
-- is its name, of the entry's own, or where the contract has it; anywhere if the contract does not say where.
function M:named_element(entry, row, parts)
  local name, attribute = parts[#parts - 1]:lower(), parts[#parts]
  local path = up_to(row, name) or up_to(entry.path, name) or self.places:known_element(name)
  if path and #parts == 2 then
    local _, raw, several = self.places:find({ kinds = {}, path = path }, row, attribute)
    return raw, several
  end
  local shown = table.concat(parts, ".")
  if self.places:has_element(name) then
    self.notes:note(entry.expression_place,
      "%s: the contract has this in several places, so it is looked for everywhere", shown)
  else
    self.notes:note(entry.expression_place,
      "%s: the contract does not say where this is, so it is looked for everywhere", shown)
  end
  return "//" .. table.concat(parts, "/", 1, #parts - 1) .. "/@" .. attribute, true
end

-- spec.several is set when a path of the expression may match several times; spec.paths gets all of them.
function M:resolver(entry, row, spec)
  spec.paths = {}
  return function(parts)
    local path, several, _
    if #parts == 1 then
      _, path, several = self.places:find(entry, row, parts[1])
    else
      path, several = self:named_element(entry, row, parts)
    end
    if not path then
      expression.refuse(1, "its place cannot be said")
    end
    spec.several = spec.several or several
    spec.paths[quoted_path(path)] = true
    return quoted_path(path)
  end
end

-- What the contract knows of a name's values: "number" or "date"; nil for texts and for what it does not know.
function M:type_finder(entry)
  local known = { date = "date", datetime = "date", string = false, bit = false }
  return function(parts)
    local element, attribute = parts[#parts - 1], parts[#parts]
    for _, one in ipairs(self.contract.entries) do
      local here = one.attribute == attribute and one.path and not entries.has(one, "calculated_field")
        and (element and paths.name(one.path[#one.path]) == element:lower()
          or not element and entry.path and paths.text(one.path) == paths.text(entry.path))
      if here and known[one.type] ~= false then
        return known[one.type] or "number"
      end
    end
  end
end

local function is_number(kind)
  return kind ~= "string" and kind ~= "bit" and kind ~= "date" and kind ~= "datetime"
end

-- A condition becomes what the column can hold.
local function fit_condition(entry, tree, bit_map)
  if expression_text.kind_of(tree) ~= "condition" then
    return tree
  end
  local at = tree.at
  if bit_map then
    for _, label in ipairs(bit_map.labels) do
      if label.value == 1 then
        return expression_text.as_case(tree, { op = "text", text = label.text, at = at })
      end
    end
  elseif is_number(entry.type) then
    return expression_text.as_case(tree, { op = "number", text = "1", at = at }, { op = "number", text = "0", at = at })
  elseif entry.type == "date" or entry.type == "datetime" then
    expression.refuse(at, "a condition is no date")
  end
  return tree
end

-- What was calculated stays; where nothing was, the enum is asked about the attribute's own text.
local function or_enum(self, entry, tree)
  local branches, default = self.types:enum_branches(entry)
  local function literal(value)
    return { op = math.type(value) and "number" or "text", text = tostring(value), at = tree.at }
  end
  local case = { op = "case", whens = {}, at = tree.at, otherwise = default and literal(default) }
  for i, branch in ipairs(branches) do
    case.whens[i] = { { op = "text", text = branch[1], at = tree.at }, literal(branch[2]) }
  end
  if not case.whens[1] or not entry.attribute then
    return tree
  end
  local name = { op = "name", parts = { entry.attribute }, at = tree.at }
  local bare = { op = "call", name = "trim", args = { name }, at = tree.at } -- as the type enum looks texts up
  case.subject = { op = "call", name = "lower", args = { bare }, at = tree.at }
  return { op = "call", name = "coalesce", args = { tree, case }, at = tree.at }
end

-- { text, lines, may_fail }; nil and a finding when it cannot be said.
function M:expression(entry, row, bit_map, spec)
  local tree, problem = expression.parse(entry.expression)
  local written
  if tree then
    local ok, fitted = pcall(fit_condition, entry, tree, bit_map)
    if ok then
      fitted = entries.has(entry, "enum") and or_enum(self, entry, fitted) or fitted
      written, problem = expression_text.write(fitted, self:resolver(entry, row, spec), self:type_finder(entry), ROOM)
    else
      problem = ("character %d: %s"):format(fitted.at, fitted.message)
    end
  end
  if not written then
    self.notes:left_out(entry.expression_place, "%s.%s: %s; the column is left out", entry.table, entry.column, problem)
  end
  return written
end

-- Lua source of an expression, on one line and on several.
local function expression_source(written)
  local open, close = lua.long(written.text)
  return lua.expr(written.text),
    ("expr %s\n  %s %s"):format(open, table.concat(written.lines, "\n  "), close)
end

local function has_long_line(text)
  for line in text:gmatch "[^\n]+" do
    if #line > ROOM + 10 then
      return true
    end
  end
end

-- A block with lines that are too long, in which places that have a name stand by it: expr([[ a ]] .. name .. [[ b ]])
local function with_places(block, places_named)
  local open, close = block:match "^expr (%[=*%[)", block:match "%]=*%]$"
  local list = table.move(places_named, 1, #places_named, 1, {})
  table.sort(list, function(a, b)
    return #a.text > #b.text
  end)
  for _, one in ipairs(list) do
    local from, to = block:find(one.text, 1, true)
    while from do
      local name = close .. " .. " .. one.name .. " .. " .. open
      block = block:sub(1, from - 1) .. name .. block:sub(to + 1)
      from, to = block:find(one.text, from + #name, true)
    end
  end
  return "expr(" .. block:sub(#"expr " + 1) .. ")"
end

-- ---- where the value comes from ----------------------------------------------------------------------

local function is_above(path, application)
  return paths.is_below(application, path)
end

-- No place is named, or one that has no text of its own: then the value is always the same.
function M:is_constant(entry)
  if entries.has(entry, "calculated_field") or entry.attribute then
    return false
  end
  return not entry.path or is_above(entry.path, self.contract.application)
end

function M:constant(entry, spec)
  if spec.default then
    spec.source, spec.call = spec.default:find("^run ") and spec.default or "constant " .. spec.default, true
    if spec.source:find("^constant [^\"']") then
      spec.source = ("constant(%s)"):format(spec.default)
    end
    spec.type, spec.default, spec.constant = self.types:bare(entry), nil, spec.default
    if entry.path then
      self.notes:note(entry.place .. ".xml_attribute",
        "%s.%s: no attribute is named, the column always has its default",
        entry.table, entry.column)
    end
    return spec
  end
  self.notes:left_out(entry.place .. ".xml_attribute", "%s.%s: no attribute is named; the column is left out",
    entry.table,
    entry.column)
  return nil
end

-- Set source, call, raw, and whether the path may match several times; nil and a finding when that cannot be.
function M:set_source(entry, row, spec, bit_map)
  if spec.constant then
    spec.source, spec.call = ("constant(%s)"):format(spec.constant), true
    return spec
  elseif self:is_constant(entry) then
    return self:constant(entry, spec)
  elseif entries.has(entry, "calculated_field") then
    local written = self:expression(entry, row, bit_map, spec)
    if not written then
      return nil
    end
    spec.source, spec.block = expression_source(written)
    if spec.block and has_long_line(spec.block) then
      spec.block = with_places(spec.block, self.places.named)
    end
    spec.call, spec.calculated, spec.expression = true, true, written
    if written.may_fail and spec.type:find("^varchar") then
      spec.options[#spec.options + 1] = { "bad", '"null"' }
    end
    return spec
  end
  local pieces, raw, several = self.places:find(entry, row, entry.attribute)
  if not pieces then
    return nil
  end
  spec.several = several
  local own = self.places:own_choice(entry, row)
  if own then
    spec.source, spec.call = lua.expr(("case when %s then %s end"):format(own, quoted_path(raw))), true
    spec.literal = false
    return spec
  end
  spec.source, spec.raw, spec.literal = places.source(pieces), raw, #pieces == 1 and type(pieces[1]) == "string"
  return spec
end

-- ---- what becomes of it ------------------------------------------------------------------------------

local transform_of = { numbers_only = "digits", extract_numeric = "number" }

local function via_of(entry)
  local steps = {}
  for _, kind in ipairs(entry.kinds) do
    steps[#steps + 1] = transform_of[kind.name]
  end
  if #steps > 1 then
    return "{ " .. table.concat(steps, ", ") .. " }"
  end
  return steps[1]
end

M.via_of = via_of

function M:set_enum(entry, spec)
  local found = self.types:enum(entry)
  if found then
    spec.type, spec.default, spec.constant, spec.always = found.type, found.default, found.constant, found.always
    spec.never_missing = found.always and not found.default
    if found.bad then -- an empty text is missing, and none that the enum knows
      table.move({ { "null_if", '""' }, { "bad", found.bad } }, 1, 2, #spec.options + 1, spec.options)
    end
  end
  return found
end

-- Type, default and bit table; false when the column cannot be made. spec.always: it has a value in any case, which
-- counts as one of the document.
function M:set_type(entry, spec)
  local bits = entries.has(entry, "char_to_bit") or entries.has(entry, "boolean_to_bit")
  local calculated = entries.has(entry, "calculated_field")
  if bits and entries.has(entry, "enum") then
    self.notes:left_out(bits.place, "%s.%s: enum and %s exclude each other; %s has no effect", entry.table,
      entry.column, bits.name, bits.name)
  end
  if entries.has(entry, "enum") and not calculated then
    return self:set_enum(entry, spec)
  elseif entries.has(entry, "enum") then
    spec.type = self.types:enum_map(entry) and self.types:of(entry)
  elseif bits then
    local chained = calculated or places.chooser(entry)
    local map
    spec.type, spec.default, map = self.types:bits(entry, bits, chained)
    spec.never_missing = not chained
    spec.always = map and map.default and not chained
    return spec.type, map
  else
    spec.default = self.types:default(entry)
    spec.type = self:is_constant(entry) and self.types:bare(entry) or self.types:of(entry)
  end
  return spec.type
end

-- Whether a text may be there and not convert.
local function may_be_bad(entry)
  return entry.type ~= "string" or entries.has(entry, "enum")
end

-- required, default and what else hangs on them.
local function set_missing(self, entry, spec)
  local options = spec.options
  if entry.required and not spec.never_missing and not spec.constant and (not spec.default or may_be_bad(entry)) then
    options[#options + 1] = { "required", "true" }
  end
  if spec.default then
    options[#options + 1] = { "default", spec.default }
  end
  if spec.default and self.types.is_whole(entry) and not entries.has(entry, "enum") and not entries.is_flag(entry)
    and not via_of(entry) and not spec.calculated then
    table.insert(options, 1, { "via", self.types:whole() })
  end
end

-- The column of an entry in rows of an element; nil and a finding when it cannot be said. Options that every column may
-- need: row rules add counts.
function M:of(entry, row)
  local spec = { name = entry.column, entry = entry, options = {}, comment = entry.comment }
  local ok, bit_map = self:set_type(entry, spec)
  if not ok then
    return nil
  end
  if not spec.default and entries.has(entry, "default_getutcdate_if_null") then
    spec.default = 'run "started"'
  end
  if not self:set_source(entry, row, spec, type(bit_map) == "table" and bit_map or nil) then
    return nil
  end
  local via = via_of(entry)
  if via then
    table.insert(spec.options, 1, { "via", via })
  end
  if spec.several then
    table.insert(spec.options, 1, { "pick", '"last"' })
  end
  set_missing(self, entry, spec)
  if entries.has(entry, "identity_insert") then
    spec.options[#spec.options + 1] = { "identity", "true" }
  end
  return spec
end

-- Whether a value of this column makes a row; said once.
function M.set_counts(spec, counts)
  for _, option in ipairs(spec.options) do
    if option[1] == "counts" then
      option[2] = counts
      return
    end
  end
  spec.options[#spec.options + 1] = { "counts", counts }
end

-- A column that needs no entry: M.word("app_id", 'parent "app_id"').
function M.word(name, source, kind)
  return { name = name, type = kind, source = source, call = true, options = {} }
end

-- ---- writing -----------------------------------------------------------------------------------------

local function write_with(spec, source)
  if #spec.options == 0 then
    if not spec.type then
      return source
    end
    return spec.literal and spec.type .. " " .. source or ("%s(%s)"):format(spec.type, source)
  end
  local items = { source }
  for _, option in ipairs(spec.options) do
    items[#items + 1] = option[1] .. " = " .. option[2]
  end
  return ("%s { %s }"):format(spec.type, table.concat(items, ", "))
end

-- type "path", type(source), type { source, option = value }, or a word alone; on one line if it has the room.
function M.write(spec, room)
  local flat = write_with(spec, spec.source)
  if #flat <= room or not spec.block and #spec.options == 0 then
    return flat
  elseif not spec.block then
    return (flat:gsub(" { ", " {\n  ", 1))
  end
  local text = write_with(spec, spec.block)
  if #text:match("[^\n]*$") + 4 > lua.WIDTH then -- the options get a line of their own
    text = write_with(spec, (spec.block:gsub(" (%]=*%])$", "\n%1")))
  end
  return text
end

return M
