-- Operators and functions of expr. Their examples are calculated from one document.

local xml = [[
<App date="2024-01-31" at="2024-01-31T18:05:00" state="A" code="ab-7" amount="1,250" balance="-12.5" note=" ">
  <Income basis="ANNUM">60000</Income><Score>640</Score><Zip>01234</Zip>
  <Buyer family="Groß" given="Eva"/><Loan months="50" rate="4.8" price="19.90"/>
  <Line qty="2" price="1.50" on="2024-02-01"/><Line price="0.10"/><Paid/>
</App>]]

local function e(expression, gives)
  return { expression, nil, gives }
end

local operator = {
  {
    name = "+ - *", names = { "+", "-", "*" },
    brief = "exact, up to 72 digits on each side of the point",
    examples = { e("Loan/@price * 1.19", "23.681"), e("-Loan/@months + 2", "-48") },
  },
  {
    name = "/",
    brief = "exact if it ends, else at least 27 digits after the point, rounded half up",
    examples = { e("Income / 12", "5000"), e("2 / 3", "0.666666666666666666666666667") },
  },
  {
    name = "// %", names = { "//", "%" },
    brief = "whole quotient cut towards zero, and the rest, which has the sign of the left side",
    examples = { e("Loan/@months // 12", "4"), e("Loan/@months % 12", "2"), e("-7 % 3", "-1") },
  },
  {
    name = "**",
    brief = "whole exponents, also negative",
    examples = { e("(1 + Loan/@rate / 1200) ** 2", "1.008016"), e("10 ** -2", "0.01") },
  },
  {
    name = "||",
    brief = "texts in a row",
    examples = { e("Buyer/@family || ', ' || Buyer/@given", "Groß, Eva") },
  },
  {
    name = "= <> != < <= > >=", names = { "=", "<>", "!=", "<", "<=", ">", ">=" },
    brief = "as numbers beside a number, as dates beside a date, else as texts, letter by letter",
    examples = { e("Loan/@rate >= 4.80", "true"), e("@date < date('2024-02-01')", "true"), e("Score > 600", "true"),
      e("Zip = '1234'", "false"), e("decimal(Income) > Loan/@price", "true"), e("@state = 'a'", "false"),
      e("@state <> 'B'", "true"), e("@balance != -12.50", "false"), e("@code <= 'ab-7'", "true") },
  },
  {
    name = "between", names = { "between", "not between" },
    brief = "both ends included; also `not between`",
    examples = { e("Loan/@months between 12 and 50", "true"), e("date(@date) not between '2024-01-01' and '2024-01-30'", "true") },
  },
  {
    name = "in", names = { "in", "not in" },
    brief = "equal to one of them; also `not in`",
    examples = { e("@state in ('A', 'B')", "true"), e("Loan/@months not in (12, 50.0)", "false") },
  },
  {
    name = "like", names = { "like", "ilike", "escape", "not like" },
    brief = "always texts; `%` any characters, `_` one; `ilike` without regard to case",
    examples = { e("@code like 'ab%'", "true"), e("@code ilike 'A_-%'", "true"),
      e("@code like 'ab!_%' escape '!'", "false"), e("@code not like '%7'", "false") },
  },
  {
    name = "is null", names = { "is", "is null", "is empty", "is not null" },
    brief = "missing or empty; `is empty` also nothing but blanks",
    examples = { e("@none is null", "true"), e("@note is not null", "true"), e("@note is empty", "true") },
  },
  {
    name = "and or not", names = { "and", "or", "not" },
    brief = "unknown where a missing value leaves it open",
    examples = { e("not (@state = 'B' or @balance > 0)", "true"), e("@none = 1 and @state = 'A'", nil),
      e("@none = 1 or @state = 'A'", "true") },
  },
  {
    name = "case", names = { "case", "when", "then", "else", "end" },
    brief = "the first that is true, or equal; none and no `else`: no value",
    examples = { e("case when @balance < 0 then 'debt' when @balance > 0 then 'credit' else 'even' end", "debt"),
      e("case Income/@basis when 'ANNUM' then Income / 12 else Income end", "5000") },
  },
  {
    name = "$", sign = "$vat",
    brief = "a [parameter](#parameters) of the mapping, of its type",
    examples = { { "$vat * Loan/@price", nil, "3.781", head = "parameters = { vat = decimal(4, 2) { default = 0.19 } }" } },
  },
  {
    name = "null true false", names = { "null", "true", "false" },
    brief = "no value; the two conditions",
    examples = { e("case when @state = 'A' then null else @code end", nil), e("@state = 'A' and true", "true"), e("@none = 1 and false", "false") },
  },
}

