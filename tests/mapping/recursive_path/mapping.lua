-- The rows below a row are found by a path of their own; what is around them is read, too, also by predicates.
return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },

  into "part" {
    each      = "/Order/Part",
    recursive = "Parts[../@open = 'yes']/Part | Spare",
    key       = { "no" },
    columns   = {
      no        = ordinal(),
      parent_no = integer { parent "no", default = 0 },
      level     = tinyint(level()),
      at        = text(3)(position()),
      name      = text(10) "@name",
      list      = text(10) "../@name",
      holder    = text(10) "../../@name",
      more      = count "Parts/Part",
      deep      = count ".//Part | .//Spare",
    },
  },
}
