-- Records of large files, with an attribute of the element around them.

return mapping {
  name       = "case",
  namespaces = { f = "urn:feed" },
  source     = { files = "**/*.xml", split = "/f:feed/f:entry" },
  into "entry" {
    each    = "/f:feed/f:entry",
    key     = { "file", "entry_no" },
    columns = {
      file     = text(200)(source "path"),
      entry_no = source "record",
      day      = date "../@day",
    },
  },
}
