-- docs/mapping.md from its beginning to its end: texts, and what is to be made of the tables of entries.
--
--   "text"                          as it is; {functions} and {libraries} are Lua's
--   { rows = kinds, head = cells }  a table with a row per entry
--   { list = kinds }                the examples of one column, a line each
--   { document = "expr_xml" }       the document that examples share
--   { example = { kind, name } }    a longer example

local page = {}

local function add(block)
  page[#page + 1] = block
end

add [[
# The mapping language

<!-- Made by `./dev docs` from scripts/language/; do not change it here. -->

A mapping is a Lua file that returns one value. It says which table, or which files, hold the documents, and how one document becomes rows. It sees the words of
this page, the functions of {libraries}, and `{functions}`; nothing else. It sets no globals, reads no files but those it [uses](#several-files),
and keeps nothing from one document to the next. So that the same document gives the same rows in every process, `pairs` and `next` go over a
table in the order of its keys, there are no random numbers, and nothing shows an address.

`rowan try MAPPING FILE` shows the rows, `rowan plan MAPPING` what was understood, `rowan check MAPPING` whether it fits the database.
`rowan words` lists the words, `rowan words NAME` shows one with its examples. All examples of this page are run by the tests.

## The whole
]]

add { example = { "word", "mapping" } }
add { rows = { "mapping" }, head = { "field of mapping", "" } }
add { list = { "mapping" } }
add { rows = { "source" }, head = { "field of source", "" } }
add { rows = { "target" }, head = { "field of target", "" } }

add [[
Both schemas can be given anew on the command line. A document in a table is text: the database has decoded it, and the encoding in its XML
declaration does not count. In a file, and in a column of bytes, it [counts](sources.md#tables). Attributes without a prefix are in no namespace, whatever `namespaces` says of
`""`. With `ignore_case` an element may hold `Name` and `NAME`: they are several matches.

Documents are XML 1.0. One that says 1.1 is read by the rules of 1.0; where the two differ (references to control characters, U+0085 and
U+2028 as ends of lines) it fails with the reason `xml`.
]]

add [==[
## where

```lua
where = expr [[ status in ('NEW', 'RETRY') and received_at >= '2024-01-01' and (batch_no > 17 or `due date` is null) ]],
```

A row of the source for which the condition is not true is no document: it is not read, not counted and not in the ledger. Names are columns of
the source table, exactly as the database has them, in backquotes when they are no plain words; they need not be among `columns`. The condition
may have

| | |
| --- | --- |
| `= <> < <= > >=` | a column with a constant, or two columns of one kind |
| `in`, `between`, `is null` | and with `not` |
| `like`, `ilike` | a text column with a pattern; `ilike` takes letters from A to Z |
| `and or not`, parentheses | |

A constant is of the column's kind: `'NEW'` for a text, `17` for a number, `'2024-01-01'` or `'2024-01-01 14:30'` for a date or timestamp, `true`
or `1` for a boolean. Texts are compared exactly, case and all, whatever the database does otherwise; `''` is an empty text, not NULL. Constants
are sent as values and never become part of a statement.

Functions, calculation and `case` on columns are refused, since databases do them differently: make a view that has the result as a column, and
name the view as `table`. What is made of constants only is fine: `dateadd(month, -3, '2024-05-31')`. `rowan check` and every run compare columns
and constants with the table before the first document.

The database looks at every row of a key range to find those that where selects, page by page. When they are few among many, an
[index](operate.md#before-the-first-run) on the column saves that; with `=` and `in`, and on numbers and dates with all comparisons, it can be
used.

A document that was loaded stays loaded when its row changes, and a row that where selects only later is loaded by the next run.
]==]

add [==[
## revision

    source = { table = "order_xml", key = "id", document = "document", revision = timestamp "updated_at" }
    source = { files = "**/*.xml", revision = timestamp "modified" }
    source = { files = "**/*.xml", revision = digest() }

A document of the same key with another revision is the same document with another text: a run puts its rows in the place of those of the text
before, in one transaction. Without the word nothing is replaced, ever. Any column will do whose value changes with the text, of any type but
bytes; another value, smaller or greater, is another revision, and so is NULL after a value. Of files `"modified"` is their time with
their size, of members of archives what the archive says of them. With `digest()` only the text itself tells: it is
looked at by `rowan run --changed`, which reads all of them. [Loading again](operate.md#documents-that-change) has what becomes of a text that is
refused, and which rows can be found again.
]==]

add [==[
## Parameters
]==]
add { example = { "mapping", "parameters" } }

add [==[
A parameter is a type; what runs the mapping gives it a text: `--set country=SE` of `rowan run`, `try`, `check` and all other subcommands that
take a mapping, `set = { country = "SE" }` of `rowan.mapping.load` and of a [job](job.md#a-job). The text is converted once, when the mapping is
loaded, as a cell of that type; a text that the type refuses fails the mapping. The options `default`, `format`, `ignore_case`, `rounding`,
`trim`, `too_long` and `zone` of the type do what they do for columns. A parameter that has neither a value nor a default is refused as soon as
rows are to be made or documents counted, and so is a value that is set for none. What nothing uses is refused, too.

`parameter "country"` is a column with the parameter's type, or with one of its own: `text(20)(parameter "since")`. In expressions, `$country` is
a constant of the parameter's type: a number where the type is one, a date, a text, and for a `boolean` a condition. It may stand in columns,
`when`, `prefer`, pairs and in the source's `where`, where it is sent as a value like any other constant.

Values are in the run's row (`parameters` of `rowan_run`), in workers' memory and, with `--set`, in the list of processes: a password is no
parameter. They are no part of the [feed](operate.md#feeds): a document that was loaded stays loaded whatever they are. So a run with other values than
the feed's run before tells which, with both.
]==]

add [==[
## files
]==]
add { example = { "source", "files" } }

add [==[
The pattern is a path below a folder, which whoever runs the mapping names: `--source files:DIR`, by default the folder of the mapping. Between
its slashes `*` stands for any characters, `?` for one, `[a-z]` and `[!a-z]` for one of these or none of them; `**` alone between slashes for any
number of folders, none too. A name that begins with a dot is matched where the pattern has the dot. Case counts. A character that means
something is itself in brackets, `[*]`.

| | |
| --- | --- |
| `source "path"` | the key: the path below the folder, with `/`; a text |
| `source "name"` | the file's name, a text |
| `source "modified"` | when it was modified, in UTC and whole seconds, a timestamp |
| `source "size"` | its bytes, a bigint |
| `source "member"` | of a member of an archive its path there, a text; of others missing |

An archive, known by its name (`.zip`, `.tar`, `.tar.gz`, `.tgz`, `.tar.zst`), is a folder to the pattern: `**/*.xml` finds `in/a.zip//b/c.xml`.

In paths and names, `%`, control characters and bytes that are no UTF-8 are written as `%` and two digits: `50%25.xml`. [Sources](sources.md)
has what is done about links, pipes and files that change.

## split
]==]
add { example = { "source", "split" } }

add [==[
Of large files, each with many records, the records are the documents: the elements that the path leads to, from the document's root on, by names
alone. Each is mapped as if the file had no other: inside the start tags of the elements around it, so paths are those of the whole file, and
`../@day` finds the attribute of the file's own element. Elements beside the records are not there.

| | |
| --- | --- |
| `source "record"` | the record's number in the file, from 1 |

The other columns are those of the file. A record's key is that of the file, two slashes and its number, `may.xml//000000000001`.

Records that have keys of their own may be known by these:

```lua
source = { files = "*.xml", split = "/feed/entry", key = text(40) "head/@id" },
```

The key is a text or an integer at a path below the record, of names alone, without blanks at its ends. A record is known by its file and this
key, `may.xml//=A-17`, wherever it stands in the file; `source "key"` is the key, and `source "record"` still its number. A record that has none, one
that does not fit the type, or the second one in a file with the same key fails with the reason `key`, known by its number.
[Sources](sources.md#one-huge-file) says how such files are read, and what becomes of one that is damaged.
]==]

add [==[
## Documents of other kinds

A source may hold documents that another mapping is for. Those of which the mapping's `when` is not true, and with `nothing = "skip"` those that
make no row, are skipped: they have a ledger row of status `skipped` with the reason, are counted apart, and are no failure. No run asks about
them again before `rowan retry --status skipped` or `rowan reload` does.

```lua
when = expr [[ exists(/Orders/Order) and /Orders/@test is null and source('sender') <> 'shop' ]],
```

Its paths begin at the document, as those of an outer `each`: `exists(/Orders)`, `` `/*/local-name()` = 'Orders' ``. Columns of the source are
`source('sender')`; what the source's own [where](#where) can say costs less there. Only the paths of the condition are asked of a document that
is skipped for it; but it is read to its end, and fails when it is no XML.
]==]

add [[
## into
]]

add { example = { "word", "into" } }
add { rows = { "into" }, head = { "field of into", "" } }

add [[
Several `into` may fill one table, each with the columns it knows: `rowan init --tables` makes the union of them. Their positions count
separately, so a key with `position()` needs a constant or another column beside it.

A child carries the whole key of its parent (`parent "order_no"`), which makes its foreign key. Rows are written parents first. A document from
which not one row is made fails with reason `nothing`: it is probably another kind of document, or in a namespace that the mapping does not name.

`ordinal()` is one count through the document for all rows of a table, in the order in which they are made, which is that of the document for
one `into`. Several `into` of a table count together, those that are written first before the others: a key with `ordinal()` needs nothing beside it.

### Rows below rows
]]

add { example = { "into", "recursive" } }

add [[
| of a recursive table | rows below a row are |
| --- | --- |
| `each = "Unit", recursive = true` | the matches of `each` from its element: the table is its own child |
| `each = "/Org/Unit", recursive = "Units/Unit"` | the matches of that path from its element |
| `each = "//Unit", recursive = true` | the matches of `each` that lie in its element, and in no other row's between |

`parent "no"` is then a column of the row above, NULL in the first rows, also in an `expr`: `parent('no')`. It is that of the table which this one is a
child of where only that has such a column; of two, `parent "unit.no"` says which. A recursive table carries the key of the row above, as a
child carries that of its parent. Tables in `children` belong to each of its rows. `when`, `distinct` and `skip_empty` go by the rows below one row, and what
makes no row has none below it; `level()` may stand in `when`. No path finds an element twice, which is seen when the mapping is loaded. Rows
are written from above to below, so the foreign key of the table to itself, which `rowan init --tables` makes, holds at each row.

### Which matches make a row
]]

add { example = { "into", "when" } }
add { example = { "into", "distinct" } }
add { rows = { "distinct" }, head = { "field of distinct", "" } }

add [[
The columns that `distinct` names stand first in it; one alone may be given as a text. Columns of pairs and of rows of a function, and
`position()`, cannot be among them: `distinct` chooses matches, before several rows are made of one. `when` comes first, then
`skip_empty`, then `distinct`; what makes several rows of a match asks `skip_empty` for each of them, at the end. Positions count the rows that
are made.
]]

add { example = { "into", "skip_empty" } }

add [[
Keys, constants, defaults, positions, expressions and flags do not count, so a slot of a form in which nothing was filled in makes no row. A row
that is not made has no children either.

### Several rows of one match

`unpivot` turns a row of values into rows:
]]

add { example = { "into", "unpivot" } }
add { rows = { "unpivot" }, head = { "in a pair", "" } }

add [[
A pair without a value makes no row, nor does one whose `value()` column ends up missing: by `null_if`, by `bad = "missing"`, by an `enum` that
lacks the text. Of several `value()` columns, each reads the pair with its own options, and a row is made when one has a value. Children belong to the rows of pairs, and begin at the match.

`rows` is for what no path can say:
]]

add { example = { "into", "rows" } }
add { rows = { "rows" }, head = { "field of rows", "" } }

add [[
Values of the records are texts, numbers, true, false or nil, and go through the type and the options of their column. A field that no column
takes fails the document: it is a slip. The function is called once per match, marked with CALL in `rowan plan`; what [via](#via) says of
functions holds here, too.

### Rows that fail alone

With `bad_row = "reject"` a row that the mapping refuses (a value that does not convert or is missing, a function that raises an error) does not
fail its document: it goes to the table `rowan_reject`, with its place, column, value and reason, in the transaction of the rows that are kept, and
the ledger counts it as `rejected`. `rowan init` makes that table. `rowan try` shows such rows below the others.

- The row keeps its number: `position()` of the others is what it is without the fault.
- The rows below it are rejected with it, reason `parent`, whatever their own tables say. A row that is refused below one that is kept goes by
  its own table's `bad_row`: where that is `"fail"`, the document fails.
- The rest is decided before: of matches that are equal by `distinct` the one that stays may be refused, and the others stay dropped; a match whose
  value for `distinct` is refused equals no other. A `when` or `prefer` that cannot be calculated refuses its match alone, as does a pair of
  `unpivot`, and a function of `rows` all the rows of its match.
- Aggregates go over the document, not over rows: `sum(Line, @price)` counts what a rejected row has, or fails for it.
- Two rows with one key are no row's fault: which one is wrong nobody knows. The document fails. So it does for what the database refuses.
- A document of which all rows are rejected fails, and so does one with more than `rejects`, both with the reason `rejects`.
  `rowan run --max-rejected N` stops a run, and fails no document.

### Rows that several documents have

Orders name their customer, and each order has all of the customer's data. A table's `conflict` says what becomes of a row whose `key` is there
already, from the same document, another one, or another run:

- `"fail"`: the document fails. That is the default.
- `{ newest = "as_of" }`: of all rows of one key the one with the greatest `as_of` stays, whichever document comes first. NULL is less than
  anything. Of rows with the same `as_of` the one stays whose other columns are greater, one after the other, the key first, then as they are
  listed: so any order of documents, and any number of workers, ends with the same rows.
- `"skip"`: the row that comes first stays. `"update"`: the row that comes last counts. With several workers nobody knows which one that is;
  `plan` and `run` say that the order decides.

Where the database numbers the rows (`key = { "customer_id" }`, with `customer_id = sequence()`), `unique` names the columns that find a row, and a row
that is there keeps its number: [keys](keys.md#rows-that-several-documents-have).

What a unique index takes for one row is one: a collation may take `a` for `A`. `rowan check` demands that index. A row of such a table belongs to
no document: the ledger's `sent` and `stored` do not count it, and `rowan unload` and `rowan reload` leave it where it is. `run` and
`status` tell how many rows were inserted, updated, and kept as they were; `rowan init` makes the table `rowan_run_rows` for these counts.

Children of such a table have rows of their own, which are written also where the parent's row stays as it was; so each says its own `conflict`.
With `newest` and `update` no column is left out (`omit_missing`).

## Columns
]]

add { rows = { "column", "word" }, head = { "column", "the value is" }, only = "columns" }

add [[
All of these words but `expr`, `xpath` and `hash` have a type of their own; to give another, put them where a path would stand: `text(8) { constant "los" }`,
`integer(source "id")`. Only `parent` keeps the type it has there.
]]

add { list = { "column", "word" } }

add [[
## Options
]]

add { rows = { "option" }, head = { "option", "" } }

add [[
A type that is called with options only is a type with these options: a name for what belongs together. A column's own options win, and
`trim = false` takes one back.

```lua
local varchar = text(20) { trim = true, too_long = "cut" }
local yes_no  = enum { Y = 1, N = 0 } { bad = "missing", default = "N" }

sku  = varchar "Item/@sku",
name = varchar { "Item", required = true, too_long = "error" },
gift = yes_no "@gift",
```

An option that can do nothing where it stands is refused, such as `rounding` for a text.

An identity column of PostgreSQL that is GENERATED ALWAYS takes values only from a column with `identity = true`; one that is GENERATED BY DEFAULT,
AUTO_INCREMENT and SQLite's INTEGER PRIMARY KEY take them anyway. `rowan init --tables` makes such a column: on MariaDB and SQLite only where it is the whole
key. The database's own counter does not follow what was loaded: set it before others add rows (PostgreSQL: `setval`).
]]

add { list = { "option" } }

add [[
## What is missing

| the document has | the value is |
| --- | --- |
| no such element or attribute | missing |
| `<a/>`, `<a></a>`, `a=""` | missing; with `empty = "keep"` the empty text; for `xml` without `inner` the element |
| white space only | for `text` and `xml`: that white space, with `trim` as if empty; for every other type: missing |
| empty or blank, and an enum has the label `""` | that label's value |
| a text of `null_if` | missing |
| what does not convert | a failure; with `bad` missing, NULL without a default, or a value of its own |
| `xsi:nil="true"` | an element like any other: what counts is its text |

A missing value becomes the default, or fails the document when it is required or part of a key, or else is NULL; with `omit_missing` the column
stays out of the INSERT.

A value comes about in this order: the paths and `pick`; `null_if`; `via` or `expr`, not called when a text for `via` is missing; the type with
its options; `bad`; `default`; `required`. `rowan try MAPPING FILE --why TABLE.COLUMN` shows these steps for a document.

## Types
]]

add { rows = { "type" }, head = { "type", "accepts", "column" } }

add [[
All types but `text` and `xml` ignore white space at both ends. What does not fit fails the document with reason `value`; nothing is cut, rounded
or guessed unless an option says so. A type with numbers is a value, so `local money = decimal(12, 2)` names it once. Labels of an enum that are
no Lua names are written `["Co-applicant"] = 2`; the label `[""]` is for a text that is there and empty. An enum of the numbers 0 and 1 fits
boolean and bit columns. `rowan try` shows bytes as `\x` and hexadecimal digits.
]]

add { list = { "type" } }

add [[
## Formats of dates and times

```lua
placed = date { "@placed", format = { "iso", "M/D/YYYY", "D-MON-YYYY" } },
sent   = timestamp { "Sent", format = "MM/DD/YYYY H:MI:SS AM" },
```
]]

add { rows = { "format" }, head = { "part", "" } }
add { list = { "format" } }

add [[
24:00 is the beginning of the next day. Of several formats the first that fits wins; a day that does not exist fits none. A date needs year,
month and day, a time its hour.

`dates` in the mapping's head gives the formats of all date and timestamp columns from paths that name none, and of dates in expressions, which
read ISO besides. What comes from the source, from the run or stands in the mapping itself (a constant, a default) may always be ISO.
]]

add [[
### Time zones

```lua
return mapping {
  source = { table = "sale_xml", key = "id", document = "document" },
  assume = "Europe/Berlin",
  into "sale" { each = "/Sales/Sale", columns = {
    at    = timestamp { "@at", zone = "utc" },
    paid  = timestamp { "@paid", zone = "utc", overlap = "later" },
  } },
}
```

`assume` says what a text without an offset means, `zone` what becomes of an offset; Unix time and what has an offset of its own are not
changed by `assume`. A date alone is the first instant of its day. Of a time that clocks pass over, `gap = "later"` makes the instant by the
offset before the change, 02:30 is then 03:30, and `"earlier"` by the offset after it, 01:30. Literals of the mapping (`default`, `bad`), and
what the run and the source give, are stored as they stand.

In expressions, comparison and `datediff` take dates and times as instants. What has no offset is of the zone that the mapping's head assumes,
else UTC; `datediff` counts days, months and years of that zone. A timestamp column with `zone = "utc"` has its `Z` there, when the head
assumes a zone. All other functions take a date as it is written.

Zones are those of the system's tzdata (`/usr/share/zoneinfo`); its version is in the `settings` of the run's row, as `tzdata`.
]]

add [[
## Paths

Paths are those of XPath 1.0, less most functions and axes, which are said with [`xpath`](#xpath), and with `*:a`, `a/local-name()` and
`a/namespace-uri()` of XPath 2, and `a/parse-xml(.)/b` of XPath 3.
]]

add { document = "path" }
add { rows = { "path" }, head = { "path", "", "in this document, from `Order`" } }

add [==[
The value of an element is its text with that of the elements in it, as in XPath and XMLTABLE. A column's path should end at a leaf. Paths with
prefixes need `namespaces`. `|` stands between whole paths, in `each`, columns, and, within backquotes, in expressions; the rows of an `each` with
`|` are counted together. `local-name()` and `namespace-uri()` read the start tag of an element in the text, whether a path names it or not; an
attribute has none here. In a condition `local-name()` is compared with a name in quotes, by `=` or `!=`.

What a path from the document looks for by `[@id = current()/@ref]`, or `[Id = current()/../Ref]`, is indexed once per document, so that
references cost no more the more there are. A step with more than this one condition is gone through each time.

```lua
into "payment" {
  each    = "Cash | Card | Transfer",
  key     = { "no" },
  columns = { no = position(), kind = text(8) "local-name()", amount = decimal(12, 2) "@amount" },
}
```

### Documents in texts
]==]
add { example = { "path", "parse-xml(.)" } }

add [==[
Queues, SOAP and audit tables keep a document as the text of an element, escaped or in a CDATA section. `parse-xml(.)` is a step to it from that
element, in `each`, columns, conditions and expressions (within backquotes), and behind it stands what is in the document, from its root on. Such
a document may have others in its texts, eight deep.

- **It is a document of its own**: its namespaces are those that it declares, nothing around it counts; its XML declaration may stand behind white
  space, and the encoding there does not count, as it is text already. What is refused of documents is refused of it: declarations of entities,
  for one. `max_text`, `max_tree` and `max_rows` hold for all of it together, depth for each document.
- **A text of white space is no document**, so there are no rows. One that is not well-formed fails the document, with `bad_row = "reject"`, too:
  `line 7, /Envelope/Body/Payload: the document in its text: line 3: ...`. So do elements where the text should be.
- **Messages name both places**: `line 7, /Envelope/Body/Payload/parse-xml(.)/Orders/Order[2]/@no (line 3 of the document there)`.
- `..` leads out of it: from its root element to the document there, and from that to the element whose text it is. `/a/b` begins at the outermost
  document, and `//b` does not look into texts: it is `//Payload/parse-xml(.)//b`.
- `local-name()` and columns of type `xml` read it as any other. `xpath` does not: it has the tree of the outermost document, and is refused in
  rows of an inner one.

## Markup

```lua
abstract = xml "Abstract",                        -- <Abstract>CO<sub>2</sub> &amp; <i>Tilia</i></Abstract>
body     = xml { "Abstract", inner = true },      -- CO<sub>2</sub> &amp; <i>Tilia</i>
plain    = text "Abstract",                       -- CO2 & Tilia
```

A column of type `xml` holds an element as it is written, tags and all. The result is well-formed by itself: prefixes that it uses and that are
declared around it are declared on it, or with `inner` on each outermost element (of values only that of `xsi:type` is looked at). CDATA sections
become text, comments and processing instructions are left out. The path must end at an element. `pick` and `joiner` work as for text, `via` gets
the markup and its result is stored as it is. An empty element is a value; with `inner` there is nothing in it, so the value is missing.
Databases do not compare markup: it is no key.

## Expressions

```lua
monthly = decimal(12, 2)(expr [[ case when @basis = 'ANNUM' then round(@income / 12, 2) else @income end ]]),
deposit = decimal(12, 2) { expr [[ Loan/Amount * 0.1 ]], default = 0, rounding = "half_up" },
```

`expr` takes a scalar expression in SQL's manner, with paths where SQL has columns: `@income`, `Loan/Amount`, `../@no`, `/Root/A/@x`,
`a[@kind = 'home']/b`. A path has no blanks outside brackets: `a/b` is a path, `a / b` divides; after an attribute `/` divides anyway. Names
with `-` or `.`, paths with `*` and those that begin with a keyword stand in backquotes: `` `first-name` ``. Texts stand in single quotes,
`'it''s'`. Keywords may be written in any case; `--` and `/* */` are comments. No Lua is called.
]==]

add { document = "expr" }
add { rows = { "operator", "function" }, head = { "", "in this document, from `App`", "" } }

add [[
`**` binds tightest, then the sign, `* / // %`, `+ -`, `||`, comparison, `not`, `and`, `or`.

An empty text of the document is missing here as elsewhere; `''` in the expression is a text. Arithmetic, `||` and functions have no value when
an operand is missing; a comparison is then unknown, which is not true. A text that should be a number or a date and is none fails the document,
and so does a division by zero (write `@a / nullif(@b, 0)`), reason `value`; only what is needed is calculated, so a branch that is not taken
does not fail. Constants are calculated when the mapping is loaded, wherever they stand: `1 / 0` or `date('2024-02-30')` is refused then.

What stands in quotes is a text: `@zip = '01234'` is not true for 1234, nor is `@a = @b` for 1 and 01, and `'3' + 1` is refused, as is `round(@a, '2')`: numbers stand without quotes, `decimal('3')` makes one of a text. Beside a number or a date (`600`, `@a + 1`,
`decimal(@a)`, `date(@a)`) a path becomes one, in all of `between`, `in`, `case x when`, `least`, `rank`: `@score > 600` fails the document for `N/A`.
`@a < @b` is refused, for nothing says whether these are numbers, dates or texts: write `decimal(@a) < @b`, `date(@a) < @b`, `trim(@a) < @b`.

`count`, `exists`, `sum`, `avg`, `min` and `max` go over the matches of a path, and paths in what follows it begin at each
match: `sum(Line, @qty * @price)`; `sum(Line/@price)` is short for `sum(Line/@price, .)`. They may stand in each other. Brackets of the path say
which matches are meant: `count(Line[@qty > 1])`.

### Other columns
]]

add { example = { "function", "column" } }

add [[
`column('net')` is the value of another column of the same row, as it goes to the database: default, rounding and labels of an enum are applied.
Columns may stand in any order; those that are made of each other in a circle are refused. `parent('no')` is a column of the parent row,
`source('id')` one of the source, `position()`, `level()` and `ordinal()` the numbers of the row. A number is compared as a number, a date as a date. A boolean is `true` or
`false`, and `boolean(column('open'))` the condition. `when`, `prefer` and pairs of `unpivot` are asked before there is a row: they take `parent`
and `source` only.

### Regular expressions

Patterns are those of PCRE2, as of Perl, over characters of Unicode: `\w` is a letter, digit or `_` of any script, `(?i)` at its beginning
disregards case, `\K` leaves out what comes before. They stand in quotes and are compiled with the mapping. A pattern that takes
a million steps from one place of the text fails the document, so write `[^,]*` rather than `(.*)*`.

### Results

The result is a text that the column's type converts, so `decimal(12, 2)` wants `round(..., 2)` or `rounding = "half_up"`. A condition gives
`true` or `false`. When a path matches several times, `pick` says which counts, for all paths of the expression. What an expression cannot say is
left to `via`.

## xpath

```lua
title   = text(80)(xpath "normalize-space(Title)"),
authors = text(200) { xpath "Author[position() < 4]/Family", pick = "join", joiner = "; " },
later   = integer(xpath "count(following-sibling::Article)"),
```

`xpath` takes an expression of XPath 1.0: all axes, functions, unions, calculations. It begins at the row's element. libxml2 evaluates it on a
tree of the whole document, which is built a second time for it: where one row or more need it, the document takes three to four times as long,
and its tree twelve times the document's size in memory. So it is marked with SLOW in `rowan plan`, and meant for what neither a path nor `expr`
can say.

When the result is nodes, they are picked from as the matches of a path, and none is a missing value. A text, a number or a boolean (`true`,
`false`) is one text; a number has no exponent, and may be `NaN`. Prefixes are those of `namespaces`, but for those of several namespaces, and `[""]`: XPath 1.0 has no default
namespace, and names without a prefix are refused where the mapping has one. There are no variables and no further functions such as
`document()`. A document with more than 4 million elements, attributes and comments, or one for which libxml2 takes more than 100 million steps,
fails with reason `limit`. libxml2 does not count every step, so the deadline of a document stands behind that.

## via

```lua
buyer = text(80) { "Buyer/Family", "Buyer/Given", via = function(family, given) return family .. ", " .. given end },
```

The function gets one text per path and is called only when none is missing, unless `strict = false`. It returns a text, a number, true or false,
which the column's type then converts like any other text (a number becomes the shortest digits that read back as the same), or `nil` for a
missing value. An error in it fails the document, reason `script`. Tables that it uses cannot be changed, and a variable outside it that it
changes fails the document: the rows of a document must not depend on those before it. All functions of a mapping together may use 64 MB of
memory; a document that needs more fails.

`rowan plan` marks such columns with CALL; all others never enter Lua.

A list is applied from left to right: `via = { amount, cents }`. The first step gets all paths, so with several paths it is a function; the
others get what the one before them made. A step that leaves nothing ends them, and the value is missing. These steps are built in and call no
Lua:
]]

add { rows = { "transform" }, head = { "step", "" } }
add { list = { "transform" } }

add [[
## Several files
]]

add { example = { "word", "use" } }

add [[
`use` gives the value that another file returns: a type, a table of types or columns, an `into`, a function, anything. That file sees the same
words and sets no globals either; it may use others. A file is run once, however often it is used, and every `use` gives the same value.

A name is relative to the folder of the mapping, also in a file that lies deeper, with forward slashes: `parts/codes.lua`. What lies outside that
folder cannot be used, by `..`, by an absolute name or by a symbolic link. Files that use each other in a circle are refused. A `use` that fails
fails the mapping, inside `pcall` too. Columns in the tables that a used file returns need not all be used.
While the mapping is loaded, a name that one of these tables lacks is refused: `codes.stat`. In functions that get texts
of documents it is nil, so that `names[text] or text` works there.

Messages name the file that they are about, `rowan plan` lists the files, and the hash in the ledger is that of all of them. A run works with the
texts as they were when the mapping was loaded.
]]

add [[
## Mistakes

All are found when the mapping is loaded, with file and line: an unknown word, field or option (with the nearest known one), a path that is none,
a column that is made and not used (its name may be written twice), a child without its parent's key, a default that its own type refuses.
`rowan check` and every run also compare the mapping with the tables of the database, before the first document.
]]

return page
