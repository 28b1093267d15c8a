-- The markup of elements: alone, several, what is in them; beside their text, and through a parent.
local content = xml { inner = true }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      whole    = xml "b",
      content  = xml { "b", inner = true },
      plain    = text "b",
      several  = xml { "o:c", pick = "join", joiner = ", " },
      last     = xml { "o:c", pick = "last", inner = true },
      row      = xml ".",
      document = xml "/",
      typed    = content "b",
      own      = content { "b", inner = false },
      none     = xml "z",
      default  = xml { "z", default = "<z/>" },
      tagged   = xml { "b", inner = true, via = function(markup) return (markup:gsub("i>", "em>")) end },
      both     = xml { "b", "o:c[1]", via = function(a, b) return "<x>" .. a .. b .. "</x>" end },
    },
    children = {
      into "u" {
        each = "o:c", key = { "id", "n" }, columns = { id = parent "id", n = position(), of = parent "content" },
      },
    },
  },
}
