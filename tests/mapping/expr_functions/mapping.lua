-- Functions of numbers and texts.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ round(2.345, 2) ]]),
      c02 = text(expr [[ round(-2.5) ]]),
      c03 = text(expr [[ floor(-2.1) ]]),
      c04 = text(expr [[ ceil(2.1) ]]),
      c05 = text(expr [[ abs(-3) ]]),
      c06 = text(expr [[ upper(@s) ]]),
      c07 = text(expr [[ upper('äöüßéλя') ]]),
      c08 = text(expr [[ lower('ÄÖÜ') ]]),
      c09 = text(expr [[ trim(t) ]]),
      c10 = text(expr [[ length('äöü') ]]),
      c11 = text(expr [[ substring(@s, 2) ]]),
      c12 = text(expr [[ substring(@s, 1, 2) ]]),
      c13 = text(expr [[ replace('1,234,5', ',', '') ]]),
      c14 = text(expr [[ concat('a', 1, 'b') ]]),
      c15 = text(expr [[ greatest(@a, @b, 3) ]]),
      c16 = text(expr [[ least(decimal(@a), @b) ]]),
      c17 = text(expr [[ coalesce(@none, @a) ]]),
    },
  },
}
