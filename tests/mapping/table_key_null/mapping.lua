-- A key column without a value fails the document.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "v" },
    columns = {
      id = source "id",
      v = text "@v",
    },
  },
}
