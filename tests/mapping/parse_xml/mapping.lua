-- Documents in texts: a SOAP message whose payload is one, in a section or escaped, and one in that in turn.

return mapping {
  name       = "case",
  source     = { table = "queue", key = bigint "id", document = "message" },
  namespaces = { s = "http://schemas.xmlsoap.org/soap/envelope/", a = "urn:audit", o = "urn:orders" },
  into "message" {
    each    = "/s:Envelope/s:Body/a:Entry",
    key     = { "entry" },
    columns = {
      entry  = integer "@no",
      sender = text(10) "a:Payload/parse-xml(.)/o:orders/@sender",
      lines  = integer(expr [[ count(`a:Payload/parse-xml(.)//o:line`) ]]),
      raw    = xml "a:Payload/parse-xml(.)/o:orders/o:order[1]",
    },
    children = {
      into "order_line" {
        each    = "a:Payload/parse-xml(.)/o:orders/o:order/o:line",
        key     = { "entry", "order_no", "line_no" },
        when    = expr [[ `../@state` <> 'X' ]],
        columns = {
          entry    = parent "entry",
          order_no = integer "../@no",
          line_no  = position(),
          item     = text(20) ".",
          kind     = text(9) "local-name()",
          actor    = text(10) "../../../../../a:Actor", -- out of the text, back to the entry
        },
      },
      into "note" {
        each    = "a:Payload/parse-xml(.)/o:orders/o:memo/parse-xml(.)/note",
        columns = { entry = parent "entry", said = text(20) ".", by = text(10) "@by" },
      },
    },
  },
}
