-- rowan check: is a mapping right, and does it fit the database?

local cli = require "lib.cli"
local rowan = require "rowan"
local format = require "lib.format"
local reloading = require "lib.again"
local notes = require "lib.notes"
local screen = require "lib.screen"

local parser = cli.parser("check", "Check a mapping. With a database, compare it with the tables there and say "
  .. "everything that does not fit, with the statement that fixes it. Ends with 2 when no run could begin.", {
  { "my.lua", "check the mapping alone" },
  { "my.lua --connect warehouse", "check it against the database of DSN warehouse" },
  { "my.lua --reload", "also what stands in the way of rowan unload and rowan reload" },
  { "my.lua --json", "one JSON object per finding" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
parser:flag("--moved", "As run --moved: the feed's documents may be in another place than before.")
parser:flag("--reload", "Also: can the rows of a document be found again, by which indexes, and what would the "
  .. "database change besides them, when rowan unload or rowan reload deletes them?")
parser:flag("--json", "Print one JSON object per finding, and nothing else.")

-- How many columns there are, and the tables as one.
local function tables_of(m)
  local rows, columns = {}, 0
  for i, t in ipairs(m.tables) do
    local calls = 0
    for _, column in ipairs(t.columns) do
      calls = calls + (column.via and 1 or 0)
    end
    columns = columns + #t.columns
    rows[i] = { t.name, t.parent or "", #t.columns, calls, table.concat(t.key, ", "), t.each }
  end
  return columns, {
    columns = { "table", "child of", { "columns", right = true }, { "calls", right = true }, "key", "each" },
    rows = rows,
  }
end

-- What was understood is no more than a reminder of what `rowan plan` says: where it has no room, columns of it are
-- left out, so that what is wrong is not behind screens of it.
local function show_narrow(spec)
  local width = cli.width()
  while width and #spec.columns > 1 and not screen.has_room(spec, width) do
    table.remove(spec.columns)
    for _, row in ipairs(spec.rows) do
      table.remove(row)
    end
  end
  cli.print_table(spec)
end

-- A command that a finding names, with the options of this one.
local function complete(fix, args)
  local name = fix and fix:match "^rowan (%a+) "
  return name and cli.command(name, args) or fix
end

local SINGLE = 3 -- so many warnings or notes of a kind have a line each; of more, so many places are named

local function name_of(f)
  return f.column and f.table .. "." .. f.column or f.table
end

-- "contact.a", or "contact.a, contact.b (line 32), contact.c (line 33) and 47 more"
local function places(group)
  local list = { name_of(group[1]) }
  for i = 2, math.min(#group, SINGLE) do
    list[i] = name_of(group[i]) .. (group[i].line and (" (line %d)"):format(group[i].line) or "")
  end
  return table.concat(list, ", ") .. (#group > SINGLE and (" and %d more"):format(#group - SINGLE) or "")
end

-- "credit.lua:31: error: contact.birth_date: message", and the statements that fix it, indented.
local function show_group(group)
  local f = group[1]
  local place = f.line and ("%s:%d"):format(f.file, f.line) or f.file
  print(("%s: %s: %s: %s"):format(place, f.severity, places(group), f.message))
  local shown
  for _, one in ipairs(group) do
    if one.fix and one.fix ~= shown then -- a comment may be the same for all
      print("    " .. one.fix:gsub("\n", "\n    "))
    end
    shown = one.fix
  end
end

-- Findings by themselves, and together where there are many of one kind that are no errors.
local function grouped(findings)
  local counts, groups, by_kind = {}, {}, {}
  for _, f in ipairs(findings) do
    counts[f.kind] = (counts[f.kind] or 0) + (f.severity ~= "error" and 1 or 0)
  end
  for _, f in ipairs(findings) do
    local together = f.severity ~= "error" and counts[f.kind] > SINGLE
    local group = together and by_kind[f.kind]
    if group then
      group[#group + 1] = f
    else
      groups[#groups + 1] = { f }
      by_kind[f.kind] = together and groups[#groups] or nil
    end
  end
  return groups
end

local function count(findings)
  local counts = { error = 0, warning = 0, note = 0 }
  for _, f in ipairs(findings) do
    counts[f.severity] = counts[f.severity] + 1
  end
  return counts.error, counts.warning
end

local function append(list, more)
  table.move(more, 1, #more, #list + 1, list)
end

-- All that is to be said, and of it what concerns loading again. Documents with a revision are loaded again by any
-- run, so the first part has that already.
local function check_all(conn, source, m, args)
  local list = conn:check(m, source, args.moved)
  local errors, warnings = count(list)
  local again = args.reload and conn:check_reload(m) or {}
  if not m.source.revision then
    append(list, again)
  end
  if args.reload or m.source.revision then
    append(list, conn:check_indexes(m))
  end
  return list, errors, warnings, again
end

local function lacks_tables(findings)
  for _, f in ipairs(findings) do
    if f.fix and f.fix:find "^CREATE TABLE" then
      return true
    end
  end
end

local function summary(errors, warnings)
  local with = warnings > 0 and format.count_of(warnings, "warning")
  if errors > 0 then
    return ("No run can begin: %s%s."):format(format.count_of(errors, "error"), with and ", " .. with or "")
  end
  return ("The mapping fits the database%s."):format(with and ", with " .. with or "")
end

local function summary_of_reload(errors, warnings)
  if errors > 0 then
    return ("No document can be unloaded or reloaded: %s."):format(format.count_of(errors, "error"))
  end
  return ("Documents can be unloaded and reloaded%s."):format(warnings == 0 and ""
    or (", with %s: it takes --cascades"):format(format.count_of(warnings, "warning")))
end

local MANY = 100000 -- files that are counted

local m
local function of_files()
  local ok, found = pcall(m.count_files, m, MANY)
  local shown = ok and ("%s%s"):format(found == MANY and "at least " or "", format.count_of(found, "file"))
    or tostring(found)
  return ("files %s below %s (%s)"):format(m.source.files, m.source.root, shown)
end

local args = parser:parse()
m = cli.load(args)
cli.note_name(m, args)
notes.write(notes.of_mapping(m))

if not args.json then
  local columns, spec = tables_of(m)
  show_narrow(spec)
  local from = m.source.files and of_files() or ("%s.%s"):format(m.source.table, m.source.document)
  print(("%s: %s, %s; documents come from %s"):format(m.name, format.count_of(#m.tables, "table"),
    format.count_of(columns, "column"), from))
end
if not cli.database(args, "source") and not cli.database(args, "target") then
  if args.json then
    parser:error("--json is for what a database says: say --connect STRING or set ROWAN_CONNECT")
  end
  print("The mapping is right. Say --connect to compare it with a database.")
  return cli.exit.done
end

local conn <close> = cli.connect(args, parser, "target")
local source <close> = cli.is_apart(args) and cli.connect(args, parser, "source") or nil
local findings, errors, warnings, again = check_all(conn, source, m, args)
local in_the_way, besides = count(again)
if not args.json and #findings > 0 then
  print()
end
for _, f in ipairs(findings) do
  f.fix = complete(f.fix, args)
  if args.json then
    print(rowan.json.encode(f))
  end
end
if not args.json then
  for _, group in ipairs(grouped(findings)) do
    show_group(group)
  end
end
if not args.json then
  print((#findings > 0 and "\n" or "") .. summary(errors, warnings))
  if args.reload then
    print(summary_of_reload(in_the_way, besides))
    local stays = reloading.what_stays(m)
    if stays then
      print(stays)
    end
  end
  if lacks_tables(findings) then
    print(("To create the missing tables: %s --tables"):format(cli.command("init", args)))
  end
end
return errors + in_the_way > 0 and cli.exit.usage or cli.exit.done
