-- No value is needed where all have defaults.

return mapping {
  name       = "case",
  parameters = { vat = decimal(4, 2) { default = 0.25 }, label = text(9) { default = "x", trim = true } },
  source     = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", columns = { v = decimal(9, 4)(expr [[ @n * (1 + $vat) ]]), l = parameter "label" } },
}
