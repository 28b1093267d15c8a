-- luacheck reads this; tests/lint/run starts it. Mappings see the words of the mapping language and a few
-- harmless parts of Lua, nothing else; tests/lua/test_language.lua compares this list with the program's.
std = "lua54"

stds.rowan_mapping = {
  read_globals = {
    "mapping", "into", "parent", "source", "position", "level", "ordinal", "hash", "sequence", "identity", "existing", "constant", "run", "enum", "expr", "count", "exists", "xpath", "use",
    "local_name", "namespace_uri", "matching", "parameter", "digest",
    "value", "label", "field", "digits", "number", "amount", "upper", "lower", "squeeze",
    "boolean", "bit", "tinyint", "smallint", "integer", "bigint", "decimal", "real", "double", "text", "date", "time",
    "timestamp", "uuid", "binary", "xml",
    "assert", "error", "ipairs", "math", "next", "pairs", "pcall", "select", "string", "table", "tonumber", "tostring", "type",
    "utf8",
  },
}

files["mappings"] = { std = "rowan_mapping" }
files["tests/mapping"] = { std = "rowan_mapping" }
-- Definitions for editors, which nothing runs.
files["mappings/editor"] = { std = "none", ignore = { "111", "131", "212", "431", "432", "631" }, allow_defined_top = true }
-- Texts of the reference, a sentence or two a line.
files["scripts/language"] = { ignore = { "631" } }
-- What rowan import makes has expressions as long as those of its contract.
files["tests/import/**/mapping.lua"] = { std = "rowan_mapping", max_line_length = false }
