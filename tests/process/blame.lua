-- One row a document, with its key in it, so that a database can be made to refuse just one.

-- Takes about so many milliseconds as the document says.
local function slow(text)
  local sum = 0
  for i = 1, tonumber(text) * 30000 do
    sum = sum + i % 7
  end
  return text
end

return mapping {
  name   = "blame",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each    = "/d/x",
    key     = { "id", "n" },
    columns = {
      id   = source "id",
      n    = position(),
      a    = text(20) "a",
      born = date "born",
      wait = text(20) { "wait", via = slow },
    },
  },
}
