-- Made by rowan import of contract.json: 23 entries, 8 tables, one document for each
-- /Intake/Request/CustData/application.

-- Types -----------------------------------------------------------------------------------------------
-- Texts are trimmed and cut to their columns, numbers may be formatted. What does not convert is no value,
-- and what is missing the default; a column without a value is left to the database.
local varchar = text { trim = true, too_long = "cut" }
local int     = integer { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local money   = decimal(18, 2) { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local day     = date { rounding = "down", zone = "drop", bad = "null" }
local moment  = timestamp { rounding = "down", zone = "drop", bad = "null" }

-- Texts of which null and none are none.
local found = varchar { null_if = { "null", "none" }, ignore_case = true }

-- Texts that stand for values, without regard to case; any other is none.
local function coded(labels)
  return enum(labels) { ignore_case = true, bad = "null" }
end

-- Texts that stand for 0 and 1, without regard to case; any other, and none, is 0.
local function yes_no(labels)
  return enum(labels) { ignore_case = true, bad = "missing", default = 0 }
end

-- The same, but without a text there is no value.
local function yes_no_if_there(labels)
  return enum(labels) { ignore_case = true, bad = constant(0) }
end

local contact_type = coded { AUTHU = 280, PR = 281 }
local address_type = coded { CURR = 320, PREV = 321 }
local employment_type = coded { CURR = 350, PREV = 351 }
local char_to_bit_if_there = yes_no_if_there { N = 0, Y = 1 }
local char_to_bit = yes_no { N = 0, Y = 1 }
local boolean_to_bit = yes_no { ["false"] = 0, ["true"] = 1 }

-- Places ----------------------------------------------------------------------------------------------
local authu_contact = "contact[@con_id != '' and @ac_role_tp_c = 'AUTHU'][last()]"
local valid_contact = "contact[@con_id != '' and (@ac_role_tp_c = 'PR' or @ac_role_tp_c = 'AUTHU')]"
local valid_address = valid_contact .. "/contact_address[@address_tp_c = 'CURR' or @address_tp_c = 'PREV']"

-- Tables ----------------------------------------------------------------------------------------------

local app_contact_address = into "app_contact_address" {
  each    = "contact_address",
  when    = expr [[ @address_tp_c in ('CURR', 'PREV') and @city is not empty ]],
  columns = {
    con_id            = parent "con_id",
    address_type_enum = address_type { "@address_tp_c", required = true },
    city              = varchar(50) "@city",
  },
}

local app_contact_employment = into "app_contact_employment" {
  each    = "contact_employment",
  when    = expr [[
      @employment_tp_c in ('CURR', 'PREV')
      and concat(@b_name, replace(replace(@other_amt, '0', ''), '.', '')) is not empty ]],
  columns = {
    con_id               = parent "con_id",
    employment_type_enum = employment_type { "@employment_tp_c", required = true },
    business_name        = varchar(50) "@b_name",
    other_monthly_income = money "@other_amt",
  },
}

local app_contact_base = into "app_contact_base" {
  each     = "contact",
  when     = expr [[ @con_id is not null and @ac_role_tp_c in ('PR', 'AUTHU') and @first_name is not empty ]],
  distinct = { "con_id", keep = "last", prefer = expr [[ rank(@ac_role_tp_c, 'PR', 'AUTHU') ]] },
  key      = { "con_id" },
  columns = {
    app_id            = parent "app_id",
    con_id            = int { "@con_id", required = true, identity = true },
    contact_type_enum = contact_type { "@ac_role_tp_c", required = true },
    first_name        = varchar(50) { "@first_name", default = "UNKNOWN" },
  },
  children = { app_contact_address, app_contact_employment },
}

local app_operational_cc = into "app_operational_cc" {
  each    = ".",
  columns = {
    app_id                    = parent "app_id",
    auth_user_issue_card_flag = char_to_bit_if_there {
      authu_contact .. "/app_prod_bcard/@issue_card_ind", pick = "last" },
    a_flag                    = char_to_bit "@flag",
    b_flag                    = boolean_to_bit "@big_flag",
    late                      = varchar(9) { expr [[
      case when app_product/@days > 0 then 'late' end ]], pick = "last", bad = "null" },
    started                   = moment { expr [[
      case when app_product/@start is not empty then app_product/@start else @received end ]], pick = "last" },
    mail                      = varchar(80) { expr [[
      coalesce(case when @officer ilike 'ADA%' then 'ADA@EXAMPLE.ORG' end,
               case lower(trim(@officer)) when '7' then 'rowan@example.org' end) ]], bad = "null" },
  },
}

local app_funding = into "app_funding" {
  each       = ".",
  skip_empty = true,
  columns = {
    app_id    = parent "app_id",
    fund_date = day "@fund",
  },
}

local app_historical_lookup = into "app_historical_lookup" {
  each    = ".",
  unpivot = {
    { "[old_city]", valid_address .. "/@old_city", source = "[contact_address]" },
  },
  columns = {
    app_id = parent "app_id",
    name   = text(50)(label()),
    source = text(50)(label "source"),
    value  = found { value(), pick = "last" },
  },
}

local scores = into "scores" {
  each    = ".",
  unpivot = {
    { "DIE", "app_product/@die" },
  },
  columns = {
    app_id           = parent "app_id",
    score_identifier = text(50)(label()),
    score            = int { value(), pick = "last" },
  },
}

return mapping {
  source = { table = "app_xml_staging", key = bigint "app_id", document = "app_XML" },
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
    each    = "/Intake/Request/CustData/application",
    key     = { "app_id" },
    columns = {
      app_id            = int { "../../@ID", required = true, identity = true },
      product_line_enum = smallint(constant(600)),
      receive_date      = moment { "@received", required = true, default = "1900-01-01" },
      note              = varchar(6) "@note",
      blob              = varchar "@blob",
    },
    children = { app_contact_base, app_operational_cc, app_funding, app_historical_lookup, scores },
  },
}
