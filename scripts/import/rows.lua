-- Rows made of attributes: scores, indicators, histories and look-ups become `unpivot` lists; what a document has in
-- numbered slots becomes an into for each slot.

local columns = require "import.columns"
local entries = require "import.entry"
local families = require "import.families"
local types = require "import.types"

local M = {}

local function word(name, source, kind)
  return columns.word(name, source, kind)
end

-- An into like the given one, for a part of its rows.
local function part_of(into)
  local part = {}
  for key, value in pairs(into) do
    part[key] = value
  end
  part.columns, part.children = { table.unpack(into.columns) }, {}
  return part
end

-- ---- unpivot -----------------------------------------------------------------------------------------

-- The pair's second item, a path or an expression; nil and a finding when it cannot be said.
local function pair_source(self, entry, row)
  local spec = { name = entry.column, type = "", options = {} }
  if not entry.attribute and not entry.path and not entry.expression then
    self.notes:left_out(entry.place .. ".xml_path", "%s: no attribute is named; it makes no row", entry.table)
    return nil
  end
  return self.columns:set_source(entry, row, spec) and spec.source, spec.several
end

local function longest_of(list)
  local longest = 0
  for _, entry in ipairs(list) do
    if entry.type ~= "string" or not entry.length then
      return nil
    end
    longest = math.max(longest, entry.length)
  end
  return longest
end

local width_of = { tinyint = 1, smallint = 2, int = 3, bigint = 4, decimal = 5, double = 6 }

-- The entry whose type holds the values of all; of decimals that with the most digits after the point.
local function widest_of(list)
  local best
  for _, entry in ipairs(list) do
    local width, most = width_of[entry.type], best and width_of[best.type]
    if width and (not best or width > most or width == most and (entry.length or 0) > (best.length or 0)) then
      best = entry
    end
  end
  return best or setmetatable({ type = "decimal", length = 2 }, { __index = list[1] })
end

