-- Every mapping that ships, on the database of $ROWAN_CONNECT: init --tables makes its tables, a run loads its
-- document, and the tables hold as many rows as `try` shows, with its values. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
local source_conn = t.source_conn
local root = arg[0]:gsub("tests/database/[^/]*$", "")

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end

-- What tables hold more than once is counted together.
local function wanted_rows(m, xml)
  local counts, first = {}, {}
  for _, made in ipairs(assert(m:rows(xml, { [m.source.key] = "1" }))) do
    counts[made.table] = (counts[made.table] or 0) + #made.rows
    first[made.table] = first[made.table] or #made.rows > 0 and made or nil
  end
  return counts, first
end

-- A text column of the first row must come back as it was made.
local function compare_texts(m, name, made)
  for _, planned in ipairs(m.tables) do
    for c, column in ipairs(planned.columns) do
      local value = made.rows[1][c]
      if planned.name == name and column.type:find "^text" and value and column.from == "path" then
        local found = conn:query(("SELECT COUNT(*) AS n FROM %s WHERE %s = ?"):format(conn:quote(name),
          conn:quote(column.name)), value)[1].n
        if found == 0 then error(("%s.%s: no row holds %q"):format(name, column.name, value)) end
      end
    end
    if planned.name == name then return end
  end
end

for _, name in ipairs { "orders", "credit", "invoice", "article", "survey", "statement", "einvoice" } do
  t.test(name, function()
    local m = rowan.mapping.load(root .. "mappings/" .. name .. ".lua")
    local xml = t.read(root .. "tests/mapping/" .. name .. "/doc.xml")
    for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
    for _, other in ipairs { m.source.table, "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping",
      "rowan_version" } do drop(other) end
    t.equal((t.rowan("init", m.file, "--tables")), 0)
    t.drop_text_keys(name)
    pcall(source_conn.exec, source_conn, "DROP TABLE " .. source_conn:quote(m.source.table))
    for _, statement in ipairs(source_conn:ddl("source", m)) do source_conn:exec(statement) end
    source_conn:insert(m.source.table, { m.source.key, m.source.document }, { { 1, xml } })
    for _, finding in ipairs(conn:check(m, source_conn)) do
      if finding.severity == "error" then error(finding.message) end
    end
    local result = t.job { mapping = m, workers = 1 }:run()
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 1, 0 })
    local counts, first = wanted_rows(m, xml)
    for table_name, count in pairs(counts) do
      local there = conn:query("SELECT COUNT(*) AS n FROM " .. conn:quote(table_name))[1].n
      t.equal(there, count, table_name)
      if first[table_name] then compare_texts(m, table_name, first[table_name]) end
    end
    for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
  end)
end

t.finish()
