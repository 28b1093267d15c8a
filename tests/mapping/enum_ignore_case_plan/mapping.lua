-- Labels without regard to case, also in a default.

local state = enum { Open = "O", Shipped = "S" } { ignore_case = true }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      state  = enum { Open = "O", Shipped = "S" } { "@state", ignore_case = true },
      letter = enum { ["Ärger"] = 1 } { "@letter", ignore_case = true },
      other  = enum { Open = "O", Shipped = "S" } { "@missing", ignore_case = true, default = "SHIPPED" },
      typed  = state "@state",
      exact  = enum { Open = "O" } { "@exact", ignore_case = false },
    },
  },
}