-- What a value is called that has no other name: its attribute, or the element whose text it is.
local function name_of(entry, path)
  return entry.attribute or path[#path]:match("^[^%[]*")
end

local function label_of(self, entry, kind)
  if not kind.argument then
    self.notes:left_out(kind.place, "%s needs a name, %s(NAME); it makes no row", kind.name, kind.name)
  end
  return kind.argument, entry
end

local unpivots = {
  add_score = {
    fixed = { "score_identifier", "score" },
    pair = function(self, entry, kind)
      return label_of(self, entry, kind)
    end,
    columns = function(self, list, labels, _, name)
      return {
        word("score_identifier", "label()", self.types:known_texts(name, "score_identifier", labels)),
        word("score", "value()", self.types:of(widest_of(list))),
      }
    end,
  },
  add_indicator = {
    fixed = { "indicator", "value" },
    pair = function(self, entry, kind)
      return label_of(self, entry, kind)
    end,
    columns = function(self, list, labels, _, name)
      return {
        word("indicator", "label()", self.types:known_texts(name, "indicator", labels)),
        word("value", "value()", self.types:indicator(list[1].column == "value" and list[1].type ~= "string")),
      }
    end,
  },
  add_history = {
    fixed = { "name", "source", "value" },
    pair = function(self, entry)
      local path = entry.path or self.contract.application
      return ("[%s]"):format(name_of(entry, path)), { { "source", ("[%s]"):format(path[#path]:match("^[^%[]*")) } }
    end,
    columns = function(self, list, labels, fields, name)
      return {
        word("name", "label()", self.types:known_texts(name, "name", labels)),
        word("source", 'label "source"', self.types:known_texts(name, "source", fields.source)),
        word("value", "value()", self.types:lookup_in(name, "value", longest_of(list))),
      }
    end,
  },
  add_report_lookup = {
    fixed = { "name", "value", "source_report_key" },
    pair = function(self, entry, kind)
      return name_of(entry, entry.path or self.contract.application), { { "source_report_key", kind.argument } }
    end,
    columns = function(self, list, labels, fields, name)
      local found = {
        word("name", "label()", self.types:known_texts(name, "name", labels)),
        word("value", "value()", self.types:lookup_in(name, "value", longest_of(list))),
      }
      if fields.source_report_key then
        found[3] = word("source_report_key", 'label "source_report_key"',
          self.types:known_texts(name, "source_report_key", fields.source_report_key))
      end
      return found
    end,
  },
}

local function check_column(self, entry, kind, fixed)
  for _, name in ipairs(fixed) do
    if name == entry.column then
      return
    end
  end
  self.notes:note(entry.place .. ".target_column", "%s fills %s; %s.%s is not filled", kind.name,
    table.concat(fixed, ", "), entry.table, entry.column)
end

-- One row per pair of a label and a path that has a value. Entries that treat the value alike stand in one list; the
-- types are those of all entries of the table.
local function unpivot_into(self, into, rule, list, via, all)
  local part, labels, fields, kept, several = part_of(into), {}, {}, {}, false
  part.unpivot = {}
  for _, entry in ipairs(list) do
    local kind = entries.maker(entry)
    local label, more = rule.pair(self, entry, kind)
    local source, one_several
    if label then
      source, one_several = pair_source(self, entry, into.row)
    end
    if source then
      several = several or one_several
      check_column(self, entry, kind, rule.fixed)
      more = more and more[1] and more or {}
      for _, field in ipairs(more) do
        fields[field[1]] = fields[field[1]] or field[2] and {}
        table.insert(fields[field[1]] or {}, field[2])
      end
      labels[#labels + 1], kept[#kept + 1] = label, entry
      part.unpivot[#part.unpivot + 1] = { label = label, source = source, fields = more, comment = entry.comment }
    end
  end
  if not kept[1] then
    return nil
  end
  for _, spec in ipairs(rule.columns(self, all, labels, fields, into.table)) do
    if spec.source == "value()" then
      spec.options[#spec.options + 1] = several and { "pick", '"last"' } or nil
      spec.options[#spec.options + 1] = via and { "via", via } or nil
    end
    part.columns[#part.columns + 1] = spec
  end
  return part
end

local function unpivot_intos(self, into, name, list)
  local groups, found = {}, {}
  for _, entry in ipairs(list) do
    local via = columns.via_of(entry) or ""
    if not groups[via] then
      groups[via] = {}
      groups[#groups + 1] = via
    end
    table.insert(groups[via], entry)
  end
  for _, via in ipairs(groups) do
    found[#found + 1] = unpivot_into(self, into, unpivots[name], groups[via], via ~= "" and via or nil, list)
  end
  return found
end

-- ---- slots -------------------------------------------------------------------------------------------

-- What makes a row where it differs from what rowan takes for granted: flags do not, but as reasons all values do.
local function set_counts(name, spec)
  local entry = spec.entry
  if name ~= "policy_exceptions" and entries.is_flag(entry) and not spec.calculated then
    columns.set_counts(spec, "false")
  elseif name == "policy_exceptions" and (entries.is_flag(entry) or types.is_amount(entry)) then
    columns.set_counts(spec, "true")
  end
end

-- How the column with N is called: a `type_column` says it, or an enum that has all the numbers.
local function type_column(self, group, numbers)
  for _, entry in ipairs(group.entries) do
    if entry.type_column then
      return entry.type_column
    end
  end
  local used = {}
  for _, entry in ipairs(self.contract.entries) do
    if entries.has(entry, "enum") then
      used[(entry.enum_name or entry.column):lower()] = true
    end
  end
  local found
  for name, map in pairs(self.contract.enums) do
    local values, all = {}, name:lower():find("type") and not used[name:lower()]
    for _, label in ipairs(map.labels) do
      values[label.value] = true
    end
    for _, number in ipairs(numbers) do
      all = all and values[number]
    end
    if all and numbers[1] and (not found or name < found) then
      found = name
    end
  end
  self.notes:note(group.place, "%s.%s is assumed to be the column with the number of a slot, which the contract does "
    .. "not name%s", group.name, found or "type", found and "; an enum of that name has these numbers" or "")
  return found or "type"
end

local function number_type(numbers)
  local most, least = 0, 0
  for _, number in ipairs(numbers) do
    most, least = math.max(most, number), math.min(least, number)
  end
  return least >= 0 and most <= 255 and "tinyint" or least >= -32768 and most <= 32767 and "smallint" or "integer"
end

-- { { name, number, entries } } in the order in which they are first mentioned, and what all of them share.
local function split_slots(self, name, list)
  local slots, shared = {}, {}
  for _, entry in ipairs(list) do
    local argument = entries.maker(entry) and entries.maker(entry).argument
    if argument then
      if not slots[argument] then
        slots[argument] = { name = argument, number = math.tointeger(tonumber(argument)), entries = {} }
        slots[#slots + 1] = slots[argument]
      end
      table.insert(slots[argument].entries, entry)
    elseif name == "policy_exceptions" or not entries.maker(entry) then
      shared[#shared + 1] = entry
    else
      label_of(self, entry, entries.maker(entry))
    end
  end
  return slots, shared
end

local function numbers_of(slots)
  local numbers = {}
  for _, slot in ipairs(slots) do
    if not slot.number then
      return {}
    end
    numbers[#numbers + 1] = slot.number
  end
  return numbers
end

-- name -> what fills it already, an entry or a text, of columns that a table has anyhow.
local function filled_by(list, what)
  local filled = {}
  for _, spec in ipairs(list) do
    filled[spec.name] = spec.entry or what
  end
  return filled
end

-- The column of an entry, unless it is filled already.
local function new_column(self, into, entry, filled)
  local before = filled[entry.column]
  if before then
    entries.tell_twice(self.notes, entry, before)
    return nil
  end
  filled[entry.column] = entry
  return self.columns:of(entry, into.row)
end

-- In slots, the texts null and none are none.
local function without_none(self, name, spec)
  if name ~= "policy_exceptions" and spec.entry.type == "string" and not spec.call then
    spec.type = spec.type:gsub("^varchar", self.types:lookup())
  end
end

-- The columns that all slots have from the same place; they make no row.
local function shared_columns(self, into, name, shared, slots, number)
  local specs, filled = {}, filled_by(into.columns, "the row above")
  filled[number] = "the number of the slot"
  for _, slot in ipairs(slots) do
    for column, place in pairs(filled_by(slot.columns)) do
      filled[column] = place
    end
  end
  for _, entry in ipairs(shared) do
    local spec = new_column(self, into, entry, filled)
    if spec then
      columns.set_counts(spec, "false")
      without_none(self, name, spec)
      specs[#specs + 1] = spec
    end
  end
  return specs
end

local function slot_columns(self, into, name, slot, number)
  local specs, filled = {}, filled_by(into.columns, "the row above")
  filled[number] = "the number of the slot"
  for _, entry in ipairs(slot.entries) do
    local spec = new_column(self, into, entry, filled)
    if spec then
      without_none(self, name, spec)
      specs[#specs + 1] = spec
    end
  end
  return specs
end

-- Whether every slot has one column, the same one: then the slots are pairs of a number and a path.
local function are_pairs(slots)
  local first
  for _, slot in ipairs(slots) do
    local one = slot.columns[1]
    if #slot.columns ~= 1 or one.calculated or #one.options > 0 then
      return false
    end
    first = first or one
    if one.name ~= first.name or one.type ~= first.type then
      return false
    end
  end
  return first ~= nil
end

local function pairs_into(into, slots, number, shared)
  local part, first = part_of(into), slots[1].columns[1]
  part.unpivot = {}
  for i, slot in ipairs(slots) do
    part.unpivot[i] = { label = slot.name, source = slot.columns[1].source, fields = {},
      comment = slot.columns[1].comment }
  end
  number.source = "label()"
  part.columns[#part.columns + 1] = number
  part.columns[#part.columns + 1] = word(first.name, "value()", first.type)
  for _, spec in ipairs(shared) do
    table.remove(spec.options) -- counts: unpivot asks for the value alone
    part.columns[#part.columns + 1] = spec
  end
  return part
end

local function slot_intos(self, into, name, list, shared_entries)
  for _, entry in ipairs(shared_entries) do
    list[#list + 1] = entry
  end
  local slots, shared = split_slots(self, name, list)
  if not slots[1] then
    self.notes:left_out(into.group.place, "%s: no entry has the number of a slot; the table is left out", into.table)
    return {}
  end
  local numbers = numbers_of(slots)
  local column = name == "add_collateral" and "sort_order" or type_column(self, into.group, numbers)
  local kind = numbers[1] and number_type(numbers) or "text(50)"
  for _, slot in ipairs(slots) do
    slot.columns = slot_columns(self, into, name, slot, column)
  end
  local specs = shared_columns(self, into, name, shared, slots, column)
  if name == "policy_exceptions" and are_pairs(slots) then
    return { pairs_into(into, slots, word(column, "", kind), specs) }
  end
  into.skip_empty = true
  self.types:need_counts()
  for _, slot in ipairs(slots) do
    for _, spec in ipairs(slot.columns) do
      set_counts(name, spec)
    end
  end
  local made = families.intos(into, slots, { name = column, type = kind }, specs)
  if #made > 1 then
    self.notes:note(into.group.place, "%s: its slots have little in common and are written one by one", into.table)
  end
  return made
end

-- ---- all of them -------------------------------------------------------------------------------------

-- The intos of a table whose entries make rows. into: the common part.
function M.intos(self, into)
  local makers, shared, found = {}, {}, {}
  for _, entry in ipairs(into.group.entries) do
    local kind = entries.maker(entry)
    local key = false
    for _, spec in ipairs(into.columns) do
      key = key or spec.name == entry.column and not kind
    end
    if kind and not makers[kind.name] then
      makers[kind.name] = {}
      makers[#makers + 1] = kind.name
    end
    if not key then
      table.insert(kind and makers[kind.name] or shared, entry)
    end
  end
  for _, name in ipairs(makers) do
    local list
    if unpivots[name] then
      list = unpivot_intos(self, into, name, makers[name])
      for _, part in ipairs(list) do
        local filled = filled_by(part.columns, name)
        for _, entry in ipairs(shared) do
          part.columns[#part.columns + 1] = new_column(self, into, entry, filled)
        end
      end
    else
      list = slot_intos(self, part_of(into), name, makers[name], shared)
    end
    table.move(list, 1, #list, #found + 1, found)
  end
  return found
end

return M
