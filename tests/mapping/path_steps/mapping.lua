-- Every kind of step.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      child      = text "a",
      nested     = text "b/c",
      attribute  = text "@x",
      far        = text "b/@y",
      own_text   = text "text()",
      itself     = text(10) { ".", too_long = "cut" },
      any        = text { "*", pick = "first" },
      any_child  = text "*/c",
      any_attr   = text "b/@*",
      up         = text "b/../a",
      top        = text "/r/a",
      anywhere   = text "//c",
      below      = text ".//c",
      skip       = text "/r//@y",
    },
  },
}
