-- rowan try: what it shows of long texts and wide tables.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))

local rowan = require "rowan"

t.write("m.lua", [[
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "p" {
    each = "/R/P", key = { "no" },
    columns = { no = position(), words = text "w", note = text(200) "n", pick = integer "i" },
  },
  into "q" { each = "/R/Q", columns = { v = text(3) "@v" } },
}
]])

local function document(...)
  t.write("d.xml", "<R>" .. table.concat({ ... }) .. "</R>")
end

local function try(wanted, ...)
  local status, out, err = t.rowan("try", "m.lua", "d.xml", ...)
  t.equal(status, wanted, out .. err)
  return out, err
end

local function widest(text)
  local most = 0
  for line in text:gmatch "[^\n]+" do most = math.max(most, utf8.len(line)) end
  return most
end

-- Processor time, of which a quadratic way would need days: how busy the machine is does not matter.
t.test("a long text is cut, and costs what its length costs", function()
  local words = ("word" .. (" "):rep(26)):rep(40000)
  document("<P><w>", words, "</w><i>1</i></P>", ("<P><w>x</w></P>"):rep(30))
  local _, _, status = os.execute(("ulimit -t 60; '%s' try m.lua d.xml >out 2>err"):format(os.getenv "ROWAN"))
  t.equal(status, 0, t.read "err")
  local out = t.read "out"
  t.contains(out, "… (1,200,000 characters)")
  t.equal(widest(out) <= 120, true)
end)

t.test("a long cell is cut before the table is turned", function()
  document("<P><w>", ("Größe "):rep(50), "</w></P><P><w>short</w></P>")
  local out = try(0)
  t.contains(out, [[
p: 2 rows
no words                                                        note pick
1  Größe Größe Größe Größe Größe Größe Größe … (300 characters) NULL NULL
2  short                                                        NULL NULL
]])
  t.contains(try(0, "--json"), ("Größe "):rep(50))
end)

t.test("a wide table has a line a value", function()
  local wide = ("<P><w>%s</w><n>%s</n></P>"):format(("alpha "):rep(40), ("beta "):rep(40))
  document(wide, wide)
  local out = try(0, "--width", "60")
  t.equal(widest(out) <= 60, true, out)
  t.contains(out, [[
p: 2 rows
row 1
no    1
words alpha alpha alpha alpha alpha alpha … (240 characters)
note  beta beta beta beta beta beta beta b… (200 characters)
pick  NULL

row 2
]])
end)

t.test("names shorter than the number of their row leave no line too long", function()
  document(("<Q v=\"%s\"/>"):format("abc"), ("<P><w>x</w></P>"):rep(12))
  t.write("short.lua", [[
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "p" { each = "/R/P", columns = { a = text(constant(("x"):rep(70))), b = text(constant(("y"):rep(70))) } },
}
]])
  local status, out, err = t.rowan("try", "short.lua", "d.xml", "--width", "60")
  t.equal(status, 0, err)
  t.contains(out, "row 12\na      xxx")
  t.equal(widest(out), 60, out)
end)

t.test("one table, some rows", function()
  document(("<P><w>x</w></P>"):rep(3), '<Q v="a"/>')
  t.contains(try(0), "q: 1 row")
  t.equal(try(0, "--table", "p", "--limit", "1"),
    "p: 3 rows\nno words note pick\n1  x     NULL NULL\n2 rows not shown\n\n")
  local _, lines = try(0, "--table", "p", "--limit", "2", "--json"):gsub('"row":', "")
  t.equal(lines, 2)
  local _, err = try(2, "--table", "x")
  t.contains(err, "rowan try: --table x: the mapping has no such table; it has p, q")
end)

t.test("a table that several into fill is named once", function()
  t.write("two.lua", [[
local function party(role)
  return into "party" { each = "/R/" .. role, as = role, columns = { name = text(9) "@n" } }
end
return mapping { source = { table = "d", key = "id", document = "x" }, party "Buyer", party "Seller" }]])
  t.write("two.xml", '<R><Buyer n="Ann"/><Seller n="Bea"/></R>')
  local _, out = t.rowan("try", "two.lua", "two.xml", "--table", "party")
  t.contains(out, "party: 2 rows")
  local _, _, err = t.rowan("try", "two.lua", "two.xml", "--table", "parties")
  t.equal(err:match "[^\n]*\n*$", 'rowan try: --table parties: the mapping has no such table; did you mean "party"?\n')
  _, _, err = t.rowan("try", "two.lua", "two.xml", "--table", "x")
  t.equal(err:match "[^\n]*\n*$", "rowan try: --table x: the mapping has no such table; it has party\n")
end)

t.test("JSON has what is wrong with a document, and the notes", function()
  document("<P><i>x</i><w>a</w></P><P><i>y</i></P>")
  t.write("good.xml", "<R><P><w>a</w></P></R>")
  local status, out, err = t.rowan("try", "m.lua", "d.xml", "good.xml", "--json")
  t.equal(status, 1)
  local lines = {}
  for line in out:gmatch "[^\n]+" do lines[#lines + 1] = rowan.json.decode(line) end
  t.equal(lines[1], { file = "d.xml", reason = "value", faults = {
    'line 1, /R/P[1]/i: p.pick (m.lua:5), path "i": "x" is not an integer',
    'line 1, /R/P[2]/i: p.pick (m.lua:5), path "i": "y" is not an integer' } })
  t.equal(lines[2].row.words, "a")
  t.equal(lines[3], { mapping = "m.lua", line = 3, table = "p", note = 'p: no match in any row: note "n"' })
  t.equal(lines[5].note, 'q: nothing matches each "/R/Q" (/R is there)')
  t.contains(err, 'm.lua:3: note: p: no match in any row: note "n"')
end)

t.test("a file has the key that a run gives it", function()
  t.write("files.lua", [[
return mapping { source = { files = "*.xml" },
  into "f" { each = "/R", columns = { path = text(20)(source "path"), name = text(20)(source "name") } } }
]])
  t.write("50%.xml", "<R/>")
  local status, out, err = t.rowan("try", "files.lua", "50%.xml", "--json")
  t.equal(status, 0, err)
  t.equal(rowan.json.decode(out:match "[^\n]+").row, { path = "50%25.xml", name = "50%25.xml" })
end)

t.finish()
