-- Several paths, several matches; nil makes no rows, and a list of the mapping can be returned.
local fixed = { { a = "x", b = "fixed" } }

local function make(tags, kind)
  if kind == "none" then
    return nil
  elseif kind == "fixed" then
    return fixed
  end
  return { { a = kind or "?", b = tags }, { a = "second" } }
end

local t = into "score" {
  each    = "Item",
  rows    = { "Tag", "@kind", via = make, pick = "join", joiner = ",", strict = false },
  columns = { app_id = parent "app_id", a = text(10)(field "a"), b = text(20)(field "b") },
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
