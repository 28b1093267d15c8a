-- Options of a column, in the order of the table in docs/mapping.md: what they mean, and examples. Which values and
-- which types take them comes from the program's own table.

local option = {
  {
    name = "required", sign = "required = true",
    brief = "a missing value fails the document, reason `required`",
    examples = {
      { 'integer { "@x", required = true }', '<r x=""/>', fails = 'a required value is missing (the text is empty)' },
    },
  },
  {
    name = "default", sign = "default = value",
    brief = 'instead of a missing value: a literal, `run "started"` or `source "x"`; for an enum one of its texts or one of its values',
    examples = {
      { 'integer { "@x", default = 1 }', "<r/>", 1 },
      { 'timestamp { "@x", default = run "started" }', "<r/>", "1970-01-01 00:00:00" },
    },
  },
  {
    name = "null_if", sign = 'null_if = "N/A"',
    brief = 'a text that counts as missing, or a list: `{ "none", "null" }`; compared without white space at its ends',
    examples = {
      { 'integer { "@x", null_if = "N/A" }', '<r x=" N/A "/>', nil },
      { 'integer { "@x", null_if = { 77, 88, 99 }, default = 0 }', '<r x="88"/>', 0 },
    },
  },
  {
    name = "ignore_case", sign = "ignore_case = true",
    brief = "labels of an enum and texts of `null_if` match without regard to case (Latin, Greek, Cyrillic letters)",
    examples = {
      { 'enum { Open = "O" } { "@x", ignore_case = true }', '<r x="OPEN"/>', "O" },
      { 'text(9) { "@x", null_if = "none", ignore_case = true }', '<r x="None"/>', nil },
    },
  },
  {
    name = "bad", sign = 'bad = "missing"`, `"null"`, `constant(value)',
    brief = "a value that does not convert, or an `expr` that cannot be calculated, counts as missing, instead of failing; `\"null\"`, `constant(value)`: it is NULL, or that value, and `default` is only for what is missing",
    examples = {
      { 'integer { "@x", bad = "missing", default = 0 }', '<r x="many"/>', 0 },
      { 'integer { "@x", bad = "null", default = 0 }', '<r x="many"/>', nil },
      { 'integer { "@x", bad = constant(-1) }', '<r x="many"/>', -1 },
    },
  },
  {
    name = "omit_missing", sign = "omit_missing = true",
    brief = "a missing value leaves the column out of the INSERT, so that the database's own default applies; may also stand in `into` and `mapping`, the innermost word wins",
    examples = { { 'integer { "@x", omit_missing = true }', "<r/>", false } },
  },
  {
    name = "identity", sign = "identity = true",
    brief = "the database numbers this column itself, and the load fills it all the same",
    examples = { { 'bigint { "@x", identity = true }', '<r x="7"/>', 7 } },
  },
  {
    name = "counts", sign = "counts = true`, `false`, `\"nonzero\"",
    brief = "`skip_empty`: whether a value of this column makes a row. Default: true for what comes from paths, pairs and fields and is no `boolean` or `bit`, false for all else",
    see = { "into", "skip_empty" },
  },
  {
    name = "pick", sign = 'pick = "first"`, `"last"`, `"join"',
    brief = "which of several matches that are not empty, or where the type trims not blank (with `empty = \"keep\"` of all); without it several matches fail the document, reason `several`",
    examples = {
      { 'text(9) { "v", pick = "last" }', "<r><v>a</v><v>b</v><v/></r>", "b" },
      { 'text(9) "v"', "<r><v>a</v><v>b</v></r>", fails = '2 nodes match where one is expected; say pick = "first", "last" or "join"' },
    },
  },
  {
    name = "joiner", sign = 'joiner = ", "',
    brief = "between joined matches; nothing if not said",
    examples = { { 'text(9) { "v", pick = "join", joiner = ", " }', "<r><v>a</v><v/><v>b</v></r>", "a, b" } },
  },
  {
    name = "via", sign = "via = function",
    brief = "called with one text per path; also a built-in transform, or a list of steps. See [below](#via)",
    examples = {
      { 'text(9) { "@x", via = function(x) return x:sub(1, 3) end }', '<r x="abcdef"/>', "abc" },
      { 'integer { "@x", via = { digits, function(x) return #x end } }', '<r x="+49 170"/>', 5 },
    },
  },
  {
    name = "strict", sign = "strict = false",
    brief = "`via` is called with `nil` for what is missing",
    examples = { {
      'text(9) { "@x", "@y", strict = false, via = function(x, y) return x or y or "none" end }', '<r y="2"/>', "2",
    } },
  },
  {
    name = "trim", sign = "trim = true",
    brief = "text, xml: white space at both ends goes (other types always trim)",
    examples = { { 'text(9) { "@x", trim = true }', '<r x=" a "/>', "a" } },
  },
  {
    name = "empty", sign = 'empty = "keep"',
    brief = "text, binary, xml: an empty text is a value and not missing; with `via`, `pick` and in an `expr` of any type: it is not missing there",
    examples = {
      { 'text(9) { "@x", empty = "keep" }', '<r x=""/>', "" },
      { 'integer { "v", pick = "last", empty = "keep" }', "<r><v>7</v><v/></r>", nil },
    },
  },
  {
    name = "too_long", sign = 'too_long = "cut"',
    brief = "text: cut what is too long, instead of failing; `trim` then goes for the end of the cut as well",
    examples = { { 'text(3) { "@x", too_long = "cut" }', '<r x="Äpfel"/>', "Äpf" } },
  },
  {
    name = "rounding", sign = 'rounding = "half_up"`, `"down"',
    brief = 'decimals and integers: round what has too many digits, instead of failing; half goes away from zero. `"down"` for a date: drop the time of day; for time and timestamp: digits of a second after the sixth',
    examples = {
      { 'decimal(5, 1) { "@x", rounding = "half_up" }', '<r x="-2.25"/>', "-2.3" },
      { 'integer { "@x", rounding = "half_up" }', '<r x="12.50"/>', 13 },
      { 'date { "@x", rounding = "down" }', '<r x="2024-03-05T14:30"/>', "2024-03-05" },
      { 'timestamp { "@x", rounding = "down" }', '<r x="2024-03-05T14:30:05.123456789"/>', "2024-03-05 14:30:05.123456" },
    },
  },
  {
    name = "format", sign = 'format = "MM/DD/YYYY"',
    brief = "what the text looks like; also a list. See [below](#formats-of-dates-and-times)",
    examples = {
      { 'date { "@x", format = { "iso", "D-MON-YYYY" } }', '<r x="5-Mar-2024"/>', "2024-03-05" },
      { 'date { "@x", format = "MM/DD/YYYY" }', '<r x="13/01/2024"/>', fails = '"13/01/2024" is not a date (MM/DD/YYYY): months are 01 to 12' },
    },
  },
  {
    name = "pivot", sign = "pivot = 1950",
    brief = "`YY` in `format`: the first of the hundred years that it stands for, here 1950 to 2049; without it `YY` is refused",
    examples = {
      { 'date { "@x", format = "D.M.YY", pivot = 1950 }', '<r x="5.3.49"/>', "2049-03-05" },
      { 'date { "@x", format = "D.M.YY", pivot = 1950 }', '<r x="5.3.50"/>', "1950-03-05" },
    },
  },
  {
    name = "partial", sign = 'partial = "first"`, `"last"',
    brief = "date and timestamp: `2024` or `2024-03`, or a `format` without day, is the first or last day of that year or month; a timestamp gets midnight of that day, as for a date alone",
    examples = {
      { 'date { "@x", partial = "first" }', '<r x="2024-03"/>', "2024-03-01" },
      { 'date { "@x", partial = "last" }', '<r x="2024"/>', "2024-12-31" },
      { 'date { "@x", partial = "last", format = "MM/YYYY" }', '<r x="02/2024"/>', "2024-02-29" },
    },
  },
  {
    name = "point", sign = 'point = ","',
    brief = "numbers: the sign before the fraction, as the document writes it. With `via` the first `number` or `amount` reads it so, else the type; what an `expr` or a function makes has a point",
    examples = {
      { 'decimal(9, 2) { "@x", point = "," }', '<r x="-1234,5"/>', "-1234.50" },
      { 'decimal(9, 2) { "@x", point = "," }', '<r x="1234.5"/>', fails = '"1234.5" is not a number with point = ","' },
    },
  },
  {
    name = "group", sign = 'group = "."',
    brief = "numbers: the sign between thousands, which may be there. A blank is any that stands in numbers, no-break ones, too; an apostrophe also the curly one. Only `number` and `amount` take commas without it",
    examples = {
      { 'decimal(9, 2) { "@x", point = ",", group = "." }', '<r x="1.234,56"/>', "1234.56" },
      { 'decimal(9, 2) { "@x", point = ",", group = " ", via = amount }', '<r x="€ 12 345,00"/>', "12345.00" },
      { [[bigint { "@x", group = "'" }]], [[<r x="1'250'000"/>]], 1250000 },
      { 'decimal(9, 2) { "@x", point = ",", group = "." }', '<r x="12.34"/>', fails = '"12.34" is not a number with point = "," and group = "."' },
    },
  },
  {
    name = "sign", sign = 'sign = "trailing"',
    brief = "numbers: the sign may stand at the end, as in `12-` and `12+`, or at the beginning; not beside `digits`, `number` and `amount`, which make plain numbers",
    examples = {
      { 'decimal(9, 2) { "@x", sign = "trailing" }', '<r x="12.50-"/>', "-12.50" },
      { 'decimal(9, 2) { "@x", sign = "trailing" }', '<r x="-12-"/>', fails = '"-12-" is not a number with sign = "trailing"' },
    },
  },
  {
    name = "exponent", sign = "exponent = true",
    brief = "decimals and integers: `1.5E3` is read, exactly; real and double always read it",
    examples = {
      { 'integer { "@x", exponent = true }', '<r x="1.5E3"/>', 1500 },
      { 'decimal(9, 2) { "@x", exponent = true }', '<r x="125e-2"/>', "1.25" },
      { 'decimal(9, 2) { "@x", exponent = true }', '<r x="1E400"/>', fails = '"1E400" has more than 38 digits before the point' },
    },
  },
  {
    name = "hex", sign = "hex = true",
    brief = "integers: the digits are hexadecimal, `1F` or `0x1F`, without a sign. `default` and `bad` stay decimal",
    examples = {
      { 'integer { "@x", hex = true }', '<r x="0x1F"/>', 31 },
      { 'integer { "@x", hex = true }', '<r x="10"/>', 16 },
      { 'integer { "@x", hex = true }', '<r x="-1F"/>', fails = '"-1F" is not a hexadecimal number, as 1F or 0x1F' },
    },
  },
  {
    name = "encoding", sign = 'encoding = "hex"`, `"base64"',
    brief = "binary: how bytes are written; base64 if not said",
    examples = { { 'binary { "@x", encoding = "hex" }', '<r x="CAFE"/>', "\\xcafe" } },
  },
  {
    name = "inner", sign = "inner = true",
    brief = "xml: only what is in the element",
    examples = { { 'xml { "a", inner = true }', "<r><a>CO<sub>2</sub> &amp; more</a></r>", "CO<sub>2</sub> &amp; more" } },
  },
  {
    name = "zone", sign = 'zone = "utc"`, `"drop"',
    brief = "date and time: what to do with an offset such as `Z` or `+02:00`; without it an offset fails",
    examples = {
      { 'timestamp { "@x", zone = "utc" }', '<r x="2024-03-05T01:30:00+02:00"/>', "2024-03-04 23:30:00" },
      { 'timestamp { "@x", zone = "drop" }', '<r x="2024-03-05T01:30:00+02:00"/>', "2024-03-05 01:30:00" },
    },
  },
  {
    name = "assume", sign = 'assume = "Europe/Berlin"',
    brief = "timestamp with `zone = \"utc\"`: the time zone of a text without an offset, or an offset, `\"+01:00\"`. See [below](#time-zones)",
    examples = {
      { 'timestamp { "@x", zone = "utc", assume = "Europe/Berlin" }', '<r x="2024-07-05T14:30"/>', "2024-07-05 12:30:00" },
      { 'timestamp { "@x", zone = "utc", assume = "Europe/Berlin" }', '<r x="2024-07-05T14:30Z"/>', "2024-07-05 14:30:00" },
    },
  },
  {
    name = "gap", sign = 'gap = "earlier"`, `"later"',
    brief = "`assume`: a time over which clocks go forward; that much earlier or later, instead of failing",
    examples = {
      { 'timestamp { "@x", zone = "utc", assume = "Europe/Berlin", gap = "later" }', '<r x="2024-03-31T02:30"/>', "2024-03-31 01:30:00" },
    },
  },
  {
    name = "overlap", sign = 'overlap = "earlier"`, `"later"',
    brief = "`assume`: a time that comes twice, as clocks go back; which of the two, instead of failing",
    examples = {
      { 'timestamp { "@x", zone = "utc", assume = "Europe/Berlin", overlap = "later" }', '<r x="2024-10-27T02:30"/>', "2024-10-27 01:30:00" },
    },
  },
}

return { option = option }
