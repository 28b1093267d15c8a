-- Functions of expr give what PostgreSQL's of the same name give. tests/database/run calls it; other databases differ.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"
if not t.postgresql then
  t.finish()
  return
end

-- What expr takes, what PostgreSQL takes, and @a; without that, both go over the same lines.
local cases = {
  { "left(@a, 3)", "left('Größe', 3)", "Größe" },
  { "left(@a, 0)", "left('Größe', 0)", "Größe" },
  { "left(@a, -2)", "left('Größe', -2)", "Größe" },
  { "left(@a, -9)", "left('Größe', -9)", "Größe" },
  { "left(@a, 99)", "left('Größe', 99)", "Größe" },
  { "right(@a, 3)", "right('Größe', 3)", "Größe" },
  { "right(@a, -2)", "right('Größe', -2)", "Größe" },
  { "right(@a, -9)", "right('Größe', -9)", "Größe" },
  { "right(@a, 0)", "right('Größe', 0)", "Größe" },
  { "strpos(@a, 'ß')", "strpos('Größe','ß')", "Größe" },
  { "strpos(@a, '')", "strpos('Größe','')", "Größe" },
  { "strpos(@a, 'x')", "strpos('Größe','x')", "Größe" },
  { "strpos('', @a)", "strpos('', 'x')", "x" },
  { "strpos('', '')", "strpos('','')", "x" },
  { "lpad(@a, 7, 'xy')", "lpad('hi',7,'xy')", "hi" },
  { "lpad(@a, 1, 'xy')", "lpad('hi',1,'xy')", "hi" },
  { "lpad(@a, 5)", "lpad('hi',5)", "hi" },
  { "lpad(@a, 0, 'x')", "lpad('hi',0,'x')", "hi" },
  { "lpad(@a, -1, 'x')", "lpad('hi',-1,'x')", "hi" },
  { "lpad(@a, 5, '')", "lpad('hi',5,'')", "hi" },
  { "rpad(@a, 6, 'äö')", "rpad('hi',6,'äö')", "hi" },
  { "rpad(@a, 1, 'äö')", "rpad('hi',1,'äö')", "hi" },
  { "rpad('', 3, @a)", "rpad('',3,'hi')", "hi" },
  { "split_part(@a, '-', 1)", "split_part('a-b--c','-',1)", "a-b--c" },
  { "split_part(@a, '-', 3)", "split_part('a-b--c','-',3)", "a-b--c" },
  { "split_part(@a, '-', 9)", "split_part('a-b--c','-',9)", "a-b--c" },
  { "split_part(@a, '-', -1)", "split_part('a-b--c','-',-1)", "a-b--c" },
  { "split_part(@a, '-', -2)", "split_part('a-b--c','-',-2)", "a-b--c" },
  { "split_part(@a, '-', -9)", "split_part('a-b--c','-',-9)", "a-b--c" },
  { "split_part(@a, '', 1)", "split_part('a-b--c','',1)", "a-b--c" },
  { "split_part(@a, '', 2)", "split_part('a-b--c','',2)", "a-b--c" },
  { "split_part(@a, '', -1)", "split_part('a-b--c','',-1)", "a-b--c" },
  { "split_part(@a, '--', 2)", "split_part('a-b--c','--',2)", "a-b--c" },
  { "split_part(@a, '-', 0)", "split_part('a-b--c','-',0)", "a-b--c" },
  { "split_part(@a, 'aa', 2)", "split_part('aaaaa','aa',2)", "aaaaa" },
  { "split_part(@a, 'aa', -1)", "split_part('aaaaa','aa',-1)", "aaaaa" },
  { "split_part(@a, 'aa', -2)", "split_part('aaaaa','aa',-2)", "aaaaa" },
  { "split_part(@a, 'aa', -3)", "split_part('aaaaa','aa',-3)", "aaaaa" },
  { "initcap(@a)", "initcap('hELLO wORLD-foo o''neil 3rd x_y')", "hELLO wORLD-foo o'neil 3rd x_y" },
  { "initcap(@a)", "initcap('éCOLE ÄRGER straße')", "éCOLE ÄRGER straße" },
  { "initcap(@a)", "initcap('a1b 1ab')", "a1b 1ab" },
  { "regexp_like(@a, '^[a-z]+$')", "regexp_like('abc','^[a-z]+$')", "abc" },
  { "regexp_like(@a, 'B')", "regexp_like('abc','B')", "abc" },
  { "regexp_substr(@a, '[0-9]+')", "regexp_substr('ab12cd34','[0-9]+')", "ab12cd34" },
  { "regexp_substr(@a, 'x')", "regexp_substr('ab','x')", "ab" },
  { "regexp_substr(@a, 'x*')", "regexp_substr('ab','x*')", "ab" },
  { "regexp_substr(@a, 'b*')", "regexp_substr('abbb','b*')", "abbb" },
  { "regexp_replace(@a, '[0-9]', '#')", "regexp_replace('a1b2','[0-9]','#','g')", "a1b2" },
  { "regexp_replace(@a, '(.)(.)', '\\2\\1')", "regexp_replace('abcde','(.)(.)','\\2\\1','g')", "abcde" },
  { "regexp_replace(@a, 'x*', '-')", "regexp_replace('abc','x*','-','g')", "abc" },
  { "regexp_replace(@a, 'b*', '-')", "regexp_replace('abbc','b*','-','g')", "abbc" },
  { "regexp_replace(@a, '\\s+', ' ')", "regexp_replace('a  b\tc','\\s+',' ','g')", "a  b&#9;c" },
  { "regexp_replace(@a, '^', '>')", "regexp_replace('abc','^','>','g')", "abc" },
  { "regexp_replace(@a, '$', '<')", "regexp_replace('abc','$','<','g')", "abc" },
  { "regexp_replace(@a, 'b', '\\\\')", "regexp_replace('abc','b','\\\\','g')", "abc" },
  { "regexp_like(@a, '\\w+')", "regexp_like('äö','^\\w+$')", "äö" },
  { "regexp_substr(@a, '(?i)B.')", "regexp_substr('abc','(?i)B.')", "abc" },
  { "regexp_like(@a, 'a$')", "regexp_like(E'a\\n','a$')", "a&#10;" },
  { "boolean(@a)", "'yes'::boolean", "yes" },
  { "boolean(@a)", "' T '::boolean", " T " },
  { "boolean(@a)", "'off'::boolean", "off" },
  { "boolean(@a)", "'2'::boolean", "2" },
  { "md5(@a)", "md5('Größe')", "Größe" },
  { "sha256(@a)", "encode(sha256(convert_to('Größe','UTF8')),'hex')", "Größe" },
  { "md5('')", "md5('')", "x" },
  { "sum(L, @q * @p)", "sum(q*p)" },
  { "sum(L/@q)", "sum(q)" },
  { "avg(L/@p)", "avg(p)" },
  { "min(L, decimal(@p))", "min(p)" },
  { "max(L, decimal(@p))", "max(p)" },
  { "max(L, upper(@t))", "max(upper(t) collate \"C\")" },
  { "count(L/@p)", "count(p)" },
  { "count(L)", "count(*)" },
  { "sum(L, coalesce(@p, 0))", "sum(coalesce(p,0))" },
  { "avg(L, coalesce(@q, 0))", "avg(coalesce(q,0))" },
  { "sum(L, case when @p > 1 then @q end)", "sum(case when p > 1 then q end)" },
  { "min(L, date(@d))", "min(d)" },
  { "sum(None/@x)", "sum(q) filter (where false)" },
  { "count(None)", "count(*) filter (where false)" },
  { "max(L, year(@d))", "max(extract(year from d))" },
  { "sum(L, -@p)", "sum(-p)" },
  { "sum(L, @q) // 2", "div(sum(q),2)" },
  { "round(avg(L/@p), 1)", "round(avg(p),1)" },
}

