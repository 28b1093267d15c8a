-- Orders: one document holds one or more orders, each of which becomes a purchase_order row and its
-- order_line rows. The small example; mappings/credit.lua uses more of the language.
--
--   rowan try mappings/orders.lua tests/mapping/orders/doc.xml

local money       = decimal(12, 2)
local order_state = enum { Open = "O", Shipped = "S", Cancelled = "X" }
local iso         = { Germany = "DE", France = "FR" }

local function country_code(name)         -- older senders write the full name
  return iso[name] or name:upper()
end

local order_line = into "order_line" {
  each    = "o:Lines/o:Line",
  key     = { "order_no", "line_no" },
  columns = {
    order_no = parent "order_no",
    line_no  = position(),
    sku      = text(20) { "o:Item/@sku", required = true },
    item     = text(80) "o:Item",
    quantity = integer { "o:Qty", default = 1 },
    price    = money "o:Price",
  },
}

return mapping {
  name       = "orders",
  source     = { table = "order_xml", key = bigint "id", document = "document" },
  namespaces = { o = "urn:example:orders:2" },
  into "purchase_order" {
    each     = "/o:Orders/o:Order",
    key      = { "order_no" },
    columns  = {
      order_no  = text(16) { "@no", required = true },
      source_id = source "id",
      placed_on = date "o:Header/o:Placed",
      state     = order_state { "o:Header/o:State", default = "O" },
      country   = text(2) { "o:ShipTo/o:Country", via = country_code },
      buyer     = text(80) { "o:Buyer/o:Family", "o:Buyer/o:Given",
                             via = function(family, given) return family .. ", " .. given end },
      total     = money "o:Header/o:Total",
    },
    children = { order_line },
  },
}
