-- Writes the documents of app_xml, which rowan mock made, into files below a folder and in archives, some of them
-- unfit, and a mapping beside them that reads these:   rowan tests/process/files.lua CREDIT_MAPPING FOLDER

local rowan = require "rowan"

local credit, folder = arg[1], arg[2]
local FOLDERS = 7

local function write(path, text)
  local file <close> = assert(io.open(folder .. "/" .. path, "wb"))
  assert(file:write(text))
end

-- Cut off, so that it is no XML, or as it is.
local function text_of(row)
  return row.app_id % 500 == 0 and row.xml:sub(1, #row.xml // 2) or row.xml
end

local function write_documents()
  local conn <close> = rowan.odbc.connect(os.getenv "ROWAN_CONNECT", os.getenv "ROWAN_PASSWORD")
  for row in conn:each "SELECT app_id, xml FROM app_xml" do
    row.app_id = math.tointeger(tonumber(row.app_id))
    write(("%d/%d.xml"):format(row.app_id % FOLDERS, row.app_id), text_of(row))
  end
end

local function write_mapping()
  local file <close> = assert(io.open(credit))
  local text, count = file:read "a":gsub("source  = {.-\n  },", 'source = { files = "*/*.xml" },', 1)
  assert(count == 1, "another mapping than it was")
  text = text:gsub('"credit_application"', '"credit_files"', 1)
    :gsub('= source "app_id"', '= text(60)(source "path")'):gsub('source "received_at"', 'source "modified"')
  write("credit_files.lua", text)
end

local folders = {}
for i = 0, FOLDERS - 1 do
  folders[#folders + 1] = ("'%s/%d'"):format(folder, i)
end
assert(os.execute("mkdir -p " .. table.concat(folders, " ")))
write_mapping()
if arg[3] ~= "--mapping" then
  write_documents()
  assert(os.execute(("mkfifo '%s/0/pipe.xml' && ln -s /etc/passwd '%s/6/out.xml'"):format(folder, folder)))
  for _, archive in ipairs { "1.tar", "2.tar.gz" } do
    local packed = folder .. "/" .. archive:match "%d"
    assert(os.execute(("tar -C '%s' -caf '%s/%s' . && rm -r '%s'"):format(packed, folder, archive, packed)))
  end
end
