-- null_if takes texts.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = integer { "@x", null_if = { "a", true } } } },
}
