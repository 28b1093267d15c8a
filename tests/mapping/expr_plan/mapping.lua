-- The plan shows an expression on one line, and no CALL; a via makes one.

local money = decimal(12, 2)

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      a = money { expr [[
        case when @basis = 'ANNUM' -- per year
             then round(@income / 12, 2)
             else @income
        end ]], default = 0 },
      b = text { expr "`first-name` || ' ' || 'a  b'", via = string.upper },
    },
  },
}
