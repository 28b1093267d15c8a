-- Values of the run; try has none, so it shows stand-ins.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = run "id",
      b = run "started",
      c = run "mapping",
      d = run "version",
    },
  },
}
