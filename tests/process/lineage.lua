-- luacheck: std rowan_mapping
-- Tables without the document's key, for tests/process/run: keys of their rows are recorded. Each row takes a while, so
-- that a worker is nearly always in the middle of one.

local function slowly(given)
  for _ = 1, 100000 do end
  return given
end

return mapping {
  name    = "lineage",
  source  = { table = "app_xml", key = bigint "app_id", document = "xml" },
  lineage = true,

  into "person" {
    each     = "/CreditApplication/Contacts/Contact",
    key      = { "of", "person_no" },
    columns  = {
      of        = text(40)(expr [[ source('app_id') || '/' || 'x' ]]),
      person_no = position(),
      given     = text(40) { "Person/Given", via = slowly },
    },
    children = {
      into "home" {
        each    = "Addresses/Address",
        key     = { "of", "person_no", "home_no" },
        columns = {
          of        = parent "of",
          person_no = parent "person_no",
          home_no   = position(),
          street    = text(80) "Street",
        },
      },
    },
  },
}
