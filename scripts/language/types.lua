-- Types, and the built-in steps of via.

local types = {}

types.type = {
  {
    name = "boolean", accepts = "`true false 1 0 yes no y n t f on off`, any case", column = "boolean",
    examples = {
      { 'boolean "@x"', '<r x="Yes"/>', 1 },
      { 'boolean "@x"', '<r x="2"/>', fails = '"2" is not a boolean (true, false, yes, no, y, n, t, f, on, off, 1 or 0)' },
    },
  },
  {
    name = "bit", accepts = "as `boolean`", column = "number 0 or 1",
    examples = { { 'bit "@x"', '<r x="off"/>', 0 } },
  },
  {
    name = "tinyint", accepts = "`0` to `255`, with or without a sign; leading zeros", column = "small number",
    examples = {
      { 'tinyint "@x"', '<r x="255"/>', 255 },
      { 'tinyint "@x"', '<r x="-1"/>', fails = '"-1" is too small for tinyint (0 to 255)' },
    },
  },
  {
    name = "smallint", accepts = "within 16 bits: `-12`, `+7`, `007`; no commas, no exponent; `12.50` only with `rounding`", column = "",
    examples = {
      { 'smallint "@x"', '<r x=" +12 "/>', 12 },
      { 'smallint "@x"', '<r x="40000"/>', fails = '"40000" is too large for smallint (-32768 to 32767)' },
    },
  },
  {
    name = "integer", accepts = "as `smallint`, within 32 bits", column = "",
    examples = {
      { 'integer "@x"', '<r x="-40000"/>', -40000 },
      { 'integer "@x"', '<r x="1,000"/>', fails = '"1,000" is not an integer' },
    },
  },
  {
    name = "bigint", accepts = "as `smallint`, within 64 bits", column = "",
    examples = { { 'bigint "@x"', '<r x="9223372036854775807"/>', 9223372036854775807 } },
  },
  {
    name = "decimal", sign = "decimal(12, 2)", column = "exact number",
    accepts = "`-12`, `12.5`, `.5`, `5.`, `+0012.500`; at most 38 digits; no exponent, no commas; zeros at the end do not count as digits",
    examples = {
      { 'decimal(12, 2) "@x"', '<r x="49.9"/>', "49.90" },
      { 'decimal(12, 2) "@x"', '<r x="1.234"/>', fails = '"1.234" has 3 digits after the point, decimal(12,2) holds 2' },
      { 'decimal(12, 2) "@x"', '<r x="49,90"/>', fails = '"49,90" is not a decimal number' },
    },
  },
  {
    name = "real", accepts = "as `decimal`, and `1.5e-3`; no NaN, no infinity", column = "",
    examples = { { 'real "@x"', '<r x="1.5e3"/>', "1500" } },
  },
  {
    name = "double", accepts = "as `real`, with twice the digits", column = "",
    examples = { { 'double "@x"', '<r x="0.1"/>', "0.1" } },
  },
  {
    name = "text", sign = "text(20)`, `text", accepts = "at most so many characters; any length", column = "",
    examples = {
      { 'text(4) "@x"', '<r x="Äpfel"/>', fails = '"Äpfel" has 5 characters, text(4) holds 4' },
      { 'text "@x"', '<r x=" any length "/>', " any length " },
    },
  },
  {
    name = "date", accepts = "`2024-03-05`; with an offset (`2024-03-05Z`) only with `zone`, with a time of day only with `rounding = \"down\"`; or what `format` says", column = "",
    examples = {
      { 'date "@x"', '<r x="2024-03-05"/>', "2024-03-05" },
      { 'date "@x"', '<r x="05.03.2024"/>', fails = '"05.03.2024" is not a date (YYYY-MM-DD)' },
    },
  },
  {
    name = "time", accepts = "`14:30`, `14:30:05`, `14:30:05.25`; with an offset only with `zone`; or what `format` says", column = "up to six digits of a second",
    examples = { { 'time "@x"', '<r x="14:30"/>', "14:30:00" } },
  },
  {
    name = "timestamp", accepts = "`2024-03-05T14:30:05.25`, with a blank for the `T`, without seconds, or a date alone; `Z`, `+02:00`, `+0200` only with `zone`; or what `format` says",
    column = "no offset is stored",
    examples = {
      { 'timestamp "@x"', '<r x="2024-03-05T14:30:05.25"/>', "2024-03-05 14:30:05.25" },
      { 'timestamp "@x"', '<r x="2024-03-05"/>', "2024-03-05 00:00:00" },
      { 'timestamp "@x"', '<r x="2024-01-31T24:00:00"/>', "2024-02-01 00:00:00" },
    },
  },
  {
    name = "uuid", accepts = "`f81d4fae-7dec-11d0-a765-00a0c91e6bf6` in any case, in braces, or after `urn:uuid:`",
    column = "`uuid`, or 36 characters; small letters",
    examples = {
      { 'uuid "@x"', '<r x="{F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6}"/>', "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" },
    },
  },
  {
    name = "binary", sign = "binary(16)`, `binary", column = "bytes",
    accepts = "base64 with its `=`, white space anywhere; with `encoding = \"hex\"` pairs of hexadecimal digits, any case; at most so many bytes; any number",
    examples = {
      { 'binary(16) "@x"', '<r x="cm93YW4="/>', "\\x726f77616e" },
      { 'binary(4) "@x"', '<r x="cm93YW4="/>', fails = '"cm93YW4=" has 5 bytes, binary(4) holds 4' },
    },
  },
  {
    name = "xml", accepts = "an element, see [Markup](#markup)", column = "xml, or long text",
    examples = {
      { 'xml "a"', '<r><a>CO<sub>2</sub> &amp; more</a></r>', "<a>CO<sub>2</sub> &amp; more</a>" },
      { 'xml "p:a"', '<r xmlns:p="urn:p"><p:a k="1"/></r>', '<p:a xmlns:p="urn:p" k="1"/>', head = 'namespaces = { p = "urn:p" }' },
    },
  },
  {
    name = "enum", kind = "word", sign = 'enum { Open = "O", Shipped = "S" }', accepts = "one of the texts, exactly, or in any case with `ignore_case`",
    column = "what stands after `=`: texts, or whole numbers",
    examples = {
      { 'enum { Open = "O", Shipped = "S" } "@x"', '<r x="Shipped"/>', "S" },
      { 'enum { Applicant = 1, ["Co-applicant"] = 2 } "@x"', '<r x="Co-applicant"/>', 2 },
      { 'enum { Yes = 1, [""] = 0 } "@x"', '<r x=""/>', 0 },
      { 'enum { Open = "O", Shipped = "S" } "@x"', '<r x="Lost"/>', fails = '"Lost" is not a label of this enum ("Open", "Shipped")' },
    },
  },
}

