-- What lies at the edges of a run, on the database of $ROWAN_CONNECT: empty and broken sources, documents tiny and
-- huge, keys far apart and keys that are texts, tables that do not fit. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
local source_conn = t.source_conn
local quote = function(name) return conn:quote(name) end

t.write("edge.lua", [[
return mapping {
  name = "edge",
  source = { table = "edge_docs", key = bigint "id", document = "doc" },
  into "edge_row" {
    each = "/r", key = { "id" },
    columns = { id = source "id", a = text { "a", empty = "keep" }, amount = decimal(12, 2) "@n" },
  },
}
]])
t.write("named.lua", [[
return mapping {
  name = "named",
  source = { table = "named_docs", key = text(40) "doc_no", document = "doc" },
  into "named_row" { each = "/r", key = { "doc_no" }, columns = { doc_no = source "doc_no", v = integer "." } },
}
]])

t.write("twins.lua", [[
return mapping {
  name = "twins",
  source = { table = "twins_docs", key = bigint "id", document = "doc" },
  into "twins_row" {
    each = "/r/p", key = { "id", "no" }, columns = { id = source "id", no = text(20) "@no" },
  },
}
]])

local edge = rowan.mapping.load("edge.lua")
local named = rowan.mapping.load("named.lua")

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. quote(name))
end

local function drop_source(name)
  pcall(source_conn.exec, source_conn, "DROP TABLE " .. source_conn:quote(name))
end

-- Empty tables for a mapping, and these documents in its source.
local function prepare(m, documents)
  for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
  drop_source(m.source.table)
  for _, own in ipairs { "ledger", "run", "feed", "mapping", "version" } do drop("rowan_" .. own) end
  local status, _, err = t.rowan("init", m.file, "--tables")
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(source_conn:ddl("source", m)) do source_conn:exec(statement) end
  if documents then
    source_conn:insert(m.source.table, { m.source.key, "doc" }, documents)
  end
end

local function run(m, settings)
  settings = settings or {}
  settings.mapping = m
  settings.workers = settings.workers or 2
  return t.job(settings):run()
end

local function rows(sql, ...)
  return conn:query(sql, ...)
end

local function failures()
  local found = {}
  for _, row in ipairs(rows "SELECT doc_key, reason FROM rowan_ledger WHERE status = 'failed'") do
    found[row.doc_key] = row.reason
  end
  return found
end

t.test("an empty source table", function()
  prepare(edge)
  local result = run(edge)
  t.equal({ result.outcome, result.loaded, result.failed, result.total }, { "done", 0, 0, 0 })
  local status, out = t.rowan("run", "edge.lua", "--quiet")
  t.equal(status, 0)
  t.contains(out, "is empty")
end)

-- The server, or the file's program, makes it: no statement carries so much. (MariaDB takes no such document.)
local large = {
  postgresql = { "INSERT INTO edge_docs VALUES (2, '<r><a>' || repeat('x', 300000000) || '</a></r>')", 150 },
  sqlite = { "INSERT INTO edge_docs VALUES (2, '<r><a>' || hex(zeroblob(150000000)) || '</a></r>')", 450 },
}

t.test("a document of 300 MB is refused before it is read, and its neighbours load", function()
  local statement, megabytes = table.unpack(large[source_conn.dialect] or {})
  if not statement then return t.skip("a document of 300 MB", "no statement of this database makes one") end
  prepare(edge, { { 1, "<r><a>one</a></r>" }, { 3, "<r><a>three</a></r>" } })
  source_conn:exec(statement)
  local result = run(edge, { workers = 1 })
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 2, 1 })
  t.equal(failures(), { ["2"] = "limit" })
  t.contains(rows("SELECT message FROM rowan_ledger WHERE doc_key = '2'")[1].message, "more than 268435456 bytes")
  if result.peak_memory > megabytes * 1000000 then
    error(("a worker took %.0f MB"):format(result.peak_memory / 1000000))
  end
  drop_source "edge_docs"
end)

