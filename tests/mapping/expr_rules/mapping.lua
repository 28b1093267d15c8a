-- The ten rules of docs/internals/expressions.md.

local money = decimal(12, 2)
local rate  = decimal(9, 2)

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "application" {
    each    = "/Applications/Application",
    columns = {
      no       = integer "@no",
      monthly  = money { expr [[
        case @basis when 'ANNUM' then @income / 12
                    when 'WEEK'  then @income * 52 / 12
                    else @income end ]], rounding = "half_up" },
      ltv      = rate(expr [[ round(100 * Loan/Amount / nullif(Vehicle/@value, 0), 2) ]]),
      age      = tinyint(expr [[
        year(@date) - year(@born) -
          case when month(@date) * 100 + day(@date) < month(@born) * 100 + day(@born) then 1 else 0 end ]]),
      letter   = text(80)(expr [[ Family || ', ' || Given || coalesce(' ' || substring(Second, 1, 1) || '.', '') ]]),
      state    = text(8)(expr [[ case when timestamp(Offer/@until) < ../@changed then 'EXPIRED' else @outcome end ]]),
      months   = smallint(expr [[ coalesce(@years, 0) * 12 + coalesce(@months, 0) ]]),
      phone    = text(8)(expr [[
        case when Phone like '+491%' or Phone like '01%' then 'mobile'
             when Phone like '+49%' or Phone not like '+%' then 'home'
             when Phone is not null then 'foreign' end ]]),
      dti      = rate(expr [[ least(round((coalesce(Rent, 0) + coalesce(Debts, 0)) / nullif(Income, 0), 2), 999.99) ]]),
      followup = date(expr [[
        dateadd(day, case when Loan/Amount > 50000 and @channel = 'DEALER' then 3 else 14 end, @date) ]]),
      payment  = money(expr [[ round(@p * @r / 1200 / (1 - (1 + @r / 1200) ** -@n), 2) ]]),
    },
  },
}
