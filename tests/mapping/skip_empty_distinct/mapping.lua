-- Which matches are empty is looked at before one of equal ones is chosen, and what is required of those that are not.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "slot" {
    each       = "/r/c",
    skip_empty = true,
    distinct   = { "no" },
    columns    = { no = integer { "@no", required = true, counts = false }, v = text(5) "@v" },
  },
}
