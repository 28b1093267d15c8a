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

local function split_mapping(more)
  t.write("m.lua", ([[
return mapping {
  name = "split", source = { files = "*.xml", split = "/f/r"%s },
  into "p" {
    each = "/f/r", key = { "file", "no" },
    columns = { file = text(20)(source "path"), no = source "record", day = text(9) "../@day", n = integer "@n" },
  },
}
]]):format(more or ""))
end

t.test("of a file that is split one record is shown, the first one", function()
  split_mapping()
  t.write("d.xml", '<f day="monday"><r n="5"/><about/>\n<r n="6"/><r n="x"/>\n<r n="7"></f>')
  t.contains(try(0), "d.xml 1  monday 5\n")
  t.contains(try(0, "--record", "2"), "d.xml 2  monday 6\n")
  t.contains(try(0, "--key", "in/e.xml//000000000002"), "in/e.xml 2  monday 6\n")
  local _, err = try(1, "--record", "3")
  t.contains(err, "d.xml: record 3 at byte 45, line 2 of the file: line 1, /f/r")
  _, err = try(1, "--record", "4")
  t.contains(err, "d.xml: record 4, byte 65, line 3 of the file: <r> is ended by </f>; nothing of the file")
  _, err = try(2, "--record", "1", "--key", "d.xml//000000000001")
  t.contains(err, "--record: not together with --key")
  _, err = try(2, "--key", "d.xml")
  t.contains(err, "--key d.xml: this is not the key of a record, such as a.xml//000000000017")
  t.contains(try(0, "--why", "p.n", "--record", "2"), "6")
end)

t.test("a record that is not there", function()
  split_mapping()
  t.write("d.xml", "<f><r n='5'/><r n='6'/></f>")
  local _, err = try(1, "--record", "3")
  t.contains(err, "d.xml: this file has 2 records, and no record 3")
  t.write("d.xml", "<f><q/></f>")
  _, err = try(1)
  t.contains(err, "d.xml: no element of this file is at /f/r, where it is split: 1 of 2 steps lead to one")
  os.remove "d.xml"
  _, err = try(1)
  t.contains(err, "d.xml: No such file or directory")
end)

t.test("a record is found by a key of its own", function()
  split_mapping ', key = text(9) "@id"'
  t.write("d.xml", "<f><r id='a=1' n='5'/><r id='b' n='6'/><r n='7'/><r id='b' n='8'/></f>")
  t.contains(try(0, "--key", "d.xml//=b"), "d.xml 2  NULL 6\n")
  t.contains(try(0, "--key", "d.xml//=a%3D1"), "d.xml 1  NULL 5\n")
  local _, err = try(1, "--key", "d.xml//=c")
  t.contains(err, 'd.xml: none of the 4 records of this file has the key "c"')
  _, err = try(1, "--record", "3")
  t.contains(err, "d.xml: record 3 has no key at /f/r/@id")
  _, err = try(1, "--record", "4")
  t.contains(err, 'd.xml: record 4 has the key "b", as record 2 of the file has')
end)

t.test("a record of what is compressed, and of standard input", function()
  split_mapping()
  t.write("d.xml", "<f>" .. ("<r n='1'/>"):rep(5000) .. "<r n='77'/></f>")
  os.execute "gzip -kf d.xml"
  local status, out = t.rowan("try", "m.lua", "d.xml.gz", "--record", "5001")
  t.equal({ status, out:match "d.xml.gz 5001 NULL 77" }, { 0, "d.xml.gz 5001 NULL 77" })
  status = os.execute(("'%s' try m.lua - --record 5001 <d.xml >out 2>err"):format(os.getenv "ROWAN"))
  t.equal(status, true)
  t.contains(t.read "out", "5001 NULL 77")
end)

t.test("--record is of files that are split", function()
  t.write("m.lua", 'return mapping { source = { files = "*.xml" }, into "p" { each = "/f", '
    .. 'columns = { n = text "@n" } } }')
  t.write("d.xml", "<f n='1'/>")
  local _, err = try(2, "--record", "2")
  t.contains(err, "--record: the files of this mapping are not split")
end)

t.finish()
