-- What `rowan check` reads of CHECK constraints, on the database of $ROWAN_CONNECT: values that a mapping may write
-- and that are refused, and constraints that it does not understand, of which it says nothing. tests/database/run
-- calls it. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local text_type = t.postgresql and "varchar(%d)" or "VARCHAR(%d)"

-- A mapping with columns a and b; more: further options of the table.
local function mapping(columns, more)
  return t.mapping("values.lua", ([[
return mapping {
  name = "values",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, %s columns = { id = source "id",
%s
  } },
}
]]):format(more or "", columns))
end

-- The findings, without what stands in CHECK, whose spelling is the database's.
local function findings(m)
  local lines = {}
  for i, f in ipairs(t.conn:check(m)) do
    lines[i] = ("%s %s: %s"):format(f.severity, f.column, (f.message:gsub(", CHECK %b()", "")))
    if f.fix then lines[i] = lines[i] .. " FIX " .. f.fix end
  end
  return table.concat(lines, "\n")
end

-- The table's columns and its constraint "must", and what is found.
local function expect(columns, definition, must, wanted, more)
  t.drop("check_docs", "check_row")
  t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT PRIMARY KEY, " .. definition
    .. (must and ", CONSTRAINT must CHECK (" .. must .. ")" or "") .. ");\n")
  t.equal(findings(mapping(columns, more)), wanted)
end

local a_text = "a " .. text_type:format(10)

t.case("constants and defaults", function()
  local refused = 'error a: the constant "C" is refused by the constraint "must"'
  expect('a = text(10)(constant "B")', a_text, "a IN ('A', 'B')", "")
  expect('a = text(10)(constant "C")', a_text, "a IN ('A', 'B')", refused)
  expect('a = text(10)(constant "C")', a_text, "a = 'A'", refused)
  expect('a = text(10)(constant "C")', a_text, "a = 'A' OR a = 'B'", refused)
  expect('a = text(10)(constant "C")', a_text, "a IS NULL OR a = 'A' OR a = 'B'", refused)
  expect('a = text(10)(constant "C")', a_text, "a NOT IN ('C', 'D')", refused)
  expect('a = text(10)(constant "C")', a_text, "NOT (a = 'C')", refused)
  expect('a = text(10)(constant "C")', a_text, "a <> 'C' AND id > 0", refused)
  expect('a = text(10)(constant "C")', a_text, "a <> 'C' OR id > 0", "")
  expect('a = enum { X = "A" } { "@a", default = "A" }', a_text, "a IN ('A', 'B')", "")
  expect('a = enum { X = "A", Y = "C" } { "@a", default = "C" }', a_text, "a IN ('A', 'B')",
    'error a: the default "C" is refused by the constraint "must"\n'
      .. 'warning a: the value "C" is refused by the constraint "must": documents with it fail')
  expect('a = integer(constant(11))', "a INTEGER", "a BETWEEN 1 AND 10", 'error a: the constant 11 is refused by the constraint "must"')
  expect('a = integer(constant(10))', "a INTEGER", "a BETWEEN 1 AND 10", "")
  expect('a = integer(constant(-1))', "a INTEGER", "a <> -1", t.on_babelfish and "" or 'error a: the constant -1 is refused by the constraint "must"')
  expect('a = decimal(6, 2)(constant "99.99")', "a DECIMAL(6, 2)", "100.00 <= a", 'error a: the constant 99.99 is refused by the constraint "must"')
  expect('a = decimal(6, 2)(constant "100")', "a DECIMAL(6, 2)", "100.00 <= a", "")
  expect('a = date(constant "1999-12-31")', "a DATE", "a >= '2000-01-01'", 'error a: the constant "1999-12-31" is refused by the constraint "must"')
  expect('a = date(constant "2000-01-01")', "a DATE", "a >= '2000-01-01'", "")
  expect('a = text(10)(constant "it\'s")', a_text, "a IN ('it''s', 'x\"y')", "")
  expect('a = text(10)(constant "x\\"z")', a_text, "a IN ('it''s', 'x\"y')", 'error a: the constant "x"z" is refused by the constraint "must"')
  expect('a = integer { "@a", bad = constant(0) }', "a INTEGER", "a <> 0", 'error a: bad = constant 0 is refused by the constraint "must"')
end)

