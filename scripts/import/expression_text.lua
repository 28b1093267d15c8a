-- A contract's expression as one of rowan's: names become paths, what is spelled differently is spelled anew.
--
-- docs/internals/import.md says what becomes of LIKE, of empty texts, of dates and of the clock.

local expression = require "import.expression"

local M = {}

local refuse = expression.refuse

local binding = { ["or"] = 1, ["and"] = 2, ["not"] = 3, compare = 4, is = 4, like = 4, ["in"] = 4, between = 4,
  ["||"] = 5, ["+"] = 6, ["-"] = 6, ["*"] = 7, ["/"] = 7, ["//"] = 7, ["%"] = 7, minus = 8, ["**"] = 9 }

local conditions = { compare = true, is = true, like = true, ["in"] = true, between = true, ["and"] = true,
  ["or"] = true, ["not"] = true, truth = true }

-- "value", "condition", or nil for NULL, which is either.
local function kind_of(node)
  if node.op == "case" then
    for _, when in ipairs(node.whens) do
      local kind = kind_of(when[2])
      if kind then
        return kind
      end
    end
    return node.otherwise and kind_of(node.otherwise)
  elseif node.op == "null" then
    return nil
  end
  return conditions[node.op] and "condition" or "value"
end

M.kind_of = kind_of

-- ---- dates -------------------------------------------------------------------------------------------

local month_days = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_day(y, m, d)
  local days = month_days[m]
  if m == 2 and y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0) then
    days = 29
  end
  return days ~= nil and y > 0 and d >= 1 and d <= days
end

-- "3/5/2024 10:30" -> "2024-03-05 10:30"; nil when the text is no date.
function M.iso_date(text)
  local y, m, d, rest = text:match("^%s*(%d%d%d%d)-(%d%d?)-(%d%d?)(.*)$")
  if not y then
    m, d, y, rest = text:match("^%s*(%d%d?)/(%d%d?)/(%d%d%d%d)(.*)$")
  end
  if not y or not is_day(tonumber(y), tonumber(m), tonumber(d)) then
    return nil
  end
  rest = rest:match("^(.-)%s*$")
  local time = rest:match("^[T ](%d%d:%d%d.*)$")
  if rest ~= "" and not time then
    return nil
  end
  return ("%s-%02d-%02d%s"):format(y, tonumber(m), tonumber(d), time and " " .. time or "")
end

-- ---- writing -----------------------------------------------------------------------------------------

local Writer = {}
Writer.__index = Writer

local function quote(text)
  return "'" .. text:gsub("'", "''") .. "'"
end

-- As an operand of something that binds so tightly.
function Writer:operand(node, tight)
  local text = self:value(node)
  local own = binding[node.op == "binary" and node.sign or node.op]
  if own and own < tight then
    return "(" .. text .. ")"
  end
  return text
end

function Writer:condition(node)
  local kind = kind_of(node)
  if kind == "value" then
    refuse(node.at, "a condition is wanted here, such as x = 'Y'")
  end
  return self:any(node)
end

function Writer:value(node)
  if kind_of(node) == "condition" then
    refuse(node.at, "a condition stands where a value is wanted")
  end
  return self:any(node)
end

function Writer:any(node)
  return self[node.op](self, node)
end

function Writer.number(_, node)
  return (node.text:gsub("%.$", ""):gsub("^%.", "0."))
end

function Writer.text(_, node)
  return quote(node.text)
end

function Writer.null()
  return "null"
end

function Writer.truth(_, node)
  return node.text
end

function Writer:name(node)
  return self.resolve(node.parts)
end

-- A text in quotes that is a number, which arithmetic and functions of numbers take without quotes.
local function unquoted(node)
  local text = node.text:match "^%s*[+]?(-?%d+%.?%d*)%s*$"
  return text and (text:gsub("%.$", ""))
    or refuse(node.at, '"%s" stands where a number is wanted and is none', node.text)
end

function Writer:number_operand(node, tight)
  if node.op ~= "text" then
    return self:operand(node, tight)
  end
  local text = unquoted(node)
  return text:find("-", 1, true) and "(" .. text .. ")" or text
end

