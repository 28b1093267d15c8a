-- luacheck: std rowan_mapping
-- Rows that the database numbers by itself, and rows below them that take these numbers, for tests/process/run. What
-- finds them is unique. Each takes a while, so that a worker is nearly always in the middle of one.

local function slowly(given)
  for _ = 1, 100000 do end
  return given
end

return mapping {
  name   = "read_back",
  source = { table = "app_xml", key = bigint "app_id", document = "xml" },

  into "person" {
    each     = "/CreditApplication/Contacts/Contact",
    key      = { "id" },
    unique   = { "app_id", "person_no" },
    columns  = {
      id        = identity(),
      app_id    = source "app_id",
      person_no = position(),
      given     = text(80) { "Person/Given", via = slowly },
    },
    children = {
      into "home" {
        each    = "Addresses/Address",
        key     = { "id" },
        unique  = { "person_id", "home_no" },
        columns = {
          id        = identity(),
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
