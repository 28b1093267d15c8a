-- With strict = false the function sees nil for what is missing.
local function full(first, last)
  return (first and first .. " " or "") .. (last or "?")
end

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      name   = text(40) { "@first", "@last", via = full, strict = false },
      strict = text(40) { "@first", "@last", via = full },
    },
  },
}
