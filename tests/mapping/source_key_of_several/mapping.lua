return mapping {
  name   = "several",
  source = {
    table = "docs", key = { bigint "batch", text(10) "no" }, document = "doc", columns = { timestamp "received_at" },
  },
  into "t" {
    each    = "/r",
    key     = { "batch", "no" },
    columns = {
      batch = source "batch",
      no    = source "no",
      at    = source "received_at",
      v     = text(5) "v",
    },
  },
}
