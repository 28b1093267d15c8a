-- Leasing files of the branch system; other spellings of a contract's keys, and other shapes.
--
-- Made by rowan import of contract.json: 74 entries, 12 tables, one document for each /Leasing/Folder/File.

-- Types -----------------------------------------------------------------------------------------------
-- Texts are trimmed and cut to their columns, numbers may be formatted. What does not convert is no value,
-- and what is missing the default; a column without a value is left to the database.
local varchar = text { trim = true, too_long = "cut" }
local int     = integer { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local small   = smallint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local tiny    = tinyint { via = number, rounding = "half_up", bad = "null", counts = "nonzero" }
local money   = decimal(18, 2) { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local numeric = decimal { via = amount, rounding = "half_up", bad = "null", counts = "nonzero" }
local float   = double { via = amount, bad = "null", counts = "nonzero" }
local day     = date { rounding = "down", zone = "drop", bad = "null" }
local moment  = timestamp { rounding = "down", zone = "drop", bad = "null" }
local flag    = bit { bad = "null", counts = true }

-- Texts of which null and none are none.
local found = varchar { null_if = { "null", "none" }, ignore_case = true }

-- What makes a row of an indicator.
local yes = enum { Y = 1, YES = 1, TRUE = 1, T = 1, ["1"] = 1 }
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

local lease_state = coded_or(0, { open = 1, Closed = 2 })
local lease_state_text = coded { [""] = "0", open = "1", Closed = "2" }
local char_to_bit = yes_no { N = 0, J = 1 }
local boolean_to_bit = yes_no { [""] = 1, wahr = 1 }
local char_to_bit_if_there = yes_no_if_there { N = 0, J = 1 }
local asset_class = coded { Car = 10, Van = 20, Bike = 30 }
local party_kind = coded { MAIN = 1, JOINT = 2, SURETY = 3 }
local place_kind = coded { now = 1, ["then"] = 2 }

-- Places ----------------------------------------------------------------------------------------------
local main_contact = "Lessee[@no != '' and @party-role = 'MAIN'][last()]"
local joint_contact = "Lessee[@no != '' and @party-role = 'JOINT'][last()]"
local main_address = main_contact .. "/Place[@kind = 'now']"
local main_employment = main_contact .. "/Work[@Firm != '']"
local valid_contact = "Lessee[@no != '' and (@party-role = 'MAIN' or @party-role = 'JOINT')]"
local surety_contact = "Surety[@no != '' and @party-role = 'SURETY'][last()]"
local valid_address = valid_contact .. "/Place[@kind = 'now' or @kind = 'then' or not(@kind != '')]"
local now_address = "Place[@kind = 'now']"

-- Tables ----------------------------------------------------------------------------------------------

local lease_asset = into "lease_asset" {
  each       = "Asset",
  skip_empty = true,
  columns = {
    deal_no     = parent "lease_no",
    vin         = varchar(17) "@vin",
    asset_text  = varchar(40) ".",
    asset_class = asset_class "@class",
    built_on    = day "@built",
  },
}

local party_address = into "party_address" {
  each       = "Place",
  when       = expr [[ @kind is null or @kind in ('now', 'then') ]],
  skip_empty = true,
  columns = {
    party_no   = parent "party_no",
    place_kind = place_kind { "@kind", default = 1, counts = false },
    street     = varchar(30) { "Street", pick = "last" },
    zip        = varchar(5) { "Zip", pick = "last" },
    rent_now   = money(expr [[ case when @kind = 'now' then @rent end ]]),
    lives_here = varchar(30) "../@family",
  },
}

local party_job = into "party_job" {
  each       = "Work",
  when       = expr [[ @Firm is not null ]],
  skip_empty = true,
  columns = {
    party_no = parent "party_no",
    firm     = varchar(30) { "@Firm", counts = false },
    pay      = money "@pay",
  },
}

local party = into "party" {
  each     = "Lessee",
  when     = expr [[ @no is not null and `@party-role` in ('MAIN', 'JOINT') ]],
  distinct = { "party_no", keep = "last", prefer = expr [[ rank(`@party-role`, 'MAIN', 'JOINT') ]] },
  key      = { "party_no" },
  columns = {
    lease_no   = parent "lease_no",
    party_no   = int { "@no", required = true },
    party_kind = party_kind "@party-role",
    family     = varchar(30) "@family",
    given      = varchar(30) "@given",
    street_now = varchar(30) { now_address .. "/Street", pick = "last" },
    full_name  = varchar(60) { expr [[
      case when @given is empty then @family else concat(@given, ' ', @family) end ]], bad = "null" },
  },
  children = { party_address, party_job },
}

local party_2 = into "party" {
  each     = "Surety",
  when     = expr [[ @no is not null and `@party-role` = 'SURETY' ]],
  distinct = { "party_no", keep = "last" },
  key      = { "party_no" },
  columns = {
    lease_no   = parent "lease_no",
    party_no   = int { "@no", required = true },
    party_kind = party_kind "@party-role",
    family     = varchar(30) "@family",
  },
}

local scores = into "scores" {
  each    = ".",
  unpivot = {
    { "P D",    "@pd" },
    { "Points", valid_contact .. "/@points" },
    { "Sum",    expr [[ @pd + @months ]] },
  },
  columns = {
    lease_no         = parent "lease_no",
    score_identifier = text(50)(label()),
    score            = int { value(), pick = "last" },
  },
}

local scores_2 = into "scores" {
  each    = ".",
  unpivot = {
    { "Grade", "@grade" },
  },
  columns = {
    lease_no         = parent "lease_no",
    score_identifier = text(50)(label()),
    score            = int { value(), via = digits },
  },
}

local lease_flags = into "lease_flags" {
  each    = ".",
  unpivot = {
    { "FRAUD", "@fraud" },
    { "DEAD",  "Marks/@dead" },
  },
  columns = {
    lease_no  = parent "lease_no",
    indicator = text(50)(label()),
    value     = yes { value(), pick = "last" },
  },
}

local history = into "history" {
  each    = ".",
  unpivot = {
    { "[Memo]", "Memo", source = "[Memo]" },
    { "[old]",  "Marks/@old", source = "[Marks]" },
  },
  columns = {
    lease_no = parent "lease_no",
    name     = text(50)(label()),
    source   = text(50)(label "source"),
    value    = found(12) { value(), pick = "last" },
  },
}

local function cover(n, from)
  local columns = {
    lease_no   = parent "lease_no",
    cover_type = tinyint(constant(n)),
    amount     = money(from.amount),
    insurer    = found(20) { "@insurer", counts = false },
  }
  if from.months then
    columns.months = int(from.months)
  end
  if from.with_towing then
    columns.with_towing = flag { from.with_towing, counts = false }
  end
  return into "cover" {
    each       = ".",
    skip_empty = true,
    columns    = columns,
  }
end

local cover_71 = cover(71, { amount = "@theft_cover", months = "@theft_months" })
local cover_72 = cover(72, { amount = "@glass_cover", months = "@glass_months" })
local cover_73 = cover(73, { amount = "@breakdown", with_towing = "@towing" })

local function limits(n, mark)
  local slot = "@" .. mark
  return into "limits" {
    each       = ".",
    skip_empty = true,
    columns = {
      lease_no   = parent "lease_no",
      limit_type = tinyint(constant(n)),
      most       = int { slot, counts = true },
      unit       = varchar(5)(slot .. "_unit"),
      set_by     = varchar(20) { "@limits_by", counts = false },
    },
  }
end

local clause = into "clause" {
  each    = ".",
  unpivot = {
    { "A", "@clause_a" },
    { "B", "@clause_b" },
  },
  columns = {
    lease_no = parent "lease_no",
    letter   = text(50)(label()),
    wording  = varchar(20)(value()),
  },
}

local lease = into "lease" {
  each    = "/Leasing/Folder/File",
  key     = { "lease_no" },
  columns = {
    lease_no    = varchar(20) { "@fileNo", required = true },
    state       = lease_state "@state",
    state_shown = lease_state_text { "@state", null_if = "", bad = constant("0"), default = "1" },
    total       = numeric(12, 2) { "Total", pick = "last" },
    currency    = varchar(3) { "Total/@currency", pick = "last", default = "EUR" },
    memo        = varchar { "Memo", pick = "last" },
    signed_at   = moment { "Signed", pick = "last", default = "2000-01-01" },
    first_rate  = numeric(9, 3) "@first-rate",
    weight      = float "@weight",
    is_private  = char_to_bit { "@private", default = 1 },
    is_insured  = boolean_to_bit { "@insured", default = 1 },
    is_online   = flag { "@online", default = false },
    km          = int { "@km", via = digits },
    km_text     = varchar(10) { "@km", via = { number, digits } },
    origin      = text(8)(constant "branch"),
    loaded_at   = timestamp(run "started"),
    main_name   = varchar(30)(main_contact .. "/@family"),
    joint_name  = varchar(30)(joint_contact .. "/@family"),
    main_street = varchar(30) { main_address .. "/Street", pick = "last" },
    main_firm   = varchar(30) { main_employment .. "/@Firm", pick = "last" },
    any_given   = varchar(30) { valid_contact .. "/@given", pick = "last" },
    surety_name = varchar(30)(surety_contact .. "/@family"),
    rate_note   = varchar(20) { expr [[
      case when (`@first-rate` is null or `@first-rate` in (0))
             or not (@state ilike 'o%' and Total/@currency <> 'EUR') then
             'plain'
           when coalesce(@weight, 0) between 1 and 9.5 then 'light ' || @state
           else null end ]], pick = "last", bad = "null" },
    days        = int(expr [[ datediff(day, @opened, @closed) + length(@state) ]]),
    state_digit = tiny(expr [[ case when @state = 'open' then 1 when @state is null then 9 else -2 ** 2 + 6 end ]]),
    is_long     = small(expr [[ case when @months // 12 >= 4 and @online = 'true' then 1 else 0 end ]]),
    is_known    = char_to_bit_if_there(expr [[
      case when (@state not ilike '%x%' or 1 = 2) and @opened > date('1999-12-31') then 'J' end ]]),
    main_city   = varchar(30) { expr([[
      case when ]] .. valid_address .. [[/@kind = 'now' then
             ]] .. valid_contact .. [[/@given
           else ]] .. valid_contact .. [[/@family end ]]), pick = "last" },
    ratio       = numeric(18, 3)(expr [[ @km / (@months - 12) * -1 ]]),
  },
  children = {
    lease_asset, party, party_2, scores, scores_2, lease_flags, history, cover_71, cover_72, cover_73,
    limits(5, "speed"), limits(6, "range"), clause
  },
}

local lease_marks = into "lease_marks" {
  each       = "/Leasing/Folder/File",
  skip_empty = true,
  columns = {
    file_no = varchar(20) "@fileNo",
    colour  = varchar(10) { "Marks/@colour", pick = "last" },
  },
}

return mapping {
  name = "lease_file",
  version = "3",
  source = { table = "lease_docs", key = text(20) "file_no", document = "body" },
  ignore_case = true,
  omit_missing = true,
  -- Parts may have one digit; the day first is the last resort.
  dates = {
    "iso", "YYYY-M-D", "YYYY-M-D H:I", "YYYY-M-D H:I:S", "YYYY-M-D H:I:S.FF",
    "M/D/YYYY", "M/D/YYYY H:I", "M/D/YYYY H:I:S", "M/D/YYYY H:I:S.FF", "M/D/YYYY H:I AM", "M/D/YYYY H:I:S AM",
    "D/M/YYYY", "D/M/YYYY H:I", "D/M/YYYY H:I:S", "D/M/YYYY H:I:S.FF",
  },

  lease,
  lease_marks,
}
