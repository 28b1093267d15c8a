-- Built-in transforms run without Lua.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      raw      = text "@x",
      digits   = text { "@x", via = digits },
      number   = text { "@x", via = number },
      amount   = text { "@x", via = amount },
      upper    = text { "@x", via = upper },
      lower    = text { "@x", via = lower },
      squeezed = text { "@x", via = squeeze },
    },
  },
}
