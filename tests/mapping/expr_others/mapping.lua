-- An expression takes other columns of its row, in any order, those of the parent and the source, and the position.

local money = decimal(12, 2)

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc", columns = { date "since" } },
  into "invoice" {
    each    = "/R/Invoice",
    key     = { "id", "no" },
    columns = {
      id     = source "id",
      gross  = money { expr [[ column('net') + column('tax') ]], rounding = "half_up" },
      tax    = money { expr [[ column('net') * column('rate') / 100 ]], rounding = "half_up" },
      net    = money { expr [[ sum(Line, @qty * @price) ]], default = 0 },
      rate   = decimal(5, 2) { "@rate", default = 19 },
      no     = position(),
      label  = text(20)(expr [[ source('id') || '/' || lpad(position(), 3, '0') || coalesce(column('kind'), '') ]]),
      kind   = enum { credit = "C", debit = "D" } "@kind",
      large  = boolean(expr [[ column('gross') > 100 ]]),
      plain  = boolean(expr [[ not boolean(column('large')) ]]),
      due    = date(expr [[ dateadd(day, 14, column('on')) ]]),
      on     = date { "@on", format = "DD.MM.YYYY" },
      days   = integer(expr [[ datediff(day, source('since'), column('on')) ]]),
      late   = boolean(expr [[ column('due') > '2024-02-01' ]]),
    },
    children = {
      into "line" {
        each    = "Line",
        key     = { "id", "invoice", "no" },
        columns = {
          id      = parent "id",
          invoice = parent "no",
          no      = position(),
          part    = decimal(9, 4) { expr [[ @qty * @price / nullif(parent('net'), 0) ]], rounding = "half_up" },
          last    = boolean(expr [[ position() = count(../Line) ]]),
          worth   = money(expr [[ sum(., @qty * @price * (100 + parent('rate'))) // 100 ]]),
        },
      },
      into "note" {
        each    = "Line",
        when    = expr [[ parent('large') = 'true' and source('id') > 0 ]],
        unpivot = { { "A", expr [[ parent('no') * 10 ]] }, { "B", expr [[ parent('no') * 20 + @qty ]] } },
        columns = {
          id = parent "id", invoice = parent "no", label = label(), value = integer(value()),
          both = text(9)(expr [[ column('value') || column('label') ]]),
        },
      },
    },
  },
}
