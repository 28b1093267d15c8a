-- Domains of PostgreSQL, over one another: what is checked, written and carried is what they are made from. Others
-- have none. tests/database/run calls it per database. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
if not t.postgresql then
  t.skip("domains", "they are PostgreSQL's")
  t.finish()
  return
end

local domains = t.mapping("domains.lua", [[
return mapping {
  name = "domains",
  source = { table = "check_docs", key = integer "id", document = "doc" },
  into "check_row" {
    each = "/r", key = { "id" },
    columns = {
      id     = source "id",
      code   = text(4) "code",
      amount = decimal(6, 2) "amount",
      state  = enum { A = "open", B = "shut" } "state",
      born   = date "born",
      tags   = text "tags",
      filled = text(5) { "filled", omit_missing = true },
    },
  },
}
]])

local made = {
  "DOMAIN check_code AS varchar(6)", "DOMAIN check_short AS check_code", "DOMAIN check_shorter AS check_short NOT NULL",
  "DOMAIN check_money AS numeric(8,2)", "DOMAIN check_price AS check_money",
  "TYPE check_state AS ENUM ('open', 'shut')", "DOMAIN check_one AS check_state", "DOMAIN check_two AS check_one",
  "DOMAIN check_day AS date", "DOMAIN check_birthday AS check_day",
  "DOMAIN check_list AS text[]", "DOMAIN check_tags AS check_list",
  "DOMAIN check_filled AS varchar(5) DEFAULT 'full'", "DOMAIN check_full AS check_filled",
  "DOMAIN check_number AS integer", "DOMAIN check_id AS check_number NOT NULL",
}

local function make_types()
  for i = #made, 1, -1 do pcall(t.conn.exec, t.conn, "DROP " .. made[i]:gsub(" AS.*", "") .. " CASCADE") end
  for _, text in ipairs(made) do t.conn:exec("CREATE " .. text) end
end

local function make_tables(columns)
  make_types()
  t.sql("CREATE TABLE check_docs (id check_id PRIMARY KEY, doc text);\nCREATE TABLE check_row (id check_id PRIMARY KEY, "
    .. columns .. ");\n")
end

local fitting = "code check_short, amount check_price, state check_two, born check_birthday, tags text, "
  .. "filled check_full NOT NULL"

t.case("domains over domains fit as what they are made from", function()
  make_tables(fitting)
  t.expect(domains, "")
end)

t.case("each of them may refuse NULL, the last has the length", function()
  make_tables((fitting:gsub("code check_short", "code check_shorter"):gsub("check_price", "check_short"):gsub("tags text", "tags check_tags")))
  t.expect(domains, [[
warning 8 check_row.code: a value may be missing, the column is NOT NULL: say required or default, or drop that
    -- the domain check_shorter refuses NULL: change it, or give the column another type
error 9 check_row.amount: the column holds 6 characters, decimal(6,2) may have 9
    -- the domain check_short and what it demands go away with this
    ALTER TABLE "check_row" ALTER COLUMN "amount" TYPE varchar(9);
error 12 check_row.tags: the column is text[], the mapping has text
    -- the domain check_tags and what it demands go away with this
    ALTER TABLE "check_row" ALTER COLUMN "tags" TYPE text;
]])
end)

t.case("rows are written, keys are paged", function()
  make_tables(fitting)
  local rows = {}
  for i = 1, 30 do
    rows[i] = { i, ("<r><code>x%d</code><amount>%d.50</amount><state>%s</state><born>2024-02-29</born>"
      .. "<tags>a</tags></r>"):format(i, i, i % 2 == 0 and "A" or "B") }
  end
  t.conn:insert("check_docs", { "id", "doc" }, rows)
  local result = t.job { mapping = domains, chunk = 7, page = 3,
    log_level = "error" }:run()
  t.equal({ result.loaded, result.failed }, { 30, 0 })
  t.equal(t.conn:query "SELECT count(*) AS n, sum(amount) AS sum, min(tags) AS tag, min(filled) AS filled, \z
    count(DISTINCT code) AS codes, min(CAST(state AS text)) AS state FROM check_row"[1],
    { n = 30, sum = "480.00", tag = "a", filled = "full", codes = 30, state = "open" })
end)

t.finish()
