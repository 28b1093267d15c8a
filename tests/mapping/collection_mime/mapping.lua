-- shared-mime-info: one file with a DTD that declares its namespace, and the type of file in other languages.
-- rowan run mapping.lua --source files:/usr/share/mime

return mapping {
  name       = "mime",
  namespaces = { m = "http://www.freedesktop.org/standards/shared-mime-info" },
  source     = { files = "packages/*.xml", dtd_defaults = true },
  into "mime_type" {
    each    = "/m:mime-info/m:mime-type",
    key     = { "file", "type" },
    columns = { file = text(100)(source "path"), type = text(200) "@type" },
    children = {
      into "mime_comment" {
        each    = "m:comment",
        key     = { "file", "type", "language" },
        columns = {
          file     = parent "file",
          type     = parent "type",
          language = text(20) { "@xml:lang", default = "C" },
          comment  = text(300) ".",
        },
      },
      into "mime_glob" {
        each    = "m:glob",
        key     = { "file", "type", "no" },
        columns = {
          file    = parent "file",
          type    = parent "type",
          no      = position(),
          pattern = text(100) "@pattern",
          weight  = integer "@weight", -- mostly the default that the DTD gives
        },
      },
    },
  },
}
