-- A name with a hyphen, or a subtraction?

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = text(expr [[ @first-name ]]),
    },
  },
}
