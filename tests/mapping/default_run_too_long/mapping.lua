-- A default of the source is converted like a text of the document.
return mapping {
  source = { table = "docs", key = "id", document = "doc", columns = { text(8) "channel" } },
  into "t" { each = "/r/v", columns = { ch = text(5) { "@ch", default = source "channel" } } },
}
