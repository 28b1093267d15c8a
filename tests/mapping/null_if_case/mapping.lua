-- Without regard to case only where that is said.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      many  = text(10) { "@x", null_if = { "none", "ÄRGER" }, ignore_case = true, default = "-" },
      exact = text(10) { "@x", null_if = { "none", "null" } },
    },
  },
}
