-- Load documents of files by a run, into tables that rowan init makes: each is loaded or refused as `try` says.
--
--   rowan load.lua MAPPING CONTRACT DATABASE DOCUMENT...

local rowan = require "rowan"

local files = table.pack(table.unpack(arg))
local mapping, _, database = table.unpack(files, 1, 3)
local connect = "Driver=SQLite3;Database=" .. database
local m = rowan.mapping.load(mapping, { schema = "main" })

local function sh(...)
  local words = {}
  for i, word in ipairs { os.getenv "ROWAN", ... } do
    words[i] = "'" .. word:gsub("'", "'\\''") .. "'"
  end
  assert(os.execute(table.concat(words, " ") .. " >/dev/null"), "rowan " .. table.concat({ ... }, " "))
end

local rows, wanted, counts = {}, 0, {}
for i = 4, #files do
  local file <close> = assert(io.open(files[i], "rb"))
  local text = file:read "a"
  local ok, tables = pcall(m.rows, m, text, { [m.source.key] = tostring(i) })
  rows[#rows + 1] = { i, text }
  if ok then
    wanted = wanted + 1
    for _, made in ipairs(tables) do
      counts[made.table] = (counts[made.table] or 0) + #made.rows
    end
  end
end

sh("init", mapping, "--tables", "--schema", "main", "--connect", connect)
local conn <close> = rowan.odbc.connect(connect)
for _, statement in ipairs(conn:ddl("source", m)) do
  conn:exec(statement)
end
conn:insert(m.source.table, { m.source.key, m.source.document }, rows)
local result = rowan.job { mapping = m, connect = connect, workers = 2, log_level = "error" }:run()
if result.outcome ~= "done" or result.loaded + result.failed ~= #rows then
  error(("%s: %d loaded, %d failed of %d"):format(result.outcome, result.loaded, result.failed, #rows))
end
-- Keys of two documents made at random may be equal: those the database refuses, and only those.
for _, failure in ipairs(conn:query "SELECT reason, message FROM rowan_ledger WHERE status = 'failed'") do
  if failure.reason == "database" then
    wanted = wanted - 1
    counts = nil
  end
end
if result.loaded ~= wanted then
  error(("%d loaded, not %d"):format(result.loaded, wanted))
end
for name, count in pairs(counts or {}) do
  local there = conn:query("SELECT COUNT(*) AS n FROM " .. conn:quote(name))[1].n
  if there ~= count then
    error(("%s: %d rows, not %d"):format(name, there, count))
  end
end
print(("%d documents loaded, %d refused"):format(result.loaded, result.failed))
