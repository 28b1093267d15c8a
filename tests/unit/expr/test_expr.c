/* Expressions: what they give. Refusals of the parser are in test_expr_parse.c. */
#include "expr/expr_rows.h"

static void test_operands(void **state)
{
    static const struct expr_row rows[] = {
        {"@a", "@a=x", "x"},
        {"@a", "@a=", ""},
        {"@a", "", "NULL"},
        {"@a", "@a= x ", " x "},
        {"@a", "@a=007.50", "007.50"},
        {"a/b/@c", "a/b/@c=1", "1"},
        {"../@x", "../@x=1", "1"},
        {"../../a/b", "../../a/b=1", "1"},
        {"/Root/A/@x", "/Root/A/@x=1", "1"},
        {"//A", "//A=1", "1"},
        {"a//b", "a//b=1", "1"},
        {".", ".=self", "self"},
        {"./a", "./a=1", "1"},
        {"text()", "text()=t", "t"},
        {"a/text()", "a/text()=t", "t"},
        {"p:a/p:b/@q:c", "p:a/p:b/@q:c=1", "1"},
        {"Größe", "Größe=1", "1"},
        {"a[@kind = 'home' and b > 2]/c", "a[@kind = 'home' and b > 2]/c=1", "1"},
        {"a[last()][@x=\"]\"]/b", "a[last()][@x=\"]\"]/b=1", "1"},
        {"a[b[1]]/@c + 1", "a[b[1]]/@c=2", "3"},
        {"`first-name`", "first-name=Ann", "Ann"},
        {"`a / b`", "a / b=1", "1"},
        {"`*/@x` || `end`", "*/@x=1|end=2", "12"},
        {"`end/a`", "end/a=1", "1"},
        {"date + 1", "date=4", "5"},
        {"day", "day=4", "4"},
        {"@date", "@date=1", "1"},
        {"@end", "@end=1", "1"},
        {"@case", "@case=1", "1"},
        {"a/b", "a/b=1", "1"},
        {"a / b", "a=6|b=3", "2"},
        {"a /b", "a=6|b=3", "2"},
        {"@a/@b", "@a=6|@b=3", "2"},
        {"@a/b", "@a=6|b=3", "2"},
        {"a/2", "a=6", "3"},
        {"a/.5", "a=6", "12"},
        {"a/(b)", "a=6|b=2", "3"},
        {"a//2", "a=7", "3"},
        {"@a//@b", "@a=7|@b=2", "3"},
        {"a // b", "a=7|b=2", "3"},
        {"a - b", "a=7|b=2", "5"},
        {"a -b", "a=7|b=2", "5"},
        {"@a-@b", "@a=7|@b=2", "5"},
        {"a -- b\n+ 1", "a=7", "8"},
        {"a /* b */ + 1", "a=7", "8"},
        {"-- all of it\n@a", "@a=1", "1"},
        {"(a)/(b)", "a=6|b=3", "2"},
        {"5-3", "", "2"},
        {"@a + @a", "@a=2", "4"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_arithmetic(void **state)
{
    static const struct expr_row rows[] = {
        {"1 + 2 * 3", "", "7"},
        {"(1 + 2) * 3", "", "9"},
        {"10 - 4 - 3", "", "3"},
        {"100 / 10 / 2", "", "5"},
        {"2 * 3 % 4", "", "2"},
        {"2 ** 3 ** 2", "", "512"},
        {"-2 ** 2", "", "-4"},
        {"(-2) ** 2", "", "4"},
        {"2 ** -2", "", "0.25"},
        {"- - 5", "", "5"},
        {"-+5", "", "-5"},
        {"3 - -2", "", "5"},
        {"0.1 + 0.2", "", "0.3"},
        {"1.10 + 1.10", "", "2.2"},
        {"1.50 * 2", "", "3"},
        {"1 / 3", "", "0.333333333333333333333333333"},
        {"round(1 / 3, 2)", "", "0.33"},
        {"1 / 3 * 3", "", "0.999999999999999999999999999"},
        {"round(1 / 3 * 3, 6)", "", "1"},
        {"7 // 2", "", "3"},
        {"-7 // 2", "", "-3"},
        {"-7 % 3", "", "-1"},
        {"7.5 % 2", "", "1.5"},
        {"@a + 1", "@a=41", "42"},
        {"@a + 1", "@a= 41\n", "42"},
        {"@a + 1", "@a=+41.0", "42"},
        {"@a + 1", "@a=", "NULL"},
        {"@a + 1", "@a=  ", "NULL"},
        {"@a + 1", "", "NULL"},
        {"1 + @a", "", "NULL"},
        {"-@a", "", "NULL"},
        {"-@a", "@a=0", "0"},
        {"-@a", "@a=-0.5", "0.5"},
        {"@a / @b", "@a=1000|@b=12", "83.333333333333333333333333333"},
        {"@a * @b", "@a=12345678901234567890123456789012345678|@b=10",
         "123456789012345678901234567890123456780"},
        {"@a + @b", "@a=99999999999999999999999999999999999999|@b=0.01",
         "99999999999999999999999999999999999999.01"},
        {"@a + 1", "@a=abc", "! line 1, column 1: @a: \"abc\" is not a number"},
        {"1 + @a", "@a=1,000", "! line 1, column 5: @a: \"1,000\" is not a number"},
        {"1\n+ @b * @a", "@a=1e3|@b=1", "! line 2, column 8: @a: \"1e3\" is not a number"},
        {"'ö' || -@a", "@a=x", "! line 1, column 9: @a: \"x\" is not a number"},
        {"(@a || 'x') * 2", "@a=1", "! line 1, column 1: (@a || 'x'): \"1x\" is not a number"},
        {"@a / @b", "@a=1|@b=0", "! line 1, column 1: @a / @b: division by zero"},
        {"@a // @b", "@a=1|@b=0.00", "! line 1, column 1: @a // @b: division by zero"},
        {"2 * (@a % @b)", "@a=1|@b=0", "! line 1, column 5: (@a % @b): division by zero"},
        {"@a / nullif(@b, 0)", "@a=1|@b=0", "NULL"},
        {"@a / @b", "@b=0", "NULL"},
        {"@a ** @b", "@a=2|@b=0.5",
         "! line 1, column 1: @a ** @b: an exponent must be a whole number from -9999 to 9999"},
        {"@a ** 99", "@a=1000",
         "! line 1, column 1: @a ** 99: the result has more than 72 digits before the point"},
        {"`a rather long path with blanks in it`/2 + 1/@b", "@b=0", "NULL"},
        {"1/@b + `a rather long path with blanks in it`", "@b=0",
         "! line 1, column 1: 1/@b: division by zero"},
        {"1 / (@b + `a rather long path with blanks in it`)", "@b=0|a rather long path with blanks in it=0",
         "! line 1, column 1: 1 / (@b + `a rather long path with blank...: division by zero"},
        {"1 / (@größe +\n   `ä123456789012345678901234567890`)", "@größe=0|ä123456789012345678901234567890=0",
         "! line 1, column 1: 1 / (@größe + `ä123456789012345678901...: division by zero"},
        /* an annuity: 10,000 at 5.25 percent a year over 48 months */
        {"round(@p * @r / 1200 / (1 - (1 + @r / 1200) ** -@n), 2)", "@p=10000|@r=5.25|@n=48", "231.43"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_compare(void **state)
{
    static const struct expr_row rows[] = {
        {"@a = 5", "@a=5.00", "true"},
        {"@a = 5", "@a=05", "true"},
        {"@a = 5", "@a= 5 ", "true"},
        {"@a <> 5", "@a=5.0", "false"},
        {"@a != 5", "@a=6", "true"},
        {"@a < 10", "@a=9", "true"},
        {"@a > 10", "@a=9", "false"},
        {"@a <= 9", "@a=9.0", "true"},
        {"@a >= 9", "@a=8.9", "false"},
        {"decimal(@a) < @b", "@a=-2|@b=-1.5", "true"},
        {"@a < decimal(@b)", "@a=-2|@b=-10", "false"},
        {"@a = '5'", "@a=5.0", "false"},
        {"@a = '05'", "@a=05", "true"},
        {"@a > '10'", "@a=9", "true"},
        {"@a = @b", "@a=1|@b=01", "false"},
        {"@a = 5", "@a=abc", "! line 1, column 1: @a: \"abc\" is not a number"},
        {"@a > 5", "@a=6OO", "! line 1, column 1: @a: \"6OO\" is not a number"},
        {"5 < @a", "@a=N/A", "! line 1, column 5: @a: \"N/A\" is not a number"},
        {"upper(@a) > 5", "@a=x", "! line 1, column 1: upper(@a): \"X\" is not a number"},
        {"substring(@a, 1, 2) > 5", "@a=10x", "true"},
        {"coalesce(@a, 0) < @b", "@a=9|@b=10", "true"},
        {"case when @a is null then '' else @a end > 5", "", "NULL"},
        {"@a > 5", "@a=  ", "NULL"},
        {"@a = 'x'", "@a=x", "true"},
        {"@a = 'x'", "@a=X", "false"},
        {"@a = 'x'", "@a=x ", "false"},
        {"@a < 'b'", "@a=a", "true"},
        {"@a < 'aa'", "@a=a", "true"},
        {"@a = 5", "", "NULL"},
        {"@a = 5", "@a=", "NULL"},
        {"@a <> @b", "@a=1", "NULL"},
        {"@a + 0 = 5", "@a=abc", "! line 1, column 1: @a: \"abc\" is not a number"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_ranges(void **state)
{
    static const struct expr_row rows[] = {
        {"@d > date('2024-01-31')", "@d=2024-02-01", "true"},
        {"@d > date('2024-01-31')", "@d=2024-01-31T00:00:01", "true"},
        {"date(@d) > '2024-01-31'", "@d=2024-01-31T00:00:01", "false"},
        {"timestamp(@d) > '2024-01-31'", "@d=2024-01-31T00:00:01", "true"},
        {"timestamp(@d) = '2024-01-31'", "@d=2024-01-31", "true"},
        {"timestamp(@d)", "@d=2024-01-31", "2024-01-31 00:00:00"},
        {"timestamp(@d)", "@d= 2024-01-31T10:00Z ", "2024-01-31T10:00Z"},
        {"timestamp(@d)", "@d=soon", "! line 1, column 11: @d: \"soon\" is not a date (YYYY-MM-DD)"},
        {"@d = '2024-01-31'", "@d=2024-01-31 00:00", "false"},
        {"@d = date('2024-01-31')", "@d=2024-01-31 00:00", "true"},
        {"@d = date('2024-01-31')", "@d=2024-01-31T00:00:00.000", "true"},
        {"@d < date('2024-01-31')", "@d= ", "NULL"},
        {"@d < date('2024-01-31')", "@d=soon", "! line 1, column 1: @d: \"soon\" is not a date (YYYY-MM-DD)"},
        {"@d < date('2024-01-31')", "@d=9999-12-31T23:00-05:00",
         "! line 1, column 1: @d: in UTC this is not in the years 0001 to 9999"},
        {"timestamp(@d) < @e", "@d=2024-01-31T10:00:00.5|@e=2024-01-31T10:00:00.25", "false"},
        {"@d = timestamp(@e)", "@d=2024-01-31T12:00:00+02:00|@e=2024-01-31T10:00:00Z", "true"},
        {"@d = timestamp(@e)", "@d=2024-01-31T12:00:00+02:00|@e=2024-01-31T10:00", "true"},
        {"@d = @e", "@d=2024-01-31T12:00:00+02:00|@e=2024-01-31T10:00:00Z", "false"},
        {"coalesce(@d, date('9999-12-31')) > @e", "@e=2024-01-31", "true"},
        {"trim(@d) < '2024-01-31'", "@d=2024-01-30", "true"},
        {"@d < '2024-1-5'", "@d=2024-01-04", "true"},
        {"@d = '2024-02-30'", "@d=2024-02-30", "true"},
        {"@a between 1 and 5", "@a=5", "true"},
        {"@a between 1 and 5", "@a=5.1", "false"},
        {"@a not between 1 and 5", "@a=5.1", "true"},
        {"@a between 1 and 5", "", "NULL"},
        {"@a between @b and 5", "@a=6", "false"},
        {"@a between @b and 50", "@a=9|@b=10", "false"},
        {"@a between '01000' and '01999'", "@a=01234", "true"},
        {"@a between 1 and 5", "@a=x", "! line 1, column 1: @a: \"x\" is not a number"},
        {"@a between @b and 5", "@a=4", "NULL"},
        {"@a between 1 and 2 and @b = 3", "@a=1|@b=3", "true"},
        {"date(@d) between '2024-01-01' and '2024-12-31'", "@d=2024-06-01", "true"},
        {"@d between date('2024-01-01') and '2024-12-31'", "@d=2024-06-01", "true"},
        {"@a in ('01', '02')", "@a=1", "false"},
        {"@a in ('01', '02')", "@a=02", "true"},
        {"@a in (1, 2)", "@a=02", "true"},
        {"@a in (1, @b)", "@a=2|@b=2.0", "true"},
        {"@a in ('1', @b)", "@a=2|@b=2.0", "false"},
        {"@a in (1, 2)", "@a=x", "! line 1, column 1: @a: \"x\" is not a number"},
        {"case @a when '01' then 'one' else 'other' end", "@a=1", "other"},
        {"case @a when 1 then 'one' else 'other' end", "@a=01", "one"},
        {"case @a when 1 then 'one' else 'other' end", "@a=x",
         "! line 1, column 6: @a: \"x\" is not a number"},
        {"case date(@a) when '2024-01-01' then 'first' else 'other' end", "@a=2024-01-01", "first"},
        {"@a in (1, 2, 3)", "@a=2.0", "true"},
        {"@a in ('A', 'B')", "@a=C", "false"},
        {"@a not in ('A', 'B')", "@a=C", "true"},
        {"@a in ('A')", "", "NULL"},
        {"@a not in ('A')", "", "NULL"},
        {"@a in ('A', @b)", "@a=C", "NULL"},
        {"@a in ('A', @b)", "@a=A", "true"},
        {"@a not in ('A', @b)", "@a=A", "false"},
        {"@a is null", "", "true"},
        {"@a is null", "@a=", "true"},
        {"@a is null", "@a= ", "false"},
        {"@a is not null", "@a=x", "true"},
        {"@a is empty", "@a= \t\n", "true"},
        {"@a is empty", "", "true"},
        {"@a is not empty", "@a= x", "true"},
        {"@a + 1 is empty", "@a=0", "false"},
        {"@a + 1 is null", "@a= ", "true"},
    };

    check_exprs(state, rows, COUNT(rows));
}

/* T, F and U are true, false and unknown. */
static void test_logic(void **state)
{
    static const struct expr_row rows[] = {
        {"true and true", "", "true"},
        {"true and false", "", "false"},
        {"@u = 1 and true", "", "NULL"},
        {"@u = 1 and false", "", "false"},
        {"false and @u = 1", "", "false"},
        {"true or @u = 1", "", "true"},
        {"@u = 1 or true", "", "true"},
        {"@u = 1 or false", "", "NULL"},
        {"@u = 1 or @u = 2", "", "NULL"},
        {"not @u = 1", "", "NULL"},
        {"not true", "", "false"},
        {"not not true", "", "true"},
        {"not @a = 1 and @b = 1", "@a=2|@b=1", "true"},
        {"true or true and false", "", "true"},
        {"(true or true) and false", "", "false"},
        {"@a = 1 or @b = 1 or @c = 1", "@c=1", "true"},
        {"@a = 1 and @b = 1 and @c = 1", "@a=1|@b=1|@c=1", "true"},
        {"@a <> 0 and 10 / @a > 2", "@a=0", "false"},
        {"@a = 0 or 10 / @a > 2", "@a=0", "true"},
        {"null", "", "NULL"},
        {"null or true", "", "true"},
        {"not null", "", "NULL"},
        {"true", "", "true"},
        {"@a = 1 And Not @b Is Null Or False", "@a=1|@b=x", "true"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_case(void **state)
{
    static const struct expr_row rows[] = {
        {"case when @basis = 'ANNUM' then @salary / 12 else @salary end", "@basis=ANNUM|@salary=60000",
         "5000"},
        {"case when @basis = 'ANNUM' then @salary / 12 else @salary end", "@basis=MONTH|@salary=4100.50",
         "4100.50"},
        {"case when @basis = 'ANNUM' then @salary / 12 else @salary end", "@salary=7", "7"},
        {"case when @a = 1 then 'one' when @a = 2 then 'two' end", "@a=2", "two"},
        {"case when @a = 1 then 'one' when @a = 2 then 'two' end", "@a=3", "NULL"},
        {"case when @a = 1 then 'one' end", "", "NULL"},
        {"case when not @a = 1 then 'other' else 'unknown' end", "", "unknown"},
        {"case @a when 1 then 'one' when 2 then 'two' else 'many' end", "@a=2.0", "two"},
        {"case @a when 'x' then 1 else 2 end", "", "2"},
        {"case @a when @b then 'same' else 'other' end", "", "other"},
        {"case @a + 1 when 2 then 'yes' end", "@a=1", "yes"},
        {"case when @a = 1 then case when @b = 1 then 'x' else 'y' end else 'z' end", "@a=1|@b=2", "y"},
        {"case case @a when 1 then 'x' end when 'x' then 'ok' end", "@a=1", "ok"},
        {"case when @a = 0 then 0 else 100 / @a end", "@a=0", "0"},
        {"case when @a = 1 then null else 'x' end", "@a=1", "NULL"},
        {"case when @a = 1 then '' else 'x' end", "@a=1", ""},
        {"case when case when @a = 1 then @b = 1 else false end then 'x' else 'y' end", "@a=1|@b=1", "x"},
        {"case when @a = 1 then @b = 1 else null end", "@a=1|@b=2", "false"},
        {"case when null then 1 else 2 end", "", "2"},
        {"case when @a = 1 then 1 else 2 end * 10 + 5", "@a=1", "15"},
        {"CASE WHEN @a IN ('Y','y') THEN 1 ELSE 0 END", "@a=y", "1"},
        {"case when @a = 1 then 1 else 3 end/3", "", "1"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_texts(void **state)
{
    static const struct expr_row rows[] = {
        {"'it''s'", "", "it's"},
        {"''", "", ""},
        {"''''", "", "'"},
        {"@a || ', ' || @b", "@a=x|@b=y", "x, y"},
        {"@a || ', ' || @b", "@a=x", "NULL"},
        {"concat(@a, ', ', @b)", "@a=x", "x, "},
        {"concat(@a, @b)", "", "NULL"},
        {"concat(@a)", "@a=1", "1"},
        {"'n' || 1 + 2", "", "n3"},
        {"1.50 || ''", "", "1.5"},
        {"@a || coalesce(@b, '')", "@a=x", "x"},
        {"coalesce(@a, '') <> 'Y'", "", "true"},
        {"nullif(trim(@a), '')", "@a= ", "NULL"},
        {"'' is null", "", "true"},
        {"1.50 || 'x'", "", "1.5x"},
        {"@a || 'x'", "@a=1.50", "1.50x"},
        {"upper(@a)", "@a=müller", "MÜLLER"},
        {"lower(@a)", "@a=ÀB", "àb"},
        {"UPPER(@a)", "", "NULL"},
        {"trim(@a)", "@a= x y\t", "x y"},
        {"trim(@a)", "@a=  ", ""},
        {"length(@a)", "@a=größe", "5"},
        {"length(@a)", "", "NULL"},
        {"length(@a)", "@a=", "0"},
        {"length(12.50)", "", "4"},
        {"substring(@a, 2)", "@a=größe", "röße"},
        {"substring(@a, 2, 3)", "@a=größe", "röß"},
        {"substr(@a, 0, 3)", "@a=abc", "ab"},
        {"substring(@a, -1, 3)", "@a=abc", "a"},
        {"substring(@a, 4)", "@a=abc", ""},
        {"substring(@a, 2, 0)", "@a=abc", ""},
        {"substring(@a, 2, @n)", "@a=abc", "NULL"},
        {"substring(@a, 2, -1)", "@a=abc", "! line 1, column 18: -1: the number of characters is negative"},
        {"substring(@a, 1.5)", "@a=abc", "! line 1, column 15: 1.5: this must be a whole number"},
        {"substring(@a, @b)", "@a=abc|@b=x", "! line 1, column 15: @b: \"x\" is not a number"},
        {"substring(@a, 100000000000000000, 999999999999999999)", "@a=abc", ""},
        {"replace(@a, '-', '')", "@a=1-2-3", "123"},
        {"replace(@a, '-', ', ')", "@a=-1-2-", ", 1, 2, "},
        {"replace(@a, 'aa', 'b')", "@a=aaaaa", "bba"},
        {"replace(@a, 'x', 'y')", "@a=abc", "abc"},
        {"replace(@a, '', 'y')", "@a=abc", "abc"},
        {"replace(@a, 'b', @b)", "@a=abc", "NULL"},
        {"replace(@a, 'x', 'y')", "", "NULL"},
        {"replace(@a, 'abc', '')", "@a=abc", ""},
        {"replace(@a, ',', '') + 0", "@a=12,345.60", "12345.6"},
        {"coalesce(@a, @b, 'none')", "@b=x", "x"},
        {"coalesce(@a, @b, 'none')", "@a=", ""},
        {"coalesce(@a, @b, 'none')", "", "none"},
        {"coalesce(@a, @b)", "", "NULL"},
        {"coalesce(@a, 1 / @b)", "@a=1|@b=0", "1"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_functions(void **state)
{
    static const struct expr_row rows[] = {
        {"nullif(@a, 'N/A')", "@a=N/A", "NULL"},
        {"nullif(@a, 'N/A')", "@a=5", "5"},
        {"nullif(@a, 0)", "@a=0.00", "NULL"},
        {"nullif(@a, @b)", "@a=1", "1"},
        {"least(@a, @b, 5)", "@a=10|@b=9", "5"},
        {"greatest(@a, @b, 5)", "@a=10|@b=9.5", "10"},
        {"nullif(@a, '00')", "@a=0", "0"},
        {"nullif(@a, 0)", "@a=x", "! line 1, column 8: @a: \"x\" is not a number"},
        {"rank(@a, '01', '1')", "@a=1", "2"},
        {"rank(@a, 2, 1)", "@a=01", "2"},
        {"least(decimal(@a), @b)", "@a=1", "NULL"},
        {"least(@a, @b, 5)", "@a=10|@b=x", "! line 1, column 11: @b: \"x\" is not a number"},
        {"greatest(date(@a), @b)", "@a=2024-01-31|@b= 2024-02-01 ", " 2024-02-01 "},
        {"decimal(@a)", "@a=007.50", "7.5"},
        {"decimal(@a)", "@a= ", "NULL"},
        {"decimal(@a)", "@a=x", "! line 1, column 9: @a: \"x\" is not a number"},
        {"integer(@a)", "@a=007.0", "7"},
        {"integer(@a)", "@a=7.5", "! line 1, column 9: @a: this is not a whole number"},
        {"least('b', 'a')", "", "a"},
        {"abs(@a)", "@a=-5.50", "5.5"},
        {"abs(@a)", "@a=x", "! line 1, column 5: @a: \"x\" is not a number"},
        {"abs(@a)", "@a= ", "NULL"},
        {"round(@a)", "@a=2.5", "3"},
        {"round(@a, 2)", "@a=-1.005", "-1.01"},
        {"round(@a, -2)", "@a=1250", "1300"},
        {"round(@a, @n)", "@a=1", "NULL"},
        {"round(@a, @n)", "@a=1|@n= ", "NULL"},
        {"round(@a, 1.5)", "@a=1", "! line 1, column 11: 1.5: this must be a whole number from -36 to 36"},
        {"round(@a, 37)", "@a=1", "! line 1, column 11: 37: this must be a whole number from -36 to 36"},
        {"floor(@a)", "@a=-1.5", "-2"},
        {"floor(@a, 1)", "@a=1.59", "1.5"},
        {"ceil(@a) || ceiling(@a)", "@a=1.2", "22"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_like(void **state)
{
    static const struct expr_row rows[] = {
        {"@a like 'abc'", "@a=abc", "true"},
        {"@a like 'abc'", "@a=abcd", "false"},
        {"@a like 'a%'", "@a=abc", "true"},
        {"@a like '%c'", "@a=abc", "true"},
        {"@a like '%b%'", "@a=abc", "true"},
        {"@a like 'a_c'", "@a=aöc", "true"},
        {"@a like '___'", "@a=öäü", "true"},
        {"@a like '__'", "@a=öäü", "false"},
        {"@a like '%'", "@a=x", "true"},
        {"@a like '%'", "@a=", "true"},
        {"@a like '_'", "@a=", "false"},
        {"@a like '%'", "", "NULL"},
        {"@a like '%%a%_%b%%'", "@a=xayb", "true"},
        {"@a like '%ab%ab'", "@a=abab", "true"},
        {"@a like '%aab'", "@a=aaaab", "true"},
        {"@a like 'A%'", "@a=abc", "false"},
        {"@a ilike 'A%'", "@a=abc", "true"},
        {"@a ilike '%MÜLL%'", "@a=Herr müller", "true"},
        {"@a not like 'b%'", "@a=abc", "true"},
        {"@a not ilike 'A%'", "@a=abc", "false"},
        {"@a not like 'b%'", "", "NULL"},
        {"@a like @b", "@a=x|@b=_", "true"},
        {"@a like '100!%' escape '!'", "@a=100%", "true"},
        {"@a like '100!%' escape '!'", "@a=1000", "false"},
        {"@a like '!!!_x' escape '!'", "@a=!_x", "true"},
        {"@a like '\\_' escape '\\'", "@a=_", "true"},
        {"@a like '\\_'", "@a=\\x", "true"},
        {"@a like 'öö%' escape 'ö'", "@a=öx", "true"},
        {"@a like @b escape '!'", "@a=x|@b=x!",
         "! line 1, column 9: @b: the escape character must stand before %, _ or itself"},
        {"@a like @b escape '!'", "@a=x|@b=!x",
         "! line 1, column 9: @b: the escape character must stand before %, _ or itself"},
        {"12 like '1_'", "", "true"},
        {"@a like '5'", "@a=5.0", "false"},
        {"@a like '.*'", "@a=xx", "false"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_dates(void **state)
{
    static const struct expr_row rows[] = {
        {"date('2024-02-29')", "", "2024-02-29"},
        {"date(@d)", "@d=2024-02-29T10:00:00Z", "2024-02-29"},
        {"date(@d)", "@d= 2024-02-29 ", "2024-02-29"},
        {"date(@d)", "", "NULL"},
        {"date(@d)", "@d=29.02.2024", "! line 1, column 6: @d: \"29.02.2024\" is not a date (YYYY-MM-DD)"},
        {"date(@d)", "@d=2023-02-29",
         "! line 1, column 6: @d: \"2023-02-29\" is not a date (YYYY-MM-DD): that month has 28 days"},
        {"date(@d)", "@d=2023-02-28T25:00",
         "! line 1, column 6: @d: \"2023-02-28T25:00\" is not a timestamp (YYYY-MM-DD HH:MM:SS): hours are "
         "00 "
         "to 23"},
        {"date(@d)", "@d=  ", "NULL"},
        {"year(@d)", "@d=", "NULL"},
        {"dateadd(day, 1, @d)", "@d= ", "NULL"},
        {"datediff(day, @d, '2024-01-01')", "@d= ", "NULL"},
        {"datediff(day, '2024-01-01', @d)", "@d= ", "NULL"},
        {"dateadd(day, 30, @d)", "@d=2024-01-31", "2024-03-01"},
        {"dateadd(day, -1, @d)", "@d=2024-03-01", "2024-02-29"},
        {"dateadd(day, @n, @d)", "@d=2024-03-01|@n=366", "2025-03-02"},
        {"dateadd(day, 1, @d)", "@d=2024-02-28T23:59:59.5+02:00", "2024-02-29T23:59:59.5+02:00"},
        {"dateadd(month, 1, @d)", "@d=2024-01-31", "2024-02-29"},
        {"dateadd(month, -1, @d)", "@d=2024-01-15", "2023-12-15"},
        {"dateadd(month, 12, @d)", "@d=2024-02-29", "2025-02-28"},
        {"dateadd(year, 4, @d)", "@d=2024-02-29", "2028-02-29"},
        {"DATEADD(Year, -1, @d)", "@d=2024-02-29", "2023-02-28"},
        {"dateadd(day, 1, @d)", "", "NULL"},
        {"dateadd(day, @n, @d)", "@d=2024-01-01", "NULL"},
        {"dateadd(day, 1, @d)", "@d=9999-12-31",
         "! line 1, column 1: dateadd(day, 1, @d): the result is not in the years 0001 to 9999"},
        {"dateadd(day, -1, @d)", "@d=0001-01-01",
         "! line 1, column 1: dateadd(day, -1, @d): the result is not in the years 0001 to 9999"},
        {"dateadd(year, 999999999, @d)", "@d=2024-01-01",
         "! line 1, column 1: dateadd(year, 999999999, @d): the result is not in the years 0001 to 9999"},
        {"dateadd(month, 1.5, @d)", "@d=2024-01-01",
         "! line 1, column 16: 1.5: only a whole number can be added to a date"},
        {"dateadd(day, 1, @d)", "@d=x", "! line 1, column 17: @d: \"x\" is not a date (YYYY-MM-DD)"},
        {"datediff(day, @a, @b)", "@a=2024-02-28|@b=2024-03-01", "2"},
        {"datediff(day, @a, @b)", "@a=2024-03-01T23:00|@b=2024-02-28", "-2"},
        {"datediff(month, @a, @b)", "@a=2024-01-31|@b=2024-02-01", "1"},
        {"datediff(year, @a, @b)", "@a=1990-12-31|@b=2024-01-01", "34"},
        {"datediff(day, @a, @b)", "@a=0001-01-01|@b=9999-12-31", "3652058"},
        {"year(@d) || '/' || month(@d) || '/' || day(@d)", "@d=2024-03-05T00:00", "2024/3/5"},
        {"year(@d)", "", "NULL"},
        {"dateadd(day, 14, date('2024-01-01')) < @d", "@d=2024-01-16", "true"},
        /* whole years between two dates */
        {"year(@on) - year(@born) - case when month(@on) * 100 + day(@on) < month(@born) * 100 + day(@born) "
         "then 1 else 0 end",
         "@born=1990-06-15|@on=2024-06-14", "33"},
    };

    check_exprs(state, rows, COUNT(rows));
}

/* DATEADD and DATEDIFF over every day of 800 years, against counting. */
static void test_calendar(void **state)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1899, month = 12, day = 31;
    char operands[80];
    char expected[40];

    for (int n = 0; n < 300000; n++, day++) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day > days[month - 1] + (month == 2 && leap)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
        if (n % 7 && day < 28)
            continue;
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, day);
        snprintf(operands, sizeof operands, "@n=%d", n);
        assert_string_equal(result_of(*state, "dateadd(day, @n, '1899-12-31')", operands), expected);
        snprintf(operands, sizeof operands, "@d=%s", expected);
        snprintf(expected, sizeof expected, "%d", n);
        assert_string_equal(result_of(*state, "datediff(day, '1899-12-31', @d)", operands), expected);
    }
}

/* A long list nests no deeper than a short one. */
static void test_long(void **state)
{
    struct rowan_buffer text = {0};

    rowan_buffer_append_slice(&text, "@a in (0");
    for (int i = 1; i < 5000; i++)
        rowan_buffer_format(&text, ", %d", i);
    rowan_buffer_append_slice(&text, ") and (@a = 0");
    for (int i = 1; i < 5000; i++)
        rowan_buffer_format(&text, " or @a = %d", i);
    rowan_buffer_append_slice(&text, ")");
    assert_string_equal(result_of(*state, rowan_buffer_string(&text), "@a=4999"), "true");
    assert_string_equal(result_of(*state, rowan_buffer_string(&text), "@a=5000"), "false");
    rowan_buffer_clear(&text);
}

static void test_parts(void **state)
{
    static const struct expr_row rows[] = {
        {"left(@a, 2)", "@a=Ärger", "Är"},
        {"left(@a, -2)", "@a=Ärger", "Ärg"},
        {"left(@a, 9)", "@a=Ärger", "Ärger"},
        {"left(@a, -9)", "@a=Ärger", ""},
        {"left(@a, @b)", "@a=Ärger", "NULL"},
        {"left(@a, @b)", "@a=Ärger|@b= ", "NULL"},
        {"left(@a, 0.5)", "@a=Ärger", "! line 1, column 10: 0.5: this must be a whole number"},
        {"right(@a, 2)", "@a=Groß", "oß"},
        {"right(@a, -1)", "@a=Groß", "roß"},
        {"right(@a, 0)", "@a=Groß", ""},
        {"strpos(@a, 'ß')", "@a=Groß", "4"},
        {"strpos(@a, 'x')", "@a=Groß", "0"},
        {"strpos(@a, '')", "@a=Groß", "1"},
        {"lpad(@a, 5, '0')", "@a=42", "00042"},
        {"lpad(@a, 4)", "@a=42", "  42"},
        {"lpad(@a, 7, 'äb')", "@a=42", "äbäbä42"},
        {"lpad(@a, 1, '0')", "@a=42", "4"},
        {"lpad(@a, -1, '0')", "@a=42", ""},
        {"lpad(@a, 5, '')", "@a=42", "42"},
        {"lpad(@a, 100001)", "@a=42",
         "! line 1, column 10: 100001: a text is filled up to 100000 characters at most"},
        {"rpad(@a, 5, 'xy')", "@a=42", "42xyx"},
        {"rpad(@a, 1, 'xy')", "@a=42", "4"},
        {"split_part(@a, '-', 2)", "@a=a-b-c", "b"},
        {"split_part(@a, '-', -1)", "@a=a-b-c", "c"},
        {"split_part(@a, '-', -3)", "@a=a-b-c", "a"},
        {"split_part(@a, '-', 4)", "@a=a-b-c", ""},
        {"split_part(@a, '-', -4)", "@a=a-b-c", ""},
        {"split_part(@a, '--', 2)", "@a=a--b", "b"},
        {"split_part(@a, '-', 2)", "@a=a--b", ""},
        {"split_part(@a, '', 1)", "@a=a-b", "a-b"},
        {"split_part(@a, '', 2)", "@a=a-b", ""},
        {"split_part(@a, '-', 0)", "@a=a-b", "! line 1, column 21: 0: parts are counted from 1, or from -1"},
        {"initcap(@a)", "@a=anna-lena O'NEIL ölse 3rd", "Anna-Lena O'Neil Ölse 3rd"},
        {"md5(@a)", "@a=42", "a1d0c6e83f027327d8461063f4ac58a6"},
        {"sha256(@a)", "@a=abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"md5(@a)", "", "NULL"},
        {"boolean(@a)", "@a= Yes ", "true"},
        {"boolean(@a)", "@a=off", "false"},
        {"boolean(@a)", "@a= ", "NULL"},
        {"not boolean(@a) or @b = '1'", "@b=1", "true"},
        {"case when boolean(@a) then 'y' else 'n' end", "", "n"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_regexps(void **state)
{
    static const struct expr_row rows[] = {
        {"regexp_like(@a, '^[A-Z]{2}\\d+$')", "@a=DE89", "true"},
        {"regexp_like(@a, '^[A-Z]{2}\\d+$')", "@a=DE89\n", "false"},
        {"regexp_like(@a, '(?i)^größe')", "@a=GRÖßE", "true"},
        {"regexp_like(@a, '^\\w+$')", "@a=Größe", "true"},
        {"regexp_like(@a, 'x')", "", "NULL"},
        {"not regexp_like(@a, 'x')", "@a=a", "true"},
        {"regexp_substr(@a, '\\d+')", "@a=a 12 34", "12"},
        {"regexp_substr(@a, 'a \\K\\d+')", "@a=a 12 34", "12"},
        {"regexp_substr(@a, 'x')", "@a=a", "NULL"},
        {"regexp_replace(@a, '\\s+', '')", "@a=a 1  2", "a12"},
        {"regexp_replace(@a, '(\\d)(\\d)', '\\2\\1')", "@a=12 345", "21 435"},
        {"regexp_replace(@a, '(b)?a', '[\\1\\0\\\\]')", "@a=aba", "[a\\][bba\\]"},
        {"regexp_replace(@a, 'x*', '-')", "@a=äxb", "-ä--b-"},
        {"regexp_replace(@a, '$', '!')", "@a=ä", "ä!"},
        {"regexp_replace(@a, 'x', '')", "@a=ä", "ä"},
        {"regexp_like(@a, '^(a+)+$')", "@a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
         "! line 1, column 1: regexp_like(@a, '^(a+)+$'): the pattern takes too many steps on this text"},
        {"regexp_like(@a, @b)", "",
         "? line 1, column 17: a pattern stands in quotes: regexp_like(Name, '[A-Z]+')"},
        {"regexp_like(@a, 'a(')", "",
         "? line 1, column 17: the pattern, at byte 2: missing closing parenthesis"},
        {"regexp_replace(@a, 'a', @b)", "",
         "? line 1, column 25: what replaces stands in quotes; \\1 in it is the first group"},
        {"regexp_replace(@a, '(a)', '\\2')", "",
         "? line 1, column 27: the pattern has 1 group, and no group 2"},
        {"regexp_replace(@a, '(a)', 'b\\')", "",
         "? line 1, column 27: in what replaces, \\ stands before the number of a group or before itself"},
    };

    check_exprs(state, rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_operands, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_parts, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_regexps, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_arithmetic, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_compare, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_ranges, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_logic, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_case, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_texts, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_functions, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_like, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_dates, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_calendar, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_long, make_bench, free_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