t.case("enums and labels of unpivot", function()
  local state = 'a = enum { Open = "A", Shut = "B", Lost = "C", Gone = "D" } "@a"'
  expect(state, a_text, "a IN ('A', 'B', 'C', 'D')", "")
  expect(state, a_text, "a IN ('A', 'B')",
    'warning a: the values "D", "C" are refused by the constraint "must": documents with them fail')
  expect(state, a_text, "a IN ('X', 'Y')",
    'error a: every value is refused by the constraint "must": "D", "C", "A", "B"')
  expect('a = enum { one = 1, two = 2, three = 3 } "@a"', "a INTEGER", "a < 3",
    'warning a: the value 3 is refused by the constraint "must": documents with it fail')
  expect('a = text(10)(label "kind"), b = text(5)(value())', a_text .. ", b VARCHAR(5)", "a IN ('net', 'gross')",
    'warning a: the label "tax" is refused by the constraint "must": documents with it fail',
    [[unpivot = { { "N", "@n", kind = "net" }, { "T", "@t", kind = "tax" }, { "O", "@o" } },]])
end)

t.case("texts and their lengths", function()
  local some = 'warning a: some values of text(10) are refused by the constraint "must"'
  expect('a = text(10) "@a"', a_text, "a IN ('A', 'B')", some)
  expect('a = text(10) "@a"', a_text, "a = 'A' OR a = 'B'", some)
  expect('a = text(10) "@a"', a_text, "a IN ('A', NULL)", "")
  expect('a = text(10) "@a"', a_text, "a <> 'A'", "")
  local every = 'error a: every value of text(1) is refused by the constraint "must"'
  local folds = t.mariadb or t.sqlserver -- where a collation may take one letter for two: in Danish \u{C5} is AA
  expect('a = text(1) "@a"', a_text, "a IN ('AA', 'BB')",
    folds and 'warning a: some values of text(1) are refused by the constraint "must"' or every)
  expect('a = text(1) "@a"', a_text, ("a IN ('%s')"):format(("A"):rep(19)), every)
  local length = t.by_dialect { postgresql = "char_length(a)", mariadb = "char_length(a)", sqlite = "length(a)",
    sqlserver = "len(a)" }
  expect('a = text(10) "@a"', a_text, length .. " <= 10", "")
  expect('a = text(10) "@a"', a_text, length .. " <= 9", some)
  expect('a = text(10) "@a"', a_text, length .. " > 0", "")
  expect('a = text(10) { "@a", empty = "keep" }', a_text, length .. " > 0", some)
  expect('a = text(10) { "@a", empty = "keep" }', a_text, "a <> ''", some)
  expect('a = text(10) "@a"', a_text, "a <> ''", "")
  expect('a = text(10) "@a"', a_text, length .. " BETWEEN 11 AND 20", t.sqlserver and some or 'error a: every value of text(10) is refused by the constraint "must"')
  expect('a = text(10)(constant "äöü")', a_text, length .. " = 3", "")
  expect('a = text(10)(constant "äöü")', a_text, length .. " < 3", 'error a: the constant "äöü" is refused by the constraint "must"')
  if t.sqlserver and not t.on_babelfish then
    expect('a = text(10)(constant "äöü")', a_text, "datalength(a) <> 6", 'error a: the constant "äöü" is refused by the constraint "must"')
    expect('a = text(10) "@a"', a_text, "datalength(a) <= 20", "")
  elseif not t.sqlite then
    expect('a = text(10)(constant "äöü")', a_text, "octet_length(a) < 6", 'error a: the constant "äöü" is refused by the constraint "must"')
    expect('a = text(10) "@a"', a_text, "octet_length(a) <= 40", "")
  end
end)

