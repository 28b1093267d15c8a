-- Pages whose paragraphs have lines of more than 120 characters:
--
--   lua5.4 tests/lint/pages.lua [--write] PAGE...
--
-- names them and fails, or breaks their lines anew. Tables, code and headings may be longer.

local wrap = dofile "scripts/language/wrap.lua"
local write = arg[1] == "--write" and table.remove(arg, 1)
local status = 0

for _, page in ipairs(arg) do
  local file <close> = assert(io.open(page))
  local text = file:read "a"
  local wrapped = wrap(text:gsub("\n$", "")) .. "\n"
  if wrapped ~= text and write then
    assert(io.open(page, "w")):write(wrapped):close()
  elseif wrapped ~= text then
    print(page .. ": a line of a paragraph is longer than 120 characters, or the page's end has no new line")
    status = 1
  end
end
os.exit(status)