t.test("a view with two documents of one key: the second one is not counted as loaded", function()
  prepare(edge)
  drop_source "edge_docs"
  drop_source "edge_base"
  t.exec_on(source_conn, "CREATE TABLE edge_base (id BIGINT NOT NULL, doc TEXT)")
  source_conn:exec "CREATE VIEW edge_docs AS SELECT id, doc FROM edge_base"
  source_conn:insert("edge_base", { "id", "doc" },
    { { 1, "<r><a>x</a></r>" }, { 2, "<r><a>x</a></r>" }, { 2, "<r><a>x</a></r>" }, { 3, "<r><a>x</a></r>" } })
  local ok, result = pcall(run, edge, { workers = 1 })
  source_conn:exec "DROP VIEW edge_docs"
  drop_source "edge_base"
  t.equal(ok, true, result)
  t.equal(rows("SELECT count(*) AS n FROM edge_row")[1].n, 3)
  t.equal({ result.outcome, result.loaded, result.failed, result.rows }, { "done", 3, 0, 3 })
end)

t.test("documents of 30 bytes and of 20 MB, character for character", function()
  local piece = "Größe – 日本語 – 𠮷 & so on, " -- two, three and four bytes a character
  local long = piece:rep(20 * 1024 * 1024 // #piece)
  prepare(edge, {
    { 1, "<r n='1'><a>tiny</a></r>" },
    { 2, "<r n='2'><a>" .. long:gsub("&", "&amp;") .. "</a></r>" },
    { 3, "<r/>" },
    { 4, "<?xml version='1.0' encoding='utf-16'?><r><a/></r>" },
    { 5, "\u{FEFF}<r><a>" .. piece:gsub("&", "&amp;") .. "</a></r>" },
  })
  local result = run(edge)
  t.equal({ result.loaded, result.failed }, { 5, 0 })
  local got = rows "SELECT id, a FROM edge_row ORDER BY id"
  t.equal(got[1].a, "tiny")
  t.equal(#got[2].a, #long)
  t.equal(got[2].a == long, true)
  t.equal(got[3].a, nil)
  t.equal(got[4].a, "")
  t.equal(got[5].a, piece)
end)

t.test("markup, in a column of the database's own kind and in one of texts", function()
  t.write("markup.lua", [[
    return mapping {
      name = "markup",
      source = { table = "markup_docs", key = bigint "id", document = "doc" },
      namespaces = { p = "urn:p" },
      into "markup_row" {
        each = "/p:r", key = { "id" },
        columns = { id = source "id", whole = xml "p:a", content = xml { "p:a", inner = true } },
      },
    }
  ]])
  local m = rowan.mapping.load("markup.lua")
  local content = ('größer &lt; <b x="\\\\{1,2}">&quot;</b>, '):rep(30000)
  local document = "<r xmlns='urn:p'><a>" .. content .. "</a></r>"
  prepare(m, { { 1, document }, { 2, "<r xmlns='urn:p'><a/></r>" } })
  t.equal(conn:check(m, source_conn), {})
  t.equal(run(m).loaded, 2)
  if conn.dialect == "postgresql" then
    t.equal(rows "SELECT pg_typeof(whole) AS t FROM markup_row"[1].t, "xml")
  end
  local got = rows "SELECT id, whole, content FROM markup_row ORDER BY id"
  t.equal(got[1].whole == '<a xmlns="urn:p">' .. content .. "</a>", true)
  t.equal(got[1].content == (content:gsub("<b", '<b xmlns="urn:p"')), true)
  t.equal({ got[2].whole, got[2].content }, { '<a xmlns="urn:p"/>' })
  drop("markup_row")
  conn:exec("CREATE TABLE markup_row (id BIGINT NOT NULL PRIMARY KEY, whole VARCHAR(40), content INTEGER)")
  local findings = conn:check(m, source_conn)
  t.contains(findings[1].message, "holds 40 characters, the mapping sets no limit")
  t.contains(findings[2].message, ", the mapping has xml")
end)

t.test("keys a million apart, negative ones, and the largest", function()
  local documents = {}
  local keys = { -9223372036854775807, -1000000, 0, 7, 1000007, 2000007, 3000000000, 9223372036854775807 }
  for i, key in ipairs(keys) do documents[i] = { key, "<r><a>x</a></r>" } end
  prepare(edge, documents)
  local result = run(edge, { chunk = 3, page = 2 })
  t.equal({ result.loaded, result.chunks }, { #keys, 3 })
  local got = {}
  for i, row in ipairs(rows "SELECT id FROM edge_row ORDER BY id") do got[i] = row.id end
  t.equal(got, keys)
end)

t.test("keys that are texts: every one is loaded once, whatever the database sorts them like", function()
  local documents, keys = {}, { "10", "9", "a", "B", "b", "é", "Z", "zz", "日本", "with 'quotes'", 'and "these"', "A-1" }
  for i, key in ipairs(keys) do documents[i] = { key, "<r>" .. i .. "</r>" } end
  if source_conn.dialect == "mariadb" then table.remove(documents, 5) end -- its default collation takes b for B
  prepare(named, documents)
  local result = run(named, { chunk = 4, page = 3 })
  t.equal({ result.loaded, result.failed, result.already_loaded }, { #documents, 0, 0 })
  for _, document in ipairs(documents) do
    local row = rows("SELECT v FROM named_row WHERE doc_no = ?", document[1])[1]
    t.equal(row and ("<r>" .. row.v .. "</r>"), document[2], document[1])
  end
  t.equal(run(named).loaded, 0)
end)

t.write("long.lua", (t.read("named.lua"):gsub("text%(40%)", "text(600)"):gsub('"named"', '"long"')))

local function no_long_keys()
  if not t.babelfish(source_conn) then return false end
  t.skip("keys of 190 characters and more", t.no_long_keys)
  return true
end

-- A digit is enough to tell long keys apart, and a text that looks like what the ledger keeps of one is a key, too.
t.test("keys of any length that the database indexes are loaded once, and found again", function()
  if no_long_keys() then return end
  local m = rowan.mapping.load("long.lua")
  local long = ("schlüssel/%"):rep(50)
  local documents = { { "a", "<r>1</r>" }, { "z", "<r>2</r>" } }
  for i, key in ipairs { long, long .. "1", long .. "2", ("x"):rep(189), ("x"):rep(190), ("x"):rep(191),
    ("x"):rep(125) .. "#" .. ("0"):rep(64), conn:ledger_key(long .. "1"):sub(1, 400) } do
    documents[#documents + 1] = { key, ("<r>%d</r>"):format(i) }
  end
  documents[#documents + 1] = { long .. "bad", "<r>no number</r>" }
  for _, size in ipairs { 1, 2, 7 } do
    prepare(m, documents)
    local result = run(m, { chunk = size, page = size, commit = size })
    t.equal({ result.outcome, result.loaded, result.failed, result.restarts }, { "done", 10, 1, 0 })
    t.equal(rows("SELECT COUNT(*) AS n FROM named_row")[1].n, 10)
    result = run(m)
    t.equal({ result.outcome, result.loaded, result.failed, result.already_loaded }, { "done", 0, 0, 0 })
  end
  local kept = rows("SELECT doc_key FROM rowan_ledger WHERE status = 'failed'")[1].doc_key
  t.equal(kept, conn:ledger_key(long .. "bad"))
  local _, shown = t.rowan("status", "long.lua")
  t.contains(shown, kept:sub(1, 60))
  t.equal(t.rowan("retry", "long.lua", "--key", long), 2)
  t.equal(t.rowan("retry", "long.lua", "--key", long .. "bad"), 0)
  t.equal(run(m).failed, 1)
  t.equal(t.rowan("retry", "long.lua", "--key", kept), 0)
  t.equal(run(m, { from = long .. "a", to = long .. "z" }).failed, 1)
end)

-- A server that sorts by the beginnings of texts puts such keys in any order, and the last one ends the run.
t.test("the last keys of a source may be the same for hundreds of characters", function()
  if no_long_keys() then return end
  local m = rowan.mapping.load("long.lua")
  local same = ("k"):rep(500)
  prepare(m, { { "b", "<r>1</r>" }, { same, "<r>2</r>" }, { same .. "2", "<r>3</r>" }, { same .. "1", "<r>4</r>" } })
  for _, loaded in ipairs { 4, 0 } do
    local result = run(m)
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", loaded, 0 })
  end
  t.equal(rows("SELECT COUNT(*) AS n FROM named_row")[1].n, 4)
end)

t.test("a NULL document, an empty one, and one of another kind fail each with its reason", function()
  prepare(edge, { { 1, nil }, { 2, "" }, { 3, "<other/>" }, { 4, "<r n='1,5'/>" }, { 5, "<r><a>good</a></r>" } })
  local result = run(edge)
  t.equal({ result.loaded, result.failed }, { 1, 4 })
  t.equal(failures(), { ["1"] = "null", ["2"] = "xml", ["3"] = "nothing", ["4"] = "value" })
end)

t.test("two rows of one document with one key fail it before the database is asked", function()
  prepare(rowan.mapping.load("twins.lua"), { { 1, "<r><p no='a'/><p no='b'/></r>" },
    { 2, "<r><p no='a'/>\n<p no='c'/><p no='a'/></r>" }, { 3, "<r><p no='a'/></r>" } })
  local result = run(rowan.mapping.load("twins.lua"), { workers = 1 })
  t.equal({ result.loaded, result.failed }, { 2, 1 })
  t.equal(failures(), { ["2"] = "duplicate" })
  t.equal(rows("SELECT message FROM rowan_ledger WHERE status = 'failed'")[1].message,
    'line 2, /r/p[3]: twins_row (twins.lua:4): a second row with the key id = 2, no = "a"; the first is at line 1, '
    .. "/r/p[1]")
end)

t.test("a full page of only bad documents does not stop the run", function()
  local documents = {}
  for i = 1, 60 do documents[i] = { i, i <= 50 and "<r><a>" or "<r><a>good</a></r>" } end
  prepare(edge, documents)
  local result = run(edge, { page = 10, chunk = 25, commit = 4 })
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 10, 50 })
  t.equal(run(edge).total, 0)
end)

t.test("a document that the database refuses fails alone, in a group with good ones", function()
  local documents = {}
  for i = 1, 30 do documents[i] = { i, "<r n='" .. i .. "'><a>x</a></r>" } end
  prepare(edge, documents)
  conn:exec("INSERT INTO edge_row (id, a) VALUES (17, 'there already')")
  local result = run(edge, { workers = 1, commit = 30 })
  t.equal({ result.loaded, result.failed, result.already_loaded }, { 29, 1, 0 })
  t.equal(failures(), { ["17"] = "database" })
  t.equal(rows("SELECT COUNT(*) AS n FROM edge_row")[1].n, 30)
end)

t.test("a transaction per document, and one for all", function()
  for _, commit in ipairs { 1, 1000 } do
    local documents = {}
    for i = 1, 40 do documents[i] = { i, "<r n='" .. i .. ".25'><a>" .. i .. "</a></r>" } end
    prepare(edge, documents)
    t.equal(run(edge, { commit = commit }).loaded, 40)
    local sum = rows "SELECT COUNT(*) AS n, SUM(id) AS s FROM edge_row"[1]
    t.equal({ sum.n, tonumber(sum.s) }, { 40, 820 })
  end
end)

t.test("from and to are inclusive; limit counts; both at once are refused", function()
  local documents = {}
  for i = 1, 50 do documents[i] = { i * 10, "<r/>" } end
  prepare(edge, documents)
  t.equal(run(edge, { from = "100", to = "200", chunk = 4 }).loaded, 11)
  t.equal(run(edge, { limit = 7, chunk = 3 }).loaded, 7)
  t.equal(rows("SELECT MAX(id) AS m FROM edge_row WHERE id < 100")[1].m, 70)
  t.equal(run(edge, { from = "495" }).loaded, 1)
  t.equal(t.rowan("run", "edge.lua", "--limit", "1", "--from", "1"), 2)
  t.equal(run(edge).loaded, 50 - 11 - 7 - 1)
end)

t.test("a target table that lacks a column is found before the first document", function()
  prepare(edge, { { 1, "<r/>" } })
  drop("edge_row")
  conn:exec("CREATE TABLE edge_row (id BIGINT NOT NULL PRIMARY KEY, a VARCHAR(10), amout DECIMAL(12, 2))")
  local message = t.raises("edge.lua:6: table edge_row, column amount: " .. (t.source and "target: " or "")
    .. "the table has no such column", run, edge)
  t.contains(message, 'did you mean "amout"?')
  t.equal(rows("SELECT COUNT(*) AS n FROM rowan_ledger")[1].n, 0)
  local status, _, err = t.rowan("run", "edge.lua", "--quiet")
  t.equal(status, 2)
  t.contains(err, "column amount")
end)

t.test("no ledger: the message names the command that makes it", function()
  prepare(edge, { { 1, "<r/>" } })
  drop("rowan_ledger")
  t.raises("rowan init", run, edge)
  t.equal((t.rowan("run", "edge.lua", "--quiet")), 3)
end)

t.test("no such source table", function()
  prepare(edge)
  drop_source "edge_docs"
  t.raises("edge_docs", run, edge)
end)

if t.source then
  t.finish() -- what follows is about one statement, or one database
end

-- The plan of the paging query as one text.
local function explain(m)
  local sql = conn:pager_sql(m)
  local parts = {}
  local prefix = ({ sqlite = "EXPLAIN QUERY PLAN ", postgresql = "EXPLAIN ", mariadb = "EXPLAIN " })[conn.dialect]
  sql = sql:gsub("%?", "'edge'", 1):gsub("%?", "500", 1)
  for _, row in ipairs(rows(prefix .. sql)) do
    local cells = {}
    for name, value in pairs(row) do cells[#cells + 1] = name .. "=" .. tostring(value) end
    table.sort(cells)
    parts[#parts + 1] = table.concat(cells, " ")
  end
  return table.concat(parts, "\n")
end

-- Documents of the same key in the other schema must not be read; the mapping itself names no schema.
t.test("a source in another schema than the target", function()
  local schema = ({ postgresql = "edge_inbox", mariadb = "edge_inbox", sqlserver = "edge_inbox", sqlite = "main" })
    [conn.dialect]
  if not schema then return end
  prepare(edge, conn.dialect ~= "sqlite" and { { 1, "<r n='9'/>" } } or nil)
  local moved = rowan.mapping.load("edge.lua", { source_schema = schema })
  if conn.dialect ~= "sqlite" then
    pcall(conn.exec, conn, "DROP TABLE edge_inbox.edge_docs")
    pcall(conn.exec, conn, "DROP SCHEMA edge_inbox")
    conn:exec "CREATE SCHEMA edge_inbox"
    for _, statement in ipairs(conn:ddl("source", moved)) do conn:exec(statement) end
  end
  local docs = quote(schema) .. ".edge_docs"
  conn:exec("INSERT INTO " .. docs .. " (id, doc) VALUES (1, '<r n=''1''/>'), (2, '<r n=''2''/>')")
  t.equal(conn:count_documents(moved), 2)
  t.exits(0, "run", "edge.lua", "--source-schema", schema, "--quiet")
  t.equal(rows "SELECT count(*) AS n FROM edge_row WHERE amount = id"[1].n, 2)
  t.equal(run(moved).loaded, 0)
  if conn.dialect ~= "sqlite" then
    conn:exec "DROP TABLE edge_inbox.edge_docs"
    conn:exec "DROP SCHEMA edge_inbox"
  end
end)

t.test("the paging query seeks in the ledger, also when that is large", function()
  if conn.dialect == "sqlserver" then return t.skip("the plan of the paging query", t.no_plan) end
  prepare(edge)
  local batch, documents = {}, {}
  for i = 1, 20000 do
    batch[i] = { "edge", tostring(i), "loaded", 1, 1, "r", "2026-01-01 00:00:00" }
    documents[i] = { i, "<r/>" }
  end
  conn:insert("edge_docs", { "id", "doc" }, documents)
  conn:insert("rowan_ledger", { "feed", "doc_key", "status", "sent", "stored", "run_id", "logged_at" }, batch)
  if conn.dialect == "postgresql" then
    conn:exec "ANALYZE rowan_ledger"
    conn:exec "ANALYZE edge_docs"
  elseif conn.dialect == "sqlite" then
    conn:exec "ANALYZE"
  end
  local plan = explain(edge)
  if conn.dialect == "sqlite" then
    t.contains(plan, "SEARCH l USING PRIMARY KEY (feed=? AND doc_key=?)")
  elseif conn.dialect == "postgresql" then
    t.contains(plan, "rowan_ledger_pkey")
    t.equal(plan:find("Seq Scan on rowan_ledger", 1, true), nil, plan)
    t.equal(plan:find("Hash", 1, true), nil, plan)
  elseif conn.dialect == "mariadb" then
    t.contains(plan, "key=PRIMARY")
    t.equal(plan:find("table=l type=ALL", 1, true), nil, plan)
  end
  t.equal(run(edge).loaded, 0)
end)

t.finish()
