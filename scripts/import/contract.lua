-- A contract as it was written becomes tables in which everything has one name and one shape. Nothing of the mapping
-- language is known here.
--
-- The result: comment, name, version, root, application (a path), source { table, document, key, schema },
-- target_schema, tables (their order), rules, relationships, entries, enums and bits (name -> { labels, place }).

local entries = require "import.entry"
local findings = require "import.findings"
local paths = require "import.paths"
local reader = require "import.reader"
local rowan = require "rowan"

local M = {}

local top_keys = { "xml_root_element", "xml_application_path", "source_table", "source_column", "target_schema",
  "table_insertion_order", "element_filtering", "mappings", "relationships", "enum_mappings", "bit_conversions" }

-- ---- paths -------------------------------------------------------------------------------------------

local function check_steps(notes, steps, place)
  for _, step in ipairs(steps) do
    local name, conditions = step:match("^([^%[]*)(.*)$")
    local rest = conditions:gsub("%b[]", "")
    if not (paths.is_name(name) or name == "*" or name == "..") then
      notes:left_out(place, '"%s" is no name of an element', name)
      return false
    elseif rest ~= "" or conditions:find("%[%s*%]") then
      notes:left_out(place, '"%s" is no condition of a path', conditions)
      return false
    end
  end
  return true
end

