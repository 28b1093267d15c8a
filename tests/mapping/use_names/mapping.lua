local shared = use "shared.lua"

shared.extra = text(9) "@extra"

return mapping {
  source = shared.source,
  into "t" {
    each = "/r/o",
    key = shared.keys,
    columns = {
      no = text(4) "@no",
      country = text(9) { "@country", via = function(name) return shared.countries[name] or name end },
      capital = text(9) { "@country", via = function(name) return shared.countries[name .. "s"] end },
      size = integer(shared.options),
      extra = shared.extra,
    },
    children = { into "line" (shared.line) },
  },
}
