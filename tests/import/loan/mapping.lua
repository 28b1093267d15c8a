-- Loan applications of the hub, as they have been loaded since 2016.
--
-- Made by rowan import of contract.json: 229 entries, 13 tables, one document for each
-- /LoanHub/Request/Case/application.

-- Types -----------------------------------------------------------------------------------------------
-- Texts are trimmed and cut to their columns, numbers may be formatted. What does not convert is no value,
-- and what is missing the default; a column without a value is left to the database.
local varchar = text { trim = true, too_long = "cut" }
local int     = integer { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local big     = bigint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local small   = smallint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local tiny    = tinyint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local money   = decimal(18, 2) { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local numeric = decimal { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local day     = date { rounding = "down", zone = "drop", bad = "null" }
local moment  = timestamp { rounding = "down", zone = "drop", bad = "null" }
local flag    = bit { bad = "null", counts = true }

-- The first number of a text. One without a number, or that may be another (1 000, 12-), stays as it is, and
-- does not convert.
local function whole(text)
  if text:find "%d[ ']%d%d%d%f[%D]" or text:find "%d%s*%-%s*$" then
    return text
  end
  return text:gsub(",(%d%d%d)%f[%D]", "%1"):match "%-?[.,]?%f[%d][%d.,]*%d" or text
end

-- Texts of which null and none are none.
local found = varchar { null_if = { "null", "none" }, ignore_case = true }

-- What makes a row of an indicator.
local yes = enum { Y = "1", YES = "1", TRUE = "1", T = "1", ["1"] = "1" }
  { ignore_case = true, bad = "missing" }

-- Texts that stand for values, without regard to case; any other is none.
local function coded(labels)
  return enum(labels) { ignore_case = true, bad = "null" }
end

-- The same with a value for what is missing or unknown.
local function coded_or(value, labels)
  labels[""] = value
  return enum(labels) { ignore_case = true, bad = "missing", default = value }
end

-- Texts that stand for 0 and 1, without regard to case; any other, and none, is 0.
local function yes_no(labels)
  return enum(labels) { ignore_case = true, bad = "missing", default = 0 }
end

-- The same, but without a text there is no value.
local function yes_no_if_there(labels)
  return enum(labels) { ignore_case = true, bad = constant(0) }
end

local channel = coded { WEB = 1, BRANCH = 2, DEALER = 3, PHONE = 4 }
local application_state = coded { A = 10, Approved = 10, D = 20, Declined = 20, P = 30, Pending = 30 }
local priority = coded { low = 10, normal = 20, High = 30 }
local char_to_bit = yes_no { N = 0, null = 0, Y = 1 }
local boolean_to_bit = yes_no { ["false"] = 0, ["true"] = 1 }
local outcome = coded_or(9, { approve = 1, decline = 2, counter = 3 })
local char_to_bit_if_there = yes_no_if_there { N = 0, null = 0, Y = 1 }
local product = coded { CAR = 100, HOME = 200, LAND = 210, CASH = 300, CARD = 400 }
local grade = coded { Gold = 1, Silver = 2, Bronze = 3 }
local reason_or_0 = coded { [""] = 0, A1 = 101, A2 = 102, B1 = 201, B2 = 202 }
local bureau_hit = coded { HIT = 1, ["NO HIT"] = 2, ["THIN FILE"] = 3 }
local role = coded { PR = 1, SEC = 2, AUTHU = 3 }
local marital = coded_or(5, { M = 1, S = 2, D = 3, W = 4 })
local income_basis = coded { ANNUM = 1, MONTH = 2, WEEK = 3, HOUR = 4 }
local address = coded { CURR = 1, PREV = 2, MAIL = 3 }
local ownership = coded { own = 1, rent = 2, ["with parents"] = 3, other = 9 }
local boolean_to_bit_if_there = yes_no_if_there { ["false"] = 0, ["true"] = 1 }
local job = coded { CURR = 1, PREV = 2 }
local collateral = coded_or(9, { auto = 1, boat = 2, trailer = 3, ["motor home"] = 4 })

-- Places ----------------------------------------------------------------------------------------------
local pr_contact = "contact[@con_id != '' and @role_cd = 'PR'][last()]"
local pr_address = pr_contact .. "/contact_address[@addr_type = 'CURR']"
local pr_employment = pr_contact .. "/contact_job[@employer != '' and @job_type = 'CURR']"
local sec_contact = "contact[@con_id != '' and @role_cd = 'SEC'][last()]"
local sec_address = sec_contact .. "/contact_address[@addr_type = 'CURR']"
local authu_contact = "contact[@con_id != '' and @role_cd = 'AUTHU'][last()]"
local curr_address = "contact_address[@addr_type = 'CURR']"

-- Tables ----------------------------------------------------------------------------------------------
-- What counts as a contact, an address, a job.

-- fee_1_class to fee_3_class differ in a number only.
local function fee_class(n)
  local text = [[
    case when product/@fee{n}_kind = 'Y' and product/@fee{n}_amount > 100 then 'large'
         when product/@fee{n}_kind is null then 'none'
         else product/@fee{n}_kind end ]]
  return varchar(10) { expr((text:gsub("{n}", n))), pick = "last", bad = "null" }
end

local loan_terms = into "loan_terms" {
  each    = ".",
  columns = {
    app_id            = parent "app_id",
    product_enum      = product { "product/@code", pick = "last" }, -- unknown products are left out
    rate              = numeric(18, 4) { "product/@rate", pick = "last" },
    margin            = numeric(18, 3) { "product/@margin", pick = "last" },
    amount            = money { "product/@amount", pick = "last", required = true },
    down_payment      = money { "product/@down_payment", pick = "last", default = 0 },
    fee               = money { "product/@fee", pick = "last", default = "25.00" },
    first_due         = day { "product/@first_due", pick = "last" },
    last_due          = day { "product/@last_due", pick = "last" },
    months            = small { "product/@months", via = whole, pick = "last", default = 48 },
    balloon           = money { "product/@balloon", pick = "last" },
    insured           = char_to_bit { "product/@insured", pick = "last" },
    rebate            = money { "product/@rebate_text", pick = "last", via = number },
    grade_enum        = grade { "product/@grade", pick = "last" },
    currency          = varchar(3) "@currency",
    requested_months  = small "@term_months",
    residual          = numeric(18, 0) { "product/@residual", pick = "last" },
    payments_per_year = tiny { "product/@per_year", via = whole, pick = "last", default = 12 },
    loan_to_value     = money { expr [[ product/@amount / product/@market_value * 100 ]], pick = "last" },
    financed          = money { expr [[ product/@amount - product/@down_payment + product/@fee ]], pick = "last" },
    yearly_cost       = money { expr [[
      product/@amount * (1 + product/@rate / 100) ** 2 - product/@amount ]], pick = "last" },
    whole_years       = int { expr [[ product/@months // 12 ]], pick = "last" },
    odd_months        = int { expr [[ product/@months % 12 ]], pick = "last" },
    size_class        = varchar(10) { expr [[
      case when product/@amount >= 100000 then 'large'
           when product/@amount >= 10000 and (product/@months > 24 or product/@balloon <> 0) then 'medium'
           when product/@amount is null then 'none'
           else case when @channel ilike 'web%' then 'small web' else 'small' end end ]], pick = "last", bad = "null" },
    grade_text        = varchar(20) { expr [[
      case when product/@code ilike 'c_r' then 'vehicle'
           when product/@code = 'HOME' or product/@code = 'LAND' then 'it''s property' end ]], pick = "last" },
    no_rebate         = flag { expr [[
      product/@rebate_text is null or product/@rebate_text is empty ]], pick = "last" },
    grade_by_state    = tiny { expr [[
      case when @state_code = 'A' then 'Gold' when @state_code = 'D' then 'Bronze' else product/@grade end
    ]], pick = "last" },
    desk_note         = varchar(30) { expr [[
      case when desk/@user is not null then desk/@user else 'nobody' end ]], pick = "last" },
    sooner            = flag { expr [[ timestamp(product/@first_due) < @expires ]], pick = "last" },
    fee_1             = money { "product/@fee1_amount", pick = "last" },
    fee_1_kind        = varchar(8) { "product/@fee1_kind", pick = "last" },
    fee_2             = money { "product/@fee2_amount", pick = "last" },
    fee_2_kind        = varchar(8) { "product/@fee2_kind", pick = "last" },
    fee_3             = money { "product/@fee3_amount", pick = "last" },
    fee_3_kind        = varchar(8) { "product/@fee3_kind", pick = "last" },
    fee_1_class       = fee_class(1),
    fee_2_class       = fee_class(2),
    fee_3_class       = fee_class(3),
  },
}

local loan_ops = into "loan_ops" {
  each    = ".",
  columns = {
    app_id           = parent "app_id",
    queue            = varchar(20) { "@queue", default = "inbox" },
    handler          = varchar(20) "@handler",
    handled_at       = moment "@handled_at",
    retries          = tiny { "@retries", via = whole, default = 0 },
    is_escalated     = char_to_bit "@escalated",
    is_locked        = boolean_to_bit "@locked",
    reason_enum      = reason_or_0 { "@reason_code", default = 0 },
    sla_hours        = numeric(18, 1) "@sla_hours",
    assigned_on      = day "@assigned",
    bureau_pulled_at = moment { "bureau/@pulled", pick = "last" },
    bureau_vendor    = varchar(15) { "bureau/@vendor", pick = "last" },
    bureau_hit_enum  = bureau_hit { "bureau/@hit", pick = "last" },
  },
}

local contact_address = into "contact_address" {
  each    = "contact_address",
  when    = expr [[ @addr_type in ('CURR', 'PREV', 'MAIL') and concat(@street, @city, @state, @zip) is not empty ]],
  columns = {
    con_id         = parent "con_id",
    address_enum   = address { "@addr_type", required = true },
    house_no       = varchar(8) "@number",
    street         = varchar(40) "@street",
    unit           = varchar(6) "@unit",
    city           = varchar(30) "@city",
    state          = varchar(2) "@state",
    zip            = varchar(5) { "@zip", via = digits },
    country        = varchar(2) { "@country", default = "US" },
    since          = day "@since",
    months         = small "@months",
    rent           = money "@rent",
    ownership_enum = ownership "@ownership",
    is_verified    = char_to_bit "@verified",
    resident       = varchar(30) "../@last_name",
    yearly_rent    = money(expr [[ @rent * 12 ]]),
    is_new_here    = boolean_to_bit_if_there(expr [[
      case when @months < 12 and ../@citizen = 'Y' then 'true' else 'false' end ]]),
  },
}

local contact_job = into "contact_job" {
  each    = "contact_job",
  when    = expr [[ @employer is not null and @job_type in ('CURR', 'PREV') ]],
  columns = {
    con_id            = parent "con_id",
    job_enum          = job { "@job_type", required = true },
    employer          = varchar(40) "@employer",
    title             = varchar(30) "@title",
    started_on        = day "@start",
    ended_on          = day "@end",
    salary            = money "@salary",
    salary_basis_enum = income_basis "@basis",
    phone             = varchar(10) { "@phone", via = digits },
    is_self_employed  = boolean_to_bit "@self_employed",
    hours_per_week    = int "@hours",
    monthly_salary    = money(expr [[
      case when @basis = 'ANNUM' then @salary / 12
           when @basis = 'WEEK' then @salary * 52 / 12
           when @basis = 'HOUR' then @salary * @hours * 52 / 12
           else @salary end ]]),
  },
}

local contact_base = into "contact_base" {
  each     = "contact",
  when     = expr [[
      @con_id is not null and @role_cd in ('PR', 'SEC', 'AUTHU')
      and concat(@first_name, @last_name, @birth_date, @tax_no) is not empty ]],
  distinct = { "con_id", keep = "last", prefer = expr [[ rank(@role_cd, 'PR', 'SEC', 'AUTHU') ]] },
  key      = { "con_id" },
  columns = {
    app_id            = parent "app_id",
    con_id            = int { "@con_id", required = true, identity = true },
    role_enum         = role { "@role_cd", required = true },
    first_name        = varchar(30) "@first_name", -- never empty in the old tables
    middle_initial    = varchar(1) "@middle_name",
    last_name         = varchar(30) { "@last_name", required = true },
    suffix            = varchar(5) "@suffix",
    birth_date        = day "@birth_date",
    tax_no            = varchar(9) { "@tax_no", via = digits },
    email             = varchar(50) "@email",
    home_phone        = varchar(10) { "@home_phone", via = digits },
    cell_phone        = varchar(10) { "@cell_phone", via = digits },
    work_extension    = int { "@work_ext", via = number },
    marital_enum      = marital "@marital",
    dependents        = tiny { "@dependents", via = whole, default = 0 },
    is_citizen        = char_to_bit "@citizen",
    was_bankrupt      = boolean_to_bit "@bankrupt",
    monthly_income    = money "@income",
    income_basis_enum = income_basis "@income_basis",
    other_income      = money { "@other_income", default = 0 },
    licence_no        = varchar(20) "@licence_no",
    licence_state     = varchar(2) "@licence_state",
    months_at_current = small { curr_address .. "/@months", pick = "last" },
    current_city      = varchar(30) { curr_address .. "/@city", pick = "last" },
    applied_on        = day "../@entry_date",
    total_income      = money(expr [[ @income + @other_income ]]),
    display_name      = varchar(40)(expr [[
      case when @suffix is not null then @suffix
           when @marital = 'M' and ../@is_joint = 'Y' then 'joint'
           else @last_name end ]]),
  },
  children = { contact_address, contact_job },
}

local loan_score = into "loan_score" {
  each    = ".",
  unpivot = {
    { "TIE",       "@tie_score" },
    { "VANTAGE",   "bureau/@vantage" },
    { "FICO_8",    "bureau/@fico8" },
    { "FICO_AUTO", "bureau/@fico_auto" },
    { "FRAUD",     "bureau/fraud/@score" },
    { "BEHAVIOUR", pr_contact .. "/@behaviour" },
  },
  columns = {
    app_id           = parent "app_id",
    score_identifier = text(50)(label()),
    score            = numeric(18, 1) { value(), pick = "last" },
  },
}

local loan_indicator = into "loan_indicator" {
  each    = ".",
  unpivot = {
    { "FRAUD_ALERT",      "bureau/@fraud_alert" },
    { "FROZEN",           "bureau/@frozen" },
    { "DECEASED",         "bureau/@deceased" },
    { "VIP",              "@vip" },
    { "EMPLOYEE",         "@is_staff" },
    { "ADDRESS_MISMATCH", "bureau/fraud/@address_mismatch" },
  },
  columns = {
    app_id    = parent "app_id",
    indicator = text(50)(label()),
    value     = yes { value(), pick = "last" },
  },
}

local app_historical_lookup = into "app_historical_lookup" {
  each    = ".",
  unpivot = {
    { "[queue_previous]",    "@queue_previous", source = "[application]" },
    { "[campaign]",          "@campaign", source = "[application]" },
    { "[code_previous]",     "product/@code_previous", source = "[product]" },
    { "[user_previous]",     "desk/@user_previous", source = "[desk]" },
    { "[vendor_previous]",   "bureau/@vendor_previous", source = "[bureau]" },
    { "[employer_previous]", pr_contact .. "/@employer_previous", source = "[contact]" },
  },
  columns = {
    app_id = parent "app_id",
    name   = text(50)(label()),
    source = text(50)(label "source"),
    value  = found(50) { value(), pick = "last" },
  },
}

local app_report_results_lookup = into "app_report_results_lookup" {
  each    = ".",
  unpivot = {
    { "debt_ratio",    "bureau/@debt_ratio", source_report_key = "BUREAU" },
    { "open_lines",    "bureau/@open_lines", source_report_key = "BUREAU" },
    { "worst_status",  "bureau/@worst_status", source_report_key = "BUREAU" },
    { "model_version", "bureau/@model_version", source_report_key = "MODEL" },
    { "free_text",     "bureau/@free_text" },
    { "final_result",  "@final_result" },
  },
  columns = {
    app_id            = parent "app_id",
    name              = text(50)(label()),
    value             = found(100) { value(), pick = "last" },
    source_report_key = text(50)(label "source_report_key"),
  },
}

local loan_policy = into "loan_policy" {
  each    = ".",
  unpivot = {
    { 10, "@exception_capacity" },
    { 20, "@exception_collateral" },
    { 30, "@exception_credit" },
    { 40, "@exception_other" },
  },
  columns = {
    app_id = parent "app_id",
    type   = tinyint(label()),
    reason = varchar(30)(value()),
    notes  = varchar(100) "@exception_notes",
  },
}

local function loan_warranty(n, mark)
  local slot = "@wty_" .. mark .. "_"
  local columns = {
    app_id   = parent "app_id",
    type     = tinyint(constant(n)),
    provider = found(30)(slot .. "provider"),
    amount   = money(slot .. "amount"),
    is_sent  = char_to_bit { slot .. "sent", counts = false },
  }
  if n == 2 then
    columns.months = small { slot .. "months", via = whole, default = 12 }
  else
    columns.months = small(slot .. "months")
  end
  return into "loan_warranty" {
    each       = ".",
    skip_empty = true,
    columns    = columns,
  }
end

local function loan_collateral(n)
  local slot = "@coll" .. n .. "_"
  local columns = {
    app_id          = parent "app_id",
    sort_order      = tinyint(constant(n)),
    collateral_enum = collateral(slot .. "type"),
    make            = found(20)(slot .. "make"),
    model           = found(20)(slot .. "model"),
    model_year      = small(slot .. "year"),
    market_value    = money(slot .. "value"),
    open_loan       = money { slot .. "loan", default = 0 },
    mileage         = int { slot .. "mileage", via = number },
    is_used         = char_to_bit { slot .. "used", counts = false },
    vin             = found(17)(slot .. "vin"),
    condition_code  = found(1) { slot .. "state", default = "N" },
    equity          = money(expr(slot .. "value - " .. slot .. "loan")),
  }
  if n == 1 then
    columns.policy_no = found(20)(slot .. "policy_no")
  end
  return into "loan_collateral" {
    each       = ".",
    skip_empty = true,
    columns    = columns,
  }
end

return mapping {
  source = { table = "loan_xml", key = bigint "app_id", document = "doc_xml" },
  target = { schema = "lending" },
  ignore_case = true,
  omit_missing = true,
  -- Parts may have one digit; the day first is the last resort.
  dates = {
    "iso", "YYYY-M-D", "YYYY-M-D H:I", "YYYY-M-D H:I:S", "YYYY-M-D H:I:S.FF",
    "M/D/YYYY", "M/D/YYYY H:I", "M/D/YYYY H:I:S", "M/D/YYYY H:I:S.FF", "M/D/YYYY H:I AM", "M/D/YYYY H:I:S AM",
    "D/M/YYYY", "D/M/YYYY H:I", "D/M/YYYY H:I:S", "D/M/YYYY H:I:S.FF",
  },

  into "loan_base" {
    each    = "/LoanHub/Request/Case/application",
    key     = { "app_id" },
    columns = {
      app_id                 = int { "../../@ID", required = true, identity = true }, -- the number of the request
      entry_date             = moment { "@entry_date", required = true },
      channel_enum           = channel "@channel",
      state_enum             = application_state "@state_code",
      priority_enum          = priority { "@priority", default = 30 },
      currency               = varchar(3) { "@currency", default = "USD" },
      requested_amount       = money "@requested_amount",
      term_months            = small "@term_months",
      branch_no              = varchar(6) { "@branch_no", via = digits },
      campaign               = varchar(12) "@campaign",
      notes                  = varchar(60) "@notes", -- cut to the column's width, as before
      is_joint               = char_to_bit "@is_joint",
      is_staff               = boolean_to_bit "@is_staff",
      has_consent            = char_to_bit { "@has_consent", default = 1 },
      paperless              = flag "@paperless",
      received_at            = moment { "@received", default = run "started" },
      signed_on              = day "@signed_on",
      expires_on             = day "@expires",
      external_no            = big "@external_no",
      household_size         = tiny "@household_size",
      risk_points            = int { "@risk_text", via = number }, -- the sender writes 'Risk: 12 points'
      desk_remark            = varchar(80) { "desk/text()", pick = "last" }, -- text of the element
      desk_user              = varchar(20) { "desk/@user", pick = "last" },
      outcome_enum           = outcome { "desk/decision/@outcome", pick = "last" },
      decided_at             = moment { "desk/decision/@at", pick = "last" },
      decision_text          = varchar(40) { "desk/decision", pick = "last" },
      sender                 = varchar(16) { "../../@sender", default = "portal" },
      hub_version            = varchar(8) "../../../@version",
      main_first_name        = varchar(30)(pr_contact .. "/@first_name"),
      main_last_name         = varchar(30)(pr_contact .. "/@last_name"),
      main_tax_no            = varchar(9) { pr_contact .. "/@tax_no", via = digits },
      main_city              = varchar(30) { pr_address .. "/@city", pick = "last" },
      main_months_at_address = int { pr_address .. "/@months", pick = "last" },
      main_employer          = varchar(40) { pr_employment .. "/@employer", pick = "last" },
      second_last_name       = varchar(30)(sec_contact .. "/@last_name"),
      second_zip             = varchar(5) { sec_address .. "/@zip", pick = "last", via = digits },
      authorized_email       = varchar(50)(authu_contact .. "/@email"),
      current_state          = varchar(2) { pr_address .. "/@state", pick = "last" },
      age_of_offer           = varchar(12) { expr [[
        case when @entry_date >= date('2024-01-01') then 'new'
             when @entry_date < date('2019-06-30') then 'ancient'
             else 'old' end ]], bad = "null" },
      follow_up              = day(expr [[
        case when @requested_amount > 50000 and @channel = 'DEALER' then dateadd(day, 3, @entry_date)
             else dateadd(day, 14, @entry_date) end ]]),
      is_complete            = char_to_bit_if_there(expr [[
        case when @signed_on is not empty and @campaign is not null then 'Y' else 'N' end ]]),
    },
    children = {
      loan_terms, loan_ops, contact_base, loan_score, loan_indicator, app_historical_lookup,
      app_report_results_lookup, loan_policy, loan_warranty(1, "gap"), loan_warranty(2, "service"),
      loan_warranty(3, "paint"), loan_collateral(1), loan_collateral(2), loan_collateral(3), loan_collateral(4)
    },
  },
}
