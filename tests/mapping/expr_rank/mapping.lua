-- rank: the place among the texts that follow.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/c", columns = {
    a = integer(expr [[ rank(@a, 'x', 'y', @b) ]]),
    n = integer { expr [[ rank(@a, '1', '2.0') ]], default = 0 },
  } },
}
