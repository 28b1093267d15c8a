-- A missing value leaves the column to the database; the inner word wins.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  omit_missing = true,
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a  = text(9) "@a",
      b  = text(9) { "@b", omit_missing = false },
      c  = text(9) { "@c", default = "c" },
      d  = integer { "@d", bad = "missing" },
    },
    children = {
      into "u" { each = "u", omit_missing = false, columns = {
        id = parent "id", a = text(9) "@a", b = text(9) { "@b", omit_missing = true },
      } },
      into "v" { each = "u", columns = { id = parent "id", a = text(9) "@a" } },
    },
  },
}
