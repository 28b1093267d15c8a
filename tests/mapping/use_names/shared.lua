-- Settings and lists lack what need not be said, and texts of documents are looked up that may not be there.
local countries = { Germany = "DE", France = "FR" }

return {
  source = { table = "docs", key = "id", document = "doc" },
  options = { "@size", default = 0 },
  countries = countries,
  keys = { "no" },
  line = { each = "Line", columns = { no = parent "no", name = text(9) "." }, key = { "no", "name" } },
}
