-- Where the type trims, a match of white space is as empty as one without text, and is not picked.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/p",
    columns = {
      first   = integer { "a", pick = "first" },
      last    = integer { "a", pick = "last" },
      day     = date { "d", pick = "last" },
      trimmed = text { "a", pick = "join", joiner = ",", trim = true },
      plain   = text { "a", pick = "join", joiner = "," },
      kept    = integer { "a", pick = "last", empty = "keep" },
      of_expr = integer { expr [[ a + 1 ]], pick = "last" },
      x_last  = integer { xpath "a", pick = "last" },
      x_all   = text { xpath "a", pick = "join", joiner = ",", trim = true },
      inner   = xml { "a", pick = "join", inner = true, trim = true, joiner = "," },
    },
  },
}
