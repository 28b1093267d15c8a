-- Documents of a key of two columns, for tests/process/run.
return mapping {
  name   = "pairs",
  source = { table = "pairs", key = { bigint "batch", bigint "no" }, document = "document" },
  into "pair" {
    each    = "/CreditApplication",
    key     = { "batch", "no" },
    columns = { batch = source "batch", no = source "no" },
  },
}
