-- Of several matches those that are empty are not picked, unless an empty text is a value.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/p",
    columns = {
      first   = text { "a", pick = "first" },
      last    = text { "a", pick = "last" },
      joined  = text { "a", pick = "join", joiner = ", " },
      bare    = text { "a", pick = "join" },
      kept    = text { "a", pick = "join", joiner = ", ", empty = "keep" },
      keep_1  = text { "a", pick = "first", empty = "keep" },
      number  = integer { "a", pick = "last" },
      needed  = text { "a", pick = "last", default = "none" },
      of_expr = text { expr [[ coalesce(a, 'none') ]], pick = "first" },
      x_first = text { xpath "a", pick = "first" },
      x_last  = text { xpath "a", pick = "last" },
      x_all   = text { xpath "a", pick = "join", joiner = ", " },
      x_keep  = text { xpath "a", pick = "join", joiner = ", ", empty = "keep" },
      inner   = xml { "a", pick = "join", inner = true },
      whole   = xml { "a", pick = "join" },
    },
  },
}
