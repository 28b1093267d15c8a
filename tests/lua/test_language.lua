-- The table of the mapping language: its examples are true, it names what the program knows, and what is made of it is
-- up to date.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local editor = require "language.editor"
local example = require "language.example"
local language = require "language.entries"
local markdown = require "language.markdown"
local rowan = require "rowan"
local show_rows = require "lib.show_rows"

local known = rowan.mapping.words()

local function sorted(list)
  table.sort(list)
  return list
end

local function union(...)
  local all = {}
  for _, list in ipairs { ... } do
    table.move(list, 1, #list, #all + 1, all)
  end
  return sorted(all)
end

-- The names of all entries of these kinds; "[1]" and the like stand for what has no name of its own.
local function names_of(...)
  local names = {}
  for _, kind in ipairs { ... } do
    for _, entry in ipairs(language.entries) do
      if entry.kind == kind and not entry.name:find "^%[" then
        names[#names + 1] = entry.name
      end
    end
  end
  return sorted(names)
end

-- ---- examples ----

-- The column that a short example is about.
local function column_of(entry, x)
  if entry.kind == "path" then
    return ('text { "%s", pick = "join", joiner = "|" }'):format(x[1])
  elseif entry.kind == "operator" or entry.kind == "function" then
    return ("text(expr [[ %s ]])"):format(x[1])
  end
  return x[1]
end

-- The example as a whole mapping.
local function mapping_of(entry, x)
  local head = x.head or ""
  if not head:find "^source" then
    head = 'source = { table = "docs", key = "id", document = "xml" }' .. (x.head and ", " .. x.head or "")
  end
  if x.mapping then
    return x.mapping
  elseif example.is_short(x) then
    return ('return mapping { %s,\n  into "t" { each = "/*", columns = { value = %s } } }'):format(head,
      column_of(entry, x))
  end
  return ("%s\nreturn mapping { %s,\n%s }"):format(x.before or "", head, x.code)
end

-- What comes out: of a short example the value, of a long one the text; or nil and the message.
local function run(entry, x)
  for name, text in pairs(x.files or {}) do
    t.write(name, text)
  end
  t.write("example.lua", mapping_of(entry, x))
  local m = rowan.mapping.load("example.lua", { set = x.set })
  local ok, tables = pcall(m.rows, m, example.document(entry, x), x.carried or { id = "1" })
  if not ok then
    return nil, tostring(tables)
  elseif example.is_short(x) then
    return tables[1].rows[1][1]
  end
  return show_rows.format(tables, 120)
end

-- What should come out, in the form that run has.
local function wanted(entry, x)
  if not example.is_short(x) then
    return x.rows .. "\n"
  end
  return type(x[3]) == "table" and entry.kind == "path" and table.concat(x[3], "|") or x[3]
end

local function describe(entry, x)
  return ("%s %s: %s"):format(entry.kind, entry.name, x[1] or "its long example")
end

t.test("every example gives what the table says", function()
  for _, entry in ipairs(language.entries) do
    for _, x in ipairs(entry.examples) do
      local got, problem = run(entry, x)
      if x.fails then
        t.equal(got, nil, describe(entry, x))
        t.equal(problem:sub(-#x.fails), x.fails, describe(entry, x))
      else
        t.equal(problem, nil, describe(entry, x))
        t.equal(got, wanted(entry, x), describe(entry, x))
      end
    end
  end
end)

t.test("every entry has an example that uses it", function()
  for _, entry in ipairs(language.entries) do
    t.equal(#language.examples_of(entry) > 0, true, ("%s %s has an example"):format(entry.kind, entry.name))
    local used = entry.kind == "path" or entry.kind == "column" or entry.kind == "format"
    local name = entry.name:match "^[%a_][%w_]*$" or (entry.sign or entry.name):match "[%a_][%w_]*"
    for _, x in ipairs(language.examples_of(entry)) do
      local text = table.concat({ x[1] or "", x.head or "", x.before or "", x.code or "", x.mapping or "" }, "\n")
      used = used or not name or text:find("%f[%w_]" .. name .. "%f[^%w_]") ~= nil
    end
    t.equal(used, true, entry.kind .. " " .. entry.name)
  end
end)

t.test("words, types, transforms, options and fields are those that the program knows", function()
  t.equal(names_of("word", "type", "transform"), union(known.words, known.types, known.transforms))
  local options = {}
  for i, option in ipairs(known.options) do
    options[i] = option.name
  end
  t.equal(names_of "option", sorted(options))
  for name, fields in pairs(known.fields) do
    t.equal(names_of(name), sorted(fields), name)
  end
end)

t.test("functions, keywords and signs of expr are those that the program knows", function()
  local functions, others = {}, {}
  for _, entry in ipairs(language.by_kind["function"]) do
    functions = union(functions, entry.names)
  end
  t.equal(functions, sorted(known.expr.functions))
  for _, entry in ipairs(language.by_kind.operator) do
    for _, name in ipairs(entry.names) do
      for word in name:gmatch "%S+" do
        others[word] = true
      end
    end
  end
  for _, word in ipairs(union(known.expr.keywords, known.expr.signs)) do
    t.equal(others[word] or word:find "^[(),]$" ~= nil, true, word)
    others[word] = nil
  end
  t.equal(others, {})
end)

t.test("each name of an entry stands in one of its examples", function()
  for _, kind in ipairs { "format", "operator", "function" } do
    for _, entry in ipairs(language.by_kind[kind]) do
      local text = ""
      for _, x in ipairs(entry.examples) do
        text = text .. " " .. (x[1] or x.code)
      end
      for _, name in ipairs(entry.names) do
        t.contains(text, kind == "function" and name .. "(" or name == '"text"' and '"W"' or name)
      end
    end
  end
end)

t.test("docs/mapping.md and the definitions for editors are up to date; if not, run ./dev docs", function()
  t.equal(t.read(t.root .. "docs/mapping.md") == markdown.page(), true, "docs/mapping.md is as ./dev docs writes it")
  t.equal(t.read(t.root .. "mappings/editor/rowan.lua") == editor.definitions(), true,
    "mappings/editor/rowan.lua is as ./dev docs writes it")
end)

t.test("the anchors of the page are there", function()
  local page, anchors = markdown.page(), {}
  for title in page:gmatch "\n#+ ([^\n]+)" do
    anchors["#" .. title:lower():gsub("[^%w%- ]", ""):gsub(" ", "-")] = true
  end
  for anchor in page:gmatch "%]%((#[^)]+)%)" do
    t.equal(anchors[anchor], true, anchor)
  end
end)

t.test("definitions for editors name every word, and only types that they define", function()
  local text, defined = editor.definitions(), {}
  assert(load(text, "=rowan.lua", "t", defined))()
  local names = {}
  for name in pairs(defined) do
    names[#names + 1] = name
  end
  t.equal(sorted(names), union(known.words, known.types, known.transforms, known.functions))
  local types = {}
  for name in text:gmatch "%-%-%-@class ([%w_.]+)" do
    t.equal(types[name], nil, name .. " is defined twice")
    types[name] = true
  end
  for name in text:gmatch "%-%-%-@alias ([%w_.]+)" do
    types[name] = true
  end
  for line in text:gmatch "%-%-%-@[^\n]+" do
    for name in line:gmatch "rowan%.[%w_.]*[%w_]" do
      t.equal(types[name], true, name .. " in " .. line)
    end
  end
end)

t.test("luacheck knows the words of mappings", function()
  local config = { files = {}, stds = {} }
  assert(load(t.read(t.root .. ".luacheckrc"), "=.luacheckrc", "t", config))()
  t.equal(sorted(config.stds.rowan_mapping.read_globals),
    union(known.words, known.types, known.transforms, known.functions, known.libraries))
end)

t.test("near names", function()
  local names = { "unpivot", "into", "and", "or", "@x" }
  t.equal(rowan.suggest("unpivt", names), "unpivot")
  t.equal(rowan.suggest("INTO", names), "into")
  t.equal(rowan.suggest("ant", { "and", "any", "and" }), "and")
  t.equal(rowan.suggest("elephant", names), nil)
  t.equal(rowan.suggest("", names), nil)
  t.equal(rowan.suggest("into", {}), nil)
  t.raises("a list of texts is wanted", rowan.suggest, "into", { "unto", 1 })
end)

t.test("rowan words lists, explains and does not know", function()
  local status, out = t.rowan "words"
  t.equal(status, 0)
  t.contains(out, "\nFields of into\n")
  for _, entry in ipairs(language.entries) do
    t.contains(out, "\n  " .. entry.name .. " ")
  end
  status, out = t.rowan("words", "zone", "ILIKE", "*")
  t.equal(status, 0)
  t.contains(out, [[
zone = "utc", "drop"   (option of a column)
  date and time: what to do with an offset such as Z or +02:00; without it an offset fails

    example                           document                           gives
    timestamp { "@x", zone = "utc" }  <r x="2024-03-05T01:30:00+02:00"/> 2024-03-04 23:30:00
]])
  t.contains(out, "like   (operator of expr)")
  t.contains(out, "+ - *   (operator of expr)")
  t.contains(select(2, t.rowan("words", "skip_empty")), "collateral: 2 rows")
  t.contains(select(2, t.rowan("words", "keep")), "distinct = { \"no\", keep = \"last\"")
  local code, _, err = t.rowan("words", "unpivt")
  t.equal({ code, err }, { 2, 'rowan: there is no word "unpivt"; did you mean "unpivot"?\n' })
  code, _, err = t.rowan("words", "elephant")
  t.equal({ code, err }, { 2, 'rowan: there is no word "elephant"; rowan words lists them all\n' })
end)

t.test("rowan words prints the reference and the definitions", function()
  local _, page = t.rowan("words", "--markdown")
  t.equal(page == markdown.page(), true)
  local _, definitions = t.rowan("words", "--editor")
  t.equal(definitions == editor.definitions(), true)
end)

t.finish()
