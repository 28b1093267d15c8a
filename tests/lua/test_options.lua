-- Options of a column, alone and in pairs, made from the program's own table: with every type and origin that takes
-- them, each acts, and both of a pair act, or the mapping is refused with a message that names them. An option acts
-- when, beside all that is said, some document comes out otherwise with it than without.
--
-- A new flag or choice needs no line here, as long as a text below shows what it does; another kind of option needs a
-- sample of how it is written.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local known = rowan.mapping.words()
local eager = os.getenv "ROWAN_TEST_GC" == "eager"
-- With the sanitizers one pair of five, as they look for other faults, and what each pair does is seen without them.
local step = os.getenv "ROWAN_TEST_SPARSE" == "yes" and 5 or 1

-- ---- types, and texts that show what options do ----

local types = {
  boolean = { "true", "0", "many" },
  bit = { "1", "0", "many", parts = { "tr", "ue" } },
  tinyint = { "7", "0", "many", "2.5", "2,5", "7+", "7E1", "1F" },
  smallint = { "7", "0", "many", "2.5", "2,5", "1'000", "7-", "7E1", "1F" },
  integer = { "7", "0", "many", "2.5", "2,5", "1'000", "7-", "7E1", "1F" },
  bigint = { "7", "0", "many", "2.5", "2,5", "1'000", "7-", "7E1", "1F" },
  decimal = { code = "decimal(5, 1)", "1.5", "0", "many", "2.25", "2,25", "1'000", "7-", "7E1" },
  real = { "1.5", "0", "many", "2,5", "1'000", "7-" },
  double = { "1.5", "0", "many", "2,5", "1'000", "7-" },
  text = { code = "text(3)", "abc", "0", "abcdef", " b", "2,5", "1'000" },
  date = { "2024-03-05", "2024-03-06", "soon", "2024-03-05Z", "2024-03-05T14:30", "03/07/2024", "03/07/24", "2024-04" },
  time = { "14:30", "14:31", "soon", "14:30Z", "14:30:00.1234567", "14.40" },
  timestamp = { "2024-03-05T14:30", "2024-03-06", "soon", "2024-03-05T14:30Z", "2024-03-05T14:30:00.1234567",
    "03/07/2024 14:40", "03/07/24", "2024-04", "2024-03-31T02:30", "2024-10-27T02:30" },
  uuid = { "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-000000000000", "many" },
  binary = { "CAFE", "0000", "many!" },
  xml = { "abc", "0", " b" },
  enum = { code = 'enum { a = "X", b = "Y", ab = "Z" }', "a", "b", "many", "A", parts = { "a", "b" } },
}

-- Types that take a number as a document writes it.
local numbers = { tinyint = true, smallint = true, integer = true, bigint = true, decimal = true, real = true,
  double = true, text = true }

local formats = { date = "MM/DD/YYYY", time = "HH.MI", timestamp = "MM/DD/YYYY HH:MI" }

