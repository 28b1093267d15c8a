-- The mapping language as one table: every word with its meaning and examples. docs/mapping.md, `rowan words` and what
-- editors read are made of it; tests run the examples and compare the names with those that the program knows.
--
-- An entry has
--   kind, name, names   what it is; by which names it is found (default: its name)
--   sign                how it is written, where that is more than its name
--   brief               what it means, in Markdown; types have accepts and column
--   type, values        what an editor expects: a type as LuaLS writes it, or the texts that it may be
--   of                  of an option: the types that take it, all without it; options get type, values and of from the
--                       table that the program checks by
--   needed              of a field: it may not be left away
--   editor              of a word: its definition for an editor
--   examples            see example.lua; or see = { kind, name }: the entry whose example shows this one

local rowan = require "rowan"

local M = { entries = {}, by_kind = {} }

-- Kinds in the order in which they are listed, with what one and what all of them are called.
M.kinds = {
  { "word", "word", "Words" },
  { "column", "column", "Columns" },
  { "type", "type", "Types" },
  { "option", "option of a column", "Options of a column" },
  { "format", "part of format", "Parts of format" },
  { "transform", "step of via", "Steps of via" },
  { "mapping", "field of mapping", "Fields of mapping" },
  { "source", "field of source", "Fields of source" },
  { "target", "field of target", "Fields of target" },
  { "into", "field of into", "Fields of into" },
  { "distinct", "field of distinct", "Fields of distinct" },
  { "unpivot", "in a pair of unpivot", "In a pair of unpivot" },
  { "rows", "field of rows", "Fields of rows" },
  { "path", "path", "Paths" },
  { "operator", "operator of expr", "Operators of expr" },
  { "function", "function of expr", "Functions of expr" },
}

M.singular = {}
for _, kind in ipairs(M.kinds) do
  M.singular[kind[1]] = kind[2]
end

-- Documents that the examples of a kind share.
M.documents = {}

local function take(lists)
  for group, list in pairs(lists) do
    if type(list) == "string" then
      M.documents[group:match "^(%a+)_xml$"] = list
      goto next_list
    end
    M.by_kind[group] = M.by_kind[group] or {}
    for _, entry in ipairs(list) do
      entry.group = group
      entry.kind = entry.kind or group
      entry.names = entry.names or { entry.name }
      entry.examples = entry.examples or {}
      table.insert(M.by_kind[group], entry)
    end
    ::next_list::
  end
end

for _, file in ipairs { "mapping_words", "types", "options", "fields", "paths", "expressions" } do
  take(require("language." .. file))
end
M.documents["operator"], M.documents["function"] = M.documents.expr, M.documents.expr

-- What an editor expects for each kind of option.
local option_types = {
  flag = "boolean", number = "integer", text = "string", texts = "string|integer|(string|integer)[]", formats = "string|string[]",
  literal = "string|number|boolean|rowan.run|rowan.source", steps = "rowan.step|rowan.step[]",
}

M.options = {}
for _, option in ipairs(rowan.mapping.words().options) do
  M.options[option.name] = option
end

for _, entry in ipairs(M.by_kind.option) do
  local option = assert(M.options[entry.name], "the program knows no option " .. entry.name)
  entry.of = not option.all_types and option.types or nil
  entry.type = option_types[option.kind]
  if option.kind == "choice" then
    entry.values = option.values
  elseif option.kind == "switch" then
    entry.type = 'boolean|"' .. table.concat(option.values, '"|"') .. '"'
  end
end

for _, kind in ipairs(M.kinds) do
  for _, entry in ipairs(M.by_kind[kind[1]]) do
    M.entries[#M.entries + 1] = entry
  end
end

-- The entry of a kind with this name, or nil.
function M.get(kind, name)
  for _, entry in ipairs(M.by_kind[kind] or {}) do
    if entry.name == name then
      return entry
    end
  end
  return nil
end

-- All entries that have this name, in any case.
function M.find(name)
  local found = {}
  for _, entry in ipairs(M.entries) do
    for _, known in ipairs(entry.names) do
      if known:lower() == name:lower() then
        found[#found + 1] = entry
        break
      end
    end
  end
  return found
end

-- What an entry means, in Markdown that stands without the page around it.
function M.meaning(entry)
  local text = entry.brief
    or "accepts: " .. entry.accepts .. (entry.column ~= "" and "; column: " .. entry.column or "")
  return (text:gsub("[;.] [Ss]ee %[below%]%b()", ""):gsub("%[([^%]]+)%]%(#[^)]*%)", "%1"))
end

-- The examples that show an entry: its own, or those of the entry that it refers to.
function M.examples_of(entry)
  if #entry.examples == 0 and entry.see then
    return M.get(entry.see[1], entry.see[2]).examples
  end
  return entry.examples
end

return M
