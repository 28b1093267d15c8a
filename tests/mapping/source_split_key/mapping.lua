-- Records of large files that are known by keys of their own.

return mapping {
  name       = "case",
  namespaces = { f = "urn:feed" },
  source     = { files = "**/*.xml", split = "/f:feed/f:entry", key = text(40) "f:head/@id" },
  into "entry" {
    each    = "/f:feed/f:entry",
    key     = { "file", "id" },
    columns = {
      file     = text(200)(source "path"),
      id       = source "key",
      entry_no = source "record",
    },
  },
}
