-- rowan check: is a mapping right, and does it fit the database?

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local words = require "lib.words"

local parser = cli.parser("check", "Check a mapping. With a database, compare it with the tables there and say "
  .. "everything that does not fit.", {
  { "my.lua", "check the mapping alone" },
  { "my.lua --connect warehouse", "check it against the database of DSN warehouse" },
})
cli.add_mapping(parser)
cli.add_connection(parser)

local function show_tables(m)
  local rows, columns = {}, 0
  for i, t in ipairs(m.tables) do
    local calls = 0
    for _, column in ipairs(t.columns) do
      calls = calls + (column.via and 1 or 0)
    end
    columns = columns + #t.columns
    rows[i] = { t.name, t.parent or "", #t.columns, calls, table.concat(t.key, ", "), t.each }
  end
  cli.print_table {
    columns = { "table", "child of", { "columns", right = true }, { "calls", right = true }, "key", "each" },
    rows = rows,
  }
  return columns
end

-- "credit.lua:31: error: contact.birth_date: message"
local function show_findings(findings)
  local errors = 0
  for _, f in ipairs(findings) do
    errors = errors + (f.error and 1 or 0)
    local place = f.line > 0 and ("%s:%d"):format(f.file, f.line) or f.file
    print(("%s: %s: %s%s: %s"):format(place, f.error and "error" or "warning", f.table,
      f.column and "." .. f.column or "", f.message))
  end
  return errors
end

local args = parser:parse()
local m = cli.load(args)
local columns = show_tables(m)
print(("%s: %s, %s; documents come from %s.%s"):format(m.name, words.count_of(#m.tables, "table"),
  words.count_of(columns, "column"), m.source.table, m.source.document))

if not cli.database(args) then
  print("The mapping is right. Say --connect to compare it with a database.")
  return cli.exit.done
end

local conn <close> = cli.connect(args, parser)
local findings = conn:check(m)
local errors = show_findings(findings)
if errors > 0 then
  print(("The mapping does not fit the database: %s."):format(words.count_of(errors, "error")))
  return cli.exit.usage
end
if not ledger.is_there(conn, m) then
  print(("There is no ledger yet: %s"):format(cli.command("init", args)))
end
print(#findings == 0 and "The mapping fits the database."
  or ("The mapping fits the database, with %s."):format(words.count_of(#findings, "warning")))
return cli.exit.done
