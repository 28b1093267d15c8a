-- UUIDs in any case, in braces and as URN.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = uuid "@a",
      b = uuid "@b",
      c = uuid { "@none", default = "00000000-0000-0000-0000-00000000000A" },
      d = uuid "c",
    },
  },
}
