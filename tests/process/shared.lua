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
  into "person" {
    each    = "/CreditApplication/Contacts/Contact",
    key     = { "app_id", "person_no" },
    columns = {
      app_id    = source "app_id",
      person_no = position(),
      country   = text(2) { "Addresses/Address[1]/Country", default = "-" },
      given     = text(40) { "Person/Given", via = slowly },
    },
  },
}