local func = {
  {
    name = "coalesce",
    brief = "the first that is there",
    examples = { e("coalesce(@none, @code, 'x')", "ab-7") },
  },
  {
    name = "nullif",
    brief = "no value if both are equal",
    examples = { e("nullif(@state, 'A')", nil), e("12 / nullif(Loan/@months - 50, 0)", nil) },
  },
  {
    name = "least", names = { "least", "greatest" }, sign = "least`, `greatest",
    brief = "compared as by `<`; no value if one is missing",
    examples = { e("least(Loan/@months, 36, 48)", "36"), e("greatest(@date, date('2024-01-01'))", "2024-01-31") },
  },
  {
    name = "rank",
    brief = "the place of the first among the others, from 1; no value if it is not there",
    examples = { e("rank(@state, 'B', 'A')", "2"), e("rank(Zip, '1234', '01234')", "2") },
  },
  {
    name = "round", names = { "round", "floor", "ceil", "ceiling" }, sign = "round floor ceil",
    brief = "half up, down, up; to so many digits, 0 if not said; also `ceiling`",
    examples = { e("round(Loan/@price / 3, 2)", "6.63"), e("floor(@balance)", "-13"), e("ceil(@balance)", "-12"),
      e("ceiling(1.21, 1)", "1.3") },
  },
  {
    name = "decimal", names = { "decimal", "integer" }, sign = "decimal integer",
    brief = "the number that a text is; fails on what is none, `integer` also on a fraction",
    examples = { e("decimal(Zip)", "1234"), e("integer(Loan/@months) + 1", "51") },
  },
  {
    name = "boolean",
    brief = "a condition of what the type `boolean` accepts: `yes`, `0`, `off`; fails on anything else",
    examples = { e("boolean('no')", "false"), e("boolean(@none)", nil) },
  },
  {
    name = "abs",
    brief = "without its sign",
    examples = { e("abs(@balance)", "12.5") },
  },
  {
    name = "count", names = { "count", "exists" }, sign = "count exists",
    brief = "how many matches a path has, and whether it has any: an empty element is one",
    examples = { e("count(Line)", "2"), e("count(Line[@qty])", "1"), e("exists(Paid)", "true"), e("exists(Refund)", "false") },
  },
  {
    name = "sum", names = { "sum", "avg" }, sign = "sum avg",
    brief = "of what is calculated of each match, or of its text; exact. What is missing is passed over, of nothing there is no value",
    examples = { e("sum(Line, @qty * @price)", "3"), e("sum(Line/@price) / count(Line)", "0.8"), e("avg(Line/@price)", "0.8"),
      e("sum(Refund/@price)", nil) },
  },
  {
    name = "min", names = { "min", "max" }, sign = "min max",
    brief = "the least and the greatest of what is calculated of each match: numbers, dates or texts, so say which",
    examples = { e("min(Line, decimal(@price))", "0.1"), e("max(Line, date(@on))", "2024-02-01") },
  },
  {
    name = "column", names = { "column", "parent", "source", "position", "level", "ordinal" },
    sign = "column parent source position level ordinal",
    brief = "a value that is from no path: of [another column](#other-columns), the parent row, the source, and the numbers of the row",
    examples = {
      {
        code = [==[
into "invoice" {
  each    = "/R/Invoice",
  key     = { "no" },
  columns = {
    no    = integer "@no",
    gross = decimal(9, 2)(expr [[ column('net') + column('tax') ]]),
    tax   = decimal(9, 2) { expr [[ column('net') * 0.19 ]], rounding = "half_up" },
    net   = decimal(9, 2) { expr [[ sum(Line, @qty * @price) ]], default = 0 },
  },
  children = { into "line" {
    each    = "Line",
    key     = { "no", "line" },
    columns = {
      no    = parent "no",
      line  = position(),
      label = text(20)(expr [[ parent('no') || '-' || position() ]]),
    },
  } },
}]==],
        xml = '<R><Invoice no="7"><Line qty="2" price="1.50"/><Line qty="1" price="0.33"/></Invoice><Invoice no="8"/></R>',
        rows = [==[
invoice: 2 rows
no gross tax  net
7  3.96  0.63 3.33
8  0.00  0.00 0.00

line: 2 rows
no line label
7  1    7-1
7  2    7-2
]==],
      },
      {
        code = [==[
into "unit" {
  each      = "//Unit",
  recursive = true,
  when      = expr [[ level() <= 2 ]],
  columns   = { path = text(20)(expr [[ coalesce(parent('path') || '/', '') || @name ]]) },
}]==],
        xml = '<R><Unit name="a"><Unit name="b"><Unit name="c"/></Unit></Unit></R>',
        rows = [==[
unit: 2 rows
path
a
a/b
]==],
      },
      e("position()", "1"), e("ordinal()", "1"), e("source('id')", "1"),
    },
  },
  {
    name = "upper", names = { "upper", "lower", "trim" }, sign = "upper lower trim",
    brief = "Latin, Greek, Cyrillic letters; `trim` takes white space from both ends",
    examples = { e("upper(@code)", "AB-7"), e("lower(Buyer/@family)", "groß"), e("trim('  x ')", "x") },
  },
  {
    name = "length",
    brief = "characters",
    examples = { e("length(Buyer/@family)", "4") },
  },
  {
    name = "substring", names = { "substring", "substr" },
    brief = "from which character on, counted from 1, and how many; also `substr`",
    examples = { e("substring(@code, 1, 2)", "ab"), e("substr(@code, 4)", "7") },
  },
  {
    name = "left", names = { "left", "right" }, sign = "left right",
    brief = "so many characters from one end; all but so many, if negative",
    examples = { e("left(@code, 2)", "ab"), e("right(@code, 1)", "7"), e("left(@code, -2)", "ab") },
  },
  {
    name = "strpos",
    brief = "from which character on a text stands there, 0 if it does not",
    examples = { e("strpos(@code, '-')", "3"), e("strpos(@code, 'x')", "0") },
  },
  {
    name = "split_part",
    brief = "the part of that number between separators, from the end if negative; an empty text if there are not as many",
    examples = { e("split_part(@code, '-', 2)", "7"), e("split_part(@date, '-', -1)", "31") },
  },
  {
    name = "lpad", names = { "lpad", "rpad" }, sign = "lpad rpad",
    brief = "filled up to so many characters, with blanks or a text; cut at its end if it has more",
    examples = { e("lpad(Loan/@months, 5, '0')", "00050"), e("rpad(@state, 3, '.')", "A.."), e("lpad(@code, 2)", "ab") },
  },
  {
    name = "initcap",
    brief = "the first letter of each word large, the others small",
    examples = { e("initcap('anna-lena O''NEIL')", "Anna-Lena O'Neil") },
  },
  {
    name = "regexp_like",
    brief = "whether a [pattern](#regular-expressions) matches somewhere",
    examples = { e("regexp_like(@code, '^[a-z]+-\\d$')", "true"), e("regexp_like(@code, '(?i)^AB')", "true") },
  },
  {
    name = "regexp_substr",
    brief = "the first match of a pattern; none, no value",
    examples = { e("regexp_substr(@code, '\\d+')", "7"), e("regexp_substr(@code, 'x+')", nil) },
  },
  {
    name = "regexp_replace",
    brief = "all matches of a pattern; `\\1` is what its first group matched, `\\0` the whole",
    examples = { e("regexp_replace(@amount, '[^0-9]', '')", "1250"), e("regexp_replace(@code, '(.*)-(.*)', '\\2-\\1')", "7-ab") },
  },
  {
    name = "md5", names = { "md5", "sha256" }, sign = "md5 sha256",
    brief = "of the text in UTF-8, as small hex digits",
    examples = { e("md5(@state)", "7fc56270e7a70fa81a5935b72eacbe29"),
      e("sha256(@state)", "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd") },
  },
  {
    name = "replace",
    brief = "all places where the text stands",
    examples = { e("replace(@amount, ',', '')", "1250") },
  },
  {
    name = "concat",
    brief = "as `||`, but passes over what is missing",
    examples = { e("concat(Buyer/@family, ', ', @none)", "Groß, ") },
  },
  {
    name = "date",
    brief = "the date of a timestamp; fails on what is none",
    examples = { e("date(@at)", "2024-01-31") },
  },
  {
    name = "seconds",
    brief = "how many an `xs:duration` of days, hours, minutes and seconds has; one with months or years fails, as these differ",
    examples = { e("seconds('P1DT2H30M')", "95400"), e("seconds('-PT0.5S')", "-0.5") },
  },
  {
    name = "timestamp",
    brief = "the timestamp as it is written, a date with midnight; fails on what is none",
    examples = { e("timestamp(@at)", "2024-01-31T18:05:00"), e("timestamp(@date)", "2024-01-31 00:00:00") },
  },
  {
    name = "dateadd",
    brief = "`day`, `month`, `year`; the month's last day if it has no such day; a time stays",
    examples = { e("dateadd(month, 1, @date)", "2024-02-29"), e("dateadd(day, -31, @at)", "2023-12-31T18:05:00") },
  },
  {
    name = "datediff",
    brief = "how many days, or ends of a `month` or `year`, lie between the dates; of what has an offset, in UTC or the [zone](#time-zones) of the mapping",
    examples = { e("datediff(day, '2024-01-01', @date)", "30"), e("datediff(month, @date, '2024-02-01')", "1") },
  },
  {
    name = "year", names = { "year", "month", "day" }, sign = "year month day",
    brief = "of a date or timestamp",
    examples = { e("year(@date)", "2024"), e("month(@at)", "1"), e("day(@date)", "31") },
  },
}

return { operator = operator, ["function"] = func, expr_xml = xml }
