-- Documents with more rows than a worker holds: written in parts, in one transaction of their own. Whatever becomes of
-- them is what becomes of them whole. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
-- A row for the document, rows below it, and rows below some of these.
local text = [[
return mapping {
  name = "parts", source = { table = "check_docs", key = bigint "id", document = "doc" },%s
  into "check_row" {
    each = "/r", key = { "k" }, columns = { k = source "id", name = text(20) "@name" },
    children = { into "check_line" {
      each = "l", key = { "k", "no" }, bad_row = "%s",
      columns = { k = parent "k", no = integer "@no", name = parent "name", v = text(20) { "@v", default = "none" } },
      children = { into "check_note" {
        each = "n", key = { "k", "no", "i" },
        columns = { k = parent "k", no = parent "no", i = position(), t = text(20) "." },
      } },
    } },
  },
}
]]

local tables = [[
CREATE TABLE check_row (k BIGINT NOT NULL PRIMARY KEY, name VARCHAR(20));
CREATE TABLE check_line (k BIGINT NOT NULL, no INTEGER NOT NULL, name VARCHAR(20), v VARCHAR(20),
  PRIMARY KEY (k, no), CHECK (v <> 'odd'), FOREIGN KEY (k) REFERENCES check_row (k));
CREATE TABLE check_note (k BIGINT NOT NULL, no INTEGER NOT NULL, i INTEGER NOT NULL, t VARCHAR(20),
  PRIMARY KEY (k, no, i), FOREIGN KEY (k, no) REFERENCES check_line (k, no));
]]

local PARTS = { "--batch-bytes", "20000" }
local LINES = 3000 -- some ten parts

-- lines: so many, with a note below every fifth; last: more of them, as they are.
local function document(name, lines, last)
  local out = { ("<r name='%s'>"):format(name) }
  for i = 1, lines do
    out[#out + 1] = ("<l no='%d'%s>%s</l>"):format(i, i % 3 == 0 and "" or (" v='v%d'"):format(i % 100),
      i % 5 == 0 and ("<n>note %d</n><n/>"):format(i) or "")
  end
  return table.concat(out, "\n") .. (last or "") .. "</r>"
end

local function prepare(docs, bad_row)
  t.write("parts.lua", text:format(bad_row and " rejects = 3," or "", bad_row or "fail"))
  t.sql(t.docs .. tables)
  if t.mariadb then t.source_conn:exec "ALTER TABLE check_docs MODIFY doc LONGTEXT" end
  for id, doc in ipairs(docs) do t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, doc) end
end

local function empty()
  for _, name in ipairs { "check_note", "check_line", "check_row", "rowan_ledger" } do
    t.conn:exec("DELETE FROM " .. name)
  end
  pcall(t.conn.exec, t.conn, "DELETE FROM rowan_reject")
end

-- Numbers that tell rows apart, of all tables and the ledger.
local function figures()
  local lines = {}
  for _, query in ipairs {
    "SELECT COUNT(*) AS a, SUM(k) AS b, COUNT(name) AS c, 0 AS d FROM check_row",
    "SELECT COUNT(*) AS a, SUM(k * no) AS b, COUNT(DISTINCT name) AS c, COUNT(DISTINCT v) AS d FROM check_line",
    "SELECT COUNT(*) AS a, SUM(k * no * i) AS b, COUNT(t) AS c, COUNT(DISTINCT t) AS d FROM check_note",
    "SELECT COUNT(*) AS a, SUM(sent) AS b, SUM(stored) AS c, SUM(rejected) AS d FROM rowan_ledger",
  } do
    local row = t.conn:query(query)[1]
    lines[#lines + 1] = ("%s %s %s %s"):format(row.a, row.b, row.c, row.d)
  end
  return table.concat(lines, "\n")
end

local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query [[
    SELECT doc_key, status, stored, reason, message FROM rowan_ledger ORDER BY doc_key]]) do
    list[i] = ("%s %s %d %s %s"):format(row.doc_key, row.status, row.stored, row.reason or "-", row.message or "-")
  end
  return table.concat(list, "\n")
end

local function run(status, ...)
  return t.exits(status, "run", "parts.lua", "--quiet", "--workers", "1", ...)
end

-- The same command with and without parts leaves the same.
local function same(status, what, ...)
  run(status, ...)
  local rows, told = figures(), ledger()
  empty()
  if what then what() end
  run(status, PARTS[1], PARTS[2], ...)
  t.equal(figures(), rows)
  t.equal(ledger(), told)
  return told
end

local function case(name, body)
  t.drop("check_note", "check_line", "check_row")
  t.case(name, body)
end

