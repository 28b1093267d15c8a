-- Documents that the scanner leaves to libxml2: how many, and why, in what run --profile prints and in JSON.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local connect = "Driver=SQLite3;Database=declined.db"

t.write("m.lua", [[
return mapping {
  name = "m",
  source = { table = "docs", key = "id", document = "doc" },
  into "y" { each = "/R", key = { "id" }, columns = { id = source "id" } },
}
]])

-- What is in them, by what they are declined for; false: they are not.
local documents = {
  { false, "<R/>" }, { false, "<R>&#65;<![CDATA[x]]></R>" }, { false, "<R xmlns:p='u'><p:x/></R>" },
  { "doctype", "<!DOCTYPE R><R/>" }, { "doctype", "<!DOCTYPE R [<!ELEMENT R ANY>]><R/>" },
  { "declaration", "<?xml version='1.1'?><R/>" }, { "markup", "<R></S>" }, { "name", "<R><:a/></R>" },
  { "namespace", "<R xmlns:p='a b'/>" }, { "character", "<R>\1</R>" }, { "reference", "<R>&nbsp;</R>" },
  { "limit", "<R>" .. ("<a>"):rep(255) .. ("</a>"):rep(255) .. "</R>" },
}
local expected = { scanner = 0 }
for _, document in ipairs(documents) do
  local reason = document[1] or "scanner"
  expected[reason] = (expected[reason] or 0) + 1
end

local function prepare()
  os.remove("declined.db")
  do
    local conn <close> = rowan.odbc.connect(connect)
    conn:exec "CREATE TABLE docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
    local rows = {}
    for i, document in ipairs(documents) do rows[i] = { i, document[2] } end
    conn:insert("docs", { "id", "doc" }, rows)
  end
  local status, _, err = t.rowan("init", "m.lua", "--tables", "--connect", connect)
  if status ~= 0 then error("init: " .. err) end
end

local function run(...)
  local _, out = t.rowan("run", "m.lua", "--quiet", "--workers", "2", "--chunk", "3", "--connect", connect, ...)
  return out
end

t.test("run --profile --json counts documents by what they were declined for", function()
  prepare()
  local result = rowan.json.decode(run("--profile", "--json"))
  t.equal(result.loaded + result.failed, #documents)
  for reason, count in pairs(expected) do
    t.equal(reason .. " " .. result.xml[reason], reason .. " " .. count)
  end
end)

t.test("run --profile prints them", function()
  prepare()
  local out = run "--profile"
  t.contains(out, ("%d documents read by the scanner; it left to libxml2:"):format(expected.scanner))
  for reason, count in pairs(expected) do
    if reason ~= "scanner" then
      assert(out:find(("\n *%s +%d *\n"):format(reason, count)), reason .. " in\n" .. out)
    end
  end
end)

t.test("a run without a profile has none of them", function()
  prepare()
  t.equal(rowan.json.decode(run "--json").xml, nil)
end)

t.finish()
