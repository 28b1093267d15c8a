-- Steps of a via run from left to right; a step that leaves nothing ends them.
local function cents(amount) return math.tointeger(tonumber(amount) * 100) end
local function join(x, y) return x .. "   " .. y end

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      cents = integer { "@x", via = { amount, cents } },
      both  = text(20) { "@x", "@y", via = { join, upper, squeeze } },
      count = integer { "@x", via = { digits, function(s) return #s end }, default = 0 },
    },
  },
}
