-- Fields of the tables in a mapping: mapping { ... }, source = { ... }, into "table" { ... } and so on.

local fields = {}

-- ---- mapping -----------------------------------------------------------------------------------------

fields.mapping = {
  {
    name = "name", sign = 'name = "orders"', type = "string",
    brief = "the ledger knows the mapping by it; no blank at its end; default: the file's name",
    examples = { { 'run "mapping"', "<r/>", "orders", head = 'name = "orders"' } },
  },
  {
    name = "version", sign = 'version = "1"', type = "string",
    brief = "a text that rows may carry and the ledger keeps",
    examples = { { 'run "version"', "<r/>", "1", head = 'version = "1"' } },
  },
  {
    name = "source", sign = "source = { ... }", type = "rowan.source_table", see = { "word", "mapping" },
    brief = "the table that holds the documents, or which files are the documents",
  },
  {
    name = "target", sign = "target = { ... }", type = "rowan.target", see = { "word", "mapping" },
    brief = "where rows go",
  },
  {
    name = "namespaces", sign = 'namespaces = { o = "urn:..." }',
    type = "table<string, string|rowan.pattern|(string|rowan.pattern)[]>",
    brief = "the prefixes that paths use; `[\"\"]` is for names of elements without one. A prefix may stand for several: "
      .. '`{ "urn:a", "urn:b" }`, or [`matching`](#columns) `"urn:a:*"`',
    examples = {
      { 'text(9) "o:a"', '<r><a xmlns="urn:x">1</a></r>', "1", head = 'namespaces = { o = "urn:x" }' },
      { 'text(9) "a/@b"', '<r xmlns="urn:x"><a b="2"/></r>', "2", head = 'namespaces = { [""] = "urn:x" }' },
      { 'text(9) "o:a"', '<r><a xmlns="urn:2">1</a></r>', "1", head = 'namespaces = { o = { "urn:1", "urn:2" } }' },
    },
  },
  {
    name = "dates", sign = 'dates = { "iso", "M/D/YYYY" }', type = "string|string[]",
    brief = 'formats of dates and timestamps, see [below](#formats-of-dates-and-times); default: `"iso"`',
    examples = { { 'date "@x"', '<r x="3/5/2024"/>', "2024-03-05", head = 'dates = { "iso", "M/D/YYYY" }' } },
  },
  {
    name = "pivot", sign = "pivot = 1950", type = "integer", see = { "option", "pivot" },
    brief = "of `YY` in `dates`: the option of this name",
    examples = { { 'date "@x"', '<r x="3/5/49"/>', "2049-03-05", head = 'dates = "M/D/YY", pivot = 1950' } },
  },
  {
    name = "assume", sign = 'assume = "Europe/Berlin"', type = "string", see = { "option", "assume" },
    brief = 'for timestamps of the document with `zone = "utc"`, and where expressions compare: the [time zone](#time-zones) of what has no offset',
    examples = {
      { 'timestamp { "@x", zone = "utc" }', '<r x="2024-07-05T14:30"/>', "2024-07-05 12:30:00", head = 'assume = "Europe/Berlin"' },
    },
  },
  {
    name = "gap", sign = 'gap = "later"', type = '"fail"|"earlier"|"later"', see = { "option", "gap" },
    brief = "of `assume`: the option of this name",
  },
  {
    name = "overlap", sign = 'overlap = "later"', type = '"fail"|"earlier"|"later"', see = { "option", "overlap" },
    brief = "of `assume`: the option of this name",
  },
  {
    name = "ignore_case", sign = "ignore_case = true", type = "boolean",
    brief = "names of elements and attributes in paths match without regard to case (A to Z)",
    examples = { { 'text(9) "buyer/@name"', '<R><Buyer NAME="Ann"/></R>', "Ann", head = "ignore_case = true" } },
  },
  {
    name = "trim", sign = "trim = true", type = "boolean", see = { "option", "trim" },
    brief = "for all text columns made of the document: the option of this name",
    examples = { { 'text(9) "@x"', '<r x=" a "/>', "a", head = "trim = true" } },
  },
  {
    name = "omit_missing", sign = "omit_missing = true", type = "boolean", see = { "option", "omit_missing" },
    brief = "for all columns: the option of this name",
  },
  {
    name = "when", sign = "when = expr [[ exists(/Orders) ]]", type = "rowan.expr",
    brief = "only documents for which this is true are loaded: the others are not the mapping's kind, and are skipped. "
      .. "Paths begin at the document; unknown is not true. See [below](#documents-of-other-kinds)",
    examples = {
      { 'text(9) "@no"', '<r no="7" kind="A"/>', "7", head = "when = expr [[ /r/@kind = 'A' ]]" },
      { 'text(9) "@no"', '<r no="7"/>', "7", head = "when = expr [[ exists(/r) and source('id') > 1 ]]",
        carried = { id = "12" } },
    },
  },
  {
    name = "bad_row", sign = 'bad_row = "reject"', values = { "fail", "reject" }, see = { "into", "bad_row" },
    brief = "for all tables that do not say it themselves: the field of this name",
  },
  {
    name = "rejects", sign = "rejects = 100", type = "integer",
    brief = "at most so many rows of a document are rejected (`bad_row`), with more it fails; default: 1000",
    examples = { {
      mapping = [=[
return mapping {
  name    = "readings",
  source  = { table = "log_xml", key = "id", document = "document" },
  bad_row = "reject",
  rejects = 100,

  into "reading" {
    each    = "/Log/Reading",
    columns = { no = position(), value = integer "@value" },
  },
}]=],
      xml = [[<Log><Reading value="1"/><Reading value="?"/><Reading value="3"/></Log>]],
      rows = [[
reading: 2 rows
no value
1  1
3  3
]],
    } },
  },
  {
    name = "lineage", sign = "lineage = true", type = "boolean",
    brief = "records keys of rows that are not found by the document's key, see [Loading again](operate.md#taking-away); default: false",
    examples = { {
      mapping = [=[
return mapping {
  name    = "visits",
  source  = { table = "log_xml", key = "id", document = "document" },
  lineage = true,

  into "visit" {
    each    = "/Log/Visit",
    key     = { "visit_no" },
    columns = { visit_no = integer "@no" },
  },
}]=],
      xml = [[<Log><Visit no="7"/></Log>]],
      rows = [[
visit: 1 row
visit_no
7
]],
    } },
  },
  {
    name = "nothing", sign = 'nothing = "skip"', values = { "fail", "skip" },
    brief = 'what becomes of a document that makes no row: it fails, or is skipped; default: `"fail"`',
    examples = { { 'text(9) "@no"', '<r no="7"/>', "7", head = 'nothing = "skip"' } },
  },
  {
    name = "parameters", sign = "parameters = { country = text(2) }", type = "table<string, rowan.parameter_type>",
    brief = "what whoever runs the mapping says, see [below](#parameters)",
    examples = { {
      mapping = [=[
return mapping {
  parameters = { country = text(2), since = date { default = "2024-01-01" } },
  source     = { table = "order_xml", key = "id", document = "document" },

  into "purchase_order" {
    each    = "/Orders/Order",
    when    = expr [[ date(@placed) >= $since ]],
    columns = { no = text(8) "@no", country = parameter "country", label = text(12)(expr [[ $country || @no ]]) },
  },
}]=],
      set = { country = "SE" },
      xml = '<Orders><Order no="A-17" placed="2023-12-30"/><Order no="A-18" placed="2024-01-02"/></Orders>',
      rows = [[
purchase_order: 1 row
no   country label
A-18 SE      SEA-18
]],
    } },
  },
}

