-- Codes and numbers of a post office are texts: what stands in quotes is compared as a text.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "r" { each = "/R/P", key = { "no" }, columns = {
    no = position(), zip = text(9) "@zip",
    is_01234 = boolean(expr [[ @zip = '01234' ]]),
    in_range = boolean(expr [[ @zip between '01000' and '01999' ]]),
    in_list  = boolean(expr [[ @code in ('01', '02') ]]),
    by_case  = text(5)(expr [[ case @code when '01' then 'one' else 'other' end ]]),
    not_00   = text(5)(expr [[ nullif(@code, '00') ]]),
    ranked   = integer(expr [[ rank(@code, '1', '01') ]]),
    as_1     = boolean(expr [[ @code = 1 ]]),
    by_path  = text(5) ".[@code = '01']/@code",
  } },
}
