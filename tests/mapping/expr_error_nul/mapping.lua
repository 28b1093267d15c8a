-- A text with a NUL.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr "1\0"),
    },
  },
}
