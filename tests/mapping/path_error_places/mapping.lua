-- Each // with .. behind it can be at twice as many places as before.

local steps = {}
for i = 1, 20 do
  steps[i] = ("//a%d[x]/../.././s%d//t%d"):format(i, i, i)
end

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text("." .. table.concat(steps)),
    },
  },
}
