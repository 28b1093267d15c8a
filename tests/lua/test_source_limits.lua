-- What a source says of its documents, in a run: limits, and what is let pass.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local connect = "Driver=SQLite3;Database=limits.db"

local says = 'max_text = 200, max_rows = 3, dtd_defaults = true, leading_space = true'
local mapping = [[
return mapping {
  name = "m",
  source = { %s, %s },
  into "y" { each = "/R/A", key = { "doc", "no" }, columns = { doc = %s, no = position(), v = text(9) "@v" } },
}
]]

local declared = '<!DOCTYPE R [<!ATTLIST A v CDATA "usual">]><R><A/></R>'
local documents = {
  ["1"] = "<R>" .. (" "):rep(400) .. "</R>",
  ["2"] = "<R>" .. ("<A/>"):rep(4) .. "</R>",
  ["3"] = '\n <?xml version="1.0"?>' .. declared,
  ["4"] = "<R>" .. ('<A v="1"/>'):rep(3) .. "</R>",
}

-- key -> reason and message of the documents that failed, and the rows of the others.
local function run(...)
  local status, _, err = t.rowan("init", "m.lua", "--tables", "--connect", connect, ...)
  if status ~= 0 then error("init: " .. err) end
  local ended, out = t.rowan("run", "m.lua", "--quiet", "--json", "--connect", connect, ...)
  t.equal(ended, 1)
  local result = rowan.json.decode(out)
  t.equal({ result.loaded, result.failed }, { 2, 2 })
  local conn <close> = rowan.odbc.connect(connect)
  local failed = {}
  for _, row in ipairs(conn:query "SELECT doc_key, reason, message FROM rowan_ledger WHERE status = 'failed'") do
    failed[row.doc_key] = row.reason .. ": " .. row.message
  end
  local rows = {}
  for i, row in ipairs(conn:query "SELECT doc, v FROM y ORDER BY doc, no") do rows[i] = row.doc .. " " .. row.v end
  return failed, rows
end

t.test("documents of a table past a limit fail and name it; what is let pass is loaded", function()
  os.remove "limits.db"
  t.write("m.lua", mapping:format('table = "docs", key = "id", document = "doc"', says, 'source "id"'))
  do
    local conn <close> = rowan.odbc.connect(connect)
    conn:exec "CREATE TABLE docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
    for key, text in pairs(documents) do conn:insert("docs", { "id", "doc" }, { { math.tointeger(key), text } }) end
  end
  local failed, rows = run()
  t.equal(failed, {
    ["1"] = "limit: the document has more than 200 bytes, max_text of the source",
    ["2"] = "limit: the document makes more than 3 rows, max_rows of the source",
  })
  t.equal(rows, { "3 usual", "4 1", "4 1", "4 1" })
end)

t.test("so do files, compressed ones by what they expand to", function()
  os.remove "limits.db"
  t.write("m.lua", mapping:format('files = "[1-4].xml"', says, 'text(20)(source "path")'))
  for key, text in pairs(documents) do t.write(key .. ".xml", text) end
  os.execute "gzip -c 1.xml >1.gz && mv 1.gz 1.xml"
  local failed, rows = run()
  t.equal(failed, {
    ["1.xml"] = "limit: the document is compressed (gzip), and expands to more than 200 bytes, max_text of the source",
    ["2.xml"] = "limit: the document makes more than 3 rows, max_rows of the source",
  })
  t.equal(rows, { "3.xml usual", "4.xml 1", "4.xml 1", "4.xml 1" })
end)

t.finish()
