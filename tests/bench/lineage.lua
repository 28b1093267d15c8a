-- What recording keys of rows costs: a mapping whose tables do not hold the document's key, with lineage = true and
-- without, loaded by turns into the database of $ROWAN_CONNECT. A document makes 20 rows in two tables that are
-- recorded.   rowan tests/bench/lineage.lua [DOCUMENTS [ROUNDS]]

local rowan = require "rowan"

local documents, rounds = math.tointeger(tonumber(arg[1] or 20000)), math.tointeger(tonumber(arg[2] or 5))
local conn = rowan.odbc.connect(os.getenv "ROWAN_CONNECT")
local folder = os.tmpname()
os.remove(folder)

local function write(name, lineage)
  local path = ("%s.%s.lua"):format(folder, name)
  local file <close> = assert(io.open(path, "w"))
  file:write(([[
    return mapping {
      name = "%s", source = { table = "bench_docs", key = bigint "id", document = "doc" }, lineage = %s,
      into "bench_part" {
        each = "/r/p", key = { "no" },
        columns = { no = text(20) "@no", name = text(40) "@name", price = decimal(9, 2) "@price" },
      },
      into "bench_day" {
        each = "/r/d", key = { "no", "day" },
        columns = { no = text(20) "@no", day = date "@day", amount = integer "@amount" },
      },
    }]]):format(name, lineage))
  return path
end

local paths = { plain = write("plain", "false"), lineage = write("lineage", "true") }

local function fill()
  for _, name in ipairs { "bench_docs", "bench_part", "bench_day" } do pcall(conn.exec, conn, "DROP TABLE " .. name) end
  conn:exec "CREATE TABLE bench_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT NOT NULL)"
  conn:exec "CREATE TABLE bench_part (no VARCHAR(20) NOT NULL PRIMARY KEY, name VARCHAR(40), price DECIMAL(9, 2))"
  conn:exec "CREATE TABLE bench_day (no VARCHAR(20) NOT NULL, day DATE NOT NULL, amount INTEGER, PRIMARY KEY (no, day))"
  local rows = {}
  for id = 1, documents do
    local out = {}
    for i = 1, 10 do
      out[i] = ('<p no="P%d-%d" name="part number %d" price="%d.5"/>'):format(id, i, i, i)
        .. ('<d no="P%d" day="2024-01-%02d" amount="%d"/>'):format(id, i, i)
    end
    rows[#rows + 1] = { id, "<r>" .. table.concat(out) .. "</r>" }
    if #rows == 1000 or id == documents then
      conn:insert("bench_docs", { "id", "doc" }, rows)
      rows = {}
    end
  end
end

-- Seconds of a run into empty tables.
local function time(name)
  for _, each in ipairs { "bench_part", "bench_day", "rowan_ledger", "rowan_lineage" } do
    conn:exec("DELETE FROM " .. each)
  end
  local mapping = rowan.mapping.load(paths[name])
  local result = rowan.job { mapping = mapping, connect = os.getenv "ROWAN_CONNECT", workers = 1 }:run()
  assert(result.loaded == documents and result.rows == 20 * documents, "not all was loaded")
  return result.seconds
end

assert(os.execute(("'%s' init '%s' >/dev/null"):format(arg[-1] or os.getenv "ROWAN", paths.lineage)))
fill()
local ratios, plain = {}, {}
for i = 1, rounds do
  plain[i] = time "plain"
  ratios[i] = time "lineage" / plain[i]
end
for _, path in pairs(paths) do os.remove(path) end
table.sort(ratios)
table.sort(plain)
print(("%-10s %.0f documents/min without, with lineage %.2f times the time (%.2f to %.2f)"):format(conn.dialect,
  documents / plain[(rounds + 1) // 2] * 60, ratios[(rounds + 1) // 2], ratios[1], ratios[rounds]))
