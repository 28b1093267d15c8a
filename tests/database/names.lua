-- Names as long as the database takes them, and longer ones, which are refused with their place. tests/database/run
-- calls it per database. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local q = t.mariadb and "`" or '"'
local function quoted(name) return q .. name .. q end

-- A name of n letters that ends in these; of two bytes each where the database counts characters.
local function name(n, ending)
  return ((t.postgresql or t.on_babelfish) and "n" or "ä"):rep(n - #ending) .. ending
end

local function mapping(table_name, child_name, column, other)
  return t.mapping("names.lua", ([[
return mapping {
  name = "names",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "%s" {
    each = "/r", key = { "id" },
    columns = {
      id = source "id",
      ["%s"] = text(9) "a",
    },
    children = {
      into "%s" { each = "x", key = { "id", "%s" }, columns = { id = parent "id", ["%s"] = position(), b = text(5) "." } },
    },
  },
}
]]):format(table_name, column, child_name, other, other))
end

local most = t.by_dialect { postgresql = 63, mariadb = 64, sqlite = 200, sqlserver = 128 }
-- Babelfish keeps the names of PostgreSQL, and cuts longer ones.
local longest = t.on_babelfish and 63 or most
local parent, child = name(longest, "_1"), name(longest, "_2")

t.case("the longest names", function()
  local m = mapping(parent, child, name(longest, "_a"), name(longest, "_b"))
  t.drop(quoted(child), quoted(parent))
  t.sql(t.docs)
  t.conn:insert("check_docs", { "id", "doc" }, { { 1, "<r><a>x</a><x>1</x><x>2</x></r>" } })
  t.exits(0, "init", m.file, "--tables")
  t.expect(m, "")
  local result = t.job { mapping = m }:run()
  t.equal({ result.loaded, result.failed }, { 1, 0 })
  t.equal(t.conn:query("SELECT " .. quoted(name(longest, "_a")) .. " AS a FROM " .. quoted(parent))[1].a, "x")
  t.equal(#t.conn:query("SELECT * FROM " .. quoted(child)), 2)
  t.drop(quoted(child), quoted(parent))
end)

t.case("indexes that are made differ where their names would be cut", function()
  local m = mapping(parent, child, name(longest, "_a"), name(longest, "_b"))
  t.drop(quoted(child), quoted(parent))
  t.sql(t.docs)
  t.sql(("CREATE TABLE %s (id BIGINT NOT NULL, %s VARCHAR(9), x INTEGER PRIMARY KEY);\n"):format(quoted(parent),
    quoted(name(longest, "_a"))))
  t.sql(("CREATE TABLE %s (id BIGINT NOT NULL, %s INTEGER NOT NULL, b VARCHAR(5), x INTEGER PRIMARY KEY);\n"):format(
    quoted(child), quoted(name(longest, "_b"))))
  local indexes = {}
  for _, f in ipairs(t.conn:check(m)) do
    local index = (f.fix or ""):match("UNIQUE INDEX (%S+) ON")
    if index then
      t.equal(#index <= 65, true)
      indexes[#indexes + 1] = index
      t.conn:exec((f.fix:gsub(";$", "")))
    end
  end
  t.equal(#indexes, 2)
  t.equal(indexes[1] == indexes[2], false)
  for _, f in ipairs(t.conn:check(m)) do t.equal(f.message:find("not unique", 1, true), nil) end
  t.drop(quoted(child), quoted(parent))
end)

if not t.sqlite then
  local limit = t.by_dialect { postgresql = "63 bytes that PostgreSQL takes", mariadb = "64 characters that MariaDB takes",
    sqlserver = "128 characters that SQL Server takes" }

  t.case("longer names are refused with their place", function()
    local long, column = name(most + 1, "_1"), name(most + 1, "_a")
    local m = mapping(long, child, column, "n")
    t.sql(t.docs)
    t.drop(quoted(child))
    local found = t.conn:check(m)
    t.equal({ found[1].line, found[1].message }, { 4, "the table's name is longer than the " .. limit })
    t.equal({ found[2].line, found[2].column, found[2].message },
      { 8, column, "the column's name is longer than the " .. limit })
    local status, _, err = t.rowan("init", m.file, "--tables")
    t.equal(status, 2)
    t.contains(err, ("names.lua:4: table %s: the name is longer than the %s"):format(long, limit))
  end)

  t.case("names that are looked up are not cut to those of others", function()
    local long = name(most + 1, "_1")
    local cut = name(most, "_1")
    local m = t.mapping("names.lua", ([[
return mapping {
  name = "names",
  source = { table = "%s", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id",
    n = bigint(sequence "%s"),
    a = text(5) "a",
    e = bigint(existing "%s" { by = { "a" }, take = "id" }) } },
}
]]):format(long, long, long))
    t.drop(quoted(cut))
    t.sql(("CREATE TABLE %s (id BIGINT NOT NULL PRIMARY KEY, a VARCHAR(5) UNIQUE, doc TEXT);\n"):format(quoted(cut)))
    t.sql "CREATE TABLE check_row (id BIGINT PRIMARY KEY, n BIGINT, a VARCHAR(5), e BIGINT);\n"
    local found = {}
    for i, f in ipairs(t.conn:check(m)) do found[i] = ("%s: %s"):format(f.column or "", f.message) end
    t.equal(found, { ": the table's name is longer than the " .. limit,
      ('n: the sequence\'s name "%s" is longer than the %s'):format(long, limit),
      ": the table's name is longer than the " .. limit })
    t.drop(quoted(cut))
  end)

  t.case("a column of a table that is there", function()
    local column = name(most + 1, "_a")
    local m = t.mapping("names.lua", ([[
return mapping {
  name = "names",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id",
    ["%s"] = text(5) "a" } },
}
]]):format(column))
    t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT PRIMARY KEY);\n")
    t.expect(m, ("error 5 check_row.%s: the column's name is longer than the %s\n"):format(column, limit))
  end)
end

t.finish()
