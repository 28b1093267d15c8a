-- rowan init: the ledger and, if wanted, the target tables.

local cli = require "lib.cli"
local ledger = require "lib.ledger"

local parser = cli.parser("init", "Create rowan's tables (the ledger) in the mapping's target schema, or bring those "
  .. "of an older rowan up to date. What exists is left as it is.", {
  { "my.lua --connect warehouse", "create the ledger in the database of DSN warehouse" },
  { "my.lua --tables", "create the target tables, too" },
  { "my.lua --tables --dry-run", "print the statements, run none" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
parser:flag("--tables", "Create the mapping's target tables as well.")
parser:flag("--dry-run", "Print the statements and run none.")

local args = parser:parse()
local m = cli.load(args)
cli.note_name(m, args)
local conn <close> = cli.connect(args, parser, "target")

local statements = ledger.statements(conn, m)
if args.tables then
  local targets = conn:ddl("target", m, true)
  table.move(targets, 1, #targets, #statements + 1, statements)
end

-- Tables with what is to be said of them, before anything is made.
local tables = ledger.tables(conn, m)
local was_there = {}
for _, t in ipairs(args.tables and m.tables or {}) do
  tables[#tables + 1] = conn:quote(t.name, m.target.schema)
end
for i = #tables, 1, -1 do -- a table may be filled by several into
  if was_there[tables[i]] ~= nil then
    table.remove(tables, i)
  else
    was_there[tables[i]] = ledger.can_read(conn, tables[i])
  end
end

-- A dialect that has no IF NOT EXISTS makes no table twice.
local function is_made(statement)
  for name, there in pairs(was_there) do
    if there and statement:find("CREATE TABLE " .. name .. " (", 1, true) == 1 then return true end
  end
end

for _, statement in ipairs(statements) do
  if args.dry_run then
    print(statement .. ";\n")
  elseif not is_made(statement) then
    conn:exec(statement)
  end
end

if not args.dry_run then
  for _, name in ipairs(tables) do
    print(("%-10s %s"):format(was_there[name] and "was there" or "created", name))
  end
  for _, name in ipairs(ledger.drop_empty(conn, m)) do
    print(("%-10s %s, which was empty"):format("dropped", name))
  end
  print(("Next: %s"):format(cli.command("run", args)))
end
