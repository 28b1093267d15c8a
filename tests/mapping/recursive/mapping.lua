-- A table is its own child: each again, from each row. A child table below every row, and columns written before those
-- that they are parent of.
local person = into "person" {
  each    = "Person",
  key     = { "id", "no" },
  columns = {
    id      = parent "id",
    unit_no = parent "no",
    no      = ordinal(),
    at      = position(),
    depth   = integer(expr [[ parent('level') ]]),
    name    = text(10) ".",
  },
}

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },

  into "org" {
    each    = "/Orgs/Org",
    key     = { "id", "org" },
    columns = { id = source "id", org = text(5) "@name" },
    children = {
      into "unit" {
        each      = "Unit",
        recursive = true,
        key       = { "id", "no" },
        columns   = {
          id        = parent "id",
          org       = parent "org",
          parent_no = parent "no",
          above     = parent "path",
          no        = ordinal(),
          level     = level(),
          at        = position(),
          name      = text(10) "@name",
          path      = text(40)(expr [[ coalesce(parent('path') || '/', '') || @name ]]),
          around    = text(10) "../@name",
          people    = integer(expr [[ count(Person) * 10 + level() ]]),
          mark      = text(20)(expr [[ ordinal() || ' of ' || coalesce(parent('no') || '', parent('org')) ]]),
        },
        children = { person },
      },
    },
  },
}
