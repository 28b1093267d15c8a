return into "t" { each = "/r", key = { "v" }, columns = { v = text "." } }
