-- How the plan shows it.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = text(80)(xpath [[ normalize-space( Title
           [ @kind = 'a  b' ] ) ]]),
      b = text(80) { xpath "Author/Family", pick = "join", joiner = "; ", via = string.upper },
    },
  },
}
