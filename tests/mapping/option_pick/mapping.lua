-- Several matches: only with pick.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      first  = text { "a", pick = "first" },
      last   = text { "a", pick = "last" },
      join   = text { "a", pick = "join" },
      joined = text { "a", pick = "join", joiner = "; " },
      number = integer { "a", pick = "last" },
    },
  },
}
