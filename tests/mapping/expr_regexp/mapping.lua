-- Patterns and parts of texts, in columns, conditions and over matches.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "account" {
    each    = "/R/A",
    when    = expr [[ regexp_like(@iban, '^[A-Z]{2}\d{2}') ]],
    columns = {
      country = text(2)(expr [[ left(@iban, 2) ]]),
      number  = text(34)(expr [[ regexp_replace(@iban, '[\s-]+', '') ]]),
      last    = text(4)(expr [[ right(@iban, 4) ]]),
      bank    = text(8) { expr [[ regexp_substr(@iban, '(?<=^..\d\d )\d{4}') ]], default = "none" },
      holder  = text(40)(expr [[ initcap(split_part(@holder, ',', 2) || ' ' || split_part(@holder, ',', 1)) ]]),
      no      = text(6)(expr [[ lpad(@no, 6, '0') ]]),
      open    = boolean(expr [[ boolean(@open) and @no is not null ]]),
      digest  = binary(16) { expr [[ md5(@iban) ]], encoding = "hex" },
      tags    = integer(expr [[ count(Tag) - sum(Tag, case when regexp_like(., '^x') then 1 else 0 end) ]]),
    },
  },
}
