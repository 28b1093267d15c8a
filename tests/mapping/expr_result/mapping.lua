-- A result that the type refuses.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr [[ @a || 'x' ]]),
    },
  },
}
