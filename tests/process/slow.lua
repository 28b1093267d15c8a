-- luacheck: std rowan_mapping
-- Every document takes some milliseconds of a function's time: a worker is nearly always in the middle of one.

local function slowly(number)
  for _ = 1, 100000 do end
  return number
end

return mapping {
  name   = "slow",
  source = { table = "app_xml", key = bigint "app_id", document = "xml" },

  into "slow_application" {
    each    = "/CreditApplication",
    key     = { "app_id" },
    columns = {
      app_id = source "app_id",
      number = text(20) { "@no", via = slowly },
    },
  },
}