types.transform = {
  {
    name = "digits", brief = "the digits 0 to 9",
    examples = { { 'text(20) { "@x", via = digits }', '<r x="+49 (170) 55-1"/>', "49170551" } },
  },
  {
    name = "number", brief = "the first number in the text: sign, digits, fraction, exponent; commas between thousands go; one that parts none (`12,5`, `,5`), a blank or an apostrophe that may part some (`1 234`) and a minus at the end are refused. [`point` and `group`](#columns) name other signs",
    examples = {
      { 'integer { "@x", via = number }', '<r x="12 months"/>', 12 },
      { 'decimal(9, 2) { "@x", via = number }', '<r x="about -1,250.5 km"/>', "-1250.50" },
      { 'integer { "@x", via = number }', '<r x="none"/>', nil },
    },
  },
  {
    name = "amount",
    brief = "a formatted number: blanks at its ends and between thousands, signs of currencies and commas between groups go, parentheses are a minus; what else is there stays, for the type to refuse. [`point` and `group`](#columns) name other signs",
    examples = {
      { 'decimal(12, 2) { "@x", via = amount }', '<r x="$1,234,567.5"/>', "1234567.50" },
      { 'decimal(12, 2) { "@x", via = amount }', '<r x="(12.00)"/>', "-12.00" },
      { 'decimal(12, 2) { "@x", via = amount }', '<r x="12,00 €"/>',
        fails = '"12,00" is not a decimal number; the document has "12,00 €"' },
    },
  },
  {
    name = "upper", brief = "Latin, Greek, Cyrillic letters become capitals",
    examples = { { 'text(9) { "@x", via = upper }', '<r x="größe"/>', "GRÖßE" } },
  },
  {
    name = "lower", brief = "Latin, Greek, Cyrillic letters become small ones",
    examples = { { 'text(9) { "@x", via = lower }', '<r x="ÉCOLE"/>', "école" } },
  },
  {
    name = "squeeze", brief = "runs of white space become one blank, and none is left at the ends",
    examples = { { 'text(20) { "@x", via = { squeeze, upper } }', '<r x="  a   b "/>', "A B" } },
  },
}

