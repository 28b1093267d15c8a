-- luacheck: std rowan_mapping
-- Two documents on which a function of the mapping never returns, as code in a library may do.

local function never_for_some(number)     -- "CA-000000041"
  while number:sub(-4) == "0041" or number:sub(-4) == "0977" do end
  return number
end

return mapping {
  name   = "endless",
  source = { table = "app_xml", key = bigint "app_id", document = "xml" },

  into "endless_application" {
    each    = "/CreditApplication",
    key     = { "app_id" },
    columns = {
      app_id = source "app_id",
      number = text(20) { "@no", via = never_for_some },
    },
  },
}
