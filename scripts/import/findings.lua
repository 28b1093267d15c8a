-- What a person has to know of an import: what was left out, and what was assumed.
--
-- A place is written as a program would reach it, counted from 0: mappings[17].data_type is `.mappings[17].data_type`
-- of jq. Nothing is printed before the end, so that the mapping can go to standard output undisturbed.

local format = require "lib.format"
local rowan = require "rowan"

local M = {}
M.__index = M

function M.new(file)
  return setmetatable({ file = file, list = {}, seen = {}, left_out_count = 0 }, M)
end

local function add(self, kind, place, message)
  local text = ("%s: %s%s: %s"):format(self.file, kind, format.cut(format.one_line(place), 200),
    format.cut(format.one_line(message), 500))
  if not self.seen[text] then
    self.seen[text] = true
    self.list[#self.list + 1] = text
    return true
  end
end

-- The mapping is made without it.
function M:left_out(place, template, ...)
  if add(self, "", place, template:format(...)) then
    self.left_out_count = self.left_out_count + 1
  end
end

-- The contract does not say it, so it was assumed; or it says something that has no effect.
function M:note(place, template, ...)
  add(self, "note: ", place, template:format(...))
end

-- No mapping can be made. Raises a table that says so.
function M:fatal(place, template, ...)
  add(self, "", place, template:format(...))
  error(self, 0)
end

function M:write(out)
  for _, text in ipairs(self.list) do
    out:write(text, "\n")
  end
end

-- ', did you mean "decimal"?' or nothing.
function M.hint(word, known)
  local near = rowan.suggest(word, known)
  return near and (', did you mean "%s"?'):format(near) or ""
end

return M
