-- Only a function makes one value of several paths.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = integer { "@x", "@y", via = digits } } },
}
