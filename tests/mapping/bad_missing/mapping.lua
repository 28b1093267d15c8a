-- What does not convert is missing, or NULL or a value of its own and no default, where the column says so.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      a = integer { "@x", bad = "missing" },
      b = date { "@x", bad = "missing", default = "1970-01-01" },
      c = decimal(5, 2) { expr [[ @x / 0 ]], bad = "missing" },
      d = text(2) { "@x", bad = "missing" },
      e = enum { A = 1 } { "@x", bad = "missing" },
      f = date { "@x", bad = "null", default = "1970-01-01", omit_missing = true },
      g = integer { "@y", bad = "null", default = 7 },
      i = enum { A = 1, B = 2 } { "@x", bad = constant("B"), omit_missing = true },
      h = decimal(5, 2) { expr [[ @x / 0 ]], bad = "null", default = 7 },
    },
  },
}