case("in parts or whole, rows and ledger are the same", function()
  prepare { document("a", 3), document("b", LINES), document("c", 2), document("d", 2 * LINES), document("e", 1) }
  local told = same(0)
  t.contains(told, ("4 loaded %d - -"):format(1 + 2 * LINES * 7 // 5))
  empty()
  run(0, "--batch-bytes", "1")
  t.equal(ledger(), told)
end)

case("a fault at the end leaves nothing of 200,000 rows, and its message is that of a small document", function()
  prepare { document("a", 1), document("b", 140000, "<l no='x'/>"), document("c", 1) }
  run(1, "--batch-bytes", "1000000")
  t.equal(figures():match "^[^\n]*\n[^\n]*", "2 4 2 0\n2 4 2 1")
  t.contains(ledger(), [[2 failed 0 value line 140001, /r/l[140001]/@no: check_line.no (parts.lua:7), path "@no": ]]
    .. [["x" is not an integer]])
end)

case("two rows with one key, far from each other", function()
  prepare { document("b", LINES, "\n<l no='2'/>") }
  t.contains(same(1), ("line %d, /r/l[%d]: check_line (parts.lua:5): a second row with the key k = 1, no = 2; "
    .. "the first is at line 3, /r/l[2]"):format(LINES + 2, LINES + 1))
end)

case("what the database refuses in a later part takes all parts back", function()
  prepare { document("a", 1), document("b", LINES, "<l no='-1' v='odd'/>"), document("c", 1) }
  t.contains(same(1), "2 failed 0 database")
  t.equal(figures():match "^[^\n]*\n[^\n]*", "2 4 2 0\n2 4 2 1")
end)

case("a row that another document has", function()
  prepare { document("a", 1), document("b", LINES) }
  local function other()
    t.conn:exec "INSERT INTO check_row VALUES (2, 'other')"
  end
  other()
  t.contains(same(1, other), "2 failed 0 database")
  t.equal(t.conn:query "SELECT COUNT(*) AS n FROM check_line"[1].n, 1)
end)

case("loaded again, in the place of what was there", function()
  prepare { document("a", LINES), document("b", 5) }
  run(0, table.unpack(PARTS))
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 1", document("new", LINES + 10))
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 2", document("new", LINES))
  t.exits(0, "reload", "parts.lua", "--from", "1", "--quiet", table.unpack(PARTS))
  t.contains(figures(), ("2 3 2 0\n%d "):format(2 * LINES + 10))
  t.equal(t.conn:query "SELECT COUNT(*) AS n FROM check_line WHERE name = 'new'"[1].n, 2 * LINES + 10)
  -- one that is refused leaves the older rows
  local before = figures()
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 1", document("bad", LINES, "<l no='-1' v='odd'/>"))
  t.exits(1, "reload", "parts.lua", "--key", "1", "--quiet", table.unpack(PARTS))
  t.equal(figures(), before)
  t.contains(ledger(), "1 stale")
  t.exits(0, "unload", "parts.lua", "--from", "1")
  t.equal(t.conn:query "SELECT COUNT(*) AS n FROM check_note"[1].n, 0)
end)

case("rows that fail alone", function()
  prepare({ document("a", 2), document("b", LINES, "<l no='x'><n>below</n></l><l no='-1'/>") }, "reject")
  t.exits(0, "init", "parts.lua")
  local function rejects()
    local list = {}
    for i, row in ipairs(t.conn:query [[
      SELECT doc_key, reject_no, table_name, row_no, place, bad_value, reason FROM rowan_reject ORDER BY reject_no]]) do
      list[i] = table.concat({ row.doc_key, row.reject_no, row.table_name, row.row_no, row.place, row.bad_value or "-",
        row.reason }, " ")
    end
    return table.concat(list, "\n")
  end
  local wanted = ("2 1 check_line %d line %d, /r/l[%d]/@no x value\n2 2 check_note 1 line %d, /r/l[%d]/n - parent")
    :format(LINES + 1, LINES + 1, LINES + 1, LINES + 1, LINES + 1)
  local told = same(0, function() t.equal(rejects(), "") end)
  t.contains(told, ("2 loaded %d"):format(2 + LINES * 7 // 5))
  t.equal(rejects(), wanted)
  -- a document that is refused with them is tried again, with their texts in ASCII
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 2", document("b", LINES, "<l no='ä'/><l no='-1' v='odd'/>"))
  empty()
  t.contains(same(1), "2 failed 0 database")
  t.equal(rejects(), "")
end)

case("what the database leaves out is counted", function()
  if not t.sqlite then return end
  prepare { document("b", LINES) }
  t.write("parts.lua", (text:format("", "fail"):gsub('key = { "k", "no", "i" }', "%0, database_may_drop = true")))
  t.sql "CREATE TRIGGER leave_out BEFORE INSERT ON check_note WHEN NEW.i = 2 BEGIN SELECT RAISE(IGNORE); END;\n"
  t.contains(same(0), ("1 loaded %d"):format(1 + LINES * 6 // 5))
end)

t.drop("check_note", "check_line", "check_row")
t.finish()
