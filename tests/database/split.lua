-- Files that are split: records are documents, and what is known of a file is kept in rowan_split and counts for
-- nothing else. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local function sh(command) t.equal(os.execute(command), true, command) end

local mapping = [[
return mapping {
  name = "split", source = { files = "*.xml", split = "/feed/entry" },
  into "check_row" {
    each = "/feed/entry", key = { "path", "entry_no" },
    columns = { path = text(180)(source "path"), entry_no = source "record", day = text(10) "../@day",
                body = text(20) { "body", required = true } },
  },
}
]]
t.write("split.lua", mapping)

local own = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "rowan_split" }

local function begin()
  t.drop("check_row", table.unpack(own))
  sh "rm -rf in && mkdir in"
  t.exits(0, "init", "split.lua", "--tables", "--source", "files:in")
end

-- Entries from 1 on; those of a list have another body, or none.
local function feed(path, count, bodies, ending)
  local list = { '<feed day="monday"><about/>\n' }
  for i = 1, count do
    list[#list + 1] = ("<entry>%s</entry>\n"):format((bodies or {})[i] or ("<body>%d</body>"):format(i))
  end
  t.write("in/" .. path, table.concat(list) .. (ending or "</feed>"))
end

local function run(status, ...)
  return t.exits(status, "run", "split.lua", "--source", "files:in", "--quiet", "--workers", "2", "--chunk", "500", ...)
end

local function count(sql)
  return t.conn:query("SELECT COUNT(*) AS n FROM " .. sql)[1].n
end

local function failed()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, reason, message FROM rowan_ledger WHERE status = 'failed'") do
    list[i] = ("%s %s %s"):format(row.doc_key, row.reason, row.message)
  end
  table.sort(list)
  return table.concat(list, "\n")
end

t.case("each record is a document, and is loaded once", function()
  begin()
  feed("a.xml", 2600)
  feed("b.xml", 3)
  run(0)
  t.equal(count "check_row WHERE day = 'monday'", 2603)
  t.equal(count "check_row WHERE path = 'a.xml' AND entry_no = 2600 AND body = '2600'", 1)
  t.equal(count "rowan_ledger WHERE doc_key = 'a.xml//000000002600'", 1)
  t.equal(count "rowan_split", 4)
  t.contains(run(0), "nothing to load")
  t.exits(0, "check", "split.lua", "--source", "files:in")
end)

t.case("what is known of a file is found out again, or is done without", function()
  begin()
  feed("a.xml", 2600)
  run(0, "--limit", "1200")
  t.conn:exec "DELETE FROM rowan_split"
  run(0, "--limit", "700")
  t.drop "rowan_split"
  run(0)
  t.equal(count "check_row", 2600)
  local _, out = t.rowan("check", "split.lua", "--source", "files:in")
  t.contains(out, "without it each chunk reads its file from the beginning")
  t.exits(0, "init", "split.lua", "--source", "files:in")
  t.equal(count "rowan_split", 0)
end)

t.case("a record that does not fit fails alone, one that is no XML with the rest", function()
  begin()
  feed("a.xml", 1100, { [7] = "<none/>", [1050] = "<body>&none;</body>" })
  feed("b.xml", 2, nil, "<entry><body>3</bo")
  feed("c.xml", 0)
  run(1)
  t.equal(count "check_row", 1048 + 2)
  local list = failed()
  t.contains(list, "a.xml//000000000007 required record at byte 208, line 8 of the file: ")
  t.contains(list, "a.xml//000000001050 xml record 1050, byte 33531, line 1051 of the file")
  t.contains(list, "b.xml//000000000003 xml record 3, byte ")
  t.contains(list, "at /feed/entry, where it is split: 1 of 2 steps lead to one")
  feed("a.xml", 1100)
  feed("b.xml", 3)
  sh "rm in/c.xml"
  t.exits(0, "retry", "split.lua", "--source", "files:in")
  run(0)
  t.equal(count "check_row", 1103)
end)

t.case("members of archives are split, and a bad archive is one document", function()
  begin()
  sh "mkdir -p pack/sub"
  local packed = '<feed day="monday">' .. ("<entry><body>x</body></entry>\n"):rep(1200) .. "</feed>"
  t.write("pack/b.xml", packed)
  t.write("pack/sub/a.xml", '<feed day="monday"><entry><body>1</body></entry><entry><body>2</bo')
  sh "tar -C pack -czf in/p.tar.gz b.xml sub && tar -C pack -cf in/q.tar sub && tar -C pack -cf in/cut.tar b.xml"
  sh "rm -r pack; head -c 5000 in/cut.tar >in/r.tar; rm in/cut.tar"
  t.write("deep.lua", (mapping:gsub("%*.xml", "**/*.xml")))
  local function run_deep(status)
    return t.exits(status, "run", "deep.lua", "--source", "files:in", "--quiet", "--workers", "2", "--chunk", "300")
  end
  run_deep(1)
  t.equal(count "check_row WHERE path = 'p.tar.gz//b.xml' AND day = 'monday'", 1200)
  t.equal(count "check_row WHERE path = 'q.tar//sub/a.xml' AND entry_no = 1", 1)
  local list = failed()
  t.contains(list, "p.tar.gz//sub/a.xml//000000000002 xml record 2, byte ")
  t.contains(list, "q.tar//sub/a.xml//000000000002 xml record 2, byte ")
  t.contains(list, "r.tar// archive the archive cannot be read: ")
  t.contains(run_deep(0), "nothing to load")
  t.exits(0, "unload", "deep.lua", "--source", "files:in", "--from", "p.tar.gz//b.xml//000000001000", "--to",
    "p.tar.gz//b.xml//000000001100", "--forget")
  t.equal(count "check_row", 1101)
  run_deep(0)
  t.equal(count "check_row", 1202)
end)

t.case("records behind what cannot be read are not gone", function()
  begin()
  feed("a.xml", 60)
  run(0)
  local function unload(...) return t.rowan("unload", "split.lua", "--source", "files:in", ...) end
  feed("a.xml", 40, nil, "<entry><bo")
  local status, _, err = unload "--gone"
  t.equal(status, 3)
  t.contains(err, 'a.xml//: which records are in it is not known: record 41, byte ')
  t.equal(unload("--from", "a.xml//000000000050"), 3)
  t.equal(count "check_row", 60)
  t.equal(unload("--to", "a.xml//000000000040"), 0)
  t.equal(count "check_row", 20)
  feed("a.xml", 58)
  t.equal(unload "--gone", 0)
  t.equal(count "check_row", 18)
end)

t.case("documents are taken away and loaded again by their keys", function()
  begin()
  feed("a.xml", 60)
  run(0)
  feed("a.xml", 60, { [50] = "<body>other</body>" })
  t.exits(0, "reload", "split.lua", "--source", "files:in", "--quiet", "--from", "a.xml//000000000050")
  t.equal(count "check_row WHERE body = 'other'", 1)
  t.equal(count "check_row", 60)
end)

t.write("own.lua", [[
return mapping {
  name = "own", source = { files = "**/*.xml", split = "/feed/entry", key = text(40) "head/@id" },
  into "check_row" {
    each = "/feed/entry", key = { "path", "id" },
    columns = { path = text(180)(source "path"), id = text(40)(source "key"), entry_no = source "record",
                body = text(20) { "body", required = true } },
  },
}
]])

-- Entries with keys of their own, in this order.
local function write_own(path, ...)
  local list = {}
  for i, id in ipairs { ... } do
    list[i] = ('<entry><head id="%s"/><body>%s %d</body></entry>\n'):format(id, id, i)
  end
  t.write("in/" .. path, "<feed>" .. table.concat(list) .. "</feed>")
end

local function run_own(status, ...)
  return t.exits(status, "run", "own.lua", "--source", "files:in", "--quiet", "--workers", "2", "--chunk", "100", ...)
end

local function bodies(where)
  local list = {}
  for i, row in ipairs(t.conn:query("SELECT body FROM check_row WHERE " .. where)) do list[i] = row.body end
  table.sort(list)
  return table.concat(list, ", ")
end

local function begin_own()
  t.drop("check_row", table.unpack(own))
  sh "rm -rf in && mkdir in"
  t.exits(0, "init", "own.lua", "--tables", "--source", "files:in")
end

t.case("records are known by keys of their own, and of two with one key the second fails", function()
  begin_own()
  local ids = {}
  for i = 1, 1500 do ids[i] = "r" .. i end
  ids[700], ids[1400], ids[900], ids[901] = "r50", "r50", "", ("x"):rep(41)
  write_own("a.xml", table.unpack(ids))
  write_own("b.xml", "r50", "a/b = 100%")
  run_own(1)
  t.equal(count "check_row", 1500 - 4 + 2)
  t.equal(bodies "id = 'r50'", "r50 1, r50 50")
  t.equal(count "rowan_ledger WHERE doc_key = 'b.xml//=a/b %3D 100%25' AND status = 'loaded'", 1)
  t.equal(failed(), [[
a.xml//000000000700 key record at byte 37428, line 700 of the file: record 700 has the key "r50", as record 50 of ]]
    .. [[the file has: the second one is not loaded
a.xml//000000000900 key record at byte 48226, line 900 of the file: record 900 has no key: /feed/entry/head/@id is empty
a.xml//000000000901 key record at byte 48272, line 901 of the file: record 901, its key /feed/entry/head/@id: "]]
    .. ("x"):rep(41) .. [[" has 41 characters, text(40) holds 40
a.xml//000000001400 key record at byte 76492, line 1400 of the file: record 1400 has the key "r50", as record 50 of ]]
    .. "the file has: the second one is not loaded")
  t.contains(run_own(0), "nothing to load")
  t.exits(0, "check", "own.lua", "--source", "files:in", "--reload")
end)

t.case("an export that is made anew has its new records loaded, whatever their places are", function()
  begin_own()
  write_own("a.xml", "one", "two", "three")
  run_own(0)
  write_own("a.xml", "zero", "three", "one", "four", "four")
  run_own(1)
  t.equal(bodies "1 = 1", "four 4, one 1, three 3, two 2, zero 1")
  t.contains(failed(), 'record 5 has the key "four", as record 4 of the file has')
end)

t.case("records of an export that is made anew take the place of those that have another text", function()
  t.write("digest.lua", (t.read "own.lua":gsub('key = text%(40%) "head/@id"', "%0, revision = digest()")))
  begin_own()
  t.exits(0, "init", "digest.lua", "--source", "files:in")
  write_own("a.xml", "one", "two", "three")
  t.exits(0, "run", "digest.lua", "--source", "files:in", "--quiet")
  write_own("a.xml", "zero", "two", "one", "three", "two")
  t.exits(1, "run", "digest.lua", "--source", "files:in", "--quiet", "--changed")
  t.equal(bodies "1 = 1", "one 3, three 4, two 2, zero 1")
  t.equal(count "rowan_ledger WHERE doc_key = 'a.xml//000000000005' AND reason = 'key'", 1)
end)

t.case("records with keys of their own are taken away and loaded again", function()
  begin_own()
  write_own("a.xml", "one", "two", "three", "four")
  run_own(0)
  write_own("a.xml", "four", "new", "two", "three", "one")
  t.exits(0, "reload", "own.lua", "--source", "files:in", "--quiet", "--key", "a.xml//=three")
  t.equal(bodies "1 = 1", "four 4, one 1, three 4, two 2")
  t.exits(0, "unload", "own.lua", "--source", "files:in", "--key", "a.xml//=four", "--forget")
  t.equal(bodies "1 = 1", "one 1, three 4, two 2")
  t.exits(0, "unload", "own.lua", "--source", "files:in", "--from", "a.xml//=two", "--to", "a.xml//=three", "--forget")
  t.equal(bodies "1 = 1", "one 1")
  t.exits(0, "unload", "own.lua", "--source", "files:in", "--from", "a.xml//000000000005", "--forget")
  t.equal(count "check_row", 0)
  run_own(0)
  t.equal(bodies "1 = 1", "four 1, new 2, one 5, three 4, two 3")
  sh "mkdir pack && mv in/a.xml pack && tar -C pack -czf in/p.tgz a.xml && rm -r pack"
  run_own(0)
  t.equal(count "check_row WHERE path = 'p.tgz//a.xml'", 5)
  t.exits(0, "unload", "own.lua", "--source", "files:in", "--gone", "--forget")
  t.equal(count "check_row", 5)
  t.write("in/b.xml", '<feed><entry><head id="x"/><body>1</body></entry><entry><head id="y"')
  local _, _, err = t.rowan("unload", "own.lua", "--source", "files:in", "--gone")
  t.contains(err, "b.xml//: which records are in it is not known: record 2, byte ")
  t.equal(count "check_row", 5)
  t.drop("check_row", table.unpack(own))
end)

t.finish()
