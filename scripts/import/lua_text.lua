-- Lua source: literals, keys, lists that fit their lines.

local M = {}

M.WIDTH = 120

local escapes = { ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["\\"] = "\\\\", ['"'] = '\\"' }

function M.quote(text)
  return '"' .. text:gsub('[%c\\"]', function(c)
    return escapes[c] or ("\\x%02x"):format(c:byte())
  end) .. '"'
end

M.keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then "
  .. "true until while")
  :gmatch("%a+") do
  M.keywords[word] = true
end

function M.is_identifier(text)
  return text:find("^[%a_][%w_]*$") ~= nil and not M.keywords[text]
end

-- As the key of a table.
function M.key(text)
  return M.is_identifier(text) and text or "[" .. M.quote(text) .. "]"
end

-- t.name or t["na me"]
function M.index(object, text)
  return M.is_identifier(text) and object .. "." .. text or object .. "[" .. M.quote(text) .. "]"
end

-- Long brackets that hold a text.
function M.long(text)
  local level = ""
  while text:find("]" .. level .. "]", 1, true) do
    level = level .. "="
  end
  return "[" .. level .. "[", "]" .. level .. "]"
end

-- expr [[ text ]]
function M.expr(text)
  local open, close = M.long(text)
  return ("expr %s %s %s"):format(open, text, close)
end

-- head { a, b, c } on one line, or with items filled into lines.
function M.list(head, items, indent)
  local flat = head .. "{ " .. table.concat(items, ", ") .. " }"
  if #flat + indent <= M.WIDTH then
    return flat
  end
  local lines, line = { head .. "{" }, (" "):rep(indent + 1)
  for i, item in ipairs(items) do
    local more = item .. (i < #items and "," or "")
    if #line + 1 + #more > M.WIDTH - 2 then
      lines[#lines + 1] = line
      line = (" "):rep(indent + 1)
    end
    line = line .. " " .. more
  end
  lines[#lines + 1] = line
  lines[#lines + 1] = (" "):rep(indent) .. "}"
  return table.concat(lines, "\n")
end

-- ---- lines that are too long -------------------------------------------------------------------------

-- Where a line ends that has to be broken before a column: at a blank that is outside of texts in quotes, before an
-- operator if there is one late enough, else before whatever it is. nil where there is none.
local function break_at(line, first, last)
  local best, operator, quote
  for at = 1, #line do
    local c = line:sub(at, at)
    if quote then
      quote = (c ~= quote or line:sub(at - 1, at - 1) == "\\") and quote or nil
    elseif c == "'" or c == '"' or c == "`" then
      quote = c
    elseif c == " " and at > first and at <= last then
      best = at
      if line:find("^and ", at + 1) or line:find("^or ", at + 1) or line:find("^%.%. ", at + 1) then
        operator = at
      end
    end
  end
  return not quote and (operator and operator > first + 8 and operator or best) or nil
end

-- A line's parts, each in the width.
local function break_line(line, lines)
  local indent = line:match("^ *")
  while #line > M.WIDTH and not line:find("^ *%-%-") do
    local at = break_at(line, #indent + 4, M.WIDTH + 1)
    if not at then
      break
    end
    lines[#lines + 1] = line:sub(1, at - 1)
    line = indent .. "  " .. line:sub(at + 1)
  end
  lines[#lines + 1] = line
end

-- A text of Lua with longer lines than there may be, broken where Lua and expressions allow a blank.
function M.fit(text)
  local lines = {}
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    break_line(line, lines)
  end
  return table.concat(lines, "\n")
end

-- "text", or in pieces on a line each, "front " .. "back".
function M.long_quote(text, room)
  local pieces = {}
  while #text > room do
    local at = text:sub(1, room):match("^.*() and ") or text:sub(1, room):match("^.*() or ")
    if not at then
      break
    end
    pieces[#pieces + 1], text = M.quote(text:sub(1, at)), text:sub(at + 1)
  end
  pieces[#pieces + 1] = M.quote(text)
  return table.concat(pieces, "\n  .. ")
end

-- A text as comment lines.
function M.comment(text, indent)
  local lines, line = {}, (" "):rep(indent) .. "--"
  for word in text:gmatch("%S+") do
    if #line + 1 + #word > M.WIDTH and #line > indent + 2 then
      lines[#lines + 1] = line
      line = (" "):rep(indent) .. "--"
    end
    line = line .. " " .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

-- A comment line that opens a part of the file.
function M.rule(title)
  return "-- " .. title .. " " .. ("-"):rep(math.max(3, 100 - #title))
end

return M
