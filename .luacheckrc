-- luacheck reads this; tests/lint/run starts it. Mappings see the words of the mapping language and a few
-- harmless parts of Lua, nothing else: bindings/words.c and bindings/lua_state.c have the lists.
std = "lua54"

stds.rowan_mapping = {
  read_globals = {
    "mapping", "into", "parent", "source", "position", "constant", "run", "enum", "expr", "xpath", "use",
    "value", "label", "field", "digits", "number", "amount", "upper", "lower", "squeeze",
    "boolean", "bit", "tinyint", "smallint", "integer", "bigint", "decimal", "real", "double", "text", "date", "time",
    "timestamp", "uuid", "binary", "xml",
    "assert", "error", "ipairs", "math", "next", "pairs", "pcall", "select", "string", "table", "tonumber", "tostring", "type",
    "utf8",
  },
}

files["mappings"] = { std = "rowan_mapping" }
files["tests/mapping"] = { std = "rowan_mapping" }
