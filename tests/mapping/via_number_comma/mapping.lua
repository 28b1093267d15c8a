-- A comma that is not before three digits parts no thousands: it may be one before a fraction, and is refused.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/p",
    columns = {
      written = text "@x",
      number  = decimal(18, 4) { "@x", via = number, bad = "missing" },
      amount  = decimal(18, 4) { "@x", via = amount, bad = "missing" },
      float   = double { "@x", via = number, bad = "missing" },
    },
  },
}
