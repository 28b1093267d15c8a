local common = use "parts/common.lua"
local lines = use "parts/lines.lua"

-- Whatever uses a file gets the same value.
assert(use "parts/common.lua" == common and use("parts/names.lua") == common.names)

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "customer_order" {
    each = "/Order",
    key = { "order_no" },
    columns = {
      order_no = text(10) { "@no", required = true },
      state = common.state { "@state", default = "O" },
      total = common.money "Total",
      country = text(2) { "Country", via = common.country_code },
      received = common.columns.received,
    },
    children = { lines },
  },
}