-- ---- source, target ----------------------------------------------------------------------------------

fields.source = {
  {
    name = "table", sign = 'table = "order_xml"', type = "string", see = { "word", "mapping" },
    brief = "its name",
  },
  {
    name = "schema", sign = 'schema = "intake"', type = "string", see = { "word", "mapping" },
    brief = "default: the connection's",
  },
  {
    name = "key", sign = 'key = bigint "id"', type = "string|rowan.column|rowan.column[]", see = { "word", "mapping" },
    brief = 'the column that tells documents apart: any that can be ordered, `bigint`, `text(40)`, ...; `"id"` is short for '
      .. '`bigint "id"`. A key of several columns is a list, `{ bigint "batch", text(10) "no" }`, in the order of their '
      .. "index; its text is `17/A-1`, in which `/` of a part is `%2F` and `%` is `%25`. With `split`: a path below the "
      .. "record, `text(40) \"@id\"`, where its own key is. See [below](#split)",
  },
  {
    name = "document", sign = 'document = "document"', type = "string", see = { "word", "mapping" },
    brief = "the column that holds the XML",
  },
  {
    name = "columns", sign = 'columns = { timestamp "received_at" }', type = "rowan.column[]",
    see = { "word", "mapping" },
    brief = "further columns, which rows may carry",
  },
  {
    name = "revision", sign = 'revision = timestamp "updated_at"', type = "rowan.column|rowan.digest",
    see = { "word", "digest" },
    brief = "documents come again with another text: this column's value says which one it is; or `digest()`. See "
      .. "[below](#revision); default: what is loaded stays",
  },
  {
    name = "where", sign = "where = expr [[ status = 'NEW' ]]", type = "rowan.expr", see = { "word", "mapping" },
    brief = "which rows are documents; default: all. See [below](#where)",
  },
  {
    name = "files", sign = 'files = "**/*.xml"', type = "string",
    brief = "in place of all of these: files are the documents, those that the pattern matches. See [below](#files)",
    examples = { {
      mapping = [=[
return mapping {
  name   = "orders",
  source = { files = "**/*.xml" },

  into "purchase_order" {
    each    = "/Order",
    key     = { "file" },
    columns = { file = text(200)(source "path"), order_no = text(16) "@no", received_at = source "modified" },
  },
}]=],
      xml = [[<Order no="A-17"/>]],
      carried = { path = "2024/a-17.xml", modified = "2024-05-31 14:30:00" },
      rows = [[
purchase_order: 1 row
file          order_no received_at
2024/a-17.xml A-17     2024-05-31 14:30:00
]],
    } },
  },
  {
    name = "split", sign = 'split = "/feed/entry"', type = "string",
    brief = "of files: not they are the documents but the elements in them that the path leads to. See [below](#split)",
    examples = { {
      mapping = [=[
return mapping {
  name   = "entries",
  source = { files = "*.xml", split = "/feed/entry" },

  into "entry" {
    each    = "/feed/entry",
    key     = { "file", "entry_no" },
    columns = {
      file     = text(200)(source "path"),
      entry_no = source "record",
      day      = date "../@day",
      title    = text(80) "title",
    },
  },
}]=],
      xml = [[<feed day="2024-05-31"><entry><title>The first one</title></entry></feed>]],
      carried = { path = "may.xml", record = "1" },
      rows = [[
entry: 1 row
file    entry_no day        title
may.xml 1        2024-05-31 The first one
]],
    } },
  },
  {
    name = "max_text", sign = "max_text = 1 << 30", type = "integer",
    brief = "bytes of a document's text; default 256 MB, at most 2 GB. A larger one fails with the reason `limit`",
    examples = { { 'text(9) "@x"', '<r x="1"/>', "1", head = 'source = { files = "*.xml", max_text = 1 << 30 }' } },
  },
  {
    name = "max_tree", sign = "max_tree = 1 << 30", type = "integer",
    brief = "bytes of memory for what the mapping keeps of a document; default 256 MB, at most 64 GB",
    examples = { { 'text(9) "@x"', '<r x="1"/>', "1", head = 'source = { files = "*.xml", max_tree = 1 << 30 }' } },
  },
  {
    name = "max_rows", sign = "max_rows = 100000", type = "integer",
    brief = "rows that a document makes in all tables together; default: no limit",
    examples = { { 'text(9) "@x"', '<r x="1"/>', "1", head = 'source = { files = "*.xml", max_rows = 2 }' } },
  },
  {
    name = "dtd_defaults", sign = "dtd_defaults = true", type = "boolean",
    brief = "attributes have the values that a DTD in the document declares for them, namespaces too; without it such "
      .. "a document is refused",
    examples = { {
      'text(9) "@x"', '<!DOCTYPE r [<!ATTLIST r x CDATA "1">]><r/>', "1", head = 'source = { files = "*.xml", dtd_defaults = true }',
    } },
  },
  {
    name = "leading_space", sign = "leading_space = true", type = "boolean",
    brief = "white space before the XML declaration is passed over; lines are counted from there",
    examples = { { 'text(9) "@x"', ' <?xml version="1.0"?><r x="1"/>', "1", head = 'source = { files = "*.xml", leading_space = true }' } },
  },
}

