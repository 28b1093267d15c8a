-- rowan.mapping

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local text = [[
local line = into "line" {
  each = "Line", key = { "no", "n" },
  columns = { no = parent "no", n = position(), item = text(10) { "@item", required = true },
              price = decimal(9, 2) "@price" },
}

return mapping {
  name = "orders", version = "3",
  source = { schema = "inbox", table = "docs", key = bigint "id", document = "doc", columns = { text(20) "sender" } },
  target = { schema = "lake" },
  into "order" {
    each = "/Orders/Order", key = { "no" },
    columns = { no = text(8) "@no", id = source "id", sender = source "sender",
                upper = text { "Note", via = string.upper } },
    children = { line },
  },
}
]]

t.write("orders.lua", text)
local m = rowan.mapping.load("orders.lua")

t.test("what a mapping says of itself", function()
  t.equal(m.name, "orders")
  t.equal(m.version, "3")
  t.equal(m.file, "orders.lua")
  t.equal(m.source.schema, "inbox")
  t.equal(m.source.table, "docs")
  t.equal(m.source.key, "id")
  t.equal(m.source.key_type, "bigint")
  t.equal(m.source.document, "doc")
  t.equal(m.source.columns, { { name = "sender", type = "text(20)" } })
  t.equal(m.target, { schema = "lake" })
end)

