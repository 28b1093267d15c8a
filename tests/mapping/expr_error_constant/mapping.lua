-- What is made of constants is calculated at once.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = decimal(12, 2)(expr [[ '12,5' + 1 ]]),
    },
  },
}
