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
