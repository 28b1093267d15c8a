-- Keys made of other columns: of what stands before and behind, of a hash, and in the rows below.
-- The expected ones are Python's, as in docs/keys.md: sha256(b"6:A-1000").hexdigest() and so on.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "purchase_order" {
    each     = "/r/o",
    key      = { "id" },
    columns  = {
      id       = uuid(hash { "order_no" }),
      of_hash  = bigint(hash { "number", "id" }),
      number   = bigint(hash { "order_no" }),
      order_no = text(16) "@no",
    },
    children = {
      into "order_line" {
        each    = "l",
        key     = { "id" },
        columns = {
          id       = bigint { hash { "order_id", "line_no", "sku" }, identity = true },
          order_id = parent "id",
          line_no  = position(),
          sku      = text(20) "@sku",
        },
      },
    },
  },
}
