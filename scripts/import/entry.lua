-- One entry of a contract's mappings: which column gets what.

local findings = require "import.findings"
local paths = require "import.paths"
local reader = require "import.reader"

local M = {}

-- What a mapping type does: "row" makes rows of attributes, "place" says where the value is, "value" what becomes of
-- it.
M.kinds = {
  add_score = "row", add_indicator = "row", add_history = "row", add_report_lookup = "row", policy_exceptions = "row",
  warranty_field = "row", add_collateral = "row",
  last_valid_pr_contact = "place", last_valid_sec_contact = "place", authu_contact = "place",
    curr_address_only = "place",
  enum = "value", char_to_bit = "value", boolean_to_bit = "value", numbers_only = "value", extract_numeric = "value",
  default_getutcdate_if_null = "value", identity_insert = "value", extract_date = "value", calculated_field = "value",
}

local types = {
  string = "string", varchar = "string", nvarchar = "string", char = "string", nchar = "string", text = "string",
  ntext = "string", str = "string",
  int = "int", integer = "int", smallint = "smallint", tinyint = "tinyint", bigint = "bigint", long = "bigint",
  decimal = "decimal", numeric = "decimal", money = "decimal", smallmoney = "decimal",
  date = "date", datetime = "datetime", datetime2 = "datetime", smalldatetime = "datetime", timestamp = "datetime",
  bit = "bit", bool = "bit", boolean = "bit",
  float = "double", real = "double", double = "double",
}
local type_names = { "string", "int", "smallint", "tinyint", "bigint", "decimal", "date", "datetime", "bit" }

-- The column that the value goes to where the row type fixes the columns; "" of the contract means that one.
local fixed_column = { add_score = "score", add_indicator = "value", add_history = "value", add_report_lookup = "value",
  policy_exceptions = "reason_code" }

local known = { "xml_path", "xml_attribute", "target_table", "target_column", "data_type", "data_length", "nullable",
  "required", "default_value", "mapping_type", "expression", "enum_name", "exclude_default_when_record_empty" }

local TEXT_MAX, DIGITS_MAX = 1000000, 38 -- what text(n) and decimal(p, s) take

