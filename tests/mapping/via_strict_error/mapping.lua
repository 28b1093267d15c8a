-- strict is about via.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = text { "@x", strict = false } } },
}
