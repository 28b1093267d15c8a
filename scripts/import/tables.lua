-- Which rows a table gets: of which elements, below which other rows, with which keys.
--
-- The result is a tree of `into`: { table, row (path), each, when, distinct, key, skip_empty, unpivot, columns,
-- children, family }.

local columns = require "import.columns"
local entries = require "import.entry"
local lua = require "import.lua_text"
local paths = require "import.paths"
local places = require "import.places"
local rows = require "import.rows"
local types = require "import.types"

local M = {}
M.__index = M

-- maker: what makes columns of entries, see columns.lua; types, places: what it uses.
function M.new(contract, notes, type_list, place_finder, maker)
  local self = setmetatable({ contract = contract, notes = notes, types = type_list, places = place_finder,
    columns = maker, intos = {}, top = {} }, M)
  self:sort_tables()
  return self
end

-- ---- the order of tables -----------------------------------------------------------------------------

local function group_entries(contract)
  local groups = {}
  for _, entry in ipairs(contract.entries) do
    local group = groups[entry.table]
    if not group then
      group = { name = entry.table, entries = {}, place = entry.place .. ".target_table" }
      groups[entry.table] = group
      groups[#groups + 1] = group
    end
    group.entries[#group.entries + 1] = entry
    group.maker = group.maker or entries.maker(entry) ~= nil
  end
  return groups
end

function M:sort_tables()
  local groups = group_entries(self.contract)
  self.groups, self.list = groups, {}
  for i, name in ipairs(self.contract.tables) do
    local group = groups[name]
    if not group then
      self.notes:note(("table_insertion_order[%d]"):format(i - 1), "%s: no entry fills this table", name)
    elseif not group.number then
      self.list[#self.list + 1] = group
      group.number = #self.list
    end
  end
  for _, group in ipairs(groups) do
    if not group.number then
      self.list[#self.list + 1] = group
      group.number = #self.list
      if self.contract.tables[1] then
        self.notes:note(group.place, "%s: table_insertion_order does not have it; it comes after the others",
          group.name)
      end
    end
  end
end

-- ---- the elements that are rows ----------------------------------------------------------------------

-- Entries that say where a table's rows are; those that look elsewhere on purpose do not.
local function plain_entries(group)
  local list = {}
  for _, entry in ipairs(group.entries) do
    if entry.path and not places.chooser(entry) and not entries.has(entry, "curr_address_only") then
      list[#list + 1] = entry
    end
  end
  return list
end

local function all_below(list, path)
  for _, entry in ipairs(list) do
    if not paths.is_below(entry.path, path) then
      return false
    end
  end
  return true
end

local function add_once(list, path)
  for _, one in ipairs(list) do
    if paths.same(one, path) then
      return
    end
  end
  list[#list + 1] = path
end

-- Those that relationships name. The second result: whether there are relationships with a path at all.
function M:related_rows(group)
  local found, any, application = {}, nil, self.contract.application
  for _, one in ipairs(self.contract.relationships) do
    if one.child == group.name and one.path then
      any = any or one
      local above = paths.is_below(application, one.path) and #one.path < #application
      if not above and (self.places:rule_of(one.path) or all_below(plain_entries(group), one.path)) then
        add_once(found, one.path)
      end
    end
  end
  return found, any
end

-- The deepest element with a filter rule on the way to a path, or the application.
function M:ruled_row(path)
  for i = #path, 1, -1 do
    local rule = self.places:rule_of { table.unpack(path, 1, i) }
    if rule then
      return rule.path, rule
    end
  end
  return self.contract.application
end

-- Where most entries are; elements of the same kind beside it are rows as well.
function M:voted_rows(group)
  local votes, best = {}, nil
  for _, entry in ipairs(plain_entries(group)) do
    local path, rule = self:ruled_row(entry.path)
    local key = paths.key(path)
    if not votes[key] then
      votes[key] = { path = path, rule = rule, count = 0 }
      votes[#votes + 1] = votes[key]
    end
    votes[key].count = votes[key].count + 1
  end
  for _, vote in ipairs(votes) do
    if not best or vote.count > best.count then
      best = vote
    end
  end
  if not best or not best.rule then
    return { self.contract.application }
  end
  local found = {}
  for _, vote in ipairs(votes) do
    if vote.rule and vote.rule.kind == best.rule.kind then
      found[#found + 1] = vote.path
    end
  end
  return found
end

function M:row_paths(group)
  local found, any = self:related_rows(group)
  if found[1] then
    return found
  elseif any then
    if not paths.is_below(self.contract.application, any.path) then
      self.notes:note(any.place, "not all entries of %s lie below %s, so it gets one row of each application",
        group.name,
        paths.text(any.path))
    end
    return { self.contract.application }
  end
  return self:voted_rows(group)
end

-- Without those of the table's other row elements.
local function entries_at(group, row, all)
  local list = {}
  for _, entry in ipairs(group.entries) do
    local other = false
    for _, path in ipairs(all) do
      other = other or path ~= row and entry.path and paths.is_below(entry.path, path)
    end
    if not other then
      list[#list + 1] = entry
    end
  end
  return list
end

-- ---- parents -----------------------------------------------------------------------------------------

-- The into of a table that a row lies in, the deepest; or its first.
local function holder(list, row)
  local best
  for _, into in ipairs(list) do
    if paths.is_below(row, into.row) and (not best or #into.row > #best.row) then
      best = into
    end
  end
  return best or list[1]
end

-- { relationship, into } of the rows above, the one that the row is nested in first.
function M:parents(group, row)
  local found, deepest = {}, 1
  for _, one in ipairs(self.contract.relationships) do
    if one.child == group.name then
      local list = self:make(one.parent)
      if not list then
        self.notes:left_out(one.place, "%s; %s has no column %s from it", one.parent == one.child
          and "a table cannot be its own parent" or ("no entry fills %s"):format(one.parent), one.child,
          table.concat(one.columns, ", "))
      elseif list[1] then
        found[#found + 1] = { relationship = one, into = holder(list, row) }
        if #found[#found].into.row > #found[deepest].into.row then
          deepest = #found
        end
      end
    end
  end
  if found[deepest] then
    table.insert(found, 1, table.remove(found, deepest))
  end
  return found
end

-- The table that stands for the application: the parent that is no child, or else its first table.
function M:root()
  local children = {}
  for _, one in ipairs(self.contract.relationships) do
    children[one.child] = true
  end
  for _, one in ipairs(self.contract.relationships) do
    if self.groups[one.parent] and not children[one.parent] then
      return self.groups[one.parent]
    end
  end
  for _, group in ipairs(self.list) do
    if not group.maker and paths.same(self:row_paths(group)[1], self.contract.application) then
      return group
    end
  end
end

local function column_of(into, name)
  for _, spec in ipairs(into.columns) do
    if spec.name == name then
      return spec
    end
  end
end

-- The column of a parent that tells its rows apart, when nobody says which.
local function guess_key(group)
  local required
  for _, entry in ipairs(group.entries) do
    if entries.has(entry, "identity_insert") then
      return entry.column
    elseif entry.required and entry.column:lower():find("id$") then
      required = required or entry.column
    end
  end
  return required
end

-- The parent's column for one of the child's; nil and a finding when there is none.
function M:parent_column(parent, relationship, i)
  local into, wanted = parent.into, relationship.parent_columns[i] or relationship.columns[i]
  if column_of(into, wanted) then
    return wanted
  elseif into.table == self:root().name then
    if not guess_key(self.groups[into.table]) then
      self.contract.source.assumed = wanted
      table.insert(into.columns, 1, columns.word(wanted, "source " .. lua.quote(self.contract.source.key or wanted)))
      self.notes:note(relationship.place, "no entry fills %s.%s; it gets the document's key", into.table, wanted)
      return wanted
    end
  end
  local guess = not relationship.parent_columns[i] and guess_key(self.groups[into.table])
  if guess and column_of(into, guess) then
    self.notes:note(relationship.column_place, "%s has no column %s; %s.%s is taken from its %s", into.table, wanted,
      relationship.child, wanted, guess)
    return guess
  end
  self.notes:left_out(relationship.column_place, "%s has no column %s, so %s.%s cannot be filled from it", into.table,
    wanted, relationship.child, relationship.columns[i])
end

-- The columns of rows that come from the rows above them.
function M:key_columns(into, parents)
  for n, parent in ipairs(parents) do
    for i, name in ipairs(parent.relationship.columns) do
      local from = self:parent_column(parent, parent.relationship, i)
      local near = n == 1 and from or from and column_of(parents[1].into, from) and from
      if near and not column_of(into, name) then
        into.columns[#into.columns + 1] = columns.word(name, "parent " .. lua.quote(near))
        into.carried[near] = true
      elseif from and not column_of(into, name) then
        self:far_column(into, name, parent.into, from)
      end
    end
  end
end

-- A key of rows that are not the nearest above: from where they have it.
function M:far_column(into, name, far, from)
  local theirs = column_of(far, from)
  local entry = theirs.entry
  if not entry and theirs.source:find("^source ") then
    into.columns[#into.columns + 1] = columns.word(name, theirs.source)
  elseif entry then
    local spec = self.columns:of(setmetatable({ kinds = {}, column = name }, { __index = entry }), into.row)
    into.columns[#into.columns + 1] = spec
  end
end

-- ---- one into ----------------------------------------------------------------------------------------

-- Which contact wins: the column of its id, and the rank of its role.
function M:set_distinct(into, rule)
  local ids, by_attribute = {}, {}
  for _, attribute in ipairs(rule.attributes) do
    if attribute.allowed == true then
      by_attribute[attribute.name:lower()] = true
    end
  end
  for _, spec in ipairs(into.columns) do
    local entry = spec.entry
    local own = entry and entry.attribute and entry.path and paths.same(entry.path, rule.path)
    if own and by_attribute[entry.attribute:lower()] then
      ids[#ids + 1] = spec.name
    end
  end
  table.sort(ids, function(a, b)
    return (a:lower():find("id$") ~= nil) and not b:lower():find("id$")
  end)
  if not ids[1] then
    self.notes:note(rule.place, "no column of %s has the contact's id, so of contacts with the same id all are loaded",
      into.table)
    return
  end
  local prefer = places.ranking(rule)
  into.distinct = ('{ %s, keep = "last"%s }'):format(lua.quote(ids[1]), prefer and ", prefer = " .. lua.expr(prefer)
    or "")
end

-- ---- rows of nothing ---------------------------------------------------------------------------------

-- What an element of a kind needs to be a row: words in the names of columns.
local needs = {
  contact = { "birth", "dob", "name", "ssn", "tax", "identity", "sin" },
  address = { "zip", "postal", "city", "street", "state" },
  employment = { "business", "employer", "company", "salary", "income", "title", "zip", "city" },
}

local function is_meant(words, name)
  for _, word in ipairs(words) do
    if name:find("%f[%a]" .. word) then
      return true
    end
  end
end

-- Whether the rule asks for the attribute.
local function is_asked_for(rule, name)
  for _, attribute in ipairs(rule.attributes) do
    if attribute.allowed == true and attribute.name:lower() == name:lower() then
      return true
    end
  end
end

-- "concat(@zip, @city) is not empty": the condition of a row whose element has one of these; nil when no column is
-- known by its name, true when the rule asks for one of them anyhow.
local function needed_condition(into, rule)
  local kind, texts = rule.kind, {}
  for _, spec in ipairs(into.columns) do
    local entry = spec.entry
    local own = entry and entry.attribute and entry.path and paths.same(entry.path, into.row)
    if own and needs[kind] and is_meant(needs[kind], entry.column:lower()) and not entries.has(entry, "enum") then
      local path, is_amount = columns.quoted_path("@" .. entry.attribute), types.is_amount(entry)
      if not is_amount and is_asked_for(rule, entry.attribute) then
        return true
      end
      texts[#texts + 1] = is_amount and ("replace(replace(%s, '0', ''), '.', '')"):format(path) or path
    end
  end
  local all = table.concat(texts, ", ")
  return texts[1] and (texts[2] and "concat(" .. all .. ")" or all) .. " is not empty"
end

local function is_of_rule(rule, entry)
  local own = rule and entry.attribute and entry.path and paths.same(entry.path, rule.path)
  for _, attribute in ipairs(own and rule.attributes or {}) do
    if attribute.name:lower() == entry.attribute:lower() then
      return true
    end
  end
end

-- Keys that rows below carry.
function M:is_key(into, name)
  for _, one in ipairs(self.contract.relationships) do
    for i, column in ipairs(one.parent == into.table and one.columns or {}) do
      if (one.parent_columns[i] or column) == name then
        return true
      end
    end
  end
end

-- Rows in which nothing but keys, attributes of the filter rule, defaults and zeros has a value are not made.
function M:skip_empty(into, rule)
  for _, spec in ipairs(into.columns) do
    if spec.always then
      return
    end
  end
  into.skip_empty = true
  self.types:need_counts()
  for _, spec in ipairs(into.columns) do
    local entry = spec.entry
    if entry and not spec.constant and (self:is_key(into, spec.name) or is_of_rule(rule, entry)) then
      columns.set_counts(spec, "false")
    elseif spec.calculated and not types.is_amount(entry) then
      columns.set_counts(spec, "true")
    end
  end
end

-- The application is a row in any case; contacts, addresses and jobs need what makes them one; all others something.
function M:set_row_rule(into, rule)
  local condition = rule and needed_condition(into, rule)
  into.when = { rule and places.condition(rule) }
  into.when[#into.when + 1] = condition ~= true and condition or nil
  local root = self:root()
  if not condition and into.table ~= (root and root.name) and not (rule and rule.kind == "contact") then
    self:skip_empty(into, rule)
  end
end

-- The columns of entries, each name once.
function M:add_columns(into, list)
  local filled = {}
  for _, spec in ipairs(into.columns) do
    filled[spec.name] = spec
  end
  for _, entry in ipairs(list) do
    local before = filled[entry.column]
    if before and before.entry then
      entries.tell_twice(self.notes, entry, before.entry)
    elseif not before then
      local spec = self.columns:of(entry, into.row)
      into.columns[#into.columns + 1] = spec
      filled[entry.column] = spec
    end
  end
end

function M:new_into(group, row)
  local into = { table = group.name, group = group, row = row, columns = {}, children = {}, carried = {},
    number = group.number }
  into.parents = self:parents(group, row)
  self:key_columns(into, into.parents)
  return into
end

function M:attach(into)
  local parent = into.parents[1] and into.parents[1].into
  local pieces = self.places:each(into.row, parent and parent.row)
  into.each = places.source(pieces)
  local siblings = parent and parent.children or self.top
  siblings[#siblings + 1] = into
end

function M:element_into(group, row, all)
  local into = self:new_into(group, row)
  local rule = self.places:rule_of(row)
  self:add_columns(into, entries_at(group, row, all))
  self:attach(into)
  into.comment = rule and rule.comment
  if rule and rule.kind == "contact" then
    self:set_distinct(into, rule)
  end
  self:set_row_rule(into, rule)
  return into
end

-- Rows of attributes stand below those of the application, or of the parent that a relationship names.
function M:attribute_intos(group)
  local into = self:new_into(group, self.contract.application)
  local root = self:root()
  if not into.parents[1] and root and root ~= group then
    local list = self:make(root.name)
    local key = guess_key(root)
    for _, one in ipairs(self.contract.relationships) do
      key = one.parent == root.name and (one.parent_columns[1] or one.columns[1]) or key
    end
    if list and list[1] and key and column_of(list[1], key) then
      into.parents = { { into = list[1], relationship = { columns = { key }, parent_columns = {},
        place = group.place } } }
      self:key_columns(into, into.parents)
    end
  end
  if not into.parents[1] then
    self.notes:note(group.place, "no relationship and no identity tells the key of the application, so %s has none",
      group.name)
  end
  into.row = into.parents[1] and into.parents[1].into.row or into.row
  return rows.intos(self, into)
end

-- The intos of a table; nil when there is none, or it is its own ancestor.
function M:make(name)
  local group = self.groups[name]
  if not group or group.busy then
    return nil
  elseif self.intos[name] then
    return self.intos[name]
  end
  group.busy = true
  local list = {}
  if group.maker then
    list = self:attribute_intos(group)
    for _, into in ipairs(list) do
      self:attach(into)
    end
  else
    local all = self:row_paths(group)
    for _, row in ipairs(all) do
      list[#list + 1] = self:element_into(group, row, all)
    end
  end
  group.busy = false
  self.intos[name] = list
  return list
end

-- ---- all of them -------------------------------------------------------------------------------------

local function sort_children(list)
  table.sort(list, function(a, b)
    if a.number ~= b.number then
      return a.number < b.number
    end
    return a.turn < b.turn
  end)
  for _, into in ipairs(list) do
    sort_children(into.children)
  end
end

-- A table has one key, so what one of its intos has all of them get; if one lacks its columns, none has a key.
function M:share_keys(list, keys)
  for _, into in ipairs(list) do
    for _, name in ipairs(keys[into.table] or {}) do
      if not column_of(into, name) then
        self.notes:note(into.group.place, "not all rows of %s have %s, so it has no key", into.table, name)
        keys[into.table] = nil
        break
      end
    end
    self:share_keys(into.children, keys)
  end
end

local function put_keys(list, keys)
  for _, into in ipairs(list) do
    into.key = keys[into.table]
    put_keys(into.children, keys)
  end
end

-- The columns that all children carry tell a parent's rows apart.
function M:set_keys(list, keys)
  for _, into in ipairs(list) do
    local key, some = {}, nil
    for _, spec in ipairs(into.columns) do
      local all = into.children[1] ~= nil
      for _, child in ipairs(into.children) do
        all = all and child.carried[spec.name]
        some = some or child.carried[spec.name] and child
      end
      key[#key + 1] = all and spec.name or nil
    end
    into.key = key[1] and key
    keys[into.table] = keys[into.table] or into.key
    if some and not into.key then
      self.notes:note("relationships", "the tables below %s do not all carry the same column of it, so it has no key",
        into.table)
    end
    self:set_keys(into.children, keys)
  end
end

-- Intos whose columns were all left out make no rows; what stands below them begins where they do.
function M:drop_bare(list, parent)
  local i = 1
  while list[i] do
    local into = list[i]
    if into.columns[1] or into.family then
      self:drop_bare(into.children, into)
      i = i + 1
    else
      self.notes:note(into.group.place, "no column of %s is left, so it is left out", into.table)
      table.remove(list, i)
      for _, child in ipairs(into.children) do
        child.each = places.source((self.places:each(child.row, parent and parent.row)))
        list[#list + 1] = child
      end
    end
  end
end

-- The intos at the top of the mapping.
function M:build()
  for _, group in ipairs(self.list) do
    self:make(group.name)
  end
  self:drop_bare(self.top)
  if not self.top[1] then
    self.notes:fatal("mappings", "there is no entry that makes a column")
  end
  local turn = 0
  local function number(list)
    for _, into in ipairs(list) do
      turn = turn + 1
      into.turn = turn
      number(into.children)
    end
  end
  number(self.top)
  sort_children(self.top)
  local keys = {}
  self:set_keys(self.top, keys)
  self:share_keys(self.top, keys)
  put_keys(self.top, keys)
  return self.top
end

M.guess_key = guess_key

return M