t.case("numbers", function()
  local some = 'warning a: some values of %s are refused by the constraint "must"'
  expect('a = tinyint "@a"', "a INTEGER", "a >= 0 AND a < 256", "")
  expect('a = smallint "@a"', "a INTEGER", "a >= 0", some:format "smallint")
  expect('a = tinyint "@a"', "a INTEGER", "a > 255", 'error a: every value of tinyint is refused by the constraint "must"')
  expect('a = integer(position())', "a INTEGER", "a > 0", "")
  expect('a = decimal(4, 2) "@a"', "a DECIMAL(4, 2)", "a <= 99.99 AND a >= -99.99", "")
  expect('a = decimal(4, 2) "@a"', "a DECIMAL(4, 2)", "a < 99.99", some:format "decimal(4,2)")
  expect('a = bit "@a"', "a INTEGER", "a IN (0, 1)", "")
  expect('a = bit "@a"', "a INTEGER", "a IN (1, 2)", some:format "bit")
  expect('a = double "@a"', t.mariadb and "a DOUBLE" or "a DOUBLE PRECISION", "a >= 0", "")
  expect('a = boolean "@a"', "a BOOLEAN", (t.sqlite or t.sqlserver) and "a IN (0, 1)" or "a = true OR a = false", "")
end)

t.case("what is not understood", function()
  local never = 'a = text(10)(constant "Z")'
  expect(never, a_text, "lower(a) = 'z' AND upper(a) = 'Z'", "")
  expect(never, a_text, "a LIKE 'Z%' AND (id > 0 OR a = 'Y')", "")
  expect(never, a_text, "a < 'A' OR a > 'Y'", "")
  expect(never, a_text .. ", b INTEGER", "b IN (1, 2) OR a = 'Y'", "")
  expect(never, a_text, "a LIKE 'Z%' AND a <> 'Z'", 'error a: the constant "Z" is refused by the constraint "must"')
  if t.on_babelfish then return end -- its catalogue has no text of a CASE
  expect(never, a_text, "CASE WHEN a = 'A' AND id > 0 AND a = 'B' THEN 1 ELSE 1 END = 1", "")
  expect(never, a_text, "(CASE WHEN a = 'A' THEN 1 ELSE 2 END) = 2 AND a = 'A'", 'error a: the constant "Z" is refused by the constraint "must"')
end)

if not t.sqlite then
  t.case("a trigger may make another value of it", function()
    t.drop("check_docs", "check_row")
    t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT PRIMARY KEY, a VARCHAR(10), CONSTRAINT must CHECK (a IN ('A', 'B')));\n")
    local m = mapping 'a = text(10)(constant "c")'
    t.equal(findings(m), 'error a: the constant "c" is refused by the constraint "must"')
    if t.postgresql then
      t.conn:exec "CREATE OR REPLACE FUNCTION check_upper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 'A'; RETURN NEW; END $$"
      t.conn:exec "CREATE TRIGGER check_before BEFORE INSERT ON check_row FOR EACH ROW EXECUTE FUNCTION check_upper()"
    elseif t.sqlserver then
      t.conn:exec "CREATE TRIGGER check_before ON check_row INSTEAD OF INSERT AS INSERT INTO check_row SELECT id, 'A' FROM inserted"
    else
      t.conn:exec "CREATE TRIGGER check_before BEFORE INSERT ON check_row FOR EACH ROW SET NEW.a = 'A'"
    end
    t.equal(findings(m), "")
  end)
end

t.case("NULL", function()
  expect('a = text(10)(constant "")', a_text .. " NOT NULL", nil, "error a: the column is always NULL, and the database's is NOT NULL")
  expect('a = text(10)(constant "")', a_text, "a IS NOT NULL", 'error a: the column is always NULL, which is refused by the constraint "must"')
  expect('a = text(10) "@a"', a_text, "a IS NOT NULL", 'warning a: a value may be missing, and NULL is refused by the constraint "must": say required or default')
  expect('a = text(10) { "@a", required = true }', a_text, "a IS NOT NULL AND a <> ''", "")
end)

