-- A default may be a value of the run or of the source row.
return mapping {
  source = { table = "docs", key = "id", document = "doc", columns = { timestamp "received", text(8) "channel" } },
  into "t" {
    each    = "/r/v",
    columns = {
      at  = timestamp { "@at", default = run "started" },
      day = timestamp { "@day", default = source "received" },
      ch  = text(5) { "@ch", default = source "channel" },
    },
  },
}
