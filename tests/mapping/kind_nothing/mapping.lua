-- A document without rows is none of the mapping's kind.
return mapping {
  name    = "kinds",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  nothing = "skip",

  into "orders" {
    each    = "/Orders/Order",
    when    = expr [[ @status = 'open' ]],
    columns = { no = text(9) "@no" },
  },
}
