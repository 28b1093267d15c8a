-- luacheck: std rowan_mapping
-- Columns that are too narrow for a part of the rows, for tests/process/run: rows fail alone, some with rows below
-- them, and of some documents all. Each takes a while, so that a worker is nearly always in the middle of one.

local function slowly(given)
  for _ = 1, 100000 do end
  return given
end

return mapping {
  name    = "rejects",
  source  = { table = "app_xml", key = bigint "app_id", document = "xml" },
  bad_row = "reject",

  into "person" {
    each     = "/CreditApplication/Contacts/Contact",
    key      = { "app_id", "person_no" },
    columns  = {
      app_id    = source "app_id",
      person_no = position(),
      family    = text(9) "Person/Family",
      given     = text(20) { "Person/Given", via = slowly },
    },
    children = {
      into "home" {
        each    = "Addresses/Address",
        key     = { "app_id", "person_no", "home_no" },
        columns = {
          app_id    = parent "app_id",
          person_no = parent "person_no",
          home_no   = position(),
          street    = text(12) "Street",
          postcode  = text(12) "Postcode",
        },
      },
    },
  },
}
