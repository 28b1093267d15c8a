-- Leasing files of the branch system; other spellings of a contract's keys, and other shapes.
--
-- Made by rowan import of contract.json: 74 entries, 12 tables, one document for each /Leasing/Folder/File.

-- Types -----------------------------------------------------------------------------------------------
-- Texts are trimmed and cut to their columns, numbers may be formatted; what does not convert is missing, and a
-- missing value leaves its column to the database. Where a path may match several times, the first match counts.
local varchar = text { trim = true, too_long = "cut", pick = "first" }
local int     = integer { via = amount, rounding = "down", bad = "missing", pick = "first" }
local small   = smallint { via = amount, rounding = "down", bad = "missing", pick = "first" }
local tiny    = tinyint { via = amount, rounding = "down", bad = "missing", pick = "first" }
local numeric = decimal { via = amount, rounding = "half_up", bad = "missing", pick = "first" }
local float   = double { via = amount, bad = "missing", pick = "first" }
local day     = date { rounding = "down", zone = "drop", bad = "missing", pick = "first" }
local moment  = timestamp { rounding = "down", zone = "drop", bad = "missing", pick = "first" }
local flag    = bit { bad = "missing", pick = "first" }

-- Looked up values: the texts null and none are none.
local found = varchar { null_if = { "null", "none" }, ignore_case = true }

-- What makes a row of an indicator.
local yes = enum { Y = 1, YES = 1, TRUE = 1, T = 1, ["1"] = 1 }
  { ignore_case = true, bad = "missing", pick = "first" }

-- Texts that stand for numbers, without regard to case; any other is missing.
local function coded(labels)
  return enum(labels) { ignore_case = true, bad = "missing", pick = "first" }
end

-- Texts that stand for 0 and 1, exactly; any other is 0.
local function yes_no(labels)
  return enum(labels) { bad = "missing", default = 0, pick = "first" }
end

local lease_state = coded { [""] = 0, open = 1, Closed = 2 }
local lease_state_text = coded { [""] = "0", open = "1", Closed = "2" }
local char_to_bit = yes_no { N = 0, J = 1 }
local boolean_to_bit_or_0 = yes_no { ["0"] = 0, [""] = 1, wahr = 1 }
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
local now_address = "Place[@kind = 'now']"

-- Tables ----------------------------------------------------------------------------------------------

local lease_asset = into "lease_asset" {
  each    = "Asset",
  columns = {
    deal_no     = parent "lease_no",
    vin         = varchar(17) { "@vin", required = true },
    asset_text  = varchar(40) ".",
    asset_class = asset_class "@class",
    built_on    = day "@built",
  },
}

local party_address = into "party_address" {
  each    = "Place",
  when    = expr [[ @kind is null or @kind in ('now', 'then') ]],
  columns = {
    party_no   = parent "party_no",
    place_kind = place_kind { "@kind", default = 1 },
    street     = varchar(30) "Street",
    zip        = varchar(5) "Zip",
    rent_now   = numeric(18, 2)(expr [[ case when @kind = 'now' then @rent end ]]),
    lives_here = varchar(30) "../@family",
  },
}

local party_job = into "party_job" {
  each    = "Work",
  when    = expr [[ @Firm is not null ]],
  columns = {
    party_no = parent "party_no",
    firm     = varchar(30) "@Firm",
    pay      = numeric(18, 2) "@pay",
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
    street_now = varchar(30)(now_address .. "/Street"),
    full_name  = varchar(60) { expr [[
      case when @given is empty then @family else concat(@given, ' ', @family) end ]], bad = "missing" },
  },
  children = { party_address, party_job },
}

local party_2 = into "party" {
  each     = "Surety",
  when     = expr [[ @no is not null and `@party-role` = 'SURETY' ]],
  distinct = { "party_no", keep = "last" },
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
    score            = int(value()),
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
    value     = yes(value()),
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
    value    = found(12)(value()),
  },
}

local cover_71 = into "cover" {
  each       = ".",
  skip_empty = true,
  columns = {
    lease_no   = parent "lease_no",
    cover_type = tinyint(constant(71)),
    amount     = numeric(18, 2) "@theft_cover",
    months     = int { "@theft_months", required = true },
    insurer    = varchar(20) { "@insurer", counts = false },
  },
}

