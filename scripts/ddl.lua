-- rowan ddl: the tables of a mapping and the ledger as SQL, without a database.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local rowan = require "rowan"

local names = rowan.odbc.dialects
local all_names = table.concat(names, ", ", 1, #names - 1) .. " or " .. names[#names]

local parser = cli.parser("ddl", "Print the statements that make rowan's tables (the ledger) and the mapping's target "
  .. "tables with their keys, for a database that has none of them yet. Needs no database.", {
  { "my.lua --dialect postgresql", "print all tables in the words of PostgreSQL" },
  { "my.lua --dialect mariadb --schema lake >tables.sql", "the same for another database and schema, into a file" },
}, "The schema is to be there. What a database that is there still lacks: rowan init --tables --dry-run.")
cli.add_mapping(parser)
parser:option("--dialect", ("The database: %s."):format(all_names)):argname("NAME"):count(1)

-- The driver of a database that nobody described says what its types are called, and how it quotes.
local function need_dialect(name)
  if cli.has(names, name) then
    return rowan.odbc.dialect(name)
  elseif name == "generic" then
    parser:error("--dialect: what types and quotes of a generic database are only its driver knows: "
      .. "rowan init --tables --dry-run asks it, and prints the statements")
  end
  parser:error(('--dialect: there is no dialect "%s"; known are %s'):format(name, table.concat(names, ", ")))
end

local args = parser:parse()
local dialect = need_dialect(args.dialect)
local m = cli.load(args)
local statements = ledger.first_statements(dialect, m)
local targets = dialect:ddl("target", m, true)
table.move(targets, 1, #targets, #statements + 1, statements)
for _, statement in ipairs(statements) do
  print(statement .. ";\n")
end
