return into "order_line" {
  each = "Line",
  key = { "order_no", "line_no" },
  columns = {
    order_no = parent "order_no",
    line_no = position(),
    sku = text(20) "@sku",
    price = use("parts/common.lua").money "@price",
  },
}
