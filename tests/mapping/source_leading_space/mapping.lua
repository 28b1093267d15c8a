-- White space before the declaration, whose encoding counts.

return mapping {
  name   = "case",
  source = { files = "*.xml", leading_space = true },
  into "t" { each = "/r", key = { "v" }, columns = { v = text(20) "@v" } },
}
