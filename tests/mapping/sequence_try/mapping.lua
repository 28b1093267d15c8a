-- Numbers that the database gives are not known to try: each row has one of its own, which its children have, too.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "purchase_order" {
    each     = "/r/o",
    key      = { "id" },
    columns  = { id = bigint(sequence "order_id_seq"), order_no = text(16) { "@no", required = true } },
    children = {
      into "order_line" {
        each    = "l",
        key     = { "order_id", "line_no" },
        columns = { order_id = parent "id", line_no = position(), row_id = integer { sequence(), identity = true } },
      },
    },
  },
}
