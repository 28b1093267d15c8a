-- Which column comes first in a key does not matter.
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "party" { each = "/r/buyer", key = { "id", "role" }, columns = { id = source "id", role = constant "buyer" } },
  into "party" { each = "/r/seller", key = { "role", "id" }, columns = { id = source "id", role = constant "seller" } },
}
