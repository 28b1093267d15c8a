-- Attributes, and namespaces, that the DTD of the document gives.

return mapping {
  name       = "case",
  source     = { files = "*.xml", dtd_defaults = true },
  namespaces = { m = "urn:m" },
  into "t" {
    each    = "/m:r/m:a[@kind = 'usual']",
    key     = { "no" },
    columns = {
      no    = position(),
      kind  = text(20) "@kind",
      lang  = text(20) "m:b[1]/@m:lang",
      asked = text(20)(xpath "concat(@kind, '-', m:b[1]/@m:lang)"),
      other = text(20)(xpath "string(m:b/@other)"), -- as a DTD beside the document says, which nobody reads
      some  = count "m:b[@n = '3']",
    },
  },
}
