-- What only XPath can say: functions, axes, unions, calculation; the results of each kind.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o", p = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      title    = text(80)(xpath "normalize-space(Title)"),
      families = text(80) { xpath "Author[position() < 4]/Family", pick = "join", joiner = "; " },
      first    = text(80) { xpath "Author/Family", pick = "first" },
      last     = text(80) { xpath "Author/Family", pick = "last" },
      reverse  = text(80) { xpath "Author[3]/preceding-sibling::Author/Family", pick = "first" },
      either   = text(20) { xpath "p:none | o:e | Title[2]", trim = true },
      authors  = integer(xpath "count(Author)"),
      total    = decimal(20, 7)(xpath "sum(a/@n)"),
      large    = text(xpath "10000000000 * 10000000000"),
      small    = text(xpath "a[3]/@n * 1"),
      no_number = text(xpath "number(Title)"),
      many     = boolean(xpath "count(Author) > 3"),
      by_id    = text(xpath [[ id('k1')
                               [ @n > 1 ] ]]),
      aside    = text(xpath "a[2]/following-sibling::comment()"),
      upper    = text(xpath "translate(p:e, 'é', 'E')"),
      nowhere  = text(xpath "Author[9]"),
      empty    = text(xpath "string(Author[9])"),
      kept     = text { xpath "string(Author[9])", empty = "keep" },
      default  = text { xpath "Author[9]", default = "none" },
      via      = text { xpath "normalize-space(Title)", via = string.upper },
      place    = text(xpath "concat(position(), ' of ', last())"),
      language = boolean(xpath "lang('et')"),
    },
  },
}
