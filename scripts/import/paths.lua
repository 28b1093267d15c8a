-- Paths of a contract: lists of steps from the document, { "Root", "Request", "contact" }. A step keeps how it was
-- written, and may end with a condition in brackets; steps are the same when their names are, without regard to case.

local M = {}

-- "a/b[@c='d/e']/f" -> { "a", "b[@c='d/e']", "f" }
function M.split(text)
  local steps, depth, quote, step = {}, 0, nil, {}
  for c in text:gmatch(utf8.charpattern) do
    if quote then
      quote = c ~= quote and quote or nil
    elseif c == "'" or c == '"' then
      quote = c
    elseif c == "[" then
      depth = depth + 1
    elseif c == "]" then
      depth = depth - 1
    end
    if c == "/" and depth == 0 and not quote then
      steps[#steps + 1] = table.concat(step)
      step = {}
    else
      step[#step + 1] = c
    end
  end
  steps[#steps + 1] = table.concat(step)
  for i = #steps, 1, -1 do
    if steps[i] == "" or steps[i] == "." then
      table.remove(steps, i)
    end
  end
  return steps
end

-- The name of a step, for comparing.
function M.name(step)
  return (step:match("^[^%[]*"):lower())
end

function M.same_step(a, b)
  return M.name(a) == M.name(b)
end

-- How many steps two paths have in common at their beginnings.
function M.common(a, b)
  local n = 0
  while n < #a and n < #b and M.same_step(a[n + 1], b[n + 1]) do
    n = n + 1
  end
  return n
end

-- Whether a path is this one or lies below it.
function M.is_below(path, above)
  return M.common(path, above) == #above
end

function M.same(a, b)
  return #a == #b and M.common(a, b) == #a
end

function M.key(path)
  local names = {}
  for i, step in ipairs(path) do
    names[i] = M.name(step)
  end
  return table.concat(names, "/")
end

function M.text(path)
  return "/" .. table.concat(path, "/")
end

-- A name that may stand in a path.
function M.is_name(text)
  return text:find("^[%a_\x80-\xff][%w_.\x80-\xff-]*$") ~= nil
    or text:find("^[%a_\x80-\xff][%w_.\x80-\xff-]*:[%a_\x80-\xff][%w_.\x80-\xff-]*$") ~= nil
end

return M
