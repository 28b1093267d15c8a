-- m:documents: what a source of files has, cut as a run would cut it

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local function mapping(name, source, path)
  t.write(name, ([[
return mapping { source = { %s },
  into "t" { each = "%s", columns = { file = text(99)(source "path"), n = integer "@n" } } }
]]):format(source, path))
  return rowan.mapping.load(name)
end

local function collect(m, range)
  local out = {}
  for key, text, columns, problem in m:documents(range) do
    out[#out + 1] = { key, text and m:rows(text, columns)[1].rows[1] or problem.reason }
  end
  return out
end

t.write("a.xml", '<r n="1"/>')
t.write("b.xml", '<r n="2"/>')
t.write("c.xml", '<f><r n="3"/><r n="4"/></f>')
os.execute "ln -s a.xml d.xml"

t.test("files come by their keys, with what rows may carry", function()
  local m = mapping("m.lua", 'files = "[abd].xml"', "/r")
  t.equal(collect(m), { { "a.xml", { "a.xml", 1 } }, { "b.xml", { "b.xml", 2 } }, { "d.xml", "file" } })
  t.equal(collect(m, { from = "b.xml", to = "c" }), { { "b.xml", { "b.xml", 2 } } })
  for _, _, columns in m:documents { to = "a.xml" } do
    t.equal({ columns.name, columns.size }, { "a.xml", "10" })
  end
end)

t.test("a file that is split comes record by record", function()
  local m = mapping("s.lua", 'files = "c.xml", split = "/f/r"', "/f/r")
  t.equal(collect(m), { { "c.xml//000000000001", { "c.xml", 3 } }, { "c.xml//000000000002", { "c.xml", 4 } } })
  t.equal(#collect(m, { from = "c.xml//000000000002" }), 1)
end)

t.test("so do records with keys of their own, and those of archives' members", function()
  t.write("e.xml", '<f><r id="z" n="5"/><r id="y" n="6"/></f>')
  os.execute "tar cf e.tar e.xml && rm e.xml"
  local m = mapping("k.lua", 'files = "**/e.xml", split = "/f/r", key = text(9) "@id"', "/f/r")
  t.equal(collect(m), { { "e.tar//e.xml//=z", { "e.tar//e.xml", 5 } }, { "e.tar//e.xml//=y", { "e.tar//e.xml", 6 } } })
end)

t.test("a loop may end early, and the mapping may be closed in it", function()
  local m = mapping("m.lua", 'files = "[ab].xml"', "/r")
  local next_document, documents
  for key in m:documents() do
    if key == "a.xml" then break end
    t.equal(key, "none")
  end
  next_document, documents = m:documents()
  m:close()
  t.equal(next_document(documents), "a.xml")
  t.equal(next_document(documents), "b.xml")
  t.equal(next_document(documents), nil)
  getmetatable(documents).__close(documents)
  t.raises("the loop over the documents has ended", next_document, documents)
end)

t.test("what cannot be gone through is refused", function()
  local m = mapping("m.lua", 'files = "[ab].xml"', "/r")
  t.raises("form", m.documents, m, { form = "a" })
  t.raises("", m.documents, m, "a")
  t.write("t.lua", 'return mapping { source = { table = "x", key = "id", document = "d" }, into "t" { each = "/r", '
    .. 'columns = { n = integer "@n" } } }')
  local of_table = rowan.mapping.load "t.lua"
  t.raises("the mapping's documents are in a table, which conn:each reads", of_table.documents, of_table)
  local gone = rowan.mapping.load("m.lua", { root = "away" })
  t.raises("the folder of the files cannot be opened", gone.documents, gone)
end)

t.finish()