function Writer:minus(node)
  return "-" .. self:number_operand(node.of, 8)
end

-- + joins where one side is a text that is no number.
local function joins(node)
  return node.op == "text" and not tonumber(node.text) or node.op == "binary" and node.sign == "+"
    and (joins(node.left) or joins(node.right))
end

function Writer:binary(node)
  local sign, tight = node.sign, binding[node.sign]
  if sign == "+" and (joins(node.left) or joins(node.right)) then
    sign, tight = "||", binding["||"]
  elseif sign ~= "||" then
    self.may_fail = true
  end
  if sign == "**" then
    return self:number_operand(node.left, tight + 1) .. " ** " .. self:number_operand(node.right, binding.minus)
  end
  local associative = sign == "+" or sign == "*" or sign == "||"
  local write = sign == "||" and self.operand or self.number_operand
  return write(self, node.left, tight) .. " " .. sign .. " "
    .. write(self, node.right, associative and tight or tight + 1)
end

-- ---- what is compared --------------------------------------------------------------------------------

-- The loader looks at both values; rowan wants to be told whether they are numbers, dates or texts.

local number_calls = { abs = true, ceil = true, ceiling = true, floor = true, round = true, length = true, len = true,
  year = true, month = true, day = true, datediff = true }
local choices = {
  coalesce = true, isnull = true, ifnull = true, nvl = true, nullif = true, least = true, greatest = true,
}

local type_of

local function type_of_all(nodes)
  local found
  for _, node in ipairs(nodes) do
    local one = node.op ~= "null" and type_of(node)
    if one and one ~= "open" then
      if found and found ~= one then
        return "open"
      end
      found = one
    end
  end
  return found or "open"
end

