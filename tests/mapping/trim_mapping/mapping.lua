-- trim of the whole mapping: columns of the document have it, unless they say otherwise.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  trim    = true,
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id      = source "id",
      name    = text(9) "@name",
      blank   = text(9) { "@blank", default = "none" },
      kept    = text(9) { "@name", trim = false },
      fixed   = text(9) { constant " a " },
      expr    = text(9)(expr [[ @name || ' ' ]]),
      via     = text(9) { "@name", via = function(x) return x .. " " end },
      seconds = decimal(9, 1)(expr [[ seconds(@for) ]]),
    },
  },
  into "pair" {
    each    = "/r",
    unpivot = { { " l ", "@name" } },
    columns = { label = text(9)(label()), x = text(9)(value()) },
  },
}
