-- Where an entry's value is, as a path from a row's element.
--
-- Elements of a filter rule that fail it do not exist, so each step to one has the rule as its condition. Conditions
-- are long and serve many columns: such a path is named once, and a place is a list of pieces, { var = "pr_contact" }
-- or plain text.

local entries = require "import.entry"
local lua = require "import.lua_text"
local paths = require "import.paths"

local M = {}
M.__index = M

local ROOM = 92 -- characters of a condition that stand in one text

function M.new(contract, notes, names, types)
  local self = setmetatable({ contract = contract, notes = notes, names = names, types = types, named = {} }, M)
  self.inner = {} -- paths that have elements below them
  self.known = {} -- each path of an element that the contract speaks of
  local seen = {}
  for _, entry in ipairs(contract.entries) do
    for i = 1, entry.path and #entry.path or 0 do
      local path = { table.unpack(entry.path, 1, i) }
      local key = paths.key(path)
      self.inner[key] = self.inner[key] or i < #entry.path
      if not seen[key] then
        seen[key] = true
        self.known[#self.known + 1] = path
      end
    end
  end
  return self
end

function M:rule_of(path)
  for _, rule in ipairs(self.contract.rules) do
    if paths.same(rule.path, path) then
      return rule
    end
  end
end

-- The path of the elements of a name, of a filter rule first. nil: the contract has none, or several.
function M:known_element(name)
  local found, count = nil, 0
  for _, rule in ipairs(self.contract.rules) do
    if paths.name(rule.path[#rule.path]) == name then
      return rule.path
    end
  end
  for _, path in ipairs(self.known) do
    if paths.name(path[#path]) == name then
      found, count = path, count + 1
    end
  end
  return count == 1 and found or nil
end

-- Whether the contract has elements of a name at all.
function M:has_element(name)
  for _, path in ipairs(self.known) do
    if paths.name(path[#path]) == name then
      return true
    end
  end
  return false
end

-- ---- conditions --------------------------------------------------------------------------------------

local function path_literal(text)
  return text:find("'", 1, true) and '"' .. text .. '"' or "'" .. text .. "'"
end

local function one_of(attribute, allowed)
  local tests = {}
  for i, text in ipairs(allowed) do
    tests[i] = text == "" and ("not(@%s != '')"):format(attribute.name)
      or ("@%s = %s"):format(attribute.name, path_literal(text))
  end
  return #tests == 1 and tests[1] or "(" .. table.concat(tests, " or ") .. ")"
end

-- "[@id != '' and @role = 'PR']": the rule as a path says it; only one value of its ranking may be wanted.
function M.predicate(rule, value)
  local tests = {}
  for _, attribute in ipairs(rule.attributes) do
    if attribute.allowed == true then
      tests[#tests + 1] = ("@%s != ''"):format(attribute.name)
    elseif value and attribute == rule.ranking then
      tests[#tests + 1] = one_of(attribute, { value })
    else
      tests[#tests + 1] = one_of(attribute, attribute.allowed)
    end
  end
  local text = table.concat(tests, " and ")
  if #tests == 1 and text:find("^%(.*%)$") then
    text = text:sub(2, -2)
  end
  return text ~= "" and "[" .. text .. "]" or ""
end

local function expr_name(name)
  return name:find("^[%w_\x80-\xff]+$") and "@" .. name or "`@" .. name .. "`"
end

local function expr_literal(text)
  return "'" .. text:gsub("'", "''") .. "'"
end

-- The rule as an expression says it, for `when`; nil when it asks for nothing.
function M.condition(rule)
  local tests = {}
  for _, attribute in ipairs(rule.attributes) do
    local name = expr_name(attribute.name)
    if attribute.allowed == true then
      tests[#tests + 1] = name .. " is not null"
    else
      local texts, blank = {}, false
      for _, text in ipairs(attribute.allowed) do
        blank = blank or text == ""
        texts[#texts + 1] = text ~= "" and expr_literal(text) or nil
      end
      local test = #texts == 1 and ("%s = %s"):format(name, texts[1])
        or ("%s in (%s)"):format(name, table.concat(texts, ", "))
      test = #texts == 0 and name .. " is null" or blank and ("(%s is null or %s)"):format(name, test) or test
      tests[#tests + 1] = test
    end
  end
  if #tests == 1 then
    return (tests[1]:gsub("^%((.*)%)$", "%1"))
  end
  return tests[1] and table.concat(tests, " and ")
end

-- "rank(@role, 'PR', 'SEC')", nil when nothing is ranked.
function M.ranking(rule)
  if not rule.ranking or #rule.ranking.allowed < 2 then
    return nil
  end
  local texts = {}
  for i, text in ipairs(rule.ranking.allowed) do
    texts[i] = expr_literal(text)
  end
  return ("rank(%s, %s)"):format(expr_name(rule.ranking.name), table.concat(texts, ", "))
end

-- ---- roles and preferred types -----------------------------------------------------------------------

-- The contact rule that is meant for a path: that of a contact above it, or the only one.
function M:contact_rule(path)
  local first
  for _, rule in ipairs(self.contract.rules) do
    if rule.kind == "contact" then
      if paths.is_below(path, rule.path) then
        return rule
      end
      first = first or rule
    end
  end
  return first
end

local wanted_role = { last_valid_pr_contact = { "PR", 1 }, last_valid_sec_contact = { "SEC", 2 },
  authu_contact = { "AUTHU" } }

-- The role of a rule that a mapping type asks for: by its name, or else by its place in the list.
function M:role(rule, kind)
  local roles = rule.ranking and rule.ranking.allowed or {}
  local name, place = table.unpack(wanted_role[kind.name])
  for i, role in ipairs(roles) do
    if role:upper() == name then
      if place and i ~= place then
        self.notes:note(kind.place, "%s takes the role %s of %s, which is number %d there", kind.name, role,
          rule.place, i)
      end
      return role
    end
  end
  if place and not roles[1] and place == 1 then
    return nil, true
  end
  return place and roles[place]
end

local function chooser(entry)
  for _, kind in ipairs(entry.kinds) do
    if wanted_role[kind.name] then
      return kind
    end
  end
end

M.chooser = chooser

-- ---- paths -------------------------------------------------------------------------------------------

-- The text before the first step that differs: "../" as often as needed, or "/a/b/" from the document.
function M:approach(row, path)
  local common = paths.common(row, path)
  local near = common >= #self.contract.application or common == #row or common == #path
  if not near then
    return "/", 0
  end
  return ("../"):rep(#row - common), common
end

local function word_of(text)
  return (text:lower():gsub("[^%w]+", "_"))
end

-- What the steps behind the approach are: { text, name }; a name is given to those that have a condition.
-- choose(rule) says which value of its ranking is wanted of a rule, and what follows the condition.
function M:steps(path, from, choose)
  local steps = {}
  for i = from + 1, #path do
    local rule = self:rule_of { table.unpack(path, 1, i) }
    local step = { text = path[i] }
    if rule then
      local value, tail = choose(rule)
      step.text = step.text .. M.predicate(rule, value) .. (tail or "")
      step.name = M.predicate(rule, value) ~= "" and (value and word_of(value) or "valid") .. "_"
        .. (rule.kind or word_of(paths.name(path[i])))
    end
    steps[#steps + 1] = step
  end
  return steps
end

-- The variable for a path fragment that others use as well.
function M:name_fragment(text, source, name)
  if not self.named[text] then
    self.named[text] = { name = self.names:fresh(name, "path"), source = source, text = text }
    self.named[#self.named + 1] = self.named[text]
  end
  return self.named[text].name
end

local function append(pieces, text)
  if text == "" then
    return
  elseif type(pieces[#pieces]) == "string" then
    pieces[#pieces] = pieces[#pieces] .. text
  else
    pieces[#pieces + 1] = text
  end
end

-- A Lua expression of pieces.
function M.source(pieces)
  local parts = {}
  for i, piece in ipairs(pieces) do
    parts[i] = type(piece) == "table" and piece.var or lua.long_quote(piece, ROOM)
  end
  return table.concat(parts, " .. ")
end

-- Pieces of a path; raw is the same as plain text.
function M:assemble(approach, steps, leaf)
  local pieces, raw, fragment = {}, approach, ""
  append(pieces, approach)
  local place, outer = {}, nil -- what the fragment is made of
  for i, step in ipairs(steps) do
    local slash = i > 1 and "/" or ""
    raw, fragment = raw .. slash .. step.text, fragment .. slash .. step.text
    append(place, slash .. step.text)
    if step.name then
      local role = outer and step.name:gsub("^[^_]*_", outer:match("^[^_]*") .. "_") or step.name
      local name = self:name_fragment(fragment, M.source(place), outer and role or step.name)
      place, outer = { { var = name } }, step.name
    end
  end
  for _, piece in ipairs(place) do
    if type(piece) == "table" then
      pieces[#pieces + 1] = piece
    else
      append(pieces, piece)
    end
  end
  local tail = leaf == "" and "" or (#steps > 0 and "/" or "") .. leaf
  append(pieces, tail)
  raw = raw .. tail
  if raw == "" then
    return { "." }, "."
  elseif tail == "" and raw:find("/$") and #steps == 0 then -- "../" alone
    raw = raw:sub(1, -2)
    return { raw }, raw
  end
  return pieces, raw
end

function M:leaf(path, attribute)
  if attribute then
    return "@" .. attribute
  end
  return self.inner[paths.key(path)] and "text()" or ""
end

-- ---- an entry's place --------------------------------------------------------------------------------

local function first_choice(rule)
  return rule.ranking and rule.ranking.allowed[1]
end

-- How the rules on the way to an entry are to be read, seen from a row; nil and a finding when it cannot be.
function M:choice(entry, row, path)
  local kind = chooser(entry)
  local preferred = entries.has(entry, "curr_address_only")
  local contact = self:contact_rule(path)
  local function left_out(place, format, ...)
    self.notes:left_out(place, "%s.%s: " .. format .. "; the column is left out", entry.table, entry.column, ...)
  end
  if kind and (not contact or not paths.is_below(path, contact.path)) then
    left_out(kind.place, "%s", contact and ("the path is not that of a contact, %s, or below it"):format(
      paths.text(contact.path)) or "there is no filter rule for contacts")
    return nil
  elseif not kind and preferred and contact and paths.is_below(path, contact.path)
    and not paths.is_below(row, contact.path) then
    kind = { name = "last_valid_pr_contact", place = preferred.place }
    self.notes:note(preferred.place, "%s.%s: of which contact is not said; the last one of the first role is taken",
      entry.table, entry.column)
  end
  local role
  if kind then
    local any
    role, any = self:role(contact, kind)
    if not role and not any then
      left_out(kind.place, "%s has no role for %s", contact.place, kind.name)
      return nil
    end
  end
  return function(rule)
    if kind and rule == contact then
      return role, "[last()]"
    elseif (kind or preferred) and rule ~= contact then
      return first_choice(rule)
    end
  end, kind ~= nil
end

-- Whether steps down from one element may lead to several.
local function may_be_several(steps)
  for _, step in ipairs(steps) do
    if not step.text:find("[last()]", 1, true) then
      return true
    end
  end
  return false
end

-- Pieces and raw text of the path from a row's element to an entry's value, or of another attribute of that element,
-- and whether it may match several times. nil when it cannot be said.
function M:find(entry, row, attribute)
  local path = entry.path or row
  local choose, from_contact = self:choice(entry, row, path)
  if not choose then
    return nil
  end
  local approach, common = self:approach(row, path)
  if from_contact then -- of all contacts, not of the row's own
    local contact = self:contact_rule(path)
    if common >= #contact.path then
      common = #contact.path - 1
      approach = ("../"):rep(#row - common)
    end
  end
  local steps, leaf = self:steps(path, common, choose), self:leaf(path, attribute)
  local pieces, raw = self:assemble(approach, steps, leaf)
  return pieces, raw, may_be_several(steps) or leaf == "text()"
end

-- The condition under which a row of a ranked element has the value itself: curr_address_only in an address.
function M:own_choice(entry, row)
  if not entries.has(entry, "curr_address_only") or chooser(entry) then
    return nil
  end
  for i = #row, 1, -1 do
    local rule = self:rule_of { table.unpack(row, 1, i) }
    if rule and rule.kind == "contact" then
      return nil
    elseif rule and rule.ranking and entry.path and paths.is_below(entry.path, rule.path) then
      local up = ("../"):rep(#row - i)
      return ("%s = %s"):format(up .. expr_name(rule.ranking.name), expr_literal(first_choice(rule)))
    end
  end
end

-- The path of `each`: from the parent row's element, or from the document.
function M:each(row, parent)
  local approach, common = "/", 0
  if parent then
    approach, common = self:approach(parent, row)
  end
  local steps = self:steps(row, common, function()
    return nil
  end)
  if steps[#steps] then -- the row's own rule stands in `when`
    steps[#steps] = { text = row[#row] }
  end
  return self:assemble(approach, steps, "")
end

-- ---- writing -----------------------------------------------------------------------------------------

-- The places that the text of the tables names, and those that these are made of.
function M:write(body)
  local lines = {}
  for i = #self.named, 1, -1 do
    local one = self.named[i]
    if body:find("%f[%w_]" .. one.name .. "%f[^%w_]") then
      table.insert(lines, 1, ("local %s = %s"):format(one.name, one.source))
      body = body .. "\n" .. one.source
    end
  end
  return #lines > 0 and lua.rule("Places") .. "\n" .. table.concat(lines, "\n") or nil
end

return M
