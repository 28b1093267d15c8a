-- Paths that begin at the document and look for what the row refers to.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "sale" {
    each    = "/r/o",
    columns = {
      no      = position(),
      name    = text(20) "/r/c[@id = current()/@ref]/@name",
      turned  = text(20) "/r/c[current()/@ref = @id]/@name",
      deep    = text(20) { "//c[@id = current()/@ref]/@name", pick = "first" },
      scanned = text(20) "/r/c[@id = current()/@ref][1]/@name",
      both    = text(20) "/r/c[@id = current()/@ref and @v]/@name",
      up      = text(20) "../c[@id = current()/@ref]/@name",
      several = text(20) { "/r/c[Alias = current()/Ref]/@name", pick = "join", joiner = "," },
      self    = text(20) "/r/c[@id = current()]/@name",
      nested  = text(20) "/r/c[@id = /r/p[@q = current()/@ref]/@id]/@name",
      count   = integer(expr [[ count(`/r/c[Alias = current()/Ref]`) ]]),
      worth   = integer(expr [[ sum(x, `/r/c[@id = current()/@k]/@v` * @m) ]]),
      none    = text(20) "/r/none[@id = current()/@ref]/@name",
    },
    children = {
      into "alias" {
        each    = "/r/c[@id = current()/@ref]/Alias",
        columns = { alias = text(9) ".", name = text(9) "../@name" },
      },
    },
  },
}
