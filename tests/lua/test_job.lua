-- rowan.job, on an SQLite file

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local connect = "Driver=SQLite3;Database=test.db"
local DOCUMENTS = 120

t.write("notes.lua", [[
return mapping {
  name = "notes",
  source = { table = "docs", key = "id", document = "doc" },
  into "note" {
    each = "/Note", key = { "id" },
    columns = { id = source "id", body = text(20) { "Body", required = true }, run = run "id" },
    children = {
      into "word" {
        each = "Word", key = { "id", "n" },
        columns = { id = parent "id", n = position(), w = text(20) "." },
      },
    },
  },
}
]])

local m = rowan.mapping.load("notes.lua")

-- A database with documents, none of them loaded; those whose key the function picks are defective.
local function prepare(is_bad)
  os.remove("test.db")
  local status, _, err = t.rowan("init", "notes.lua", "--tables", "--connect", connect)
  if status ~= 0 then error("init: " .. err) end
  local conn <close> = rowan.odbc.connect(connect)
  for _, statement in ipairs(conn:ddl("source", m, true)) do conn:exec(statement) end
  local rows = {}
  for i = 1, DOCUMENTS do
    local body = is_bad and is_bad(i) and "" or ("<Body>note %d</Body>"):format(i)
    rows[i] = { i * 10, ("<Note>%s%s</Note>"):format(body, ("<Word>w</Word>"):rep(i % 3)) }
  end
  conn:insert("docs", { "id", "doc" }, rows)
end

local function count(sql)
  local conn <close> = rowan.odbc.connect(connect)
  return conn:query("SELECT COUNT(*) AS n FROM " .. sql)[1].n
end

local function job(settings)
  settings.mapping, settings.connect = m, connect
  settings.log_level = "error"
  return rowan.job(settings)
end

t.test("all documents, in chunks by two workers", function()
  prepare()
  local result = job { workers = 2, chunk = 25 }:run()
  t.equal(result.outcome, "done")
  t.equal({ result.loaded, result.failed, result.already_loaded }, { DOCUMENTS, 0, 0 })
  t.equal(result.rows, DOCUMENTS * 2)
  t.equal(result.chunks, 5)
  t.equal(result.restarts, 0)
  t.equal(result.crashed, 0)
  t.equal(result.seconds > 0, true)
  t.equal(result.bytes > 0, true)
  t.equal(result.signal, nil)
  t.equal(count "note", DOCUMENTS)
  t.equal(count "word", DOCUMENTS)
  t.equal(count "rowan_ledger WHERE status = 'loaded'", DOCUMENTS)
  t.equal(count(("note WHERE run <> '%s'"):format(result.run_id)), 0)
end)

t.test("a second run has nothing to do", function()
  local result = job { workers = 1 }:run()
  t.equal(result.outcome, "done")
  t.equal({ result.loaded, result.failed, result.rows }, { 0, 0, 0 })
  t.equal(count "note", DOCUMENTS)
end)

