-- A second session that gets in the way of a run, as other programs on a busy database do:
--
--   rowan tests/process/rival.lua deadlock ROUNDS    deadlocks in which the run's transaction is the one that goes
--   rowan tests/process/rival.lua hold SECONDS       keeps what every transaction of a run needs
--   rowan tests/process/rival.lua claim FILE         holds document 5 until it is killed; FILE says so
--   rowan tests/process/rival.lua audit              makes triggers by which transactions are in each other's way
--
-- It prints how many of its own transactions were refused.

local rowan = require "rowan"

local conn <close> = rowan.odbc.connect(os.getenv "ROWAN_CONNECT", os.getenv "ROWAN_PASSWORD")
local what, number = arg[1], tonumber(arg[2])
local claim = [[INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at)
  VALUES ('endless', '5', 'loaded', 0, 0, 'rival', CURRENT_TIMESTAMP)]]
local refused = 0

local function sleep(seconds) os.execute("sleep " .. seconds) end

-- Lock contact, wait until somebody waits for it - holding the ledger, which comes first - and ask for that.
local lock_both = [[
DO $$
BEGIN
  SET LOCAL deadlock_timeout = '4s';
  LOCK TABLE contact IN EXCLUSIVE MODE;
  FOR i IN 1..200 LOOP
    EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE relation = 'contact'::regclass AND NOT granted);
    PERFORM pg_sleep(0.01);
  END LOOP;
  LOCK TABLE rowan_ledger IN EXCLUSIVE MODE;
END $$]]

local rounds = {
  postgresql = function() conn:exec(lock_both) end,
  -- Of two, InnoDB rolls the one back that has changed fewer rows.
  mariadb = function()
    conn:transaction(function()
      conn:exec "INSERT INTO ballast SELECT seq FROM seq_1_to_20000"
      conn:exec "UPDATE audit_second SET n = n + 1"
      sleep(0.3)
      conn:exec "UPDATE audit_first SET n = n + 1"
    end)
  end,
}

local audits = {
  -- Whoever writes contacts changes one and the same row.
  postgresql = {
    "CREATE TABLE audit (n bigint)",
    "INSERT INTO audit VALUES (0)",
    [[CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN UPDATE audit SET n = n + 1; PERFORM pg_sleep(0.01); RETURN NULL; END']],
    "CREATE TRIGGER noted AFTER INSERT ON contact EXECUTE FUNCTION note()",
  },
  mariadb = {
    "CREATE TABLE ballast (n bigint)",
    "CREATE TABLE audit_first (n bigint)",
    "CREATE TABLE audit_second (n bigint)",
    "INSERT INTO audit_first VALUES (0)",
    "INSERT INTO audit_second VALUES (0)",
    "CREATE TRIGGER noted_first AFTER INSERT ON application FOR EACH ROW UPDATE audit_first SET n = n + 1",
    "CREATE TRIGGER noted_second AFTER INSERT ON contact FOR EACH ROW UPDATE audit_second SET n = n + 1",
  },
}

local keeps = {
  postgresql = "LOCK TABLE rowan_ledger IN EXCLUSIVE MODE",
  mariadb = "UPDATE audit_second SET n = n + 1",
  sqlite = "UPDATE rowan_run SET settings = settings",
}

if what == "audit" then
  for _, sql in ipairs(audits[conn.dialect]) do conn:exec(sql) end
elseif what == "deadlock" then
  for _ = 1, number do
    if not pcall(rounds[conn.dialect]) then refused = refused + 1 end
  end
elseif what == "claim" then
  conn:transaction(function()
    conn:exec(claim)
    io.open(arg[2], "w"):close()
    while true do sleep(1) end -- which keeps the connection open for as long, on MariaDB
  end)
elseif what == "hold" then
  conn:transaction(function()
    conn:exec(keeps[conn.dialect])
    sleep(number)
  end)
end
print(refused)
