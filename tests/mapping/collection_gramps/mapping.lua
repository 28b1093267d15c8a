-- A family tree of Gramps, Debian's gramps: one file, in which persons refer to events and events to places.
-- rowan run mapping.lua --source files:/usr/share/doc/gramps/example/gramps

return mapping {
  name       = "gramps",
  namespaces = { [""] = matching "http://gramps-project.org/xml/*" },
  source     = { files = "*.gramps" },
  into "person" {
    each    = "/database/people/person",
    key     = { "file", "person" },
    columns = {
      file    = text(100)(source "path"),
      person  = text(20) "@id",
      gender  = text(1) "gender",
      given   = text(100) "name[1]/first",
      surname = text(100) { "name[1]/surname", pick = "first" },
    },
    children = {
      into "person_event" {
        each    = "eventref",
        key     = { "file", "person", "no" },
        columns = {
          file   = parent "file",
          person = parent "person",
          no     = position(),
          role   = text(40) "@role",
          kind   = text(40) "/database/events/event[@handle = current()/@hlink]/type",
          day    = text(20) "/database/events/event[@handle = current()/@hlink]/dateval/@val", -- or 1852, or 1852-03
        },
      },
    },
  },
}
