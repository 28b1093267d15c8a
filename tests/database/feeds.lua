-- Feeds: what they read is recorded; the ledger of an older rowan is taken over; runs that died are told from those
-- that are under way; no mapping fills its own source. tests/database/run calls it per database.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local text = [[
return mapping {
  name = "feed",
  source = { table = "%s", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = bigint "@id" } },
}
]]
t.write("feed.lua", text:format "check_docs")
t.write("other.lua", text:format "check_doc")

local stamp = "'2024-01-01 00:00:00'"
local own = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version" }

local function count(from) return t.conn:query("SELECT COUNT(*) AS n FROM " .. from)[1].n end

-- Documents 1 to 3 in one table, 4 to 6 under the same keys in the other, the same target.
local function prepare()
  t.sql(t.docs .. t.docs:gsub("check_docs", "check_doc"))
  t.sql "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY);\n"
  for i = 1, 3 do
    t.sql(("INSERT INTO check_docs VALUES (%d, '<r id=\"%d\"/>');\n"):format(i, i))
    t.sql(("INSERT INTO check_doc VALUES (%d, '<r id=\"%d\"/>');\n"):format(i, i + 3))
  end
end

t.case("the same name over another source is refused with both, and has two ways out", function()
  prepare()
  t.exits(0, "run", "feed.lua", "--quiet")
  local out = t.exits(2, "check", "other.lua")
  t.contains(t.sideless(out), 'other.lua:1: error: check_doc: the feed "feed" reads the table ')
  -- Another server, or file, has its place behind the table; another database of the server stands before it.
  t.equal((out:find("check_docs of ", 1, true) or out:find("check_docs, not ", 1, true)) ~= nil, true, out)
  t.contains(out, ": --feed NAME gives")
  t.contains(out, "--moved says")
  local _, err = t.exits(2, "run", "other.lua", "--quiet")
  t.contains(err, "--feed NAME")
  t.equal(count "check_row", 3)
  t.exits(0, "check", "other.lua", "--feed", "second")
  t.exits(0, "run", "other.lua", "--feed", "second", "--quiet")
  t.equal(count "check_row", 6)
  t.contains(t.exits(0, "status", "other.lua", "--feed", "second"), "second\n")
  t.equal(count "rowan_ledger WHERE feed = 'second'", 3)
  t.equal(count "rowan_feed", 2)
  -- the same documents at another place: nothing is loaded twice
  t.contains(t.exits(0, "run", "other.lua", "--moved", "--quiet"), "nothing to load")
  t.exits(2, "run", "feed.lua", "--quiet")
  t.exits(2, "check", "feed.lua")
  t.exits(0, "check", "feed.lua", "--moved")
  t.exits(0, "run", "feed.lua", "--moved", "--quiet")
  t.equal(count "check_row", 6)
end)

t.case("a run that cannot begin moves nothing", function()
  prepare()
  local reads = "source_name FROM rowan_feed"
  t.exits(0, "run", "feed.lua", "--quiet")
  local before = t.conn:query("SELECT " .. reads)[1].source_name
  local _, err = t.exits(2, "run", "other.lua", "--moved", "--from", "x", "--quiet")
  t.contains(err, "is not a key of the source")
  t.equal(t.conn:query("SELECT " .. reads)[1].source_name, before)
  t.equal(count "rowan_run", 1)
  t.sql "ALTER TABLE check_row RENAME COLUMN id TO number;\n"
  t.exits(2, "run", "other.lua", "--moved", "--quiet")
  t.equal(t.conn:query("SELECT " .. reads)[1].source_name, before)
  t.sql "ALTER TABLE check_row RENAME COLUMN number TO id;\n"
  -- a slip in the feed's name would load all of it again
  _, err = t.exits(2, "run", "other.lua", "--moved", "--feed", "fed", "--quiet")
  t.contains(err, 'the feed "fed" is not recorded')
  t.equal(count "rowan_feed", 1)
  t.exits(0, "run", "other.lua", "--moved", "--quiet")
  t.equal(count "rowan_run", 2)
end)

t.case("a job says the feed; the mapping's text is kept once", function()
  prepare()
  local m = rowan.mapping.load "feed.lua"
  t.equal(m.feed, "feed")
  local job = { mapping = m, workers = 1, feed = "mine" }
  t.equal(t.job(job):run().loaded, 3)
  t.equal(t.job(job):run().loaded, 0)
  t.equal(count "rowan_run WHERE feed = 'mine'", 2)
  t.equal(t.conn:query("SELECT content FROM rowan_mapping WHERE part > 0")[1].content, t.read "feed.lua")
  t.equal(count "rowan_mapping WHERE part > 0", 1)
  t.equal(count "rowan_mapping WHERE part <= 0", 1) -- its table
  t.equal(count(("rowan_ledger WHERE mapping_hash = '%s' AND sent = 1 AND stored = 1 AND tried = 1"):format(m.hash)), 3)
  t.raises("1 to 100 characters", rowan.mapping.load, "feed.lua", { feed = "" })
end)

