return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "r" {
    each = "/r",
    columns = { no = text(20) { "@no", identity = true } },
  },
}
