-- Names of elements and attributes match in any case; values do not.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  ignore_case = true,
  into "t" {
    each    = "/Root/item[@Kind = 'a']",
    columns = { a = text(9) "SUB/@Name", b = text(9)(expr [[ sub/@name || '!' ]]), c = text(9) "//Far/*" },
  },
}
