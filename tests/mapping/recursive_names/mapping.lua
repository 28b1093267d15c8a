-- Names in several namespaces, and of two tables with a column of the same name the one that is meant.
return mapping {
  source     = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = { "urn:org:1", "urn:org:2" }, n = matching "urn:new:*" },

  into "org" {
    each    = "/*:Org",
    key     = { "no" },
    columns = { no = integer "@no" },
    children = {
      into "unit" {
        each      = "o:Unit | n:Group/n:Unit",
        recursive = true,
        key       = { "org_no", "no" },
        columns   = {
          org_no = parent "org.no", parent_no = parent "unit.no", no = ordinal(), level = level(),
          name = text(10) "@name", space = text(10) "namespace-uri()",
          code = text(20)(expr [[ parent('org.no') || '-' || coalesce(parent('unit.no') || '', 'top') ]]),
        },
      },
    },
  },
}
