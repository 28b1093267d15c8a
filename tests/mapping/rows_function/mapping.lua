-- A function makes rows of texts; a field that a row lacks is missing.
local function split(tags)
  local rows = {}
  for tag, weight in tags:gmatch "(%a+)=?(%d*)" do
    rows[#rows + 1] = { tag = tag, weight = weight ~= "" and tonumber(weight) or nil, heavy = weight > "5" or nil }
  end
  return rows
end

local t = into "score" {
  each    = "Item",
  key     = { "app_id", "item", "no" },
  rows    = { "@tags", via = split },
  columns = {
    app_id = parent "app_id",
    item   = integer "@id",
    no     = position(),
    tag    = text(10)(field "tag"),
    weight = decimal(5, 2) { field "weight", default = 1 },
    heavy  = boolean(field "heavy"),
  },
}

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "app" {
    each    = "/app",
    key     = { "app_id" },
    columns = { app_id = source "id" },
    children = { t },
  },
}
