-- A global is a slip of the pen: say local.

money = decimal(9, 2)

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = money "a",
    },
  },
}
