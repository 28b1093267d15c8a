-- Customers that several documents have, found by unique, which the database numbers by itself, and an order that
-- looks its own one up. What is there already is not known to try, so each row has a number of its own.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "customer" {
    each     = "/r/o/c",
    key      = { "customer_id" },
    unique   = { "customer_no" },
    conflict = "skip",
    columns  = { customer_no = text(12) "@no", customer_id = identity() },
    children = { into "customer_address" {
      each     = "a",
      key      = { "customer_id", "kind" },
      conflict = "update",
      columns  = { customer_id = parent "customer_id", kind = text(9) "@kind" },
    } },
  },
  into "purchase_order" {
    each    = "/r/o",
    key     = { "order_no" },
    columns = {
      order_no    = text(16) "@no",
      customer_no = text(12) "c/@no",
      customer_id = bigint(existing "customer" { by = { "customer_no" }, take = "customer_id" }),
    },
  },
}
