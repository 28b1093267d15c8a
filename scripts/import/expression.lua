-- The expressions of contracts: text -> tree, by recursive descent, loosest operator first: OR, AND, NOT, comparison,
-- ||, + -, * / // %, sign, **. Whatever cannot be said in rowan's expr is refused here, with its place in the text.

local M = {}

local keywords = {}
for word in ("case when then else end and or not like is null empty in between true false"):gmatch("%a+") do
  keywords[word] = true
end

local signs = { "**", "//", "<>", "!=", "<=", ">=", "==", "||", "+", "-", "*", "/", "%", "=", "<", ">", "(", ")", "," }

-- Raises { at, message }.
local function refuse(at, format, ...)
  error({ at = at, message = format:format(...) }, 0)
end

-- ---- tokens: { kind, text, at } ----------------------------------------------------------------------

local function read_quoted(text, at)
  local quote, found, from = text:sub(at, at), {}, at + 1
  while true do
    local stop = text:find(quote, from, true)
    if not stop then
      refuse(at, "the text in quotes has no end")
    end
    found[#found + 1] = text:sub(from, stop - 1)
    if text:sub(stop + 1, stop + 1) ~= quote then
      return table.concat(found, quote), stop + 1
    end
    from = stop + 2
  end
end

local name_pattern = "^@?[%a_\x80-\xff][%w_\x80-\xff]*"

-- name, element.name, [element].[name] -> its parts
local function read_name(text, at)
  local parts, from = {}, at
  repeat
    local bracket = text:match("^%[([^%]]+)%]", from)
    local word = bracket or text:match(name_pattern, from)
    if not word then
      refuse(from, "a name is wanted after the point")
    end
    from = from + #word + (bracket and 2 or 0)
    parts[#parts + 1] = (word:gsub("^@", ""))
    local more = text:find("^%.", from)
    from = more and from + 1 or from
  until not more
  return parts, from
end

local function read_sign(text, at)
  for _, sign in ipairs(signs) do
    if text:sub(at, at + #sign - 1) == sign then
      return sign, at + #sign
    end
  end
  refuse(at, 'no part of an expression begins with "%s"', text:match(utf8.charpattern, at))
end

local function next_token(text, at)
  local c = text:sub(at, at)
  if c == "'" or c == '"' then
    local value, after = read_quoted(text, at)
    return { kind = "text", text = value, at = at }, after
  end
  local number = text:match("^%d+%.?%d*", at) or text:match("^%.%d+", at)
  if number then
    return { kind = "number", text = number, at = at }, at + #number
  elseif c == "[" or text:find(name_pattern, at) then
    local parts, after = read_name(text, at)
    local word = #parts == 1 and c ~= "[" and c ~= "@" and parts[1]:lower()
    if word and keywords[word] then
      return { kind = "word", text = word, at = at }, after
    end
    return { kind = "name", parts = parts, text = table.concat(parts, "."), at = at }, after
  end
  local sign, after = read_sign(text, at)
  return { kind = "sign", text = sign, at = at }, after
end

local function read_tokens(text)
  local tokens, at = {}, text:match("^%s*()")
  while at <= #text do
    tokens[#tokens + 1], at = next_token(text, at)
    at = text:match("^%s*()", at)
  end
  tokens[#tokens + 1] = { kind = "end", text = "the end", at = #text + 1 }
  return tokens
end

-- ---- the parser --------------------------------------------------------------------------------------

local Parser = {}
Parser.__index = Parser

function Parser:peek(...)
  local token = self.tokens[self.at]
  for _, wanted in ipairs { ... } do
    if token.text == wanted and (token.kind == "word" or token.kind == "sign") then
      return wanted
    end
  end
end

function Parser:take(...)
  local found = self:peek(...)
  if found then
    self.at = self.at + 1
  end
  return found
end

function Parser:need(wanted)
  if not self:take(wanted) then
    local token = self.tokens[self.at]
    refuse(token.at, "%s is wanted here, not %s", wanted:upper(), token.text)
  end
end

function Parser:here()
  return self.tokens[self.at].at
end

function Parser:chain(word, parse)
  local first = parse(self)
  local items = { first }
  while self:take(word) do
    items[#items + 1] = parse(self)
  end
  return #items == 1 and first or { op = word, items = items, at = first.at }
end

function Parser:either()
  return self:chain("or", self.both)
end

function Parser:both()
  return self:chain("and", self.negation)
end

function Parser:negation()
  local at = self:here()
  if self:take("not") then
    return { op = "not", of = self:negation(), at = at }
  end
  return self:comparison()
end

function Parser:is(left, at)
  local negated = self:take("not") ~= nil
  local what = self:take("null", "empty")
  if not what then
    refuse(self:here(), "NULL or EMPTY is wanted after IS")
  end
  return { op = "is", what = what, negated = negated, of = left, at = at }
end

function Parser:list()
  local list = {}
  self:need("(")
  repeat
    list[#list + 1] = self:concatenation()
  until not self:take(",")
  self:need(")")
  return list
end

function Parser:comparison()
  local at = self:here()
  local left = self:concatenation()
  local sign = self:take("=", "==", "!=", "<>", "<=", ">=", "<", ">")
  if sign then
    sign = sign == "==" and "=" or sign == "<>" and "!=" or sign
    return { op = "compare", sign = sign, left = left, right = self:concatenation(), at = at }
  elseif self:take("is") then
    return self:is(left, at)
  end
  local negated = self:take("not") ~= nil
  if self:take("like") then
    return { op = "like", negated = negated, left = left, right = self:concatenation(), at = at }
  elseif self:take("in") then
    return { op = "in", negated = negated, left = left, list = self:list(), at = at }
  elseif self:take("between") then
    local low = self:concatenation()
    self:need("and")
    return { op = "between", negated = negated, left = left, low = low, high = self:concatenation(), at = at }
  elseif negated then
    refuse(self:here(), "LIKE, IN or BETWEEN is wanted after NOT")
  end
  return left
end

-- a op b op c, from left to right.
function Parser:binary(parse, ...)
  local left = parse(self)
  local sign = self:take(...)
  while sign do
    left = { op = "binary", sign = sign, left = left, right = parse(self), at = left.at }
    sign = self:take(...)
  end
  return left
end

function Parser:concatenation()
  return self:binary(self.sum, "||")
end

function Parser:sum()
  return self:binary(self.product, "+", "-")
end

function Parser:product()
  return self:binary(self.signed, "*", "/", "//", "%")
end

function Parser:signed()
  local at = self:here()
  if self:take("+") then
    return self:signed()
  elseif self:take("-") then
    return { op = "minus", of = self:signed(), at = at }
  end
  local left = self:primary()
  if self:take("**") then
    return { op = "binary", sign = "**", left = left, right = self:signed(), at = at }
  end
  return left
end

function Parser:case(at)
  local node = { op = "case", whens = {}, at = at }
  if not self:peek("when") then
    node.subject = self:either()
  end
  while self:take("when") do
    local condition = self:either()
    self:need("then")
    node.whens[#node.whens + 1] = { condition, self:either() }
  end
  if not node.whens[1] then
    refuse(self:here(), "WHEN is wanted after CASE")
  end
  if self:take("else") then
    node.otherwise = self:either()
  end
  self:need("end")
  return node
end

function Parser:call(token)
  local node = { op = "call", name = token.text:lower(), args = {}, at = token.at }
  self:need("(")
  if not self:peek(")") then
    repeat
      node.args[#node.args + 1] = self:either()
    until not self:take(",")
  end
  self:need(")")
  return node
end

function Parser:primary()
  local token = self.tokens[self.at]
  self.at = self.at + 1
  if token.kind == "number" or token.kind == "text" then
    return { op = token.kind, text = token.text, at = token.at }
  elseif token.kind == "name" and self:peek("(") then
    return self:call(token)
  elseif token.kind == "name" then
    return { op = "name", parts = token.parts, at = token.at }
  elseif token.kind == "word" and token.text == "case" then
    return self:case(token.at)
  elseif token.kind == "word" and token.text == "null" then
    return { op = "null", at = token.at }
  elseif token.kind == "word" and (token.text == "true" or token.text == "false") then
    return { op = "truth", text = token.text, at = token.at }
  elseif token.kind == "sign" and token.text == "(" then
    local inner = self:either()
    self:need(")")
    return inner
  end
  refuse(token.at, "a name, a value, a function, CASE or ( is wanted here, not %s", token.text)
end

-- What body returns, or nil and what it refused, with its place: "character 17: ...".
function M.attempt(body)
  local ok, result = pcall(body)
  if ok then
    return result
  elseif type(result) ~= "table" then
    error(result, 0)
  end
  return nil, ("character %d: %s"):format(result.at, result.message)
end

-- A tree, or nil and what is wrong with its place.
function M.parse(text)
  return M.attempt(function()
    local parser = setmetatable({ tokens = read_tokens(text), at = 1 }, Parser)
    local tree = parser:either()
    local token = parser.tokens[parser.at]
    if token.kind ~= "end" then
      refuse(token.at, "an operator or the end is wanted here, not %s", token.text)
    end
    return tree
  end)
end

M.refuse = refuse

return M
