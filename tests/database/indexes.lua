-- Indexes by which the rows of a document are found, as `rowan check --reload` misses them, and as the tables have them
-- that rowan makes. tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

-- The document's key is in check_row; rows of check_line are found by those of check_row.
local text = [[
return mapping {
  name = "indexes",
  source = { table = "check_docs", key = %s, document = "doc"%s },
  into "check_row" {
    each = "/r", key = { "no" }, columns = { no = text(20) "@no", %s },
    children = { into "check_line" { each = "l", columns = { v = text(20) "@v", no = parent "no" } } },
  },
}
]]

local function mapping(key, revision, columns)
  return t.mapping("indexes.lua", text:format(key or 'bigint "id"', revision or "", columns or 'k = source "id"'))
end

local function case(name, body)
  t.drop("check_line", "check_row")
  t.case(name, body)
end

local function tables(columns, more)
  t.sql(t.docs .. ([[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, %s%s);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, v VARCHAR(20));
INSERT INTO check_docs VALUES (1, '<r no="d1"><l v="a"/></r>');
]]):format(columns, more or ""))
end

-- "check_row CREATE INDEX ...;" of each table that lacks one, quotes as PostgreSQL has them.
local function lacking(m)
  local list = {}
  for i, f in ipairs(t.conn:check_indexes(m)) do
    t.equal({ f.severity, f.file }, { "note", m.file })
    list[i] = f.table .. " " .. tostring(f.fix):gsub("`", '"'):gsub("%[([%w_]+)%]", '"%1"')
  end
  return table.concat(list, "\n")
end

local of_row = 'check_row CREATE INDEX "check_row_k_idx" ON "check_row" ("k");'
local of_line = 'check_line CREATE INDEX "check_line_no_idx" ON "check_line" ("no");'

