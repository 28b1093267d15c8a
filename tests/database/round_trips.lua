-- Values that go into the database and come out of it as they were: every character that XML allows, texts of 20 MB,
-- numbers of 38 digits, days of all years, NULL and the empty text. What is read is compared, as a whole.
-- tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

-- Empty tables for the mapping of a file, and documents in its source.
local function prepare(file, columns, documents)
  local m = rowan.mapping.load(file)
  t.clear(m)
  t.init_tables(file)
  t.make_source(m)
  t.conn:insert(m.source.table, columns, documents)
  return m
end

local function load(m, documents)
  local result = t.run(m, { page = 10 })
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", documents, 0 })
end

-- ---- characters ----

local SIZE <const> = 4096 -- code points of a document

t.write("characters.lua", [[
return mapping {
  name = "characters",
  source = { table = "trip_docs", key = integer "block", document = "doc", columns = { text "carried" } },
  into "trip_row" {
    each = "/r", key = { "block" },
    columns = { block = source "block", plain = text "a", reference = text "@b", section = text "c",
      carried = source "carried" },
  },
}
]])

local function is_character(code)
  return code == 9 or code == 10 or code == 13 or code >= 0x20 and code < 0xD800 or code >= 0xE000 and code < 0xFFFE
    or code >= 0x10000
end

local escaped = { [13] = "&#13;", [38] = "&amp;", [60] = "&lt;", [62] = "&gt;" }

