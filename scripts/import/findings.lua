-- What a person has to know of an import: what was left out, and what was assumed.
--
-- A place is written as a program would reach it, counted from 0: mappings[17].data_type is `.mappings[17].data_type`
-- of jq. Nothing is printed before the end, so that the mapping can go to standard output undisturbed.

local format = require "lib.format"
local rowan = require "rowan"

local M = {}
M.__index = M

function M.new(file)
  return setmetatable({ file = file, list = {}, by_kind = {}, seen = {}, left_out_count = 0 }, M)
end

-- What a template that begins with "%s.%s" or "%s:" is about: "app.amount", "app".
local function subject_of(template, ...)
  local front = template:match "^%%s%.%%s" or template:match "^%%s%f[:]"
  return front and front:format(...)
end

-- The place of a further finding of a kind, and what it is about.
local function other_text(place, template, ...)
  local subject = subject_of(template, ...)
  return format.cut(format.one_line(subject and ("%s (%s)"):format(place, subject) or place), 200)
end

-- What is of one kind (it has the same template) is one line, with the places of the others behind the first.
local function add(self, kind, place, template, ...)
  local message, id = template:format(...), kind .. template
  local group = self.by_kind[id]
  if self.seen[kind .. place .. message] then
    return false
  end
  self.seen[kind .. place .. message] = true
  if not group then
    group = { text = ("%s: %s%s: %s"):format(self.file, kind, format.cut(format.one_line(place), 200),
      format.cut(format.one_line(message), 500)), others = {} }
    self.by_kind[id] = group
    self.list[#self.list + 1] = group
  else
    group.others[#group.others + 1] = other_text(place, template, ...)
  end
  return true
end

-- The mapping is made without it.
function M:left_out(place, template, ...)
  if add(self, "", place, template, ...) then
    self.left_out_count = self.left_out_count + 1
  end
end

-- The contract does not say it, so it was assumed; or it says something that has no effect.
function M:note(place, template, ...)
  add(self, "note: ", place, template, ...)
end

-- No mapping can be made. Raises a table that says so.
function M:fatal(place, template, ...)
  add(self, "", place, template, ...)
  error(self, 0)
end

local SHOWN = 6 -- places of one kind

local function others_text(others)
  if #others == 0 then
    return ""
  end
  local text = table.concat(others, ", ", 1, math.min(#others, SHOWN))
  return (" (and %d more of this kind: %s%s)"):format(#others, text, #others > SHOWN and ", ..." or "")
end

function M:write(out)
  for _, group in ipairs(self.list) do
    out:write(group.text, others_text(group.others), "\n")
  end
end

-- ', did you mean "decimal"?' or nothing.
function M.hint(word, known)
  local near = rowan.suggest(word, known)
  return near and (', did you mean "%s"?'):format(near) or ""
end

return M
