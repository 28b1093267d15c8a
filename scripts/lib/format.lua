-- Numbers, times and texts as a person reads them.

local M = {}

-- 1234567 -> "1,234,567"
function M.count(n)
  local grouped = ("%.0f"):format(n):reverse():gsub("%d%d%d", "%0,"):reverse()
  return (grouped:gsub("^(%-?),", "%1"))
end

-- count_of(1, "document") -> "1 document"; count_of(2, "document") -> "2 documents"
function M.count_of(n, noun)
  return M.count(n) .. " " .. noun .. (n == 1 and "" or "s")
end

-- Seconds as "4.2 s", "3 min 20 s" or "11 h 5 min".
function M.duration(seconds)
  if seconds < 59.5 then
    return (seconds < 10 and "%.1f s" or "%.0f s"):format(seconds)
  end
  seconds = math.floor(seconds + 0.5)
  if seconds < 3600 then
    return ("%d min %d s"):format(seconds // 60, seconds % 60)
  end
  return ("%d h %d min"):format(seconds // 3600, seconds % 3600 // 60)
end

-- Of a time as databases write it, "2024-01-31 12:30:05.25".
local function seconds_of(time)
  local year, month, day, hour, minute, second, fraction =
    tostring(time):match "^(%d+)-(%d+)-(%d+)[ T](%d+):(%d+):(%d+)(%.?%d*)"
  return year and os.time { year = year, month = month, day = day, hour = hour, min = minute, sec = second,
      isdst = false }
    + (tonumber("0" .. fraction) or 0)
end

-- Between two such times, at least 0; nil where one is none.
function M.seconds_between(from, to)
  local first, last = seconds_of(from), seconds_of(to)
  return first and last and math.max(last - first, 0)
end

-- Bytes as "812 B", "4.3 MB".
function M.size(bytes)
  local unit = 1
  local units = { "B", "KB", "MB", "GB", "TB" }
  while bytes >= 1000 and unit < #units do
    bytes, unit = bytes / 1000, unit + 1
  end
  return (unit == 1 and "%.0f %s" or bytes < 10 and "%.1f %s" or "%.0f %s"):format(bytes, units[unit])
end

-- How many a minute.
function M.pace(n, seconds)
  return seconds > 0 and n / seconds * 60 or 0
end

local escapes = { ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

-- Text on one line: control characters become visible.
function M.one_line(text)
  return (text:gsub("%c", function(c) return escapes[c] or ("\\x%02x"):format(c:byte()) end))
end

-- At most so many characters; what was cut off is marked.
function M.cut(text, characters)
  local length = utf8.len(text) or #text
  if length <= characters then
    return text
  end
  local stop = utf8.len(text) and utf8.offset(text, characters) or characters
  return text:sub(1, stop - 1) .. "…"
end

return M
