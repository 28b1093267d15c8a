-- luacheck: std rowan_mapping
-- Two documents on which a function of the mapping never returns from a function in C, where no hook stops it;
-- and one with a loop of the mapping's own, which is told to stop, catches that, and goes on.

local hopeless = ("a-"):rep(30) .. "b"

local function never_for_some(number)     -- "CA-000000041"
  local last = number:sub(-4)
  if last == "0041" or last == "0977" then
    return ("a"):rep(300):find(hopeless)
  end
  while last == "0500" do
    pcall(function() while true do end end)
  end
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
