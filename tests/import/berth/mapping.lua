-- Made by rowan import of contract.json: 143 entries, 14 tables, one document for each
-- /Harbour/Envelope/Payload/berth_app.

-- Types -----------------------------------------------------------------------------------------------
-- Texts are trimmed and cut to their columns, numbers may be formatted. What does not convert is no value,
-- and what is missing the default; a column without a value is left to the database.
local varchar = text { trim = true, too_long = "cut" }
local int     = integer { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local small   = smallint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local money   = decimal(18, 2) { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local numeric = decimal { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local day     = date { rounding = "down", zone = "drop", bad = "null" }
local moment  = timestamp { rounding = "down", zone = "drop", bad = "null" }

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

local status = coded { [""] = 0, A = 1, D = 2 }
local officer = coded { ["7"] = "seven@quay.example", ["8"] = "eight@quay.example" }
local char_to_bit = yes_no { N = 0, Y = 1 }
local boolean_to_bit = yes_no { ["false"] = 0, ["true"] = 1 }
local contact_type = coded { AUTHU = 280, PR = 281, SEC = 282 }
local marital = coded_or(5, { M = 1, S = 2 })
local address_type = coded { CURR = 320, PREV = 321 }
local employment_type = coded { CURR = 350, PREV = 351 }
local salary_basis = coded { YEAR = 1, MONTH = 2, WEEK = 3 }
local char_to_bit_if_there = yes_no_if_there { N = 0, Y = 1 }

-- Places ----------------------------------------------------------------------------------------------
local pr_contact = "contact[@con_id != '' and @ac_role_tp_c = 'PR'][last()]"
local pr_address = pr_contact .. "/contact_address[@address_tp_c = 'CURR']"
local sec_contact = "contact[@con_id != '' and @ac_role_tp_c = 'SEC'][last()]"
local authu_contact = "contact[@con_id != '' and @ac_role_tp_c = 'AUTHU'][last()]"
local valid_contact = "contact[@con_id != '' "
  .. "and (@ac_role_tp_c = 'PR' or @ac_role_tp_c = 'SEC' or @ac_role_tp_c = 'AUTHU')]"
local valid_address = valid_contact .. "/contact_address[@address_tp_c = 'CURR' or @address_tp_c = 'PREV']"

-- Tables ----------------------------------------------------------------------------------------------

local contact_address = into "contact_address" {
  each    = "contact_address",
  when    = expr [[ @address_tp_c in ('CURR', 'PREV') and concat(@street, @city, @state, @zip) is not empty ]],
  columns = {
    con_id            = parent "con_id",
    address_type_enum = address_type { "@address_tp_c", required = true },
    street            = varchar(30) "@street",
    city              = varchar(30) "@city",
    state             = varchar(2) "@state",
    zip               = varchar(5) { "@zip", via = digits },
    months            = small "@months",
    rent              = money "@rent",
    settled           = varchar(10) { expr [[
      case when @months >= 24 then 'settled' when @months is null then 'unknown' else 'new' end ]], bad = "null" },
  },
}

local contact_employment = into "contact_employment" {
  each    = "contact_employment",
  when    = expr [[
      @employment_tp_c in ('CURR', 'PREV')
      and concat(@b_name, @title, replace(replace(@salary, '0', ''), '.', '')) is not empty ]],
  columns = {
    con_id               = parent "con_id",
    employment_type_enum = employment_type { "@employment_tp_c", required = true },
    business_name        = varchar(30) "@b_name",
    job_title            = varchar(20) "@title",
    salary               = money "@salary",
    salary_basis_enum    = salary_basis "@basis",
    started_on           = day "@since",
    monthly              = money(expr [[
      case when @basis = 'YEAR' then @salary / 12
           when @basis = 'WEEK' then @salary * 52 / 12
           else @salary end ]]),
  },
}

local contact_base = into "contact_base" {
  each     = "contact",
  when     = expr [[
      @con_id is not null and @ac_role_tp_c in ('PR', 'SEC', 'AUTHU')
      and concat(@first_name, @last_name, @birth_date, @ssn) is not empty ]],
  distinct = { "con_id", keep = "last", prefer = expr [[ rank(@ac_role_tp_c, 'PR', 'SEC', 'AUTHU') ]] },
  key      = { "con_id" },
  columns = {
    app_id            = parent "app_id",
    con_id            = int { "@con_id", required = true, identity = true },
    contact_type_enum = contact_type { "@ac_role_tp_c", required = true },
    first_name        = varchar(20) { "@first_name", default = "UNKNOWN" },
    last_name         = varchar(20) "@last_name",
    birth_date        = day "@birth_date",
    tax_no            = varchar(9) { "@ssn", via = digits },
    income            = money "@income",
    is_citizen        = char_to_bit "@citizen",
    marital_enum      = marital "@marital",
  },
  children = { contact_address, contact_employment },
}

-- fee_1_enum to fee_5_enum differ in a number only.
local function fee_enum(n)
  local text = [[
    case when app_product/@fee_{n}_kind = 'DOC' then 10
         when app_product/@fee_{n}_kind = 'TITLE' and app_product/@fee_{n}_amt > 100 then 20
         when app_product/@fee_{n}_kind is null then null
         else 90 end ]]
  return small { expr((text:gsub("{n}", n))), pick = "last" }
end

-- first_charge to fourth_charge differ in a number only.
local function charge(n)
  local text = [[
    case when app_product/@chg_{n}_ind = 'Y' then app_product/@chg_{n}_amt
         when app_product/@chg_{n}_ind = 'W' then 0 end ]]
  return money { expr((text:gsub("{n}", n))), pick = "last" }
end

-- dock_total to water_total differ in a word only.
local function total(what)
  local text = [[
    case when app_product/@{what}_ind = 'Y' and app_product/@{what}_rate is not empty then
           app_product/@{what}_rate * app_product/@term
         else 0 end ]]
  return money { expr((text:gsub("{what}", what))), pick = "last" }
end

local app_pricing = into "app_pricing" {
  each       = ".",
  skip_empty = true,
  columns = {
    app_id        = parent "app_id",
    amount        = money { "app_product/@amt", pick = "last" },
    down_payment  = money { "app_product/@down", pick = "last" },
    rate          = numeric(18, 4) { "app_product/@rate", pick = "last" },
    term          = small { "app_product/@term", pick = "last" },
    first_due     = day { "app_product/@first_due", pick = "last" },
    kind          = varchar(10) { "app_product/@kind", pick = "last" },
    fee_1_amount  = money { "app_product/@fee_1_amt", pick = "last" },
    fee_1_enum    = fee_enum(1),
    fee_2_amount  = money { "app_product/@fee_2_amt", pick = "last" },
    fee_2_enum    = fee_enum(2),
    fee_3_amount  = money { "app_product/@fee_3_amt", pick = "last" },
    fee_3_enum    = fee_enum(3),
    fee_4_amount  = money { "app_product/@fee_4_amt", pick = "last" },
    fee_4_enum    = fee_enum(4),
    fee_5_amount  = money { "app_product/@fee_5_amt", pick = "last" },
    fee_5_enum    = fee_enum(5),
    first_charge  = charge "01",
    second_charge = charge "02",
    third_charge  = charge "03",
    fourth_charge = charge "04",
    dock_total    = total "dock",
    power_total   = total "power",
    water_total   = total "water",
    financed      = money { expr [[ app_product/@amt - app_product/@down + app_product/@fee_1_amt ]], pick = "last" },
    years         = small { expr [[ app_product/@term // 12 ]], pick = "last" },
    odd_months    = small { expr [[ app_product/@term % 12 ]], pick = "last" },
    age_class     = varchar(10) { expr [[
      case when app_product/@first_due < date('2024-01-01') then 'old'
           when app_product/@first_due >= dateadd(day, 30, @opened) then 'late'
           else 'in time' end ]], pick = "last", bad = "null", counts = true },
    kind_class    = varchar(12) { expr [[
      case when app_product/@kind ilike 'sail%' or app_product/@kind ilike '_ay' then 'wind'
           when app_product/@kind is not null then
             case when app_product/@amt > 10000 then 'big motor' else 'motor' end
           else 'none' end ]], pick = "last", bad = "null", counts = true },
    desk_mail     = varchar(40) { expr [[
      coalesce(case when @officer ilike 'ADA%' then 'ada@quay.example' end,
               case lower(trim(@officer)) when '7' then 'seven@quay.example'
                                          when '8' then 'eight@quay.example' end) ]], bad = "null", counts = true },
  },
}

-- level_1 to level_4 differ in numbers only.
local function level_column(n, a)
  local text = [[
    case when @lvl{n}_code = 'L{n}' and @lvl{n}_amt > {a} then {n} when @lvl{n}_code = 'X' then 9 end ]]
  return small(expr((text:gsub("{(.-)}", { n = n, a = a }))))
end

local app_ops = into "app_ops" {
  each    = ".",
  columns = {
    app_id       = parent "app_id",
    primary_city = varchar(30) { pr_address .. "/@city", pick = "last" },
    second_name  = varchar(20)(sec_contact .. "/@last_name"),
    card_flag    = char_to_bit_if_there { authu_contact .. "/card/@issue", pick = "last" },
    state        = varchar(2) { pr_address .. "/@state", pick = "last" },
    queue        = varchar(10) "@queue",
    checked_at   = moment { "@checked", default = run "started" },
    is_locked    = boolean_to_bit "@locked",
    has_partner  = char_to_bit_if_there(expr [[
      case when @partner is not null and @joint = 'Y' then 'Y' else 'N' end ]]),
    level_1      = level_column(1, 100),
    level_2      = level_column(2, 200),
    level_3      = level_column(3, 300),
    level_4      = level_column(4, 400),
  },
}

local app_funding = into "app_funding" {
  each       = ".",
  skip_empty = true,
  columns = {
    app_id    = parent "app_id",
    funded_on = day { "funding/@funded", pick = "last" },
    amount    = money { "funding/@amount", pick = "last" },
    cheque_no = varchar(12) { "funding/@cheque", pick = "last" },
  },
}

local function app_warranty(n, from)
  local columns = {
    app_id             = parent "app_id",
    warranty_type_enum = tinyint(constant(n)),
    company            = found(20)(from.company),
    amount             = money(from.amount),
  }
  if from.months then
    columns.months = small(from.months)
  end
  if from.is_sent then
    columns.is_sent = char_to_bit { from.is_sent, counts = false }
  end
  return into "app_warranty" {
    each       = ".",
    skip_empty = true,
    columns    = columns,
  }
end

local app_warranty_1 = app_warranty(1, {
  company = "@hull_cover_co", amount = "@hull_cover_amt", months = "@hullMonths"
})
local app_warranty_2 = app_warranty(2, {
  company = "@eng_wty_company", amount = "@eng_wty_premium", months = "@engine_term", is_sent = "@eng_sent"
})
local app_warranty_3 = app_warranty(3, { company = "@gap_co_name", amount = "@gap_amount" })
local app_warranty_5 = app_warranty(5, {
  company = "@svc_company", amount = "@svc_contract_amt", months = "@svc_contract_mths", is_sent = "@svc_sent_ind"
})

local app_policy = into "app_policy" {
  each    = ".",
  unpivot = {
    { 1, "@exc_capacity" },
    { 2, "@collateral_exception" },
    { 3, "@exc3_reason" },
    { 4, "@credit_reason_cd" },
  },
  columns = {
    app_id                     = parent "app_id",
    policy_exception_type_enum = tinyint(label()),
    reason_code                = varchar(20)(value()),
    notes                      = varchar(60) "@exc_notes",
  },
}

local function app_collateral(n, from)
  -- {name} is the slot's place of that name.
  local condition = [[
    case when {is_used} = 'Y' and {model_year} < 2000 then 'old'
         when {is_used} = 'Y' then 'used'
         else 'new' end ]]
  local label_text = [[
    case when {label_from} = 'Y' and {make} ilike 'B%' then 'by name'
         when {label_from} is null then 'none'
         else {label_from} end ]]
  local columns = {
    app_id       = parent "app_id",
    sort_order   = tinyint(constant(n)),
    make         = found(20)(from.make),
    model        = found(20)(from.model),
    model_year   = small(from.model_year),
    market_value = money(from.market_value),
    is_used      = char_to_bit { from.is_used, counts = false },
    condition    = varchar(4) { expr((condition:gsub("{(.-)}", from))), bad = "null" },
    label        = varchar(8)(expr((label_text:gsub("{(.-)}", from)))),
  }
  if from.open_loan then
    columns.open_loan = money { from.open_loan, default = 0 }
  end
  return into "app_collateral" {
    each       = ".",
    skip_empty = true,
    columns    = columns,
  }
end

local app_collateral_1 = app_collateral(1, {
  make = "@coll1_make", model = "@coll1_model", model_year = "@coll1_year", market_value = "@coll1_value",
  is_used = "@coll1_used", label_from = "@coll1_why", open_loan = "@coll1_loan"
})
local app_collateral_2 = app_collateral(2, {
  make = "@coll2_make", model = "@coll2_model", model_year = "@coll2_year", market_value = "@coll2_value",
  is_used = "@coll2_used", label_from = "@coll2_reason"
})
local app_collateral_3 = app_collateral(3, {
  make = "@coll_3_make", model = "@coll_3_model", model_year = "@coll_3_yr", market_value = "@coll3_val",
  is_used = "@coll_3_used", label_from = "@c3Why"
})
local app_collateral_4 = app_collateral(4, {
  make = "@c4_maker", model = "@c4_model", model_year = "@c4_year", market_value = "@c4_value",
  is_used = "@c4_used_ind", label_from = "@why_c4"
})

local scores = into "scores" {
  each    = ".",
  unpivot = {
    { "HARBOUR", "@harbour_score" },
    { "PRIME",   "app_product/@prime_score" },
    { "PR_RISK", pr_contact .. "/@risk" },
  },
  columns = {
    app_id           = parent "app_id",
    score_identifier = text(50)(label()),
    score            = int { value(), pick = "last" },
  },
}

local indicators = into "indicators" {
  each    = ".",
  unpivot = {
    { "FRAUD", "@fraud" },
    { "VIP",   "@vip" },
    { "LATE",  "app_product/@late" },
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
    { "[old_queue]", "@old_queue", source = "[berth_app]" },
    { "[old_kind]",  "app_product/@old_kind", source = "[app_product]" },
    { "[old_city]",  valid_address .. "/@old_city", source = "[contact_address]" },
  },
  columns = {
    app_id = parent "app_id",
    name   = text(50)(label()),
    source = text(50)(label "source"),
    value  = found(40) { value(), pick = "last" },
  },
}

local app_report_results_lookup = into "app_report_results_lookup" {
  each    = ".",
  unpivot = {
    { "ratio",   "report/@ratio", source_report_key = "RATIO" },
    { "worst",   "report/@worst", source_report_key = "RATIO" },
    { "verdict", "@verdict" },
  },
  columns = {
    app_id            = parent "app_id",
    name              = text(50)(label()),
    value             = found(30) { value(), pick = "last" },
    source_report_key = text(50)(label "source_report_key"),
  },
}

return mapping {
  source = { table = "berth_xml", key = bigint "app_id", document = "doc_xml" },
  target = { schema = "migration" },
  ignore_case = true,
  omit_missing = true,
  -- Parts may have one digit; the day first is the last resort.
  dates = {
    "iso", "YYYY-M-D", "YYYY-M-D H:I", "YYYY-M-D H:I:S", "YYYY-M-D H:I:S.FF",
    "M/D/YYYY", "M/D/YYYY H:I", "M/D/YYYY H:I:S", "M/D/YYYY H:I:S.FF", "M/D/YYYY H:I AM", "M/D/YYYY H:I:S AM",
    "D/M/YYYY", "D/M/YYYY H:I", "D/M/YYYY H:I:S", "D/M/YYYY H:I:S.FF",
  },

  into "app_base" {
    each    = "/Harbour/Envelope/Payload/berth_app",
    key     = { "app_id" },
    columns = {
      app_id            = int { "../../@ID", required = true, identity = true },
      product_line_enum = smallint(constant(700)),
      received_at       = moment { "@received", required = true, default = "1900-01-01" },
      status_enum       = status { "@status", null_if = "", bad = constant(0), default = 1 },
      officer_mail      = officer "@officer",
      note              = varchar(10) "@note",
      remarks           = varchar "@remarks",
      region            = varchar(12) { "@region", default = "NORTH" },
      channel           = varchar(8) { "@channel", required = true },
      wanted_months     = small { "@wanted_months", via = number },
      places            = int { "@places", via = whole, default = 1 },
      is_joint          = char_to_bit "@joint",
      is_online         = boolean_to_bit { "@online", default = 1 },
      opened_on         = day "@opened",
      decided_at        = moment "@decided",
    },
    children = {
      contact_base, app_pricing, app_ops, app_funding, app_warranty_1, app_warranty_2, app_warranty_3, app_warranty_5,
      app_policy, app_collateral_1, app_collateral_2, app_collateral_3, app_collateral_4, scores, indicators,
      app_historical_lookup, app_report_results_lookup
    },
  },
}
