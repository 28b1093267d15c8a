-- As for other columns, a match of white space is as empty as one without text where the type of value() trims.
local function scores(name, value)
  return into(name) {
    each    = "p",
    unpivot = { { "a", "a" }, { "b", "b" } },
    columns = { id = parent "id", label = label(), value = value },
  }
end

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each     = "/r",
    key      = { "id" },
    columns  = { id = source "id" },
    children = {
      scores("first", integer { value(), pick = "first" }),
      scores("last", integer { value(), pick = "last" }),
      scores("trimmed", text { value(), pick = "join", joiner = ",", trim = true }),
      scores("plain", text { value(), pick = "join", joiner = "," }),
      scores("kept", integer { value(), pick = "last", empty = "keep" }),
      into "both" {
        each    = "p",
        unpivot = { { "a", "a" }, { "of_expr", expr [[ a || '0' ]] } },
        columns = {
          id     = parent "id",
          label  = label(),
          number = integer { value(), pick = "last" },
          text   = text { value(), pick = "last" },
        },
      },
    },
  },
}
