-- The message names the file that cannot be read, and the one that wants it.
local shared = use "shared.lua"
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
