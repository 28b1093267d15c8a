-- Names that may be meant by a name that is none.

local M = {}

-- How many characters must be put in, left out or changed to make one text of the other.
local function distance(a, b)
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local diagonal
    diagonal, row[0] = row[0], i
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + (same and 0 or 1))
    end
  end
  return row[#b]
end

-- The names that differ least and not much, in the order given, each once; none when all are far.
function M.find(name, names)
  local limit = math.max(1, #name // 3)
  local found, seen = {}, {}
  for _, known in ipairs(names) do
    local far = distance(name:lower(), known:lower())
    if far < limit then
      limit, found = far, {}
    end
    if far <= limit and not seen[known] then
      found[#found + 1] = known
    end
    seen[known] = true
  end
  return found
end

return M
