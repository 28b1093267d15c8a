-- There is a ceiling on named fields.
local pair = { "a", "@a" }
for i = 1, 16 do
  pair["f" .. i] = i
end

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { pair }, columns = { a = label() } },
}
