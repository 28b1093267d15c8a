-- Checks of structure that no compiler makes: who may include whom, how long files and functions are,
-- words and paths that do not belong in the repository. Run from the root; tests/lint/run does.
--
-- Prints one line per check, "ok" or "FAILED" with its findings before it, and ends with the figures.

-- What each room may include besides itself: these, and what they may include.
local knows = {
  base     = {  },
  value    = { "base" },
  expr     = { "value" },
  xml      = { "base" },
  plan     = { "expr", "xml" },
  rows     = { "plan" },
  odbc     = { "value" },
  catalog  = { "odbc" },
  target   = { "rows", "catalog" },
  source   = { "catalog", "expr", "xml" },
  schema   = { "source", "target" },
  run      = { "schema" },
  bindings = { "run" },
  main     = { "bindings" },
}

-- Headers of libraries, and the only files that may include them: a file, or a folder with its slash.
local libraries = {
  { "^lua[%a]*%.h$",         { "bindings/", "host/main.c" } },
  { "^lauxlib%.h$",          { "bindings/", "host/main.c" } },
  { "^sql[%a]*%.h$",         { "host/odbc/handles.h" } },
  { "^odbcinst[%a]*%.h$",    { "host/odbc/handles.h" } },
  -- the parser; the tree that xpath needs, and xpath
  { "^libxml/",              { "host/xml/libxml.h", "host/xml/libxml.c", "host/xml/sax.c",
                               "host/xml/dom.h", "host/xml/dom.c", "host/xml/xpath.c" } },
  { "^jansson%.h$",          { "host/run/", "bindings/" } },
  { "^nettle/",              { "host/base/digest.c" } },
  { "^pcre2%.h$",            { "host/value/regexp.c" } },
  { "^archive[%a_]*%.h$",    { "host/source/archive.c" } },
  { "^zlib%.h$",             { "host/base/expand.c" } },
  { "^zstd[%a_]*%.h$",       { "host/base/expand.c" } },
}

-- Files that may break the rule above, each with its reason.
local exceptions = {
}

-- What stands once: a pattern, the only file that may have it, and what others take.
local once = {
  { ">= '0' &&",              "host/base/ascii.h",  "rowan_ascii_is_digit" },
  { "1099511628211",          "host/base/hash.h",   "rowan_hash_add" },
  { '"memory", "',            "host/base/status.c", "rowan_out_of_memory" },
}

local limits = {
  source_warn = 800, source_fail = 1000,
  header_fail = 150,
  function_warn = 60, function_fail = 120, -- lines that are in no switch and in no table
  doc_width = 120,
}

-- Files without a header of their name, each with the reason.
local no_header = {
  ["host/main.c"] = "the program",
  ["bindings/modules/program.c"] = "rowan.h, what embedders include, is its header",
  ["host/odbc/generic.c"] = "a database: dialect.h names them all",
  ["host/odbc/mariadb.c"] = "a database",
  ["host/odbc/postgresql.c"] = "a database",
  ["host/odbc/sqlite.c"] = "a database",
  ["host/odbc/sqlserver_catalog.c"] = "a part of sqlserver.h",
  ["host/target/insert_unnest.c"] = "a way of inserting: insert.h names them all",
  ["host/target/insert_values.c"] = "a way of inserting",
}
-- Those that are to get one.
local headers_not_yet = {}

-- Files that include each other in a circle, with a reason; a file and its header are one.
local circles_not_yet = {}
local circles = {
  ["host/odbc/connection, host/odbc/handles, host/odbc/param_buffer, host/odbc/session, host/odbc/statement, "
    .. "host/odbc/warning"] = "handles.h is the inside of connection and statement, which are one API of a driver",
}

-- File names, tags and guards that still stand in two places.
local names_not_yet = {}

