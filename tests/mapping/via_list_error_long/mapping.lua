-- There is a ceiling on steps.
local steps = {}
for i = 1, 17 do
  steps[i] = upper
end

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = text { "@x", via = steps } } },
}
