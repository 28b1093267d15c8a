-- The types of a mapping: each is named once, at its top, with what its columns have in common.

local entries = require "import.entry"
local findings = require "import.findings"
local lua = require "import.lua_text"
local reader = require "import.reader"
local text_of_expression = require "import.expression_text"

local M = {}
M.__index = M

-- Variable, definition, and whether a value of it makes a row of a table that skips empty ones.
local plain = {
  { "varchar", 'text { trim = true, too_long = "cut" }' },
  { "int", 'integer { via = number, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "big", 'bigint { via = number, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "small", 'smallint { via = number, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "tiny", 'tinyint { via = number, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "money", 'decimal%s { via = amount, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "numeric", 'decimal { via = amount, rounding = "half_up", bad = "null"%s }', '"nonzero"' },
  { "float", 'double { via = amount, bad = "null"%s }', '"nonzero"' },
  { "day", 'date { rounding = "down", zone = "drop", bad = "null" }' },
  { "moment", 'timestamp { rounding = "down", zone = "drop", bad = "null" }' },
  { "flag", 'bit { bad = "null"%s }', "true" },
}
local variable_of = { int = "int", bigint = "big", smallint = "small", tinyint = "tiny", double = "float", date = "day",
  datetime = "moment", bit = "flag" }
local base_of = { int = "integer", bigint = "bigint", smallint = "smallint", tinyint = "tinyint", double = "double",
  date = "date", datetime = "timestamp", bit = "bit" }

-- catalog: what the target's columns are, see catalog.lua.
function M.new(contract, notes, names, catalog)
  local self = setmetatable({ contract = contract, notes = notes, names = names, catalog = catalog, used = {},
    enums = {} }, M)
  for _, one in ipairs(plain) do
    names:fresh(one[1])
  end
  for _, name in ipairs { "coded", "coded_or", "yes_no", "yes_no_if_there", "yes", "found", "whole" } do
    names:fresh(name)
  end
  return self
end

function M:use(name)
  self.used[name] = true
  return name
end

-- Some table skips empty rows: then number types say that a zero makes none.
function M:need_counts()
  self.counts = true
end

function M.is_whole(entry)
  return entry.type == "int" or entry.type == "bigint" or entry.type == "smallint" or entry.type == "tinyint"
end

-- A number that is no code for something: a zero of it says nothing.
function M.is_amount(entry)
  return (entry.type == "decimal" or entry.type == "double" or M.is_whole(entry)) and not entries.has(entry, "enum")
    and not entries.is_flag(entry)
end

-- The step for whole numbers with a default, which is not for texts without a number.
function M:whole()
  return self:use("whole")
end

local function digits_of(entry)
  local scale = entry.length or 2
  return ("(%d, %d)"):format(entry.precision or math.max(18, scale), scale)
end

-- The digits that most amounts have with two of them after the point: those of `money`.
local function money_digits(list)
  local counts, best = {}, nil
  for _, entry in ipairs(list) do
    local digits = entry.type == "decimal" and digits_of(entry)
    if digits and (entry.length or 2) == 2 then
      counts[digits] = (counts[digits] or 0) + 1
      best = (not best or counts[digits] > counts[best]) and digits or best
    end
  end
  return best
end

function M:decimal(entry)
  if not entry.length then
    self.notes:note(entry.place .. ".data_length", "%s.%s: it is not said how many digits stand after the point; "
      .. "2 are assumed", entry.table, entry.column)
    entry.length = 2
  end
  return digits_of(entry)
end

-- The type of a column that gets texts: "varchar(30)".
function M:of(entry)
  if entry.type == "string" then
    return self:use("varchar") .. (entry.length and ("(%d)"):format(entry.length) or "")
  elseif entry.type == "decimal" then
    local digits = self:decimal(entry)
    self.money = self.money or money_digits(self.contract.entries)
    return digits == self.money and self:use("money") or self:use("numeric") .. digits
  end
  return self:use(variable_of[entry.type])
end

-- The same without any option, for constants.
function M:bare(entry)
  if entry.type == "string" then
    return entry.length and ("text(%d)"):format(entry.length) or "text"
  elseif entry.type == "decimal" then
    return "decimal" .. self:decimal(entry)
  end
  return base_of[entry.type]
end

-- Texts that are known beforehand: as wide as their column, or as the longest needs.
function M:known_texts(table_name, column, texts)
  local longest = 0
  for _, text in ipairs(texts) do
    longest = math.max(longest, utf8.len(text) or #text)
  end
  local room = longest <= 50 and 50 or longest <= 100 and 100 or longest <= 200 and 200 or longest
  return ("text(%d)"):format(self.catalog:width(table_name, column) or room)
end

-- A looked up text; length: that of the contract, if it says one.
function M:lookup_in(table_name, column, length)
  local width = self.catalog:width(table_name, column)
  return self:lookup(width and math.min(length or width, width) or length)
end

function M:lookup(length)
  self:use("varchar")
  return self:use("found") .. (length and ("(%d)"):format(length) or "")
end

-- Y, YES, TRUE, T and 1: what makes a row of indicators.
function M:indicator(as_number)
  self:use("yes")
  self.yes_is_number = as_number
  return "yes"
end

-- ---- enums -------------------------------------------------------------------------------------------

local function find_map(maps, name)
  if maps[name] then
    return maps[name], name
  end
  for _, own in ipairs(reader.sorted_keys(maps)) do
    if own:lower() == name:lower() then
      return maps[own], own
    end
  end
end

-- The labels of an entry's enum; nil and a finding when there is none.
function M:enum_map(entry)
  local wanted = entry.enum_name or entry.column
  local map, name = find_map(self.contract.enums, wanted)
  if not map then
    self.notes:left_out(entry.enum_name and entry.enum_place or entry.place .. ".mapping_type",
      '%s.%s: enum_mappings has no "%s"%s; the column is left out', entry.table, entry.column, wanted,
      findings.hint(wanted, reader.sorted_keys(self.contract.enums)))
  elseif #map.labels == 0 then
    self.notes:note(map.place, "the enum is empty, so that %s.%s never has a value and is left out", entry.table,
      entry.column)
    return nil
  end
  return map, name
end

local function has_value(map, number)
  for _, label in ipairs(map.labels) do
    if label.value == number then
      return true
    end
  end
end

-- What the column can hold of an enum's values; a number that is none is a finding.
local function check_values(self, entry, map)
  local labels = {}
  for _, label in ipairs(map.labels) do
    if entry.type == "string" or math.type(label.value) then
      labels[#labels + 1] = label
    else
      self.notes:left_out(reader.at(map.place, label.text),
        '"%s" is no number, which %s.%s wants; this label is left out', label.value, entry.table, entry.column)
    end
  end
  local default = map.default
  if default and entry.type ~= "string" and not math.type(default) then
    default = nil -- said above, as of any label
  end
  return { labels = labels, place = map.place, default = default }
end

local function label_of(map, text)
  for _, label in ipairs(map.labels) do
    if label.text:lower() == text:lower() then
      return label
    end
  end
end

-- A text for a value that only a default has, with which nothing changes: the empty text, which gets the default
-- anyhow; in a bit table any text that it does not know.
local function free_label(map, extra, maker)
  if maker == "coded" or maker == "coded_or" then
    return ""
  end
  local text = tostring(extra)
  while label_of(map, text) do
    text = text .. "?"
  end
  return text
end

-- One variable per enum, kind of value and number that only a default has.
function M:enum_variable(name, map, maker, as_text, extra)
  local id = table.concat({ maker, name, tostring(as_text), tostring(extra) }, "\0")
  if not self.enums[id] then
    local of_numbers = map.labels[1] and math.type(map.labels[1].value) -- which come first
    local base = name:gsub("_enum$", "") .. (as_text and of_numbers and "_text" or "")
      .. (extra and "_or_" .. extra or "")
      .. (maker == "yes_no_if_there" and "_if_there" or "")
    self.enums[id] = { name = self.names:fresh(base, "code"), map = map, maker = maker, as_text = as_text,
      extra = extra,
      extra_label = extra and free_label(map, extra, maker) }
    self.enums[#self.enums + 1] = self.enums[id]
    self:use(maker)
  end
  return self.enums[id].name
end

-- The value that an entry's default_value means; nil and a finding when it means none.
local function enum_default(self, entry, map, name)
  local label = label_of(map, entry.default)
  local value = label and label.value or math.tointeger(tonumber(entry.default))
    or entry.type == "string" and entry.default
  if not value then
    self.notes:left_out(entry.default_place,
      '%s.%s: "%s" is neither a text nor a number of enum %s; there is no default', entry.table, entry.column,
      entry.default, name)
  elseif not has_value(map, value) and label_of(map, "") then
    self.notes:left_out(entry.default_place, "%s.%s: no text of enum %s has the value %s; there is no default",
      entry.table, entry.column, name, value)
    value = nil
  end
  return value
end

-- The type of an enum column: { type, default, bad, constant }, of which default and bad are Lua source, and constant
-- is the only value that the column can have; nil when it cannot be said. The value of "" is for what is missing and
-- what the enum does not know; a default_value goes before it for what is missing.
function M:enum(entry)
  local map, name = self:enum_map(entry)
  if not map then
    return nil
  elseif entry.type ~= "string" and not variable_of[entry.type] and entry.type ~= "decimal"
    or entry.type == "date" or entry.type == "datetime" then
    self.notes:left_out(entry.place .. ".data_type", "%s.%s: an enum gives numbers, not %s; the column is left out",
      entry.table, entry.column, entry.type)
    return nil
  end
  map = check_values(self, entry, map)
  local as_text = entry.type == "string"
  local function source(value)
    return value and (as_text and lua.quote(tostring(value)) or tostring(value))
  end
  local default = entry.default and enum_default(self, entry, map, name)
  if map.default and #map.labels == 1 and (not default or default == map.default) then
    return { type = self:bare(entry), constant = source(map.default), always = true }
  elseif map.default and (not default or default == map.default) then
    return { type = self:enum_variable(name, map, "coded_or", as_text), always = true }
  end
  local extra = default and not has_value(map, default) and default or nil
  return { type = self:enum_variable(name, map, "coded", as_text, extra), default = source(default),
    bad = map.default and ("constant(%s)"):format(source(map.default)), always = map.default ~= nil }
end

-- Labels of an enum as branches of CASE, in small letters: { text, value }.
function M:enum_branches(entry)
  local map = self:enum_map(entry)
  local list = {}
  for _, label in ipairs(map and check_values(self, entry, map).labels or {}) do
    if label.text ~= "" then
      list[#list + 1] = { label.text:lower(), label.value }
    end
  end
  return list, map and map.default
end

-- ---- bits --------------------------------------------------------------------------------------------

local function bit_of(self, entry, map)
  local text = entry.default:lower()
  local label = map.by_text[text]
  if label then
    return label.value
  elseif text == "true" or text == "yes" or text == "y" then
    return 1
  elseif text == "false" or text == "no" or text == "n" then
    return 0
  end
  local number = math.tointeger(tonumber(entry.default))
  if number ~= 0 and number ~= 1 then
    self.notes:left_out(entry.default_place, '%s.%s: "%s" is neither 0 nor 1; the default is 0', entry.table,
      entry.column,
      entry.default)
    return 0
  end
  return number
end

-- An empty text is as good as none, unless the table says 1.
local function bit_labels(map)
  local labels, by_text = {}, {}
  for _, label in ipairs(map.labels) do
    if label.text ~= "" or label.value ~= 0 then
      labels[#labels + 1] = label
      by_text[label.text:lower()] = label
    end
  end
  return { labels = labels, by_text = by_text, place = map.place, default = map.default }
end

-- The type of a column with char_to_bit or boolean_to_bit; its default unless that is 0; the table. chained: the value
-- comes from a step before, and without one there is none.
function M:bits(entry, kind, chained)
  local map, name = find_map(self.contract.bits, kind.name)
  if not map or #map.labels == 0 then
    self.notes:left_out(kind.place, "%s.%s: bit_conversions has no table %s; the column is left out", entry.table,
      entry.column, kind.name)
    return nil
  end
  map = bit_labels(map)
  for _, label in ipairs(map.labels) do
    if label.value ~= 0 and label.value ~= 1 then
      self.notes:left_out(reader.at(map.place, label.text), "a bit is 0 or 1, not %d; the column %s.%s is left out",
        label.value, entry.table, entry.column)
      return nil
    end
  end
  local default = entry.default and bit_of(self, entry, map) or map.default or 0
  local as_text = entry.type == "string"
  local shown = as_text and lua.quote(tostring(default)) or tostring(default)
  local extra = not has_value(map, default) and default or nil
  if chained and not entry.default then
    return self:enum_variable(name, map, "yes_no_if_there", as_text, not has_value(map, 0) and 0 or nil), nil, map
  end
  local maker = as_text and "coded" or "yes_no"
  return self:enum_variable(name, map, maker, as_text, extra), (default ~= 0 or as_text) and shown or nil, map
end

-- ---- defaults ----------------------------------------------------------------------------------------

local function is_clock(text)
  local word = text:lower():match("^(%a+_?%a*)%s*%(?%)?$")
  return word == "getdate" or word == "getutcdate" or word == "now" or word == "sysdatetime" or word == "sysutcdatetime"
    or word == "current_timestamp" or word == "current_date"
end

local function cut(text, length)
  local stop = length and utf8.len(text) and utf8.len(text) > length and utf8.offset(text, length + 1)
  return stop and text:sub(1, stop - 1) or text
end

local function bit_default(text)
  text = text:lower()
  if text == "1" or text == "true" or text == "y" or text == "yes" then
    return "true"
  elseif text == "0" or text == "false" or text == "n" or text == "no" then
    return "false"
  end
end

-- default_value as Lua source, for types that are no enum; nil when there is none or it does not fit.
function M:default(entry)
  local text, kind, source = entry.default, entry.type, nil
  if not text then
    return nil
  elseif kind == "string" then
    return lua.quote(cut(text, entry.length))
  elseif kind == "date" or kind == "datetime" then
    local iso = text_of_expression.iso_date(text)
    source = is_clock(text) and 'run "started"' or iso and lua.quote(kind == "date" and iso:sub(1, 10) or iso)
  elseif kind == "bit" then
    source = bit_default(text)
  else
    local number = text:gsub("[,%s$]", "")
    local whole = math.tointeger(tonumber(number))
    if number:find("^[+-]?%d+$") and whole then
      source = tostring(whole)
    elseif number:find("^[+-]?%d*%.?%d+$") and (kind == "decimal" or kind == "double") then
      source = lua.quote(number)
    elseif number:find("^[+-]?%d+%.%d*$") then
      source = (number:gsub("%..*", ""))
    end
  end
  if not source then
    self.notes:left_out(entry.default_place, '%s.%s: "%s" is no value of %s; there is no default', entry.table,
      entry.column, text, kind)
  end
  return source
end

-- ---- writing -----------------------------------------------------------------------------------------

local function write_enum(one)
  local function source(value)
    return one.as_text and lua.quote(tostring(value)) or tostring(value)
  end
  local items = {}
  for _, label in ipairs(one.map.labels) do
    if one.maker ~= "coded_or" or label.text ~= "" then -- which the function adds
      items[#items + 1] = lua.key(label.text) .. " = " .. source(label.value)
    end
  end
  if one.extra then
    table.insert(items, 1, lua.key(one.extra_label) .. " = " .. source(one.extra))
  end
  if one.maker == "coded_or" then
    return lua.list(("local %s = coded_or(%s, "):format(one.name, source(one.map.default)), items, 0) .. ")"
  end
  return lua.list(("local %s = %s "):format(one.name, one.maker), items, 0)
end

function M:write_plain(lines)
  local widest = 0
  for _, one in ipairs(plain) do
    widest = self.used[one[1]] and math.max(widest, #one[1]) or widest
  end
  for _, one in ipairs(plain) do
    if self.used[one[1]] then
      local counts = self.counts and one[3] and ", counts = " .. one[3] or ""
      local definition = one[1] == "money" and one[2]:format(self.money, counts) or one[2]:format(counts)
      lines[#lines + 1] = ("local %-" .. widest .. "s = %s"):format(one[1], definition)
    end
  end
end

local function add(lines, ...)
  table.move({ ... }, 1, select("#", ...), #lines + 1, lines)
end

function M:write_lookups(lines)
  if self.used.whole then
    add(lines, "",
      "-- The first number of a text. One without a number, or that may be another (1 000, 12-), stays as it is, and",
      "-- does not convert.", "local function whole(text)",
      [[  if text:find "%d[ ']%d%d%d%f[%D]" or text:find "%d%s*%-%s*$" then]],
      "    return text", "  end",
      [[  return text:gsub(",(%d%d%d)%f[%D]", "%1"):match "%-?[.,]?%f[%d][%d.,]*%d" or text]], "end")
  end
  if self.used.found then
    add(lines, "", "-- Texts of which null and none are none.",
      'local found = varchar { null_if = { "null", "none" }, ignore_case = true }')
  end
  if self.used.yes then
    local one = self.yes_is_number and "1" or '"1"'
    add(lines, "", "-- What makes a row of an indicator.",
      ('local yes = enum { Y = %s, YES = %s, TRUE = %s, T = %s, ["1"] = %s }'):format(one, one, one, one, one),
      '  { ignore_case = true, bad = "missing" }')
  end
end

-- Variable, comment, arguments, options.
local makers = {
  { "coded", "Texts that stand for values, without regard to case; any other is none.", "labels",
    'ignore_case = true, bad = "null"' },
  { "coded_or", "The same with a value for what is missing or unknown.", "value, labels",
    'ignore_case = true, bad = "missing", default = value', 'labels[""] = value' },
  { "yes_no", "Texts that stand for 0 and 1, without regard to case; any other, and none, is 0.", "labels",
    'ignore_case = true, bad = "missing", default = 0' },
  { "yes_no_if_there", "The same, but without a text there is no value.", "labels",
    "ignore_case = true, bad = constant(0)" },
}

-- The part of the mapping that names the types.
function M:write()
  local lines = { lua.rule("Types") }
  add(lines,
    "-- Texts are trimmed and cut to their columns, numbers may be formatted. What does not convert is no value,",
    "-- and what is missing the default; a column without a value is left to the database.")
  self:write_plain(lines)
  self:write_lookups(lines)
  for _, one in ipairs(makers) do
    if self.used[one[1]] then
      add(lines, "", "-- " .. one[2], ("local function %s(%s)"):format(one[1], one[3]),
        (one[5] and "  " .. one[5] .. "\n" or "") .. ("  return enum(labels) { %s }"):format(one[4]), "end")
    end
  end
  if self.enums[1] then
    lines[#lines + 1] = ""
  end
  for _, one in ipairs(self.enums) do
    lines[#lines + 1] = write_enum(one)
  end
  return table.concat(lines, "\n")
end

return M
