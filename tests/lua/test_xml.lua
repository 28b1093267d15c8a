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

-- What a tree has: names, namespaces that are asked about, attributes and texts, in order.
local function describe(node, out)
  out = out or {}
  out[#out + 1] = node.name
  for _, attribute in ipairs(node:nodes("@*")) do out[#out + 1] = "@" .. attribute.name .. "=" .. attribute.text end
  for _, uri in ipairs { "urn:a", "urn:d", "urn:q?a&b" } do
    for _, one in ipairs(node:nodes "@* | *") do
      local same = node:nodes(("@x:%s | x:%s"):format(one.name, one.name), { x = uri })
      if #same > 0 then out[#out + 1] = ("{%s}%s %d"):format(uri, one.name, #same) end
    end
  end
  for _, below in ipairs(node:nodes "* | text()") do
    if below.name then describe(below, out) else out[#out + 1] = below.text end
  end
  out[#out + 1] = "/"
  return out
end

local odd = parse([==[<?xml version="1.0"?><!DOCTYPE a:r [<!ELEMENT x ANY>]>
<a:r xmlns:a="urn:a" xmlns="urn:d" xmlns:q="urn:q?a&amp;b"><!-- c -->
<x a:k='"1"&amp;&lt;&#10;&#9;>'>one <![CDATA[<&]]>é]]]==]
  .. "]&gt;&#13;<?p i?></x>\r\n<y a:l=\"\">two<q:z xmlns='' n=\"&quot;'\"><n/></q:z></y></a:r><!-- end -->")

t.test("what is written as XML is read as the same tree, with the namespaces around it", function()
  local root = odd:nodes("*")[1]
  t.equal(describe(parse(odd:xml()):nodes("*")[1]), describe(root))
  t.equal(parse(odd:xml()):get("a:r/d:y/@a:l", { a = "urn:a", d = "urn:d" }), "")
  t.equal(odd:xml(), root:xml())
  for _, node in ipairs(odd:nodes("//*")) do
    local again = parse(node:xml())
    t.equal(describe(again:nodes("*")[1]), describe(node))
    t.equal(again:xml(), node:xml()) -- writing it once more changes nothing
  end
end)

t.test("comments and instructions are left out, sections are text", function()
  t.equal(parse("<r><!-- c -->a<?p?><![CDATA[<b>&]]></r>"):xml(), "<r>a&lt;b&gt;&amp;</r>")
end)

t.test("a document is cut into documents", function()
  local lines = parse("<l:r xmlns:l='urn:l'><l:a n='1'/><l:a n='2'>x</l:a></l:r>")
  local cut = {}
  for i, node in ipairs(lines:nodes("l:r/l:a", { l = "urn:l" })) do cut[i] = node:xml() end
  t.equal(cut, { '<l:a xmlns:l="urn:l" n="1"/>', '<l:a xmlns:l="urn:l" n="2">x</l:a>' })
end)

t.test("attributes and texts are no documents", function()
  local doc = parse("<r a='1'>t</r>")
  local message = "only an element can be written as XML"
  t.raises(message, doc.xml, doc:nodes("r/@a")[1])
  t.raises(message, doc.xml, doc:nodes("r/text()")[1])
  t.raises("a document is expected", doc.xml, "r")
  local node = doc:nodes("r")[1]
  doc:close()
  t.raises("the document is closed", doc.xml, doc)
  t.raises("the document is closed", node.xml, node)
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
