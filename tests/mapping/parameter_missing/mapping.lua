-- A parameter without a value, when rows are to be made.

return mapping {
  name       = "case",
  parameters = { vat = decimal(4, 2) },
  source     = { table = "docs", key = bigint "id", document = "doc", where = expr [[ rate = $vat ]] },
  into "t" { each = "/r", columns = { v = decimal(9, 4)(expr [[ @n * (1 + $vat) ]]) } },
}
