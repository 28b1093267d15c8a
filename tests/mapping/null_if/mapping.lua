-- Texts that stand for nothing.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      one   = integer { "@x", null_if = "99" },
      many  = text(10) { "@x", null_if = { "none", "null", 0 }, ignore_case = true, default = "-" },
      exact = text(10) { "@x", null_if = { "none", "null" } },
      calc  = integer { expr [[ coalesce(@x, 1) ]], null_if = 99, bad = "missing" },
      call  = text(10) { "@x", null_if = "none", via = function(x) return x .. "!" end },
    },
  },
}
