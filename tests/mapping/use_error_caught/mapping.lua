-- Workers have only the files that were read, so nothing may depend on whether one is there.
local found, other = pcall(use, "other.lua")
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
