-- rowan.json

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local json = rowan.json

local function same(value, text) t.equal(json.encode(value), text) end

t.test("plain values", function()
  same(1, "1")
  same(-0.5, "-0.5")
  same(true, "true")
  same("a\"b\\\n", [["a\"b\\\n"]])
  same(json.null, "null")
  same("ä€😀", '"ä€😀"')
end)

t.test("integers keep all their digits", function()
  same(math.maxinteger, "9223372036854775807")
  same(math.mininteger, "-9223372036854775808")
  t.equal(json.decode("9223372036854775807"), math.maxinteger)
  t.equal(math.type(json.decode("1")), "integer")
  t.equal(math.type(json.decode("1.0")), "float")
end)

t.test("lists and objects", function()
  same({ 1, 2, { 3 } }, "[1,2,[3]]")
  same({}, "{}")
  same(json.array({}), "[]")
  same({ b = 1, a = { c = json.array({}) } }, '{"a":{"c":[]},"b":1}')
end)

t.test("a list that was decoded stays one, also when it is empty", function()
  same(json.decode('{"a":[],"b":[1,null]}'), '{"a":[],"b":[1,null]}')
  t.equal(json.decode("[1,null]")[2] == json.null, true)
end)

t.test("pretty", function() t.equal(json.encode({ a = { 1 } }, true), '{\n  "a": [\n    1\n  ]\n}') end)

t.test("what JSON cannot say is refused", function()
  for _, value in ipairs { print, 0 / 0, math.huge, "\xff", { a = io.stdout } } do
    t.raises("cannot be written as JSON", json.encode, value)
  end
  local deep = {}
  for _ = 1, 200 do deep = { deep } end
  t.raises("nested too deep", json.encode, deep)
  local loop = {}
  loop[1] = loop
  t.raises("nested too deep", json.encode, loop)
end)

t.test("mistakes in a text have line and column", function()
  t.raises("line 2, column", json.decode, '{"a": 1,\n "b" 2}')
  t.raises("line 1", json.decode, "")
  t.raises("duplicate", json.decode, '{"a":1,"a":2}')
  t.raises("line 1", json.decode, "[" .. ("["):rep(100000))
end)

t.test("there and back", function()
  local text = '{"list":[1,2.5,"x",false,{"k":"v"}],"n":null,"t":"\\u0000\\u20ac"}'
  t.equal(json.encode(json.decode(text)), '{"list":[1,2.5,"x",false,{"k":"v"}],"n":null,"t":"\\u0000€"}')
end)

t.test("many at once", function()
  local list = {}
  for i = 1, 300 do list[i] = { id = i, name = ("n"):rep(i % 50), parts = { i, i + 1 } } end
  local back = json.decode(json.encode(list))
  t.equal(#back, 300)
  t.equal(back[299], list[299])
end)

t.finish()
