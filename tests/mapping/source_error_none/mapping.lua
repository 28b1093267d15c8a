-- A mapping without a source.

return mapping {
  name    = "case",
  into "t" {
    each    = "/r",
    key     = { "v" },
    columns = {
      v = text "a",
    },
  },
}