-- Steps from the document. A path that does not begin with the root goes on from the step of another path that it
-- begins with, or from that path's end: below /a/b/c, "b/d" is /a/b/d and "d" is /a/b/c/d.
local function absolute(contract, text, below, place)
  local steps = paths.split(text)
  if not check_steps(contract.notes, steps, place) then
    return nil
  elseif steps[1] and paths.same_step(steps[1], contract.root) then
    return steps
  end
  local from = below or contract.application
  local keep = #from
  for i = #from, 2, -1 do
    if steps[1] and keep == #from and paths.same_step(steps[1], from[i]) then
      keep = i - 1
    end
  end
  if text:find("^/[^/]") and keep == #from then
    contract.notes:note(place, 'it does not begin with the root, "%s", and is taken as below %s', contract.root,
      paths.text(from))
  end
  local path = { table.unpack(from, 1, keep) }
  return table.move(steps, 1, #steps, #path + 1, path)
end

local function read_application(contract, given)
  local root, root_place = given:text("xml_root_element", "root_element", "root")
  local text, place = given:text("xml_application_path", "application_path", "application")
  if not root and not text then
    contract.notes:fatal(root_place, "neither xml_root_element nor xml_application_path says how a document looks")
  end
  local steps = paths.split(text or root)
  contract.root = root and paths.split(root)[1] or steps[1]
  if not contract.root or not check_steps(contract.notes, { contract.root }, root and root_place or place) then
    contract.notes:fatal(root and root_place or place, "this names no element")
  end
  contract.application = { contract.root }
  contract.application = absolute(contract, text or root, nil, place)
  if not contract.application then
    contract.notes:fatal(place, "this is no path of an element")
  end
end

-- ---- filter rules ------------------------------------------------------------------------------------

local function element_kind(text)
  text = text and text:lower() or ""
  for _, kind in ipairs { "contact", "address", "employment" } do
    if text:find(kind:sub(1, 7), 1, true) then
      return kind
    end
  end
end

-- true: must be there; a list: one of these; nil: no matter.
local function allowed_values(notes, value, place)
  if type(value) == "boolean" or value == rowan.json.null then
    return value == true or nil
  end
  local allowed = {}
  for i, one in ipairs(reader.is_list(value) and value or { value }) do
    local text = one == rowan.json.null and "" or reader.text_of(one)
    if text then
      allowed[#allowed + 1] = text
    else
      notes:left_out(("%s[%d]"):format(place, i - 1), "a text is wanted, not %s", reader.kind_of(one))
    end
  end
  if not allowed[1] then
    notes:left_out(place, "true or a list of allowed texts is wanted; the attribute may have any value")
    return nil
  end
  return allowed
end

-- A list of { name, allowed }, those that only have to be there before the others.
local function required_attributes(notes, given, place)
  local list = {}
  local function add(name, allowed, here)
    name = (reader.text_of(name) or ""):gsub("^@", "")
    if not paths.is_name(name) then
      notes:left_out(here, '"%s" is no name of an attribute; it is not asked for', name)
    elseif allowed then
      list[#list + 1] = { name = name, allowed = allowed }
    end
  end
  if reader.is_list(given) then
    for i, name in ipairs(given) do
      add(name, true, ("%s[%d]"):format(place, i - 1))
    end
  elseif reader.is_object(given) then
    for _, name in ipairs(reader.sorted_keys(given)) do
      local here = reader.at(place, name)
      add(name, allowed_values(notes, given[name], here), here)
    end
  elseif given ~= nil then
    notes:left_out(place, "an object of attributes is wanted, not %s", reader.kind_of(given))
  end
  table.sort(list, function(a, b)
    if (a.allowed == true) ~= (b.allowed == true) then
      return a.allowed == true
    end
    return a.name < b.name
  end)
  return list
end

-- The list that ranks: of several the one whose name says so.
local function ranking_of(notes, rule)
  local first, count = nil, 0
  for _, attribute in ipairs(rule.attributes) do
    if attribute.allowed ~= true then
      first, count = first or attribute, count + 1
      local name = attribute.name:lower()
      if name:find("role") or name:find("type") or name:find("_tp") or name:find("kind") then
        return attribute
      end
    end
  end
  if count > 1 then
    notes:note(rule.place .. ".required_attributes", "several lists, and no name says which of them ranks: %s is taken",
      first.name)
  end
  return first
end

local function read_rule(contract, given)
  local rule = { place = given.place, kind = given:text("element_type", "type", "element") }
  local parent, parent_place = given:text("xml_parent_path", "parent_path", "parent")
  local child, child_place = given:text("xml_child_path", "child_path", "path", "child")
  local attributes, place = given:get("required_attributes", "attributes", "required")
  rule.comment = given:comment()
  given:finish("a filter rule", { "element_type", "xml_parent_path", "xml_child_path", "required_attributes" })
  if not child then
    contract.notes:left_out(child_place, "the path of the elements is missing; the rule has no effect")
    return nil
  end
  local above = parent and absolute(contract, parent, nil, parent_place)
  rule.path = absolute(contract, child, above, child_place)
  if not rule.path then
    return nil
  end
  rule.kind = element_kind(rule.kind) or element_kind(paths.name(rule.path[#rule.path])) or rule.kind
  rule.attributes = required_attributes(contract.notes, attributes, place)
  rule.ranking = ranking_of(contract.notes, rule)
  return rule
end

local function read_rules(contract, given)
  local filtering, place = given:get("element_filtering", "filtering")
  local holder = given
  if reader.is_object(filtering) then
    holder = given:inner(filtering, place)
  elseif reader.is_list(filtering) then
    holder = given:inner({ filter_rules = filtering }, "")
  end
  contract.rules = {}
  for _, item in ipairs((holder:objects("element_type", "filter_rules", "rules"))) do
    contract.rules[#contract.rules + 1] = read_rule(contract, given:inner(item.object, item.place))
  end
  if holder ~= given then
    contract.rules.comment = holder:comment()
    holder:finish("element_filtering", { "filter_rules" })
  end
end

-- ---- relationships -----------------------------------------------------------------------------------

local function read_relationship(contract, given)
  local one = { place = given.place }
  one.parent = given:text("parent_table", "parent", "from_table", "from")
  one.child = given:text("child_table", "child", "to_table", "to", "table")
  one.columns, one.column_place = given:texts("foreign_key_column", "foreign_key_columns", "foreign_key",
    "foreign_keys",
    "fk_column", "fk", "key_column", "column", "columns")
  one.parent_columns = given:texts("parent_key_column", "parent_key", "primary_key_column", "primary_key",
    "parent_column", "referenced_column")
  local above, above_place = given:text("xml_parent_path", "parent_path")
  local path, path_place = given:text("xml_child_path", "child_path", "path")
  one.comment = given:comment()
  given:finish("a relationship",
    { "parent_table", "child_table", "foreign_key_column", "xml_parent_path", "xml_child_path" })
  if not one.parent or not one.child then
    contract.notes:left_out(given.place, "it names no %s table and has no effect", one.parent and "child" or "parent")
    return nil
  end
  above = above and absolute(contract, above, nil, above_place)
  one.path = path and absolute(contract, path, above, path_place)
  return one
end

local function read_relationships(contract, given)
  contract.relationships = {}
  for _, item in ipairs((given:objects("child_table", "relationships"))) do
    contract.relationships[#contract.relationships + 1] = read_relationship(contract, given:inner(item.object,
      item.place))
  end
end

-- ---- enums and bits ----------------------------------------------------------------------------------

local function whole(value)
  local number = tonumber(reader.text_of(value) or "")
  return number and math.tointeger(number)
end

-- A whole number, or the text as it is where texts may be values.
local function label_value(value, texts)
  local text = reader.text_of(value)
  return whole(value) or texts and text and text:find("%S") and text or nil
end

local function by_value(a, b)
  if math.type(a.value) ~= math.type(b.value) then
    return math.type(a.value) ~= nil
  elseif math.type(a.value) and a.value ~= b.value then
    return a.value < b.value
  end
  return a.text < b.text
end

-- Labels in the order of their values, if these are numbers. Two that differ in case only are one label. The value of
-- "" is the default.
local function read_labels(notes, map, place, texts)
  local labels, seen = {}, {}
  for _, text in ipairs(reader.sorted_keys(map)) do
    local label, value = text:match("^%s*(.-)%s*$"), label_value(map[text], texts)
    local id = label:lower()
    if map[text] == rowan.json.null then
      seen[id] = seen[id] or {}
    elseif not value then
      notes:left_out(reader.at(place, text), "%s is wanted, not %s",
        texts and "a whole number or a text" or "a whole number", reader.text_of(map[text])
        and '"' .. reader.text_of(map[text]) .. '"' or reader.kind_of(map[text]))
    elseif seen[id] and seen[id].value ~= value then
      notes:left_out(reader.at(place, text), '"%s" differs from "%s" in case or blanks only and has another value: '
        .. "which one is meant?", text, seen[id].text or "")
    elseif not seen[id] then
      seen[id] = { text = label, value = value }
      labels[#labels + 1] = seen[id]
    end
  end
  table.sort(labels, by_value)
  return { labels = labels, place = place, default = seen[""] and seen[""].value }
end

local function read_maps(contract, given, texts, ...)
  local value, place = given:get(...)
  local maps = {}
  if value ~= nil and not reader.is_object(value) then
    contract.notes:left_out(place, "an object of objects is wanted, not %s", reader.kind_of(value))
    return maps
  end
  for _, name in ipairs(value and reader.sorted_keys(value) or {}) do
    local here = reader.at(place, name)
    if reader.is_object(value[name]) then
      maps[name] = read_labels(contract.notes, value[name], here, texts)
    elseif not name:lower():find("^_?comment") and not name:lower():find("^_?description") then
      contract.notes:left_out(here, "an object of texts and numbers is wanted, not %s", reader.kind_of(value[name]))
    end
  end
  return maps
end

-- ---- the whole ---------------------------------------------------------------------------------------

local function read_entries(contract, given)
  local items, place = given:objects("target_table", "mappings", "mapping", "fields")
  contract.entries = {}
  for _, item in ipairs(items) do
    local entry = entries.read(given:inner(item.object, item.place))
    if entry and entry.written_path then
      entry.path = absolute(contract, entry.written_path, nil, entry.path_place)
      entry = entry.path and entry
    end
    contract.entries[#contract.entries + 1] = entry or nil
  end
  if #contract.entries == 0 then
    contract.notes:fatal(place, "there is no entry that makes a column")
  end
end

local function read_source(contract, given)
  contract.source = {
    table = given:text("source_table"),
    document = given:text("source_column", "source_xml_column", "document_column"),
    key = given:text("source_key", "source_key_column", "source_id_column", "key_column", "primary_key"),
    schema = given:text("source_schema"),
  }
  contract.target_schema = given:text("target_schema", "schema")
  if not contract.source.table then
    contract.notes:note("source_table",
      "the contract does not say which table has the documents: change it in the mapping")
  end
  if not contract.source.document then
    contract.notes:note("source_column",
      "the contract does not say which column has the documents: change it in the mapping")
  end
end

local function decode(notes, text)
  local ok, given = pcall(rowan.json.decode, (text:gsub("^\xef\xbb\xbf", "")))
  if not ok then
    notes:fatal("JSON", "%s", (tostring(given):gsub("^.-(line %d+)", "%1"):gsub("%s+$", "")))
  elseif not reader.is_object(given) then
    notes:fatal("JSON", "a contract is an object { ... }, this is %s", reader.kind_of(given))
  end
  return given
end

-- notes: a findings object. Raises when no mapping can be made.
function M.read(text, notes)
  local unknown = {}
  local given = reader.new(notes, unknown, decode(notes, text), "")
  local contract = { notes = notes }
  read_application(contract, given)
  read_source(contract, given)
  contract.name, contract.version = given:text("name", "contract_name", "mapping_name"), given:text("version",
    "contract_version")
  contract.tables = given:texts("table_insertion_order", "insertion_order", "tables")
  read_rules(contract, given)
  read_relationships(contract, given)
  contract.enums = read_maps(contract, given, true, "enum_mappings", "enums")
  contract.bits = read_maps(contract, given, false, "bit_conversions", "bits")
  read_entries(contract, given)
  contract.comment = given:comment()
  given:finish("a contract", top_keys)
  reader.tell_unknown(notes, unknown)
  return contract
end

M.absolute = absolute
M.hint = findings.hint

return M
