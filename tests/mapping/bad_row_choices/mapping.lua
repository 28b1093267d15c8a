-- What is decided before there is a row: when, distinct, prefer, pairs of unpivot, a function of rows.
local function split(text)
  return assert(text ~= "bad") and { { part = text }, { part = text .. "!" } }
end

return mapping {
  name    = "rejecting",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  bad_row = "reject",

  into "chosen" {
    each     = "/r/c",
    when     = expr [[ @n > 0 ]],
    distinct = { "k", keep = "last", prefer = expr [[ @rank ]] },
    columns  = { no = position(), k = integer "@k", n = text(5) "@n" },
  },
  into "pair" {
    each    = "/r/p",
    unpivot = { { "A", "@a" }, { "B", "b" }, { "C", "@c" } },
    columns = { no = position(), name = text(1)(label()), v = integer(value()) },
  },
  into "part" {
    each    = "/r/s",
    rows    = { "@x", via = split },
    columns = { no = position(), part = text(5)(field "part") },
  },
}
