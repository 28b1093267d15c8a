-- The last stays, and with it its children; conditions come first.
return mapping {
  source = { table = "t", key = "id", document = "d" },
  into "contact" {
    each = "/a/c",
    when = expr [[ @ok = 'Y' ]],
    distinct = { "no", keep = "last" },
    columns = { id = source "id", no = integer "@id", v = text(10) "@v" },
    children = { into "item" { each = "i", columns = { n = integer "@n" } } },
  },
}
