-- What try notes: a path that matches nothing, wherever a mapping may name one; why matches made no row.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))

local document = [[<R xmlns="urn:o" kind="k"><A>1</A><B>2</B><P no="1" a="x"><Q>5</Q></P><P no="2"/></R>]]

-- Each place where a path stands: the body of an into, or its columns, with a slip; and the note that tells it.
local places = {
  { "plain column", columns = [[c = text(9) "A"]], [[c "A"]] },
  { "column with a default", columns = [[c = integer { "A", default = 1 }]], [[c "A"]] },
  { "key", columns = [[c = text(9) { "o:A" }, k = text(9) "@no"]], [[k "@no"]] },
  { "attribute", columns = [[c = text(9) "o:P[1]/@x"]], [[c "o:P[1]/@x" (o:P[1] is there)]] },
  { "several paths of via", columns =
    [[c = text(9) { "o:A", "B", strict = false, via = function(a, b) return (a or "") .. (b or "") end }]], [[c "B"]] },
  { "expr", columns = [[c = text(9)(expr "coalesce(A, o:B)")]], [[c "A"]] },
  { "expr of case", columns = [[c = text(9)(expr "case when X = '1' then 'one' else 'other' end")]], [[c "X"]] },
  { "aggregate", columns = [[c = integer(expr "count(X)")]], [[c "X"]] },
  { "path behind an aggregate", columns = [[c = integer(expr "sum(o:P, @nr)")]], [[c "@nr" in "o:P"]] },
  { "aggregate of a branch that is not taken",
    columns = [[c = integer(expr "case when o:A = '2' then sum(X) else 1 end")]], [[c "X"]] },
  { "path behind an aggregate of such a branch",
    columns = [[c = integer(expr "case when o:A = '2' then sum(o:P, @nr + @no) else 1 end")]], [[c "@nr" in "o:P"]] },
  { "xpath", columns = [[c = text(9)(xpath "string(A)")]], [[c "A" in "string(A)"]] },
  { "xpath of nodes", columns = [[c = text(9)(xpath "o:A/o:X")]], [[c "o:X" in "o:A/o:X"]] },
  { "xpath of names that stand elsewhere", columns = [[c = text(9)(xpath "o:A/o:B")]], [[c xpath]] },
  { "xpath that gives something without it", columns = [[c = text(9)(xpath "concat(o:A, @kin, attribute::kind)")]],
    [[c "@kin" in "concat(o:A, @kin, attribute::kind)"]] },
  { "xpath that counts", columns = [[c = integer(xpath "count(//P[self::o:P]) + count(o:P[not(@nr)])")]],
    [[c "P" in "count(//P[self::o:P]) + count(o:P[not(@nr)])", ]] ..
    [[c "@nr" in "count(//P[self::o:P]) + count(o:P[not(@nr)])"]] },
  { "xpath, a name of the other kind", columns = [[c = text(9)(xpath "concat(o:A, kind, @P, @o:no, 1 div 2)")]],
    [[c "kind" in "concat(o:A, kind, @P, @o:no, 1 div 2)", c "@P" in "concat(o:A, kind, @P, @o:no, 1 div 2)", ]] ..
    [[c "@o:no" in "concat(o:A, kind, @P, @o:no, 1 div 2)"]] },
  { "predicate of a column", columns = [[c = text(9) "o:P[@nr = '1']/@a"]],
    [[c "o:P[@nr = '1']/@a" (o:P is there), c "@nr" in "o:P[@nr = '1']/@a"]] },
  { "predicate that picks none", columns = [[c = text(9) "o:P[3]/o:Q"]], [[c "o:P[3]/o:Q" (o:P is there)]] },
  { "predicate behind one that is true", columns = [[c = text(9) "o:P[@no = '1' or @nr]/@a"]],
    [[c "@nr" in "o:P[@no = '1' or @nr]/@a"]] },
  { "predicate behind one that is false", columns = [[c = text(9) "o:P[not(@no = '2' and @nr)][1]/@a"]],
    [[c "@nr" in "o:P[not(@no = '2' and @nr)][1]/@a"]] },
  { "second predicate of a step", columns = [[c = text(9) "o:P[@no = '7'][@nr]/@a | @kind"]],
    [[c "o:P[@no = '7'][@nr]/@a" (o:P is there), c "@nr" in "o:P[@no = '7'][@nr]/@a"]] },
  { "prefer, of one match", body = [[distinct = { "c", prefer = expr "rank(@rank, '1')" }]], [[prefer "@rank"]] },
  { "count in a predicate", columns = [[c = text(9) "o:A[count(../X) = 0]"]], [[c "../X" in "o:A[count(../X) = 0]"]] },
  { "when", body = [[when = expr "@kin is null"]], [[when "@kin"]] },
  { "each, its predicate", each = "/o:R[not(@kin)]", [[each "@kin" in "/o:R[not(@kin)]"]] },
  { "prefer", body = [[distinct = { "v", prefer = expr "@rank" }]], each = "/o:R/o:P",
    columns = [[v = text(9)(constant "1")]], [[prefer "@rank"]] },
  { "distinct column", body = [[distinct = { "c" }]], each = "/o:R/o:P",
    columns = [[c = text(9) { "@x", default = "1" }]],
    [[c "@x"]] },
  { "pair of unpivot", body = [[unpivot = { { "a", "o:A" }, { "b", "B" } }]], columns = [[l = text(9)(label()),
    v = text(9)(value())]], [[unpivot "B"]] },
  { "pair of unpivot, expr", body = [[unpivot = { { "a", "o:A" }, { "b", expr "o:B + X" } }]],
    columns = [[l = text(9)(label()), v = text(9)(value())]], [[unpivot "X"]] },
  { "rows", body = [[rows = { "o:A", "X", strict = false, via = function(a) return { { f = a } } end }]],
    columns = [[f = text(9)(field "f")]], [[rows "X"]] },
  { "pick", columns = [[c = text(99) { "P/o:Q", pick = "join" }]], [[c "P/o:Q"]] },
  { "xml", columns = [[c = xml "o:P/Q"]], [[c "o:P/Q" (o:P is there)]] },
  { "the second // of a path", columns = [[c = text(9) "//o:P//X"]], [[c "//o:P//X" (//o:P is there)]] },
}

local function mapping(body)
  t.write("m.lua", ([[
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  namespaces = { o = "urn:o" },
  into "good" { each = "/o:R", columns = { kind = text(9) "@kind" } },
  %s
}
]]):format(body))
  t.write("d.xml", document)
end

local function notes(...)
  local _, err = t.exits(0, "try", "m.lua", "d.xml", ...)
  return err
end

for _, place in ipairs(places) do
  t.test("a slip in " .. place[1], function()
    mapping(([[into "t" { each = "%s", %s columns = { %s } },]]):format(place.each or "/o:R",
      place.body and place.body .. "," or "", place.columns or [[c = text(9) "o:A"]]))
    local wanted = ("m.lua:5: note: t: no match in any row: %s\n"):format(place[1] and place[#place])
    t.equal(notes(), wanted)
    t.equal(notes("--json"), wanted)
  end)
end

t.test("what matches in one of several documents is no slip", function()
  mapping [[into "t" { each = "/o:R", columns = { c = text(9) "@other", d = text(9) "@more" } },]]
  t.write("e.xml", '<R xmlns="urn:o" other="1"/>')
  local _, _, err = t.rowan("try", "m.lua", "d.xml", "e.xml")
  t.equal(err, 'm.lua:5: note: t: no match in any row: d "@more"\n')
end)

t.test("a path that matches and gives no value is told apart", function()
  mapping [[into "t" { each = "/o:R", columns = { c = text(9) { "@kind", null_if = "k" } } },]]
  t.equal(notes(), 'm.lua:5: note: t: no value in any row: c "@kind"\n')
end)

-- Why matches made no row.
local left = {
  { [[into "t" { each = "/o:R/P", columns = { c = text(9) "@a" } },]],
    [[nothing matches each "/o:R/P" (/o:R is there)]] },
  { [[into "t" { each = "/o:R/o:P[@no = '5']", columns = { c = text(9) "@a" } },]],
    [[nothing matches each "/o:R/o:P[@no = '5']" (/o:R/o:P is there)]] },
  { [[into "t" { each = "/o:R/o:P", when = expr "@no > 5", columns = { c = text(9) "@no" } },]],
    [[2 matches of each "/o:R/o:P" and no row: when is true for none]] },
  { [[into "t" { each = "/o:R", skip_empty = true, columns = { c = text(9) { "@kind", null_if = "k" } } },]],
    [[1 match of each "/o:R" and no row: all are empty (skip_empty)]] },
  { [[into "t" { each = "/o:R", unpivot = { { "x", "@x" } }, columns = { v = text(9)(value()) } },]],
    [[1 match of each "/o:R" and no row: no pair of unpivot has a value]] },
  { [[into "t" { each = "/o:R", rows = { "@kind", via = function() return {} end },
    columns = { f = text(9)(field "f") } },]],
    [[1 match of each "/o:R" and no row: the function of rows made no row]] },
  { [[into "t" { each = "/o:R/o:P", when = expr "@no = 1", unpivot = { { "x", "@x" } },
    columns = { v = text(9)(value()) } },]],
    [[2 matches of each "/o:R/o:P" and no row: left out: 1 by when, 1 by unpivot]] },
}

t.test("an into without rows says why", function()
  for _, case in ipairs(left) do
    mapping(case[1])
    t.contains(notes(), "m.lua:5: note: t: " .. case[2] .. "\n")
  end
end)

t.test("an into tells its each, what finds the rows below, and columns of these names apart", function()
  mapping [[
  into "t" { each = "/o:R/o:P", recursive = "o:A | A/o:P", key = { "no" },
    columns = { no = ordinal(), up = parent "no", each = text(9) "o:B", recursive = text(9) "o:C" } },]]
  t.equal(notes(), [[
m.lua:5: note: t: nothing matches "o:A" of recursive "o:A | A/o:P"
m.lua:5: note: t: nothing matches "A/o:P" of recursive "o:A | A/o:P"
m.lua:5: note: t: no match in any row: each "o:B", recursive "o:C"
]])
end)

t.test("what is there, but below no row", function()
  mapping [[
  into "t" { each = "/o:R/o:P", recursive = "o:Q", when = expr "level() = 1 and @no = 1", key = { "no" },
    columns = { no = ordinal(), up = parent "no" }, children = {
      into "u" { each = "o:Q/o:S", columns = { no = parent "no", v = text(9) "." } } } },]]
  t.write("e.xml", '<R xmlns="urn:o"><P no="1"/><P no="2"><Q><S/></Q></P></R>')
  local _, _, err = t.rowan("try", "m.lua", "e.xml")
  t.contains(err, '\nm.lua:7: note: u: nothing matches each "o:Q/o:S" (it is there, but not where it is looked for)\n')
end)

t.test("a part of a child's each that begins at the document", function()
  mapping [[
  into "t" { each = "/o:R/o:P", columns = { v = text(9) "@no" }, children = {
    into "u" { each = "o:Q | /o:R/o:A", columns = { w = text(9) "." } } } },]]
  t.equal(notes(), [[
m.lua:6: note: u: each "/o:R/o:A" begins at the document, so the same elements are rows under every row of t
]])
end)

t.test("documents that fail are told of slips, too", function()
  mapping [[into "t" { each = "/o:R", columns = { c = text(9) { "A", required = true }, d = text(9) "B" } },]]
  local _, _, err = t.rowan("try", "m.lua", "d.xml")
  t.contains(err, 'path "A": a required value is missing\n')
  t.contains(err, 'm.lua:5: note: t: no match in any row: c "A", d "B"\n')
  t.write("m.lua", [[return mapping { source = { table = "d", key = "id", document = "x" },
    into "t" { each = "/*:R", when = expr "@kin = 'k'", columns = { c = text(9) "*:A" } } }]])
  _, _, err = t.rowan("try", "m.lua", "d.xml")
  t.contains(err, "when is true for none\n")
  t.contains(err, 'm.lua:2: note: t: no match in any row: when "@kin"\n')
  t.write("m.lua", [[return mapping { source = { table = "d", key = "id", document = "x" },
    into "t" { each = "/S", columns = { c = text(9) "A" } } }]])
  _, _, err = t.rowan("try", "m.lua", "d.xml")
  t.contains(err, "no each matches anything")
  t.equal(err:find("note:", 1, true), nil, err)
end)

t.test("which into of several that fill one table", function()
  mapping [[
  into "t" { each = "/o:R/o:A", columns = { v = text(9) ".", w = text(9) "@w" } },
  into "t" { each = "/o:R/o:B", columns = { v = text(9) ".", w = text(9) "@w" } },]]
  t.equal(notes(), [[
m.lua:5: note: t (each "/o:R/o:A"): no match in any row: w "@w"
m.lua:6: note: t (each "/o:R/o:B"): no match in any row: w "@w"
]])
end)

t.finish()