t.test("tables and columns stand in order", function()
  t.equal(#m.tables, 2)
  t.equal(m.tables[1].name, "order")
  t.equal(m.tables[2].parent, "order")
  t.equal(m.tables[2].key, { "no", "n" })
  t.equal(m.tables[2].line, 1)
  local columns = m.tables[2].columns
  t.equal(columns[3], { name = "item", file = "orders.lua", line = 3, type = "text(10)", required = true,
    identity = false, numbered = false, key = false, via = false, from = "path", paths = { "@item" } })
  t.equal(columns[1].from, "parent")
  t.equal(columns[2].from, "position")
  t.equal(m.tables[1].columns[4].via, true)
end)

t.test("the hash is that of the text", function()
  t.write("again.lua", text)
  t.write("other.lua", text .. "\n")
  t.equal(rowan.mapping.load("again.lua").hash, m.hash)
  t.equal(rowan.mapping.load("other.lua").hash ~= m.hash, true)
end)

t.test("schemas may be given when it is loaded", function()
  local other = rowan.mapping.load("orders.lua", { schema = "test", source_schema = "old" })
  t.equal(other.target.schema, "test")
  t.equal(other.source.schema, "old")
  t.contains(other:plan_text(), "test")
end)

t.test("rows of one document", function()
  local rows = assert(m:rows([[<Orders><Order no="A"><Note>hi</Note><Line item="x" price="1.5"/><Line item="y"/></Order>
    <Order no="B"/></Orders>]], { id = 7, sender = "me" }))
  t.equal(#rows, 2)
  t.equal(rows[1].table, "order")
  t.equal(rows[1].columns, { "no", "id", "sender", "upper" })
  t.equal(rows[1].rows, { { "A", 7, "me", "HI" }, { "B", 7, "me" } })
  t.equal(rows[2].rows, { { "A", 1, "x", "1.50" }, { "A", 2, "y" } })
end)

t.test("a document that fails raises an error object", function()
  local ok, problem = pcall(m.rows, m, "<Orders>\n<Order no='A'><Line/></Order></Orders>")
  t.equal(ok, false)
  t.equal(problem.status, "document")
  t.equal(problem.reason, "required")
  t.contains(problem.message, "line.item")
  t.contains(tostring(problem), "orders.lua:3")
  t.equal(pcall(m.rows, m, "<Orders"), false)
end)

t.test("why holds the steps up to where the document fails, and the problem", function()
  local steps = m:why("<Orders>\n<Order no='A'><Line/></Order></Orders>", nil, "line", "item")
  t.equal({ steps.problem.reason, steps.problem.status }, { "required", "document" })
  t.equal(m:why("<Orders><Order no='A'/></Orders>", nil, "order", "no").problem, nil)
end)

t.test("a mapping can be closed, by hand or at the end of a block; what it says of itself stays", function()
  local kept
  do
    local one <close> = rowan.mapping.load("orders.lua")
    kept = one
    t.equal(#one:rows("<Orders><Order no='1'/></Orders>")[1].rows, 1)
  end
  t.raises("the mapping is closed", kept.rows, kept, "<Orders/>")
  t.raises("the mapping is closed", kept.plan_text, kept)
  t.equal(kept.file, "orders.lua")
  kept:close()
  local closed = setmetatable({}, { __gc = function() kept:close() end })
  t.equal(closed ~= nil, true)
end)

t.test("nothing stays from one document to the next", function()
  for i = 1, 200 do
    local rows = assert(m:rows(("<Orders><Order no='%d'><Note>n</Note></Order></Orders>"):format(i), { id = i }))
    t.equal(rows[1].rows, { { tostring(i), i, nil, "N" } })
    t.equal(rows[2].rows, {})
  end
end)

t.test("a wrong mapping is refused with file and line", function()
  t.write("wrong.lua", "\nreturn mappin {}\n")
  local ok, problem = pcall(rowan.mapping.load, "wrong.lua")
  t.equal(ok, false)
  t.equal(problem.status, "mapping")
  t.contains(tostring(problem), "wrong.lua:2")
  t.contains(tostring(problem), "mapping")
  t.raises("none.lua", rowan.mapping.load, "none.lua")
  t.raises("", rowan.mapping.load)
  t.raises("", rowan.mapping.load, ".")
end)

t.test("what a mapping is made of has a limit", function()
  local large = assert(io.open("large.lua", "wb"))
  large:seek("set", 64 * 1024 * 1024)
  large:write("return 1")
  large:close()
  t.raises("large.lua: a mapping's files hold at most 64 MB together", rowan.mapping.load, "large.lua")
  t.write("uses.lua", 'use "large.lua"')
  t.raises('uses.lua:1: use "large.lua": large.lua: a mapping\'s files hold at most 64 MB together',
    rowan.mapping.load, "uses.lua")
  os.remove("large.lua")
end)

t.test("a used file must be one, and nothing waits for it", function()
  assert(os.execute("mkfifo pipe.lua"))
  t.write("uses.lua", 'use "pipe.lua"')
  t.raises("pipe.lua: this is not a file", rowan.mapping.load, "uses.lua")
end)

t.test("a folder may be reached by a link, what is used may not lead out of it", function()
  assert(os.execute("mkdir -p real/parts && ln -sfn real linked && echo 'return 1' >outside.lua"))
  t.write("real/parts/one.lua", "return 'one'")
  t.write("real/m.lua", [[
    return mapping {
      version = use "parts/one.lua", source = { table = "d", key = "id", document = "x" },
      into "t" { each = "/r", columns = { a = text "@a" } },
    }
  ]])
  local linked = rowan.mapping.load("linked/m.lua")
  t.equal({ linked.version, linked.files }, { "one", { "linked/m.lua", "linked/parts/one.lua" } })
  assert(os.execute("ln -sf ../../outside.lua real/parts/one.lua"))
  t.raises("a symbolic link leads out of the folder of the mapping", rowan.mapping.load, "linked/m.lua")
  assert(os.execute("ln -sf two.lua real/parts/one.lua && echo \"return 'two'\" >real/parts/two.lua"))
  t.equal(rowan.mapping.load("real/m.lua").version, "two")
end)

t.test("mappings can be dropped while others live", function()
  for _ = 1, 30 do
    local other = rowan.mapping.load("orders.lua")
    t.equal(#assert(other:rows("<Orders><Order no='1'/></Orders>"))[1].rows, 1)
  end
end)

t.finish()
