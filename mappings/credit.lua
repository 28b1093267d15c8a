-- A credit application: one document becomes one application row and the rows of its contacts (with their
-- addresses and jobs), scores, indicators, bureau reports, collateral and decisions.
--
--   rowan try mappings/credit.lua tests/mapping/credit/doc.xml     shows the rows of one document
--   rowan plan mappings/credit.lua                                 shows what is made of what
--
-- Bureau reports and the decision log are most of such a document; what is not named here is never kept.

local money  = decimal(13, 2)
local rate   = decimal(7, 4)
local name   = text(60)
local code   = text(10)
local yes_no = enum { Y = 1, N = 0 }

local channel    = enum { Web = "W", Branch = "B", Dealer = "D", Phone = "P" }
local product    = enum { CAR = 10, CASH = 20, HOME = 30, CARD = 40 }
local role       = enum { Applicant = 1, ["Co-applicant"] = 2, Guarantor = 3 }
local gender     = enum { F = "female", M = "male", X = "other" }
local marital    = enum { Single = 1, Married = 2, Partner = 3, Divorced = 4, Widowed = 5 }
local address_of = enum { Current = "C", Previous = "P", Mailing = "M" }
local housing    = enum { Own = "own", Rent = "rent", Parents = "family", Other = "other" }
local work       = enum { Employed = 1, ["Self-employed"] = 2, Retired = 3, Student = 4, Unemployed = 5 }
local outcome    = enum { Approved = "A", Declined = "D", Review = "R", Countered = "C" }

-- Functions get text and return text, a number or nil (which is NULL); they are called only when every
-- path has a value. What is needed often is there already: amount, digits, lower and others.

local per_month = { Weekly = 52 / 12, Monthly = 1, Yearly = 1 / 12 }

local function monthly(amount, interval)
  local factor = per_month[interval]
  if not factor then
    error("no such pay interval: " .. interval)
  end
  return string.format("%.2f", tonumber((amount:gsub(",", ""))) * factor)
end

-- What belongs to a contact ------------------------------------------------------------------------

local address = into "address" {
  each    = "Addresses/Address",
  key     = { "app_id", "contact_no", "address_no" },
  columns = {
    app_id       = parent "app_id",
    contact_no   = parent "contact_no",
    address_no   = position(),
    kind         = address_of { "@kind", required = true },
    valid_from   = date "@since",
    street       = text(80) "Street",
    house        = text(12) "House",
    postcode     = text(12) { "Postcode", required = true },
    city         = name "City",
    region       = code "Region",
    country      = text(2) { "Country", default = "DE" },
    housing      = housing "Housing",
    housing_cost = money "Housing/@cost",
  },
}

local employment = into "employment" {
  each    = "Employments/Employment",
  key     = { "app_id", "contact_no", "employment_no" },
  columns = {
    app_id         = parent "app_id",
    contact_no     = parent "contact_no",
    employment_no  = position(),
    status         = work { "@status", required = true },
    employer       = text(40) { "Employer", too_long = "cut" },
    industry       = text(4) "Employer/@industry",
    occupation     = name "Occupation",
    since          = date "Since",
    until_date     = date "Until",
    income         = money { "Income", via = amount },
    pay_interval   = text(8) { "Income/@interval", default = "Monthly" },
    monthly_income = money { "Income", "Income/@interval", via = monthly },
  },
}

local contact = into "contact" {
  each    = "Contacts/Contact",
  key     = { "app_id", "contact_no" },
  columns = {
    app_id           = parent "app_id",
    contact_no       = smallint { "@id", required = true },
    role             = role { "@role", required = true },
    title            = code "Person/Title",
    given_name       = name "Person/Given",
    family_name      = name { "Person/Family", required = true },
    full_name        = text(121) { "Person/Family", "Person/Given",
                                   via = function(family, given) return family .. ", " .. given end },
    birth_date       = date { "Person/Birth/@date", required = true },
    birth_place      = name "Person/Birth/@place",
    gender           = gender "Person/Gender",
    nationality      = text(2) "Person/Nationality",
    marital_status   = marital "Person/Marital",
    document_kind    = code "Document/@kind",
    document_no      = text(20) "Document/@no",
    document_expires = date "Document/@expires",
    tax_no           = text(11) { "TaxNo", via = digits },
    email            = text(120) { "Email", via = lower },
    mobile           = text(20) "Phone[@kind='mobile']",
    phone            = text(20) "Phone[@kind='home' or @kind='work'][1]",
    customer_no      = bigint "Customer/@no",
    customer_since   = date "Customer/@since",
  },
  children = { address, employment },
}

-- What belongs to the application ------------------------------------------------------------------

