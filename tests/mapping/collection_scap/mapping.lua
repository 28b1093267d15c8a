-- SCAP, Debian's ssg-debian: rules of a benchmark, which lie in groups of any depth, with their text as markup.
-- rowan run mapping.lua --source files:/usr/share/xml/scap/ssg/content

return mapping {
  name       = "scap",
  namespaces = { x = "http://checklists.nist.gov/xccdf/1.2" },
  source     = { files = "*-xccdf.xml" },
  into "rule" {
    each    = "//x:Rule",
    key     = { "file", "rule" },
    columns = {
      file        = text(100)(source "path"),
      rule        = text(200) "@id",
      in_group    = text(200) "../@id",
      severity    = enum { low = "low", medium = "medium", high = "high", unknown = "unknown" } "@severity",
      title       = text(300) "x:title",
      description = xml { "x:description", inner = true },
    },
    children = {
      into "rule_reference" {
        each    = "x:reference",
        key     = { "file", "rule", "no" },
        columns = {
          file = parent "file", rule = parent "rule", no = position(), href = text(300) "@href", said = text(100) ".",
        },
      },
    },
  },
}
