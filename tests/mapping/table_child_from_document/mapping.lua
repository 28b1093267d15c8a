-- A child whose each begins at the document: allowed, and noted, since it is nearly always a slip.

return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "ord" { each = "/R/O", key = { "no" }, columns = { no = text(5) "@no" }, children = {
    into "lin" { each = "//L", key = { "no", "lno" }, columns = {
      no = parent "no", lno = position(), sku = text(5) "@sku" } },
  } },
}
