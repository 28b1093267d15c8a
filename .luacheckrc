std = "lua54"
max_line_length = 120

-- A mapping file sees these words and nothing else.
local words = {
  "mapping", "into", "parent", "position", "source", "constant", "run",
  "boolean", "bit", "tinyint", "smallint", "integer", "bigint", "decimal", "real", "double",
  "text", "date", "time", "timestamp", "enum",
  "string", "math", "table", "utf8", "ipairs", "pairs", "tostring", "tonumber", "type", "select",
  "error", "assert", "pcall",
}
files["mappings"] = { std = "none", read_globals = words }
-- Mapping cases are small mappings, many of them wrong on purpose.
files["tests/mapping"] = { std = "none", read_globals = words, ignore = { "1", "2", "3", "5", "6" } }