local score = into "score" {
  each    = "Scores/Score[@value]",       -- a score that was not computed has no value
  key     = { "app_id", "score_no" },
  columns = {
    app_id    = parent "app_id",
    score_no  = position(),
    name      = text(20) { "@name", required = true },
    model     = code "@model",
    value     = decimal(9, 1) { "@value", rounding = "half_up" },
    band      = text(1) "@band",
    scored_at = timestamp { "@at", zone = "utc" },
  },
}

local indicator = into "indicator" {
  each    = "Indicators/Indicator[. = 'Y']",
  key     = { "app_id", "name" },
  columns = {
    app_id = parent "app_id",
    name   = text(30) { "@name", required = true },
    source = text(30) "@source",
  },
}

local bureau_report = into "bureau_report" {
  each    = "Bureaus/Report",
  key     = { "app_id", "report_no" },
  columns = {
    app_id       = parent "app_id",
    report_no    = position(),
    bureau       = text(30) { "@bureau", required = true },
    ordered_on   = date "@ordered",
    hit          = yes_no { "@hit", default = "N" },
    open_lines   = integer "Summary/@open",
    closed_lines = integer "Summary/@closed",
    balance      = money "Summary/@balance",
    oldest_line  = date "Summary/@oldest",
    inquiries    = tinyint "Summary/@inquiries",
  },
}

local vehicle = into "vehicle" {
  each    = "Collateral/Vehicle",
  key     = { "app_id", "vehicle_no" },
  columns = {
    app_id        = parent "app_id",
    vehicle_no    = position(),
    vin           = text(17) { "@vin", required = true },
    is_new        = boolean { "@new", default = false },
    make          = name "Make",
    model         = name "Model",
    model_year    = smallint "Year",
    mileage       = integer "Mileage",
    fuel          = text(12) "Fuel",
    price         = money { "Price", via = amount },
    valuation     = money "Valuation",
    registered_on = date "Registered",
    dealer_no     = code "/CreditApplication/Header/Dealer/@no",
    dealer_name   = name "../../Header/Dealer/Name",
  },
}

local decision_reason = into "decision_reason" {
  each    = "Reason",
  key     = { "app_id", "decision_no", "reason_no" },
  columns = {
    app_id      = parent "app_id",
    decision_no = parent "decision_no",
    reason_no   = position(),
    code        = code { "@code", required = true },
    reason      = text(120) { ".", too_long = "cut" },
  },
}

local decision = into "decision" {
  each    = "Decisions/Decision",
  key     = { "app_id", "decision_no" },
  columns = {
    app_id      = parent "app_id",
    decision_no = smallint { "@no", required = true },
    outcome     = outcome { "@outcome", required = true },
    decided_at  = timestamp { "@at", zone = "utc" },
    decided_by  = name { "@by", default = "engine" },
    amount      = money "Offer/@amount",
    rate        = rate "Offer/@rate",
    term_months = smallint "Offer/@term",
    valid_until = date "Offer/@until",
  },
  children = { decision_reason },
}

return mapping {
  name    = "credit_application",
  version = "1",
  source  = {
    table    = "app_xml",
    key      = bigint "app_id",
    document = "xml",
    columns  = { timestamp "received_at", text(10) "channel" },
  },

  into "application" {
    each    = "/CreditApplication",
    key     = { "app_id" },
    columns = {
      app_id            = source "app_id",
      application_no    = text(20) { "@no", required = true },
      schema_version    = code "@version",
      channel           = channel { "Header/Channel", required = true },
      received_at       = timestamp { "Header/Received", zone = "utc" },
      stored_at         = source "received_at",
      branch_no         = text(4) "Header/Branch/@no",
      branch            = name "Header/Branch",
      dealer_no         = code "Header/Dealer/@no",
      campaign          = text(20) "Header/Campaign",
      language          = text(2) { "Header/Language", default = "en" },
      tags              = text(100) { "Header/Tag", pick = "join", joiner = ", " },
      product           = product { "Loan/@product", required = true },
      purpose           = text(30) "Loan/@purpose",
      amount            = money { "Loan/Amount", required = true },
      currency          = text(3) { "Loan/Amount/@currency", default = "EUR" },
      down_payment      = money { "Loan/DownPayment", default = "0" },
      term_months       = smallint "Loan/Term",
      rate              = rate "Loan/Rate",
      household_size    = tinyint "Household/Persons",
      children          = tinyint { "Household/Children", default = 0 },
      household_income  = money { "Household/Income", via = amount },
      household_costs   = money "Household/Costs",
      bureau_consent    = yes_no { "Consents/Bureau", default = "N" },
      marketing_consent = yes_no { "Consents/Marketing", default = "N" },
      note              = text(60) { "Note", trim = true, too_long = "cut" },
      last_outcome      = outcome "Decisions/Decision[last()]/@outcome",
      origin            = text(8) { constant "los" },
      loaded_by         = run "id",
      mapping_version   = run "version",
    },
    children = { contact, score, indicator, bureau_report, vehicle, decision },
  },
}
