-- A text key that is not given is the file's name.

return mapping {
  name    = "case",
  source  = { table = "docs", key = text(20) "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "@v",
    },
  },
}
