-- unpivot is a list.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = {}, columns = { a = label() } },
}
