return into "t" {
  each = "/r",
  columns = {
    a = text "@a",
    a = text "@b",
  },
}
