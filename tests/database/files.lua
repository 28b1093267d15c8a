-- Files as the source: what is loaded under which key, what fails, feeds, ranges. tests/database/run calls it per
-- database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local function sh(command) t.equal(os.execute(command), true, command) end

local mapping = [[
return mapping {
  name = "notes",
  source = { files = "**/*.xml" },
  into "check_row" {
    each = "/note", key = { "path" },
    columns = { path = text(180)(source "path"), name = text(180)(source "name"),
                modified = source "modified", bytes = source "size", body = text(200) { "body", required = true } },
  },
}
]]
t.write("note.lua", mapping)

local own = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version" }

local function begin()
  t.drop("check_row", table.unpack(own))
  sh "rm -rf in && mkdir -p in/a"
  t.exits(0, "init", "note.lua", "--tables", "--source", "files:in")
end

local function note(path, body) t.write("in/" .. path, ("<note><body>%s</body></note>"):format(body)) end

-- "key status reason" of the ledger, in the order of keys.
local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, reason FROM rowan_ledger") do
    list[i] = ("%s %s %s"):format(row.doc_key, row.status, row.reason or "-")
  end
  table.sort(list)
  return table.concat(list, "\n")
end

t.case("every file is loaded once, with its path, in its own encoding", function()
  begin()
  note("b.xml", "one")
  note("a/c.xml", "two")
  t.write("in/a/utf16.xml", "\xff\xfe" .. ("<note><body>\xe4</body></note>"):gsub(".", "%0\0"))
  t.write("in/a/latin1.xml", '<?xml version="1.0" encoding="ISO-8859-1"?><note><body>\xe4</body></note>')
  t.write("in/a/x.txt", "no document")
  t.exits(0, "check", "note.lua", "--source", "files:in")
  local _, err = t.exits(2, "run", "note.lua", "--source", "files:")
  t.contains(err, "--source files: names no folder; write files:DIR")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet", "--workers", "2", "--chunk", "50")
  local rows = t.conn:query "SELECT path, name, body FROM check_row"
  table.sort(rows, function(x, y) return x.path < y.path end)
  local list = {}
  for i, row in ipairs(rows) do list[i] = ("%s %s %s"):format(row.path, row.name, row.body) end
  t.equal(table.concat(list, "\n"), "a/c.xml c.xml two\na/latin1.xml latin1.xml ä\na/utf16.xml utf16.xml ä\n"
    .. "b.xml b.xml one")
  t.contains(t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet"), "nothing to load: all 4 files")
  note("a/d.xml", "three")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  t.equal(#t.conn:query "SELECT path FROM check_row", 5)
end)

t.case("names that are no UTF-8, or have a line feed or a percent sign", function()
  begin()
  note("\xe4.xml", "1")
  note("a%E4.xml", "2")
  note("a\xe4.xml", "3")
  note("a\nb.xml", "4")
  note("ä 'x\".xml", "5")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  t.equal(ledger(), "%E4.xml loaded -\na%0Ab.xml loaded -\na%25E4.xml loaded -\na%E4.xml loaded -\n"
    .. "ä 'x\".xml loaded -")
  t.equal(#t.conn:query "SELECT path FROM check_row WHERE body = '3' AND path = 'a%E4.xml'", 1)
end)

t.case("what is no file, or too much, fails with its reason and keeps nobody", function()
  begin()
  note("good.xml", "1")
  note("a/b.xml", "2")
  sh "mkfifo in/pipe.xml; ln -s /etc/passwd in/out.xml; ln -s good.xml in/in.xml; ln -s /etc in/a/etc"
  sh "mkdir in/folder.xml; truncate -s 300M in/huge.xml; touch in/empty.xml; ln -s . in/a/loop"
  t.contains(t.exits(1, "run", "note.lua", "--source", "files:in", "--quiet", "--workers", "2"), "6 ")
  t.equal(ledger(), "a/b.xml loaded -\nempty.xml failed xml\ngood.xml loaded -\nhuge.xml failed limit\n"
    .. "in.xml failed file\nout.xml failed file\npipe.xml failed file")
  local out = t.exits(0, "status", "note.lua")
  t.contains(out, "symbolic link, which is not followed")
  t.contains(out, "no regular file but a named pipe")
  -- mended and tried again
  sh "rm in/out.xml"
  note("out.xml", "3")
  t.exits(0, "retry", "note.lua", "--key", "out.xml")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  t.equal(#t.conn:query "SELECT path FROM check_row WHERE body = '3'", 1)
end)

t.case("compressed files are expanded, within the limit, or fail", function()
  begin()
  t.write("packed.lua", (mapping:gsub("%*%.xml", "*.xml*")))
  t.write("in/a.xml", '<?xml version="1.0" encoding="ISO-8859-1"?><note><body>\xe4</body></note>')
  note("b.xml", "two")
  note("plain.xml", "one")
  sh "gzip -n in/a.xml; gzip -n in/b.xml; head -c 60 in/a.xml.gz >in/cut.xml.gz"
  -- ten thousand times ten million blanks: 100 GB
  sh "head -c 10000000 /dev/zero | tr '\\0' ' ' | gzip -n >in/c && yes in/c | head -n 10000 | xargs cat >in/bomb.xml.gz"
  t.exits(1, "run", "packed.lua", "--source", "files:in", "--quiet")
  t.equal(ledger(), "a.xml.gz loaded -\nb.xml.gz loaded -\nbomb.xml.gz failed limit\ncut.xml.gz failed compressed\n"
    .. "plain.xml loaded -")
  t.equal(#t.conn:query "SELECT path FROM check_row WHERE path = 'a.xml.gz' AND body = 'ä'", 1)
  t.contains(t.exits(0, "status", "packed.lua"), "expands to more than 268435456 bytes, max_text of the source")
end)

t.case("members of archives are documents, and one that is cut is told", function()
  begin()
  t.write("member.lua", (mapping:gsub("bytes = source", 'member = text(90)(source "member"), bytes = source')))
  t.drop("check_row", table.unpack(own))
  t.exits(0, "init", "member.lua", "--tables", "--source", "files:in")
  sh "mkdir -p pack/sub"
  for _, name in ipairs { "a", "sub/b", "sub/c%" } do
    t.write("pack/" .. name .. ".xml", ("<note><body>%s</body></note>"):format(name))
  end
  t.write("pack/sub/utf16.xml", "\xff\xfe" .. ("<note><body>\xe4</body></note>"):gsub(".", "%0\0"))
  t.write("pack/other.txt", "no document")
  sh "gzip -nf pack/sub/utf16.xml && mv pack/sub/utf16.xml.gz pack/sub/utf16.xml"
  sh "ln -sf /etc/passwd pack/link.xml; mkfifo pack/pipe.xml"
  sh "tar -C pack -cf in/a/p.tar . && tar -C pack -czf in/q.tgz a.xml"
  sh "rm -r pack; head -c 5000 in/a/p.tar >in/cut.tar"
  note("a/plain.xml", "plain")
  t.exits(1, "run", "member.lua", "--source", "files:in", "--quiet", "--workers", "2", "--chunk", "2")
  t.equal(ledger(), "a/p.tar//a.xml loaded -\na/p.tar//link.xml failed file\na/p.tar//pipe.xml failed file\n"
    .. "a/p.tar//sub/b.xml loaded -\na/p.tar//sub/c%25.xml loaded -\na/p.tar//sub/utf16.xml loaded -\n"
    .. "a/plain.xml loaded -\ncut.tar// failed archive\nq.tgz//a.xml loaded -")
  local rows = t.conn:query "SELECT path, name, member, body FROM check_row"
  table.sort(rows, function(x, y) return x.path < y.path end)
  t.equal({ rows[2].path, rows[2].name, rows[2].member, rows[2].body },
    { "a/p.tar//sub/b.xml", "b.xml", "sub/b.xml", "sub/b" })
  t.equal({ rows[4].body, rows[5].path, rows[5].member }, { "ä", "a/plain.xml" })
  t.contains(t.exits(0, "status", "member.lua"), "the archive cannot be read: ")
  -- mended and tried again
  sh "cp in/a/p.tar in/cut.tar"
  t.exits(0, "retry", "member.lua", "--key", "cut.tar//")
  t.exits(1, "run", "member.lua", "--source", "files:in", "--quiet")
  t.equal(#t.conn:query "SELECT path FROM check_row WHERE path LIKE 'cut.tar//%'", 4)
  t.contains(t.exits(0, "run", "member.lua", "--source", "files:in", "--quiet"), "nothing to load: all 14 files")
end)

-- zip keeps local times, without a zone, if its maker says no more (-X).
t.case("the times of a zip are of the machine's zone, or of TZ", function()
  local function modified(zone)
    begin()
    note("x.xml", "1")
    sh "cd in && TZ=UTC touch -d '2026-01-02 03:04:06' x.xml && TZ=UTC zip -qX z.zip x.xml && rm x.xml"
    sh(zone .. ' "$ROWAN" run note.lua --source files:in --quiet >out.txt')
    return (t.conn:query "SELECT modified FROM check_row"[1].modified:sub(1, 19))
  end
  t.equal(modified "TZ=UTC", "2026-01-02 03:04:06")
  t.equal(modified "TZ=Asia/Tokyo", "2026-01-01 18:04:06")
  local pipe <close> = assert(io.popen "env -u TZ date -u -d \"$(env -u TZ date -d '2026-01-02 03:04:06')\" '+%F %T'")
  t.equal(modified "env -u TZ", pipe:read())
end)

t.case("a name is one folder and one pattern", function()
  begin()
  note("b.xml", "1")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  sh "rm -rf other && mkdir other && cp in/b.xml other/c.xml && cp in/b.xml other/b.xml"
  local out = t.exits(2, "check", "note.lua", "--source", "files:other")
  t.contains(out, 'the feed "notes" reads the files **/*.xml of ')
  t.contains(out, "--moved says")
  local _, err = t.exits(2, "run", "note.lua", "--source", "files:other", "--quiet")
  t.contains(err, "--feed NAME")
  t.exits(0, "run", "note.lua", "--source", "files:other", "--quiet", "--moved")
  t.equal(#t.conn:query "SELECT path FROM check_row", 2)
  -- another way to the same folder is the same place
  t.exits(0, "run", "note.lua", "--source", "files:./in/../other/", "--quiet")
end)

t.case("a range of keys", function()
  begin()
  for _, path in ipairs { "a.xml", "a/1.xml", "a/2.xml", "a0.xml" } do note(path, path) end
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet", "--from", "a/", "--to", "a/1.xml")
  t.equal(ledger(), "a/1.xml loaded -")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet", "--limit", "2")
  t.equal(ledger(), "a.xml loaded -\na/1.xml loaded -\na/2.xml loaded -")
end)

t.case("a folder that is not there, an empty one, a database in its place", function()
  begin()
  t.contains(t.exits(2, "check", "note.lua", "--source", "files:none"),
    "none: the folder of the files cannot be opened")
  local _, err = t.exits(2, "run", "note.lua", "--source", "files:none", "--quiet")
  t.contains(err, "note.lua:1: files **/*.xml: ")
  t.contains(err, "none: the folder of the files cannot be opened")
  t.contains(t.exits(0, "check", "note.lua", "--source", "files:in"), "no file below")
  t.contains(t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet"), "nothing to load: there are no files")
  local told = t.exits(2, "check", "note.lua", "--source", "files:none") -- the feed reads files:in
  t.contains(told, "No run can begin: 1 error.")
  _, err = t.exits(2, "run", "note.lua", "--target", t.connect, "--source", "Driver=X;Database=y", "--quiet")
  t.contains(err, "the source is files:DIR")
end)

t.drop("check_row", table.unpack(own))
t.case("a file that was corrected is loaded again, and one that is gone is taken away", function()
  begin()
  note("b.xml", "one")
  note("a/c.xml", "two")
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  note("a/c.xml", "corrected")
  t.exits(0, "reload", "note.lua", "--source", "files:in", "--from", "a/c.xml", "--to", "a/c.xml", "--quiet")
  t.equal(t.conn:query("SELECT body FROM check_row WHERE path = 'a/c.xml'")[1].body, "corrected")
  t.write("in/b.xml", "<note>")
  t.exits(1, "reload", "note.lua", "--source", "files:in", "--key", "b.xml", "--quiet")
  t.equal(ledger(), "a/c.xml loaded -\nb.xml stale xml")
  sh "rm in/b.xml"
  t.contains(t.exits(0, "unload", "note.lua", "--source", "files:in", "--gone"), "1 document unloaded, 1 row deleted")
  t.equal(ledger(), "a/c.xml loaded -\nb.xml unloaded -")
  -- members are there, whatever their number, and while nobody can know
  sh "mkdir in/p"
  for i = 10, 49 do note(("p/%d.xml"):format(i), "member") end
  sh "tar -C in/p -cf in/p.tar . && rm -r in/p"
  t.exits(0, "run", "note.lua", "--source", "files:in", "--quiet")
  t.exits(0, "unload", "note.lua", "--source", "files:in", "--gone")
  t.equal(#t.conn:query "SELECT path FROM check_row", 41)
  sh "head -c 3000 in/p.tar >in/part && mv in/part in/p.tar"
  local status, _, err = t.rowan("unload", "note.lua", "--source", "files:in", "--gone")
  t.equal(status ~= 0, true)
  t.contains(err, "p.tar//: this cannot be read, so which documents are in it is not known")
  t.equal(#t.conn:query "SELECT path FROM check_row", 41)
  t.drop("check_row", table.unpack(own))
end)

t.case("with its time as the revision a file is loaded again when it was changed, touched or restored", function()
  begin()
  t.write("timed.lua", (mapping:gsub('files = "%*%*/%*%.xml"', '%0, revision = timestamp "modified"')))
  local function run(status, ...) return t.exits(status, "run", "timed.lua", "--source", "files:in", "--quiet", ...) end
  local function body(path)
    return t.conn:query("SELECT body FROM check_row WHERE path = ?", path)[1].body
  end
  local function tried(path)
    return t.conn:query("SELECT tried_revision AS r FROM rowan_ledger WHERE doc_key = ?", path)[1].r
  end
  note("a.xml", "one")
  note("a/b.xml", "two")
  note("x.xml", "in")
  note("y.xml", "out")
  sh "touch -d '2026-01-02 03:04:05.25 UTC' in/a.xml in/a/b.xml in/x.xml in/y.xml && cp -p in/a.xml kept"
  sh "cd in && TZ=UTC zip -q z.zip x.xml y.xml && TZ=UTC tar -cf t.tar x.xml && rm x.xml y.xml"
  run(0)
  t.equal(ledger(), "a.xml loaded -\na/b.xml loaded -\nt.tar//x.xml loaded -\nz.zip//x.xml loaded -\n"
    .. "z.zip//y.xml loaded -")
  t.equal(tried "a.xml", "2026-01-02 03:04:05.250000000 29")
  t.equal(tried "t.tar//x.xml", "2026-01-02 03:04:05.000000000 28")
  t.contains(run(0), "nothing to load")
  -- another text, another size of the same time, only another time
  note("a.xml", "neu")
  run(0)
  t.equal(body "a.xml", "neu")
  note("a/b.xml", "longer")
  sh "touch -d '2026-01-02 03:04:05.25 UTC' in/a/b.xml"
  run(0)
  t.equal({ body "a/b.xml", tried "a/b.xml" }, { "longer", "2026-01-02 03:04:05.250000000 32" })
  sh "touch in/a/b.xml"
  t.contains(run(0), "1 ")
  -- restored: an older time is another one
  sh "cp -p kept in/a.xml"
  run(0)
  t.equal({ body "a.xml", tried "a.xml" }, { "one", "2026-01-02 03:04:05.250000000 29" })
  t.contains(run(0), "nothing to load")
  -- one that is refused is tried once, and what it was before stays
  t.write("in/a.xml", "<note><body>never")
  run(1)
  t.equal({ body "a.xml", ledger():match "[^\n]*" }, { "one", "a.xml stale xml" })
  t.contains(run(0), "nothing to load")
  sh "cp -p kept in/a.xml"
  run(0)
  t.equal(ledger():match "[^\n]*", "a.xml loaded -")
  -- of an archive the members that are others
  note("x.xml", "another")
  sh "touch -d '2026-01-02 03:04:07 UTC' in/x.xml && cd in && TZ=UTC zip -q z.zip x.xml && rm x.xml && touch t.tar"
  t.equal(rowan.json.decode(run(0, "--json")).loaded, 1)
  t.equal({ body "z.zip//x.xml", body "z.zip//y.xml", body "t.tar//x.xml" }, { "another", "out", "in" })
  sh "rm -r in"
  t.drop("check_row", table.unpack(own))
end)

t.test("an archive that is deeper than folders are looked for is told", function()
  begin()
  t.drop "check_row"
  local folders = ("d/"):rep(199)
  t.write("x.xml", '<n no="1"/>')
  sh(("mkdir -p in/%s && tar -cf in/%sx.tar x.xml"):format(folders, folders))
  t.write("deep.lua", [[
return mapping {
  name = "deep", source = { files = "**/*.xml" },
  into "check_row" { each = "/n", columns = { path = source "path" } },
}
]])
  t.sql "CREATE TABLE check_row (path VARCHAR(600));\n"
  t.exits(1, "run", "deep.lua", "--source", "files:in", "--quiet")
  t.contains(t.exits(0, "status", "deep.lua", "--source", "files:in"), "the archive is too deep")
  sh "rm -r in/d"
  t.drop("check_row", table.unpack(own))
end)

t.finish()
