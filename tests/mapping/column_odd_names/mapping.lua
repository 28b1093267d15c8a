-- Names are quoted for the database, so anything goes.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      ["order"] = text "@a",
      ["two words"] = text "@b",
      ["größe"] = text "@c",
      ["it's"] = integer "@d",
      more = integer(expr [[ column('it''s') + column('größe') ]]),
    },
  },
}
