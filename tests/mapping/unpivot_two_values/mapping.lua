-- Each value() has its own pick, joiner, bad and empty; a pair makes a row when one of them has a value.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "score" {
    each    = "/app",
    unpivot = { { "a", "x" }, { "b", expr [[ y * 2 ]] }, { "c", "z" }, { "d", "@word" }, { "e", "@empty" } },
    columns = {
      name   = label(),
      first  = text(9) { value(), pick = "first" },
      last   = text(9) { value(), pick = "last" },
      all    = text(9) { value(), pick = "join", joiner = "+", bad = "missing" },
      number = integer { value(), pick = "first", bad = "missing" },
      kept   = text(9) { value(), pick = "first", empty = "keep" },
    },
  },
}
