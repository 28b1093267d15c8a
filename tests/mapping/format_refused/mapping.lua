-- A refusal names all formats.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = date { "@v", format = { "iso", "MM/DD/YYYY" } },
    },
  },
}
