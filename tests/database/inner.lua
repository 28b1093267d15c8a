-- Documents in texts of a queue's messages: the same rows as of documents that stand alone, with a ledger row for each
-- message. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local order_line = [[
return function(each) return into "check_row" {
  each = each, key = { "k", "no", "i" }, bad_row = "reject",
  columns = {
    k = source "id", no = integer "../@no", i = position(), item = text(40) ".", price = decimal(9, 2) "@price",
  },
} end
]]
t.write("order_line.lua", order_line)

local mapping = [[
local rows = use "order_line.lua"
return mapping {
  name = "%s", source = { table = "check_docs", key = "id", document = "doc" }, namespaces = { o = "urn:orders" },
  rows "%s/o:orders/o:order/o:line",
}
]]

local function case(name, body)
  t.drop("check_row", "rowan_reject")
  t.case(name, body)
end

-- An order of so many lines; every text has something to be escaped.
local function order(no, lines)
  local parts = { ('<orders xmlns="urn:orders"><order no="%d">'):format(no) }
  for i = 1, lines do parts[#parts + 1] = ("<line price='%d.50'>a &lt; b &amp;amp; é %d</line>"):format(i, i) end
  return table.concat(parts) .. "</order></orders>"
end

local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }
local function message(text, id)
  local payload = text:gsub("[&<>]", escapes)
  if id % 2 == 0 then payload = "\n<![CDATA[ <?xml version='1.0' encoding='UTF-16'?>" .. text .. "]]>" end
  return "<m:message xmlns:m='urn:m' xmlns='urn:not-this'>\n<m:id/><m:payload>" .. payload .. "</m:payload></m:message>"
end

-- How the documents of the table are written down, and where the mapping finds the orders in them.
local function load(name, each, write)
  t.drop("check_row", "check_docs")
  t.sql(t.docs)
  for id = 1, 40 do t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, write(order(id * 7, id % 9 + 1), id)) end
  t.mapping(name .. ".lua", mapping:format(name, each))
  t.exits(0, "init", name .. ".lua", "--tables")
  t.exits(0, "run", name .. ".lua", "--quiet", "--workers", "2", "--chunk", "10", "--commit", "4")
  local rows = {}
  for i, row in ipairs(t.target_conn:query "SELECT k, no, i, item, price FROM check_row ORDER BY k, no, i") do
    rows[i] = table.concat({ row.k, row.no, row.i, row.item, ("%.2f"):format(row.price) }, " ")
  end
  local told = t.target_conn:query(("SELECT COUNT(*) AS n, SUM(sent) AS sent, SUM(stored) AS stored FROM rowan_ledger \z
    WHERE feed = '%s' AND status = 'loaded'"):format(name))[1]
  t.equal({ told.n, tonumber(told.sent), tonumber(told.stored) }, { 40, #rows, #rows })
  return rows
end

case("a document in a text makes the rows that it makes alone", function()
  local alone = load("alone", "", function(text) return text end)
  local within = load("within", "//*:payload/parse-xml(.)", message)
  t.equal(#alone, 194)
  t.equal(within, alone)
end)

case("what is wrong is told with both places, and loaded when it is mended", function()
  local bad = {
    message(order(1, 2), 1):gsub("/order&gt;", "/ordr&gt;"), -- not well-formed
    message(order(2, 2):gsub("1%.50", "dear"), 2), -- a row is refused
    message("", 3), -- no text, no rows
    message(order(4, 1), 5),
  }
  t.sql(t.docs)
  for id, doc in ipairs(bad) do t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, doc) end
  t.mapping("bad.lua", mapping:format("bad", "//*:payload/parse-xml(.)"))
  t.exits(0, "init", "bad.lua", "--tables")
  t.exits(1, "run", "bad.lua", "--quiet")
  local list = {}
  for i, row in ipairs(t.target_conn:query [[
    SELECT doc_key, status, reason, stored, rejected, message FROM rowan_ledger
    WHERE feed = 'bad' ORDER BY doc_key]]) do
    list[i] = ("%s %s %s %d %d %s"):format(row.doc_key, row.status, row.reason or "-", row.stored, row.rejected,
      (row.message or "-"):match "^[^\n]*")
  end
  t.contains(list[1],
    "1 failed xml 0 0 line 2, /m:message/m:payload: the document in its text: line 1: Opening and ending tag")
  t.equal(list[2], "2 loaded - 1 1 -")
  t.contains(list[3], "3 failed nothing")
  t.equal(list[4], "4 loaded - 1 0 -")
  t.equal(t.target_conn:query("SELECT place FROM rowan_reject")[1].place,
    "line 2, /m:message/m:payload/parse-xml(.)/orders/order/line[1]/@price (line 1 of the document there)")
  t.conn:exec("UPDATE check_docs SET doc = ? WHERE id = 1", message(order(1, 2), 1))
  t.exits(0, "retry", "bad.lua", "--key", "1")
  t.exits(0, "run", "bad.lua", "--quiet")
  t.equal(t.target_conn:query("SELECT COUNT(*) AS n FROM check_row")[1].n, 4)
  t.exits(0, "reload", "bad.lua", "--key", "1", "--quiet")
  t.equal(t.target_conn:query("SELECT COUNT(*) AS n FROM check_row")[1].n, 4)
  t.exits(0, "unload", "bad.lua", "--key", "1")
  t.equal(t.target_conn:query("SELECT COUNT(*) AS n FROM check_row")[1].n, 2)
end)

t.finish()
