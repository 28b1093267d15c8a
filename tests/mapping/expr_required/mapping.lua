-- A required value that is not there.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer { expr [[ @a + 1 ]], required = true },
    },
  },
}