t.case("a run that gives no sign of life is silent, one that does is running", function()
  prepare()
  t.exits(0, "run", "feed.lua", "--quiet")
  t.sql(("INSERT INTO rowan_run (run_id, feed, version, mapping_hash, host, pid, heartbeat, started_at) VALUES " ..
    "('dead', 'feed', '', 'x', 'a', 7, %s, %s);\n"):format(stamp, stamp))
  t.sql(("INSERT INTO rowan_run (run_id, feed, version, mapping_hash, host, pid, heartbeat, started_at) VALUES " ..
    "('alive', 'feed', '', 'x', 'b', 8, '%s', %s);\n"):format(os.date "!%Y-%m-%d %H:%M:%S", stamp))
  t.sql "UPDATE rowan_ledger SET run_id = 'dead' WHERE doc_key <> '1';\n"
  local states = {}
  for _, run in ipairs(rowan.json.decode((t.exits(0, "status", "feed.lua", "--runs", "--json"))).runs) do
    states[run.outcome and "first" or run.run_id] = run.state .. " " .. run.loaded .. " " .. run.stored
  end
  t.equal(states, { first = "done 3 3", dead = "silent 2 2", alive = "running 0 0" })
  t.contains(t.exits(0, "status", "feed.lua", "--runs"), "dead: silent, process 7 on a, last sign of life 2024-01-01")
end)

local old = [[
CREATE TABLE processing_log (mapping VARCHAR(100) NOT NULL, doc_key VARCHAR(190) NOT NULL, status VARCHAR(10) NOT NULL,
  reason VARCHAR(24), message VARCHAR(200), row_count INTEGER NOT NULL, run_id VARCHAR(40) NOT NULL,
  logged_at TIMESTAMP NOT NULL, PRIMARY KEY (mapping, doc_key));
CREATE TABLE processing_run (run_id VARCHAR(40) NOT NULL PRIMARY KEY, mapping VARCHAR(100) NOT NULL,
  version VARCHAR(100) NOT NULL, hash VARCHAR(16) NOT NULL, settings VARCHAR(200), started_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP NULL, outcome VARCHAR(10), loaded BIGINT, failed BIGINT, row_count BIGINT);
]]

t.case("the ledger of an older rowan is taken over, once", function()
  t.drop("processing_log", "processing_run", table.unpack(own))
  prepare()
  t.sql(old)
  t.sql(("INSERT INTO processing_log VALUES ('feed', '1', 'loaded', NULL, NULL, 1, 'r', %s);\n" ..
    "INSERT INTO processing_log VALUES ('feed', '2', 'failed', 'xml', 'bad', 0, 'r', %s);\n" ..
    "INSERT INTO processing_run (run_id, mapping, version, hash, started_at, outcome, loaded, failed, row_count) " ..
    "VALUES ('r', 'feed', '7', 'abc', %s, 'done', 1, 1, 1);\n"):format(stamp, stamp, stamp))
  t.contains(t.exits(2, "check", "feed.lua"), "the ledger is the table processing_log of an older rowan; rowan init takes it over")
  local _, err = t.exits(3, "run", "feed.lua", "--quiet")
  t.contains(err, "rowan init takes it over")
  t.exits(0, "init", "feed.lua")
  t.equal(count "rowan_ledger WHERE feed = 'feed' AND doc_key = '1' AND sent = 1 AND mapping_hash = 'abc'", 1)
  t.equal(count "rowan_ledger WHERE status = 'failed' AND reason = 'xml' AND message = 'bad' AND stored = 0", 1)
  t.equal(count "rowan_run WHERE run_id = 'r' AND version = '7' AND loaded = 1 AND stored = 1", 1)
  t.equal(count "processing_log", 2) -- they stay
  t.exits(0, "retry", "feed.lua")
  t.exits(0, "init", "feed.lua")
  t.equal(count "rowan_ledger", 1) -- what is forgotten does not come back
  t.exits(0, "run", "feed.lua", "--quiet")
  t.equal(count "check_row", 2)
  t.drop("processing_log", "processing_run")
end)

