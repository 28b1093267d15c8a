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
  source   = { "catalog", "expr" },
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
  { "^libxml/",              { "host/xml/libxml.h", "host/xml/libxml.c", "host/xml/parser.c",
                               "host/xml/dom.h", "host/xml/dom.c", "host/xml/xpath.c" } },
  { "^jansson%.h$",          { "host/run/", "bindings/" } },
}

-- Files that may break the rule above, each with its reason.
local exceptions = {
}

local limits = {
  source_warn = 500, source_fail = 800,
  header_fail = 150,
  function_warn = 60, function_fail = 120,
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

local function check_function_length(file, lines)
  local start
  for number, line in ipairs(lines) do
    if line == "{" then
      start = number
    elseif start and line:find("^}") then
      local length = number - start - 1
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
local by_locale = { "strcasecmp", "strncasecmp", "toupper", "tolower", "isalpha", "isalnum", "isspace", "isupper", "islower", "isprint",
  "ispunct", "isdigit", "strcoll", "strxfrm", "wcwidth", "wcswidth", "mbrtowc", "mbstowcs", "mbtowc", "setlocale" }

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
  { "no locale is asked", function(file) return is_product(file) and file:find("%.[ch]$") end, check_locale },
  { "no open marks, no paths of one machine", is_text, check_words },
  { "links of documents lead somewhere", function(file) return file:find("%.md$") end, check_links },
}

local files = list_files()
local read = {}
local passed, failed = 0, 0

for _, check in ipairs(checks) do
  local title, wanted, run = table.unpack(check)
  findings, warnings = {}, {}
  for _, file in ipairs(files) do
    if wanted(file) then
      read[file] = read[file] or lines_of(file)
      run(file, read[file])
    end
  end
  for _, text in ipairs(warnings) do print("  warning: " .. text) end
  for _, text in ipairs(findings) do print("  " .. text) end
  if #findings == 0 then passed = passed + 1 else failed = failed + 1 end
  print((#findings == 0 and "ok      " or "FAILED  ") .. title)
end

print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
