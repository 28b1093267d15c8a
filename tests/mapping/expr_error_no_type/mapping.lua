-- A calculated column has no type of its own.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = expr [[ @a + 1 ]],
    },
  },
}
