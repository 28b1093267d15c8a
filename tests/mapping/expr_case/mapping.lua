-- Both forms of case, nested; branches that are not taken do not fail.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ case when @b = 1 then 'one' when @b = 2 then 'two' else 'more' end ]]),
      c02 = text(expr [[ case @b when 1 then 'one' when 2 then 'two' end ]]),
      c03 = text(expr [[ case when @z = 0 then 'none' else @a / @z end ]]),
      c04 = text(expr [[ case when @a > 5 then case when @b > 5 then 'x' else 'y' end end ]]),
      c05 = text(expr [[ CASE WHEN @a = 7 THEN 1 END ]]),
    },
  },
}
