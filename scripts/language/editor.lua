-- Definitions of the mapping language for lua-language-server (LuaLS), out of the table of the language. Nothing runs
-- them: an editor reads them for completion, for what it shows under the pointer, and for warnings.
--
-- A type is a class that may be called, and itself a column: text { trim = true } is a type with options and
-- text { "@x", trim = true } a column, which classes cannot tell apart.

local example = require "language.example"
local language = require "language.entries"

local M = {}

local HEAD = [[
---@meta _

-- The words of rowan's mapping language, for editors with lua-language-server. Made by `rowan words --editor`; do not
-- change it here. The folder of the mappings needs a .luarc.json beside it, see docs/guide.md.

---What a column of a table is made from.
---@class rowan.column

---@class rowan.expr: rowan.column
---@class rowan.source: rowan.column
---@class rowan.run: rowan.column

---A type, which makes columns: text(20).
---@alias rowan.parameter_type rowan.column

---What `into "table" { ... }` makes.
---@class rowan.into

---A built-in step of `via`.
---@class rowan.transform

---What `matching "urn:..."` makes.
---@class rowan.pattern

---What `digest()` makes.
---@class rowan.digest

---A step of `via`: it gets a text per path, or what the step before it made.
---@alias rowan.step rowan.transform|(fun(a: string, b: string, c: string, ...: string): string|number|boolean|nil)
]]

-- What mappings see of Lua; .luarc.json turns off the rest of the basic functions.
local LUA = [[
---@generic T
---@param value? T
---@param message? any
---@return T
---@return any ...
function assert(value, message, ...) end

---@param message any
---@param level? integer
function error(message, level) end

---@generic T: table, V
---@param list T
---@return fun(list: V[], index?: integer): integer, V
---@return T
---@return integer
function ipairs(list) end

---@generic K, V
---@param table table<K, V>
---@param key? K
---@return K?
---@return V?
function next(table, key) end

---In the order of the keys.
---@generic T: table, K, V
---@param table T
---@return fun(table: table<K, V>, key?: K): K, V
---@return T
function pairs(table) end

---@param f function
---@return boolean success
---@return any ...
function pcall(f, ...) end

---@param index integer|"#"
---@return any
function select(index, ...) end

---@param value any
---@param base? integer
---@return number?
function tonumber(value, base) end

---@param value any
---@return string
function tostring(value) end

---@param value any
---@return "nil"|"number"|"string"|"boolean"|"table"|"function"|"userdata"
function type(value) end
]]

-- The code that shows an entry best: its first example, or how it is written.
local function code_of(entry)
  local x = entry.examples[1]
  if x and not x.head then
    return example.code(x)
  end
  return ((entry.sign or entry.name):gsub("`", ""))
end

-- The comment over a definition: what it means, and an example.
local function comment(out, entry)
  local text = ("%s\n```lua\n%s\n```\n"):format(language.meaning(entry), code_of(entry))
  out[#out + 1] = text:gsub("[^\n]*\n", "---%0"):gsub("\n$", "")
end

-- As LuaLS writes it.
local function type_of(entry)
  return entry.type or '"' .. table.concat(entry.values, '"|"') .. '"'
end

local function field(out, entry)
  comment(out, entry)
  local name = entry.name
  if name:sub(1, 1) ~= "[" and not entry.needed then
    name = name .. "?"
  end
  out[#out + 1] = ("---@field %s %s"):format(name, type_of(entry))
end

local function class(out, name, entries, more)
  out[#out + 1] = "---@class " .. name
  for _, line in ipairs(more or {}) do
    out[#out + 1] = "---@field " .. line
  end
  for _, entry in ipairs(entries) do
    field(out, entry)
  end
  out[#out + 1] = ""
end

-- Options that a type takes beside those that all take.
local function own_options(type_name)
  local list = {}
  for _, entry in ipairs(language.by_kind.option) do
    for _, of in ipairs(entry.of or {}) do
      if of == type_name then
        list[#list + 1] = entry
      end
    end
  end
  return list
end

local function common_options()
  local list = {}
  for _, entry in ipairs(language.by_kind.option) do
    if not entry.of then
      list[#list + 1] = entry
    end
  end
  return list
end

-- Types that take a number before they take a path.
local sizes = {
  text = { "fun(length: integer): rowan.text", "rowan.text" },
  binary = { "fun(length: integer): rowan.binary", "rowan.binary" },
  decimal = { "fun(precision: integer, scale?: integer): rowan.decimal.sized", "rowan.decimal.sized" },
}

local function define_type(out, entry)
  local name, own = entry.name, own_options(entry.name)
  local options = #own > 0 and ("rowan.options.%s"):format(name) or "rowan.options"
  local made = sizes[name] and sizes[name][2] or "rowan." .. name
  local call = ("---@overload fun(column: string|%s|rowan.column): %s"):format(options, made)
  if #own > 0 then
    class(out, options .. ": rowan.options", own)
  end
  if made ~= "rowan." .. name then
    out[#out + 1] = ("---@class %s: rowan.column\n%s\n"):format(made, call)
    call = nil
  end
  comment(out, entry)
  out[#out + 1] = ("---@class rowan.%s: rowan.column"):format(name)
  if sizes[name] then
    out[#out + 1] = "---@overload " .. sizes[name][1]
  end
  out[#out + 1] = call
  if name == "enum" then
    out[#out + 1] = ""
    comment(out, entry)
    out[#out + 1] = "---@param labels table<string, string|integer>\n---@return rowan.enum\nfunction enum(labels) end\n"
  else
    out[#out + 1] = name .. " = {}\n"
  end
end

local function define_words(out)
  for _, entry in ipairs(language.by_kind.word) do
    comment(out, entry)
    out[#out + 1] = table.concat(entry.editor, "\n") .. "\n"
  end
  for _, entry in ipairs(language.by_kind.transform) do
    comment(out, entry)
    out[#out + 1] = ("---@type rowan.transform\n%s = {}\n"):format(entry.name)
  end
end

function M.definitions()
  local out = { HEAD }
  class(out, "rowan.mapping", language.by_kind.mapping, { "[integer] rowan.into" })
  class(out, "rowan.source_table", language.by_kind.source)
  class(out, "rowan.target", language.by_kind.target)
  class(out, "rowan.into.body", language.by_kind.into)
  class(out, "rowan.distinct", language.by_kind.distinct, { "[integer] string" })
  class(out, "rowan.pair", { language.get("unpivot", "[string]") },
    { "[integer] string|number|boolean|rowan.expr" })
  class(out, "rowan.rows", language.by_kind.rows)
  class(out, "rowan.options", common_options(), { "[integer] string|rowan.column" })
  for _, entry in ipairs(language.by_kind.type) do
    define_type(out, entry)
  end
  define_words(out)
  out[#out + 1] = LUA
  return (table.concat(out, "\n"):gsub("\n+$", "\n"))
end

return M
