-- From each row's element, in tables below each other, where most of the document is projected away.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/all/order/item",
    key     = { "id", "n" },
    columns = {
      id = source "id",
      n     = position(),
      before = integer(xpath "count(preceding-sibling::item)"),
      of    = text(20)(xpath "concat(@k, '/', count(part))"),
      order = text(20)(xpath "ancestor::order/@no"),
    },
    children = {
      into "part" {
        each = "part", key = { "id", "n", "part_no" },
        columns = {
          id = parent "id", n = parent "n", part_no = position(),
          above = text(20)(xpath "../@k"), same = text(20)(xpath "string(@n)"), plain = text(20) "@n",
        },
      },
    },
  },
}
