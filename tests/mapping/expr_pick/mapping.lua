-- Which of several matches counts.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      first = integer { expr [[ x * 2 ]], pick = "first" },
      last  = integer { expr [[ x * 2 ]], pick = "last" },
      joint = text { expr [[ 'all: ' || x ]], pick = "join", joiner = " " },
      same  = text { expr [[ coalesce(x, 'none') ]], pick = "join", joiner = "/" },
    },
  },
}
