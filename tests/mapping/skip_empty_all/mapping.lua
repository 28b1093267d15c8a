-- A document all of whose rows are skipped fails: it is probably of another kind.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", skip_empty = true, columns = { id = source "id", a = text "@a" } },
}
