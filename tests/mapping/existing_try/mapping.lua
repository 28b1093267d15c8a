-- Keys of rows of other tables are not known to try: each row has a number in their place, as its children have.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "purchase_order" {
    each     = "/r/o",
    key      = { "order_no" },
    columns  = {
      order_no    = text(16) { "@no", required = true },
      buyer_no    = text(12) "@buyer",
      land        = text(2) { "@land", default = "DE" },
      customer_id = bigint(existing "customer" { by = { customer_no = "buyer_no", country = "land" }, take = "id" }),
      land_id     = integer(existing "country" { by = "land", take = "land_id", missing = "null" }),
    },
    children = {
      into "order_line" {
        each    = "l",
        key     = { "order_no", "line_no" },
        columns = { order_no = parent "order_no", line_no = position(), customer_id = parent "customer_id" },
      },
    },
  },
}