-- Tests that are of no one file of their room, each with what they are of.
local test_of_room = {
  ["tests/unit/expr/test_expr_random.c"] = "expressions by chance, through all of the room",
  ["tests/unit/xml/test_property.c"] = "documents and paths by chance, against libxml2",
  ["tests/unit/xml/test_ways.c"] = "documents by chance and with changes, by the scanner and by libxml2",
  ["tests/unit/xml/test_linear.c"] = "the work of scanner and builder, counted",
  ["tests/unit/xml/test_verdicts.c"] = "documents one after another, through parser and builder",
}
-- Folders of tests/unit whose room is no folder of host/.
local test_rooms = {
  supervisor = "host/run/supervisor", worker = "host/run/worker", link = "host/run/link",
  language = "bindings/language", sandbox = "bindings/sandbox", modules = "bindings/modules",
}

-- Documents that still have longer lines. Tables and docs/mapping.md, which is made, may have them.
local wide_docs_not_yet = {
  "README.md", "docs/changes.md", "docs/embed.md", "docs/guide.md", "docs/import.md", "docs/job.md", "docs/operate.md",
  "docs/reliability.md", "docs/security.md", "docs/internals/dependencies.md", "docs/internals/expressions.md",
  "docs/internals/import.md", "docs/internals/odbc.md", "docs/internals/performance.md",
  "docs/internals/reference.md", "docs/internals/tests.md", "docs/internals/types.md",
  "docs/internals/xml.md",
}

local findings, warnings = {}, {}

