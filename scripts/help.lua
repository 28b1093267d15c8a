-- rowan help: the subcommands, a line each.

local rowan = require "rowan"

print(("rowan %s: XML documents of a database table become rows of other tables\n"):format(rowan.version))
print [[
usage: rowan SUBCOMMAND ARGUMENT...     rowan SUBCOMMAND --help shows its options and examples
       rowan SCRIPT.lua ARGUMENT...     run a script of your own
       rowan --version

To write a mapping:
  try      show the rows that a mapping makes of a document; needs no database
  plan     show what was understood of a mapping
  diff     show which rows change between two versions of a mapping
  words    show the words of the mapping language, with examples
  check    compare a mapping with the tables of a database
  ddl      print tables, keys and ledger as SQL for a database; needs none
  import   turn a JSON contract of an older loader into a mapping
  mock     fill a source table with mock credit applications

To load documents:
  init     create the ledger and, if wanted, the target tables
  run      load every document that is not in the ledger yet
  status   how many documents are loaded and failed, and why
  retry    forget failed documents, so that the next run loads them again
  reload   load documents again, in the place of their rows
  unload   take documents away, with all the rows that they made

The first steps:
  rowan try mappings/orders.lua tests/mapping/orders/doc.xml
  export ROWAN_CONNECT='Driver=SQLite3;Database=/tmp/rowan.db'
  rowan mock mappings/credit.lua --count 2000
  rowan init mappings/credit.lua --tables
  rowan run mappings/credit.lua]]
