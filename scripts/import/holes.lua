-- Expressions of which several differ in their paths only: what they have in common, and the paths between.

local M = {}

-- The longest of the paths that stands at a place of the text.
local function path_at(text, at, paths)
  local found
  if not text:sub(at - 1, at - 1):find("[%w_/@.]") then
    for path in pairs(paths) do
      local stop = at + #path
      if text:sub(at, stop - 1) == path and not text:sub(stop, stop):find("[%w_]") and #path > #(found or "") then
        found = path
      end
    end
  end
  return found
end

-- { parts, paths }: "case when @a > 0" and { ["@a"] = true } -> { "case when ", " > 0" }, { "@a" }. paths: a set.
function M.split(text, paths)
  local parts, found, from, at = {}, {}, 1, 1
  while at <= #text do
    local quoted = text:match("^'[^']*'", at)
    local path = not quoted and path_at(text, at, paths)
    if path then
      parts[#parts + 1], found[#found + 1], from = text:sub(from, at - 1), path, at + #path
    end
    at = at + #(quoted or path or " ")
  end
  parts[#parts + 1] = text:sub(from)
  return { parts = parts, paths = found }
end

function M.same(a, b)
  return table.concat(a.parts, "\0") == table.concat(b.parts, "\0")
end

-- The lines with "{name}" where a path has a name. names: { name, quoted } by the path's turn, false for those that
-- stay.
function M.lines(lines, paths, names)
  local turn, list = 0, {}
  for k, line in ipairs(lines) do
    local split = M.split(line, paths)
    local pieces = { split.parts[1] }
    for i, path in ipairs(split.paths) do
      turn = turn + 1
      local one = names[turn]
      local quote = one and one.quoted and "`" or ""
      pieces[#pieces + 1] = one and quote .. "{" .. one.name .. "}" .. quote or path
      pieces[#pieces + 1] = split.parts[i + 1]
    end
    list[k] = table.concat(pieces)
  end
  return list
end

return M
