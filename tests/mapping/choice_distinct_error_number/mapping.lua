-- distinct is a list of names.
return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "contact" {
    each = "/a/c",
    distinct = 5,
    columns = { id = source "id", no = integer "@id", v = text(10) "@v" },
    children = { into "item" { each = "i", columns = { n = integer "@n" } } },
  },
}
