-- A run has four values.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { ch = text(5) { "@ch", default = run "user" } } },
}
