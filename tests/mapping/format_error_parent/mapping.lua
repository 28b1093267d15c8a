-- A parent's column is converted there.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each     = "/r",
    key      = { "id" },
    columns  = { id = source "id", born = date "@born" },
    children = {
      into "u" {
        each    = "u",
        columns = {
          id   = parent "id",
          born = date { parent "born", format = "MM/DD/YYYY" },
        },
      },
    },
  },
}
