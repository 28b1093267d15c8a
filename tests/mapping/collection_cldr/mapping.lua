-- CLDR, Debian's unicode-cldr-core: a file for each locale, with the names that languages have in it.
-- rowan run mapping.lua --source files:/usr/share/unicode/cldr/common

return mapping {
  name   = "cldr",
  source = { files = "main/*.xml" },
  into "locale" {
    each    = "/ldml",
    key     = { "file" },
    columns = {
      file      = text(100)(source "path"),
      language  = text(10) { "identity/language/@type", required = true },
      script    = text(10) "identity/script/@type",
      territory = text(10) "identity/territory/@type",
    },
    children = {
      into "language_name" {
        each    = "localeDisplayNames/languages/language",
        key     = { "file", "language", "form" },
        when    = expr [[ . <> '↑↑↑' ]], -- that of the locale it inherits from
        columns = {
          file     = parent "file",
          language = text(20) "@type",
          form     = text(20) { "@alt", default = "usual" },
          name     = text(200) ".",
        },
      },
    },
  },
}
