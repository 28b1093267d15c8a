-- Of equal matches the best ranked wins; keep decides among those.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "contact" {
    each     = "/r/c",
    distinct = { "no", keep = "last", prefer = expr [[ rank(@role, 'PR', 'SEC') ]] },
    columns  = { no = integer "@no", role = text(5) "@role", v = text(5) "@v" },
  },
  into "first" {
    each     = "/r/c",
    distinct = { "no", prefer = expr [[ rank(@role, 'PR', 'SEC') ]] },
    columns  = { no = integer "@no", role = text(5) "@role", v = text(5) "@v" },
  },
}
