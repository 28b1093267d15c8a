-- Rows that are refused fail alone, with those below them; the others keep their numbers.
return mapping {
  name    = "rejecting",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  rejects = 20,

  into "orders" {
    each     = "/Orders/Order",
    key      = { "no" },
    bad_row  = "reject",
    columns  = {
      no     = position(),
      total  = decimal(9, 2)(expr [[ sum(Line, @price) ]]),
      placed = date { "@placed", required = true },
      note   = text(5) { "Note", via = function(text) return text:upper() end },
    },
    children = {
      into "order_line" {
        each    = "Line",
        key     = { "no", "line_no" },
        columns = { no = parent "no", line_no = position(), item = text(4) "@item" },
      },
      into "order_mark" {
        each       = "Mark",
        skip_empty = true,
        bad_row    = "reject",
        columns    = {
          no       = parent "no",
          mark_no  = position(),
          kind     = text(2) { "@kind", required = true },
          n        = integer "@n",
        },
      },
    },
  },
}
