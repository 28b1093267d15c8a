-- A rank is a whole number.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/c", distinct = { "a", prefer = expr [[ @x / 4 ]] }, columns = { a = text "@a" } },
}
