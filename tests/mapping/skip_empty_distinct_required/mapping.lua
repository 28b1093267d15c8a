-- A match that is not empty must have what is required, distinct or not.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "slot" {
    each       = "/r/c",
    skip_empty = true,
    distinct   = { "no" },
    columns    = { no = integer { "@no", required = true, counts = false }, v = text(5) "@v" },
  },
}
