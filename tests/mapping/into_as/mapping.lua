-- What a loop makes has a name; try shows a table that several into fill as one.
local function party(path, as)
  return into "party" {
    each    = path,
    as      = as,
    key     = { "kind", "no" },
    columns = {
      kind = text(6)(constant(as)), no = position(), name = text(20) "Name",
      [as == "buyer" and "vat" or "reg"] = integer "@v", note = text(3) "Note",
    },
    children = {
      into "contact" { each = "Contact", as = as,
        columns = { kind = parent "kind", no = parent "no", mail = text(20) "@mail" } },
    },
  }
end

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  party("/Order/Seller", "seller"),
  into "shipment" { each = "/Order", columns = { to = text(4) "@to" } },
  party("/Order/Buyers/Buyer", "buyer"),
  into "party" { each = "/Order/Third", key = { "kind", "no" },
    columns = { kind = text(6)(constant "x"), no = position() } },
}
