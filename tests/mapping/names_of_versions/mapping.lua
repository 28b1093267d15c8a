-- One message in several versions, which differ in the namespace only; the unprefixed names are in all of them.
return mapping {
  source     = { table = "d", key = bigint "id", document = "document" },
  namespaces = {
    [""] = { "urn:msg:1", "urn:msg:2", matching "urn:msg:next:*" },
    old  = "urn:msg:1",
    x    = matching "urn:ext:*:v*",
  },
  into "message" {
    each    = "/R",
    columns = {
      id      = source "id",
      v       = text(5) "V",
      only_1  = text(5) "old:V",
      ext     = text(5) "x:V",
      version = text(20) "namespace-uri()",
      next    = boolean(expr [[ namespace-uri() like 'urn:msg:next:%' ]]),
      who     = text(20) "Who/@x:name",
    },
    children = {
      into "part" {
        each    = "Part[local-name() = 'Part']",
        columns = { no = position(), name = text(9) "local-name()", outer = text(20) "../namespace-uri()" },
      },
    },
  },
}
