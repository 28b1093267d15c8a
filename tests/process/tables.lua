-- Prints every row that a mapping's tables, the ledger and rowan_reject hold, in an order of its own, without what
-- differs from run to run:   rowan tests/process/tables.lua MAPPING
-- Or what a statement gives, its columns a and b:   rowan tests/process/tables.lua --sql 'SELECT ...'

local rowan = require "rowan"

local conn <close> = rowan.odbc.connect(os.getenv "ROWAN_CONNECT", os.getenv "ROWAN_PASSWORD")

-- nil, "" and "NULL" must not look the same.
local function show(value)
  if value == nil then
    return "-"
  end
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end

local function print_table(schema, name, columns)
  local quoted, numbers = {}, {}
  for i, column in ipairs(columns) do
    quoted[i] = conn:quote(column)
    numbers[i] = tostring(i)
  end
  local sql = ("SELECT %s FROM %s ORDER BY %s"):format(table.concat(quoted, ", "), conn:quote(name, schema),
    table.concat(numbers, ", "))
  for row in conn:each(sql) do
    local values = {}
    for i, column in ipairs(columns) do
      values[i] = show(row[column])
    end
    print(name .. "\t" .. table.concat(values, "\t"))
  end
end

-- What all runs together did with rows of tables with a conflict rule: each row of a document was sent once.
local function print_counts(mapping)
  for row in conn:each(([[SELECT table_name, SUM(inserted) AS inserted, SUM(inserted + updated + kept) AS sent FROM %s
    GROUP BY table_name ORDER BY table_name]]):format(conn:quote("rowan_run_rows", mapping.target.schema))) do
    print(("rowan_run_rows\t%s\t%d\t%d"):format(row.table_name, tonumber(row.inserted), tonumber(row.sent)))
  end
end

local function print_all(mapping)
  local numbered = false
  for _, t in ipairs(mapping.tables) do
    local columns = {}
    for _, column in ipairs(t.columns) do
      numbered = numbered or column.numbered
      columns[#columns + 1] = column.from ~= "run" and not column.numbered and column.name or nil
    end
    print_table(mapping.target.schema, t.name, columns)
  end
  print_table(mapping.target.schema, "rowan_ledger",
    { "feed", "doc_key", "status", "reason", "sent", "stored", "rejected" })
  if mapping.lineage then
    local columns = { "feed", "doc_key", "part", "table_name", "key_columns" }
    columns[#columns + 1] = not numbered and "row_keys" or nil
    print_table(mapping.target.schema, "rowan_lineage", columns)
  end
  if mapping.counts_rows and not mapping.source.revision then -- texts that change are sent more than once
    print_counts(mapping)
  end
  local ledger = conn:quote("rowan_ledger", mapping.target.schema)
  local some = conn:query(("SELECT COUNT(*) AS n FROM %s WHERE rejected > 0"):format(ledger))[1].n
  if tonumber(some) > 0 then -- a mapping without bad_row may have no such table
    print_table(mapping.target.schema, "rowan_reject",
      { "feed", "doc_key", "reject_no", "table_name", "row_no", "place", "column_name", "bad_value", "reason",
        "message" })
  end
end

if arg[1] == "--sql" and not arg[2]:find "^%s*SELECT" then
  conn:exec(arg[2])
elseif arg[1] == "--sql" then
  for row in conn:each(arg[2]) do
    local b = rawget(row, "b") -- where the question has it
    print(tostring(row.a) .. (b ~= nil and " " .. tostring(b) or ""))
  end
else
  print_all(rowan.mapping.load(arg[1]))
end
