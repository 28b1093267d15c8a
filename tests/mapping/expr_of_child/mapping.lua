-- Expressions look from the row's element.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each = "/r/p", key = { "n" }, columns = { n = text "@n", total = decimal(9, 2)(expr [[ @price * @count ]]) },
    children = {
      into "c" {
      each = "c", key = { "n", "i" },
      columns = { n = parent "n", i = position(), v = text(expr [[ ../@n || '-' || @v ]]) },
    },
    },
  },
}
