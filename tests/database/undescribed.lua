-- A database that nobody described, as one of those that are: nobody knows whether its ledger tells `a` from `A`, so it
-- is tried out, and a run that would take two documents for one does not begin.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

t.write("undescribed.lua", [[
return mapping {
  name = "undescribed",
  source = { table = "undescribed_docs", key = text(20) "k", document = "doc" },
  into "undescribed_row" { each = "/r", key = { "k" }, columns = { k = source "k" } },
}
]])

local own = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version" }

local function rowan_through_generic(...)
  local command = ("env ROWAN_DIALECT=generic '%s' %s undescribed.lua >command.out 2>command.err"):format(
    os.getenv "ROWAN", table.concat({ ... }, " "))
  local _, _, status = os.execute(command)
  return status, t.read "command.out", t.read "command.err"
end

-- The ledger has keys of this collation; nil: as the database has them.
local function prepare(collation)
  t.drop("undescribed_row", "undescribed_docs", table.unpack(own))
  t.conn:exec(("CREATE TABLE undescribed_docs (k VARCHAR(20) %s PRIMARY KEY, doc VARCHAR(100))"):format(
    collation or ""))
  t.conn:insert("undescribed_docs", { "k", "doc" }, { { "b", "<r/>" }, { "c", "<r/>" } })
  t.equal(rowan_through_generic("init", "--tables"), 0)
  if not collation then return end
  t.conn:exec "DROP TABLE rowan_ledger"
  t.conn:exec(([[CREATE TABLE rowan_ledger (feed VARCHAR(100) NOT NULL, doc_key VARCHAR(190) %s NOT NULL,
    status VARCHAR(10) NOT NULL, reason VARCHAR(24), message VARCHAR(4000), sent INTEGER NOT NULL,
    stored INTEGER NOT NULL, rejected INTEGER DEFAULT 0 NOT NULL, revision VARCHAR(190), tried_revision VARCHAR(190),
    tried INTEGER DEFAULT 1 NOT NULL,
    mapping_hash VARCHAR(16), run_id VARCHAR(40) NOT NULL, logged_at TIMESTAMP NOT NULL,
    PRIMARY KEY (feed, doc_key))]]):format(collation))
end

local function count(name) return t.conn:query("SELECT count(*) AS n FROM " .. name)[1].n end

local loose = {
  sqlite = { { "COLLATE NOCASE", "A" }, { "COLLATE RTRIM", "a " } },
  mariadb = {
    { "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", "A" }, { "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "a " },
  },
  postgresql = { { "COLLATE undescribed_ci", "A" } },
}
local exact = {
  sqlite = "COLLATE BINARY", mariadb = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin", postgresql = 'COLLATE "C"',
}

if t.postgresql then
  pcall(t.conn.exec, t.conn,
    "CREATE COLLATION undescribed_ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
end

if t.sqlserver then
  t.skip("a database that nobody described", "transactions of SQL Server are begun in its own words")
end
for _, case in ipairs(t.by_dialect(loose) or {}) do
  t.test("a ledger that takes a for another key: " .. case[1], function()
    prepare(case[1])
    local status, out = rowan_through_generic "check"
    t.equal(status, 2)
    t.contains(out, ('the ledger takes the key "%s" for another one'):format(case[2]))
    local began, _, err = rowan_through_generic("run", "--quiet")
    t.equal(began ~= 0, true)
    t.contains(err, "a collation that compares bytes")
    t.equal({ count "rowan_ledger", count "undescribed_row" }, { 0, 0 })
  end)
end

if t.by_dialect(exact) then
  t.test("a ledger that compares bytes: the trial leaves nothing", function()
    prepare(t.by_dialect(exact))
    t.equal(rowan_through_generic "check", 0)
    t.equal(count "rowan_ledger", 0)
    t.equal(rowan_through_generic("run", "--quiet"), 0)
    t.equal({ count "rowan_ledger", count "undescribed_row" }, { 2, 2 })
  end)
end

t.drop("undescribed_row", "undescribed_docs", table.unpack(own))
t.finish()
