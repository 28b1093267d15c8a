-- A quotient is not rounded unless somebody says so.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = decimal(12, 2)(expr [[ @a / 12 ]]),
    },
  },
}
