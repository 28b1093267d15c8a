-- Reading a contract's objects: keys in any spelling, values in any of the shapes that people gave them.
--
-- Every key is asked for by name; what nobody asked for is told at the end, so that nothing is ignored in silence.

local findings = require "import.findings"
local rowan = require "rowan"

local M = {}
M.__index = M

local json_array = getmetatable(rowan.json.array {})

function M.is_list(value)
  return type(value) == "table" and getmetatable(value) == json_array
end

function M.is_object(value)
  return type(value) == "table" and not M.is_list(value)
end

-- "xml_Path" -> "path"
local function loose(key)
  key = key:lower():gsub("[^%w]", "")
  return (key:gsub("^xml", ""))
end

local comment_keys = { description = true, comment = true, comments = true, note = true, notes = true, remark = true,
  remarks = true, doc = true, desc = true, title = true }

function M.sorted_keys(object)
  local keys = {}
  for key in pairs(object) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  return keys
end

-- A place as jq takes it: "maps.key", and maps["the key"] where the key is no name.
function M.at(place, key)
  if place == "" then
    return key
  end
  return key:find "^[%a_][%w_]*$" and place .. "." .. key or ("%s[%s]"):format(place, rowan.json.encode(key))
end

-- JSON's texts, numbers and truths as text; nil for all else.
function M.text_of(value)
  if type(value) == "string" then
    return value
  elseif math.type(value) == "integer" then
    return ("%d"):format(value)
  elseif type(value) == "number" then
    return ("%.14g"):format(value)
  elseif type(value) == "boolean" then
    return tostring(value)
  end
end

-- What a value is, for messages.
function M.kind_of(value)
  return M.is_list(value) and "a list" or type(value) == "table" and "an object" or "a " .. type(value)
end

-- unknown: a list shared by the readers of one contract, see tell_unknown.
function M.new(notes, unknown, object, place)
  local self = setmetatable({ notes = notes, unknown = unknown, object = object, place = place, left = {} }, M)
  for _, key in ipairs(M.sorted_keys(object)) do
    self.left[key] = true
  end
  return self
end

function M:inner(object, place)
  return M.new(self.notes, self.unknown, object, place)
end

-- The value of the first of the names that is there, and its place. JSON's null is no value.
function M:get(...)
  for _, name in ipairs { ... } do
    for _, key in ipairs(M.sorted_keys(self.object)) do
      if loose(key) == loose(name) and self.left[key] then
        self.left[key] = nil
        if self.object[key] ~= rowan.json.null then
          return self.object[key], M.at(self.place, key)
        end
      end
    end
  end
  return nil, M.at(self.place, (...))
end

-- A text without blanks around it, or nil when there is none.
function M:text(...)
  local value, place = self:get(...)
  if value == nil then
    return nil, place
  end
  local text = M.text_of(value)
  if not text then
    self.notes:left_out(place, "a text is wanted, not %s", M.kind_of(value))
    return nil, place
  end
  text = text:match("^%s*(.-)%s*$")
  return text ~= "" and text or nil, place
end

local truths = { ["true"] = true, yes = true, y = true, ["1"] = true,
  ["false"] = false, no = false, n = false, ["0"] = false }

function M:truth(missing, ...)
  local text, place = self:text(...)
  local truth = missing
  if text then
    truth = truths[text:lower()]
  end
  if truth == nil then
    self.notes:left_out(place, '"%s" is neither true nor false; it counts as %s', text, missing)
    return missing
  end
  return truth
end

-- The items of an object of objects; their keys are what `name` says in a list.
local function keyed_objects(self, value, place, name)
  local list = {}
  for _, key in ipairs(M.sorted_keys(value)) do
    if M.is_object(value[key]) then
      value[key][name] = value[key][name] or key
      list[#list + 1] = { object = value[key], place = M.at(place, key) }
    elseif not comment_keys[loose(key)] then
      self.notes:left_out(M.at(place, key), "an object is wanted, not %s", M.kind_of(value[key]))
    end
  end
  return list
end

-- A list of { object, place }.
function M:objects(name, ...)
  local value, place = self:get(...)
  if value == nil then
    return {}, place
  elseif M.is_object(value) then
    return keyed_objects(self, value, place, name), place
  elseif not M.is_list(value) then
    self.notes:left_out(place, "a list of objects is wanted, not %s", M.kind_of(value))
    return {}, place
  end
  local list = {}
  for i, object in ipairs(value) do
    local here = ("%s[%d]"):format(place, i - 1)
    if M.is_object(object) then
      list[#list + 1] = { object = object, place = here }
    else
      self.notes:left_out(here, "an object is wanted, not %s", M.kind_of(object))
    end
  end
  return list, place
end

-- A list of texts; one text may hold several with commas or blanks between them.
function M:texts(...)
  local value, place = self:get(...)
  local list = {}
  if M.is_list(value) then
    for i, one in ipairs(value) do
      list[#list + 1] = M.text_of(one)
      if not M.text_of(one) then
        self.notes:left_out(("%s[%d]"):format(place, i - 1), "a text is wanted, not %s", M.kind_of(one))
      end
    end
  elseif value ~= nil then
    for word in (M.text_of(value) or ""):gmatch("[^,%s]+") do
      list[#list + 1] = word
    end
  end
  return list, place
end

-- What was written for people.
function M:comment()
  local found = {}
  for _, key in ipairs(M.sorted_keys(self.object)) do
    local value = self.object[key]
    if self.left[key] and comment_keys[loose(key)] then
      self.left[key] = nil
      for _, line in ipairs(M.is_list(value) and value or { value }) do
        local text = M.text_of(line)
        if text and text:find("%S") then
          found[#found + 1] = (text:match("^%s*(.-)%s*$"):gsub("%s+", " "))
        end
      end
    end
  end
  return found[1] and table.concat(found, "; ")
end

-- Note the keys that nobody asked for.
function M:finish(kind, known)
  for _, key in ipairs(M.sorted_keys(self.left)) do
    local id = kind .. "\0" .. key
    local one = self.unknown[id]
    if not one then
      one = { key = key, place = M.at(self.place, key), kind = kind, known = known, count = 0 }
      self.unknown[id] = one
      self.unknown[#self.unknown + 1] = one
    end
    one.count = one.count + 1
  end
end

-- A key that many objects have is told once.
function M.tell_unknown(notes, unknown)
  for _, one in ipairs(unknown) do
    local more = one.count > 1 and (" (and so in %d others)"):format(one.count - 1) or ""
    notes:note(one.place, "this is no key of %s and has no effect%s%s", one.kind, findings.hint(one.key, one.known),
      more)
  end
end

return M
