-- The story of one column's values (what mapping:why returns), for a person.

local cli = require "lib.cli"
local format = require "lib.format"
local rowan = require "rowan"

local M = {}

-- "table.column" -> { table =, column =, planned = description }, or nil. Names may have dots.
function M.find(m, name)
  for _, planned in ipairs(m.tables) do
    for _, column in ipairs(planned.columns) do
      if planned.name .. "." .. column.name == name or planned.label .. "." .. column.name == name then
        return { table = name:sub(1, -#column.name - 2), column = column.name, planned = column,
          parent = planned.parent }
      end
    end
  end
  return nil
end

-- What may have been meant by a name that M.find does not know.
function M.instead(m, name)
  local all, same = {}, {}
  for _, planned in ipairs(m.tables) do
    for _, column in ipairs(planned.columns) do
      all[#all + 1] = planned.name .. "." .. column.name
      same[#same + 1] = column.name == name and all[#all] or nil
    end
  end
  if #same > 0 then
    return ('; did you mean "%s"?'):format(table.concat(same, '" or "'))
  end
  local near = rowan.suggest(name, all)
  return near and ('; did you mean "%s"?'):format(near) or "; say TABLE.COLUMN, as rowan plan lists them"
end

local function shown(text)
  return text and '"' .. format.cut(format.one_line(text), 60) .. '"' or "no value"
end

local function head(m, why)
  local column = why.planned
  print(("%s.%s  %s  %s:%d"):format(why.table, why.column, column.type, column.file or m.file, column.line))
  if column.from == "parent" then
    print(("  copied from the row above: say --why %s.%s"):format(why.parent, column.of or why.column))
  end
end

-- Returns whether the document was made to the end.
function M.text(m, why, values)
  local problem = values.problem
  head(m, why)
  if #values == 0 and not problem then
    print("  no row of the table was made")
  end
  for i, steps in ipairs(values) do
    local rows = {}
    for s, step in ipairs(steps) do
      rows[s] = { step[1], shown(step[2]) }
    end
    print(("\nvalue %d, line %d"):format(i, steps.line))
    if #rows > 0 then
      cli.print_table { columns = { "step", "gives" }, rows = rows }
    end
  end
  if problem then
    print("\n" .. tostring(problem))
  end
  return not problem
end

return M
