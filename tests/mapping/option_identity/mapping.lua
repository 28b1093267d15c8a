return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "r" {
    each = "/r", key = { "no" },
    columns = { no = bigint { "@no", identity = true }, name = text "name" },
  },
}
