-- Documents that mean harm, are broken, or only look as if: each is loaded or refused as it should be, with a row of
-- the ledger, in bounded time and memory.   rowan tests/process/hostile.lua FOLDER
--
-- All of them go through a run on an SQLite file, as text of a database; those that are about encodings through
-- m:rows, as bytes of a file. FOLDER gets the file, and a pipe that nobody writes to: who opens it hangs.

local rowan = require "rowan"

local folder = arg[1]
local connect = ("Driver=SQLite3;Database=%s/hostile.db"):format(folder)
local MB <const> = 1 << 20

local SECONDS <const> = 5            -- of one document; most take less than a hundredth
local RUN_SECONDS <const> = 60       -- of all
local WORKER_BYTES <const> = 700 * MB -- of a worker with documents of 50 MB: two pages are there, the driver has copies

local mapping_text = [[
return mapping {
  name   = "hostile",
  source = { table = "hostile_docs", key = integer "id", document = "doc" },
  into "hostile_rows" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id    = source "id",
      value = text(20) { "v", too_long = "cut" },
      attribute = text(20) { "@a", too_long = "cut" },
    },
  },
}
]]

local pipe = folder .. "/pipe"
assert(os.execute("mkfifo '" .. pipe .. "'"))

local function rep(text, count, between) return text:rep(count, between) end

-- Start tags, end tags: text in the innermost of so many elements below r.
local function nested(depth) return "<r>" .. rep("<d>", depth - 1) .. rep("</d>", depth - 1) .. "<v>x</v></r>" end

local function numbered(count, format)
  local parts = {}
  for i = 1, count do parts[i] = format:format(i, i) end
  return table.concat(parts)
end

