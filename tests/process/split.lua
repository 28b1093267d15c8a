-- Writes a large file with so many records, one that is cut off in the middle of one, one in an archive, and a mapping
-- beside them that splits all:   lua split.lua FOLDER RECORDS [keys]
-- With keys records are known by their own.

local folder, records = arg[1], tonumber(arg[2])
local CUT = 1500 -- records of the second one
local PACKED = 3000 -- and of the third

local function open(path)
  return assert(io.open(folder .. "/" .. path, "wb"))
end

-- What looks like a record in it is none.
local function write_record(file, i)
  assert(file:write('<item id="', i, '"><!-- <item> --><name at="', i % 7, '">item ', i % 1000,
    "</name><note><![CDATA[</item>]]>", ("text of some length "):rep(24 + i % 5), "</note>",
    ("<part><item/></part>"):rep(i % 3), "</item>\n"))
end

-- Of one more record: another has the same id.
local function write_file(path, count, cut, twice)
  local file <close> = open(path)
  assert(file:write('<?xml version="1.0"?>\n<export xmlns="urn:export" day="2024-05-31"><about/>\n'))
  for i = 1, count do
    write_record(file, i)
  end
  if twice then write_record(file, twice) end
  assert(file:write(cut and '<item id="cut' or "</export>\n"))
end

write_file("large.xml", records)
write_file("cut.xml", CUT, true)
write_file("packed.xml", PACKED - 1, false, 7)
assert(os.execute(("cd '%s' && tar -czf packed.tar.gz packed.xml && rm packed.xml"):format(folder)))
local mapping <close> = open "split.lua"
assert(mapping:write((([=[
return mapping {
  name   = "split", namespaces = { e = "urn:export" },
  source = { files = "**/*.xml", split = "/e:export/e:item"KEY },

  into "split_item" {
    each    = "/e:export/e:item",
    key     = { "file", "item_no" },
    columns = {
      file    = text(40)(source "path"),
      item_no = source "record",
      id      = text(20) { "@id", required = true },
      day     = date "../@day",
      name    = text(40) { "e:name", required = true },
      note    = text(800) { "e:note", required = true },
    },
  },
}
]=]):gsub("KEY", arg[3] and ', key = text(20) "@id"' or ""))))
