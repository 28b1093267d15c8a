-- Responses to a survey of living conditions: one document is one response and becomes one wide row, and the rows of
-- its household, of the visits that were made for it, and of its open answers.
--
--   rowan try mappings/survey.lua tests/mapping/survey/doc.xml
--
-- The envelope is that of form submissions of OpenRosa and ODK (https://getodk.github.io/xforms-spec/): a root with the
-- form's id and version, metadata in a namespace of its own, groups, repeated groups; several choices are words in one
-- element, and so are the numbers of a position. The questions are invented. A grid has an attribute per item. Open
-- answers are XHTML as people formatted them: the text is for searching, and beside it stands what they wrote.

-- Not every answer is one: 77, 88 and 99 are refused, don't know, no answer; on short scales 7, 8 and 9 ------------

local answer_77 = tinyint { null_if = { 77, 88, 99 } }
local answer_7  = tinyint { null_if = { 7, 8, 9 } }

local function word(n)                    -- the nth word of a position: latitude, longitude, altitude, accuracy
  return expr("split_part(place, ' ', " .. n .. ")")
end

local function has(path, choice)          -- whether a choice is among several
  return expr(("strpos(' ' || %s || ' ', ' %s ') > 0"):format(path, choice))
end

local mode      = enum { capi = "face to face", cati = "telephone", cawi = "web" }
local gender    = enum { female = "F", male = "M", diverse = "X" }
local tenure    = enum { owner = 1, tenant = 2, subtenant = 3, free = 4 }
local education = enum { none = 0, primary = 1, secondary = 2, vocational = 3, bachelor = 4, master = 5, doctorate = 6 }
local activity  = enum { work = 1, school = 2, unemployed = 3, sick = 4, retired = 5, home = 6, other = 7 }
local relation  = enum { partner = 1, child = 2, parent = 3, sibling = 4, other = 5 }
local outcome   = enum { interview = 1, refused = 2, nobody = 3, postponed = 4, no_address = 5 }

-- What belongs to a response ------------------------------------------------------------------------

local member = into "household_member" {
  each    = "household/member",
  key     = { "response_id", "member_no" },
  columns = {
    response_id = parent "response_id",
    member_no   = position(),
    relation    = relation { "relation", required = true },
    gender      = gender "gender",
    birth_year  = smallint "birth_year",
    activity    = activity "activity",
  },
}

local visit = into "visit" {
  each    = "paradata/visit",
  key     = { "response_id", "visit_no" },
  columns = {
    response_id = parent "response_id",
    visit_no    = position(),
    visited_at  = timestamp { "@at", required = true, zone = "utc" },
    outcome     = outcome { "@outcome", required = true },
    remark      = text(200) { ".", trim = true, too_long = "cut" },
  },
}

local open_answer = into "open_answer" {
  each    = "open/answer",
  key     = { "response_id", "question" },
  columns = {
    response_id = parent "response_id",
    question    = text(20) { "@question", required = true },
    language    = text(8) "@xml:lang",
    answer      = text { ".", trim = true },
    formatted   = xml { ".", inner = true, trim = true },
    links       = text { ".//h:a/@href", pick = "join", joiner = " " },
  },
}

-- The response: 80 columns, group by group -----------------------------------------------------------

local columns = {
  response_id  = source "id",
  form         = text(40) { "@id", required = true },
  form_version = bigint { "@version", required = true },
  instance     = text(36) { expr "regexp_replace(orx:meta/orx:instanceID, '^uuid:', '')", required = true },
  device       = text(40) "orx:meta/orx:deviceID",
  started_at   = timestamp { "orx:meta/orx:timeStart", zone = "utc" },
  ended_at     = timestamp { "orx:meta/orx:timeEnd", zone = "utc" },
  mode         = mode { "paradata/@mode", required = true },
  interviewer  = text(10) "paradata/@interviewer",
  language     = text(8) { "paradata/@language", default = "en" },
  consent      = boolean { "consent", required = true },
  region       = text(40) "region",
  municipality = text(60) "municipality",
  latitude     = decimal(9, 6) { word(1), rounding = "half_up" },
  longitude    = decimal(9, 6) { word(2), rounding = "half_up" },
  accuracy     = decimal(7, 1) { word(4), rounding = "half_up" },

  gender       = gender "person/gender",
  birth_year   = smallint "person/birth_year",
  born_in      = text(2) "person/born_in",
  citizen_of   = text(60) "person/citizen_of",
  education    = education "person/education",
  activity     = activity "person/activity",
  occupation   = text(120) { "person/occupation", trim = true },
  isco         = text(4) "person/occupation/@isco",
  hours        = decimal(4, 1) "person/hours",
  height       = smallint "person/height",
  weight       = decimal(5, 1) "person/weight",

  persons      = tinyint { "household/@persons", required = true },
  tenure       = tenure "household/tenure",
  rooms        = decimal(3, 1) "household/rooms",
  area         = smallint "household/area",
  rent         = decimal(9, 2) "household/rent",
  rent_in      = text(3) "household/rent/@currency",
  income       = decimal(10, 2) "household/income",
  income_group = answer_77 "household/income_group",
}

for _, group in ipairs { "parliament", "government", "courts", "police", "parties", "media", "science", "strangers" } do
  columns["trust_" .. group] = answer_77("trust/@" .. group)           -- 0 to 10
end

for _, domain in ipairs { "life", "work", "income", "home", "health", "economy", "democracy" } do
  columns["content_" .. domain] = answer_77("content/@" .. domain)       -- 0 to 10
end

for _, statement in ipairs { "family_first", "taxes_fair", "climate_urgent", "rents_capped", "vote_matters" } do
  columns["agree_" .. statement] = answer_7("agree/" .. statement)   -- 1 to 5
end

for _, medium in ipairs { "paper", "radio", "television", "web", "social", "friends", "none" } do
  columns["news_" .. medium] = boolean(has("news", medium))
end

for _, problem in ipairs { "noise", "damp", "dark", "cold", "crime", "dirt" } do
  columns["home_" .. problem] = boolean(has("home_problems", problem))
end

for _, occupied in ipairs { "sleep", "paid_work", "housework", "care", "travel", "leisure", "screen" } do
  columns["minutes_" .. occupied] = smallint("day/" .. occupied .. "/@minutes")
end

for _, weight in ipairs { "design", "population", "final" } do
  columns["weight_" .. weight] = double("weights/@" .. weight)
end

columns.complete = boolean { "@complete", default = false }
columns.comment  = text { "comment", trim = true }

return mapping {
  name       = "survey",
  source     = { table = "survey_xml", key = bigint "id", document = "document" },
  namespaces = { orx = "http://openrosa.org/xforms", h = "http://www.w3.org/1999/xhtml" },

  into "response" {
    each     = "/data",
    key      = { "response_id" },
    columns  = columns,
    children = { member, visit, open_answer },
  },
}
