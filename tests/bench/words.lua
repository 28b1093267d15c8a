-- What words of a mapping cost that make rows more than a plain INSERT: recorded keys, conflict rules, hashes, and
-- numbers of the database. Mappings with each and without any are loaded by turns into the database of $ROWAN_CONNECT.
-- A document makes 20 rows in two tables, which no other document makes, too: the same rows, whatever the word.
--
--   rowan tests/bench/words.lua [DOCUMENTS [ROUNDS]]

local rowan = require "rowan"

local documents, rounds = math.tointeger(tonumber(arg[1] or 20000)), math.tointeger(tonumber(arg[2] or 5))
local conn = rowan.odbc.connect(os.getenv "ROWAN_CONNECT")
local folder = os.tmpname()
os.remove(folder)

-- Of the mapping, of a table, and of the column id, which else is in the document.
local rules = {
  without = "any of these words",
  { name = "plain" },
  { name = "lineage", head = "lineage = true," },
  { name = "newest", rule = '{ newest = "as_of" }' },
  { name = "skip", rule = '"skip"' },
  { name = "update", rule = '"update"' },
  { name = "hash", id = 'uuid(hash { "no", "as_of" })' },
}

local function rules_text(word)
  return ([[
      into "bench_part" {
        each = "/r/p", key = { "no" }, conflict = $rule,
        columns = { no = text(20) "@no", as_of = decimal(9, 2) "@price", name = text(40) "@name", id = $id },
      },
      into "bench_day" {
        each = "/r/d", key = { "no", "day" }, conflict = $rule,
        columns = { no = text(20) "@no", day = date "@day", as_of = integer "@amount", id = $id },
      },]]):gsub("%$(%w+)", { rule = word.rule or '"fail"', id = word.id or 'uuid "@id"' })
end

-- A key that a row below takes, or looks up. Each word has tables of its own: columns are not numbered alike.
local numbers = {
  without = "numbers of the database",
  { name = "given", id = 'bigint "@n"' },
  { name = "sequence", id = "sequence()", numbered = true },
  { name = "identity", id = "identity()", numbered = true },
  { name = "skip_sequence", id = "sequence()", numbered = true, rule = 'conflict = "skip",' },
  { name = "existing", id = 'bigint "@n"', looks_up = true },
}

local function numbers_text(word)
  local below = ([[
      into "bench_below_$name" {
        each = "$each", key = { "part_id", "day" }, $rule
        columns = { part_id = $part_id, no = text(20) "@no", day = date "@day", amount = integer "@amount" },
      },]]):gsub("%$([%w_]+)", { name = word.name, rule = word.rule or "", each = word.looks_up and "/r/p" or ".",
      part_id = word.looks_up and ('bigint(existing "bench_above_%s" { by = { "no" }, take = "id" })'):format(word.name)
        or 'parent "id"' })
  if word.looks_up then below = below:gsub('key = { "part_id", "day" }', 'key = { "no", "day" }') end
  return ([[
      into "bench_above_$name" {
        each = "/r/p", $key $rule
        columns = { id = $id, no = text(20) "@no", as_of = decimal(9, 2) "@price", name = text(40) "@name" },
        $inside
      },
      $behind]]):gsub("%$([%w_]+)", { name = word.name, rule = word.rule or "", id = word.id,
      key = word.looks_up and 'key = { "no" },' or 'key = { "id" },' .. (word.numbered and ' unique = { "no" },' or ""),
      inside = word.looks_up and "" or "children = {" .. below .. "},", behind = word.looks_up and below or "" })
end

local function write(words, text_of)
  for _, word in ipairs(words) do
    word.path = ("%s.%s.lua"):format(folder, word.name)
    local text = text_of(word)
    local file <close> = assert(io.open(word.path, "w"))
    file:write(('return mapping { name = "%s", %s\n  source = { table = "bench_docs", key = bigint "id", '
      .. 'document = "doc" },\n%s\n}\n'):format(word.name, word.head or "", text))
    word.tables = {}
    for name in text:gmatch 'into "([%w_]+)"' do word.tables[#word.tables + 1] = name end
  end
end

local function fill()
  pcall(conn.exec, conn, "DROP TABLE bench_docs")
  conn:exec "CREATE TABLE bench_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT NOT NULL)"
  local rows = {}
  for id = 1, documents do
    local out = {}
    for i = 1, 10 do
      local uuid = ("%08x-0000-8000-8000-%012x"):format(id, i)
      out[i] = ('<p n="%d" no="P%d-%d" name="part number %d" price="%d.5" day="2024-01-%02d" amount="%d" id="%s"/>')
        :format(id * 10 + i, id, i, i, i, i, i, uuid)
        .. ('<d no="P%d" day="2024-01-%02d" amount="%d" id="%s"/>'):format(id, i, i, uuid)
    end
    rows[#rows + 1] = { id, "<r>" .. table.concat(out) .. "</r>" }
    if #rows == 1000 or id == documents then
      conn:insert("bench_docs", { "id", "doc" }, rows)
      rows = {}
    end
  end
end

local function count(name)
  return math.tointeger(tonumber(conn:query("SELECT COUNT(*) AS n FROM " .. name)[1].n))
end

-- Seconds of a run into empty tables.
local function time(word)
  for i = #word.tables, 1, -1 do conn:exec("DELETE FROM " .. word.tables[i]) end
  conn:exec "DELETE FROM rowan_ledger"
  if word.head then conn:exec "DELETE FROM rowan_lineage" end
  local mapping = rowan.mapping.load(word.path)
  local result = rowan.job { mapping = mapping, connect = os.getenv "ROWAN_CONNECT", workers = 1 }:run()
  local rows = 0
  for _, name in ipairs(word.tables) do rows = rows + count(name) end
  assert(result.loaded == documents and rows == 20 * documents, "not all was loaded")
  return result.seconds
end

local function tell(words)
  for i, word in ipairs(words) do
    table.sort(word)
    local middle = word[(rounds + 1) // 2]
    print(i == 1
      and ("%-10s %.0f documents/min without %s"):format(conn.dialect, documents / middle * 60, words.without)
      or ("  %-13s %.2f times the time (%.2f to %.2f)"):format(word.name, middle, word[1], word[rounds]))
  end
end

local function compare(words, text_of)
  write(words, text_of)
  for _, word in ipairs(words) do -- each may need tables of its own
    assert(os.execute(("'%s' init '%s' --tables >/dev/null"):format(arg[-1] or os.getenv "ROWAN", word.path)))
  end
  for i = 1, rounds do
    for _, word in ipairs(words) do
      word[i] = time(word)
      word[i] = word == words[1] and word[i] or word[i] / words[1][i]
    end
  end
  for _, word in ipairs(words) do os.remove(word.path) end
  tell(words)
end

fill()
compare(rules, rules_text)
compare(numbers, numbers_text)