-- "a, b(X, Y)" -> { "a", "b(X, Y)" }
local function split_kinds(text)
  local list, depth, from = {}, 0, 1
  for i = 1, #text + 1 do
    local c = text:sub(i, i)
    depth = depth + (c == "(" and 1 or c == ")" and -1 or 0)
    if i > #text or (c == "," and depth == 0) then
      list[#list + 1] = text:sub(from, i - 1)
      from = i + 1
    end
  end
  return list
end

local function kind_names()
  return reader.sorted_keys(M.kinds)
end

local function read_kind(given, text, place)
  local name, argument = text:match("^%s*([%w_]+)%s*$"), nil
  if not name then
    name, argument = text:match("^%s*([%w_]+)%s*%((.*)%)%s*$")
  end
  name = name and name:lower()
  if not name or not M.kinds[name] then
    given.notes:left_out(place, '"%s" is no mapping type%s; the column is left out', text,
      findings.hint((text:match("[%w_]+") or ""), kind_names()))
    return nil
  end
  argument = argument and argument:match("^%s*(.-)%s*$"):gsub("^(['\"])(.*)%1$", "%2")
  return { name = name, argument = argument ~= "" and argument or nil, place = place }
end

-- The list of { name, argument, place }; nil when one of them is unknown.
local function read_kinds(given)
  local value, place = given:get("mapping_type", "mapping_types", "mapping")
  local list = reader.is_list(value) and value or value ~= nil and split_kinds(reader.text_of(value) or "?") or {}
  local kinds = {}
  for i, one in ipairs(list) do
    local text = reader.text_of(one) or ""
    if text:find("%S") then
      local kind = read_kind(given, text, reader.is_list(value) and ("%s[%d]"):format(place, i - 1) or place)
      if not kind then
        return nil
      end
      kinds[#kinds + 1] = kind
    end
  end
  return kinds
end

-- "decimal(10, 2)" -> "decimal", "10, 2"
local function read_type(given, entry)
  local text, place = given:text("data_type", "type")
  if not text then
    given.notes:left_out(place, "the data type is missing: say one of %s; the column is left out",
      table.concat(type_names, ", "))
    return nil
  end
  local word, numbers = text:match("^(%w+)%s*(%b())$")
  local name = types[(word or text):lower()]
  if not name then
    given.notes:left_out(place, '"%s" is no data type%s; the column is left out', text, findings.hint(text, type_names))
    return nil
  end
  entry.type = name
  return true, numbers and numbers:sub(2, -2)
end

-- data_length: characters, digits after the point, or "precision, scale".
local function read_length(given, entry, numbers)
  local text, place = given:text("data_length", "length", "max_length", "scale", "data_scale")
  local precision = given:text("data_precision", "precision")
  text = text or numbers
  local first, second = (text or ""):match("^%(?%s*(%d+)%s*,%s*(%d+)%s*%)?$")
  local single = (text or ""):match("^%(?%s*(%-?%d+)%.?0*%s*%)?$")
  if first then
    entry.precision, entry.length = math.tointeger(tonumber(first)), math.tointeger(tonumber(second))
  elseif single then
    entry.length = math.tointeger(tonumber(single))
  elseif text and text:lower() ~= "max" then
    given.notes:left_out(place, '"%s" is no number; the column has no limit', text)
  end
  entry.precision = entry.precision or precision and math.tointeger(tonumber(precision))
  if entry.length and (entry.length < 0 or (entry.length == 0 and entry.type == "string")) then
    entry.length = nil
  end
  if entry.type == "string" and entry.length and entry.length > TEXT_MAX then
    entry.length = nil
  elseif entry.type == "decimal" and math.max(entry.length or 0, entry.precision or 1) > DIGITS_MAX then
    given.notes:left_out(place, "a decimal has at most %d digits; the column is left out", DIGITS_MAX)
    return false
  elseif entry.type == "decimal" and entry.precision and entry.precision < math.max(entry.length or 0, 1) then
    given.notes:left_out(place, "of %d digits %d cannot stand after the point; the column is left out", entry.precision,
      entry.length or 0)
    return false
  end
  return true
end

-- xml_attribute, or the end of xml_path where the attribute is written there.
local function read_place(given, entry)
  local path, place = given:text("xml_path", "path")
  local attribute, attribute_place = given:text("xml_attribute", "attribute")
  entry.path_place = place
  if path and path:find("/@[^/%]]+$") then
    attribute = attribute or path:match("@([^/]+)$")
    path = path:match("^(.*)/@[^/]+$")
  elseif path and path:find("^@[^/]+$") then
    path, attribute = nil, attribute or path:sub(2)
  end
  attribute = attribute and attribute:gsub("^@", "")
  if attribute and (attribute:lower() == "text()" or attribute:lower() == "#text" or attribute == ".") then
    attribute = nil
  end
  entry.attribute, entry.written_path = attribute, path
  if attribute and not paths.is_name(attribute) then
    given.notes:left_out(attribute_place, '"%s" is no name of an attribute; the column is left out', attribute)
    return false
  end
  return true
end

local function read_default(given, entry)
  local value, place = given:get("default_value", "default")
  local text = reader.text_of(value)
  entry.default_place = place
  if value ~= nil and not text then
    given.notes:left_out(place, "a text or a number is wanted, not %s; there is no default", reader.kind_of(value))
  elseif text and text:find("%S") then
    entry.default = text:match("^%s*(.-)%s*$")
  end
end

function M.has(entry, name)
  for _, kind in ipairs(entry.kinds) do
    if kind.name == name then
      return kind
    end
  end
end

-- The mapping type that makes rows, if there is one.
function M.maker(entry)
  for _, kind in ipairs(entry.kinds) do
    if M.kinds[kind.name] == "row" then
      return kind
    end
  end
end

local said = { "type", "length", "precision", "attribute", "default", "required", "expression", "enum_name" }

-- Whether two entries say the same.
local function same(a, b)
  for _, key in ipairs(said) do
    if a[key] ~= b[key] then
      return false
    end
  end
  local same_path = not a.path and not b.path or a.path and b.path and paths.same(a.path, b.path)
  for i = 1, math.max(#a.kinds, #b.kinds) do
    local one, other = a.kinds[i], b.kinds[i]
    if not one or not other or one.name ~= other.name or one.argument ~= other.argument then
      return false
    end
  end
  return same_path
end

-- A second entry for a column. before: the first, or what else fills it.
function M.tell_twice(notes, entry, before)
  local place = entry.place .. ".target_column"
  if type(before) == "table" and same(entry, before) then
    notes:note(place, "%s.%s is filled in the same way by %s", entry.table, entry.column, before.place)
  else
    notes:left_out(place, "%s.%s is filled by %s already; this entry is left out", entry.table, entry.column,
      type(before) == "table" and before.place or before)
  end
end

function M.is_flag(entry)
  return entry.type == "bit" or M.has(entry, "char_to_bit") ~= nil or M.has(entry, "boolean_to_bit") ~= nil
end

local function check_expression(given, entry)
  local text, place = given:text("expression", "formula")
  entry.expression, entry.expression_place = text, place
  if text and not M.has(entry, "calculated_field") then
    given.notes:note(place, "there is an expression, so the column is taken for a calculated_field")
    table.insert(entry.kinds, 1, { name = "calculated_field", place = place })
  elseif not text and M.has(entry, "calculated_field") then
    given.notes:left_out(place, "a calculated_field needs an expression; the column is left out")
    return false
  end
  return true
end

-- The column of an entry that names none.
local function implied_column(entry)
  local kind = M.maker(entry)
  if kind and kind.name == "policy_exceptions" and not kind.argument then
    return "notes"
  end
  return kind and fixed_column[kind.name]
end

local function read_target(given, entry)
  local table_place, column_place
  entry.table, table_place = given:text("target_table", "table", "table_name")
  entry.column, column_place = given:text("target_column", "column", "column_name")
  entry.column = entry.column or entry.kinds and implied_column(entry)
  if entry.kinds and not (entry.table and entry.column) then
    given.notes:left_out(entry.table and column_place or table_place, "the target %s is missing",
      entry.table and "column" or "table")
  end
  return entry.table and entry.column
end

-- nil when no column can be made of it; the findings say why. `given` is a reader.
function M.read(given)
  local entry = { place = given.place, kinds = read_kinds(given) }
  if not read_target(given, entry) then
    return nil
  end
  local numbers
  entry.sound, numbers = read_type(given, entry)
  if entry.sound then
    entry.sound = read_length(given, entry, numbers)
  end
  local has_place = read_place(given, entry)
  read_default(given, entry)
  entry.nullable = given:truth(true, "nullable", "is_nullable", "null")
  entry.required = given:truth(false, "required", "is_required")
  entry.enum_name, entry.enum_place = given:text("enum_name", "enum", "enum_mapping")
  entry.exclude = given:truth(false, "exclude_default_when_record_empty", "exclude_default")
  entry.sound = entry.sound and has_place and entry.kinds and check_expression(given, entry)
  entry.type_column = given:text("type_column")
  entry.comment = given:comment()
  given:finish("a mapping entry", known)
  return entry.sound and entry
end

return M
