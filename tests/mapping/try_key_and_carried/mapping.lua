-- A key and a carried column given by hand.

return mapping {
  name    = "case",
  source  = { table = "docs", key = text(20) "id", document = "doc",
              columns = { timestamp "received_at", text(30) "sender" } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "@v",
      at = source "received_at",
      who = source "sender",
    },
  },
}
