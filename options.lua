local T = text(3)
return mapping { version = "",
  source = { table = "d", key = "id", document = "x", columns = { text "s" } },
  into "t" { each = "/r", skip_empty = true,   rows = { "v", "k", pick = "first", strict = false,
    via = function(x, k) return { { f = x or k and "" or nil } } end },
  columns = { x = T { field "f", counts = false },
    n = T { field "f", counts = false },  anchor = integer "@anchor" } } }