fields.target = {
  {
    name = "schema", sign = 'schema = "lake"', type = "string", see = { "word", "mapping" },
    brief = "of the tables that are filled and of the ledger; default: the connection's",
  },
}

-- ---- into --------------------------------------------------------------------------------------------

fields.into = {
  {
    name = "each", sign = 'each = "Lines/Line"', type = "string", see = { "word", "into" }, needed = true,
    brief = "path of the elements that become rows: from the document, or from the parent row's element",
  },
  {
    name = "when", sign = "when = expr [[ @status <> 'void' ]]", type = "rowan.expr",
    brief = "only matches for which this is true make a row; unknown is not true",
    examples = { {
      code = [=[
into "line" {
  each    = "/Order/Line",
  when    = expr [[ @status <> 'void' ]],
  columns = { no = position(), item = text(20) "@item" },
}]=],
      xml = [[
<Order>
  <Line item="Lamp" status="open"/><Line item="Bulb" status="void"/><Line item="Cable"/>
  <Line item="Plug" status="done"/>
</Order>]],
      rows = [[
line: 2 rows
no item
1  Lamp
2  Plug
]],
    } },
  },
  {
    name = "distinct", sign = 'distinct = { "no", keep = "last" }', type = "string|rowan.distinct",
    brief = "of matches under one parent row that are equal in these columns, one makes a row; one that lacks a value equals no other",
    examples = { {
      code = [=[
into "contact" {
  each     = "/App/Contact",
  distinct = { "no", keep = "last", prefer = expr [[ rank(@role, 'PR', 'SEC') ]] },
  columns  = { no = integer "@no", role = text(3) "@role", name = text(20) "@name" },
}]=],
      xml = [[
<App>
  <Contact no="1" role="SEC" name="Ann"/><Contact no="1" role="PR" name="Bea"/>
  <Contact no="1" role="SEC" name="Cleo"/><Contact no="2" role="SEC" name="Dan"/>
  <Contact no="2" role="SEC" name="Eve"/>
</App>]],
      rows = [[
contact: 2 rows
no role name
1  PR   Bea
2  SEC  Eve
]],
    } },
  },
  {
    name = "key", sign = 'key = { "order_no", "line_no" }', type = "string|string[]", see = { "word", "into" },
    brief = "the columns that tell rows apart; they may not be NULL, and become the primary key; two rows of one "
      .. "document that are equal in them fail it, reason `duplicate`",
  },
  {
    name = "unique", sign = 'unique = { "customer_no" }', type = "string|string[]", see = { "word", "into" },
    brief = "of a table with a column that the database numbers: the columns of the document that find its row. They may "
      .. "not be NULL, and have a unique index. With `conflict` a row that is there is found by them, and keeps its number. See "
      .. "[keys](keys.md#rows-that-several-documents-have)",
    examples = { {
      code = [=[
into "customer" {
  each    = "/Order/Customer",
  key     = { "customer_id" },
  unique  = { "customer_no" },
  columns = { customer_id = sequence(), customer_no = text(12) "@no", name = text(80) "@name" },
}]=],
      xml = [[<Order><Customer no="C-7" name="Ada"/></Order>]],
      rows = [[
customer: 1 row
customer_id customer_no name
#1          C-7         Ada
]],
    } },
  },
  {
    name = "columns", sign = "columns = { name = column, ... }", type = "table<string, rowan.column>",
    see = { "word", "into" }, needed = true,
    brief = "they keep the order in which they are written",
  },
  {
    name = "children", sign = "children = { into ... }", type = "rowan.into[]", see = { "word", "into" },
    brief = "a list of `into`; their rows belong to the row above",
  },
  {
    name = "as", sign = 'as = "seller"', type = "string",
    brief = "which of several `into` of one table this is: messages, notes, plan and `try` call it `party/seller`",
    examples = { {
      before = [[
local function party(path, as)
  return into "party" {
    each    = path,
    as      = as,
    key     = { "kind", "no" },
    columns = { kind = text(6)(constant(as)), no = position(), name = text(20) "Name" },
  }
end]],
      code = [=[
party("/Order/Seller", "seller"),
party("/Order/Buyers/Buyer", "buyer")]=],
      xml = "<Order><Seller><Name>Ann</Name></Seller><Buyers><Buyer><Name>Bea</Name></Buyer><Buyer/></Buyers></Order>",
      rows = [[
party: 3 rows
into   kind   no name
seller seller 1  Ann
buyer  buyer  1  Bea
buyer  buyer  2  NULL
]],
    } },
  },
  {
    name = "recursive", sign = "recursive = true", type = "boolean|string",
    brief = "rows of the table lie below rows of the table: see [below](#rows-below-rows); or the path from a row to these",
    examples = { {
      code = [=[
into "part" {
  each      = "/Order/Part",
  recursive = "Parts/Part",
  key       = { "no" },
  columns   = { no = ordinal(), parent_no = parent "no", level = level(), position = position(), name = text(20) "@name" },
}]=],
      xml = [[
<Order>
  <Part name="Lamp">
    <Parts><Part name="Base"><Parts><Part name="Screw"/></Parts></Part><Part name="Bulb"/></Parts>
  </Part>
  <Part name="Cable"/>
</Order>]],
      rows = [[
part: 5 rows
no parent_no level position name
1  NULL      1     1        Lamp
2  1         2     1        Base
3  2         3     1        Screw
4  1         2     2        Bulb
5  NULL      1     2        Cable
]],
    } },
  },
  {
    name = "unpivot", sign = 'unpivot = { { "FICO", "Bureau/@fico" }, ... }', type = "rowan.pair[]",
    brief = "a match makes a row per pair whose path has a value; see [below](#several-rows-of-one-match)",
    examples = { {
      code = [=[
into "score" {
  each    = "/App",
  key     = { "name" },
  unpivot = {
    { "FICO",    "Bureau/@fico",    source = "TU" },
    { "VANTAGE", "Bureau/@vantage", source = "EQ" },
    { "OWN",     "@score" },
    { "SUM",     expr [[ Bureau/@fico + Bureau/@vantage ]] },
  },
  columns = {
    name   = text(20)(label()),
    source = text(2)(label "source"),
    score  = decimal(9, 1) { value(), bad = "missing" },
  },
}]=],
      xml = [[<App score="none"><Bureau fico="700" vantage="650.5"/></App>]],
      rows = [[
score: 3 rows
name    source score
FICO    TU     700.0
VANTAGE EQ     650.5
SUM     NULL   1350.5
]],
    } },
  },
  {
    name = "rows", sign = 'rows = { "@tags", via = split }', type = "rowan.rows",
    brief = "a match makes the rows that a Lua function returns; see [below](#several-rows-of-one-match)",
    examples = { {
      before = [[
local function split(tags)
  local rows = {}
  for tag in tags:gmatch "%a+" do
    rows[#rows + 1] = { tag = tag, length = #tag }
  end
  return rows
end]],
      code = [=[
into "tag" {
  each    = "/Doc/Item",
  rows    = { "@tags", via = split },
  columns = { item = integer "@id", no = position(), tag = text(10)(field "tag"), length = integer(field "length") },
}]=],
      xml = [[<Doc><Item id="1" tags="new, red"/><Item id="2"/><Item id="3" tags="sale"/></Doc>]],
      rows = [[
tag: 3 rows
item no tag  length
1    1  new  3
1    2  red  3
3    3  sale 4
]],
    } },
  },
  {
    name = "skip_empty", sign = "skip_empty = true", type = "boolean",
    brief = "a match makes no row when no column that [counts](#options) has a value of its own",
    examples = { {
      code = [=[
into "collateral" {
  each       = "/App/Slot",
  skip_empty = true,
  columns    = {
    no     = position(),
    kind   = text(4)(constant "car"),
    make   = text(10) "@make",
    state  = text(4) { "@state", default = "new" },
    value  = decimal(9, 2) { "@value", counts = "nonzero" },
    leased = boolean "@leased",
  },
}]=],
      xml = [[<App><Slot make="Fiat"/><Slot leased="N"/><Slot value="0.00"/><Slot state="used" value="900"/></App>]],
      rows = [[
collateral: 2 rows
no kind make state value  leased
1  car  Fiat new   NULL   NULL
2  car  NULL used  900.00 NULL
]],
    } },
  },
  {
    name = "omit_missing", sign = "omit_missing = true", type = "boolean", see = { "option", "omit_missing" },
    brief = "for all columns of the table, not of its children: the option of this name",
  },
  {
    name = "bad_row", sign = 'bad_row = "reject"', values = { "fail", "reject" },
    brief = "what becomes of a row that the mapping refuses: the document fails, or the row is rejected alone, with its "
      .. 'children; default: `"fail"`. See [below](#rows-that-fail-alone)',
    examples = { {
      code = [=[
into "line" {
  each    = "/Order/Line",
  bad_row = "reject",
  columns = { no = position(), price = decimal(9, 2) { "@price", required = true } },
}]=],
      xml = [[<Order><Line price="9.90"/><Line price="free"/><Line/><Line price="1.00"/></Order>]],
      rows = [[
line: 2 rows
no price
1  9.90
4  1.00
]],
    } },
  },
  {
    name = "conflict", sign = 'conflict = "skip"', values = { "fail", "skip", "update" },
    brief = "what becomes of a row whose key is there already, from another document or another run: its document fails, "
      .. 'it is left out, or it takes the place of the other; `{ newest = "as_of" }`: the one with the greatest value in '
      .. 'that column stays; default: `"fail"`. See [below](#rows-that-several-documents-have)',
    examples = { {
      code = [=[
into "customer" {
  each     = "/Order/Customer",
  key      = { "customer_no" },
  conflict = { newest = "as_of" },
  columns  = { customer_no = integer "@no", name = text(80) "@name", as_of = date "@asOf" },
}]=],
      xml = [[<Order><Customer no="7" name="Ada" asOf="2024-03-05"/></Order>]],
      rows = [[
customer: 1 row
customer_no name as_of
7           Ada  2024-03-05
]],
    } },
  },
  {
    name = "database_may_drop", sign = "database_may_drop = true", type = "boolean",
    brief = "a trigger, a rule or a view of the database may leave rows of this table out; else such a document fails. "
      .. "Equal keys are left to it, too",
    examples = { {
      code = [=[
into "reading" {
  each    = "/Log/Reading",
  database_may_drop = true, -- a trigger leaves out what is there already
  columns = { sensor = text(10) "@sensor", value = integer "@value" },
}]=],
      xml = [[<Log><Reading sensor="a" value="7"/></Log>]],
      rows = [[
reading: 1 row
sensor value
a      7
]],
    } },
  },
}

fields.distinct = {
  {
    name = "keep", sign = 'keep = "last"', values = { "first", "last" }, see = { "into", "distinct" },
    brief = 'which of equal matches makes the row; default: `"first"`',
  },
  {
    name = "prefer", sign = "prefer = expr [[ rank(@role, 'PR', 'SEC') ]]", type = "rowan.expr",
    see = { "into", "distinct" },
    brief = "of equal matches the one with the smallest whole number wins, one without a number comes last; `keep` decides among those that are equal here, too",
  },
}

fields.unpivot = {
  {
    name = "[1]", sign = '"FICO"', type = "string|number|boolean", see = { "into", "unpivot" }, needed = true,
    brief = "first: the label, which `label()` gives",
  },
  {
    name = "[2]", sign = '"Bureau/@fico"', type = "string|rowan.expr", see = { "into", "unpivot" }, needed = true,
    brief = "second: a path from the row's element, or an `expr`; what it gives is `value()`",
  },
  {
    name = "[string]", sign = 'source = "TU"', type = "string|number|boolean", see = { "into", "unpivot" },
    brief = 'by any name: a further text of the pair, which `label "source"` gives; missing in pairs that lack it',
  },
}

fields.rows = {
  {
    name = "[integer]", sign = '"@tags"', type = "string", see = { "into", "rows" },
    brief = "paths from the row's element; their texts are what the function gets",
  },
  {
    name = "via", sign = "via = split", type = "fun(a: string, b: string, c: string, ...: string): table[]?",
    see = { "into", "rows" }, needed = true,
    brief = "one function, called as for a column. It returns a list of tables `field = value`, or `nil` for no rows",
  },
  {
    name = "null_if", sign = 'null_if = "none"', type = "string|integer|(string|integer)[]", see = { "option", "null_if" },
    brief = "as for a column",
  },
  {
    name = "ignore_case", sign = "ignore_case = true", type = "boolean", see = { "option", "ignore_case" },
    brief = "as for a column",
  },
  {
    name = "strict", sign = "strict = false", type = "boolean", see = { "option", "strict" },
    brief = "as for a column",
  },
  {
    name = "pick", sign = 'pick = "join"', values = { "first", "last", "join" }, see = { "option", "pick" },
    brief = "as for a column",
  },
  {
    name = "joiner", sign = 'joiner = ", "', type = "string", see = { "option", "joiner" },
    brief = "as for a column",
  },
}

return fields
