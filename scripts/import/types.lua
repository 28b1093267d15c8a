-- The types of a mapping: each is named once, at its top, with what its columns have in common.

local findings = require "import.findings"
local lua = require "import.lua_text"
local reader = require "import.reader"
local text_of_expression = require "import.expression_text"

local M = {}
M.__index = M

-- Variable and definition; %s: where pick goes.
local plain = {
  { "varchar", 'text { trim = true, too_long = "cut"%s }' },
  { "int", 'integer { via = amount, rounding = "down", bad = "missing"%s }' },
  { "big", 'bigint { via = amount, rounding = "down", bad = "missing"%s }' },
  { "small", 'smallint { via = amount, rounding = "down", bad = "missing"%s }' },
  { "tiny", 'tinyint { via = amount, rounding = "down", bad = "missing"%s }' },
  { "numeric", 'decimal { via = amount, rounding = "half_up", bad = "missing"%s }' },
  { "float", 'double { via = amount, bad = "missing"%s }' },
  { "day", 'date { rounding = "down", zone = "drop", bad = "missing"%s }' },
  { "moment", 'timestamp { rounding = "down", zone = "drop", bad = "missing"%s }' },
  { "flag", 'bit { bad = "missing"%s }' },
}
local variable_of = { int = "int", bigint = "big", smallint = "small", tinyint = "tiny", double = "float", date = "day",
  datetime = "moment", bit = "flag" }
local base_of = { int = "integer", bigint = "bigint", smallint = "smallint", tinyint = "tinyint", double = "double",
  date = "date", datetime = "timestamp", bit = "bit" }

function M.new(contract, notes, names)
  local self = setmetatable({ contract = contract, notes = notes, names = names, used = {}, enums = {} }, M)
  for _, one in ipairs(plain) do
    names:fresh(one[1])
  end
  for _, name in ipairs { "coded", "yes_no", "yes", "found" } do
    names:fresh(name)
  end
  return self
end

function M:use(name)
  self.used[name] = true
  return name
end

-- Some path may match several times: then all types say that the first match counts.
function M:need_pick()
  self.pick = true
end

local function digits_of(entry)
  return ("(%d, %d)"):format(entry.precision or math.max(18, entry.length), entry.length)
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
    return self:use("numeric") .. self:decimal(entry)
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
    self.notes:left_out(map.place, "%s.%s: the enum has no label; the column is left out", entry.table, entry.column)
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

local function label_of(map, text)
  for _, label in ipairs(map.labels) do
    if label.text:lower() == text:lower() then
      return label
    end
  end
end

-- A text for a number that only a default has, with which nothing changes: the empty text, which gets the default
-- anyhow; in a bit table any text that it does not know.
local function free_label(map, extra, maker)
  if maker == "coded" then
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
    local base = name:gsub("_enum$", "") .. (as_text and "_text" or "") .. (extra and "_or_" .. extra or "")
    self.enums[id] = { name = self.names:fresh(base, "code"), map = map, maker = maker, as_text = as_text,
      extra = extra,
      extra_label = extra and free_label(map, extra, maker) }
    self.enums[#self.enums + 1] = self.enums[id]
    self:use(maker)
  end
  return self.enums[id].name
end

-- The type of an enum column, and its default as Lua source if it has one; nil when it cannot be said.
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
  local default, extra
  if entry.default then
    local label = label_of(map, entry.default)
    local number = math.tointeger(tonumber(entry.default))
    default = label and label.value or number
    if not default then
      self.notes:left_out(entry.default_place,
        '%s.%s: "%s" is neither a text nor a number of enum %s; there is no default',
        entry.table, entry.column, entry.default, name)
    elseif not has_value(map, default) and label_of(map, "") then
      self.notes:left_out(entry.default_place, "%s.%s: no text of enum %s has the number %d; there is no default",
        entry.table, entry.column, name, default)
      default = nil
    elseif not has_value(map, default) then
      extra = default
    end
  end
  local as_text = entry.type == "string"
  return self:enum_variable(name, map, "coded", as_text, extra),
    default and (as_text and lua.quote(tostring(default)) or tostring(default))
end

-- ---- bits --------------------------------------------------------------------------------------------

local function bit_of(self, entry, map)
  local label = map.by_text[entry.default]
  local text = entry.default:lower()
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
      by_text[label.text] = label
    end
  end
  return { labels = labels, by_text = by_text, place = map.place }
end

-- The type of a column with char_to_bit or boolean_to_bit; its default unless that is 0; the table.
function M:bits(entry, kind)
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
  local default = entry.default and bit_of(self, entry, map) or 0
  local as_text = entry.type == "string"
  local shown = as_text and lua.quote(tostring(default)) or tostring(default)
  local extra = not has_value(map, 0) and 0 or not has_value(map, default) and default or nil
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
  local items = {}
  for _, label in ipairs(one.map.labels) do
    local number = one.as_text and lua.quote(tostring(label.value)) or tostring(label.value)
    items[#items + 1] = lua.key(label.text) .. " = " .. number
  end
  if one.extra then
    local number = one.as_text and lua.quote(tostring(one.extra)) or tostring(one.extra)
    table.insert(items, 1, lua.key(one.extra_label) .. " = " .. number)
  end
  return lua.list(("local %s = %s "):format(one.name, one.maker), items, 0)
end

local function write_plain(self, lines, pick)
  local widest = 0
  for _, one in ipairs(plain) do
    widest = self.used[one[1]] and math.max(widest, #one[1]) or widest
  end
  for _, one in ipairs(plain) do
    if self.used[one[1]] then
      lines[#lines + 1] = ("local %-" .. widest .. "s = %s"):format(one[1], one[2]:format(pick))
    end
  end
end

local function write_lookups(self, lines, pick)
  if self.used.found then
    lines[#lines + 1] = ""
    lines[#lines + 1] = "-- Looked up values: the texts null and none are none."
    lines[#lines + 1] = 'local found = varchar { null_if = { "null", "none" }, ignore_case = true }'
  end
  if self.used.yes then
    local one = self.yes_is_number and "1" or '"1"'
    lines[#lines + 1] = ""
    lines[#lines + 1] = "-- What makes a row of an indicator."
    lines[#lines + 1] = ('local yes = enum { Y = %s, YES = %s, TRUE = %s, T = %s, ["1"] = %s }'):format(one, one, one,
      one, one)
    lines[#lines + 1] = ('  { ignore_case = true, bad = "missing"%s }'):format(pick)
  end
end

local function write_maker(lines, name, comment, options)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "-- " .. comment
  lines[#lines + 1] = ("local function %s(labels)"):format(name)
  lines[#lines + 1] = ("  return enum(labels) { %s }"):format(options)
  lines[#lines + 1] = "end"
end

-- The part of the mapping that names the types.
function M:write()
  local lines = { lua.rule("Types") }
  local pick = self.pick and ', pick = "first"' or ""
  lines[#lines + 1] = "-- Texts are trimmed and cut to their columns, numbers may be formatted; "
    .. "what does not convert is missing, and a"
  lines[#lines + 1] = "-- missing value leaves its column to the database."
    .. (self.pick and " Where a path may match several times, the first match counts." or "")
  write_plain(self, lines, pick)
  write_lookups(self, lines, pick)
  if self.used.coded then
    write_maker(lines, "coded", "Texts that stand for numbers, without regard to case; any other is missing.",
      'ignore_case = true, bad = "missing"' .. pick)
  end
  if self.used.yes_no then
    write_maker(lines, "yes_no", "Texts that stand for 0 and 1, exactly; any other is 0.",
      'bad = "missing", default = 0' .. pick)
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
