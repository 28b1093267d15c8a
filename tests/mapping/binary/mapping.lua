-- Bytes in base64 and in hexadecimal digits; white space does not count in base64.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      photo  = binary "Photo",
      hash   = binary(16) { "@hash", encoding = "hex" },
      empty  = binary { "@empty", empty = "keep" },
      gone   = binary "@empty",
      nul    = binary "@nul",
      none   = binary "@none",
      by     = binary(2) { "@none", default = "AP8=" },
      fixed  = binary { constant "ff00", encoding = "hex" },
      made   = binary { "@hash", via = function(hash) return (hash:gsub("%x%x", "00", 1)) end, encoding = "hex" },
    },
  },
}
