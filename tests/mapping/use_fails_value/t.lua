return into "t" {
  each = "/r",
  columns = {
    a = integer "@a",
  },
}
