-- The words of the language, and the forms that a column has.

local words = {}

-- ---- the large words -----------------------------------------------------------------------------------

words.word = {
  {
    name = "mapping", sign = "mapping { ... }",
    brief = "the whole: where documents come from, where rows go, and the tables; a mapping file returns it",
    editor = {
      "---@param mapping rowan.mapping",
      "---@return rowan.mapping",
      "function mapping(mapping) end",
    },
    examples = { {
      mapping = [=[
return mapping {
  name       = "orders",
  version    = "1",
  source     = {
    table    = "order_xml",
    schema   = "intake",
    key      = bigint "id",
    document = "document",
    columns  = { text(10) "sender" },
    where    = expr [[ status = 'NEW' ]],
  },
  target     = { schema = "lake" },
  namespaces = { o = "urn:example:orders:2" },

  into "purchase_order" {
    each    = "/o:Orders/o:Order",
    key     = { "order_no" },
    columns = { order_no = text(16) "@no", document = source "id", sender = source "sender" },
  },
}]=],
      xml = [[<Orders xmlns="urn:example:orders:2"><Order no="A-17"/><Order no="A-18"/></Orders>]],
      carried = { id = "7", sender = "shop" },
      rows = [[
purchase_order: 2 rows
order_no document sender
A-17     7        shop
A-18     7        shop
]],
    } },
  },
  {
    name = "into", sign = 'into "table" { ... }',
    brief = "fills a table: a row per match of `each`, with `columns` and `children`",
    editor = {
      "---@param table string the table's name",
      "---@return fun(body: rowan.into.body): rowan.into",
      "function into(table) end",
    },
    examples = { {
      code = [[
into "purchase_order" {
  each     = "/Orders/Order",
  key      = { "order_no" },
  columns  = { order_no = text(8) "@no", currency = text(3) "@currency" },
  children = {
    into "order_line" {
      each    = "Line",
      key     = { "order_no", "line_no" },
      columns = { order_no = parent "order_no", line_no = position(), item = text(20) "." },
    },
  },
}]],
      xml = [[
<Orders>
  <Order no="A" currency="EUR"><Line>Lamp</Line><Line>Bulb</Line></Order>
  <Order no="B"><Line>Cable</Line></Order>
</Orders>]],
      rows = [[
purchase_order: 2 rows
order_no currency
A        EUR
B        NULL

order_line: 3 rows
order_no line_no item
A        1       Lamp
A        2       Bulb
B        1       Cable
]],
    } },
  },
}

words.word[#words.word + 1] = {
  name = "use", sign = 'use "parts/codes.lua"',
  brief = "the value that another file returns, see [Several files](#several-files)",
  editor = { "---@param file string relative to the mapping's folder", "---@return any", "function use(file) end" },
  examples = { {
    before = 'local codes = use "codes.lua"',
    files = { ["codes.lua"] = 'return { state = enum { Open = "O", Shipped = "S" } }' },
    code = [[
into "purchase_order" {
  each    = "/Order",
  columns = { no = text(8) "@no", state = codes.state "@state" },
}]],
    xml = '<Order no="A" state="Shipped"/>',
    rows = [[
purchase_order: 1 row
no state
A  S
]],
  } },
}

words.word[#words.word + 1] = {
  name = "digest", sign = "digest()",
  brief = "as the [revision](#revision) of a source: the SHA-256 of the document's bytes",
  editor = {
    "---@return rowan.digest",
    "function digest() end",
  },
  examples = { {
    mapping = [=[
return mapping {
  source = { table = "order_xml", key = "id", document = "document", revision = digest() },

  into "purchase_order" { each = "/Order", columns = { id = source "id", order_no = text(16) "@no" } },
}]=],
    xml = [[<Order no="A-17"/>]],
    carried = { id = "7" },
    rows = [[
purchase_order: 1 row
id order_no
7  A-17
]],
  } },
}

words.word[#words.word + 1] = {
  name = "matching", sign = 'matching "urn:example:orders:*"',
  brief = "in `namespaces`: all that the text describes, in which `*` stands for any characters; next year's version, too",
  editor = {
    "---@param pattern string",
    "---@return rowan.pattern",
    "function matching(pattern) end",
  },
  examples = { {
    mapping = [=[
return mapping {
  source     = { table = "statement_xml", key = "id", document = "document" },
  namespaces = { c = matching "urn:iso:std:iso:20022:tech:xsd:camt.053.001.*" },

  into "statement" {
    each    = "/c:Document/c:BkToCstmrStmt/c:Stmt",
    columns = { id = text(35) "c:Id", version = text(60) "namespace-uri()" },
  },
}]=],
    xml = [[
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt><Stmt><Id>2024-31</Id></Stmt></BkToCstmrStmt>
</Document>]],
    rows = [[
statement: 1 row
id      version
2024-31 urn:iso:std:iso:20022:tech:xsd:camt.053.001.08
]],
  } },
}

