-- Values at the borders of types, as documents have them: by the word of the mapping, and of text by the column's type.

local values = {}

values.numbers = {
  "0", "-0", "1", "2", "007", "+1", "1.5", ".5", "1.005", "2.675", "0.5", "-0.5", "-1", "1e3", "1E400", "1e-400", "0.1",
  "0.0001", "5.000", "123.45", "999.99", "999.995", "1250", "16777217", "9007199254740993", "3.4028235e38", "3.5e38",
  "1e-46", "4.9e-324", "0.30000000000000004", "99", "255", "256", "127", "128", "-128", "-129", "32767", "32768",
  "65535", "65536", "8388607", "8388608", "2147483647", "2147483648", "4294967295", "4294967296",
  "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
  "18446744073709551616", "12345678901234567890.0000000001", "123456789012.123456", "Infinity", "NaN",
}

values.times = {
  "2024-02-30", "2024-03-05", "0001-01-01", "9999-12-31", "10000-01-01", "0044-03-15 BC", "0000-00-00", "1582-10-10",
  "1969-12-31 23:59:59", "1970-01-01 00:00:00", "1970-01-01 00:00:01", "2038-01-19 03:14:07", "2038-01-19 03:14:08",
  "9999-12-31 23:59:59.999999", "9999-12-31T24:00:00", "24:00:00", "23:59:60", "2024-06-30 23:59:60",
  "2024-03-05T24:00:00", "2024-02-28T24:00:00.000", "2024-03-05 01:02:03.5", "2024-03-05 01:02:03.123456",
  "2024-03-05T01:02:03.1234567", "2024-03-05 23:59:59.9999995", "2024-03-05 01:02:03+02", "2024-03-05T01:02:03Z",
  "01:02:03", "00:00:00", "01:02:03.5", "01:02:03.123456", "23:59:59.9999995", "23:59:59.999999", "838:59:59",
  "-01:00:00",
}

-- What a column of a mapping is written as, and its values; text has those of its column's type.
values.words = {
  { "text", 'text { %s, empty = "keep" }' },
  { "boolean", "boolean %s", { "true", "0" } },
  { "bit", "bit %s", { "1", "0" } },
  { "tinyint", "tinyint %s", values.numbers },
  { "smallint", "smallint %s", values.numbers },
  { "integer", "integer %s", values.numbers },
  { "bigint", "bigint %s", values.numbers },
  { "short_decimal", "decimal(5,2) %s", values.numbers },
  { "decimal", "decimal(18,6) %s", values.numbers },
  { "long_decimal", "decimal(30,10) %s", values.numbers },
  { "real", "real %s", values.numbers },
  { "double", "double %s", values.numbers },
  { "date", "date %s", values.times },
  { "time", "time %s", values.times },
  { "timestamp", "timestamp %s", values.times },
  { "uuid", "uuid %s", { "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}" } },
  { "binary", 'binary { %s, encoding = "hex", empty = "keep" }', { "", "00", "ff00", "61620020", "0a0d00005c", "20" } },
}

-- A text for every column that takes texts.
local any = { "", " ", "a", "ab  ", "0", "-1", "1.5", "NULL", "😀" }

-- By patterns of types in small letters; a type may have several.
values.texts = {
  { patterns = { "char", "text", "clob", "^name", "short", "enum", "label", "set%(", "^$", "string", "any" },
    values = { "\u{FEFF}a", "a\u{A0}", " a", "a ", "abcd", "abcd ", "abcde", "abcd  ", ("x"):rep(70), ("y"):rep(300),
      ("é"):rep(128), ("z"):rep(70000), "é", "e\u{301}", "É", "😀😀😀😀", "😀😀😀😀😀", "A", "null", "\\", "''", '"',
      "{}", "{1,2}", "(1,2)", "a\tb", "a\nb", "\\101", "\\x41", "007", "1e3", "no", "2024-03-05" } },
  { patterns = { "enum", "label", "set%(" },
    values = { "x", "X", "y ", "it's", "IT'S", "1", "2", "3", "4", "7", "a,b", "b,a", "a,a", "a,c", "c", "1,4",
      "4,1" } },
  { patterns = { "uuid" },
    values = { "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
      "f81d4fae7dec11d0a76500a0c91e6bf6" } },
  { patterns = { "json" }, values = { '{ "b" : 1.10, "a":2 }', "[1, 2]", '"\\u00e9"', "1e400", "{" } },
  { patterns = { "xml" }, values = { "<a/>", "<a  b='1'></a>", "<a>", "<?xml version='1.0'?><a/>", " <a/> " } },
  { patterns = { "inet", "cidr" }, values = { "10.0.0.1/32", "10.1.2.3/8", "::1", "10.0.0.256" } },
  { patterns = { "year" },
    values = { "99", "1900", "1901", "2155", "2156", "0000", "5.00", "2024", "1e03", "+200", "70" } },
  { patterns = { "oid" }, values = { "4294967295", "4294967296" } },
  { patterns = { "cent" }, values = { "1", "1.00", "1.005", "999.99", "500", "1e2" } },
  { patterns = { "interval" }, values = { "1.5 months", "00:00:00.1234567", "1 day 24:00:00", "P1Y" } },
  { patterns = { "refcursor", "snapshot" }, values = { "10:20:10,14", " 10:20:" } },
  { patterns = { "geometry", "point", "polygon" }, values = { "POINT(1 1)", "LINESTRING(0 0,1 1)" } },
}

-- The texts for a column of this type.
function values.texts_of(type)
  local list, seen = {}, {}
  local function add(text)
    if not seen[text] then list[#list + 1] = text end
    seen[text] = true
  end
  for _, text in ipairs(any) do add(text) end
  for _, group in ipairs(values.texts) do
    local mine = false
    for _, word in ipairs(group.patterns) do mine = mine or type:lower():find(word) end
    for _, text in ipairs(mine and group.values or {}) do add(text) end
  end
  return list
end

return values
