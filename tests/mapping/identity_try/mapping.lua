-- Numbers that the database gives by itself are not known to try: each row has one of its own, which its children have,
-- too. Those of the lines are nobody's, so they are not read back, and need no unique.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "purchase_order" {
    each     = "/r/o",
    key      = { "id" },
    unique   = { "order_no" },
    columns  = { id = identity(), order_no = text(16) "@no" },
    children = {
      into "order_line" {
        each    = "l",
        key     = "id",
        columns = { id = integer(identity()), order_id = parent "id", line_no = position() },
      },
    },
  },
}
