-- Two rows with one key, within an into and in two of one table, whose keys are written in another order.

return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "ord" { each = "/R/O", key = { "no" }, columns = { no = text(5) "@no" } },
  into "item" { each = "/R/Fee", key = { "id", "amt" }, columns = { id = source "id", amt = integer "@amt" } },
  into "item" { each = "/R/Tax", key = { "amt", "id" }, columns = { id = source "id", amt = integer { "@amt", default = 1 } } },
}