-- The characters of a block: as they are, as they stand in a document, as references.
local function block_of(number)
  local plain, content, references = {}, {}, {}
  for code = number * SIZE, (number + 1) * SIZE - 1 do
    if is_character(code) then
      local character = utf8.char(code)
      plain[#plain + 1] = character
      content[#content + 1] = escaped[code] or character
      references[#references + 1] = ("&#x%x;"):format(code)
    end
  end
  return table.concat(plain), table.concat(content), table.concat(references)
end

t.test("every character that XML allows, as itself, as a reference, in CDATA, and carried", function()
  local documents, wanted, count = {}, {}, 0
  for number = 0, 0x10FFFF // SIZE do
    local plain, content, references = block_of(number)
    if plain ~= "" then
      wanted[number] = "[" .. plain .. "]"
      count = count + utf8.len(plain)
      -- A line that ends with CR ends with LF when it is read, so there is none in CDATA.
      local section = "[" .. plain:gsub("\r", "") .. "]"
      local document = ("<r b='[%s]'><a>[%s]</a><c><![CDATA[%s]]></c></r>"):format(references, content, section)
      documents[#documents + 1] = { number, document, wanted[number] }
    end
  end
  t.equal(count, 1112033)
  load(prepare("characters.lua", { "block", "doc", "carried" }, documents), #documents)
  local seen = 0
  for row in t.conn:each "SELECT block, plain, reference, section, carried FROM trip_row" do
    local want = wanted[row.block]
    for _, name in ipairs { "plain", "reference", "carried" } do
      if row[name] ~= want then error(("block %x: %s has changed"):format(row.block * SIZE, name)) end
    end
    if row.section ~= want:gsub("\r", "") then error(("block %x: section has changed"):format(row.block * SIZE)) end
    seen = seen + 1
  end
  t.equal(seen, #documents)
end)

-- ---- long texts ----

t.test("texts of 20 MB, of a document and carried", function()
  local piece = "Größe – 日本語 – 𠮷 so on\n" -- one to four bytes a character
  local long = piece:rep(20 * 1024 * 1024 // #piece)
  load(prepare("characters.lua", { "block", "doc", "carried" }, { { 1, "<r><a>" .. long .. "</a></r>", "short" },
    { 2, "<r><a>short</a></r>", long } }), 2)
  local rows = t.conn:query "SELECT block, plain, carried FROM trip_row ORDER BY block"
  t.equal({ #rows[1].plain, rows[1].carried, rows[2].plain, #rows[2].carried }, { #long, "short", "short", #long })
  t.equal({ rows[1].plain == long, rows[2].carried == long }, { true, true })
end)

-- ---- numbers ----

t.write("digits.lua", [[
return mapping {
  name = "digits",
  source = { table = "trip_docs", key = integer "id", document = "doc",
    columns = { decimal(38, 0) "whole_in", decimal(38, 38) "part_in", decimal(38, 10) "mixed_in" } },
  into "trip_row" {
    each = "/r/n", key = { "id", "no" },
    columns = { id = source "id", no = position(), whole = decimal(38, 0) "@whole", part = decimal(38, 38) "@part",
      mixed = decimal(38, 10) "@mixed", whole_in = source "whole_in", part_in = source "part_in",
      mixed_in = source "mixed_in" },
  },
}
]])

-- SQLite's numbers have 15 digits, its texts all.
local function digits_table(conn, name, key, columns)
  local word = conn.dialect == "sqlite" and "DECIMAL_TEXT" or "DECIMAL"
  local list = {}
  for i, column in ipairs(columns) do
    list[i] = ("%s %s(38, %d)"):format(column, word, ({ 0, 38, 10 })[i % 3 == 0 and 3 or i % 3])
  end
  return ("CREATE TABLE %s (%s, %s)"):format(name, key, table.concat(list, ", "))
end

local numbers = {
  { "9", 38, 0 }, { "1", 38, 0 }, { "12345678901234567890123456789012345678", 38, 0 },
  { "10000000000000000000000000000000000001", 38, 0 },
}

t.test("numbers of 38 digits, before and behind the point", function()
  local wanted, lines = {}, {}
  for _, number in ipairs(numbers) do
    local all = #number[1] == 38 and number[1] or number[1]:rep(38)
    for _, sign in ipairs { "", "-" } do
      wanted[#wanted + 1] = { sign .. all, sign .. "0." .. all, sign .. all:sub(1, 28) .. "." .. all:sub(29) }
    end
  end
  wanted[#wanted + 1] = { "0", "0." .. ("0"):rep(38), "0." .. ("0"):rep(10) }
  wanted[#wanted + 1] = { "-1", "-0." .. ("0"):rep(37) .. "1", "-0." .. ("0"):rep(9) .. "1" }
  for i, n in ipairs(wanted) do lines[i] = ("<n whole='%s' part='%s' mixed='%s'/>"):format(n[1], n[2], n[3]) end
  local m = rowan.mapping.load "digits.lua"
  t.clear(m)
  t.conn:exec(digits_table(t.conn, "trip_row", "id INTEGER NOT NULL, no INTEGER NOT NULL",
    { "whole", "part", "mixed", "whole_in", "part_in", "mixed_in" }):gsub("%)$", ", PRIMARY KEY (id, no))"))
  t.init_tables "digits.lua"
  local text = t.by_source { sqlserver = "NVARCHAR(MAX)", mariadb = "LONGTEXT" } or "TEXT"
  t.make_source(m, digits_table(t.source_conn, "trip_docs", "id INTEGER NOT NULL PRIMARY KEY, doc " .. text,
    { "whole_in", "part_in", "mixed_in" }))
  local documents = {}
  for i, n in ipairs(wanted) do
    documents[i] = { i, i == 1 and "<r>" .. table.concat(lines) .. "</r>" or "<r><n/></r>", n[1], n[2], n[3] }
  end
  t.conn:insert("trip_docs", { "id", "doc", "whole_in", "part_in", "mixed_in" }, documents)
  load(m, #documents)
  -- A database writes .5, another 0.5.
  local function spelled(value)
    return (tostring(value):gsub("^(-?)%.", "%10."))
  end
  local function text_of(column)
    return t.by_dialect { sqlserver = "CAST(%s AS varchar(60))", postgresql = "CAST(%s AS text)",
      mariadb = "CAST(%s AS CHAR)", sqlite = "%s" }:format(column)
  end
  local function compare(columns, condition, what)
    local sql = ("SELECT %s AS a, %s AS b, %s AS c FROM trip_row WHERE %s"):format(text_of(columns[1]),
      text_of(columns[2]), text_of(columns[3]), condition)
    for i, row in ipairs(t.conn:query(sql)) do
      t.equal({ spelled(row.a), spelled(row.b), spelled(row.c) }, wanted[i], what .. i)
    end
  end
  compare({ "whole", "part", "mixed" }, "id = 1 ORDER BY no", "number ")
  compare({ "whole_in", "part_in", "mixed_in" }, "no = 1 ORDER BY id", "carried number ")
end)

-- ---- days ----

t.write("days.lua", [[
return mapping {
  name = "days",
  source = { table = "trip_docs", key = integer "century", document = "doc",
    columns = { date "day_in", timestamp "moment_in" } },
  into "trip_row" {
    each = "/r/d", key = { "no" },
    columns = { no = integer "@no", day = date "@day", moment = timestamp "@moment", day_in = source "day_in",
      moment_in = source "moment_in" },
  },
}
]])

local function is_leap(year)
  return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

-- The borders of each year of a century, with their numbers.
local function days_of(century)
  local days = {}
  for year = century * 100 + 1, math.min(century * 100 + 100, 9999) do
    for i, day in ipairs { "01-01", is_leap(year) and "02-29" or "02-28", "03-01", "12-31" } do
      days[#days + 1] = { year * 10 + i, ("%04d-%s"):format(year, day) }
    end
  end
  return days
end

-- Zeros at the end of a second are the database's to write, and so is midnight.
local function moment_text(value)
  return (value:gsub("T", " "):gsub("(:%d%d)%.(%d-)0*$", function(second, rest)
    return rest == "" and second or second .. "." .. rest
  end))
end

t.test("days and moments from 0001 to 9999, of documents and carried", function()
  local documents, wanted, first_of = {}, {}, {}
  for century = 0, 99 do
    local lines, days = {}, days_of(century)
    for i, day in ipairs(days) do
      local time = i % 2 == 1 and "00:00:00" or "23:59:59.999999"
      wanted[day[1]] = { day[2], day[2] .. " " .. time, century }
      lines[i] = ("<d no='%d' day='%s' moment='%sT%s'/>"):format(day[1], day[2], day[2], time)
    end
    first_of[century] = { days[1][2], days[#days][2] .. " 23:59:59.999999" }
    documents[#documents + 1] = { century, "<r>" .. table.concat(lines) .. "</r>", table.unpack(first_of[century]) }
  end
  load(prepare("days.lua", { "century", "doc", "day_in", "moment_in" }, documents), #documents)
  local seen = 0
  local columns = "day, moment, day_in, moment_in"
  if t.conn.dialect == "sqlserver" then -- whose driver leaves zeros away before a year
    columns = columns:gsub("[%w_]+", { day = "CONVERT(varchar(40), day, 23) AS day",
      day_in = "CONVERT(varchar(40), day_in, 23) AS day_in", moment = "CONVERT(varchar(40), moment, 121) AS moment",
      moment_in = "CONVERT(varchar(40), moment_in, 121) AS moment_in" })
  end
  for row in t.conn:each("SELECT no, " .. columns .. " FROM trip_row") do
    local want = wanted[row.no]
    local first = first_of[want[3]]
    local got = { row.day:sub(1, 10), moment_text(row.moment), row.day_in:sub(1, 10), moment_text(row.moment_in) }
    t.equal(got, { want[1], want[2], first[1], first[2] }, want[1])
    seen = seen + 1
  end
  t.equal(seen, 9999 * 4)
end)

-- ---- nothing ----

t.write("nothing.lua", [[
return mapping {
  name = "nothing",
  source = { table = "trip_docs", key = integer "id", document = "doc",
    columns = { text "carried", text(5) "short_in" } },
  into "trip_row" {
    each = "/r", key = { "id" },
    columns = { id = source "id", long = text { "a", empty = "keep" }, short = text(5) { "a", empty = "keep" },
      dropped = text "a", carried = text { source "carried", empty = "keep" },
      short_in = text(5) { source "short_in", empty = "keep" }, bare = source "carried" },
  },
}
]])

t.test("a value that is not there, an empty one, and a blank are three values", function()
  local missing, empty, blank = { long = nil }, "", " "
  local m = prepare("nothing.lua", { "id", "doc", "carried", "short_in" },
    { { 1, "<r/>", nil, nil }, { 2, "<r><a/></r>", empty, empty }, { 3, "<r><a> </a></r>", blank, blank } })
  load(m, 3)
  local rows = t.conn:query("SELECT * FROM trip_row ORDER BY id")
  t.equal(rows[1], { id = 1, long = missing.long })
  t.equal(rows[2], { id = 2, long = empty, short = empty, carried = empty, short_in = empty })
  t.equal(rows[3], { id = 3, long = blank, short = blank, dropped = blank, carried = blank, short_in = blank,
    bare = blank })
  local nulls = t.conn:query "SELECT COUNT(*) AS n FROM trip_row WHERE short IS NULL AND carried IS NULL"
  t.equal(nulls[1].n, 1)
end)

t.drop_any("trip_row", "trip_docs")
t.finish()
