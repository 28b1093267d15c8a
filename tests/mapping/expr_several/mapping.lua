-- Several matches of a path.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = text(expr [[ upper(x) ]]),
    },
  },
}
