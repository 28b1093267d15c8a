-- Markdown with lines that an editor shows whole: paragraphs and items with a line of more than 120 characters are
-- broken anew. Tables, code and headings stay.

local LONGEST, WIDTH = 120, 118

-- Words, of which code and links are one however many blanks they have.
local function words_of(text)
  local protected = {}
  local function protect(part)
    protected[#protected + 1] = part
    return "\1" .. #protected .. "\2"
  end
  local words = {}
  for word in text:gsub("`[^`]*`", protect):gsub("%[[^%]]*%]%([^)]*%)", protect):gmatch "%S+" do
    -- A link may have code in it.
    for _ = 1, 2 do word = word:gsub("\1(%d+)\2", function(i) return protected[tonumber(i)] end) end
    words[#words + 1] = word
  end
  return words
end

-- Whether it would begin a list, a heading, a quotation or a table.
local function is_mark(word)
  return word:find "^[-*+#>|]+$" or word:find "^%d+%.$"
end

local function broken(text, first, rest)
  local lines, line = {}, first
  for i, word in ipairs(words_of(text)) do
    if i > 1 and utf8.len(line) + 1 + utf8.len(word) > WIDTH and not is_mark(word) then
      lines[#lines + 1] = line
      line = rest .. word
    else
      line = line .. (i > 1 and " " or "") .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

local function item_of(line)
  return line:match "^%s*[-*] " or line:match "^%s*%d+%. "
end

-- What is no part of a paragraph; after the first line of an item, four blanks make no code.
local function is_other(line, in_item)
  return line == "" or line:find "^[#|<>]" or line:find "^    " and not in_item
end

return function(text)
  local out, block, code = {}, {}, false

  local function finish()
    local long, kept = false, false
    for _, line in ipairs(block) do
      long = long or utf8.len(line) > LONGEST
      kept = kept or line:find "  $" -- an end of line that is meant
    end
    if long and not kept then
      local mark = item_of(block[1]) or block[1]:match "^%s*"
      block[1] = block[1]:sub(#mark + 1)
      out[#out + 1] = broken(table.concat(block, " "), mark, (" "):rep(#mark))
    else
      table.move(block, 1, #block, #out + 1, out)
    end
    block = {}
  end

  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    if line:find "^```" then
      finish()
      code = not code
      out[#out + 1] = line
    elseif code or is_other(line, block[1] and item_of(block[1])) then
      finish()
      out[#out + 1] = line
    else
      if item_of(line) then finish() end
      block[#block + 1] = line
    end
  end
  finish()
  return table.concat(out, "\n")
end
