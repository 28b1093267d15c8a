---@meta _

-- The words of rowan's mapping language, for editors with lua-language-server. Made by `rowan words --editor`; do not
-- change it here. The folder of the mappings needs a .luarc.json beside it, see docs/guide.md.

---What a column of a table is made from.
---@class rowan.column

---@class rowan.expr: rowan.column
---@class rowan.source: rowan.column
---@class rowan.run: rowan.column

---A type, which makes columns: text(20).
---@alias rowan.parameter_type rowan.column

---What `into "table" { ... }` makes.
---@class rowan.into

---A built-in step of `via`.
---@class rowan.transform

---What `matching "urn:..."` makes.
---@class rowan.pattern

---What `digest()` makes.
---@class rowan.digest

---A step of `via`: it gets a text per path, or what the step before it made.
---@alias rowan.step rowan.transform|(fun(a: string, b: string, c: string, ...: string): string|number|boolean|nil)

---@class rowan.mapping
---@field [integer] rowan.into
---the ledger knows the mapping by it; no blank at its end; default: the file's name
---```lua
---name = "orders"
---```
---@field name? string
---a text that rows may carry and the ledger keeps
---```lua
---version = "1"
---```
---@field version? string
---the table that holds the documents, or which files are the documents
---```lua
---source = { ... }
---```
---@field source? rowan.source_table
---where rows go
---```lua
---target = { ... }
---```
---@field target? rowan.target
---the prefixes that paths use; `[""]` is for names of elements without one. A prefix may stand for several: `{ "urn:a", "urn:b" }`, or `matching` `"urn:a:*"`
---```lua
---namespaces = { o = "urn:..." }
---```
---@field namespaces? table<string, string|rowan.pattern|(string|rowan.pattern)[]>
---formats of dates and timestamps, see below; default: `"iso"`
---```lua
---dates = { "iso", "M/D/YYYY" }
---```
---@field dates? string|string[]
---of `YY` in `dates`: the option of this name
---```lua
---pivot = 1950
---```
---@field pivot? integer
---for timestamps of the document with `zone = "utc"`, and where expressions compare: the time zone of what has no offset
---```lua
---assume = "Europe/Berlin"
---```
---@field assume? string
---of `assume`: the option of this name
---```lua
---gap = "later"
---```
---@field gap? "fail"|"earlier"|"later"
---of `assume`: the option of this name
---```lua
---overlap = "later"
---```
---@field overlap? "fail"|"earlier"|"later"
---names of elements and attributes in paths match without regard to case (A to Z)
---```lua
---ignore_case = true
---```
---@field ignore_case? boolean
---for all text columns made of the document: the option of this name
---```lua
---trim = true
---```
---@field trim? boolean
---for all columns: the option of this name
---```lua
---omit_missing = true
---```
---@field omit_missing? boolean
---only documents for which this is true are loaded: the others are not the mapping's kind, and are skipped. Paths begin at the document; unknown is not true
---```lua
---when = expr [[ exists(/Orders) ]]
---```
---@field when? rowan.expr
---for all tables that do not say it themselves: the field of this name
---```lua
---bad_row = "reject"
---```
---@field bad_row? "fail"|"reject"
---at most so many rows of a document are rejected (`bad_row`), with more it fails; default: 1000
---```lua
---return mapping {
---  name    = "readings",
---  source  = { table = "log_xml", key = "id", document = "document" },
---  bad_row = "reject",
---  rejects = 100,
---
---  into "reading" {
---    each    = "/Log/Reading",
---    columns = { no = position(), value = integer "@value" },
---  },
---}
---```
---@field rejects? integer
---records keys of rows that are not found by the document's key, see [Loading again](operate.md#taking-away); default: false
---```lua
---return mapping {
---  name    = "visits",
---  source  = { table = "log_xml", key = "id", document = "document" },
---  lineage = true,
---
---  into "visit" {
---    each    = "/Log/Visit",
---    key     = { "visit_no" },
---    columns = { visit_no = integer "@no" },
---  },
---}
---```
---@field lineage? boolean
---what becomes of a document that makes no row: it fails, or is skipped; default: `"fail"`
---```lua
---nothing = "skip"
---```
---@field nothing? "fail"|"skip"
---what whoever runs the mapping says, see below
---```lua
---return mapping {
---  parameters = { country = text(2), since = date { default = "2024-01-01" } },
---  source     = { table = "order_xml", key = "id", document = "document" },
---
---  into "purchase_order" {
---    each    = "/Orders/Order",
---    when    = expr [[ date(@placed) >= $since ]],
---    columns = { no = text(8) "@no", country = parameter "country", label = text(12)(expr [[ $country || @no ]]) },
---  },
---}
---```
---@field parameters? table<string, rowan.parameter_type>

