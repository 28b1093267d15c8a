return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "r" {
    each = "/r",
    columns = { no = bigint { "@no", identity = "always" } },
  },
}
