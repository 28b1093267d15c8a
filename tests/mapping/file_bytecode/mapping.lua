Lua not text