local cover_72 = into "cover" {
  each       = ".",
  skip_empty = true,
  columns = {
    lease_no   = parent "lease_no",
    cover_type = tinyint(constant(72)),
    amount     = numeric(18, 2) "@glass_cover",
    months     = int { "@glass_months", required = true },
    insurer    = varchar(20) { "@insurer", counts = false },
  },
}

local cover_73 = into "cover" {
  each       = ".",
  skip_empty = true,
  columns = {
    lease_no    = parent "lease_no",
    cover_type  = tinyint(constant(73)),
    amount      = numeric(18, 2) "@breakdown",
    with_towing = flag { "@towing", counts = false },
    insurer     = varchar(20) { "@insurer", counts = false },
  },
}

local function limits(n, mark)
  local slot = "@" .. mark
  return into "limits" {
    each       = ".",
    skip_empty = true,
    columns = {
      lease_no   = parent "lease_no",
      limit_type = tinyint(constant(n)),
      most       = int(slot),
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
    state_shown = lease_state_text { "@state", default = "1" },
    total       = numeric(12, 2) "Total",
    currency    = varchar(3) { "Total/@currency", default = "EUR" },
    memo        = varchar "Memo",
    signed_at   = moment { "Signed", default = "2000-01-01" },
    first_rate  = numeric(9, 3) "@first-rate",
    weight      = float "@weight",
    is_private  = char_to_bit { "@private", default = 1 },
    is_insured  = boolean_to_bit_or_0 "@insured",
    is_online   = flag { "@online", default = false },
    km          = int { "@km", via = digits },
    km_text     = varchar(10) { "@km", via = { number, digits } },
    origin      = text(8)(constant "branch"),
    loaded_at   = timestamp(run "started"),
    main_name   = varchar(30)(main_contact .. "/@family"),
    joint_name  = varchar(30)(joint_contact .. "/@family"),
    main_street = varchar(30)(main_address .. "/Street"),
    main_firm   = varchar(30)(main_employment .. "/@Firm"),
    any_given   = varchar(30)(valid_contact .. "/@given"),
    surety_name = varchar(30)(surety_contact .. "/@family"),
    rate_note   = varchar(20) { expr [[
      case when (`@first-rate` is null or `@first-rate` in (0))
             or not (@state ilike 'o%' and //Total/@currency <> 'EUR') then
             'plain'
           when coalesce(@weight, 0) between 1 and 9.5 then 'light ' || @state
           else null end ]], bad = "missing" },
    days        = int(expr [[ datediff(day, @opened, @closed) + length(@state) ]]),
    state_digit = tiny(expr [[ case when @state = 'open' then 1 when @state is null then 9 else -2 ** 2 + 6 end ]]),
    is_long     = small(expr [[ case when @months // 12 >= 4 and @online = 'true' then 1 else 0 end ]]),
    is_known    = char_to_bit(expr [[
      case when (@state not ilike '%x%' or 1 = 2) and @opened > date('1999-12-31') then 'J' end ]]),
    main_city   = varchar(30)(expr [[
      case when Lessee[@no != '' and (@party-role = 'MAIN' or @party-role = 'JOINT')]/Place[@kind = 'now' or @kind = 'then' or not(@kind != '')]/@kind = 'now' then
             Lessee[@no != '' and (@party-role = 'MAIN' or @party-role = 'JOINT')]/@given
           else Lessee[@no != '' and (@party-role = 'MAIN' or @party-role = 'JOINT')]/@family end ]]),
    ratio       = numeric(18, 3)(expr [[ @km / (@months - 12) * -1 ]]),
  },
  children = {
    lease_asset, party, party_2, scores, scores_2, lease_flags, history, cover_71, cover_72, cover_73,
    limits(5, "speed"), limits(6, "range"), clause
  },
}

local lease_marks = into "lease_marks" {
  each    = "/Leasing/Folder/File",
  columns = {
    file_no = varchar(20) "@fileNo",
    colour  = varchar(10) "Marks/@colour",
  },
}

return mapping {
  name = "lease_file",
  version = "3",
  source = { table = "lease_docs", key = text(20) "file_no", document = "body" },
  ignore_case = true,
  omit_missing = true,
  dates = { "iso", "M/D/YYYY", "M/D/YYYY H:MI", "M/D/YYYY H:MI:SS", "M/D/YYYY H:MI:SS.FF",
            "M/D/YYYY H:MI AM", "M/D/YYYY H:MI:SS AM" },

  lease,
  lease_marks,
}