-- ---- parts of format ----

local function part(signs, brief, examples)
  local names = {}
  for name in signs:gmatch "%S+" do
    names[#names + 1] = name
  end
  return { name = signs, names = names, sign = signs:gsub(" ", "`, `"), brief = brief, examples = examples }
end

types.format = {
  part("YYYY MM DD HH MI SS", "so many digits", {
    { 'timestamp { "@x", format = "YYYYMMDDHHMISS" }', '<r x="20240305143005"/>', "2024-03-05 14:30:05" },
  }),
  part("M D H I S", "month, day, hour, minute, second with one digit or two", {
    { 'timestamp { "@x", format = "D.M.YYYY H:MI" }', '<r x="5.3.2024 9:30"/>', "2024-03-05 09:30:00" },
    { 'timestamp { "@x", format = "YYYY-M-D H:I:S" }', '<r x="2024-3-5 9:2:4"/>', "2024-03-05 09:02:04" },
  }),
  part("YY", "two digits of a year; [`pivot`](#columns) says of which century", {
    { 'date { "@x", format = "YYMMDD", pivot = 2000 }', '<r x="240305"/>', "2024-03-05" },
  }),
  part("MON", "`Jan` to `Dec`, any case", {
    { 'date { "@x", format = "MON DD, YYYY" }', '<r x="MAR 05, 2024"/>', "2024-03-05" },
  }),
  part("MONTH", "`January` to `December`, any case", {
    { 'date { "@x", format = "D MONTH YYYY" }', '<r x="5 march 2024"/>', "2024-03-05" },
  }),
  part("FF", "one to nine digits of a second", {
    { 'time { "@x", format = "HHMISSFF" }', '<r x="14300525"/>', "14:30:05.25" },
  }),
  part("AM", "`AM` or `PM`, any case; hours are then 1 to 12", {
    { 'time { "@x", format = "H:MI AM" }', '<r x="2:30 pm"/>', "14:30:00" },
  }),
  part("TZ", "`Z`, `+02:00` or `+0200`; `zone` says what becomes of it", {
    { 'time { "@x", format = "HH:MITZ", zone = "drop" }', '<r x="14:30+0200"/>', "14:30:00" },
  }),
  {
    name = '"text"',
    brief = "stands for itself; so do all characters but letters, and the `T` between day and hour",
    examples = { { [[date { "@x", format = 'YYYY"W"MM/DD' }]], '<r x="2024W03/05"/>', "2024-03-05" } },
  },
  {
    name = "iso", sign = '"iso"', brief = "as a whole format: what the table of types says",
    examples = { { 'date { "@x", format = { "iso", "D.M.YYYY" } }', '<r x="2024-03-05"/>', "2024-03-05" } },
  },
  {
    name = "unix", sign = '"unix"',
    brief = "as a whole format: Unix time, seconds since 1970 in UTC, also with a fraction or negative; it needs no `zone`",
    examples = { { 'timestamp { "@x", format = "unix" }', '<r x="1709649005.5"/>', "2024-03-05 14:30:05.5" } },
  },
  {
    name = "unix_ms", sign = '"unix_ms"', brief = "as a whole format: its milliseconds",
    examples = { { 'timestamp { "@x", format = "unix_ms" }', '<r x="-1500"/>', "1969-12-31 23:59:58.5" } },
  },
}

return types
