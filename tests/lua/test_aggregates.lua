-- count, exists and sum over random paths and documents: what XPath 1.0 says of the same, by libxml2.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local MAPPINGS, PATHS, DOCUMENTS = 25, 8, 6
local seed = 20240531

local function below(n)
  seed = (seed * 1103515245 + 12345) % (1 << 31)
  return (seed >> 12) % n
end

local function pick(list)
  return list[below(#list) + 1]
end

-- ---- documents: names in three namespaces, whole numbers ----

local function element(depth)
  local name, inside = pick { "a", "a", "b", "p:a", "q:a", "q:b" }, {}
  for i = 1, depth > 0 and below(4) or 0 do
    inside[i] = element(depth - 1)
  end
  local v = below(3) > 0 and (' v="%d"'):format(below(200) - 100) or ""
  return ("<%s%s>%s</%s>"):format(name, v, table.concat(inside), name)
end

local function document()
  return ('<r xmlns:p="urn:p" xmlns:q="urn:q">%s%s</r>'):format(element(4), element(3))
end

-- ---- paths: as they are here, and as XPath 1.0 has them ----

local either = "(namespace-uri() = 'urn:p' or namespace-uri() = 'urn:q')"
local steps = {
  { "a", "a" }, { "b", "b" }, { "p:a", "p:a" }, { "*", "*" }, { "..", ".." },
  { "*:a", "*[local-name() = 'a']" }, { "s:a", "*[local-name() = 'a' and " .. either .. "]" },
  { "*[local-name() != 'b']", "*[local-name() != 'b']" }, { "a[@v > 3]", "a[@v > 3]" },
  { "*[count(*) = 2]", "*[count(*) = 2]" }, { "*[2]", "*[2]" }, { ".//b", ".//b" },
}

local function path()
  local ours, theirs = {}, {}
  for i = 1, 1 + below(2) do
    local step = pick(steps)
    ours[i], theirs[i] = step[1], step[2]
  end
  return table.concat(ours, "/"), table.concat(theirs, "/")
end

-- Of one path or several; ending in @v, too.
local function union()
  local u = { ours = {}, theirs = {}, our_values = {}, their_values = {} }
  for i = 1, 1 + below(3) do
    u.ours[i], u.theirs[i] = path()
    u.our_values[i], u.their_values[i] = u.ours[i] .. "/@v", u.theirs[i] .. "/@v"
  end
  for name, parts in pairs(u) do
    u[name] = table.concat(parts, " | ")
  end
  return u
end

local COLUMNS = [[
    count_%d = integer(expr "count(`{ours}`)"), xpath_count_%d = integer(xpath "count({theirs})"),
    exists_%d = bit(exists "{ours}"), xpath_exists_%d = bit(xpath "boolean({theirs})"),
    sum_%d = integer(expr "coalesce(sum(`{our_values}`), 0)"), xpath_sum_%d = integer(xpath "sum({their_values})"),
]]

local function mapping()
  local columns, told = {}, {}
  for i = 1, PATHS do
    local u = union()
    columns[i], told[i] = COLUMNS:gsub("%%d", i):gsub("{([%w_]+)}", u), u.ours
  end
  t.write("m.lua", ([[
return mapping {
  source     = { table = "d", key = bigint "id", document = "x" },
  namespaces = { p = "urn:p", q = "urn:q", s = { "urn:p", "urn:q" } },
  into "t" { each = "//a | //*:b", columns = {
%s  } },
}
]]):format(table.concat(columns)))
  return rowan.mapping.load("m.lua"), told
end

t.test("count, exists and sum are XPath's", function()
  local compared, matched = 0, 0
  for _ = 1, MAPPINGS do
    local m <close>, told = mapping()
    for id = 1, DOCUMENTS do
      local text = document()
      local made = m:rows(text, { id = id })
      for _, row in ipairs(made and made[1].rows or {}) do
        for i = 1, #row, 2 do
          if row[i] ~= row[i + 1] then
            error(("%s of %s: %s, not %s; %s"):format(made[1].columns[i], told[(i - 1) // 6 + 1], row[i],
              row[i + 1], text))
          end
          compared, matched = compared + 1, matched + (row[i] ~= "0" and row[i] ~= 0 and 1 or 0)
        end
      end
    end
  end
  assert(compared > 10000 and matched > compared // 10, compared .. " compared, not zero: " .. matched)
end)

t.finish()
