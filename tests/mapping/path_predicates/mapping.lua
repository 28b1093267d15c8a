-- What may stand in brackets.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      equal      = text "p[@k='one']",
      different  = text "p[@k!='one'][1]",
      second     = text "p[2]",
      last       = text "p[last()]",
      place      = text "p[position()=2]",
      before     = text { "p[position()<3]", pick = "join", joiner = "+" },
      both       = text "p[@k='two' and @n='2']",
      either     = text { "p[@k='one' or @k='three']", pick = "join", joiner = "+" },
      without    = text "p[not(@n)][2]",
      with       = text "p[@n]",
      number     = text "p[@n>1]",
      at_most    = text "p[@n<=2]",
      child      = text "q[s='yes']/t",
      own        = text "p[.='3']",
      starts     = text "p[starts-with(@k,'th')]",
      contains   = text "p[contains(@k,'wo')]",
      counted    = text "q[count(s)=2]/t",
      nested     = text "q[s[@on='1']]/t",
    },
  },
}
