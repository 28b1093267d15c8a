-- A type with its number is a value: named once, used twice; options of one use do not stick to it.

local short = text(5)

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = short { "a", required = true },
      b = short "b",
      c = short { "c", default = "none" },
    },
  },
}
