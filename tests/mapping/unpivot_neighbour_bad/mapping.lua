-- What does not convert is missing where the column says so, and fails the document where it does not.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "score" {
    each    = "/app",
    unpivot = { { "a", "@x" }, { "b", expr [[ @y * 2 ]] } },
    columns = { name = label(), lax = integer { value(), bad = "missing" }, strict = integer(value()) },
  },
}
