
return into "t" {
  each = "/r",
  key = { "b" },
  columns = { a = text "@a" },
}
