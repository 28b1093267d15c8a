-- Documents that come again with another revision: a run puts the rows of the new text in the place of the old ones,
-- and tries no text twice. tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local mapping = [[
return mapping {
  name = "again",
  source = { table = "check_docs", key = %s, document = "doc"%s },
  into "check_row" {
    each = "/r", key = { "no" }, columns = { no = text(20) "@no", %s, n = integer "@n" },
    children = { into "check_line" { each = "l", key = { "no", "i" },
      columns = { no = parent "no", i = position(), v = text(20) "@v" } } },
  },
}
]]
local by_id = 'k = source "id"'

local function write(revision, key, columns)
  t.write("again.lua", mapping:format(key or 'bigint "id"', revision and ", revision = " .. revision or "", columns or by_id))
end

local tables = [[
CREATE TABLE check_row (no VARCHAR(20) NOT NULL PRIMARY KEY, k BIGINT NOT NULL, n INTEGER);
CREATE TABLE check_line (no VARCHAR(20) NOT NULL, i INTEGER NOT NULL, v VARCHAR(20), PRIMARY KEY (no, i),
  FOREIGN KEY (no) REFERENCES check_row (no));
INSERT INTO check_row VALUES ('foreign', 99, 0);
INSERT INTO check_line VALUES ('foreign', 1, 'f');
]]

local function case(name, body)
  t.drop("check_line", "check_row")
  pcall(t.source_conn.exec, t.source_conn, "DROP TABLE check_docs")
  t.case(name, body)
end

local function document(no, n)
  return ("<r no='%s' n='%d'><l v='%d'/><l v='b'/></r>"):format(no, n, n)
end

local function insert(id, doc, revision)
  t.conn:exec("INSERT INTO check_docs (id, doc, updated) VALUES (?, ?, ?)", id, doc, revision)
end

local function change(id, doc, revision)
  t.conn:exec("UPDATE check_docs SET doc = ?, updated = ? WHERE id = ?", doc, revision, id)
end

local fractions = t.mariadb and "TIMESTAMP(6) NULL" or "TIMESTAMP"
local function prepare(column, revision)
  write(revision)
  t.sql("CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT, updated " .. column .. ");\n" .. tables)
end