-- "number", "date", "quoted", "text", or "open": a path, which is what stands beside it.
function type_of(node)
  local op = node.op
  if op == "text" or op == "truth" then
    return "quoted"
  elseif op == "number" or op == "minus" then
    return "number"
  elseif op == "binary" then
    return (node.sign == "||" or node.sign == "+" and (joins(node.left) or joins(node.right))) and "text" or "number"
  elseif op == "case" then
    local branches = { node.otherwise }
    for _, when in ipairs(node.whens) do
      branches[#branches + 1] = when[2]
    end
    return type_of_all(branches)
  elseif op == "call" then
    return number_calls[node.name] and "number" or (node.name == "date" or node.name == "dateadd") and "date"
      or choices[node.name] and type_of_all(node.args) or "text"
  end
  return "open"
end

-- How many of nodes are of each type; a text in quotes also counts as a number or a date that it could be.
local function count_types(nodes)
  local count = { open = 0, number = 0, date = 0, quoted = 0, text = 0, numeric = 0, dated = 0 }
  for _, node in ipairs(nodes) do
    local type = type_of(node)
    count[type] = count[type] + 1
    if type == "quoted" then
      count.numeric = count.numeric + (node.text:find("^%s*[+-]?%d+%.?%d*%s*$") and 1 or 0)
      count.dated = count.dated + (M.iso_date(node.text) and 1 or 0)
    end
  end
  return count
end

-- "number", "date" or "text".
function Writer:type_together(nodes, ordered)
  local count = count_types(nodes)
  if count.number > 0 then
    return "number"
  elseif count.date > 0 or count.open > 0 and count.quoted > 0 and count.dated == count.quoted then
    return "date"
  elseif not ordered or count.open == 0 or count.text > 0 then
    return "text"
  elseif count.quoted > 0 then
    return count.numeric == count.quoted and "number" or "text"
  end
  for _, node in ipairs(nodes) do
    local known = node.op == "name" and self.type_of_name(node.parts)
    if known then
      return known, true
    end
  end
  refuse(nodes[1].at, "nothing says whether numbers, dates or texts are put in order here")
end

function Writer:compared_as(node, type)
  if type_of(node) ~= "quoted" then
    return self:operand(node, binding["||"])
  elseif type == "number" then
    local text = node.text:match("^%s*[+]?(-?%d+%.?%d*)%s*$")
    return text and (text:gsub("%.$", "")) or refuse(node.at, '"%s" is compared with a number and is none', node.text)
  elseif type == "date" then
    local iso = M.iso_date(node.text) or refuse(node.at, '"%s" is compared with a date and is none', node.text)
    return (#iso > 10 and "timestamp(" or "date(") .. quote(iso) .. ")"
  end
  return quote(node.text)
end

-- All of nodes as what they are compared as; ordered: by < and its kin.
function Writer:compared(nodes, ordered)
  local type, said = self:type_together(nodes, ordered)
  local texts = {}
  self.may_fail = self.may_fail or type ~= "text"
  for i, node in ipairs(nodes) do
    texts[i] = self:compared_as(node, type)
    if i == 1 and said then
      texts[i] = (type == "number" and "decimal(" or "timestamp(") .. self:value(node) .. ")"
    end
  end
  return texts
end

local function is_blank_literal(node)
  return node.op == "null" or node.op == "text" and node.text == ""
end

function Writer:compare(node)
  local left, right = node.left, node.right
  if is_blank_literal(left) then
    left, right = right, left
  end
  if is_blank_literal(right) then
    if node.sign ~= "=" and node.sign ~= "!=" then
      refuse(right.at, "an empty text is neither more nor less than another")
    end
    return self:is { op = "is", what = "null", negated = node.sign == "!=", of = left }
  end
  local sign = node.sign == "!=" and "<>" or node.sign
  local sides = self:compared({ node.left, node.right }, sign ~= "=" and sign ~= "<>")
  return sides[1] .. " " .. sign .. " " .. sides[2]
end

function Writer:is(node)
  return self:operand(node.of, binding["||"]) .. " is " .. (node.negated and "not " or "") .. node.what
end

function Writer:like(node)
  return self:operand(node.left, binding["||"]) .. (node.negated and " not ilike " or " ilike ")
    .. self:operand(node.right, binding["||"])
end

Writer["in"] = function(self, node)
  local nodes, blank = { node.left }, false
  for _, one in ipairs(node.list) do
    blank = blank or is_blank_literal(one)
    if not is_blank_literal(one) then
      nodes[#nodes + 1] = one
    end
  end
  local list = self:compared(nodes)
  local left = table.remove(list, 1)
  local test = left .. (node.negated and " not in (" or " in (") .. table.concat(list, ", ") .. ")"
  if not blank then
    return test
  end
  local missing = left .. " is " .. (node.negated and "not " or "") .. "null"
  if #list == 0 then
    return missing
  end
  return "(" .. missing .. (node.negated and " and " or " or ") .. test .. ")"
end

function Writer:between(node)
  local sides = self:compared({ node.left, node.low, node.high }, true)
  return sides[1] .. (node.negated and " not between " or " between ") .. sides[2] .. " and " .. sides[3]
end

Writer["not"] = function(self, node)
  local text = self:condition(node.of)
  local loose = node.of.op == "and" or node.of.op == "or"
  return "not " .. (loose and "(" .. text .. ")" or text)
end

function Writer:items(node)
  local list = {}
  for i, one in ipairs(node.items) do
    local text = self:condition(one)
    list[i] = node.op == "and" and one.op == "or" and "(" .. text .. ")" or text
  end
  return list
end

Writer["and"] = function(self, node)
  return table.concat(self:items(node), " and ")
end

Writer["or"] = function(self, node)
  return table.concat(self:items(node), " or ")
end

-- All branches are values, or all are conditions.
function Writer:branch(node, kind)
  local own = kind_of(node)
  if own and kind and own ~= kind then
    refuse(node.at, "one branch of CASE is a value, another a condition")
  end
  return self:any(node)
end

-- CASE x WHEN '' would compare with an empty text: rowan wants to be asked for NULL.
local function searched(node)
  local blank = false
  for _, when in ipairs(node.whens) do
    blank = blank or is_blank_literal(when[1])
  end
  if not node.subject or not blank then
    return node
  end
  local whens = {}
  for i, when in ipairs(node.whens) do
    whens[i] = { { op = "compare", sign = "=", left = node.subject, right = when[1], at = when[1].at }, when[2] }
  end
  return { op = "case", whens = whens, otherwise = node.otherwise, at = node.at }
end

-- "case", then { "when c", "then v" } ..., then { "else", v }
function Writer:case_parts(node)
  node = searched(node)
  local kind, parts, tests = kind_of(node), {}, nil
  if node.subject then
    local nodes = { node.subject }
    for _, when in ipairs(node.whens) do
      nodes[#nodes + 1] = when[1]
    end
    tests = self:compared(nodes)
  end
  for i, when in ipairs(node.whens) do
    local test = tests and tests[i + 1] or self:condition(when[1])
    parts[i] = { "when " .. test .. " then", self:branch(when[2], kind), when[2], not node.subject and when[1] or nil }
  end
  if node.otherwise then
    parts[#parts + 1] = { "else", self:branch(node.otherwise, kind), node.otherwise }
  end
  return "case" .. (tests and " " .. tests[1] or ""), parts
end

function Writer:case(node)
  local head, parts = self:case_parts(node)
  local words = { head }
  for _, part in ipairs(parts) do
    words[#words + 1] = part[1] .. " " .. part[2]
  end
  return table.concat(words, " ") .. " end"
end

-- ---- functions ---------------------------------------------------------------------------------------

local units = { day = "day", days = "day", dd = "day", d = "day", month = "month", months = "month", mm = "month",
  m = "month", year = "year", years = "year", yy = "year", yyyy = "year" }

-- Name in the contract -> name in rowan, least and most arguments.
local functions = {
  abs = { "abs", 1, 1 }, ceil = { "ceil", 1, 2 }, ceiling = { "ceil", 1, 2 }, floor = { "floor", 1, 2 },
  round = { "round", 1, 2 }, coalesce = { "coalesce", 1, 30 }, isnull = { "coalesce", 2, 2 },
  ifnull = { "coalesce", 2, 2 }, nvl = { "coalesce", 2, 2 }, nullif = { "nullif", 2, 2 }, least = { "least", 2, 30 },
  greatest = { "greatest", 2, 30 }, upper = { "upper", 1, 1 }, ucase = { "upper", 1, 1 }, lower = { "lower", 1, 1 },
  lcase = { "lower", 1, 1 }, trim = { "trim", 1, 1 }, length = { "length", 1, 1 }, len = { "length", 1, 1 },
  substring = { "substring", 2, 3 }, substr = { "substring", 2, 3 }, replace = { "replace", 3, 3 },
  concat = { "concat", 1, 30 }, date = { "date", 1, 1 }, year = { "year", 1, 1 }, month = { "month", 1, 1 },
  day = { "day", 1, 1 },
}

-- Arguments that are numbers, by rowan's names.
local numbers = { abs = { true }, ceil = { true, true }, floor = { true, true }, round = { true, true },
  substring = { false, true, true } }

local clocks = { getdate = true, getutcdate = true, now = true, today = true, current_date = true, sysdate = true,
  sysdatetime = true, current_timestamp = true }

function Writer:date_literal(node)
  if node.op ~= "text" then
    return self:value(node)
  end
  local iso = M.iso_date(node.text)
  if not iso then
    refuse(node.at, '"%s" is no date, write 2024-01-31', node.text)
  end
  return quote(iso)
end

-- dateadd(day, n, date), datediff(day, from, to)
function Writer:date_call(node)
  local unit_node, first, second = table.unpack(node.args)
  if #node.args ~= 3 then
    refuse(node.at, "%s takes a unit and two values", node.name:upper())
  end
  local word = unit_node.op == "name" and #unit_node.parts == 1 and unit_node.parts[1] or unit_node.text or "?"
  if not units[word:lower()] then
    refuse(unit_node.at, "the unit is day, month or year, not %s", word)
  end
  local value = node.name ~= "dateadd" and self:date_literal(first)
    or first.op == "text" and unquoted(first) or self:value(first)
  return ("%s(%s, %s, %s)"):format(node.name, units[word:lower()], value, self:date_literal(second))
end

function Writer:call(node)
  for _, one in ipairs(node.args) do
    self.may_fail = self.may_fail or one.op ~= "text" and one.op ~= "number"
  end
  if clocks[node.name] then
    refuse(node.at, "there is no clock in an expression, so that a document gives the same rows whenever it is loaded")
  elseif node.name == "dateadd" or node.name == "datediff" then
    return self:date_call(node)
  elseif node.name == "date" and #node.args == 1 then
    return "date(" .. self:date_literal(node.args[1]) .. ")"
  end
  local known = functions[node.name]
  if not known then
    refuse(node.at, "there is no function %s", node.name:upper())
  elseif #node.args < known[2] or #node.args > known[3] then
    refuse(node.at, "%s takes %s arguments, here are %d", node.name:upper(),
      known[2] == known[3] and known[2] or ("%d to %d"):format(known[2], known[3]), #node.args)
  end
  local args = {}
  for i, one in ipairs(node.args) do
    local is_number = numbers[known[1]] and numbers[known[1]][i]
    args[i] = is_number and one.op == "text" and unquoted(one) or self:value(one)
  end
  return known[1] .. "(" .. table.concat(args, ", ") .. ")"
end

-- ---- lines -------------------------------------------------------------------------------------------

local function append_block(lines, indent, block, tail)
  for i, line in ipairs(block) do
    lines[#lines + 1] = (" "):rep(indent) .. line .. (i == #block and tail or "")
  end
end

-- "when a", "  and b then": a condition that is too long for its line.
function Writer:when_lines(lines, front, condition, room)
  local items = { self:condition(condition) }
  if (condition.op == "and" or condition.op == "or") and #front + #items[1] + #"when  then" > room then
    items = self:items(condition)
  end
  for i, item in ipairs(items) do
    local head = i == 1 and front .. "when " or (" "):rep(#front + 2) .. condition.op .. " "
    lines[#lines + 1] = head .. item .. (i == #items and " then" or "")
  end
end

function Writer:case_lines(node, room)
  local head, parts = self:case_parts(node)
  local lines, indent = {}, #head + 1
  for i, part in ipairs(parts) do
    local front = i == 1 and head .. " " or (" "):rep(indent)
    local tail = i == #parts and " end" or ""
    if #front + #part[1] + #part[2] + 1 + #tail <= room then
      lines[#lines + 1] = front .. part[1] .. " " .. part[2] .. tail
    else
      if part[4] then
        self:when_lines(lines, front, part[4], room)
      else
        lines[#lines + 1] = front .. part[1]
      end
      append_block(lines, indent + 2, self:lines(part[3], room - indent - 2), tail)
    end
  end
  return lines
end

-- An argument on each line, behind the name.
function Writer:call_lines(node, room, front)
  local lines = {}
  for i, argument in ipairs(node.args) do
    for j, line in ipairs(self:lines(argument, room - #front - 1)) do
      lines[#lines + 1] = (i == 1 and j == 1 and front or (" "):rep(#front)) .. line
    end
    lines[#lines] = lines[#lines] .. (i == #node.args and ")" or ",")
  end
  return lines
end

-- The expression in lines of about so many characters.
function Writer:lines(node, room)
  local flat = self:any(node)
  if #flat <= room then
    return { flat }
  elseif node.op == "and" or node.op == "or" then
    local lines = self:items(node)
    for i = 2, #lines do
      lines[i] = node.op .. " " .. lines[i]
    end
    return lines
  elseif node.op == "case" then
    return self:case_lines(node, room)
  elseif node.op == "call" and #node.args > 1 and not node.name:find("^date") then
    return self:call_lines(node, room, flat:match("^%w+%("))
  end
  return { flat }
end

-- resolve(parts) gives the path of a name, type_of_name(parts) "number", "date" or nil. Returns { text, lines, kind,
-- may_fail }, or nil and what is wrong.
function M.write(tree, resolve, type_of_name, room)
  local writer = setmetatable({ resolve = resolve, type_of_name = type_of_name }, Writer)
  return expression.attempt(function()
    local text, lines = writer:any(tree), writer:lines(tree, room)
    return { text = text, lines = lines, kind = kind_of(tree) or "value", may_fail = writer.may_fail }
  end)
end

-- A condition whose truth is wanted as 1 and 0, or as two texts.
function M.as_case(tree, yes, no)
  return { op = "case", at = tree.at, whens = { { tree, yes } }, otherwise = no }
end

return M
