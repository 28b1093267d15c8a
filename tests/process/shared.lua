-- luacheck: std rowan_mapping
-- Rows that nearly all documents have, for tests/process/run: the newest of a place stays, whoever comes first.
-- Each document takes a while, so that a worker is nearly always in the middle of one.

local function slowly(given)
  for _ = 1, 20000 do end
  return given
end

return mapping {
  name   = "shared",
  source = { table = "app_xml", key = bigint "app_id", document = "xml" },

  into "place" {
    each     = "/CreditApplication/Contacts/Contact/Addresses/Address",
    key      = { "country", "city" },
    conflict = { newest = "since" },
    columns  = {
      country  = text(2) { "Country", default = "-" },
      city     = text(40) { "City", default = "-" },
      since    = date "@since",
      postcode = text(12) "Postcode",
      app_id   = source "app_id",
    },
  },
  into "score_model" {
    each     = "/CreditApplication/Scores/Score",
    key      = { "score", "model" },
    conflict = "skip",
    columns  = { score = text(20) { "@name", default = "-" }, model = text(20) { "@model", default = "-" } },
  },
  -- Numbered by the database, for rows below and for those that look them up.
  into "town" {
    each     = "/CreditApplication/Contacts/Contact/Addresses/Address",
    key      = { "town_id" },
    unique   = { "country", "city" },
    conflict = "skip",
    columns  = {
      town_id = bigint(sequence()),
      country = text(2) { "Country", default = "-" },
      city    = text(40) { "City", default = "-" },
    },
    children = { into "town_postcode" {
      each     = ".",
      key      = { "town_id", "postcode" },
      conflict = "skip",
      columns  = {
        town_id  = parent "town_id",
        country  = parent "country",
        city     = parent "city",
        postcode = text(12) { "Postcode", default = "-" },
      },
    } },
  },
  -- And such as the database numbers by itself, read back while others insert the same.
  into "village" {
    each     = "/CreditApplication/Contacts/Contact/Addresses/Address",
    key      = { "village_id" },
    unique   = { "country", "city" },
    conflict = { newest = "since" },
    columns  = {
      country    = text(2) { "Country", default = "-" },
      village_id = identity(),
      city       = text(40) { "City", default = "-" },
      since      = date "@since",
    },
    children = { into "village_postcode" {
      each     = ".",
      key      = { "village_id", "postcode" },
      conflict = "skip",
      columns  = {
        village_id = parent "village_id",
        country    = parent "country",
        city       = parent "city",
        postcode   = text(12) { "Postcode", default = "-" },
      },
    } },
  },
  into "person" {
    each    = "/CreditApplication/Contacts/Contact",
    key     = { "app_id", "person_no" },
    columns = {
      app_id    = source "app_id",
      person_no = position(),
      country   = text(2) { "Addresses/Address[1]/Country", default = "-" },
      city      = text(40) { "Addresses/Address[1]/City", default = "-" },
      town_id   = existing "town" { by = { "country", "city" }, take = "town_id", missing = "null" },
      given     = text(40) { "Person/Given", via = slowly },
    },
  },
}