t.case("an older ledger that cannot be taken over is not passed over", function()
  t.drop("processing_log", "processing_run", table.unpack(own))
  t.sql(old)
  t.sql "INSERT INTO processing_log VALUES ('feed', '1', 'loaded', NULL, NULL, 1, 'r', '2026-01-01 00:00:00');\n"
  t.drop "processing_run"
  local _, said = t.exits(3, "init", "feed.lua")
  local made = pcall(count, "rowan_version")
  t.drop "processing_log" -- before anything is compared: other tests begin without one
  t.contains(said, "cannot be taken over")
  t.equal(made, false)
end)

t.case("empty tables of an older rowan go, those of another program stay", function()
  t.drop("processing_log", "processing_run", table.unpack(own))
  t.sql(old)
  t.contains(t.exits(0, "init", "feed.lua"), "dropped")
  t.equal((pcall(count, "processing_log")), false)
  t.drop(table.unpack(own))
  t.sql "CREATE TABLE processing_log (log_id INTEGER PRIMARY KEY, app_id INTEGER, status VARCHAR(9));\n"
  t.exits(0, "init", "feed.lua")
  t.equal(count "processing_log", 0)
  t.equal(count "rowan_ledger", 0)
  t.drop "processing_log"
end)

t.case("a ledger that is too new or too old", function()
  prepare()
  t.sql(("INSERT INTO rowan_version VALUES (99, %s);\n"):format(stamp))
  local newer = "the ledger has version 99, this rowan knows version 3"
  local _, err = t.exits(3, "run", "feed.lua", "--quiet")
  t.contains(err, newer)
  _, err = t.exits(3, "init", "feed.lua")
  t.contains(err, newer)
  t.sql "DELETE FROM rowan_version WHERE version <> 1;\n"
  _, err = t.exits(3, "run", "feed.lua", "--quiet")
  t.contains(err, "the ledger has version 1, this rowan needs version 3; rowan init changes it")
  t.conn:exec "ALTER TABLE rowan_ledger DROP COLUMN tried_revision"
  t.exits(0, "init", "feed.lua")
  t.exits(0, "run", "feed.lua", "--quiet")
end)

t.case("parameters: where has them as values, the run's row keeps them, other ones are told", function()
  t.sql(t.docs)
  t.sql "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY, country VARCHAR(9));\n"
  for i = 1, 6 do
    t.sql(("INSERT INTO check_docs VALUES (%d, '<r/>');\n"):format(i))
  end
  t.write("param.lua", [=[
return mapping {
  name = "feed", parameters = { country = text(9), most = integer { default = 3 } },
  source = { table = "check_docs", key = bigint "id", document = "doc", where = expr [[ id <= $most ]] },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id", country = parameter "country" } },
}]=])
  local function values()
    return t.conn:query("SELECT parameters FROM rowan_run ORDER BY run_id DESC")[1].parameters
  end
  local _, err = t.exits(2, "run", "param.lua", "--quiet")
  t.contains(err, "param.lua:1: parameters.country: this parameter has no value: say --set country=VALUE (text(9))")
  t.contains(select(2, t.exits(2, "check", "param.lua")), "country: this parameter has no value")
  t.exits(0, "check", "param.lua", "--set", "country=O'Neil")
  _, err = t.exits(0, "run", "param.lua", "--quiet", "--chunk", "1", "--workers", "1", "--set", "country=O'Neil")
  t.equal(err, "")
  t.equal(count "check_row WHERE country = 'O''Neil'", 3)
  t.equal(values(), [[{"country":"O'Neil","most":"3"}]])
  -- a run id begins with its second
  t.sql "UPDATE rowan_run SET run_id = '20240101T000000-00000000';\n"
  _, err = t.exits(0, "run", "param.lua", "--quiet", "--set", "country=O'Neil", "--set", "most=5")
  t.contains(err, [[parameters differ from those of the feed's last run (20240101T000000-00000000); most = "5", was "3"]])
  t.equal({ count "check_row", values() }, { 5, [[{"country":"O'Neil","most":"5"}]] })
  t.contains(t.exits(0, "status", "param.lua"), "5")
  t.exits(0, "retry", "param.lua")
end)

-- In another database it is another table.
if not t.source then t.case("a mapping fills neither its source nor the ledger, however they are said", function()
  t.sql "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY, doc VARCHAR(90));\n"
  t.write("self.lua", (text:format "check_row"))
  local message = "check_row: this is the table that the documents come from; a mapping cannot fill it"
  local _, err = t.exits(2, "check", "self.lua")
  t.contains(err, "self.lua:4: " .. message)
  local here = t.sqlite and "main" or t.postgresql and "public" or t.sqlserver and "dbo" or t.conn:query("SELECT DATABASE() AS d")[1].d
  t.contains(t.exits(2, "check", "self.lua", "--schema", here), message)
  _, err = t.exits(2, "run", "self.lua", "--quiet", "--source-schema", here)
  t.contains(err, message)
end) end

t.finish()
