-- The source is a table.

return mapping {
  name    = "case",
  source  = "docs",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