local function halves(text)
  return { text:sub(1, #text // 2), text:sub(#text // 2 + 1) }
end

-- What some documents hold: texts of the elements v, the text of w, and whether another column of the row has a value.
local function documents_of(type)
  local list, texts = {}, table.move(types[type], 1, #types[type], 5, { "", " ", "N/A", "n/a" })
  for _, text in ipairs(texts) do
    list[#list + 1] = { v = { text }, anchor = true }
  end
  list[#list + 1] = { v = {}, anchor = true }
  list[#list + 1] = { v = {}, z = "0", anchor = true } -- which cannot be calculated
  list[#list + 1] = { v = { "" }, w = types[type][1], anchor = true }
  list[#list + 1] = { v = { types[type][1], types[type][2] }, anchor = true }
  list[#list + 1] = { v = { "", types[type][1] }, anchor = true }
  list[#list + 1] = { v = types[type].parts or halves(types[type][1]), anchor = true } -- a value, joined by nothing
  list[#list + 1] = { v = { types[type][1] } }
  list[#list + 1] = { v = { types[type][2] } }
  return list
end

-- ---- how options are written ----

-- Two steps, of which the second makes something of an empty text.
local function via_of(body, other)
  return ("{ function(x) %s end, function(x) if x == '' then return %q end return x end }"):format(body, other)
end

local samples = {
  default = function(type) return { ("%q"):format(types[type][1]), ("%q"):format(types[type][2]) } end,
  null_if = function(type)
    local markup = type == "xml" and ', "<v>N/A</v>", "<v>0</v>"' or ""
    return { ('{ "N/A", %q%s }'):format(types[type][2], markup), '{ "N/A", 2 }' } -- 2: a position
  end,
  via = function(type)
    local one, other = types[type][1], types[type][2]
    local body = ("if x == nil then return %%q end if x == ' ' or x:find 'N/A' then return nil end "
      .. "if x == %q or x == 'n/a' or x:find '^<v>[%s][^<]*</v>$' then return %q end return x"):format(one,
      one:sub(1, 1) .. "n", other)
    local amount = "{ function(x) %s end, amount, function(x) if x == '' then return %q end return ' ' .. x end }"
    return { via_of(body:format(other), other), via_of(body:format(one), other),
      numbers[type] and amount:format(body:format(other), other) or nil }
  end,
  joiner = function() return { '"+"', '""' } end,
  point = function() return { '","' } end,
  group = function() return { [["'"]] } end,
  format = function(type)
    return { ('{ "iso", %q }'):format(formats[type]), type ~= "time" and '{ "iso", "MM/DD/YY" }' or nil }
  end,
  pivot = function() return { "1950" } end,
  assume = function() return { '"Europe/Berlin"' } end,
  strict = function() return { "false" } end,
  bad = function(type) return { '"missing"', '"null"', ("constant(%q)"):format(types[type][1]) } end,
}

-- Options in whose absence an option of this type can be seen only in part.
local whole = { point = { rounding = '"down"' } }
local beside = {
  tinyint = whole, smallint = whole, integer = whole, bigint = whole,
  xml = { empty = { inner = "true" }, trim = { inner = "true" } },
  value = { strict = { null_if = '"N/A"' } }, -- a pair without a value makes no row
}

local function samples_of(option, type)
  if samples[option.name] then
    return samples[option.name](type)
  elseif option.kind == "flag" then
    return { "true" }
  elseif option.kind == "choice" or option.kind == "switch" then
    local list = option.kind == "switch" and { "true", "false" } or {}
    for _, value in ipairs(option.values) do
      list[#list + 1] = ("%q"):format(value)
    end
    return list
  end
  error(("how is the option %s written? samples of tests/lua/test_options.lua needs one"):format(option.name))
end

-- Seen in the target table, or by the database.
local of_table = { required = true, identity = true }

-- ---- origins: a mapping and a document each ----

local function with(options, more)
  local all = {}
  for name, value in pairs(options) do all[name] = value end
  for name, value in pairs(more) do all[name] = value end
  return all
end

local function quoted(text)
  return text and ("%q"):format(text) or "nil"
end

local function elements(document)
  local out = {}
  for i, text in ipairs(document.v) do
    out[i] = "<v>" .. text .. "</v>"
  end
  local function element(name, text)
    return text and ("<%s>%s</%s>"):format(name, text, name) or ""
  end
  return ("<r%s>%s%s%s%s<c/></r>"):format(document.anchor and ' anchor="1"' or "", table.concat(out),
    element("k", document.v[1] == "" and "1" or nil), element("w", document.w), element("z", document.z))
end

-- Each: what the column is made from, what the table needs for that, other columns. one: the text
-- where the mapping has it.
local origins = {
  paths = function() return '"v"' end,
  expr = function() return "expr [[ coalesce(v, w, 1 / z) ]]" end,
  xpath = function() return 'xpath "v | self::*[z][count(string(z))]"' end,
  value = function(_, plain)
    local made = plain and '"v"' or "expr [[ coalesce(v, w, 1 / z) ]]"
    return "value()", ('unpivot = { { "a", %s } },'):format(made),
      'y = text { value(), pick = "first", empty = "keep", bad = "missing", counts = false },'
  end,
  field = function() -- a function is not called with an empty text, but may return one
    return 'field "f"', [[
  rows = { "v", "k", pick = "first", strict = false,
    via = function(x, k) return { { f = x or k and "" or nil } } end },]]
  end,
  label = function(one)
    return 'label "n"', ('unpivot = { { "a", "c/..", n = %s }, { "b", "none", n = "" } },'):format(quoted(one))
  end,
  source = function() return 'source "s"' end,
  run = function() return 'run "version"' end,
  constant = function(one) return ("constant(%s)"):format(quoted(one)) end,
  position = function() return "position()" end,
  ordinal = function() return "ordinal()" end,
  level = function() return "level()", 'recursive = "*",' end,
  parent = function() return 'parent "p"' end,
  hash = function() return 'hash { "anchor" }' end,
  sequence = function() return "sequence()" end,
  existing = function() return 'existing "elsewhere" { by = { "anchor" }, take = "id" }' end,
}
local numbers_of_row = { position = true, ordinal = true, level = true }
local once = with({ label = true, run = true, constant = true }, numbers_of_row)

local function options_text(options)
  local names, parts = {}, {}
  for name in pairs(options) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do parts[i] = name .. " = " .. options[name] end
  return table.concat(parts, ", ")
end

-- An expr makes plain numbers, so it does not stand beside these.
local function needs_plain(options)
  return options.point or options.group or options.sign or options.exponent or options.hex
end

-- neighbour: options of a column n beside x, or nil. plain: pairs have no expr.
local function mapping_text(type, origin, options, document, neighbour, plain)
  local one = once[origin] and document.v[1] or nil
  if origin == "constant" and not one then one = "" end
  if numbers_of_row[origin] and options.via then
    local made = ("function() return %s end"):format(quoted(one)):gsub("%%", "%%%%")
    options = with(options, { via = options.via:gsub("function%(x%) if x == nil.- return x end", made, 1) })
  end
  local made, more, others = origins[origin](one, plain or needs_plain(options))
  if neighbour then
    others = ("n = T { %s, %s }, %s"):format(made, options_text(neighbour), others or "")
  end
  local child = origin == "parent"
  local each = child and "c" or numbers_of_row[origin] and origin ~= "level" and "/r/*" or "/r"
  local into = ([[
into "t" { each = "%s", skip_empty = true, %s
  columns = { x = T { %s, %s },
    %s anchor = integer "%s" } }]]):format(each, more or "", made, options_text(options), others or "",
    origin == "level" and "@anchor | ../@anchor" or each == "/r" and "@anchor" or "../@anchor")
  if child then
    into = ('into "u" { each = "/r", columns = { p = T "v" }, children = { %s } }'):format(into)
  end
  return ([[
local T = %s
return mapping { version = %s,
  source = { table = "d", key = "id", document = "x", columns = { text "s" } },
  %s }]]):format(types[type].code or type, quoted(origin == "run" and one or ""), into)
end

-- ---- what comes out ----

-- Of the place in hand: no other has the same mappings, and all together take gigabytes.
local loaded, outcomes = {}, {}

local function begin_place()
  loaded, outcomes = {}, {}
  collectgarbage()
end

local function load_text(text)
  if not loaded[text] then
    os.remove "options.lua" -- a new file costs less than one that is cut
    t.write("options.lua", text)
    local ok, m = pcall(rowan.mapping.load, "options.lua")
    loaded[text] = ok and { m } or { nil, tostring(m) }
  end
  return loaded[text][1], loaded[text][2]
end

-- A text for the column's value; second, the message when the mapping is refused.
local function outcome(type, origin, options, document)
  local text = mapping_text(type, origin, options, document)
  local m, refused = load_text(text)
  if not m then return "refused: " .. refused, refused end
  local key = text .. "\0" .. elements(document)
  if not outcomes[key] then
    local ok, tables = pcall(m.rows, m, elements(document), { id = "1", s = document.v[1] })
    local problem, cells = tables, {}
    tables = ok and tables
    for i, row in ipairs(tables and tables[#tables].rows or {}) do
      cells[i] = row[1] == nil and "NULL" or row[1] == false and "left out" or tostring(row[1])
    end
    outcomes[key] = not tables and "fails: " .. tostring(problem) or table.concat(cells, "|")
  end
  return outcomes[key]
end

local function without(options, name)
  local rest = with(options, {})
  rest[name] = nil
  return rest
end

local documents = {}
for type in pairs(types) do documents[type] = documents_of(type) end

-- Nobody can load it: the message that refuses it whatever the document holds.
local function refusal(type, origin, options)
  local message
  for _, document in ipairs(documents[type]) do
    local _, refused = outcome(type, origin, options, document)
    if not refused then return nil end
    message = message or refused
  end
  return message
end

-- Does the option do something in the presence of the others?
local function acts(type, origin, options, name)
  if of_table[name] then
    local m = load_text(mapping_text(type, origin, options, documents[type][5]))
    return m and m:plan_text():find("\n  x .*%f[%a]" .. name .. "%f[%A]") ~= nil
  end
  for _, document in ipairs(documents[type]) do
    if outcome(type, origin, options, document) ~= outcome(type, origin, without(options, name), document) then
      return true
    end
  end
  return false
end

-- ---- which options a column takes, by the table ----

local by_name = {}
for _, option in ipairs(known.options) do by_name[option.name] = option end

local function has(list, name)
  for _, item in ipairs(list) do
    if item == name then return true end
  end
  return false
end

-- What must stand beside the option: a list of { name = value }.
local function needed(option, type, origin)
  local first = beside[type] and origin ~= "parent" and beside[type][option.name] or beside[origin]
    and beside[origin][option.name] or {}
  if not option.needs or has(option.alone, type) or has(option.alone_of, origin) then return { first } end
  local list = {}
  for _, value in ipairs(option.needs_choice and { ("%q"):format(option.needs_choice) }
    or samples_of(by_name[option.needs], type)) do
    for _, more in ipairs(needed(by_name[option.needs], type, origin)) do -- what that one needs
      list[#list + 1] = with(with(first, more), { [option.needs] = value })
    end
  end
  return list
end

local function takes(option, type, origin, via)
  return has(option.types, type) and (has(option.origins, origin) or via and has(option.with_via, origin))
end

-- Types that a number is written as.
local of_number = { boolean = true, bit = true, tinyint = true, smallint = true, integer = true, bigint = true,
  decimal = true, real = true, double = true, text = true }

-- Types and origins that can stand together.
local function each_place(visit)
  for _, type in ipairs(by_name.required.types) do
    for origin in pairs(origins) do
      if (type ~= "xml" or origin == "paths" or origin == "parent") and (not numbers_of_row[origin] or of_number[type])
        and (origin ~= "hash" or type == "uuid" or type == "bigint")
        and (origin ~= "sequence" and origin ~= "existing" or type == "integer" or type == "bigint")
        and (not eager or type == "text" and origin == "paths") then
        begin_place()
        visit(type, origin)
      end
    end
  end
end

-- A choice that is there without a word is never refused.
local function usual(option)
  return option.kind == "choice" and option.usual and ("%q"):format(option.usual)
end

-- Whether a refusal names the option, or one that it needs.
local function names(refused, option)
  return refused:find(option.name, 1, true) ~= nil or option.needs ~= nil and names(refused, by_name[option.needs])
end

local findings = {}
local function find(format, ...)
  if #findings < 40 then findings[#findings + 1] = format:format(...) end
end

local function place(type, origin, options)
  return ("%s { %s, %s }"):format(types[type].code or type, origin, options_text(options))
end

-- What cannot stand without via gets it.
local function completed(options, type, origin)
  for name in pairs(with(options, {})) do
    if not has(by_name[name].origins, origin) and has(by_name[name].with_via, origin) then
      options.via = options.via or samples.via(type)[1]
    end
  end
  return options
end

-- The option with each of its values and what it needs.
local function variants(option, type, origin)
  local list = {}
  for _, value in ipairs(samples_of(option, type)) do
    for _, more in ipairs(needed(option, type, origin)) do
      list[#list + 1] = completed(with(more, { [option.name] = value }), type, origin)
    end
  end
  return list
end

t.test("every option of the table does something wherever it is taken, and is refused elsewhere", function()
  findings = {}
  each_place(function(type, origin)
    for _, option in ipairs(known.options) do
      local some = false
      for _, options in ipairs(variants(option, type, origin)) do
        local refused = refusal(type, origin, options)
        if takes(option, type, origin, true) then
          some = some or not refused and acts(type, origin, options, option.name)
        elseif not (refused and names(refused, option)) and options[option.name] ~= usual(option) then
          find("%s is not refused: %s", place(type, origin, options), tostring(refused))
        end
      end
      if takes(option, type, origin, true) and not some then
        local options = variants(option, type, origin)[1]
        find("%s does nothing in %s: %s", option.name, place(type, origin, options),
          tostring(refusal(type, origin, options)))
      end
    end
  end)
  t.equal(findings, {})
end)

-- The variants with which the option acts at this place.
local function acting(option, type, origin)
  local list = {}
  for _, options in ipairs(variants(option, type, origin)) do
    if not refusal(type, origin, options) and acts(type, origin, options, option.name) then
      list[#list + 1] = options
    end
  end
  return list
end

-- Nil when the two are refused as they should be, or both act; else what is wrong.
local function judge(type, origin, options, one, other)
  local refused = refusal(type, origin, options)
  if refused then
    local both = refused:find(one, 1, true) and refused:find(other, 1, true)
    return not both and ("%s and %s in %s: %s"):format(one, other, place(type, origin, options), refused) or nil
  end
  for _, name in ipairs { one, other } do
    if not acts(type, origin, options, name) then
      return ("of %s and %s, %s does nothing in %s"):format(one, other, name, place(type, origin, options))
    end
  end
  return nil
end

-- The same for what shows it: one of the variants of both, alone or beside what makes texts of values or misses some.
local function judge_pair(type, origin, a, b)
  local via, null_if = samples.via(type)[1], samples.null_if(type)[1]
  local first
  for _, helpers in ipairs { {}, { via = via }, { null_if = null_if }, { via = via, null_if = null_if } } do
    for _, one in ipairs(a.variants) do
      for _, other in ipairs(b.variants) do
        local options = with(one, other)
        for name, value in pairs(one) do -- what the other needs goes before what this one happens to have
          if name ~= a.name and (name ~= b.name or a.option.needs_choice) then options[name] = value end
        end
        for name, value in pairs(helpers) do
          if takes(by_name[name], type, origin, true) then options[name] = options[name] or value end
        end
        local wrong = judge(type, origin, completed(options, type, origin), a.name, b.name)
        if not wrong then return nil end
        first = first or wrong
      end
    end
  end
  return first
end

-- What an eager collector finds, one option alone shows.
if eager then return t.finish() end

t.test("both of two options act, or the mapping is refused with a message that names both", function()
  findings = {}
  local seen = 0
  each_place(function(type, origin)
    local taken = {}
    for _, option in ipairs(known.options) do
      local list = takes(option, type, origin, true) and acting(option, type, origin) or {}
      if #list > 0 then taken[#taken + 1] = { name = option.name, option = option, variants = list } end
    end
    for i, a in ipairs(taken) do
      for k = i + 1, #taken do
        seen = seen + 1
        local wrong = seen % step == 0 and judge_pair(type, origin, a, taken[k])
        if wrong then find("%s", wrong) end
      end
    end
  end)
  t.equal(findings, {})
  t.equal(seen > 3000, true, seen .. " pairs are enough")
end)

t.test("options of one column are nothing to the column beside it", function()
  findings = {}
  local plain
  local function row_of(type, origin, options, document, neighbour)
    local m = assert(load_text(mapping_text(type, origin, options, document, neighbour, plain)))
    local ok, tables = pcall(m.rows, m, elements(document), { id = "1", s = document.v[1] })
    return ok and tables[1].rows[1]
  end
  local function check(type, origin, one, other)
    plain = needs_plain(one) or needs_plain(other)
    for _, document in ipairs(documents[type]) do
      local a, b = row_of(type, origin, one, document), row_of(type, origin, other, document)
      local both = document.anchor and row_of(type, origin, one, document, other)
      if document.anchor and (both and t.show { both[1], both[2] } or "fails")
        ~= (a and b and t.show { a[1], b[1] } or "fails") then
        return find("%s beside %s", place(type, origin, one), options_text(other))
      end
    end
  end
  for _, origin in ipairs { "value", "paths", "expr", "field" } do
    local list = {}
    for _, option in ipairs(known.options) do
      if takes(option, "text", origin, true) then
        for _, options in ipairs(acting(option, "text", origin)) do list[#list + 1] = options end
      end
    end
    for _, one in ipairs(list) do
      for _, other in ipairs(list) do check("text", origin, one, other) end
    end
  end
  t.equal(findings, {})
end)

t.finish()