---@class rowan.source_table
---its name
---```lua
---table = "order_xml"
---```
---@field table? string
---default: the connection's
---```lua
---schema = "intake"
---```
---@field schema? string
---the column that tells documents apart: any that can be ordered, `bigint`, `text(40)`, ...; `"id"` is short for `bigint "id"`. A key of several columns is a list, `{ bigint "batch", text(10) "no" }`, in the order of their index; its text is `17/A-1`, in which `/` of a part is `%2F` and `%` is `%25`. With `split`: a path below the record, `text(40) "@id"`, where its own key is
---```lua
---key = bigint "id"
---```
---@field key? string|rowan.column|rowan.column[]
---the column that holds the XML
---```lua
---document = "document"
---```
---@field document? string
---further columns, which rows may carry
---```lua
---columns = { timestamp "received_at" }
---```
---@field columns? rowan.column[]
---documents come again with another text: this column's value says which one it is; or `digest()`; default: what is loaded stays
---```lua
---revision = timestamp "updated_at"
---```
---@field revision? rowan.column|rowan.digest
---which rows are documents; default: all
---```lua
---where = expr [[ status = 'NEW' ]]
---```
---@field where? rowan.expr
---in place of all of these: files are the documents, those that the pattern matches
---```lua
---return mapping {
---  name   = "orders",
---  source = { files = "**/*.xml" },
---
---  into "purchase_order" {
---    each    = "/Order",
---    key     = { "file" },
---    columns = { file = text(200)(source "path"), order_no = text(16) "@no", received_at = source "modified" },
---  },
---}
---```
---@field files? string
---of files: not they are the documents but the elements in them that the path leads to
---```lua
---return mapping {
---  name   = "entries",
---  source = { files = "*.xml", split = "/feed/entry" },
---
---  into "entry" {
---    each    = "/feed/entry",
---    key     = { "file", "entry_no" },
---    columns = {
---      file     = text(200)(source "path"),
---      entry_no = source "record",
---      day      = date "../@day",
---      title    = text(80) "title",
---    },
---  },
---}
---```
---@field split? string
---bytes of a document's text; default 256 MB, at most 2 GB. A larger one fails with the reason `limit`
---```lua
---max_text = 1 << 30
---```
---@field max_text? integer
---bytes of memory for what the mapping keeps of a document; default 256 MB, at most 64 GB
---```lua
---max_tree = 1 << 30
---```
---@field max_tree? integer
---rows that a document makes in all tables together; default: no limit
---```lua
---max_rows = 100000
---```
---@field max_rows? integer
---attributes have the values that a DTD in the document declares for them, namespaces too; without it such a document is refused
---```lua
---dtd_defaults = true
---```
---@field dtd_defaults? boolean
---white space before the XML declaration is passed over; lines are counted from there
---```lua
---leading_space = true
---```
---@field leading_space? boolean

---@class rowan.target
---of the tables that are filled and of the ledger; default: the connection's
---```lua
---schema = "lake"
---```
---@field schema? string