t.case("constraints of columns, and columns of other names", function()
  local name = t.by_dialect { postgresql = 'the constraint "check_row_a_check"', mariadb = 'the constraint "a"', sqlite = "a constraint of the table", sqlserver = 'the constraint "check_row_a_check"' }
  expect('a = text(10)(constant "C")', a_text .. " CHECK (a IN ('A', 'B'))", nil, ('error a: the constant "C" is refused by %s'):format(name))
  t.drop("check_docs", "check_row")
  local q = t.mariadb and "`" or '"'
  t.sql(t.docs .. ("CREATE TABLE check_row (id BIGINT PRIMARY KEY, %sorder no%s INTEGER, CONSTRAINT must CHECK (%sorder no%s > 5));\n"):format(q, q, q, q))
  t.equal(findings(mapping '["order no"] = integer(constant(5))'), 'error order no: the constant 5 is refused by the constraint "must"')
end)

t.case("several tables of the mapping fill one", function()
  t.drop("check_docs", "check_row")
  t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT NOT NULL, kind VARCHAR(5) NOT NULL, PRIMARY KEY (id, kind), CONSTRAINT must CHECK (kind IN ('a', 'b')));\n")
  local m = t.mapping("values.lua", [[
return mapping {
  name = "values",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r/x", key = { "id", "kind" }, columns = { id = source "id", kind = text(5)(constant "a") } },
  into "check_row" { each = "/r/y", key = { "id", "kind" }, columns = { id = source "id", kind = text(5)(constant "c") } },
}
]])
  t.equal(findings(m), 'error kind: the constant "c" is refused by the constraint "must"')
  t.equal(t.conn:check(m)[1].line, 5)
end)

t.case("moments: a value without an offset is taken as UTC", function()
  local zoned = t.by_dialect { postgresql = "timestamptz", mariadb = "TIMESTAMP(6) NULL", sqlite = "TIMESTAMP", sqlserver = "datetimeoffset" }
  local plain = t.by_dialect { postgresql = "timestamp", mariadb = "DATETIME(6)", sqlite = "TIMESTAMP", sqlserver = "datetime2(6)" }
  local function warning(kind)
    return t.sqlite and "" or ('warning a: the column is %s, and a %s without an offset is taken as UTC: say zone = "utc" if that is right, or have a column without a zone')
      :format(t.by_dialect { postgresql = "timestamp with time zone", mariadb = "timestamp", sqlserver = "datetimeoffset" }, kind)
  end
  expect('a = timestamp "@a"', "a " .. zoned, nil, warning "timestamp")
  expect('a = date "@a"', "a " .. zoned, nil, warning "date")
  expect('a = timestamp { "@a", format = "DD.MM.YYYY HH:MI" }', "a " .. zoned, nil, warning "timestamp")
  expect('a = timestamp { "@a", zone = "drop" }', "a " .. zoned, nil, warning "timestamp")
  expect('a = timestamp { "@a", zone = "utc" }', "a " .. zoned, nil, "")
  expect('a = timestamp(run "started")', "a " .. zoned, nil, "")
  expect('a = timestamp "@a"', "a " .. plain, nil, "")
  if t.postgresql then expect('a = time "@a"', "a timetz", nil, (warning("time"):gsub("timestamp with", "time with"))) end
end)

if t.mariadb then
  t.case("a collation that takes a for A", function()
    expect('a = text(10)(constant "a ")', a_text .. " COLLATE utf8mb4_general_ci", "a IN ('A', 'B')", "")
  end)
end

if t.postgresql then
  t.case("constraints of domains", function()
    pcall(t.conn.exec, t.conn, "DROP DOMAIN check_positive CASCADE")
    t.sql [[
CREATE DOMAIN check_positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN check_small AS check_positive NOT NULL CHECK (VALUE < 100);
]]
    expect('a = integer(constant(0))', "a check_small", nil,
      'error a: the constant 0 is refused by the constraint "check_positive_check" of the domain check_positive')
    expect('a = integer(constant(100))', "a check_small", nil,
      'error a: the constant 100 is refused by the constraint "check_small_check" of the domain check_small')
    expect('a = integer(constant(99))', "a check_small", nil, "")
    expect('a = integer(constant "")', "a check_small", nil, "error a: the column is always NULL, and the database's is NOT NULL")
  end)

  t.case("two columns whose names differ in case", function()
    expect('a = text(10)(constant "x")', a_text .. ', "A" varchar(10)', [["A" = 'y']], "")
  end)
end

t.finish()
