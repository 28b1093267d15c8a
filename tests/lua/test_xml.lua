-- rowan.xml

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local parse = rowan.xml.parse

local order = parse [[
<o:Orders xmlns:o="urn:example:orders">
  <o:Order no="A1"><o:Line sku="x">one</o:Line><o:Line sku="y">two</o:Line></o:Order>
  <o:Order no="A2"><note>plain</note></o:Order>
</o:Orders>]]
local ns = { o = "urn:example:orders" }

t.test("get is the first match or nil", function()
  t.equal(order:get("/o:Orders/o:Order/@no", ns), "A1")
  t.equal(order:get("o:Orders/o:Order[2]/note", ns), "plain")
  t.equal(order:get("o:Orders/o:Order/@none", ns), nil)
end)

t.test("all is every match in document order", function()
  t.equal(order:all("//@sku", ns), { "x", "y" })
  t.equal(order:all("//nothing", ns), {})
end)

t.test("nodes have a name, a text, and the three methods", function()
  local nodes = order:nodes("o:Orders/o:Order", ns)
  t.equal(#nodes, 2)
  t.equal(nodes[1].name, "Order")
  t.equal(nodes[1].text, "onetwo")
  t.equal(nodes[1]:get("@no"), "A1")
  t.equal(nodes[1]:all("o:Line", ns), { "one", "two" })
  t.equal(nodes[1]:get("/o:Orders/o:Order[2]/@no", ns), "A2")
  t.equal(nodes[2]:nodes("note")[1].text, "plain")
  t.equal(nodes[1]:get("../o:Order[2]/@no", ns), "A2")
end)

t.test("a node keeps its document alive", function()
  local node = parse("<r><a><b>text</b></a></r>"):nodes("r/a")[1]
  for _ = 1, 5 do collectgarbage() end
  local other = {}
  for i = 1, 50 do other[i] = parse("<x>" .. ("y"):rep(1000) .. i .. "</x>") end
  t.equal(node:get("b"), "text")
  t.equal(other[50]:get("."), ("y"):rep(1000) .. "50")
end)

t.test("nodes outlive later selections", function()
  local doc = parse("<r><a>1</a><a>2</a><a>3</a></r>")
  local nodes = doc:nodes("r/a")
  doc:all("//a")
  doc:nodes("b")
  t.equal(nodes[1].text .. nodes[2].text .. nodes[3].text, "123")
end)

t.test("encodings are obeyed", function()
  t.equal(parse('<?xml version="1.0" encoding="ISO-8859-1"?><r>\xe4</r>'):get("."), "ä")
  t.equal(parse("\xff\xfe<\0r\0>\0\xe4\0<\0/\0r\0>\0"):get("."), "ä")
end)

t.test("what is no document is refused with its line", function()
  for _, text in ipairs { "", "hello", "<r>", "<r>\n<a></b></r>", "<r/><r/>", '<r a="1" a="2"/>', "<r/>\0<r/>" } do
    t.raises("", parse, text)
  end
  t.raises("line 2", parse, "<r>\n<a></b></r>")
  t.raises("", parse, '<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>')
end)

t.test("errors are tables with status and reason", function()
  local ok, problem = pcall(parse, "<r>")
  t.equal(ok, false)
  t.equal(problem.status, "document")
  t.equal(problem.reason, "xml")
  t.equal(problem.message, tostring(problem))
end)

t.test("wrong paths and arguments are refused", function()
  t.raises("path", order.get, order, "a[")
  t.raises("namespaces", order.get, order, "p:a")
  t.raises("prefix", order.get, order, "a", { 1 })
  t.raises("", order.get, order)
  t.raises("", order.get, "x", "a")
  t.raises("", parse)
end)

t.test("many documents", function()
  local sum = 0
  for i = 1, 300 do
    sum = sum + tonumber(parse(("<r><a>%d</a></r>"):format(i)):nodes("/r/a")[1].text)
  end
  t.equal(sum, 45150)
end)

t.test("a document can be closed, and its nodes with it", function()
  local kept, node
  do
    local doc <close> = rowan.xml.parse("<r><a>x</a></r>")
    kept, node = doc, doc:nodes("r/a")[1]
    t.equal(node.text, "x")
    t.raises('a node has no "close"', function() return node.close end) -- it is closed with its document only
  end
  t.raises("the document is closed", kept.get, kept, "r/a")
  t.raises("the document is closed", node.get, node, ".")
  t.raises("the document is closed", function() return node.text end)
  kept:close()
end)

t.finish()
