-- A format that is none.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "iso", "dd.mm.yyyy" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
    },
  },
}
