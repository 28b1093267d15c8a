-- What stands beside a number or a date is one, or is what `bad` says.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "r" { each = "/R/P", key = { "no" }, columns = {
    no = position(), score = text(5) "@score",
    grade  = text(9) { expr [[ case when @score > 600 then 'good' else 'bad' end ]], bad = "missing", default = "?" },
    is_600 = boolean { expr [[ @score in (600, 700) ]], bad = "missing" },
    early  = boolean { expr [[ @due < date('2024-02-01') ]], bad = "missing" },
  } },
}
