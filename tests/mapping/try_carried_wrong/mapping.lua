-- A carried column whose text its type refuses.

return mapping {
  name    = "case",
  source  = { table = "docs", key = text(20) "id", document = "doc", columns = { timestamp "received_at" } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      at = source "received_at",
    },
  },
}
