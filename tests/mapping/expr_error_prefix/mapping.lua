-- A prefix that the mapping does not declare.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr [[ o:Qty * 2 ]]),
    },
  },
}
