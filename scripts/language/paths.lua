-- Paths. Their examples begin at the root element of one document; gives is a list where several match.

local xml = [[
<Order no="7" kind="web">
  <Note>fast <b>and</b> safe</Note>
  <Line n="1"><Item sku="L-1">Lamp</Item></Line>
  <Line n="2"><Item sku="B-2">Bulb</Item><Gift/></Line>
  <Line n="3"><Item sku="B-3">Bag</Item></Line>
  <Best>2</Best>
  <Log>&lt;by>&lt;who>Ann&lt;/who>&lt;/by></Log>
</Order>]]

local path = {
  {
    name = "a/b", names = { "a/b", "*", "p:a" }, sign = "a/b`, `p:a`, `*", brief = "child elements",
    examples = { { "Line/Item", nil, { "Lamp", "Bulb", "Bag" } }, { "*/Item", nil, { "Lamp", "Bulb", "Bag" } } },
  },
  {
    name = "@x", names = { "@x", "a/@x", "@*" }, sign = "@x`, `a/@x`, `@*", brief = "attributes",
    examples = { { "@no", nil, "7" }, { "Line/@n", nil, { "1", "2", "3" } }, { "@*", nil, { "7", "web" } } },
  },
  {
    name = ".", names = { ".", ".." }, sign = ".`, `..", brief = "the element itself, its parent",
    examples = { { "Note", nil, "fast and safe" }, { "Line/Gift/../@n", nil, "2" } },
  },
  {
    name = "text()", brief = "the texts directly in the element, each by itself",
    examples = { { "Note/text()", nil, { "fast ", " safe" } } },
  },
  {
    name = "//a", names = { "//a", "a//b", "//" }, sign = "//a`, `a//b", brief = "at any depth",
    examples = { { "//@sku", nil, { "L-1", "B-2", "B-3" } }, { "Line//Item", nil, { "Lamp", "Bulb", "Bag" } } },
  },
  {
    name = "a | b", names = { "a | b", "|" }, brief = "what one of several paths matches, in the order of the document",
    examples = { { "Note | Line/Item", nil, { "fast and safe", "Lamp", "Bulb", "Bag" } },
      { "Line[Gift]/@n | @no", nil, { "7", "2" } } },
  },
  {
    name = "*:a", names = { "*:a", "@*:x" }, sign = "*:a`, `@*:x",
    brief = "in any namespace, or none; `p:a` where `p` stands for several: in one of them",
    examples = { { "*:Note", nil, "fast and safe" } },
  },
  {
    name = "local-name()", names = { "local-name()", "namespace-uri()", "a/local-name()" },
    sign = "local-name()`, `a/local-name()`, `a/namespace-uri()",
    brief = "at the end of a column's path: the name of an element, without its prefix; its namespace",
    examples = { { "local-name()", nil, "Order" }, { "Line/*/local-name()", nil, { "Item", "Item", "Gift", "Item" } } },
  },
  {
    name = "parse-xml(.)", names = { "parse-xml(.)", "a/parse-xml(.)/b" }, sign = "a/parse-xml(.)/b",
    brief = "the text of an element is a document: what is in it, see [below](#documents-in-texts)",
    examples = {
      {
        code = [[
into "message" {
  each     = "/Envelope/Body",
  key      = { "no" },
  columns  = { no = integer "@no", sender = text(10) "Payload/parse-xml(.)/Orders/@sender" },
  children = {
    into "order_line" {
      each    = "Payload/parse-xml(.)/Orders/Order/Line",
      columns = { no = parent "no", order_no = text(8) "../@no", item = text(20) "." },
    },
  },
}]],
        xml = [=[
<Envelope>
  <Body no="1"><Payload><![CDATA[<?xml version="1.0"?>
    <Orders sender="shop"><Order no="A"><Line>Lamp</Line><Line>Bulb &amp; cap</Line></Order></Orders>]]></Payload></Body>
  <Body no="2"><Payload>&lt;Orders sender="mill">&lt;Order no="B">&lt;Line>Cable&lt;/Line>&lt;/Order>&lt;/Orders></Payload></Body>
  <Body no="3"><Payload/></Body>
</Envelope>]=],
        rows = [[
message: 3 rows
no sender
1  shop
2  mill
3  NULL

order_line: 3 rows
no order_no item
1  A        Lamp
1  A        Bulb & cap
2  B        Cable
]],
      },
      { "Log/parse-xml(.)/by/who", nil, "Ann" },
    },
  },
  {
    name = "/a/b", brief = "from the document",
    examples = { { "/Order/@kind", nil, "web" } },
  },
  {
    name = "a[1]", names = { "a[1]", "[", "position()", "last()" },
    sign = "a[1]`, `a[last()]`, `a[position() < 3]", brief = "by position among the matches of one parent",
    examples = {
      { "Line[1]/Item", nil, "Lamp" },
      { "Line[last()]/Item", nil, "Bag" },
      { "Line[position() < 3]/Item", nil, { "Lamp", "Bulb" } },
    },
  },
  {
    name = "a[@kind = 'home']",
    names = { "a[@kind = 'home']", "a[b]", "a[not(@x)]", "[", "and", "or", "not()", "=", "!=", "<", "<=", ">", ">=",
      "starts-with()", "contains()", "count()" },
    sign = "a[@kind = 'home']`, `a[b]`, `a[not(@x)]",
    brief = "with a condition: `and or not() = != < <= > >= starts-with() contains() count() local-name() = 'a'`, parentheses",
    examples = {
      { "Line[@n = '2']/Item", nil, "Bulb" },
      { "Line[Gift]/Item", nil, "Bulb" },
      { "Line[not(Gift)]/Item", nil, { "Lamp", "Bag" } },
      { "Line[@n >= 2 and count(Gift) = 0]/Item", nil, "Bag" },
      { "*[local-name() != 'Line']/@* | *[local-name() = 'Note']/b", nil, "and" },
      { "Line/Item[starts-with(@sku, 'B') or contains(., 'am')]", nil, { "Lamp", "Bulb", "Bag" } },
    },
  },
  {
    name = "/a/b[@id = current()/@ref]", names = { "/a/b[@id = current()/@ref]", "current()", "[" },
    brief = "a reference: `current()` is the element at which the path begins, as in XSLT",
    examples = { { "/Order/Line[@n = current()/Best]/Item", nil, "Bulb" } },
  },
}

return { path = path, path_xml = xml }