case("a table without an index is named, with the statement that makes one, and nothing else changes", function()
  tables "k BIGINT"
  local m = mapping()
  t.equal(lacking(m), of_row .. "\n" .. of_line)
  t.equal(t.exits(0, "check", m.file):find "note", nil)
  local out = t.exits(0, "check", m.file, "--reload")
  t.contains(out, 'indexes.lua:4: note: check_row: no index begins with (k): whenever a document\'s rows are deleted, to '
    .. "load it again or not, all rows of the table are looked at\n    CREATE INDEX ")
  t.contains(out, "indexes.lua:6: note: check_line: no index begins with (no): ")
  t.contains(out, "The mapping fits the database.\nDocuments can be unloaded and reloaded.")
  local found = {}
  for line in t.exits(0, "check", m.file, "--reload", "--json"):gmatch "[^\n]+" do
    found[#found + 1] = rowan.json.decode(line).severity
  end
  t.equal(found, { "note", "note" })
  t.exits(0, "run", m.file, "--quiet")
  t.exits(0, "reload", m.file, "--key", "1", "--quiet") -- and nobody wants --cascades
  t.exits(0, "unload", m.file, "--key", "1")
  for _, f in ipairs(t.conn:check_indexes(m)) do t.conn:exec((f.fix:gsub(";$", ""))) end
  t.equal(lacking(m), "")
  t.equal(t.exits(0, "check", m.file, "--reload"):find "note", nil)
end)

case("with a revision every check says it, once, and no run does", function()
  tables("k BIGINT NOT NULL", ", u BIGINT")
  t.sql "ALTER TABLE check_docs ADD u BIGINT;"
  local m = mapping(nil, ', revision = bigint "u"')
  for _, option in ipairs { "--feed=indexes", "--reload" } do
    local _, count = t.exits(0, "check", m.file, option):gsub("note: ", "")
    t.equal(count, 2)
  end
  local _, err = t.exits(0, "run", m.file)
  t.equal(err:find "no index", nil)
  -- What stands in the way is said once, too.
  m = mapping(nil, ', revision = bigint "u"', "k = constant(1)")
  local _, count = t.exits(2, "check", m.file, "--reload"):gsub("cannot be found again", "")
  t.equal(count, 2)
end)

case("an index that begins with the columns counts, in any order, and one that has all that tells rows apart", function()
  local key = '{ bigint "id", bigint "part" }'
  local columns = 'i = source "id", p = source "part"'
  local i_p = 'check_row CREATE INDEX "check_row_i_p_idx" ON "check_row" ("i", "p");\n' .. of_line
  for index, wanted in pairs {
    ["INDEX x ON check_row (i, p)"] = of_line, ["INDEX x ON check_row (p, i)"] = of_line,
    ["INDEX x ON check_row (p, i, no)"] = of_line, ["UNIQUE INDEX x ON check_row (p)"] = of_line,
    ["INDEX x ON check_row (p)"] = i_p, ["INDEX x ON check_row (no, i, p)"] = i_p,
    ["INDEX x ON check_row (i, no, p)"] = i_p, ["UNIQUE INDEX x ON check_row (no, i)"] = i_p,
  } do
    t.drop("check_line", "check_row", "check_docs")
    tables("i BIGINT NOT NULL", ", p BIGINT NOT NULL")
    t.conn:exec("CREATE " .. index)
    t.equal(index .. " " .. lacking(mapping(key, nil, columns)), index .. " " .. wanted)
  end
end)

-- What the database does not look rows up by.
local useless = t.by_dialect {
  postgresql = { "CREATE INDEX x ON check_row (k) WHERE k > 0", "CREATE INDEX x ON check_row (abs(k))",
    "CREATE INDEX x ON check_row (abs(k), k)", "CREATE INDEX x ON check_row USING brin (k)",
    "CREATE INDEX x ON check_row (no) INCLUDE (k)", "CREATE INDEX x ON check_row (k)" },
  mariadb = { "CREATE INDEX x ON check_row (k)" },
  sqlite = { "CREATE INDEX x ON check_row (k) WHERE k > 0", "CREATE INDEX x ON check_row (abs(k))" },
  sqlserver = { "CREATE INDEX x ON check_row (k) WHERE k > 0", "CREATE INDEX x ON check_row (no) INCLUDE (k)" },
}
local disabled = t.by_dialect {
  postgresql = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('x' AS regclass) \z
    AND pg_get_indexdef(indexrelid) LIKE '%btree (k)'",
  mariadb = "ALTER TABLE check_row ALTER INDEX x IGNORED",
}

case("an index of some rows, of an expression, or out of use does not count", function()
  local m = mapping()
  for _, index in ipairs(useless) do
    t.drop("check_line", "check_row", "check_docs")
    tables "k BIGINT NOT NULL"
    t.conn:exec(index)
    if disabled then t.conn:exec(disabled) end
    t.equal(index .. " " .. lacking(m), index .. " " .. of_row .. "\n" .. of_line)
  end
end)

if t.postgresql then
  case("an index of another collation does not count", function()
    local m = mapping('text(20) "id"')
    tables "k VARCHAR(20) NOT NULL"
    t.conn:exec 'CREATE INDEX x ON check_row (k COLLATE "POSIX")'
    t.equal(lacking(m), of_row .. "\n" .. of_line)
    t.conn:exec 'CREATE INDEX y ON check_row USING hash (k)'
    t.equal(lacking(m), of_line)
  end)
end

if t.mariadb then
  case("a text without a length gets one before it is indexed; its beginning is enough", function()
    local m = mapping('text(20) "id"')
    tables "k LONGTEXT NOT NULL"
    t.contains(lacking(m), 'check_row ALTER TABLE "check_row" MODIFY "k" VARCHAR(20)')
    for _, f in ipairs(t.conn:check_indexes(m)) do
      for statement in f.fix:gmatch "(%u.-);" do t.conn:exec(statement) end
    end
    t.equal(lacking(m), "")
    t.drop("check_line", "check_row", "check_docs")
    tables "k LONGTEXT NOT NULL"
    t.conn:exec "CREATE INDEX x ON check_row (k(10))"
    t.equal(lacking(m), of_line)
  end)
end

case("tables that are not deleted from, views, and tables that are not there", function()
  local m = mapping()
  t.equal(lacking(m), "")
  t.sql "CREATE VIEW check_line AS SELECT 'a' AS no, 'b' AS v;"
  t.equal(lacking(m), "")
  m = t.mapping("claimed.lua", [[
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r", key = { "no" }, conflict = "update", columns = { no = text(20) "@no", k = source "id" },
  },
}
]])
  t.sql "CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT);"
  t.equal(lacking(m), "")
end)

t.drop("check_line", "check_row")
t.finish()
