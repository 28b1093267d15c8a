-- luacheck: std rowan_mapping
-- Rows that get numbers of the database, and rows below them that take these, for tests/process/run. What tells them
-- apart without numbers is there, too. Each takes a while, so that a worker is nearly always in the middle of one.

local function slowly(given)
  for _ = 1, 100000 do end
  return given
end

return mapping {
  name   = "numbered",
  source = { table = "app_xml", key = bigint "app_id", document = "xml" },

  into "person" {
    each     = "/CreditApplication/Contacts/Contact",
    key      = { "id" },
    columns  = {
      id        = bigint(sequence()),
      app_id    = source "app_id",
      person_no = position(),
      given     = text(80) { "Person/Given", via = slowly },
    },
    children = {
      into "home" {
        each    = "Addresses/Address",
        key     = { "id" },
        columns = {
          id        = bigint(sequence()),
          person_id = parent "id",
          app_id    = parent "app_id",
          person_no = parent "person_no",
          home_no   = position(),
          postcode  = text(12) "Postcode",
        },
      },
    },
  },
}
