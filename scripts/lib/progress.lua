-- One line that says how a run is doing: rewritten in place on a terminal, else a new line every 5 seconds.

local rowan = require "rowan"
local format = require "lib.format"

local M = {}

local SHOWN_EVERY = { terminal = 0.2, plain = 5 } -- seconds
local WINDOW = 20 -- seconds: the pace that the time left is reckoned from

-- "60 %, 1.2 s left: 1,200 of 2,000 documents, 3 failed, 41,000 a minute, 18,300 rows, 4 workers": a narrow
-- terminal cuts off what matters least.
local function line_of(p, pace)
  local done = p.loaded + p.failed + p.already_loaded + p.skipped
  local head, documents = "", format.count_of(done, "document")
  if p.total_known and p.total > 0 then
    local left = pace > 0 and done < p.total and ", " .. format.duration((p.total - done) / pace * 60) .. " left" or ""
    head = ("%d %%%s: "):format(done * 100 // p.total, left)
    documents = ("%s of %s"):format(format.count(done), format.count_of(p.total, "document"))
  elseif p.total > done then
    documents = ("%s of at least %s"):format(format.count(done), format.count_of(p.total, "document"))
  end
  return ("%s%s, %s failed, %s a minute, %s, %s"):format(head, documents, format.count(p.failed), format.count(pace),
    format.count_of(p.rows, "row"), format.count_of(p.workers, "worker"))
end

-- The pace over the last WINDOW seconds; marks is the list of { seconds, documents } seen so far.
local function recent_pace(marks, p)
  local done = p.loaded + p.failed + p.already_loaded + p.skipped
  while #marks > 1 and p.seconds - marks[2][1] >= WINDOW do
    table.remove(marks, 1)
  end
  if #marks == 0 or p.seconds - marks[#marks][1] >= 1 then
    marks[#marks + 1] = { p.seconds, done }
  end
  if p.seconds - marks[1][1] < 1 then
    return format.pace(done, p.seconds)
  end
  return format.pace(done - marks[1][2], p.seconds - marks[1][1])
end

-- new() returns a function for on_progress and one to call when the run is over.
function M.new()
  local terminal = rowan.terminal.is_tty(2)
  local every = terminal and SHOWN_EVERY.terminal or SHOWN_EVERY.plain
  local marks, last, shown = {}, 0, false

  local function show(p)
    local pace = recent_pace(marks, p)
    if p.seconds - last < every then
      return
    end
    last, shown = p.seconds, true
    local line = line_of(p, pace)
    if terminal then
      io.stderr:write("\r", format.cut(line, rowan.terminal.width() - 1), "\27[K")
    else
      io.stderr:write(line, "\n")
    end
    io.stderr:flush()
  end

  local function finish()
    if terminal and shown then
      io.stderr:write("\r\27[K")
    end
  end

  return show, finish
end

return M
