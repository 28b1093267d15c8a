-- CDATA, character references and the five predefined entities are text; comments and instructions are not.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "v",
    },
  },
}
