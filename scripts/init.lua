-- rowan init: the ledger and, if wanted, the target tables.

local cli = require "lib.cli"
local format = require "lib.format"
local ledger = require "lib.ledger"

local parser = cli.parser("init", "Create rowan's tables (the ledger) in the mapping's target schema, or bring those "
  .. "of an older rowan up to date. What exists is left as it is. What a feed reads is recorded by its first run.", {
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

-- Ends the program where the schema is known to be missing: it is not made here, since a name may be a slip.
local function need_schema()
  local schema = conn:schema(m.target.schema)
  if schema and schema.name == "" then
    cli.fail("the connection has no schema of its own: say one in the mapping, or Database in the connection string",
      cli.exit.database)
  elseif not schema or schema.there or not schema.sees_all then
    return
  elseif not schema.made_by_sql then
    cli.fail(('there is no schema "%s"'):format(schema.name), cli.exit.database)
  end
  local statement = "CREATE SCHEMA " .. conn:quote(schema.name)
  if args.dry_run then
    print(statement .. ";\n")
  else
    cli.fail(('there is no schema "%s"; to make it: %s;'):format(schema.name, statement), cli.exit.database)
  end
end

need_schema()

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

-- What a run would refuse. The source, where it is another database, may be away.
local function check()
  local source <close> = cli.is_apart(args) and cli.connect(args, parser, "source") or nil
  return conn:check(m, source)
end

-- Tables that are missing, and how to go on.
local function show_next()
  local ok, findings = pcall(check)
  local missing, others = 0, 0
  for _, f in ipairs(ok and findings or {}) do
    if f.fix and f.fix:find "^CREATE TABLE" then
      print(("%-10s %s"):format("missing", conn:quote(f.table, m.target.schema)))
      missing = missing + 1
    elseif f.severity == "error" then
      others = others + 1
    end
  end
  if missing > 0 then
    print(("Next: %s --tables"):format(cli.command("init", args)))
  elseif others > 0 or not ok then
    print(("Next: %s%s"):format(cli.command("check", args), ok and (" (%s to mend)"):format(
      format.count_of(others, "error")) or ""))
  else
    print(("Next: %s"):format(cli.command("run", args)))
  end
end

if not args.dry_run then
  for _, name in ipairs(tables) do
    print(("%-10s %s"):format(was_there[name] and "was there" or "created", name))
  end
  for _, name in ipairs(ledger.drop_empty(conn, m)) do
    print(("%-10s %s, which was empty"):format("dropped", name))
  end
  show_next()
end