local function find(format, ...) findings[#findings + 1] = format:format(...) end
local function warn(format, ...) warnings[#warnings + 1] = format:format(...) end

local function lines_of(file)
  local list = {}
  for line in io.lines(file) do list[#list + 1] = line end
  return list
end

local function list_files()
  local list = {}
  local pipe = assert(io.popen("tests/lint/files all"))
  for file in pipe:lines() do list[#list + 1] = file end
  assert(pipe:close(), "tests/lint/files failed")
  return list
end

-- host/ and bindings/, the code that ships.
local function is_product(file)
  return file:find("%.[ch]$") and (file:find("^host/") or file:find("^bindings/"))
end

-- knows, with what the rooms that a room knows know themselves.
local function all_known(room, seen)
  seen[room] = true
  for _, other in ipairs(knows[room]) do
    if not seen[other] then all_known(other, seen) end
  end
  return seen
end

local known = {}
for room in pairs(knows) do known[room] = all_known(room, {}) end

local function room_of(file)
  local name = file:match("^host/([^/]+)/") or file:match("^(bindings)/") or "main"
  return knows[name] and name
end

-- The room that an #include "..." of this file reaches, or nil for a file of no room.
local function room_of_include(file, include)
  local folder = include:match("^([^/]+)/")
  if include == "rowan.h" then return "bindings" end -- what embedders see; bindings/ makes it
  if knows[folder] then return folder end
  return file:find("^bindings/") and "bindings" or not folder and room_of(file)
end

local function check_rooms(file, lines)
  local own = room_of(file)
  if not own then return find("%s: in no known room", file) end
  for number, line in ipairs(lines) do
    local include = line:match('^%s*#%s*include%s+"([^"]+)"')
    if include then
      local other = room_of_include(file, include)
      if not other then
        find("%s:%d: %s belongs to no room", file, number, include)
      elseif not known[own][other] then
        find("%s:%d: %s must not know %s (%s)", file, number, own, other, include)
      end
    end
  end
end

local function may_include(file, allowed)
  if exceptions[file] then return true end
  for _, place in ipairs(allowed) do
    if file == place or (place:sub(-1) == "/" and file:sub(1, #place) == place) then return true end
  end
  return false
end

local function check_libraries(file, lines)
  for number, line in ipairs(lines) do
    local include = line:match('^%s*#%s*include%s+[<"]([^>"]+)[>"]')
    for _, rule in ipairs(include and libraries or {}) do
      if include:find(rule[1]) and not may_include(file, rule[2]) then
        find("%s:%d: %s belongs to %s", file, number, include, table.concat(rule[2], ", "))
      end
    end
  end
end

local function check_file_length(file, lines)
  if file:find("%.h$") then
    if #lines > limits.header_fail then
      find("%s: %d lines, a header has at most %d", file, #lines, limits.header_fail)
    end
  elseif #lines > limits.source_fail then
    find("%s: %d lines, a source file has at most %d", file, #lines, limits.source_fail)
  elseif #lines > limits.source_warn then
    warn("%s: %d lines, is it still one idea?", file, #lines)
  end
end

-- The name in the lines before a function's opening brace, which stands alone in column 1.
local function function_name(lines, brace)
  for i = brace - 1, math.max(1, brace - 8), -1 do
    local name = lines[i]:match("^%S.-([%w_]+)%s*%(")
    if name then return name end
  end
  return "?"
end

-- Does a line begin what may be as long as it is: a switch, or a table?
local function opens_list(line)
  return line:match("^(%s+)switch %(.*{$") or line:match("^(%s+)[%w_].*= {$")
end

-- The lines between two braces that are not of a switch or a table.
local function own_lines(lines, first, last)
  local count, inside = 0, nil
  for i = first, last do
    if inside then
      if lines[i]:match("^(%s+)}") == inside then inside = nil end
    else
      count = count + 1
      inside = opens_list(lines[i])
    end
  end
  return count
end

local function check_function_length(file, lines)
  local start
  for number, line in ipairs(lines) do
    if line == "{" then
      start = number
    elseif start and line:find("^}") then
      local length = own_lines(lines, start + 1, number - 1)
      if length > limits.function_fail then
        find("%s:%d: %s has %d lines, a function has at most %d", file, start,
             function_name(lines, start), length, limits.function_fail)
      elseif length > limits.function_warn then
        warn("%s:%d: %s has %d lines", file, start, function_name(lines, start), length)
      end
      start = nil
    end
  end
end

-- Written in pieces so that this file passes its own check.
local marks = { "TO" .. "DO", "FIX" .. "ME", "XX" .. "X" }
local folders = { "/ho" .. "me/", "/ro" .. "ot/", "/Us" .. "ers/", "/wo" .. "rk/" }

local function check_words(file, lines)
  for number, line in ipairs(lines) do
    for _, mark in ipairs(marks) do
      if line:find("%f[%w_]" .. mark .. "%f[^%w_]") then find("%s:%d: %s", file, number, mark) end
    end
    for _, folder in ipairs(folders) do
      if (" " .. line):find("[^%w_.}/-]" .. folder) then
        find("%s:%d: a path of one machine: %s", file, number, folder)
      end
    end
  end
end

-- Calls that answer by the locale, and what to take instead: host/base/ascii.h, utf8_width.h, locale.h.
local by_locale = {
  "strcasecmp", "strncasecmp", "toupper", "tolower", "isalpha", "isalnum", "isspace", "isupper", "islower", "isprint",
  "ispunct", "isdigit", "strcoll", "strxfrm", "wcwidth", "wcswidth", "mbrtowc", "mbstowcs", "mbtowc", "setlocale",
}

local function check_locale(file, lines)
  if file == "host/base/locale.c" then return end
  for number, line in ipairs(lines) do
    local code = line:gsub("/%*.*", ""):gsub('"[^"]*"', '""')
    for _, call in ipairs(by_locale) do
      if not code:find("^ ?%*") and code:find("%f[%w_]" .. call .. "%(") then
        find("%s:%d: %s asks the locale", file, number, call)
      end
    end
  end
end

local function exists(path)
  local handle = io.open(path)
  return handle and handle:close() ~= nil
end

local function check_links(file, lines)
  local folder = file:match("^(.*/)") or ""
  for number, line in ipairs(lines) do
    for target in line:gmatch("%]%(([^)%s#]+)[^)]*%)") do
      if not target:find("^%a+:") and not exists(folder .. target) then
        find("%s:%d: nothing is at %s", file, number, target)
      end
    end
    for path in line:gmatch("`(%l+/[%w_/.-]+)`") do -- a file of the project; capitals stand for any name
      local top = path:match("^%l+")
      if (top == "host" or top == "bindings" or top == "tests" or top == "scripts") and not path:find("%u")
        and not exists(path) then
        find("%s:%d: there is no %s", file, number, path)
      end
    end
  end
end

local function contains(list, value)
  for _, item in ipairs(list) do
    if item == value then return true end
  end
  return false
end

local function check_header(file)
  if not file:find("%.c$") or no_header[file] or contains(headers_not_yet, file) then return end
  if not exists(file:gsub("%.c$", ".h")) then find("%s: has no header of its name", file) end
end

local function check_once(file, lines)
  for number, line in ipairs(lines) do
    for _, rule in ipairs(once) do
      if file ~= rule[2] and line:find(rule[1], 1, true) then
        find("%s:%d: this is %s of %s", file, number, rule[3], rule[2])
      end
    end
  end
end

-- ---- names ----

local places = {} -- of each name: a list of places

local function note_name(kind, name, file)
  local key = kind .. " " .. name
  places[key] = places[key] or { name = name }
  if not contains(places[key], file) then table.insert(places[key], file) end
end

local function collect_names(file, lines)
  note_name("file", file:match("[^/]+$"), file)
  for number, line in ipairs(lines) do
    local tag = line:match("^%s*struct (rowan_[%w_]+) {") or line:match("^%s*enum (rowan_[%w_]+) {")
      or line:match("^%s*union (rowan_[%w_]+) {")
    if tag then note_name("tag", tag, file) end
    if number == 1 and file:find("%.h$") then note_name("guard", line:match("^#ifndef ([%w_]+)") or "(none)", file) end
  end
end

local function report_names()
  for key, list in pairs(places) do
    if #list > 1 and not contains(names_not_yet, list.name) then
      table.sort(list)
      find("%s: in %s", key, table.concat(list, " and "))
    end
  end
end

-- ---- circles ----

local includes = {} -- of each file without its ending: a set of such

local function collect_includes(file, lines)
  local own = file:sub(1, -3)
  includes[own] = includes[own] or {}
  for _, line in ipairs(lines) do
    local include = line:match('^%s*#%s*include%s+"([^"]+)%.h"')
    for _, root in ipairs(include and { "host/", "bindings/", file:match("^.*/") } or {}) do
      if exists(root .. include .. ".h") and root .. include ~= own then includes[own][root .. include] = true end
    end
  end
end

-- What can be reached from a file by following its includes.
local function reach(from)
  local seen, list = {}, { from }
  while #list > 0 do
    for other in pairs(includes[table.remove(list)] or {}) do
      if not seen[other] then
        seen[other] = true
        list[#list + 1] = other
      end
    end
  end
  return seen
end

local function report_circles()
  local reached, done = {}, {}
  for file in pairs(includes) do reached[file] = reach(file) end
  for file in pairs(includes) do
    if reached[file][file] and not done[file] then
      local circle = {}
      for other in pairs(reached[file]) do
        if reached[other] and reached[other][file] then
          circle[#circle + 1] = other
          done[other] = true
        end
      end
      table.sort(circle)
      local text = table.concat(circle, ", ")
      if not circles[text] and not contains(circles_not_yet, room_of(file .. ".c")) then
        find("%s include each other", text)
      end
    end
  end
end

-- ---- tests ----

local function check_test(file)
  local folder, name = file:match("^tests/unit/(.-)/test_([%w_]+)%.c$")
  local room = folder and (test_rooms[folder] or "host/" .. folder)
  if not room or test_of_room[file] then return end
  if not exists(("%s/%s.c"):format(room, name)) and not exists(("%s/%s.h"):format(room, name)) then
    find("%s: there is no %s/%s.c", file, room, name)
  end
end

local function check_width(file, lines)
  if contains(wide_docs_not_yet, file) then return end
  for number, line in ipairs(lines) do
    local width = utf8.len(line) or #line
    if width > limits.doc_width and not line:find("^%s*|") then
      find("%s:%d: %d characters, a line has at most %d", file, number, width, limits.doc_width)
    end
  end
end

local function is_doc(file)
  return file ~= "docs/mapping.md" and (file == "README.md" or file:find("^docs/.*%.md$"))
end

-- Databases by name: each in its own file of odbc/, all of them in the list. What a comment says was measured
-- somewhere, and so it may name a database.
local databases = { "sqlite", "postgres", "mariadb", "mysql", "psqlodbc", "sqlserver", "freetds", "msodbc" }
local may_name = {
  ["host/odbc/sqlite.c"] = "sqlite", ["host/odbc/postgresql.c"] = "postgres psqlodbc",
  ["host/odbc/mariadb.c"] = "mariadb mysql", ["host/odbc/sqlserver.c"] = "sqlserver freetds msodbc",
  ["host/odbc/sqlserver.h"] = "sqlserver", ["host/odbc/sqlserver_catalog.c"] = "sqlserver",
  ["host/odbc/dialect.c"] = "sqlite postgres mariadb sqlserver",
}

local function without_comments(lines)
  local text = table.concat(lines, "\n")
  return (text:gsub("/%*.-%*/", function(comment) return comment:gsub("[^\n]", "") end))
end

local function check_databases(file, lines)
  local number = 0
  for line in (without_comments(lines) .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    for _, word in ipairs(databases) do
      if line:lower():find(word, 1, true) and not (may_name[file] or ""):find(word, 1, true) then
        find("%s:%d: names a database (%s): ask its dialect", file, number, word)
      end
    end
    if line:find("dialect[%w_>%-%.%(%)]*name,", 1) and line:find("strcmp", 1, true) and not may_name[file] then
      find("%s:%d: compares a dialect's name: ask it", file, number)
    end
  end
end

local function is_text(file)
  return not (file:find("%.xml$") or file:find("%.png$") or file:find("%.gz$") or file:find("^tests/fuzz/.*/"))
end

local checks = {
  { "rooms include only those they may know", is_product, check_rooms },
  { "libraries are included where they belong", is_product, check_libraries },
  { "length of files", function(file) return file:find("%.[ch]$") end, check_file_length },
  { "length of functions", function(file) return file:find("%.c$") end, check_function_length },
  { "a .c has a header of its name", is_product, check_header },
  { "names lead to one place", is_product, collect_names, report_names },
  { "small things stand once", is_product, check_once },
  { "no circles of files", is_product, collect_includes, report_circles },
  { "tests of files stand where the files do", function(file) return file:find("^tests/unit/") end, check_test },
  { "databases are named in their own files", is_product, check_databases },
  { "no locale is asked", function(file) return is_product(file) and file:find("%.[ch]$") end, check_locale },
  { "no open marks, no paths of one machine", is_text, check_words },
  { "links of documents lead somewhere", function(file) return file:find("%.md$") end, check_links },
  { "documents have short lines", is_doc, check_width },
}

local files = list_files()
local read = {}
local passed, failed = 0, 0

for _, check in ipairs(checks) do
  local title, wanted, run, report = table.unpack(check)
  findings, warnings = {}, {}
  for _, file in ipairs(files) do
    if wanted(file) then
      read[file] = read[file] or lines_of(file)
      run(file, read[file])
    end
  end
  if report then report() end
  table.sort(findings)
  for _, text in ipairs(warnings) do print("  warning: " .. text) end
  for _, text in ipairs(findings) do print("  " .. text) end
  if #findings == 0 then passed = passed + 1 else failed = failed + 1 end
  print((#findings == 0 and "ok      " or "FAILED  ") .. title)
end

print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
