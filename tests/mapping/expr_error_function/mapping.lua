-- A function that is not there.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr [[ coalesc(@a, 0) ]]),
    },
  },
}