local function bomb(levels)
  local parts = { '<!DOCTYPE r [<!ENTITY e0 "ha">' }
  for i = 1, levels do
    parts[#parts + 1] = ('<!ENTITY e%d "%s">'):format(i, rep("&e" .. i - 1 .. ";", 10))
  end
  return table.concat(parts) .. ("]><r><v>&e%d;</v></r>"):format(levels)
end

-- { what it is, document, reason or "loaded", part of the message or the value }
local documents = {
  -- entities
  { "billion laughs", bomb(9), "xml", "entity declarations are refused" },
  { "a bomb in an attribute", (bomb(9):gsub("<r><v>(.-)</v>", '<r a="%1"><v/>')), "xml", "entity declarations" },
  { "quadratic, without nesting", '<!DOCTYPE r [<!ENTITY e "' .. rep("x", 50000) .. '">]><r><v>' .. rep("&e;", 50000)
    .. "</v></r>", "xml", "entity declarations are refused" },
  { "an entity that is itself", '<!DOCTYPE r [<!ENTITY e "&e;">]><r><v>&e;</v></r>', "xml", "entity declarations" },
  { "a bomb of parameter entities", '<!DOCTYPE r [<!ENTITY % a "' .. rep("x", 1000) .. '"><!ENTITY % b "'
    .. rep("&#37;a;", 1000) .. '">%b;]><r><v>x</v></r>', "xml", "entity declarations" },
  { "an external entity", ('<!DOCTYPE r [<!ENTITY e SYSTEM "file://%s">]><r><v>&e;</v></r>'):format(pipe), "xml",
    "entity declarations" },
  { "an external entity by PUBLIC", ('<!DOCTYPE r [<!ENTITY e PUBLIC "-//x" "%s">]><r><v>&e;</v></r>'):format(pipe),
    "xml", "entity declarations" },
  { "an external parameter entity", ('<!DOCTYPE r [<!ENTITY %% e SYSTEM "%s">%%e;]><r><v>x</v></r>'):format(pipe),
    "xml", "entity declarations" },
  { "an unparsed entity", '<!DOCTYPE r [<!NOTATION n SYSTEM "x"><!ENTITY e SYSTEM "x" NDATA n>]><r><v>x</v></r>',
    "xml", "entity declarations" },
  { "an entity nobody declared", "<r><v>&nbsp;</v></r>", "xml", 'the entity "nbsp"' },
  { "an entity of a DTD that is not read", ('<!DOCTYPE r SYSTEM "%s"><r><v>a&e;b</v></r>'):format(pipe), "xml",
    'the entity "e"' },
  { "the five entities and numbers",
    "<r a='&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;'><v>&lt;&amp;&gt;&quot;&apos;</v></r>",
    "loaded", "<&>\"'" },

  -- DTDs
  { "an external DTD", ('<!DOCTYPE r SYSTEM "%s"><r><v>x</v></r>'):format(pipe), "loaded", "x" },
  { "an external DTD by PUBLIC",
    ('<!DOCTYPE r PUBLIC "-//x" "file://%s"><r><v>x</v></r>'):format(pipe), "loaded", "x" },
  { "a DTD from the network", '<!DOCTYPE r SYSTEM "http://192.0.2.1/x.dtd"><r><v>x</v></r>', "loaded", "x" },
  { "an internal DTD", "<!DOCTYPE r [<!ELEMENT r (v)><!ELEMENT v (#PCDATA)><!ATTLIST r a CDATA #IMPLIED>"
    .. "<!-- c --><?p i?>]><r><v>x</v></r>", "loaded", "x" },
  { "a default for an attribute",
    '<!DOCTYPE r [<!ATTLIST r a CDATA "made up">]><r><v>x</v></r>', "xml", "a default" },
  { "a fixed attribute",
    '<!DOCTYPE r [<!ATTLIST r a CDATA #FIXED "made up">]><r><v>x</v></r>', "xml", "a default" },
  { "a long enumeration", "<!DOCTYPE r [<!ATTLIST r a (" .. numbered(60000, "x%d|") .. "y) #IMPLIED>]><r><v>x</v></r>",
    "limit", "the DTD in the document is too large" },
  { "a huge internal DTD", "<!DOCTYPE r [" .. numbered(50000, "<!ELEMENT e%d ANY>") .. "]><r><v>x</v></r>", "limit",
    "the DTD in the document is too large" },
  { "a DTD that does not end", "<!DOCTYPE r [" .. rep("<!-- x -->", 1000), "xml", "line 1" },
  { "a conditional section", "<!DOCTYPE r [<![INCLUDE[<!ELEMENT r ANY>]]>]><r><v>x</v></r>", "xml", "line 1" },

  -- what other programs follow
  { "XInclude", ('<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="%s" parse="text"/><v>x</v></r>')
    :format(pipe), "loaded", "x" },
  { "a schema's place", ('<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="u %s"><v>x</v></r>')
    :format(pipe), "loaded", "x" },
  { "a style sheet and code", ('<?xml-stylesheet href="%s"?><?php system("id")?><r><v>x</v></r>'):format(pipe),
    "loaded", "x" },
  { "SQL and Lua in a value", "<r><v>'); DROP TABLE x;]]</v></r>", "loaded", "'); DROP TABLE x;]]" },

  { "a catalog", ('<?oasis-xml-catalog catalog="file://%s"?><!DOCTYPE r SYSTEM "x"><r><v>x</v></r>'):format(pipe),
    "loaded", "x" },
  { "many catalogs", rep('<?oasis-xml-catalog catalog="u:x"?>', 300000) .. "<!DOCTYPE r><r><v>x</v></r>", "loaded",
    "x" },

  -- size and shape
  { "256 levels", nested(256), "loaded", "x" },
  { "257 levels", nested(257), "limit", "deeper than 256" },
  { "a million levels", nested(1000000), "limit", "deeper than 256" },
  { "a million levels without ends", rep("<d>", 1000000), "limit", "deeper than 256" },
  { "5000 attributes", "<r " .. numbered(5000, "x%d='' ") .. "><v>x</v></r>", "loaded", "x" },
  { "5001 attributes", "<r " .. numbered(5001, "x%d='' ") .. "><v>x</v></r>", "limit", "more than 5000 attributes" },
  { "a million attributes", "<r " .. numbered(1000000, "x%d='' ") .. "><v>x</v></r>", "limit",
    "more than 5000 attributes" },
  { "a million times the same attribute", "<r " .. rep("x='' ", 1000000) .. "><v>x</v></r>", "limit",
    "more than 5000 attributes" },
  { "an attribute of 50 MB",
    "<r a='" .. rep("x", 50 * MB) .. "'><v>x</v></r>", "limit", "longer than libxml2's limit" },
  { "an attribute of 50 MB that nobody reads", "<r><z a='" .. rep("x", 50 * MB) .. "'/><v>x</v></r>", "limit",
    "longer than libxml2's limit" },
  { "a text of 50 MB", "<r><v>" .. rep("x", 50 * MB) .. "</v></r>", "loaded", rep("x", 20) },
  { "references, 20 MB of them", "<r><v>" .. rep("&#120;", 20 * MB // 6) .. "</v></r>", "loaded", rep("x", 20) },
  { "blanks, 50 MB of them", rep(" ", 50 * MB), "xml", "the document is empty" },
  { "a comment of 20 MB", "<r><!-- " .. rep("x", 20 * MB) .. " --><v>x</v></r>", "limit", "limit of 10 MB" },
  { "a comment that does not end", "<r><!-- " .. rep("x -", MB), "xml", "line 1" },
  { "an instruction of 20 MB", "<r><?p " .. rep("x", 20 * MB) .. "?><v>x</v></r>", "limit", "limit of 10 MB" },
  { "a CDATA section of 20 MB", "<r><v><![CDATA[" .. rep("x", 20 * MB) .. "]]></v></r>", "limit",
    "limit of 10 MB" },
  { "a name of 20 MB", "<r><" .. rep("x", 20 * MB) .. "/><v>x</v></r>", "limit", "longer than libxml2's limit" },
  { "a million names", "<r>" .. numbered(1000000, "<x%d/>") .. "<v>x</v></r>", "limit", "different names" },
  -- side by side in one chunk: what one leaves behind must not count against the next
  { "19,000 names", "<r>" .. numbered(19000, "<y%d/>") .. "<v>x</v></r>", "loaded", "x" },
  { "85,000 names after 19,000 others", "<r>" .. numbered(85000, "<z%d/>") .. "<v>x</v></r>", "loaded", "x" },
  { "long names, 30 MB of them", "<r>" .. numbered(3000, "<x%d" .. rep("y", 10000) .. "/>") .. "<v>x</v></r>", "limit",
    "names" },
  { "a million elements", "<r>" .. rep("<d/>", 1000000) .. "<v>x</v></r>", "loaded", "x" },
  { "ten thousand namespaces", "<r " .. numbered(4000, "xmlns:a%d='u%d' ") .. "><d "
    .. numbered(4000, "xmlns:b%d='v%d' ") .. "/><v>x</v></r>", "limit", "namespaces" },
  { "a million line feeds", rep("\n", 1000000):gsub("^", "<r>") .. "<v>x</v>&bad;</r>", "xml", "line 1000001" },
  { "<<<<", rep("<", 1000000), "xml", "line 1" },
  { "&&&&", "<r>" .. rep("&", 1000000) .. "</r>", "xml", "line 1" },

  -- bytes
  { "no bytes", "", "xml", "the document is empty" },
  { "an overlong sequence", "<r><v>\xC0\xAF</v></r>", "encoding", "not valid UTF-8" },
  { "an overlong sequence of three", "<r><v>\xE0\x80\xAF</v></r>", "encoding", "not valid UTF-8" },
  { "a surrogate", "<r><v>\xED\xA0\x80</v></r>", "xml", "0xD800" },
  { "beyond Unicode", "<r><v>\xF4\x90\x80\x80</v></r>", "xml", "0x110000" },
  { "five bytes", "<r><v>\xF8\x88\x80\x80\x80</v></r>", "encoding", "not valid UTF-8" },
  { "a tail without a head", "<r><v>\x80</v></r>", "encoding", "not valid UTF-8" },
  { "a head without a tail", "<r><v>\xC3</v></r>", "encoding", "not valid UTF-8" },
  { "a head at the end", "<r><v>x</v></r>\xC3", "xml", "Extra content" },
  { "in a name", "<r><v\xC3/></r>", "encoding", "not valid UTF-8" },
  { "in a comment", "<r><!-- \xFF --><v>x</v></r>", "encoding", "not valid UTF-8" },
  { "in what nobody reads", "<r><z>\xFF</z><v>x</v></r>", "encoding", "not valid UTF-8" },
  { "control characters", "<r><v>\1</v></r>", "xml", "line 1" },
  { "the number of a control character", "<r><v>&#1;</v></r>", "xml", "line 1" },
  { "the number of a surrogate", "<r><v>&#xD800;</v></r>", "xml", "line 1" },
  { "a number beyond all", "<r><v>&#99999999999999999999;</v></r>", "xml", "line 1" },
  { "U+FFFE", "<r><v>\xEF\xBF\xBE</v></r>", "xml", "line 1" },
  { "two marks", "\xEF\xBB\xBF\xEF\xBB\xBF<r><v>x</v></r>", "xml", "does not begin with <" },
  { "UTF-16 in a text", "<\0r\0/\0>\0", "encoding", "NUL" },

  -- what must not be refused
  { "a mark", "\xEF\xBB\xBF<r><v>x</v></r>", "loaded", "x" },
  { "text that was UTF-16 once",
    "<?xml version='1.0' encoding='UTF-16'?><r><v>\xC3\xA9</v></r>", "loaded", "\xC3\xA9" },
  { "text that was Latin-1 once", "<?xml version='1.0' encoding='ISO-8859-1'?><r><v>\xC3\xA9</v></r>", "loaded",
    "\xC3\xA9" },
  { "text that was Windows-1252 once", "<?xml version='1.0' encoding='Windows-1252'?><r><v>\xE2\x82\xAC</v></r>",
    "loaded", "\xE2\x82\xAC" },
  { "an encoding that does not exist", "<?xml version='1.0' encoding='nonsense'?><r><v>x</v></r>", "loaded", "x" },
  { "standalone", "<?xml version='1.0' standalone='yes'?><r><v>x</v></r>", "loaded", "x" },
  { "pieces of one text", "<r><v>a<!-- b -->c<![CDATA[<d>]]>e<?f g?>h</v></r>", "loaded", "ac<d>eh" },
  { "characters beyond the first plane", "<r><v>\xF0\x9D\x84\x9E</v></r>", "loaded", "\xF0\x9D\x84\x9E" },
  { "names that are not Latin", "<r><\xE5\x90\x8D/><v>x</v></r>", "loaded", "x" },
  { "line ends of all kinds", "<r>\r\n<v>x</v>\r</r>\n", "loaded", "x" },
  { "several mistakes of a sender, all allowed", "<r ><v >x</v ></r >", "loaded", "x" },
}

-- A small document, cut after every byte, and the whole.
local small = "<?xml version='1.0'?><!DOCTYPE r [<!ELEMENT r ANY>]>"
  .. "<r a='1&amp;\xC3\xA9'><!-- c --><v>x&#65;<![CDATA[y]]></v></r>"
for n = 0, #small - 1 do
  documents[#documents + 1] = { "cut after " .. n .. " bytes", small:sub(1, n), "broken" }
end
documents[#documents + 1] = { "not cut", small, "loaded", "xAy" }

-- UTF-16 of ASCII.
local function wide(text, first, second) return (text:gsub(".", first .. "%0" .. second)) end
local function utf16le(text) return wide(text, "", "\0") end
local function utf16be(text) return wide(text, "\0", "") end

local latin1 = "<?xml version='1.0' encoding='%s'?><r><v>\xE9</v></r>"
local declared16 = "<?xml version='1.0' encoding='UTF-16'?><r><v>x</v></r>"

-- The same fields; bytes of a file, which follow their mark and declaration.
local files = {
  { "UTF-16, little end first", "\xFF\xFE" .. utf16le(declared16), "loaded", "x" },
  { "UTF-16, big end first", "\xFE\xFF" .. utf16be(declared16), "loaded", "x" },
  { "UTF-16 without a mark", utf16le "<r><v>x</v></r>", "loaded", "x" },
  { "UTF-16 with a mark of the other order", "\xFF\xFE" .. utf16be(declared16), "xml", "does not begin with <" },
  { "half a character of UTF-16", "\xFF\xFE" .. utf16le(declared16):sub(1, -2), "encoding" },
  { "half a pair of UTF-16", "\xFF\xFE" .. utf16le "<r><v>" .. "\x00\xD8" .. utf16le "</v></r>", "encoding" },
  { "NUL in UTF-16", "\xFF\xFE" .. utf16le "<r><v>x</v></r>\0<r/>", "encoding", "NUL" },
  { "UTF-16 that says Latin-1", "\xFF\xFE" .. utf16le "<?xml version='1.0' encoding='ISO-8859-1'?><r/>", "encoding" },
  { "Latin-1 that says UTF-16", "<?xml version='1.0' encoding='UTF-16'?><r><v>x</v></r>", "encoding" },
  { "UTF-8 mark, Latin-1 declared", "\xEF\xBB\xBF" .. latin1:format "ISO-8859-1", "encoding" },
  { "Latin-1", latin1:format "ISO-8859-1", "loaded", "\xC3\xA9" },
  { "Windows-1252", latin1:format "Windows-1252", "loaded", "\xC3\xA9" },
  { "the euro of Windows-1252", "<?xml version='1.0' encoding='windows-1252'?><r><v>\x80</v></r>", "loaded",
    "\xE2\x82\xAC" },
  { "Latin-1 that says UTF-8", latin1:format "UTF-8", "encoding", "not valid UTF-8" },
  { "Latin-1 that says ASCII", latin1:format "US-ASCII", "encoding" },
  { "Latin-1 that says nothing", "<r><v>\xE9</v></r>", "encoding", "not valid UTF-8" },
  { "UTF-7", "<?xml version='1.0' encoding='UTF-7'?><r><v>+ADw-x+AD4-</v></r>", "encoding", "is not accepted" },
  { "EBCDIC", "\x4C\xA7\x6F", "xml" },
  { "UTF-32", "\xFF\xFE\0\0" .. ("<r/>"):gsub(".", "%0\0\0\0"), "encoding", "is not accepted" },
  { "an encoding of iconv's own", latin1:format "ISO-8859-1//TRANSLIT", "encoding", "is not accepted" },
  { "a long name of an encoding", latin1:format(rep("x", 1000)), "encoding", "is not accepted" },
  { "a NUL and more", "<r><v>x</v></r>\0<r><v>hidden</v></r>", "encoding", "NUL" },
  { "a NUL in a value", "<r><v>x\0y</v></r>", "encoding", "NUL" },
  { "a mark of UTF-8", "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?><r><v>x</v></r>", "loaded", "x" },
}
local small16 = "\xFF\xFE" .. utf16le "<r><v>x</v></r>"
for n = 0, #small16 - 1 do
  files[#files + 1] = { "UTF-16, cut after " .. n .. " bytes", small16:sub(1, n), "broken" }
end

-- ---- checking ------------------------------------------------------------------------------------------

local passed, failed = 0, 0

local function check(what, ok, ...)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print(("FAILED  %s: %s"):format(what, table.concat({ ... }, " ")))
  end
end

-- got: a reason or "loaded", and the message or the value.
local function check_outcome(document, got, text)
  local what, _, reason, part = table.unpack(document)
  if reason == "any" then
    return
  elseif reason == "broken" then
    check(what, got == "xml" or got == "encoding", "it is", got, text)
  elseif reason == "loaded" then
    check(what, got == reason and text == part, "it is", got, "with", text)
  else
    check(what, got == reason and (not part or text:find(part, 1, true)), "it is", got, "with", text)
  end
end

local file = assert(io.open(folder .. "/hostile.lua", "w"))
file:write(mapping_text)
file:close()
local m = rowan.mapping.load(folder .. "/hostile.lua")
local conn <close> = rowan.odbc.connect(connect)

local function run_documents()
  for _, sql in ipairs(conn:ddl("source", m)) do conn:exec(sql) end
  for _, sql in ipairs(conn:ddl("target", m)) do conn:exec(sql) end
  for i, document in ipairs(documents) do
    conn:exec("INSERT INTO hostile_docs (id, doc) VALUES (?, ?)", i, document[2])
  end
  local result = rowan.job { mapping = m, connect = connect, workers = 1, commit = 1, deadline = 10,
    log_level = "error" }:run()
  check("the run", result.outcome == "done", result.outcome, tostring(result.message))
  check("no worker died", result.restarts == 0 and result.crashed == 0, result.restarts, "restarts")
  check("the run's time", result.seconds < RUN_SECONDS, ("%.1f s"):format(result.seconds))
  check("memory", result.peak_memory < WORKER_BYTES, result.peak_memory // MB, "MB")
  print(("the run took %.1f s and %d MB"):format(result.seconds, result.peak_memory // MB))
end

local function check_documents()
  for i, document in ipairs(documents) do
    local row = conn:query([[SELECT l.status, l.reason, l.message, r.value, r.id FROM rowan_ledger l
      LEFT JOIN hostile_rows r ON r.id = ? WHERE l.doc_key = ?]], i, tostring(i))[1]
    if not row then
      check(document[1], false, "it has no row in the ledger")
    elseif row.status == "loaded" then
      check_outcome(document, "loaded", row.value)
    else
      check(document[1] .. ", rows", row.id == nil, "a failed document has left a row")
      check_outcome(document, row.reason, row.message)
    end
  end
end

local function check_file(document)
  local begun = rowan.clock()
  local ok, tables = pcall(m.rows, m, document[2], { id = 1 })
  local seconds = rowan.clock() - begun
  check(document[1] .. ", time", seconds < SECONDS, ("%.1f s"):format(seconds))
  if ok then
    local row = tables[1].rows[1]
    check_outcome(document, row and "loaded" or "nothing", row and row[2])
  else
    check_outcome(document, tables.reason, tables.message)
  end
end

run_documents()
check_documents()
for _, document in ipairs(documents) do check_file { document[1], document[2], "any" } end
for _, document in ipairs(files) do check_file(document) end
print(("%d passed, %d failed"):format(passed, failed))
return failed == 0 and 0 or 1