local lines = [[<r><L q="2" p="1.50" d="2024-02-01" t="b"/><L p="0.10" t="ä"/><L q="3" d="2023-01-05" t="Z"/></r>]]
local from = [[ FROM (VALUES (2, 1.50, date '2024-02-01', 'b'), (NULL, 0.10, NULL, 'ä'),
  (3, NULL, date '2023-01-05', 'Z')) v(q, p, d, t)]]

-- The value as a text, nil, or false where it fails.
local function ours(case)
  t.write("one.lua", ([[return mapping {
  source = { table = "d", key = "id", document = "x" },
  into "t" { each = "/r", columns = { v = text { expr %q, empty = "keep" } } },
}]]):format(case[1]))
  local ok, m = pcall(rowan.mapping.load, "one.lua")
  if not ok then return false end
  local made, tables = pcall(m.rows, m, case[3] and ('<r a="%s"/>'):format(case[3]) or lines, { id = "1" })
  return made and tables[1].rows[1][1]
end

local function theirs(case)
  local ok, rows = pcall(t.conn.query, t.conn, ("SELECT CAST((%s) AS text) AS v%s"):format(case[2],
    case[3] and "" or from))
  return ok and rows[1].v
end

-- Numbers have as many digits as each likes.
local function plain(value)
  return value and tonumber(value) and ("%.9f"):format(tonumber(value)) or value
end

t.case("texts, patterns, digests and aggregates", function()
  for _, case in ipairs(cases) do
    t.equal(plain(ours(case)), plain(theirs(case)), case[1] .. " of " .. (case[3] or "lines"))
  end
end)

t.finish()
