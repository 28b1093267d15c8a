-- iso-codes: lists of codes, each file with a list of its own, of which a mapping takes those of one kind.
-- rowan run mapping.lua --source files:/usr/share/xml/iso-codes

return mapping {
  name   = "iso_codes",
  source = { files = "iso_*.xml" },
  when   = expr [[ exists(/iso_3166_entries/iso_3166_entry) ]], -- all others are skipped
  into "country" {
    each    = "/iso_3166_entries/iso_3166_entry",
    key     = { "file", "code" },
    columns = {
      file          = text(100)(source "path"),
      code          = text(2) "@alpha_2_code",
      alpha_3       = text(3) "@alpha_3_code",
      numeric_code  = text(3) "@numeric_code",
      name          = text(100) "@name",
      official_name = text(200) "@official_name",
    },
  },
}
