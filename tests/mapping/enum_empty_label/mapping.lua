-- A label "" stands for a text that is there and empty; what is missing stays missing.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      empty   = enum { [""] = 0, Y = 1 } "@empty",
      blank   = enum { [""] = 0, Y = 1 } "blank",
      element = enum { [""] = "none", Y = "yes" } "element",
      missing = enum { [""] = 0, Y = 1 } "@missing",
      default = enum { [""] = 0, Y = 1 } { "@missing", default = "Y" },
      needed  = enum { [""] = 0, Y = 1 } { "@empty", required = true },
      without = enum { Y = 1 } "@empty",
    },
  },
}
