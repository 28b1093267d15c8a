-- when and distinct go by the rows below one row, and what makes no row has none below it.
return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },

  into "node" {
    each      = "/tree/node",
    recursive = "node",
    when      = expr [[ level() < 4 and @hidden is null and (parent('kind') is null or parent('kind') <> 'leaf') ]],
    distinct  = { "name", keep = "last" },
    key       = { "no" },
    columns   = {
      no = ordinal(), parent_no = parent "no", level = level(), at = position(),
      name = text(10) "@name", kind = text(10) "@kind", again = text(10)(parent "name"),
    },
  },

  into "everywhere" {
    each       = "//node",
    recursive  = true,
    skip_empty = true,
    when       = expr [[ @hidden is null ]],
    key        = { "no" },
    columns    = { no = ordinal(), above = parent "no", at = position(), name = text(10) "@name" },
  },
}
