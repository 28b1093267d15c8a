-- The table is made with the first one's key, and every document of the other kind would fail.
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "party" { each = "/r/buyer", key = { "id", "role" }, columns = { id = source "id", role = constant "buyer" } },
  into "party" { each = "/r/seller", key = { "id" }, columns = { id = source "id", role = constant "seller" } },
}
