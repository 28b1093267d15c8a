-- What the subcommands share: options, the mapping, the connection, exit statuses.
--
-- Failures are raised, not printed: an error object that nobody catches becomes "rowan: message" and an
-- exit status (see docs/job.md). Only mistakes on the command line end here.

local argparse = require "argparse"
local rowan = require "rowan"
local screen = require "lib.screen"
local set_values = require "lib.set_values"

local M = {}

M.exit = { done = 0, failed = 1, usage = 2, database = 3, system = 71 }

-- Of a run that began and failed, where it is not the database's.
local failed_for = {
  usage = M.exit.usage, mapping = M.exit.usage, system = M.exit.system, ["no memory"] = M.exit.system,
}

-- The exit status of a run. Of one that was stopped by a signal, as of a shell command that ended by it.
function M.run_status(result)
  if result.signal then
    return 128 + result.signal
  elseif result.outcome == "failed" then
    return failed_for[result.status] or M.exit.database
  end
  return (result.failed > 0 or result.outcome == "stopped") and M.exit.failed or M.exit.done
end

-- Options that take a key, which may begin with "-" as a number does: argparse would take that for an option.
local takes_key = { ["--from"] = true, ["--to"] = true, ["--key"] = true, ["--start"] = true }

local function with_keys(words)
  local list, i = {}, 1
  while i <= #words do
    local word, after = words[i], words[i + 1]
    if takes_key[word] and after and after:find "^%-[^-]" then
      word, i = word .. "=" .. after, i + 1
    end
    list[#list + 1], i = word, i + 1
  end
  return list
end

-- What is called with the message of whatever ends the program here, before it is printed.
local listener = function() end

function M.on_failure(call)
  listener = call
end

-- What is wrong with an option's value is said with the option's name, which argparse leaves out.
local function name_option(option)
  local convert = option._convert
  if type(convert) == "function" then
    option:convert(function(text)
      local value, problem = convert(text)
      return value, problem and ("%s: %s"):format(option._name, problem)
    end)
  end
end

-- A parser whose help ends with examples: lines of { "what follows 'rowan NAME '", "what it does" }; after
-- them the closing text, if there is one.
function M.parser(name, description, examples, closing)
  local lines = { "Examples:" }
  for _, example in ipairs(examples) do
    lines[#lines + 1] = ("   rowan %s %s"):format(name, example[1])
    lines[#lines + 1] = "      " .. example[2]
  end
  lines[#lines + 1] = closing and "\n" .. closing
  local parser = argparse("rowan " .. name, description, table.concat(lines, "\n"))
  parser:help_max_width(100):usage_max_width(100):help_description_margin(28)
  local parse = parser.parse
  function parser:parse(words)
    for _, option in ipairs(self._options) do
      name_option(option)
    end
    return parse(self, with_keys(words or arg))
  end
  function parser:error(message)
    listener(message)
    io.stderr:write(self:get_usage(), "\n\nrowan ", name, ": ", message, "\n")
    os.exit(M.exit.usage, true)
  end
  return parser
end

-- An option's value as an integer from the one to the other; without the other, as large as an integer is.
function M.whole(least, most)
  local range = most and ("from %d to %d"):format(least, most) or ("from %d on"):format(least)
  return function(text)
    local number = text:match("^%-?%d+$") and math.tointeger(tonumber(text))
    if not number or number < least or number > (most or math.maxinteger) then
      return nil, ("'%s' is not a whole number %s"):format(text, range)
    end
    return number
  end
end

-- An option's value as a number in decimal digits, a fraction too.
function M.number(least, most)
  return function(text)
    local number = text:find("^%d*%.?%d*$") and tonumber(text)
    if not number or number < least or number > most then
      return nil, ("'%s' is not a number from %s to %s"):format(text, least, most)
    end
    return number
  end
end

-- An option that sets the number of a job of that name.
function M.job_number(parser, option, name, argname, description)
  parser:option(option, description):argname(argname):convert(M.whole(table.unpack(rowan.job.ranges[name])))
end

function M.add_mapping(parser)
  parser:argument("mapping", "The mapping, a Lua file."):argname("MAPPING")
  parser:option("--schema", "Schema of the target tables and the ledger, in place of the mapping's."):argname("NAME")
  parser:option("--source-schema", "Schema of the source table, in place of the mapping's."):argname("NAME")
  set_values.add_option(parser)
end

function M.add_feed(parser)
  parser:option("--feed", "The name under which the ledger knows the documents. Default: the mapping's name.")
    :argname("NAME")
end

function M.add_connection(parser)
  parser:option("--connect", "The database: a DSN's name or an ODBC connection string. Default: $ROWAN_CONNECT. "
    .. "The password comes from $ROWAN_PASSWORD, or the first line of $ROWAN_PASSWORD_FILE."):argname("STRING")
  for _, side in ipairs { "source", "target" } do
    local what = side == "source" and "of the source table" or "of the target tables and the ledger"
    local files = side == "source"
      and " Of a mapping that reads files: files:DIR, their folder; default: the mapping's." or ""
    parser:option("--" .. side, ("The database %s, where it is another one. Default: $ROWAN_%s, or that of "
      .. "--connect. The password: $ROWAN_%s_PASSWORD, $ROWAN_%s_PASSWORD_FILE.%s"):format(what, side:upper(),
      side:upper(), side:upper(), files)):argname("STRING")
  end
end

-- No worker stands behind these commands that could be killed, and nobody waits longer for a document of his own.
local CALL_SECONDS = 10

function M.load_file(path, schema, source_schema, feed, apart, root, set, where)
  return rowan.mapping.load(path, { schema = schema, source_schema = source_schema, feed = feed, apart = apart,
    root = root, set = set, where = where, call_seconds = CALL_SECONDS })
end

-- parser: what --set says may be of columns that the source carries, too; the second result has those by their
-- names.
function M.load(args, parser)
  local set, carried = set_values.of(args), {}
  if parser and set then
    local m <close> = M.load_file(args.mapping, nil, nil, nil, true)
    set, carried = set_values.split(set, { m }, parser)
    set = set[1]
  end
  local m = M.load_file(args.mapping, args.schema, args.source_schema, args.feed, M.is_apart(args), M.folder(args), set,
    args.where)
  if m.source.files and M.is_apart(args) then
    M.fail(("%s: the documents are files: the source is files:DIR, and no database"):format(args.mapping),
      M.exit.usage)
  end
  return m, carried
end

-- ---- the databases ----

-- An empty variable counts as none.
local function variable(name)
  local value = os.getenv(name)
  return value ~= "" and value or nil
end

-- The folder that the source is said to be, as "files:DIR"; or nil.
function M.folder(args)
  local given = args.source or (args.connect and "" or variable "ROWAN_SOURCE" or "")
  local folder = given:match "^files:(.*)"
  if folder == "" then
    M.fail(("%s names no folder; write files:DIR, as in files:/data/orders"):format(args.source and "--source files:"
      or "ROWAN_SOURCE=files:"), M.exit.usage)
  end
  return folder
end

-- The connection string of a side ("source" or "target"), or nil. What stands on the command line goes before the
-- environment, and what is said of one side before what is said of both.
function M.database(args, side)
  if side == "source" and M.folder(args) then
    return M.database(args, "target")
  end
  local given = args[side] or args.connect or variable("ROWAN_" .. side:upper()) or variable "ROWAN_CONNECT"
  return given ~= "" and given or nil
end

-- Source and target are said to be two.
function M.is_apart(args)
  return M.database(args, "source") ~= M.database(args, "target")
end

-- The first line of a file that only its owner needs to read: nothing in the environment shows what is in it.
local function read_password(name, path)
  local file, problem = io.open(path)
  local line = file and file:read()
  if file then file:close() end
  if not line then
    M.fail(("$%s: %s"):format(name, problem or (path .. " is empty")), 2)
  end
  return (line:gsub("\r$", ""))
end

local function password_of(name)
  local given, path = os.getenv(name), variable(name .. "_FILE")
  if path and not given then
    return read_password(name .. "_FILE", path)
  end
  return given
end

function M.password(side)
  return password_of("ROWAN_" .. side:upper() .. "_PASSWORD") or password_of "ROWAN_PASSWORD"
end

-- The connection string of a command that cannot do without.
function M.need_database(args, parser, side)
  local given = M.database(args, side)
  if given then
    return given
  elseif M.database(args, "source") or M.database(args, "target") then
    parser:error(("no database for the %s: say --%s STRING or set ROWAN_%s"):format(side, side, side:upper()))
  end
  parser:error "no database: say --connect STRING or set ROWAN_CONNECT"
end

-- Close what it returns: local conn <close> = cli.connect(args, parser, "target")
function M.connect(args, parser, side)
  return rowan.odbc.connect(M.need_database(args, parser, side), M.password(side), M.is_apart(args) and side or nil)
end

-- A copy of the file in another folder would be the same feed, and a renamed one another.
function M.note_name(m, args)
  if not m.named and not args.feed then
    M.warn(('note: %s gives no name: the ledger knows its documents by that of the file; say name = "%s"')
      :format(m.file, m.name))
  end
end

-- How the user would call another subcommand for the same mapping. A connection string may hold a password
-- and is not repeated.
function M.command(name, args)
  local words = { "rowan", name, args.mapping }
  if args.schema then
    words[#words + 1] = "--schema " .. args.schema
  end
  if args.source_schema then
    words[#words + 1] = "--source-schema " .. args.source_schema
  end
  if args.feed then
    words[#words + 1] = "--feed " .. args.feed
  end
  for _, one in ipairs(args.set or {}) do
    words[#words + 1] = "--set " .. set_values.shown(one)
  end
  for _, option in ipairs { "connect", "source", "target" } do
    local given = args[option]
    if given then
      words[#words + 1] = ("--%s %s"):format(option, given:find("=", 1, true) and "..." or given)
    end
  end
  return table.concat(words, " ")
end

-- A table (see rowan.terminal.table) as text with a line feed at its end.
function M.table(spec)
  return screen.table(spec)
end

-- Of the terminal that is written to; nil where it is none.
function M.width()
  return rowan.terminal.is_tty(1) and rowan.terminal.width() or nil
end

-- On a terminal, as wide as it is.
function M.print_table(spec)
  io.write(screen.table(spec, M.width()))
end

function M.has(list, word)
  for _, other in ipairs(list) do
    if other == word then
      return true
    end
  end
  return false
end

-- What there is in place of a word that is not there: '; did you mean "value"?', or all there is.
function M.instead(word, there, before)
  local near = rowan.suggest(word, there)
  if near then
    return ('; did you mean "%s"?'):format(near)
  elseif #there == 0 then
    return ""
  end
  local some = table.move(there, 1, math.min(#there, 10), 1, {})
  return (before or "; it has ") .. table.concat(some, ", ") .. (#there > #some and ", …" or "")
end

function M.warn(message)
  io.stderr:write("rowan: ", message, "\n")
end

function M.fail(message, status)
  listener(message)
  M.warn(message)
  os.exit(status, true)
end

return M