local function all_rows()
  local lines = {}
  for _, query in ipairs { "SELECT no, k, n FROM check_row ORDER BY no", "SELECT no, i AS k, v AS n FROM check_line ORDER BY no, i" } do
    for _, row in ipairs(t.conn:query(query)) do lines[#lines + 1] = ("%s %s %s"):format(row.no, row.k, row.n) end
  end
  return table.concat(lines, "\n")
end

-- "1 loaded 3 at REVISION", and the text that was tried last where it is another one.
local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, stored, revision, tried_revision FROM rowan_ledger ORDER BY doc_key") do
    local revision, tried = rawget(row, "revision"), rawget(row, "tried_revision")
    list[i] = ("%s %s %d%s%s"):format(row.doc_key, row.status, row.stored, revision and " at " .. revision or "",
      tried ~= revision and " tried " .. tostring(tried) or "")
  end
  return table.concat(list, ", ")
end

local function run(status, ...)
  local got = rowan.json.decode((t.exits(status, "run", "again.lua", "--quiet", "--json", ...)))
  return { got.loaded, got.failed, got.already_loaded }
end

local function rows_as_if_only_these()
  local got = all_rows()
  t.exits(0, "unload", "again.lua", "--from", "1", "--forget")
  run(0)
  t.equal(got, all_rows())
end

case("a run loads what is new and what has another revision, older or newer, and nothing twice", function()
  prepare(fractions, 'timestamp "updated"')
  for i = 1, 4 do insert(i, document("d" .. i, i), "2024-05-01 10:00:00") end
  t.equal(run(0), { 4, 0, 0 })
  t.equal(run(0), { 0, 0, 0 })
  t.contains(t.exits(0, "run", "again.lua", "--quiet"), "are in the ledger, with its revision")
  change(1, document("d1", 11), "2024-05-01 10:00:00.5")
  change(2, document("d2", 12), "2024-04-30 10:00:00") -- older is another one, too
  change(3, document("d3", 13), "2024-05-01 10:00:00") -- the same: nobody says that it changed
  change(4, document("d4", 14), nil)
  insert(5, document("d5", 5), "2024-05-02 00:00:00")
  t.equal(run(0), { 4, 0, 0 })
  t.equal(ledger(), "1 loaded 3 at 2024-05-01 10:00:00.5, 2 loaded 3 at 2024-04-30 10:00:00, 3 loaded 3 at 2024-05-01 10:00:00, "
    .. "4 loaded 3 at , 5 loaded 3 at 2024-05-02 00:00:00")
  t.equal(all_rows(), "d1 1 11\nd2 2 12\nd3 3 3\nd4 4 14\nd5 5 5\nforeign 99 0\nd1 1 11\nd1 2 b\nd2 1 12\nd2 2 b\n"
    .. "d3 1 3\nd3 2 b\nd4 1 14\nd4 2 b\nd5 1 5\nd5 2 b\nforeign 1 f")
  t.equal(run(0), { 0, 0, 0 })
  change(4, document("d4", 24), "2024-05-01 10:00:00")
  t.equal(run(0, "--workers", "2", "--limit", "7"), { 1, 0, 0 })
  change(3, document("d3", 3), "2024-05-01 10:00:00")
  rows_as_if_only_these()
end)

case("a refused revision leaves the older rows, and is tried again when it is another one, or by retry", function()
  prepare("VARCHAR(20)", 'text(20) "updated"')
  for i = 1, 3 do insert(i, document("d" .. i, i), "a") end
  change(3, "<r", "a")
  t.equal(run(1), { 2, 1, 0 })
  t.equal(ledger(), "1 loaded 3 at a, 2 loaded 3 at a, 3 failed 0 tried a")
  local before = all_rows()
  change(1, "<r no='d1' n='x'/>", "b") -- the mapping refuses it
  change(2, document("foreign", 2), "b") -- and the database this one
  local out = t.exits(1, "run", "again.lua", "--quiet")
  t.contains(out, "2 documents refused; rows of the older texts are there as before:")
  t.contains(out, '"x" is not an integer') -- and why
  local stale = "1 stale 3 at a tried b, 2 stale 3 at a tried b, 3 failed 0 tried a"
  t.equal({ all_rows(), ledger() }, { before, stale })
  t.equal(run(0), { 0, 0, 0 }) -- no text twice
  t.contains(t.exits(0, "run", "again.lua", "--quiet"), "with its revision, 1 as failed, 2 as stale: rowan status again.lua")
  t.contains(t.exits(0, "status", "again.lua"), '"x" is not an integer')
  t.contains(t.exits(0, "retry", "again.lua", "--key", "1"), "1 document will be loaded again by the next run")
  t.equal(run(1), { 0, 1, 0 })
  t.equal({ all_rows(), ledger() }, { before, stale })
  t.contains(t.exits(0, "retry", "again.lua"), "3 documents will be loaded again by the next run")
  change(1, document("d1", 1), "b")
  t.contains(t.exits(1, "run", "again.lua", "--quiet"),
    "2 documents refused: 1 failed and left no rows, 1 stale: rows of the older texts are there as before:")
  t.equal(ledger(), "1 loaded 3 at b, 2 stale 3 at a tried b, 3 failed 0 tried a")
  change(2, document("d2", 2), "c")
  change(3, document("d3", 3), "b") -- failed, with another text
  t.equal(run(0), { 2, 0, 0 })
  t.equal(ledger(), "1 loaded 3 at b, 2 loaded 3 at c, 3 loaded 3 at b")
  change(3, "<r", "d")
  t.equal(run(1), { 0, 1, 0 })
  change(3, document("d3", 3), "b") -- back to the text that was loaded
  t.equal(run(0), { 1, 0, 0 })
  rows_as_if_only_these()
end)

case("what was unloaded stays away whatever its revision, and reload takes the text of now", function()
  prepare("BIGINT", 'bigint "updated"')
  for i = 1, 2 do insert(i, document("d" .. i, i), i) end
  t.equal(run(0), { 2, 0, 0 })
  t.exits(0, "unload", "again.lua", "--key", "1")
  change(1, document("d1", 5), 7)
  t.equal(run(0), { 0, 0, 0 })
  t.equal(ledger(), "1 unloaded 0, 2 loaded 3 at 2")
  t.exits(0, "reload", "again.lua", "--key", "1", "--quiet")
  change(2, document("d2", 6), 2)
  t.exits(0, "reload", "again.lua", "--key", "2", "--quiet") -- also where the revision is the same
  t.equal(ledger(), "1 loaded 3 at 7, 2 loaded 3 at 2")
  t.equal(run(0), { 0, 0, 0 })
  rows_as_if_only_these()
end)

case("a document that becomes one of another kind loses its rows, and gets new ones when it is of this kind again", function()
  prepare("BIGINT")
  t.write("again.lua", (mapping:format('bigint "id"', ', revision = bigint "updated"', by_id):gsub('name = "again",',
    "%0 when = expr [[ exists(/r) ]],")))
  for i = 1, 3 do insert(i, document("d" .. i, i), 1) end
  t.equal(run(0), { 3, 0, 0 })
  change(1, "<other/>", 2)
  change(2, "<r no='d2' n='x'/>", 2)
  change(3, "<other/>", 2)
  t.equal(run(1), { 0, 1, 0 })
  t.equal(ledger(), "1 skipped 0 tried 2, 2 stale 3 at 1 tried 2, 3 skipped 0 tried 2")
  t.equal(run(0), { 0, 0, 0 })
  change(1, document("d1", 7), 3)
  change(2, "<other/>", 3)
  change(3, "<r", 3)
  t.equal(run(1), { 1, 1, 0 })
  t.equal(ledger(), "1 loaded 3 at 3, 2 skipped 0 tried 3, 3 failed 0 tried 3")
  change(2, document("d2", 2), 4)
  change(3, "<other/>", 4)
  t.equal(run(0), { 1, 0, 0 })
  change(2, "<r", 5)
  change(3, "<r", 5)
  t.equal(run(1), { 0, 2, 0 })
  change(3, "<", 6)
  t.equal(run(1), { 0, 1, 0 })
  change(2, document("d2", 2), 6)
  change(3, document("d3", 2), 7)
  t.equal(run(0), { 2, 0, 0 })
  rows_as_if_only_these()
end)

case("without the word nothing is replaced, and with it what was loaded without is loaded once again", function()
  prepare("BIGINT")
  insert(1, document("d1", 1), 1)
  t.equal(run(0), { 1, 0, 0 })
  change(1, document("d1", 2), 2)
  t.equal(run(0), { 0, 0, 0 })
  write 'bigint "updated"'
  t.equal(run(0), { 1, 0, 0 })
  t.equal(run(0), { 0, 0, 0 })
  t.equal(ledger(), "1 loaded 3 at 2")
  rows_as_if_only_these()
end)

case("keys of several columns, and long ones", function()
  write('decimal(9, 3) "updated"', '{ text(300) "id", bigint "part" }', 'k = source "id", p = source "part"')
  local bytes = t.source_conn.dialect == "mariadb" and " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" or ""
  t.sql("CREATE TABLE check_docs (id VARCHAR(300)" .. bytes .. " NOT NULL, part BIGINT NOT NULL, doc TEXT, updated DECIMAL(9, 3), PRIMARY KEY (id, part));\n"
    .. (tables:gsub("k BIGINT NOT NULL", "k VARCHAR(300) NOT NULL, p BIGINT NOT NULL"):gsub("99", "'x', 99")))
  local long = ("é/"):rep(120)
  for i, key in ipairs { "a", long } do
    for part = 1, 2 do
      t.conn:exec("INSERT INTO check_docs VALUES (?, ?, ?, ?)", key, part, document(("d%d%d"):format(i, part), i), 1.5)
    end
  end
  t.equal(run(0), { 4, 0, 0 })
  t.equal(run(0), { 0, 0, 0 })
  t.conn:exec("UPDATE check_docs SET doc = ?, updated = 1.501 WHERE id = ? AND part = 2", document("d22", 7), long)
  t.conn:exec("UPDATE check_docs SET doc = ?, updated = 1.502 WHERE id = 'a' AND part = 1", document("d11", 8))
  t.equal(run(0), { 2, 0, 0 })
  t.equal(tonumber(t.conn:query("SELECT SUM(n) AS n FROM check_row")[1].n), 1 + 2 + 7 + 8)
  t.equal(run(0), { 0, 0, 0 })
end)

case("a digest is looked at when it is asked for", function()
  prepare("BIGINT", "digest()")
  for i = 1, 4 do insert(i, document("d" .. i, i), i) end
  change(4, nil, 4)
  t.equal(run(1), { 3, 1, 0 })
  change(1, document("d1", 7), 1)
  change(2, "<r no='d2' n='x'/>", 1)
  t.equal(run(0), { 0, 0, 0 })
  t.equal(run(1, "--changed"), { 1, 1, 2 })
  t.equal(run(0, "--changed"), { 0, 0, 4 }) -- the text that was refused is the same
  t.equal((ledger():gsub("sha256:%x+", "x")), "1 loaded 3 at x, 2 stale 3 at x tried x, 3 loaded 3 at x, 4 failed 0 tried ")
  t.contains(t.exits(0, "retry", "again.lua", "--key", "2"), "run again.lua --changed")
  t.equal(run(1, "--changed"), { 0, 1, 3 })
  change(2, document("d2", 2), 1)
  change(4, document("d4", 2), 1)
  t.equal(run(0, "--changed"), { 2, 0, 2 })
  write 'bigint "updated"'
  local _, err = t.exits(2, "run", "again.lua", "--quiet", "--changed")
  t.contains(err, "again.lua: --changed is for a mapping with revision = digest(): by a column changes are seen anyway")
  t.raises("again.lua: changed is for a mapping with revision = digest(): by a column", function()
    t.job({ mapping = rowan.mapping.load "again.lua", changed = true }):run()
  end)
  write "digest()"
  rows_as_if_only_these()
end)

case("a table whose rows cannot be found again stops the run before it begins", function()
  prepare("BIGINT", 'bigint "updated"')
  write('bigint "updated"', nil, 'k = constant(1)')
  insert(1, document("d1", 1), 1)
  local _, err = t.exits(2, "run", "again.lua", "--quiet")
  t.contains(err, "nothing was changed: see rowan check --reload")
  t.contains(t.exits(2, "check", "again.lua"), "check_row")
end)

-- Two runs at once, of which one is killed, with workers of both dying under way.
local hostile = [[
run() { exec "$ROWAN" run again.lua --quiet --workers 2 --chunk 60 --commit 7 --retry-least-ms 10 --retry-most-ms 50; }
(run) >/dev/null 2>&1 & first=$!
(run) >/dev/null 2>&1 & second=$!
for round in 1 2 3; do
  sleep 0.2
  for worker in $(ps -o pid= --ppid "$first" --ppid "$second"); do kill -9 "$worker"; done 2>/dev/null
done
kill -9 "$second" 2>/dev/null
wait
]]

case("documents change, come and vanish while workers are killed and two runs go at once", function()
  prepare("BIGINT", 'bigint "updated"')
  t.sql "UPDATE check_row SET k = 9999 WHERE no = 'foreign';\n"
  math.randomseed(17)
  local source = {}
  local function set(id, n)
    local doc = document("d" .. id, n)
    if source[id] then change(id, doc, n) else insert(id, doc, n) end
    source[id] = n
  end
  for id = 1, 300 do set(id, id) end
  t.write("hostile.sh", hostile)
  for round = 1, 3 do
    os.execute("ROWAN='" .. os.getenv "ROWAN" .. "' sh hostile.sh")
    for id = 1, 320 do
      local dice = math.random(6)
      if dice <= 2 then
        set(id, 1000 * round + id)
      elseif dice == 3 and source[id] then
        t.conn:exec("DELETE FROM check_docs WHERE id = ?", id)
        source[id] = nil
      end
    end
  end
  os.execute("ROWAN='" .. os.getenv "ROWAN" .. "' sh hostile.sh")
  t.exits(0, "run", "again.lua", "--quiet")
  t.exits(0, "unload", "again.lua", "--gone", "--forget")
  t.equal(run(0), { 0, 0, 0 })
  local wanted = { ["foreign 9999 0"] = true, ["foreign 1 f"] = true }
  for id, n in pairs(source) do
    for _, row in ipairs { ("d%d %d %d"):format(id, id, n), ("d%d 1 %d"):format(id, n), ("d%d 2 b"):format(id) } do wanted[row] = true end
  end
  for row in all_rows():gmatch "[^\n]+" do
    t.equal(wanted[row], true, row)
    wanted[row] = nil
  end
  t.equal(next(wanted), nil)
end)

t.drop("check_line", "check_row")
t.finish()
