-- Columns of the source table that rows carry.

return mapping {
  name    = "case",
  source  = { schema = "inbox", table = "docs", key = text(20) "id", document = "doc",
              columns = { timestamp "received_at", text(30) "sender" } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      at = source "received_at",
      who = source "sender",
    },
  },
}
