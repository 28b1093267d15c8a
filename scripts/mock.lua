-- rowan mock: fill a source table with mock credit applications.

local cli = require "lib.cli"
local documents = require "lib.documents"
local mock = require "lib.mock_credit"
local rowan = require "rowan"
local format = require "lib.format"

local parser = cli.parser("mock", "Put mock credit applications into a mapping's source table, which is made when "
  .. "it is missing. A document depends on profile, seed and key alone: the same command makes the same documents.", {
  { "mappings/credit.lua --count 2000", "2,000 small documents (about 4 KB)" },
  { "mappings/credit.lua --count 500 --profile large", "500 documents of about 250 KB" },
  { "mappings/credit.lua --count 100000 --gaps --bad 1", "keys with holes, one document in a hundred defective" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
parser:option("--count", "How many documents."):argname("N"):convert(cli.whole(1, 1000000000))
parser:option("--profile", "Their size: small is about 4 KB, medium 60 KB, large 250 KB.")
  :choices { "small", "medium", "large" }:default("small")
parser:option("--seed", "Another seed makes other documents.")
  :argname("N"):convert(cli.whole(0)):default("1")
parser:option("--start", "The first key. Default: one after the greatest key in the table.")
  :argname("KEY"):convert(cli.whole(1, 1000000000000000))
parser:flag("--gaps", "Leave holes in the keys, small ones and some of a million.")
parser:option("--bad", "Percent of documents with a defect.")
  :argname("PERCENT"):convert(cli.number(0, 100)):default("0")

local args = parser:parse()
if not args.count then
  parser:error("how many documents? say --count N")
end

local BATCH_BYTES = 4 * 1024 * 1024

local m = cli.load(args)
local make = mock.generator { profile = args.profile, seed = args.seed, gaps = args.gaps, bad = args.bad }

if m.source.files then
  parser:error(("%s reads files; rowan mock fills tables"):format(args.mapping))
end
if type(m.source.key) == "table" then
  parser:error(("the key of %s has several columns; rowan mock fills tables with a key of one"):format(m.source.table))
end
local text_key = m.source.key_type:find("^text") ~= nil

local function key_value(number)
  return text_key and ("A%012d"):format(number) or number
end

-- What a carried column of the source gets, by its name or else its type.
local function carried_value(column, number, info)
  local kind = column.type:match("^%a+")
  if info[column.name] then
    return info[column.name]
  elseif kind == "timestamp" then
    return info.received_at
  elseif kind == "date" then
    return info.received_at:sub(1, 10)
  elseif kind == "text" then
    return info.channel
  elseif kind == "boolean" or kind == "bit" then
    return number % 2
  end
  return number % 100
end

local columns = { m.source.key, m.source.document }
for _, column in ipairs(m.source.columns) do
  columns[#columns + 1] = column.name
end

local function source_row(number)
  local xml, info = make(number)
  local row = { key_value(number), xml }
  for i, column in ipairs(m.source.columns) do
    row[i + 2] = carried_value(column, number, info)
  end
  return row, info
end

-- Another mapping's documents look different: better said now than by a run in which all of them fail.
local function check_fit()
  local carried = {}
  local row = source_row(1)
  for i, name in ipairs(columns) do
    carried[name] = tostring(row[i])
  end
  carried[m.source.document] = nil
  local sound = mock.generator { profile = "small", seed = args.seed }
  local tables, problem = documents.rows(m, (sound(1)), carried)
  if not tables or #tables == 0 or #tables[1].rows == 0 then
    parser:error(("%s does not fit credit applications, which is what rowan mock makes: %s"):format(args.mapping,
      tables and "no row comes of one" or tostring(problem)))
  end
end

local function first_key(conn)
  if args.start then
    return args.start
  end
  local greatest = conn:query(("SELECT MAX(%s) AS k FROM %s"):format(conn:quote(m.source.key),
    conn:quote(m.source.table, m.source.schema)))[1].k
  return greatest and math.tointeger(tonumber(tostring(greatest):match("%d+"))) + 1 or 1
end

local function show_summary(done, defects)
  print(("%s in %s (%s) in %s, %s a second; keys %s to %s"):format(format.count_of(args.count, "document"),
    m.source.table, format.size(done.bytes), format.duration(done.seconds),
    format.count(args.count / math.max(done.seconds, 0.001)), key_value(done.first), key_value(done.last)))
  if args.bad == 0 then
    return
  end
  local rows = {}
  for i, defect in ipairs(mock.defects) do
    rows[i] = { defect.name, defect.reason, format.count(defects[i] or 0) }
  end
  print("Defective documents, and the reason each should fail for:")
  cli.print_table { columns = { "defect", "reason", { "documents", right = true } }, rows = rows }
end

check_fit()
local conn <close> = cli.connect(args, parser, "source")
if not conn:columns(m.source.table, m.source.schema) then -- not every database has IF NOT EXISTS
  for _, statement in ipairs(conn:ddl("source", m, true)) do
    conn:exec(statement)
  end
end

local began = rowan.clock()
local number = first_key(conn)
local done = { first = number, bytes = 0 }
local defects, batch, batch_bytes = {}, {}, 0
for i = 1, args.count do
  local row, info = source_row(number)
  batch[#batch + 1] = row
  batch_bytes = batch_bytes + #row[2]
  if info.defect then
    defects[info.defect] = (defects[info.defect] or 0) + 1
  end
  if batch_bytes >= BATCH_BYTES or i == args.count then
    conn:insert(m.source.table, columns, batch, m.source.schema)
    done.bytes = done.bytes + batch_bytes
    batch, batch_bytes = {}, 0
  end
  done.last = number
  number = number + info.step
end
done.seconds = rowan.clock() - began
show_summary(done, defects)
