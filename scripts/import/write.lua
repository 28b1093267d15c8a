-- The mapping as text: what is named once, the tables from the innermost out, and the whole.

local alike = require "import.alike"
local columns = require "import.columns"
local lua = require "import.lua_text"
local paths = require "import.paths"

local M = {}

-- ---- columns -----------------------------------------------------------------------------------------

local function widest_key(specs)
  local widest = 0
  for _, spec in ipairs(specs) do
    local key = lua.key(spec.name)
    widest = #key <= 30 and math.max(widest, #key) or widest
  end
  return widest
end

-- "name = column," with its comment behind or before it.
local function write_column(lines, spec, indent, width)
  local front = ("%s%-" .. width .. "s = "):format((" "):rep(indent), lua.key(spec.name))
  local text = columns.write(spec, lua.WIDTH - #front - 1)
  text = text:gsub("\n", "\n" .. (" "):rep(indent)) .. ","
  local comment = spec.comment and " -- " .. spec.comment
  local last = text:match("[^\n]*$")
  local used = text:find("\n") and #last or #front + #last
  if comment and used + 1 + #comment <= lua.WIDTH and not text:find("\n") then
    text = text .. " " .. comment:sub(2)
  elseif comment then
    lines[#lines + 1] = lua.comment(spec.comment, indent)
  end
  if #front + #text:match("^[^\n]*") > lua.WIDTH and not text:find("\n") and #spec.options > 0 then
    front = front:gsub("%s+= $", " = ")
  end
  lines[#lines + 1] = front .. text
end

local function write_columns(lines, specs, indent)
  local width = widest_key(specs)
  for _, spec in ipairs(specs) do
    write_column(lines, spec, indent, width)
  end
end

-- ---- one into ----------------------------------------------------------------------------------------

local function field(lines, indent, name, text)
  lines[#lines + 1] = ("%s%s = %s,"):format((" "):rep(indent), name, text)
end

local function quoted_list(names)
  local items = {}
  for i, name in ipairs(names) do
    items[i] = lua.quote(name)
  end
  return "{ " .. table.concat(items, ", ") .. " }"
end

local function write_pairs(lines, list, indent)
  local widest = 0
  local function label(one)
    return math.tointeger(tonumber(one.label)) and one.label:find("^%d+$") and one.label or lua.quote(one.label)
  end
  for _, one in ipairs(list) do
    widest = math.max(widest, #label(one) + 1)
  end
  lines[#lines + 1] = (" "):rep(indent) .. "unpivot = {"
  for _, one in ipairs(list) do
    local items = { ("%-" .. widest .. "s %s"):format(label(one) .. ",", one.source) }
    for _, named in ipairs(one.fields) do
      items[#items + 1] = named[2] and ("%s = %s"):format(named[1], lua.quote(named[2])) or nil
    end
    local text = ("%s{ %s },"):format((" "):rep(indent + 2), table.concat(items, ", "):gsub("\n", "\n"
      .. (" "):rep(indent + 2)))
    local comment = one.comment and " -- " .. one.comment or ""
    if one.comment and #text:match("[^\n]*$") + #comment > lua.WIDTH then
      lines[#lines + 1], comment = lua.comment(one.comment, indent + 2), ""
    end
    lines[#lines + 1] = text .. comment
  end
  lines[#lines + 1] = (" "):rep(indent) .. "},"
end

-- expr [[ a and b ]], on a line for each condition if they need it.
local function condition_source(conditions)
  local flat = lua.expr(table.concat(conditions, " and "))
  if #flat < lua.WIDTH - 16 then
    return flat
  end
  local open, close = lua.long(table.concat(conditions))
  return ("expr %s\n      %s %s"):format(open, table.concat(conditions, "\n      and "), close)
end

-- What stands before the columns: { name, source }.
local function head_fields(into)
  local list = { { "each", into.each } }
  local function add(name, source)
    list[#list + 1] = source and { name, source } or nil
  end
  add("when", into.when and into.when[1] and condition_source(into.when))
  add("distinct", into.distinct)
  add("key", into.key and quoted_list(into.key))
  add("skip_empty", into.skip_empty and "true")
  return list
end

local function write_head(lines, into, indent)
  local width = #"columns"
  for _, one in ipairs(head_fields(into)) do
    width = math.max(width, #one[1])
  end
  for _, one in ipairs(head_fields(into)) do
    field(lines, indent, ("%-" .. width .. "s"):format(one[1]), one[2])
  end
  if into.unpivot then
    write_pairs(lines, into.unpivot, indent)
  end
  return width
end

local function write_children(lines, into, indent)
  local calls = {}
  for _, child in ipairs(into.children) do
    for _, call in ipairs(child.calls) do
      calls[#calls + 1] = call
    end
  end
  if calls[1] then
    lines[#lines + 1] = (" "):rep(indent) .. lua.list("children = ", calls, indent) .. ","
  end
end

-- The table of an into, { each = ..., columns = { ... } }, without the braces around it.
local function write_body(lines, into, indent)
  local width = write_head(lines, into, indent)
  if into.columns_variable then
    field(lines, indent, ("%-" .. width .. "s"):format("columns"), into.columns_variable)
  else
    lines[#lines + 1] = (" "):rep(indent) .. "columns = {"
    write_columns(lines, into.columns, indent + 2)
    lines[#lines + 1] = (" "):rep(indent) .. "},"
  end
  write_children(lines, into, indent)
end

-- Several intos of a table are numbered.
local function variable_of(into, names)
  local base = into.table .. (into.suffix and "_" .. into.suffix or "")
  local count = (names.intos[base] or 0) + 1
  names.intos[base] = count
  return names:fresh(count > 1 and base .. "_" .. count or base, "rows")
end

local function write_plain(lines, into, names)
  into.variable = variable_of(into, names)
  into.calls = { into.variable }
  lines[#lines + 1] = ("local %s = into %s {"):format(into.variable, lua.quote(into.table))
  write_body(lines, into, 2)
  lines[#lines + 1] = "}"
end

-- ---- families ----------------------------------------------------------------------------------------

local function slot_test(family, one)
  local tests = {}
  for i, number in ipairs(one.slots) do
    local slot = family.slots[number]
    tests[i] = "n == " .. (slot.number and tostring(slot.number) or lua.quote(slot.name))
  end
  return table.concat(tests, " or ")
end

-- Columns that only some slots have, or have in another way.
local function write_special(lines, family)
  for _, special in ipairs(family.special) do
    for i, one in ipairs(special.variants) do
      local rest = i > 1 and special.all and i == #special.variants
      lines[#lines + 1] = rest and "  else"
        or ("  %s %s then"):format(i > 1 and "elseif" or "if", slot_test(family, one))
      if one.spec.comment then
        lines[#lines + 1] = lua.comment(one.spec.comment, 4)
      end
      lines[#lines + 1] = ("    %s = %s"):format(lua.index("columns", one.spec.name),
        (columns.write(one.spec, lua.WIDTH - 40):gsub("\n", "\n    ")))
    end
    lines[#lines + 1] = "  end"
  end
end

-- The slot's mark in the names: "@coll" .. n .. "_"
local function slot_source(family, mark)
  local found = family.found
  local source = lua.quote("@" .. found.front) .. " .. " .. mark
  return found.back ~= "" and source .. " .. " .. lua.quote(found.back) or source
end

local function slot_number(slot)
  return slot.number and tostring(slot.number) or lua.quote(slot.name)
end

-- The into of a function, whose columns are its first statement where some of them depend on the slot.
local function write_family_body(lines, into, columns_vary)
  if columns_vary then
    into.columns_variable = "columns"
  else
    into.columns = into.family.regular
  end
  lines[#lines + 1] = ("  return into %s {"):format(lua.quote(into.table))
  write_body(lines, into, 4)
  lines[#lines + 1] = "  }"
  lines[#lines + 1] = "end"
end

local function write_regular(lines, family)
  lines[#lines + 1] = "  local columns = {"
  write_columns(lines, family.regular, 4)
  lines[#lines + 1] = "  }"
end

-- Columns that only those slots have which say where they are.
local function write_optional(lines, family)
  for _, spec in ipairs(family.optional) do
    lines[#lines + 1] = ("  if %s then"):format(lua.index("from", spec.name))
    if spec.comment then
      lines[#lines + 1] = lua.comment(spec.comment, 4)
    end
    lines[#lines + 1] = ("    %s = %s"):format(lua.index("columns", spec.name),
      (columns.write(spec, lua.WIDTH - 40):gsub("\n", "\n    ")))
    lines[#lines + 1] = "  end"
  end
end

-- Expressions in which "{make}" stands for the slot's place of that name.
local function write_texts(lines, family, names)
  if family.texts[1] then
    lines[#lines + 1] = "  -- {name} is the slot's place of that name."
  end
  for _, one in ipairs(family.texts) do
    local name = names:fresh(one.spec.name, "text")
    local open, close = lua.long(table.concat(one.lines))
    lines[#lines + 1] = ("  local %s = %s"):format(name, open)
    lines[#lines + 1] = "    " .. table.concat(one.lines, "\n    ") .. " " .. close
    one.spec.source = ('expr((%s:gsub("{(.-)}", from)))'):format(name)
  end
end

-- A function, and a variable for what it makes of each slot.
local function write_by_source(lines, into, names)
  local family = into.family
  into.variable, into.calls = variable_of(into, names), {}
  lines[#lines + 1] = ("local function %s(n, from)"):format(into.variable)
  write_texts(lines, family, names)
  if family.optional[1] then
    write_regular(lines, family)
    write_optional(lines, family)
  end
  write_family_body(lines, into, family.optional[1])
  lines[#lines + 1] = ""
  for i, slot in ipairs(family.slots) do
    local items = {}
    for k, one in ipairs(slot.sources) do
      items[k] = ("%s = %s"):format(lua.key(one[1]), one[2])
    end
    into.calls[i] = variable_of({ table = into.table, suffix = slot.name }, names)
    lines[#lines + 1] = lua.list(("local %s = %s(%s, "):format(into.calls[i], into.variable, slot_number(slot)),
      items, 0) .. ")"
  end
end

local function write_by_mark(lines, into, names)
  local family = into.family
  into.variable = variable_of(into, names)
  into.calls = {}
  for i, slot in ipairs(family.slots) do
    local n = slot_number(slot)
    into.calls[i] = family.by_number and ("%s(%s)"):format(into.variable, n)
      or ("%s(%s, %s)"):format(into.variable, n, lua.quote(family.found.marks[i]))
  end
  lines[#lines + 1] = ("local function %s(n%s)"):format(into.variable, family.by_number and "" or ", mark")
  lines[#lines + 1] = "  local slot = " .. slot_source(family, family.by_number and "n" or "mark")
  if family.special[1] then
    write_regular(lines, family)
    write_special(lines, family)
  end
  write_family_body(lines, into, family.special[1])
end

-- ---- the whole ---------------------------------------------------------------------------------------

-- The tables inside an into, then the into itself, unless it is the mapping's own.
local function write_tree(parts, into, names, inline)
  for _, child in ipairs(into.children) do
    write_tree(parts, child, names)
  end
  for _, text in ipairs(alike.functions(into.columns, names)) do
    parts[#parts + 1] = text
  end
  if inline then
    return
  end
  local lines = {}
  if into.comment then
    lines[1] = lua.comment(into.comment, 0)
  end
  if into.family and into.family.by_source then
    write_by_source(lines, into, names)
  elseif into.family then
    write_by_mark(lines, into, names)
  else
    write_plain(lines, into, names)
  end
  parts[#parts + 1] = table.concat(lines, "\n")
end

local function key_type(contract, tops)
  local name = contract.source.key or contract.source.assumed
  for _, into in ipairs(tops) do
    for _, spec in ipairs(into.columns) do
      if into.key and spec.name == into.key[1] and spec.entry then
        local kind = spec.entry.type
        return kind == "string" and ("text(%d)"):format(spec.entry.length or 50) or "bigint", name or spec.name
      end
    end
  end
  return "bigint", name
end

-- Name and type of the column that tells documents apart: what the database says of it, or else what the contract says
-- of the column that it becomes.
local function source_key(contract, tops, notes, catalog)
  local kind, name = key_type(contract, tops)
  name = name or "id"
  local there, known, has_table = catalog:source_key(contract.source, name)
  if has_table and not there then
    notes:note("source_key", "%s has no column %s: say in the mapping which one tells documents apart",
      contract.source.table, name)
  elseif not contract.source.key and known then
    notes:note("source_key", "the contract does not say which column tells documents apart: %s is assumed", name)
  elseif not contract.source.key then
    notes:note("source_key",
      "the contract does not say which column tells documents apart: %s is assumed, and that it is %s", name, kind)
  end
  return there or name, known or kind
end

local function write_source(lines, contract, tops, notes, catalog)
  local name, kind = source_key(contract, tops, notes, catalog)
  local items = { "table = " .. lua.quote(contract.source.table or "documents") }
  if contract.source.schema then
    items[#items + 1] = "schema = " .. lua.quote(contract.source.schema)
  end
  items[#items + 1] = ("key = %s %s"):format(kind, lua.quote(name))
  items[#items + 1] = "document = " .. lua.quote(contract.source.document or "document")
  lines[#lines + 1] = "  source = { " .. table.concat(items, ", ") .. " },"
end

local dates = {
  [["iso", "YYYY-M-D", "YYYY-M-D H:I", "YYYY-M-D H:I:S", "YYYY-M-D H:I:S.FF",]],
  [["M/D/YYYY", "M/D/YYYY H:I", "M/D/YYYY H:I:S", "M/D/YYYY H:I:S.FF", "M/D/YYYY H:I AM", "M/D/YYYY H:I:S AM",]],
  [["D/M/YYYY", "D/M/YYYY H:I", "D/M/YYYY H:I:S", "D/M/YYYY H:I:S.FF",]],
}

-- Whether a date may come: as a column's value, or in an expression.
local function needs_dates(contract)
  for _, entry in ipairs(contract.entries) do
    if entry.type == "date" or entry.type == "datetime" or entry.expression then
      return true
    end
  end
  return false
end

local function write_mapping(contract, tops, names, notes, catalog)
  local lines = { "return mapping {" }
  for _, name in ipairs { "name", "version" } do
    if contract[name] then
      field(lines, 2, name, lua.quote(contract[name]))
    end
  end
  write_source(lines, contract, tops, notes, catalog)
  if contract.target_schema then
    field(lines, 2, "target", "{ schema = " .. lua.quote(contract.target_schema) .. " }")
  end
  field(lines, 2, "ignore_case", "true")
  field(lines, 2, "omit_missing", "true")
  if needs_dates(contract) then
    lines[#lines + 1] = "  -- Parts may have one digit; the day first is the last resort."
    lines[#lines + 1] = "  dates = {"
    for _, line in ipairs(dates) do
      lines[#lines + 1] = "    " .. line
    end
    lines[#lines + 1] = "  },"
  end
  lines[#lines + 1] = ""
  for _, into in ipairs(tops) do
    if into.calls then
      lines[#lines + 1] = "  " .. table.concat(into.calls, ", ") .. ","
    else
      if into.comment then
        lines[#lines + 1] = lua.comment(into.comment, 2)
      end
      names:fresh(into.table)
      lines[#lines + 1] = ("  into %s {"):format(lua.quote(into.table))
      write_body(lines, into, 4)
      lines[#lines + 1] = "  },"
    end
  end
  lines[#lines + 1] = "}"
  return table.concat(lines, "\n")
end

local function write_opening(contract, file, tables)
  local lines = {}
  if contract.comment then
    lines[1] = lua.comment(contract.comment, 0)
    lines[2] = "--"
  end
  lines[#lines + 1] = lua.comment(
    ("Made by rowan import of %s: %d entries, %d tables, one document for each %s."):format(file,
    #contract.entries, tables, paths.text(contract.application)), 0)
  return table.concat(lines, "\n")
end

-- names, types and places are those that the tables were made with; of types is the catalogue.
function M.mapping(contract, tops, file, notes, names, types, places)
  local parts, tables = {}, {}
  local inline = #tops == 1 and not tops[1].family
  for _, into in ipairs(tops) do
    write_tree(parts, into, names, inline)
  end
  for _, entry in ipairs(contract.entries) do
    tables[entry.table] = true
  end
  local count = 0
  for _ in pairs(tables) do
    count = count + 1
  end
  local head = { write_opening(contract, file, count), types:write() }
  local last = write_mapping(contract, tops, names, notes, types.catalog)
  head[#head + 1] = places:write(table.concat(parts, "\n") .. last)
  head[#head + 1] = lua.rule("Tables")
  if contract.rules.comment then
    head[#head] = head[#head] .. "\n" .. lua.comment(contract.rules.comment, 0)
  end
  table.move(parts, 1, #parts, #head + 1, head)
  head[#head + 1] = last
  return lua.fit(table.concat(head, "\n\n")) .. "\n"
end

return M
