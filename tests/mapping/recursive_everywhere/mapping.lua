-- With // every match is a row, below the nearest one that it lies in.
return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },

  into "section" {
    each      = "//section | //appendix[@n]",
    recursive = true,
    key       = { "no" },
    columns   = {
      no = ordinal(), parent_no = parent "no", level = level(), at = position(), n = text(10) "@n",
      words = count "p", kind = text(10) "local-name()", around = text(10) "../local-name()",
    },
    children = {
      into "paragraph" {
        each = "p", key = { "section_no", "at" },
        columns = { section_no = parent "no", at = position(), no = ordinal(), text = text(20) "." },
      },
    },
  },
}