---@class rowan.into.body
---path of the elements that become rows: from the document, or from the parent row's element
---```lua
---each = "Lines/Line"
---```
---@field each string
---only matches for which this is true make a row; unknown is not true
---```lua
---into "line" {
---  each    = "/Order/Line",
---  when    = expr [[ @status <> 'void' ]],
---  columns = { no = position(), item = text(20) "@item" },
---}
---```
---@field when? rowan.expr
---of matches under one parent row that are equal in these columns, one makes a row; one that lacks a value equals no other
---```lua
---into "contact" {
---  each     = "/App/Contact",
---  distinct = { "no", keep = "last", prefer = expr [[ rank(@role, 'PR', 'SEC') ]] },
---  columns  = { no = integer "@no", role = text(3) "@role", name = text(20) "@name" },
---}
---```
---@field distinct? string|rowan.distinct
---the columns that tell rows apart; they may not be NULL, and become the primary key; two rows of one document that are equal in them fail it, reason `duplicate`
---```lua
---key = { "order_no", "line_no" }
---```
---@field key? string|string[]
---of a table with a column that the database numbers: the columns of the document that find its row. They may not be NULL, and have a unique index. With `conflict` a row that is there is found by them, and keeps its number. See [keys](keys.md#rows-that-several-documents-have)
---```lua
---into "customer" {
---  each    = "/Order/Customer",
---  key     = { "customer_id" },
---  unique  = { "customer_no" },
---  columns = { customer_id = sequence(), customer_no = text(12) "@no", name = text(80) "@name" },
---}
---```
---@field unique? string|string[]
---they keep the order in which they are written
---```lua
---columns = { name = column, ... }
---```
---@field columns table<string, rowan.column>
---a list of `into`; their rows belong to the row above
---```lua
---children = { into ... }
---```
---@field children? rowan.into[]
---which of several `into` of one table this is: messages, notes, plan and `try` call it `party/seller`
---```lua
---local function party(path, as)
---  return into "party" {
---    each    = path,
---    as      = as,
---    key     = { "kind", "no" },
---    columns = { kind = text(6)(constant(as)), no = position(), name = text(20) "Name" },
---  }
---end
---
---party("/Order/Seller", "seller"),
---party("/Order/Buyers/Buyer", "buyer")
---```
---@field as? string
---rows of the table lie below rows of the table: see below; or the path from a row to these
---```lua
---into "part" {
---  each      = "/Order/Part",
---  recursive = "Parts/Part",
---  key       = { "no" },
---  columns   = { no = ordinal(), parent_no = parent "no", level = level(), position = position(), name = text(20) "@name" },
---}
---```
---@field recursive? boolean|string
---a match makes a row per pair whose path has a value
---```lua
---into "score" {
---  each    = "/App",
---  key     = { "name" },
---  unpivot = {
---    { "FICO",    "Bureau/@fico",    source = "TU" },
---    { "VANTAGE", "Bureau/@vantage", source = "EQ" },
---    { "OWN",     "@score" },
---    { "SUM",     expr [[ Bureau/@fico + Bureau/@vantage ]] },
---  },
---  columns = {
---    name   = text(20)(label()),
---    source = text(2)(label "source"),
---    score  = decimal(9, 1) { value(), bad = "missing" },
---  },
---}
---```
---@field unpivot? rowan.pair[]
---a match makes the rows that a Lua function returns
---```lua
---local function split(tags)
---  local rows = {}
---  for tag in tags:gmatch "%a+" do
---    rows[#rows + 1] = { tag = tag, length = #tag }
---  end
---  return rows
---end
---
---into "tag" {
---  each    = "/Doc/Item",
---  rows    = { "@tags", via = split },
---  columns = { item = integer "@id", no = position(), tag = text(10)(field "tag"), length = integer(field "length") },
---}
---```
---@field rows? rowan.rows
---a match makes no row when no column that counts has a value of its own
---```lua
---into "collateral" {
---  each       = "/App/Slot",
---  skip_empty = true,
---  columns    = {
---    no     = position(),
---    kind   = text(4)(constant "car"),
---    make   = text(10) "@make",
---    state  = text(4) { "@state", default = "new" },
---    value  = decimal(9, 2) { "@value", counts = "nonzero" },
---    leased = boolean "@leased",
---  },
---}
---```
---@field skip_empty? boolean
---for all columns of the table, not of its children: the option of this name
---```lua
---omit_missing = true
---```
---@field omit_missing? boolean
---what becomes of a row that the mapping refuses: the document fails, or the row is rejected alone, with its children; default: `"fail"`
---```lua
---into "line" {
---  each    = "/Order/Line",
---  bad_row = "reject",
---  columns = { no = position(), price = decimal(9, 2) { "@price", required = true } },
---}
---```
---@field bad_row? "fail"|"reject"
---what becomes of a row whose key is there already, from another document or another run: its document fails, it is left out, or it takes the place of the other; `{ newest = "as_of" }`: the one with the greatest value in that column stays; default: `"fail"`
---```lua
---into "customer" {
---  each     = "/Order/Customer",
---  key      = { "customer_no" },
---  conflict = { newest = "as_of" },
---  columns  = { customer_no = integer "@no", name = text(80) "@name", as_of = date "@asOf" },
---}
---```
---@field conflict? "fail"|"skip"|"update"
---a trigger, a rule or a view of the database may leave rows of this table out; else such a document fails. Equal keys are left to it, too
---```lua
---into "reading" {
---  each    = "/Log/Reading",
---  database_may_drop = true, -- a trigger leaves out what is there already
---  columns = { sensor = text(10) "@sensor", value = integer "@value" },
---}
---```
---@field database_may_drop? boolean

---@class rowan.distinct
---@field [integer] string
---which of equal matches makes the row; default: `"first"`
---```lua
---keep = "last"
---```
---@field keep? "first"|"last"
---of equal matches the one with the smallest whole number wins, one without a number comes last; `keep` decides among those that are equal here, too
---```lua
---prefer = expr [[ rank(@role, 'PR', 'SEC') ]]
---```
---@field prefer? rowan.expr

---@class rowan.pair
---@field [integer] string|number|boolean|rowan.expr
---by any name: a further text of the pair, which `label "source"` gives; missing in pairs that lack it
---```lua
---source = "TU"
---```
---@field [string] string|number|boolean

---@class rowan.rows
---paths from the row's element; their texts are what the function gets
---```lua
---"@tags"
---```
---@field [integer] string
---one function, called as for a column. It returns a list of tables `field = value`, or `nil` for no rows
---```lua
---via = split
---```
---@field via fun(a: string, b: string, c: string, ...: string): table[]?
---as for a column
---```lua
---null_if = "none"
---```
---@field null_if? string|integer|(string|integer)[]
---as for a column
---```lua
---ignore_case = true
---```
---@field ignore_case? boolean
---as for a column
---```lua
---strict = false
---```
---@field strict? boolean
---as for a column
---```lua
---pick = "join"
---```
---@field pick? "first"|"last"|"join"
---as for a column
---```lua
---joiner = ", "
---```
---@field joiner? string

---@class rowan.options
---@field [integer] string|rowan.column
---a missing value fails the document, reason `required`
---```lua
---integer { "@x", required = true }
---```
---@field required? boolean
---instead of a missing value: a literal, `run "started"` or `source "x"`; for an enum one of its texts or one of its values
---```lua
---integer { "@x", default = 1 }
---```
---@field default? string|number|boolean|rowan.run|rowan.source
---a text that counts as missing, or a list: `{ "none", "null" }`; compared without white space at its ends
---```lua
---integer { "@x", null_if = "N/A" }
---```
---@field null_if? string|integer|(string|integer)[]
---labels of an enum and texts of `null_if` match without regard to case (Latin, Greek, Cyrillic letters)
---```lua
---enum { Open = "O" } { "@x", ignore_case = true }
---```
---@field ignore_case? boolean
---a missing value leaves the column out of the INSERT, so that the database's own default applies; may also stand in `into` and `mapping`, the innermost word wins
---```lua
---integer { "@x", omit_missing = true }
---```
---@field omit_missing? boolean
---`skip_empty`: whether a value of this column makes a row. Default: true for what comes from paths, pairs and fields and is no `boolean` or `bit`, false for all else
---```lua
---counts = true, false, "nonzero"
---```
---@field counts? boolean|"nonzero"
---which of several matches that are not empty, or where the type trims not blank (with `empty = "keep"` of all); without it several matches fail the document, reason `several`
---```lua
---text(9) { "v", pick = "last" }
---```
---@field pick? "first"|"last"|"join"
---between joined matches; nothing if not said
---```lua
---text(9) { "v", pick = "join", joiner = ", " }
---```
---@field joiner? string
---called with one text per path; also a built-in transform, or a list of steps
---```lua
---text(9) { "@x", via = function(x) return x:sub(1, 3) end }
---```
---@field via? rowan.step|rowan.step[]
---`via` is called with `nil` for what is missing
---```lua
---text(9) { "@x", "@y", strict = false, via = function(x, y) return x or y or "none" end }
---```
---@field strict? boolean
---text, binary, xml: an empty text is a value and not missing; with `via`, `pick` and in an `expr` of any type: it is not missing there
---```lua
---text(9) { "@x", empty = "keep" }
---```
---@field empty? "null"|"keep"

---@class rowan.options.boolean: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"

---accepts: `true false 1 0 yes no y n t f on off`, any case; column: boolean
---```lua
---boolean "@x"
---```
---@class rowan.boolean: rowan.column
---@overload fun(column: string|rowan.options.boolean|rowan.column): rowan.boolean
boolean = {}

---@class rowan.options.bit: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"

---accepts: as `boolean`; column: number 0 or 1
---```lua
---bit "@x"
---```
---@class rowan.bit: rowan.column
---@overload fun(column: string|rowan.options.bit|rowan.column): rowan.bit
bit = {}

---@class rowan.options.tinyint: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---the database numbers this column itself, and the load fills it all the same
---```lua
---bigint { "@x", identity = true }
---```
---@field identity? boolean
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"
---decimals and integers: `1.5E3` is read, exactly; real and double always read it
---```lua
---integer { "@x", exponent = true }
---```
---@field exponent? boolean
---integers: the digits are hexadecimal, `1F` or `0x1F`, without a sign. `default` and `bad` stay decimal
---```lua
---integer { "@x", hex = true }
---```
---@field hex? boolean

---accepts: `0` to `255`, with or without a sign; leading zeros; column: small number
---```lua
---tinyint "@x"
---```
---@class rowan.tinyint: rowan.column
---@overload fun(column: string|rowan.options.tinyint|rowan.column): rowan.tinyint
tinyint = {}

---@class rowan.options.smallint: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---the database numbers this column itself, and the load fills it all the same
---```lua
---bigint { "@x", identity = true }
---```
---@field identity? boolean
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"
---decimals and integers: `1.5E3` is read, exactly; real and double always read it
---```lua
---integer { "@x", exponent = true }
---```
---@field exponent? boolean
---integers: the digits are hexadecimal, `1F` or `0x1F`, without a sign. `default` and `bad` stay decimal
---```lua
---integer { "@x", hex = true }
---```
---@field hex? boolean

---accepts: within 16 bits: `-12`, `+7`, `007`; no commas, no exponent; `12.50` only with `rounding`
---```lua
---smallint "@x"
---```
---@class rowan.smallint: rowan.column
---@overload fun(column: string|rowan.options.smallint|rowan.column): rowan.smallint
smallint = {}

---@class rowan.options.integer: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---the database numbers this column itself, and the load fills it all the same
---```lua
---bigint { "@x", identity = true }
---```
---@field identity? boolean
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"
---decimals and integers: `1.5E3` is read, exactly; real and double always read it
---```lua
---integer { "@x", exponent = true }
---```
---@field exponent? boolean
---integers: the digits are hexadecimal, `1F` or `0x1F`, without a sign. `default` and `bad` stay decimal
---```lua
---integer { "@x", hex = true }
---```
---@field hex? boolean

---accepts: as `smallint`, within 32 bits
---```lua
---integer "@x"
---```
---@class rowan.integer: rowan.column
---@overload fun(column: string|rowan.options.integer|rowan.column): rowan.integer
integer = {}

---@class rowan.options.bigint: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---the database numbers this column itself, and the load fills it all the same
---```lua
---bigint { "@x", identity = true }
---```
---@field identity? boolean
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"
---decimals and integers: `1.5E3` is read, exactly; real and double always read it
---```lua
---integer { "@x", exponent = true }
---```
---@field exponent? boolean
---integers: the digits are hexadecimal, `1F` or `0x1F`, without a sign. `default` and `bad` stay decimal
---```lua
---integer { "@x", hex = true }
---```
---@field hex? boolean

---accepts: as `smallint`, within 64 bits
---```lua
---bigint "@x"
---```
---@class rowan.bigint: rowan.column
---@overload fun(column: string|rowan.options.bigint|rowan.column): rowan.bigint
bigint = {}

---@class rowan.options.decimal: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"
---decimals and integers: `1.5E3` is read, exactly; real and double always read it
---```lua
---integer { "@x", exponent = true }
---```
---@field exponent? boolean

---@class rowan.decimal.sized: rowan.column
---@overload fun(column: string|rowan.options.decimal|rowan.column): rowan.decimal.sized

---accepts: `-12`, `12.5`, `.5`, `5.`, `+0012.500`; at most 38 digits; no exponent, no commas; zeros at the end do not count as digits; column: exact number
---```lua
---decimal(12, 2) "@x"
---```
---@class rowan.decimal: rowan.column
---@overload fun(precision: integer, scale?: integer): rowan.decimal.sized
decimal = {}

---@class rowan.options.real: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"

---accepts: as `decimal`, and `1.5e-3`; no NaN, no infinity
---```lua
---real "@x"
---```
---@class rowan.real: rowan.column
---@overload fun(column: string|rowan.options.real|rowan.column): rowan.real
real = {}

---@class rowan.options.double: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string
---numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers
---```lua
---decimal(9, 2) { "@x", sign = "trailing" }
---```
---@field sign? "leading"|"trailing"

---accepts: as `real`, with twice the digits
---```lua
---double "@x"
---```
---@class rowan.double: rowan.column
---@overload fun(column: string|rowan.options.double|rowan.column): rowan.double
double = {}

---@class rowan.options.text: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---text, xml: white space at both ends goes (other types always trim)
---```lua
---text(9) { "@x", trim = true }
---```
---@field trim? boolean
---text: cut what is too long, instead of failing; `trim` then goes for the end of the cut as well
---```lua
---text(3) { "@x", too_long = "cut" }
---```
---@field too_long? "error"|"cut"
---numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point
---```lua
---decimal(9, 2) { "@x", point = "," }
---```
---@field point? string
---numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it
---```lua
---decimal(9, 2) { "@x", point = ",", group = "." }
---```
---@field group? string

---accepts: at most so many characters; any length
---```lua
---text(4) "@x"
---```
---@class rowan.text: rowan.column
---@overload fun(length: integer): rowan.text
---@overload fun(column: string|rowan.options.text|rowan.column): rowan.text
text = {}

---@class rowan.options.date: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---what the text looks like; also a list
---```lua
---date { "@x", format = { "iso", "D-MON-YYYY" } }
---```
---@field format? string|string[]
---`YY` in `format`: the first of the hundred years that it stands for, here 1950 to 2049; without it `YY` is refused
---```lua
---date { "@x", format = "D.M.YY", pivot = 1950 }
---```
---@field pivot? integer
---date and timestamp: `2024` or `2024-03`, or a `format` without day, is the first or last day of that year or month; a timestamp gets midnight of that day, as for a date alone
---```lua
---date { "@x", partial = "first" }
---```
---@field partial? "first"|"last"
---date and time: what to do with an offset such as `Z` or `+02:00`; without it an offset fails
---```lua
---timestamp { "@x", zone = "utc" }
---```
---@field zone? "error"|"utc"|"drop"

---accepts: `2024-03-05`; with an offset (`2024-03-05Z`) only with `zone`, with a time of day only with `rounding = "down"`; or what `format` says
---```lua
---date "@x"
---```
---@class rowan.date: rowan.column
---@overload fun(column: string|rowan.options.date|rowan.column): rowan.date
date = {}

---@class rowan.options.time: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---what the text looks like; also a list
---```lua
---date { "@x", format = { "iso", "D-MON-YYYY" } }
---```
---@field format? string|string[]
---date and time: what to do with an offset such as `Z` or `+02:00`; without it an offset fails
---```lua
---timestamp { "@x", zone = "utc" }
---```
---@field zone? "error"|"utc"|"drop"

---accepts: `14:30`, `14:30:05`, `14:30:05.25`; with an offset only with `zone`; or what `format` says; column: up to six digits of a second
---```lua
---time "@x"
---```
---@class rowan.time: rowan.column
---@overload fun(column: string|rowan.options.time|rowan.column): rowan.time
time = {}

---@class rowan.options.timestamp: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth
---```lua
---decimal(5, 1) { "@x", rounding = "half_up" }
---```
---@field rounding? "error"|"half_up"|"down"
---what the text looks like; also a list
---```lua
---date { "@x", format = { "iso", "D-MON-YYYY" } }
---```
---@field format? string|string[]
---`YY` in `format`: the first of the hundred years that it stands for, here 1950 to 2049; without it `YY` is refused
---```lua
---date { "@x", format = "D.M.YY", pivot = 1950 }
---```
---@field pivot? integer
---date and timestamp: `2024` or `2024-03`, or a `format` without day, is the first or last day of that year or month; a timestamp gets midnight of that day, as for a date alone
---```lua
---date { "@x", partial = "first" }
---```
---@field partial? "first"|"last"
---date and time: what to do with an offset such as `Z` or `+02:00`; without it an offset fails
---```lua
---timestamp { "@x", zone = "utc" }
---```
---@field zone? "error"|"utc"|"drop"
---timestamp with `zone = "utc"`: the time zone of a text without an offset, or an offset, `"+01:00"`
---```lua
---timestamp { "@x", zone = "utc", assume = "Europe/Berlin" }
---```
---@field assume? string
---`assume`: a time over which clocks go forward; that much earlier or later, instead of failing
---```lua
---timestamp { "@x", zone = "utc", assume = "Europe/Berlin", gap = "later" }
---```
---@field gap? "fail"|"earlier"|"later"
---`assume`: a time that comes twice, as clocks go back; which of the two, instead of failing
---```lua
---timestamp { "@x", zone = "utc", assume = "Europe/Berlin", overlap = "later" }
---```
---@field overlap? "fail"|"earlier"|"later"

---accepts: `2024-03-05T14:30:05.25`, with a blank for the `T`, without seconds, or a date alone; `Z`, `+02:00`, `+0200` only with `zone`; or what `format` says; column: no offset is stored
---```lua
---timestamp "@x"
---```
---@class rowan.timestamp: rowan.column
---@overload fun(column: string|rowan.options.timestamp|rowan.column): rowan.timestamp
timestamp = {}

---@class rowan.options.uuid: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"

---accepts: `f81d4fae-7dec-11d0-a765-00a0c91e6bf6` in any case, in braces, or after `urn:uuid:`; column: `uuid`, or 36 characters; small letters
---```lua
---uuid "@x"
---```
---@class rowan.uuid: rowan.column
---@overload fun(column: string|rowan.options.uuid|rowan.column): rowan.uuid
uuid = {}

---@class rowan.options.binary: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"
---binary: how bytes are written; base64 if not said
---```lua
---binary { "@x", encoding = "hex" }
---```
---@field encoding? "base64"|"hex"

---accepts: base64 with its `=`, white space anywhere; with `encoding = "hex"` pairs of hexadecimal digits, any case; at most so many bytes; any number; column: bytes
---```lua
---binary(16) "@x"
---```
---@class rowan.binary: rowan.column
---@overload fun(length: integer): rowan.binary
---@overload fun(column: string|rowan.options.binary|rowan.column): rowan.binary
binary = {}

---@class rowan.options.xml: rowan.options
---text, xml: white space at both ends goes (other types always trim)
---```lua
---text(9) { "@x", trim = true }
---```
---@field trim? boolean
---xml: only what is in the element
---```lua
---xml { "a", inner = true }
---```
---@field inner? boolean

---accepts: an element, see Markup; column: xml, or long text
---```lua
---xml "a"
---```
---@class rowan.xml: rowan.column
---@overload fun(column: string|rowan.options.xml|rowan.column): rowan.xml
xml = {}

---@class rowan.options.enum: rowan.options
---a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `"null"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing
---```lua
---integer { "@x", bad = "missing", default = 0 }
---```
---@field bad? "error"|"missing"|"null"

---accepts: one of the texts, exactly, or in any case with `ignore_case`; column: what stands after `=`: texts, or whole numbers
---```lua
---enum { Open = "O", Shipped = "S" } "@x"
---```
---@class rowan.enum: rowan.column
---@overload fun(column: string|rowan.options.enum|rowan.column): rowan.enum

---accepts: one of the texts, exactly, or in any case with `ignore_case`; column: what stands after `=`: texts, or whole numbers
---```lua
---enum { Open = "O", Shipped = "S" } "@x"
---```
---@param labels table<string, string|integer>
---@return rowan.enum
function enum(labels) end

---the whole: where documents come from, where rows go, and the tables; a mapping file returns it
---```lua
---return mapping {
---  name       = "orders",
---  version    = "1",
---  source     = {
---    table    = "order_xml",
---    schema   = "intake",
---    key      = bigint "id",
---    document = "document",
---    columns  = { text(10) "sender" },
---    where    = expr [[ status = 'NEW' ]],
---  },
---  target     = { schema = "lake" },
---  namespaces = { o = "urn:example:orders:2" },
---
---  into "purchase_order" {
---    each    = "/o:Orders/o:Order",
---    key     = { "order_no" },
---    columns = { order_no = text(16) "@no", document = source "id", sender = source "sender" },
---  },
---}
---```
---@param mapping rowan.mapping
---@return rowan.mapping
function mapping(mapping) end

---fills a table: a row per match of `each`, with `columns` and `children`
---```lua
---into "purchase_order" {
---  each     = "/Orders/Order",
---  key      = { "order_no" },
---  columns  = { order_no = text(8) "@no", currency = text(3) "@currency" },
---  children = {
---    into "order_line" {
---      each    = "Line",
---      key     = { "order_no", "line_no" },
---      columns = { order_no = parent "order_no", line_no = position(), item = text(20) "." },
---    },
---  },
---}
---```
---@param table string the table's name
---@return fun(body: rowan.into.body): rowan.into
function into(table) end

---the value that another file returns, see Several files
---```lua
----- codes.lua
---return { state = enum { Open = "O", Shipped = "S" } }
---
----- the mapping
---local codes = use "codes.lua"
---
---into "purchase_order" {
---  each    = "/Order",
---  columns = { no = text(8) "@no", state = codes.state "@state" },
---}
---```
---@param file string relative to the mapping's folder
---@return any
function use(file) end

---as the revision of a source: the SHA-256 of the document's bytes
---```lua
---return mapping {
---  source = { table = "order_xml", key = "id", document = "document", revision = digest() },
---
---  into "purchase_order" { each = "/Order", columns = { id = source "id", order_no = text(16) "@no" } },
---}
---```
---@return rowan.digest
function digest() end

---in `namespaces`: all that the text describes, in which `*` stands for any characters; next year's version, too
---```lua
---return mapping {
---  source     = { table = "statement_xml", key = "id", document = "document" },
---  namespaces = { c = matching "urn:iso:std:iso:20022:tech:xsd:camt.053.001.*" },
---
---  into "statement" {
---    each    = "/c:Document/c:BkToCstmrStmt/c:Stmt",
---    columns = { id = text(35) "c:Id", version = text(60) "namespace-uri()" },
---  },
---}
---```
---@param pattern string
---@return rowan.pattern
function matching(pattern) end

---what an expression makes of several paths; needs a type
---```lua
---decimal(12, 2)(expr [[ @income / 12 ]])
---```
---@param expression string
---@return rowan.expr
function expr(expression) end

---how many matches the path has, an integer
---```lua
---count "Line"
---```
---@param path string
---@return rowan.expr
function count(path) end

---whether it has any, a boolean: an empty element is one
---```lua
---exists "Paid"
---```
---@param path string
---@return rowan.expr
function exists(path) end

---the name of the row's element, without its prefix, a text; of others the path `a/local-name()`
---```lua
---local_name()
---```
---@return rowan.expr
function local_name() end

---its namespace, a text: of a prefix that stands for several, which one it was; of others `a/namespace-uri()`
---```lua
---text(40)(namespace_uri())
---```
---@return rowan.expr
function namespace_uri() end

---what XPath 1.0 makes of the whole document, slowly; needs a type
---```lua
---text(80)(xpath "normalize-space(Title)")
---```
---@param expression string of XPath 1.0
---@return rowan.column
function xpath(expression) end

---that of the parent row, which keeps its type
---```lua
---parent "order_no"
---```
---@param column string a column of the parent row
---@return rowan.column
function parent(column) end

---1, 2, 3, ... under each parent row
---```lua
---position()
---```
---@return rowan.column
function position() end

---of a recursive table: how deep the row is, from 1
---```lua
---level()
---```
---@return rowan.column
function level() end

---1, 2, 3, ... through the document, for the rows of a table
---```lua
---ordinal()
---```
---@return rowan.column
function ordinal() end

---a [key](keys.md) made of other columns of the row: a digest as `uuid` or `bigint`; needs a type
---```lua
---return mapping {
---  source = { table = "order_xml", key = "id", document = "document" },
---
---  into "order_line" {
---    each    = "/Order/Line",
---    key     = { "id" },
---    columns = { id = uuid(hash { "order_no", "line_no" }), order_no = text(16) "../@no", line_no = position() },
---  },
---}
---```
---@param columns string[] of the same table
---@return rowan.column
function hash(columns) end

---a [key](keys.md#numbers) that the database gives when the row is written: the next number of a sequence
---```lua
---return mapping {
---  source = { table = "order_xml", key = "id", document = "document" },
---
---  into "purchase_order" {
---    each     = "/Order",
---    key      = { "id" },
---    columns  = { id = sequence(), order_no = text(16) "@no" },
---    children = { into "order_line" {
---      each    = "Line",
---      key     = { "order_id", "line_no" },
---      columns = { order_id = parent "id", line_no = position() },
---    } },
---  },
---}
---```
---@param name? string of the sequence; without it, TABLE_COLUMN_seq
---@return rowan.column
function sequence(name) end

---a [key](keys.md#numbers-that-are-read-back) that the database gives by itself when the row is inserted (AUTO_INCREMENT, IDENTITY); where rows below take it, the row is found again by `unique`
---```lua
---return mapping {
---  source = { table = "order_xml", key = "id", document = "document" },
---
---  into "purchase_order" {
---    each     = "/Order",
---    key      = { "id" },
---    unique   = { "order_no" },
---    columns  = { id = identity(), order_no = text(16) "@no" },
---    children = { into "order_line" {
---      each    = "Line",
---      key     = { "order_id", "line_no" },
---      columns = { order_id = parent "id", line_no = position() },
---    } },
---  },
---}
---```
---@return rowan.column
function identity() end

---the [key of a row](keys.md#rows-that-are-there) that is in another table already, found by its other columns
---```lua
---return mapping {
---  source = { table = "order_xml", key = "id", document = "document" },
---
---  into "purchase_order" {
---    each    = "/Order",
---    key     = { "order_no" },
---    columns = {
---      order_no    = text(16) "@no",
---      customer_no = text(12) { "Customer", required = true },
---      customer_id = bigint(existing "customer" { by = { "customer_no" }, take = "customer_id" }),
---    },
---  },
---}
---```
---@param table string which has the row
---@return fun(body: { by: string|string[]|table<string, string>, take: string, missing?: "fail"|"null" }): rowan.column
function existing(table) end

---the document's key, a column of it, or one that the source carries
---```lua
---source "id"
---```
---@param column string the key's name, or one of source.columns
---@return rowan.source
function source(column) end

---the same in every row
---```lua
---constant "los"
---```
---@param value string|number|boolean
---@return rowan.column
function constant(value) end

---a parameter of the mapping, with its type
---```lua
---parameter "country"
---```
---@param name string one of the mapping's parameters
---@return rowan.column
function parameter(name) end

---of the run: `id`, `started`, `mapping`, `version`
---```lua
---timestamp(run "started")
---```
---@param name "id"|"started"|"mapping"|"version"
---@return rowan.run
function run(name) end

---`unpivot`: what the path of the pair gives; text where no type is given
---```lua
---decimal(9, 1)(value())
---```
---@return rowan.column
function value() end

---`unpivot`: the pair's label, or a named text of the pair
---```lua
---label(), label "source"
---```
---@param name? string a named text of the pair; without it, its label
---@return rowan.column
function label(name) end

---`rows`: a field of what the function returned; missing in rows that lack it
---```lua
---integer(field "length")
---```
---@param name string
---@return rowan.column
function field(name) end

---the digits 0 to 9
---```lua
---text(20) { "@x", via = digits }
---```
---@type rowan.transform
digits = {}

---the first number in the text: sign, digits, fraction, exponent; commas between thousands go; one that parts none (`12,5`, `,5`), a blank or an apostrophe that may part some (`1 234`) and a minus at the end are refused. `point` and `group` name other signs
---```lua
---integer { "@x", via = number }
---```
---@type rowan.transform
number = {}

---a formatted number: blanks at its ends and between thousands, signs of currencies and commas between groups go, parentheses are a minus; what else is there stays, for the type to refuse. `point` and `group` name other signs
---```lua
---decimal(12, 2) { "@x", via = amount }
---```
---@type rowan.transform
amount = {}

---Latin, Greek, Cyrillic letters become capitals
---```lua
---text(9) { "@x", via = upper }
---```
---@type rowan.transform
upper = {}

---Latin, Greek, Cyrillic letters become small ones
---```lua
---text(9) { "@x", via = lower }
---```
---@type rowan.transform
lower = {}

---runs of white space become one blank, and none is left at the ends
---```lua
---text(20) { "@x", via = { squeeze, upper } }
---```
---@type rowan.transform
squeeze = {}

---@generic T
---@param value? T
---@param message? any
---@return T
---@return any ...
function assert(value, message, ...) end

---@param message any
---@param level? integer
function error(message, level) end

---@generic T: table, V
---@param list T
---@return fun(list: V[], index?: integer): integer, V
---@return T
---@return integer
function ipairs(list) end

---@generic K, V
---@param table table<K, V>
---@param key? K
---@return K?
---@return V?
function next(table, key) end

---In the order of the keys.
---@generic T: table, K, V
---@param table T
---@return fun(table: table<K, V>, key?: K): K, V
---@return T
function pairs(table) end

---@param f function
---@return boolean success
---@return any ...
function pcall(f, ...) end

---@param index integer|"#"
---@return any
function select(index, ...) end

---@param value any
---@param base? integer
---@return number?
function tonumber(value, base) end

---@param value any
---@return string
function tostring(value) end

---@param value any
---@return "nil"|"number"|"string"|"boolean"|"table"|"function"|"userdata"
function type(value) end