-- ---- columns -------------------------------------------------------------------------------------------

words.column = {
  {
    name = 'type "path"', sign = 'text(20) "Item/@sku"',
    brief = "what the path matches, from the row's element",
    examples = { { 'text(20) "Item/@sku"', '<r><Item sku="LAMP-12"/></r>', "LAMP-12" } },
  },
  {
    name = 'type { "path", option = value }', sign = 'text(20) { "Item/@sku", required = true }',
    brief = "the same, with options",
    examples = { { 'text(20) { "Item/@sku", default = "none" }', "<r><Item/></r>", "none" } },
  },
  {
    name = 'type { "path", "path", via = function }', sign = 'text(80) { "Family", "Given", via = f }',
    brief = "what a function makes of several texts",
    examples = { {
      'text(80) { "@family", "@given", via = function(f, g) return f .. ", " .. g end }',
      '<r family="Groß" given="Eva"/>', "Groß, Eva",
    } },
  },
}

-- A word that makes a column without a path.
local function origin(entry, parameter, returns)
  entry.editor = { "---@return rowan." .. (returns or "column"), ("function %s(%s) end"):format(entry.name,
    parameter and parameter:match "^%a+" or "") }
  if parameter then
    table.insert(entry.editor, 1, "---@param " .. parameter)
  end
  words.word[#words.word + 1] = entry
end

origin({
  name = "expr", sign = "money(expr [[ @income / 12 ]])",
  brief = "what an [expression](#expressions) makes of several paths; needs a type",
  examples = { { "decimal(12, 2)(expr [[ @income / 12 ]])", '<r income="54000"/>', "4500.00" } },
}, "expression string", "expr")

origin({
  name = "count", sign = 'count "Line"',
  brief = "how many matches the path has, an integer",
  examples = { { 'count "Line"', "<r><Line/><Line/></r>", 2 }, { 'smallint(count "Line[@x]")', '<r><Line/><Line x="1"/></r>', 1 } },
}, "path string", "expr")

origin({
  name = "exists", sign = 'exists "Paid"',
  brief = "whether it has any, a boolean: an empty element is one",
  examples = { { 'exists "Paid"', "<r><Paid/></r>", 1 }, { 'bit(exists "Paid/@on")', "<r><Paid/></r>", 0 } },
}, "path string", "expr")

origin({
  name = "local_name", sign = "local_name()",
  brief = "the name of the row's element, without its prefix, a text; of others the path `a/local-name()`",
  examples = { { "local_name()", "<r/>", "r" }, { "text(9)(local_name())", '<p:r xmlns:p="urn:p"/>', "r" } },
}, nil, "expr")

origin({
  name = "namespace_uri", sign = "namespace_uri()",
  brief = "its namespace, a text: of a prefix that stands for several, which one it was; of others `a/namespace-uri()`",
  examples = { { "text(40)(namespace_uri())", '<r xmlns="urn:x"/>', "urn:x" } },
}, nil, "expr")

origin({
  name = "xpath", sign = 'text(80)(xpath "normalize-space(Title)")',
  brief = "what [XPath 1.0](#xpath) makes of the whole document, slowly; needs a type",
  examples = {
    { 'text(80)(xpath "normalize-space(Title)")', "<r><Title> Bees   and bugs </Title></r>", "Bees and bugs" },
    { 'integer(xpath "count(a | b)")', "<r><a/><b/><a/></r>", 3 },
    { 'text(9) { xpath "a[2]/following-sibling::a", pick = "join", joiner = "," }', "<r><a/><a/><a>x</a><a>y</a></r>", "x,y" },
  },
}, "expression string of XPath 1.0")

origin({
  name = "parent", sign = 'parent "order_no"',
  brief = "that of the parent row, which keeps its type", see = { "word", "into" },
}, "column string a column of the parent row")

origin({
  name = "position", sign = "position()",
  brief = "1, 2, 3, ... under each parent row", see = { "word", "into" },
})

origin({
  name = "level", sign = "level()",
  brief = "of a recursive table: how deep the row is, from 1", see = { "into", "recursive" },
})

origin({
  name = "ordinal", sign = "ordinal()",
  brief = "1, 2, 3, ... through the document, for the rows of a table", see = { "into", "recursive" },
})

origin({
  name = "hash", sign = 'uuid(hash { "order_no", "line_no" })',
  brief = "a [key](keys.md) made of other columns of the row: a digest as `uuid` or `bigint`; needs a type",
  examples = { {
    mapping = [=[
return mapping {
  source = { table = "order_xml", key = "id", document = "document" },

  into "order_line" {
    each    = "/Order/Line",
    key     = { "id" },
    columns = { id = uuid(hash { "order_no", "line_no" }), order_no = text(16) "../@no", line_no = position() },
  },
}]=],
    xml = '<Order no="A-17"><Line/><Line/></Order>',
    rows = [[
order_line: 2 rows
id                                   order_no line_no
a9cefb6b-8fba-8563-b5df-8ad51deda22c A-17     1
63b20e1e-55a0-84d9-bd88-d33c3a4f044f A-17     2
]],
  } },
}, "columns string[] of the same table")

origin({
  name = "sequence", sign = 'bigint(sequence "order_id_seq")',
  brief = "a [key](keys.md#numbers) that the database gives when the row is written: the next number of a sequence",
  examples = { {
    mapping = [=[
return mapping {
  source = { table = "order_xml", key = "id", document = "document" },

  into "purchase_order" {
    each     = "/Order",
    key      = { "id" },
    columns  = { id = sequence(), order_no = text(16) "@no" },
    children = { into "order_line" {
      each    = "Line",
      key     = { "order_id", "line_no" },
      columns = { order_id = parent "id", line_no = position() },
    } },
  },
}]=],
    xml = '<Order no="A-17"><Line/></Order>',
    rows = [[
purchase_order: 1 row
id order_no
#1 A-17

order_line: 1 row
order_id line_no
#1       1
]],
  } },
}, "name? string of the sequence; without it, TABLE_COLUMN_seq")

origin({
  name = "identity", sign = "bigint(identity())",
  brief = "a [key](keys.md#numbers-that-are-read-back) that the database gives by itself when the row is inserted "
    .. "(AUTO_INCREMENT, IDENTITY); where rows below take it, the row is found again by `unique`",
  examples = { {
    mapping = [=[
return mapping {
  source = { table = "order_xml", key = "id", document = "document" },

  into "purchase_order" {
    each     = "/Order",
    key      = { "id" },
    unique   = { "order_no" },
    columns  = { id = identity(), order_no = text(16) "@no" },
    children = { into "order_line" {
      each    = "Line",
      key     = { "order_id", "line_no" },
      columns = { order_id = parent "id", line_no = position() },
    } },
  },
}]=],
    xml = '<Order no="A-17"><Line/></Order>',
    rows = [[
purchase_order: 1 row
id order_no
#1 A-17

order_line: 1 row
order_id line_no
#1       1
]],
  } },
})

words.word[#words.word + 1] = {
  name = "existing", sign = 'bigint(existing "customer" { by = { "customer_no" }, take = "customer_id" })',
  brief = "the [key of a row](keys.md#rows-that-are-there) that is in another table already, found by its other columns",
  examples = { {
    mapping = [=[
return mapping {
  source = { table = "order_xml", key = "id", document = "document" },

  into "purchase_order" {
    each    = "/Order",
    key     = { "order_no" },
    columns = {
      order_no    = text(16) "@no",
      customer_no = text(12) { "Customer", required = true },
      customer_id = bigint(existing "customer" { by = { "customer_no" }, take = "customer_id" }),
    },
  },
}]=],
    xml = '<Order no="A-17"><Customer>C-4</Customer></Order>',
    rows = [[
purchase_order: 1 row
order_no customer_no customer_id
A-17     C-4         #1
]],
  } },
  editor = {
    "---@param table string which has the row",
    "---@return fun(body: { by: string|string[]|table<string, string>, take: string, missing?: \"fail\"|\"null\" })"
      .. ": rowan.column",
    "function existing(table) end",
  },
}

origin({
  name = "source", sign = 'source "id"',
  brief = "the document's key, a column of it, or one that the source carries",
  examples = { { 'source "id"', "<r/>", 7, carried = { id = "7" } } },
}, "column string the key's name, or one of source.columns", "source")

origin({
  name = "constant", sign = 'constant "los"',
  brief = "the same in every row",
  examples = { { 'constant "los"', "<r/>", "los" }, { "constant(12)", "<r/>", 12 } },
}, "value string|number|boolean")

origin({
  name = "parameter", sign = 'parameter "country"',
  brief = "a [parameter](#parameters) of the mapping, with its type", see = { "mapping", "parameters" },
}, "name string one of the mapping's parameters")

origin({
  name = "run", sign = 'run "id"',
  brief = "of the run: `id`, `started`, `mapping`, `version`",
  examples = { { 'timestamp(run "started")', "<r/>", "1970-01-01 00:00:00" } },
}, 'name "id"|"started"|"mapping"|"version"', "run")

origin({
  name = "value", sign = "decimal(9, 1)(value())",
  brief = "`unpivot`: what the path of the pair gives; text where no type is given", see = { "into", "unpivot" },
})

origin({
  name = "label", sign = 'label()`, `label "source"',
  brief = "`unpivot`: the pair's label, or a named text of the pair", see = { "into", "unpivot" },
}, "name? string a named text of the pair; without it, its label")

origin({
  name = "field", sign = 'integer(field "length")',
  brief = "`rows`: a field of what the function returned; missing in rows that lack it", see = { "into", "rows" },
}, "name string")

return words
