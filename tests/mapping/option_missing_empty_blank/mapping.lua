-- Missing, empty, blank: what becomes NULL, what becomes a default, what stays.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    key     = { "n" },
    columns = {
      id = source "id",
      n         = position(),
      plain     = text "@v",
      fallback  = text { "@v", default = "D" },
      trimmed   = text { "@v", trim = true },
      trim_fall = text { "@v", trim = true, default = "D" },
      keep      = text { "@v", empty = "keep" },
      keep_fall = text { "@v", empty = "keep", default = "D" },
      number    = integer { "@w", default = 7 },
    },
  },
}
