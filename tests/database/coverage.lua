-- What a run says of paths and values, added up over workers: nothing of it is lost with a document that fails.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn

t.write("seen.lua", [[
return mapping {
  name = "seen",
  source = { table = "seen_docs", key = bigint "id", document = "doc" },
  into "seen_row" {
    each = "/r", key = { "id" },
    columns = {
      id    = source "id",
      late  = text(9) "late",
      slip  = integer { "a/slip", default = 5 },
      word  = text(3) { "w", too_long = "cut" },
      whole = integer { "n", rounding = "down", bad = "missing" },
      gone  = text(9) { "g", null_if = { "N/A" } },
      two   = text(9)(expr "coalesce(no, w)"),
    },
    children = {
      into "seen_part" {
        each = "p[@kind = 'x']", key = { "id", "n" },
        columns = { id = parent "id", n = position(), v = text(9) "@v" },
      },
    },
  },
}
]])

local seen = rowan.mapping.load("seen.lua")

for _, name in ipairs { "seen_part", "seen_row", "seen_docs", "rowan_ledger", "rowan_run", "rowan_feed",
  "rowan_mapping", "rowan_version" } do
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end
assert(t.rowan("init", "seen.lua", "--tables") == 0)
for _, statement in ipairs(conn:ddl("source", seen)) do conn:exec(statement) end

-- 200 documents: late is only in the last one; each tenth fails behind what it had.
local documents = {}
for i = 1, 200 do
  local late = i == 200 and "<late>x</late>" or ""
  documents[i] = { i, ("<r>%s<a/><w>%s</w><n>1.5</n><g>N/A</g><p kind='%s'/></r>"):format(late,
    i % 2 == 0 and "long" or "ok", i % 10 == 0 and "x" or "y") }
  if i % 10 == 1 then
    documents[i][2] = "<r><a/><w>long</w><w>two</w></r>"
  end
end
conn:insert("seen_docs", { "id", "doc" }, documents)

local function by_column(list)
  local found = {}
  for _, entry in ipairs(list) do
    found[entry.column .. (entry.within and " in " .. entry.within or "")] = entry
  end
  return found
end

t.test("paths and values are counted over all workers of a run", function()
  local result = t.job { mapping = seen, workers = 2, chunk = 50 }:run()
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 180, 20 })
  local unmatched = by_column(result.coverage.unmatched)
  t.equal({ unmatched.slip.path, unmatched.slip.reached, unmatched.slip.line }, { "a/slip", "a", 9 })
  t.equal({ unmatched.two.path, unmatched.v.path }, { "no", "@v" })
  t.equal(#result.coverage.unmatched, 3)
  local changed = by_column(result.coverage.changed)
  t.equal({ changed.slip.default, changed.word.too_long, changed.whole.rounding, changed.gone.null_if },
    { 180, 100, 180, 180 })
  t.equal(#result.coverage.changed, 4)
  local row, part = table.unpack(result.coverage.intos)
  t.equal({ row.matched, row.rows, part.matched, part.rows }, { 180, 180, 20, 20 })
end)

t.test("the summary shows three, JSON all", function()
  conn:exec("DELETE FROM " .. conn:quote("seen_part"))
  conn:exec("DELETE FROM " .. conn:quote("seen_row"))
  conn:exec("DELETE FROM " .. conn:quote("rowan_ledger"))
  local status, out = t.rowan("run", "seen.lua", "--quiet")
  t.equal(status, 1)
  t.contains(out, [[
No match in any row of this run:
  seen.lua:9: seen_row.slip "a/slip" (a is there)
  seen.lua:13: seen_row.two "no"
  seen.lua:18: seen_part.v "@v"
Values that an option made something else of:
  seen_row.gone: 180 null_if
  seen_row.slip: 180 default
  seen_row.whole: 180 rounding
  and 1 more: --json has all
]])
  local _, nothing = t.rowan("run", "seen.lua", "--quiet", "--json")
  local result = rowan.json.decode(nothing)
  t.equal({ #result.coverage.unmatched, #result.coverage.changed }, { 0, 0 })
  t.contains(nothing, '"unmatched":[]')
end)

t.finish()
