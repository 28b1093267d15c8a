-- Functions over matches: of the matches themselves, of what each gives, and of none.

local amount = decimal(12, 4)

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "invoice" {
    each    = "/R/Invoice",
    key     = { "no" },
    when    = expr [[ exists(Line) ]],
    columns = {
      no       = position(),
      lines    = integer(expr [[ count(Line) ]]),
      with_qty = integer(expr [[ count(Line/@qty) ]]),
      large    = integer(expr [[ count(Line[@price > 1]) ]]),
      paid     = boolean(expr [[ exists(Paid) ]]),
      shipped  = bit(expr [[ exists(Ship) and not exists(Ship/@to) ]]),
      agrees   = boolean(expr [[ sum(Line/@price) = @total ]]),
      total    = amount(expr [[ sum(Line/@price) ]]),
      worth    = amount(expr [[ sum(Line, @price * coalesce(@qty, 1)) ]]),
      average  = amount { expr [[ avg(Line/@price) ]], rounding = "half_up" },
      lowest   = amount(expr [[ min(Line, decimal(@price)) ]]),
      latest   = date(expr [[ max(Line, date(@on)) ]]),
      word     = text(10) { expr [[ max(Line, upper(Text)) ]], pick = "first" },
      first    = text(10) { expr [[ min(Line, trim(Text)) ]], pick = "join", joiner = "+" },
      missing  = amount(expr [[ sum(None/@x) ]]),
      smallest = text(10)(expr [[ min(None, trim(.)) ]]),
      kinds    = integer(expr [[ count(`Line | Paid`) ]]),
      deep     = integer(expr [[ sum(Line, count(Text) * 10 + count(../Paid)) ]]),
      share    = amount(expr [[ sum(Line/@price) / count(Line) * 100 // sum(/R/Invoice/Line/@price) ]]),
    },
  },
  into "line" {
    each    = "/R/Invoice/Line",
    columns = {
      no   = position(),
      of   = count "../Line",
      text = exists "Text",
      part = amount { expr [[ @price / sum(../Line/@price) ]], rounding = "half_up" },
      none = integer(expr [[ count(Nothing) ]]),
      low  = amount(expr [[ min(Nothing/Below, decimal(@price)) ]]),
    },
  },
}
