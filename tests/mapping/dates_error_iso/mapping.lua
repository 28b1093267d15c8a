-- Expressions read ISO, too, so a format must not contradict it.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "YYYY-DD-MM" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
    },
  },
}
