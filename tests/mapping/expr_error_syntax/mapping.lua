-- A keyword misspelt: line and column are those inside the text.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = integer(expr [[
        case when @a = 1
             then 'x'
             els 'y'
        end ]]),
    },
  },
}
