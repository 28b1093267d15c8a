-- rowan plan: what was understood of a mapping.

local cli = require "lib.cli"
local notes = require "lib.notes"

local parser = cli.parser("plan", "Print what rowan understood of a mapping: tables in the order they are written, "
  .. "columns, types, paths. CALL marks a column that calls a Lua function for every row. Needs no database.", {
  { "mappings/orders.lua", "print the plan of the order mapping" },
  { "my.lua --schema test", "the same for another target schema" },
})
cli.add_mapping(parser)

local args = parser:parse()
local m = cli.load(args)
io.write(m:plan_text())
notes.write(notes.of_mapping(m))
