-- MAME's lists of programs, Debian's mame-data: large files, of which each program is a document.
-- rowan run mapping.lua --source files:/usr/share/games/mame/hash

return mapping {
  name   = "mame",
  source = { files = "*.xml", split = "/softwarelist/software" },
  into "software" {
    each    = "/softwarelist/software",
    key     = { "file", "no" },
    columns = {
      file  = text(60)(source "path"),
      no    = source "record",
      list  = text(40) "../@name",
      name  = text(60) { "@name", required = true },
      title = text(500) "description",
      year  = text(10) "year",
    },
    children = {
      into "rom" {
        each    = "part/dataarea/rom[@sha1]",
        key     = { "file", "no", "rom_no" },
        columns = {
          file   = parent "file",
          no     = parent "no",
          rom_no = position(),
          part   = text(60) "../../@name",
          name   = text(200) "@name",
          size   = bigint(expr [[ case when @size like '0x%' then null else @size end ]]),
          sha1   = binary(20) { "@sha1", encoding = "hex" },
        },
      },
    },
  },
}