t.test("bad documents are in the ledger and leave no rows", function()
  prepare(function(i) return i % 40 == 0 end)
  local result = job { workers = 2, chunk = 50 }:run()
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", DOCUMENTS - 3, 3 })
  t.equal(count "note", DOCUMENTS - 3)
  t.equal(count "word WHERE id = 400", 0)
  local conn <close> = rowan.odbc.connect(connect)
  local rows = conn:query("SELECT doc_key, reason, message FROM rowan_ledger WHERE status = 'failed' ORDER BY 1")
  t.equal(#rows, 3)
  t.equal(rows[1].reason, "required")
  t.contains(rows[1].message, "note.body (notes.lua:6)")
end)

t.test("too many failures stop the run", function()
  prepare(function() return true end)
  local result = job { workers = 1, chunk = 10, max_failed = 5 }:run()
  t.equal(result.outcome, "stopped")
  t.equal(result.failed > 5 and result.failed < DOCUMENTS, true)
end)

t.test("a range of keys", function()
  prepare()
  local result = job { workers = 1, from = 100, to = 200 }:run()
  t.equal({ result.loaded, count "note WHERE id BETWEEN 100 AND 200" }, { 11, 11 })
  result = job { workers = 2, limit = 20 }:run()
  t.equal({ result.loaded, count "note" }, { 20, 31 })
  result = job { workers = 2 }:run()
  t.equal({ result.outcome, result.loaded, count "note" }, { "done", DOCUMENTS - 31, DOCUMENTS })
end)

t.test("callbacks see progress and chunks", function()
  prepare()
  local calls, chunks, last = 0, {}, nil
  local result = job {
    workers = 2, chunk = 40,
    on_progress = function(p) calls, last = calls + 1, p end,
    on_chunk = function(c) chunks[c.number] = c.documents end,
  }:run()
  t.equal(result.loaded, DOCUMENTS)
  t.equal(calls > 0, true)
  t.equal(chunks, { 40, 40, 40 })
  t.equal({ last.loaded, last.failed, last.total, last.total_known }, { DOCUMENTS, 0, DOCUMENTS, true })
end)

t.test("events tell what happens, each kind with its fields", function()
  prepare(function(i) return i == 7 or i == 9 end)
  local kinds, failed = {}, {}
  local result = job {
    workers = 2, chunk = 40,
    on_event = function(e)
      kinds[e.kind] = (kinds[e.kind] or 0) + 1
      if e.kind == "begun" then t.equal(#e.run_id, 24) end
      if e.kind == "planned" then t.equal({ e.total, e.total_known }, { DOCUMENTS, true }) end
      if e.kind == "chunk_done" then t.equal({ e.documents, e.attempts }, { 40, 1 }) end
      if e.kind == "document_failed" then
        failed[#failed + 1] = e.key
        t.equal({ e.reason, e.message:find("note.body", 1, true) ~= nil, e.worker ~= nil }, { "required", true, true })
      end
      if e.kind == "done" then t.equal({ e.outcome, e.loaded, e.failed }, { "done", DOCUMENTS - 2, 2 }) end
    end,
  }:run()
  table.sort(failed)
  t.equal({ result.failed, failed }, { 2, { "70", "90" } })
  t.equal(kinds.progress > 0, true)
  kinds.progress = nil
  t.equal(kinds, { begun = 1, planned = 1, chunk_done = 3, document_failed = 2, done = 1 })
end)

t.test("a listener can stop the run at any event", function()
  prepare()
  local result = job { workers = 1, on_event = function(e) return e.kind ~= "planned" end }:run()
  t.equal(result.outcome, "stopped")
  t.equal(count "note", result.loaded)
  t.equal(job({ workers = 1 }):run().outcome, "done")
  t.equal(count "note", DOCUMENTS)
end)

t.test("waits that make no sense are refused", function()
  prepare()
  t.raises("retry_least_ms (2000) must not be above retry_most_ms (1000)", function()
    job { retry_least_ms = 2000, retry_most_ms = 1000 }:run()
  end)
  t.raises("call_seconds must be a number from 0.1 to 86400", function() job { call_seconds = "long" }:run() end)
end)

t.test("a callback that returns false stops the run, and the next one ends it", function()
  prepare()
  local result = job { workers = 1, chunk = 10, on_chunk = function() return false end }:run()
  t.equal(result.outcome, "stopped")
  t.equal(result.loaded < DOCUMENTS, true)
  t.equal(count "note", result.loaded)
  t.equal(job({ workers = 1 }):run().outcome, "done")
  t.equal(count "note", DOCUMENTS)
end)

t.test("a callback that raises stops the run, and the error goes on", function()
  prepare()
  t.raises("in a callback", function()
    job { workers = 1, chunk = 10, on_chunk = function() error("in a callback") end }:run()
  end)
  t.equal(count "note" == count "rowan_ledger", true)
end)

t.test("a transaction per document gives the same rows", function()
  prepare(function(i) return i == 7 end)
  local result = job { workers = 1, commit = 1, page = 7 }:run()
  t.equal({ result.loaded, result.failed, count "note" }, { DOCUMENTS - 1, 1, DOCUMENTS - 1 })
end)

t.test("a setting that is true or false is no text", function()
  local ok, err = pcall(job, { moved = "no" })
  t.equal(ok, false)
  t.contains(tostring(err), "moved must be true or false, not a string")
end)

t.test("a profile adds up where the workers' time goes", function()
  prepare()
  local result = job { workers = 2, chunk = 40, profile = true }:run()
  local function sum(parts)
    local total = 0
    for part in parts:gmatch "%a+" do
      total = total + result.profile[part]
    end
    return total
  end
  for _, part in ipairs { "start", "parse", "rows", "convert", "write", "commit" } do
    assert(result.profile[part] > 0, part)
  end
  assert(result.profile.lua == 0)
  local documents = 0
  for _, number in pairs(result.xml) do
    documents = documents + number
  end
  t.equal(documents, result.loaded + result.failed)
  local mapping, writing = sum "start read parse rows convert lua full", sum "write commit wait idle"
  assert(mapping <= 2 * result.seconds, "two workers cannot take more than twice the time of the run")
  assert(writing <= mapping, "the thread that writes begins later and ends sooner")
  prepare()
  t.equal(job { workers = 2 }:run().profile, nil)
end)

t.test("workers load the files that the mapping uses, as they were when it was loaded", function()
  local function write(label)
    t.write("parts/labels.lua", ("return { mark = function(body) return body:gsub('note', %q) end }"):format(label))
  end
  prepare()
  assert(os.execute("mkdir -p parts"))
  write("first")
  t.write("split.lua", [[
    local labels = use "parts/labels.lua"
    return mapping {
      name = "split",
      source = { table = "docs", key = "id", document = "doc" },
      use "table.lua" (labels),
    }
  ]])
  t.write("table.lua", [[
    return function(labels)
      return into "note" {
        each = "/Note", key = { "id" },
        columns = { id = source "id", body = text(20) { "Body", via = labels.mark } },
      }
    end
  ]])
  local split = rowan.mapping.load("split.lua")
  t.equal(split.files, { "split.lua", "parts/labels.lua", "table.lua" })
  t.equal({ split.tables[1].file, split.tables[1].columns[1].file }, { "table.lua", "table.lua" })
  local edits = 0
  local function run(settings)
    settings.mapping, settings.connect, settings.workers, settings.chunk = split, connect, 1, 20
    return rowan.job(settings):run()
  end
  local result = run {
    on_chunk = function()
      edits = edits + 1
      write("edited")
      os.remove("table.lua")
      return edits < 3
    end,
  }
  t.equal({ result.outcome, edits }, { "stopped", 3 })
  t.equal(run({}).outcome, "done") -- what was loaded stays as it was, in later runs too
  t.equal(count "note WHERE body LIKE 'first %'", DOCUMENTS)
  t.raises("split.lua:5: use \"table.lua\"", rowan.mapping.load, "split.lua")
end)

t.test("the run's hash is that of all texts", function()
  local function hash(text)
    t.write("parts/labels.lua", text)
    t.write("hashed.lua", [[
      local labels = use "parts/labels.lua"
      return mapping { source = { table = "docs", key = "id", document = "doc" },
        into "note" { each = "/Note", columns = { id = source "id", body = text(20) "Body" } } }
    ]])
    local loaded = rowan.mapping.load("hashed.lua")
    rowan.job({ mapping = loaded, connect = connect, limit = 1, workers = 1 }):run()
    local conn <close> = rowan.odbc.connect(connect)
    local row = conn:query("SELECT mapping_hash FROM rowan_run WHERE feed = 'hashed' ORDER BY started_at DESC")[1]
    t.equal(row.mapping_hash, loaded.hash)
    return row.mapping_hash
  end
  local first = hash("return 1")
  t.equal(hash("return 2") ~= first, true)
  t.equal(hash("return 1"), first)
end)

t.test("settings that make no sense are refused when the job is made", function()
  t.raises("a job needs mapping = rowan.mapping.load", rowan.job, {})
  t.raises("a job needs mapping = rowan.mapping.load", rowan.job, { mapping = "mapping.lua" })
  t.raises("a job takes a table of settings", rowan.job)
  t.raises("a job takes a table of settings", rowan.job, 5)
  t.raises("connect is missing", rowan.job, { mapping = m })
  t.raises("a job needs mapping = rowan.mapping.load", rowan.job, { mapping = "notes.lua", connect = connect })
  t.raises("connect must be a string", rowan.job, { mapping = m, connect = {} })
  t.raises("limit cannot be used together with from or to", job, { limit = 5, from = 1 })
  t.raises("a job has no setting \"worker\"", job, { worker = 2 })
  t.raises("on_event must be a function, not a table", job, { on_event = {} })
  t.raises("on_progress must be a function, not a number", job, { on_progress = 5 })
  t.raises("workers must be a whole number", job, { workers = "two" })
  t.raises("log_level must be error", rowan.job, { mapping = m, connect = connect, log_level = "loud" })
  t.raises("on_chunk must be a function, not a number", job, { on_chunk = 5 })
  local closed = rowan.mapping.load("notes.lua")
  closed:close()
  t.raises("the mapping is closed", rowan.job, { mapping = closed, connect = connect })
end)

-- Numbers that no setting can be, and those that only some can be.
t.test("a number out of its range is refused with the range, as a wrong use", function()
  local never = { 0 / 0, 1 / 0, -1 / 0, 1.5, "many", true, {}, math.mininteger, -7, 9e18, math.maxinteger, 1e300 }
  local names = { "call_seconds" }
  for name, range in pairs(rowan.job.ranges) do
    names[#names + 1] = name
    t.equal(pcall(job, { [name] = range[2], retry_most_ms = name == "retry_least_ms" and range[2] or nil }), true, name)
  end
  t.equal(#names, 16)
  for _, name in ipairs(names) do
    for _, value in ipairs(never) do
      local ok, problem = pcall(job, { [name] = value })
      local allowed = name == "call_seconds" and value == 1.5
      t.equal(ok, allowed, ("%s = %s"):format(name, value))
      if not allowed then
        t.equal(problem.status, "usage")
        t.equal(tostring(problem):match("^" .. name .. " must be a w?h?o?l?e? ?number from %S+ to %d+") ~= nil, true,
          tostring(problem))
      end
    end
  end
end)

t.test("a job keeps its own settings, and leaves the caller's alone", function()
  prepare()
  local settings = { mapping = m, connect = connect, workers = 1, limit = 3 }
  local one = rowan.job(settings)
  t.equal(getmetatable(settings), nil)
  settings.limit, settings.worker = 100, 2
  t.equal(one:run().loaded, 3)
  settings.worker = nil
  t.equal(rowan.job(settings):run().loaded, 100)
end)

t.test("a mapping may be closed while its job runs", function()
  prepare()
  local one = rowan.mapping.load("notes.lua")
  local result = rowan.job({ mapping = one, connect = connect, workers = 1, chunk = 20,
    on_chunk = function() one:close() collectgarbage() end }):run()
  t.equal(result.loaded, DOCUMENTS)
end)

t.test("a run that ends by what cannot heal has a result with what was committed", function()
  prepare()
  local gone = false
  local result = job({ workers = 1, chunk = 20, on_chunk = function()
    if not gone then
      gone = true
      local conn <close> = rowan.odbc.connect(connect)
      conn:exec "DROP TABLE word"
    end
  end }):run()
  t.equal(result.outcome, "failed")
  t.equal(result.loaded, 20)
  t.contains(result.message, "word")
  t.equal({ type(result.reason), type(result.status) }, { "string", "string" })
end)

t.test("what cannot begin is raised", function()
  local other = rowan.mapping.load("notes.lua", {})
  t.raises("", function() rowan.job({ mapping = other, connect = "Driver=SQLite3;Database=empty.db" }):run() end)
end)

t.finish()
