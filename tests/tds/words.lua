-- The words of a mapping that have statements of their own: conflict, existing, sequence, lineage, bad_row, revision.
-- tests/tds/statements.sql has what they send, and here is what comes of it while SQL Server refuses some of it.
-- tests/tds/run starts the server; its list of faults is in $TDS_FOLDER.

local t = dofile((arg[0]:gsub("tds/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
local faults = assert(os.getenv "TDS_FOLDER", "TDS_FOLDER is not set") .. "/faults"
local conn = rowan.odbc.connect(connect)

-- A customer may be in several orders; a shop has to be there; an item is found by its recorded key alone.
t.write("words.lua", [[
return mapping {
  name = "words", version = "1", lineage = true, rejects = 10,
  source = { table = "words_docs", key = bigint "id", document = "doc", revision = timestamp "updated" },
  into "words_customer" {
    each = "/o/c", key = { "no", "land" }, conflict = { newest = "as_of" },
    columns = { no = integer "@no", land = text(2) "@land", as_of = timestamp "@at", owed = decimal(12, 2) "@owed" },
  },
  into "words_place" {
    each = "/o/c", key = { "land" }, conflict = "update", columns = { land = text(2) "@land", name = text(20) "@name" },
  },
  into "words_day" {
    each = "/o/c", key = { "day" }, conflict = "skip", columns = { day = date { "@at", rounding = "down" } },
  },
  into "words_buyer" {
    each = "/o/c", key = "number", unique = { "no" }, conflict = "update",
    columns = { no = integer "@no", number = integer(identity()), owed = decimal(12, 2) "@owed" },
    children = { into "words_visit" { each = ".", key = { "buyer", "day" }, conflict = "skip",
      columns = { buyer = parent "number", day = date { "@at", rounding = "down" }, buyer_no = parent "no" } } },
  },
  into "words_order" {
    each = "/o", key = { "id" },
    columns = { id = sequence(), document_id = source "id", shop = text(8) "@shop",
      shop_id = integer(existing "words_shop" { by = { name = "shop" }, take = "shop_id" }) },
  },
  into "words_item" {
    each = "/o/i", key = { "sku", "day" }, bad_row = "reject",
    columns = { sku = text(10) "@sku", day = date "@day", n = integer "@n" },
    children = { into "words_part" { each = "p", key = { "sku", "day", "i" },
      columns = { sku = parent "sku", day = parent "day", i = position() } } },
  },
}
]])
local m = rowan.mapping.load "words.lua"

local function customer(no, land, at, owed)
  return ("<c no='%d' land='%s' at='%s' owed='%s' name='%s'/>"):format(no, land, at, owed, land:lower())
end

local function put(id, shop, updated, ...)
  conn:exec("DELETE FROM [words_docs] WHERE [id] = ?", id)
  conn:insert("words_docs", { "id", "doc", "updated" },
    { { id, ("<o shop='%s'>%s</o>"):format(shop, table.concat { ... }), updated } })
end

local function item(sku, day, n)
  return ("<i sku='%s' day='%s' n='%s'><p/></i>"):format(sku, day, n)
end

local tables = { "words_part", "words_item", "words_order", "words_visit", "words_buyer", "words_day", "words_place",
  "words_customer", "words_shop", "words_docs", "words_order_id_seq", "rowan_lineage", "rowan_reject",
  "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version" }

local function prepare()
  t.write(faults, "")
  for _, name in ipairs(tables) do pcall(conn.exec, conn, "DROP TABLE " .. name) end
  conn:exec "CREATE TABLE [words_shop] ([shop_id] int NOT NULL PRIMARY KEY, [name] nvarchar(8) NOT NULL UNIQUE)"
  conn:insert("words_shop", { "shop_id", "name" }, { { 7, "north" }, { 8, "south" } })
  t.exits(0, "init", m.file, "--tables")
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  put(1, "north", "2024-05-01 10:00:00", customer(1, "DE", "2024-01-01T00:00:00", "1.50"),
    customer(2, "DE", "2024-01-02T00:00:00", "2.25"), item("a", "2024-02-29", 1), item("b", "2024-02-29", "x"))
  put(2, "south", "2024-05-01 10:00:00", customer(1, "DE", "2024-03-01T00:00:00", "9.25"), item("c", "2024-03-01", 2))
end

-- Columns with the names a, b, c, as "1 2 3, 4 5 6".
local function rows(query)
  local list = {}
  for i, row in ipairs(conn:query(query)) do
    list[i] = ("%s %s %s"):format(row.a, rawget(row, "b") or "", rawget(row, "c") or ""):gsub(" +$", "")
  end
  return table.concat(list, ", ")
end

local function count(name)
  return conn:query(("SELECT COUNT(*) AS n FROM [%s]"):format(name))[1].n
end

local function customers()
  return rows "SELECT [no] AS a, [land] AS b, [owed] AS c FROM [words_customer] ORDER BY [no], [land]"
end

local function items()
  return rows "SELECT [sku] AS a, [n] AS b FROM [words_item] ORDER BY [sku]"
end

local function orders()
  return rows "SELECT [document_id] AS a, [shop_id] AS b FROM [words_order] ORDER BY [document_id]"
end

-- The day of each visit, with the one who has its number.
local function visits()
  return rows("SELECT b.[no] AS a, v.[day] AS b FROM [words_visit] v JOIN [words_buyer] b ON b.[number] = v.[buyer] "
    .. "AND b.[no] = v.[buyer_no] ORDER BY b.[no], v.[day]")
end

local function run(list, settings)
  settings = settings or {}
  t.write(faults, list)
  settings.mapping, settings.connect, settings.workers, settings.log_level = m, connect, 1, "error"
  settings.retry_least_ms, settings.retry_most_ms, settings.patience_ms = 1, 20, 400
  local result = rowan.job(settings):run()
  t.equal((t.read(faults):gsub("\n", "")), "", "faults that were not used up")
  return { result.outcome, result.loaded, result.failed }
end

local whole = "1 DE 9.25, 2 DE 2.25"
local LOOK, UPDATE = "FROM .words_customer. WITH .UPDLOCK", "^UPDATE .words_customer"
local INSERT, NUMBER, EXISTING = "INSERT INTO .words_customer", "NEXT VALUE FOR", "FROM .words_shop. WHERE"

-- A run tries its statements before it begins.
for what, list in pairs {
  ["nothing"] = "",
  ["a deadlock at the locks of rows"] = "error 1205 " .. LOOK,
  ["locks that are waited for too long"] = "error 1222 " .. LOOK,
  ["a rival that inserts a key first"] = "error 2627 " .. INSERT,
  ["a rival that inserts a key first, by an index"] = "error 2601 " .. INSERT,
  ["a connection lost at the locks of rows"] = "drop 0 " .. LOOK,
  ["a connection lost at an INSERT"] = "drop 0 " .. INSERT,
  ["a connection lost at the numbers"] = ("pass 0 %s\ndrop 0 %s"):format(NUMBER, NUMBER),
  ["a rival that inserts a row first that the database numbers"] = "error 2627 INSERT INTO .words_buyer",
  ["a deadlock where numbers are read back"] = "error 1205 SELECT.*number.*FROM .words_buyer. WHERE",
  ["a connection lost at a look for another table's rows"] = "drop 0 " .. EXISTING,
} do
  t.test("words: " .. what .. " passes", function()
    prepare()
    t.equal(run(list), { "done", 2, 0 })
    t.equal({ customers(), items(), orders() }, { whole, "a 1, c 2", "1 7, 2 8" })
    t.equal(visits(), "1 2024-01-01, 1 2024-03-01, 2 2024-01-02")
  end)
end

for what, list in pairs {
  ["nothing"] = "",
  ["a deadlock"] = "error 1205 " .. UPDATE,
  ["a connection lost"] = "drop 0 " .. UPDATE,
  ["a connection lost behind it"] = "drop_after 0 " .. UPDATE,
  ["a count of none"] = "count 0 " .. UPDATE,
} do
  t.test("words: an UPDATE of a newer row, and " .. what, function()
    prepare()
    run ""
    put(3, "north", "2024-05-02 10:00:00", customer(2, "DE", "2024-06-01T00:00:00", "7.75"))
    t.equal(run(list), { "done", what:find "count" and 0 or 1, what:find "count" and 1 or 0 })
    t.equal(customers(), what:find "count" and whole or "1 DE 9.25, 2 DE 7.75")
  end)
end

t.test("words: a sequence at its end, or without the right to it, stops a run and fails no document", function()
  for number, word in pairs { [11728] = "sequence words_order_id_seq", [229] = "denied" } do
    prepare()
    t.write(faults, ("pass 0 %s\n"):format(NUMBER) .. ("error %d %s\n"):format(number, NUMBER):rep(40))
    local _, err = t.exits(3, "run", m.file, "--quiet", "--workers", "1")
    t.contains(err, word)
    t.equal(count "rowan_ledger", 0)
  end
end)

t.test("words: a newer revision replaces rows by their recorded keys; reload, unload", function()
  prepare()
  run ""
  put(1, "south", "2024-05-03 10:00:00", item("z", "2024-02-29", 3))
  t.equal(run "", { "done", 1, 0 })
  t.equal({ items(), orders() }, { "c 2, z 3", "1 8, 2 8" })
  t.exits(0, "reload", m.file, "--where", "id > 1", "--quiet")
  t.contains(t.exits(0, "unload", m.file, "--where", "id = 2"), "1 document unloaded")
  t.equal({ items(), orders() }, { "z 3", "1 8" })
  conn:exec "DELETE FROM [words_docs] WHERE [id] = 1"
  t.contains(t.exits(0, "unload", m.file, "--gone"), "1 document unloaded")
  t.equal({ items(), orders(), count "rowan_lineage" }, { "", "", 0 })
end)

t.test("words: a digest of the text is a revision, and its documents are seen under --changed", function()
  prepare()
  t.write("digest.lua", (t.read "words.lua":gsub('timestamp "updated"', "digest()")))
  t.exits(0, "run", "digest.lua", "--quiet")
  conn:exec("UPDATE [words_docs] SET [doc] = ? WHERE [id] = 1", "<o shop='south'/>")
  t.exits(0, "run", "digest.lua", "--quiet")
  t.equal(orders(), "1 7, 2 8")
  t.exits(0, "run", "digest.lua", "--quiet", "--changed")
  t.equal({ items(), orders() }, { "c 2", "1 8, 2 8" })
end)

t.finish()
