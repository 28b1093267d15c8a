-- --set NAME=VALUE: values of a mapping's parameters, and in commands that say a source row, of carried columns.

local M = {}

local function pair(text)
  local name, value = text:match "^([^=]+)=(.*)$"
  if not name then
    return nil, ("'%s' is not NAME=VALUE"):format(text)
  end
  return { name, value }
end

function M.add_option(parser, what)
  parser:option("--set", ("The value of %s; once for each."):format(what or "a parameter of the mapping"))
    :argname("NAME=VALUE"):count("*"):convert(pair)
end

-- As a shell takes it.
function M.shown(one)
  local value = one[2]:find "^[%w_.:,+-]*$" and one[2] or "'" .. one[2]:gsub("'", "'\\''") .. "'"
  return one[1] .. "=" .. value
end

-- The values by their names, the last of one name; nil where there are none.
function M.of(args)
  local set
  for _, one in ipairs(args.set or {}) do
    set = set or {}
    set[one[1]] = one[2]
  end
  return set
end

local function has_name(list, name)
  for _, one in ipairs(list) do
    if one.name == name then
      return true
    end
  end
  return false
end

-- For each of the mappings the values of its parameters (nil: none), and of all the values of carried columns. What
-- is neither is a slip.
function M.split(set, mappings, parser)
  local parameters, carried = {}, {}
  for name, value in pairs(set) do
    local known = false
    for i, m in ipairs(mappings) do
      if has_name(m.parameters, name) then
        parameters[i] = parameters[i] or {}
        parameters[i][name], known = value, true
      elseif has_name(m.source.columns, name) then
        carried[name], known = value, true
      end
    end
    if not known then
      parser:error(("--set %s=%s: the mapping has no such parameter, and its source carries no such column")
        :format(name, value))
    end
  end
  return parameters, carried
end

return M
