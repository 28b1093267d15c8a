-- A step is a function or a transform.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = integer { "@x", via = { digits, "upper" } } } },
}
