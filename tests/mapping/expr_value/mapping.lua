-- A text that should be a number.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr [[ @a * 2 ]]),
    },
  },
}
