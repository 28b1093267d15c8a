-- A transform that leaves nothing makes a missing value.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      a = text { "@x", via = { digits, function() error "not called" end }, default = "none" },
      b = integer { "@x", via = digits },
    },
  },
}
