-- What several mappings share; none needs all of it.
local names = use "parts/names.lua"

return {
  names = names,
  money = decimal(12, 2),
  state = enum { Open = "O", Shipped = "S" },
  country_code = function(name) return names[name] or name:upper() end,
  columns = {
    received = date "Received",
    remark = text "Remark",
  },
}
