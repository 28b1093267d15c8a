-- Only matches for which the condition is true make a row; unknown is not true.
return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "contact" {
    each = "/a/c",
    when = expr [[ @ok = 'Y' ]],
    columns = { id = source "id", no = integer "@id", v = text(10) "@v" },
    children = { into "item" { each = "i", columns = { n = integer "@n" } } },
  },
}
