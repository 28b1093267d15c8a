-- What is stored in UTC is so in an expression, too, where the row above or a copy has it, whatever zone is assumed.

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc" },
  assume = "Europe/Berlin",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = { id = source "id", at = timestamp { "@at", zone = "utc" } },
    children = {
      into "copy" {
        each    = "c",
        key     = { "id" },
        columns = {
          id   = parent "id",
          was  = parent "at",
          same = boolean(expr [[ column('was') = '2024-01-31T23:30Z' ]]),
        },
        children = {
          into "copy_of_copy" {
            each    = "d",
            key     = { "id" },
            columns = { id = parent "id", same = boolean(expr [[ parent('was') = '2024-01-31T23:30Z' ]]) },
          },
        },
      },
      into "tree" {
        each      = "u",
        recursive = true,
        key       = { "id", "no" },
        columns   = {
          id    = parent "id",
          no    = ordinal(),
          up    = parent "no",
          on    = timestamp { "@on", zone = "utc" },
          above = parent "on",
          same  = boolean(expr [[ parent('on') = '2024-01-31T23:30Z' ]]),
          kept  = boolean(expr [[ column('above') = '2024-01-31T23:30Z' ]]),
          whole = boolean(expr [[ parent('at') = '2024-01-31T23:30Z' ]]),
        },
      },
    },
  },
}
