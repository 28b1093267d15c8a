-- Paths and an expression in one column.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer { "@a", expr [[ @b ]] },
    },
  },
}
