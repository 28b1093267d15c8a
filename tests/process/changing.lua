-- luacheck: std rowan_mapping
-- Documents that change, whose rows are found in every way there is, for tests/process/run: by recorded keys that the
-- database gave, by parents, by a rule. revisions.lua makes the documents. Each line takes a while, so that a worker
-- is nearly always in the middle of one.

local function slowly(sku)
  for _ = 1, 20000 do end
  return sku
end

return mapping {
  name    = "changing",
  source  = { table = "revised", key = bigint "id", document = "doc", revision = integer "rev" },
  lineage = true,

  into "customer" {
    each     = "/order/customer",
    key      = { "no" },
    conflict = { newest = "as_of" },
    columns  = { no = text(10) "@no", as_of = integer "@as_of", name = text(40) "@name" },
    children = {
      into "customer_site" {
        each     = "site",
        key      = { "no", "city" },
        conflict = { newest = "as_of" },
        columns  = { no = parent "no", city = text(20) "@city", as_of = integer "@as_of" },
      },
    },
  },
  into "purchase" {
    each     = "/order",
    key      = { "id" },
    columns  = {
      id          = bigint(sequence()),
      order_no    = text(20) "@no",
      customer_no = text(10) "customer/@no",
      total       = integer "@total",
    },
    children = {
      into "purchase_line" {
        each    = "line",
        key     = { "id" },
        columns = {
          id          = uuid(hash { "order_no", "line_no" }),
          purchase_id = parent "id",
          order_no    = parent "order_no",
          line_no     = position(),
          sku         = text(120) { "@sku", via = slowly },
        },
      },
    },
  },
}
