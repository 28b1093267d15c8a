-- Tables whose rows are not found by the document's key are marked; those below one, and others, are not.
return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  lineage = true,
  into "whole" { each = "/r", columns = { id = source "id" } },
  into "party" {
    each = "/r/p", key = { "no" }, columns = { no = text(9) "@no" },
    children = { into "line" { each = "l", columns = { no = parent "no", v = double "@v" } } },
  },
}
