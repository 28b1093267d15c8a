-- Options on a type hold for its columns; a column's own win, and options can be added to options.
local short = text(4) { trim = true, too_long = "cut" }
local name  = text { trim = true } -- the length can come later
local code  = enum { A = 1, B = 2 } { bad = "missing", default = "B" }
local tidy  = short { via = squeeze }

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r",
    columns = {
      a = short "@a",
      b = short { "@b", trim = false },
      c = short { "@c", too_long = "error" },
      d = name(6) "@d",
      e = code "@e",
      f = tidy { "@f", default = "none" },
    },
  },
}
