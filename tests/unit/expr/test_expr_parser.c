/* Expressions that are refused when the mapping is loaded, whole texts; and the line that plans show. */
#include "expr/expr_rows.h"

static void test_refused(void **state)
{
    static const struct expr_row rows[] = {
        {"", "",
         "? line 1, column 1: expected a path, a value, a function, CASE or (, but the expression ends here"},
        {" -- nothing", "",
         "? line 1, column 12: expected a path, a value, a function, CASE or (, but the expression ends "
         "here"},
        {"1 +", "",
         "? line 1, column 4: expected a path, a value, a function, CASE or (, but the expression ends here"},
        {"1 + * 2", "", "? line 1, column 5: expected a path, a value, a function, CASE or (, not \"*\""},
        {"(1", "", "? line 1, column 3: expected an operator or ), but the expression ends here"},
        {"1)", "", "? line 1, column 2: expected an operator or the end, not \")\""},
        {"@a @b", "", "? line 1, column 4: expected an operator or a keyword, not \"@\""},
        {"@a b", "", "? line 1, column 4: expected an operator or a keyword, not \"b\""},
        {"@a 'x'", "", "? line 1, column 4: expected an operator or the end, not \"'x'\""},
        {"@a ? 1", "", "? line 1, column 4: no part of an expression begins with this character"},
        {"a | b", "",
         "? line 1, column 3: a | b is a path in backquotes: `a | b`; texts are put in a row with ||"},
        {"?", "", "? line 1, column 1: no part of an expression begins with this character"},
        {"@a == 1", "", "? line 1, column 4: values are compared with =, not =="},
        {"@a = 1 && @b = 2", "", "? line 1, column 8: write AND, not &&"},
        {"@a = \"x\"", "",
         "? line 1, column 6: a text stands in single quotes: 'text'; a path may stand in backquotes"},
        {"'x", "", "? line 1, column 1: the text in quotes has no end"},
        {"'x''", "", "? line 1, column 1: the text in quotes has no end"},
        {"not/a = 1", "",
         "? line 1, column 1: a path that begins with a keyword needs backquotes; after the keyword comes a "
         "blank"},
        {"1 + case:x", "",
         "? line 1, column 5: a path that begins with a keyword needs backquotes; after the keyword comes a "
         "blank"},
        {"`x", "", "? line 1, column 1: the path in backquotes has no end"},
        {"1 /* x", "", "? line 1, column 2: a comment has no */"},
        {"1 /*/", "", "? line 1, column 2: a comment has no */"},
        {"12abc", "",
         "? line 1, column 1: this is neither a number nor a name; a name that begins with a digit needs "
         "backquotes"},
        {"1e5", "",
         "? line 1, column 1: this is neither a number nor a name; a name that begins with a digit needs "
         "backquotes"},
        {"1.2.3", "",
         "? line 1, column 1: this is not a number of at most 72 digits on each side of the point"},
        {"@first-name", "",
         "? line 1, column 1: this may be a name with a hyphen or a subtraction: put the path in backquotes, "
         "or "
         "blanks around the -"},
        {"@a-1", "",
         "? line 1, column 1: this may be a name with a hyphen or a subtraction: put the path in backquotes, "
         "or "
         "blanks around the -"},
        {"x + contact.salary", "",
         "? line 1, column 5: the steps of a path are parted by / (contact/@salary); a name with a dot needs "
         "backquotes"},
        {"@", "", "? line 1, column 1: expected an attribute's name after @"},
        {"@*", "", "? line 1, column 1: expected an attribute's name after @"},
        {"/", "", "? line 1, column 1: expected a path after /"},
        {"/ 2", "", "? line 1, column 1: expected a path after /"},
        {"a[1", "", "? line 1, column 1: the predicate has no ]"},
        {"a['x]", "", "? line 1, column 1: the predicate has no ]"},
        {"1 + `bad[`", "", "? line 1, column 5: path \"bad[\" is bad"},
        {"case", "",
         "? line 1, column 5: expected a path, a value, a function, CASE or (, but the expression ends here"},
        {"case end", "", "? line 1, column 6: expected a path, a value, a function, CASE or (, not \"end\""},
        {"case @a end", "", "? line 1, column 9: expected WHEN, not \"end\""},
        {"case when @a then 1 end", "",
         "? line 1, column 11: a condition is needed here, such as @state = 'Open'; this is a value"},
        {"case when @a = 1 else 2 end", "", "? line 1, column 18: expected THEN, not \"else\""},
        {"case when @a = 1\n  then 1\n  els 2 end", "",
         "? line 3, column 3: expected an operator or a keyword, not \"els\" (did you mean \"else\"?)"},
        {"case when @a = 1 then 1", "",
         "? line 1, column 24: expected WHEN, ELSE or END, but the expression ends here"},
        {"case when @a = 1 then 1 else 2", "",
         "? line 1, column 31: expected END, but the expression ends here"},
        {"case when @a = 1 then 1 else @b = 2 end", "",
         "? line 1, column 30: one branch of CASE is a value, another a condition"},
        {"case when @a = 1 then null else @b = 2 end + 1", "",
         "? line 1, column 1: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"case @a = 1 when 2 then 3 end", "",
         "? line 1, column 6: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"case @a when null then 3 end", "",
         "? line 1, column 14: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
    };

    check_exprs(state, rows, COUNT(rows));
}

static void test_refused_meaning(void **state)
{
    static const struct expr_row rows[] = {
        {"(@a = 1) + 1", "",
         "? line 1, column 1: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"1 < @a < 5", "", "? line 1, column 8: expected an operator or the end, not \"<\""},
        {"(1 < @a) = true", "",
         "? line 1, column 1: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"@a and @b = 1", "",
         "? line 1, column 1: a condition is needed here, such as @state = 'Open'; this is a value"},
        {"@b = 1 or @a", "",
         "? line 1, column 11: a condition is needed here, such as @state = 'Open'; this is a value"},
        {"not @a", "",
         "? line 1, column 5: a condition is needed here, such as @state = 'Open'; this is a value"},
        {"-(@a = 1)", "",
         "? line 1, column 2: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"@a = null", "",
         "? line 1, column 6: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"@a <> ''", "",
         "? line 1, column 7: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"null = @a", "",
         "? line 1, column 1: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"@a not in ('A', '')", "",
         "? line 1, column 17: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"@a = date(' ')", "",
         "? line 1, column 6: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"@a is 5", "", "? line 1, column 7: expected NULL, EMPTY or NOT, not \"5\""},
        {"@a is not 5", "", "? line 1, column 11: expected NULL or EMPTY, not \"5\""},
        {"@a not = 5", "", "? line 1, column 8: expected BETWEEN, IN, LIKE or ILIKE after NOT, not \"=\""},
        {"@a not", "",
         "? line 1, column 7: expected BETWEEN, IN, LIKE or ILIKE after NOT, but the expression ends here"},
        {"@a between 1 or 5", "", "? line 1, column 14: expected AND and the upper bound, not \"or\""},
        {"@a in 5", "", "? line 1, column 7: expected ( and the values, not \"5\""},
        {"@a in ()", "", "? line 1, column 8: expected a path, a value, a function, CASE or (, not \")\""},
        {"@a in (1, 2", "", "? line 1, column 12: expected a comma or ), but the expression ends here"},
        {"@a like 'x' escape 'xy'", "",
         "? line 1, column 20: expected one character in quotes, not \"'xy'\""},
        {"@a like 'x' escape @b", "", "? line 1, column 20: expected one character in quotes, not \"@b\""},
        {"@a like 'x!' escape '!'", "",
         "? line 1, column 9: the escape character must stand before %, _ or itself"},
        {"roud(@a, 2)", "", "? line 1, column 1: there is no function roud (did you mean \"round\"?)"},
        {"local_name()", "",
         "? line 1, column 1: there is no function local_name (did you mean \"local-name\"?)"},
        {"xyzzy (@a)", "", "? line 1, column 1: there is no function xyzzy"},
        {"1 + count(a)", "", "? line 1, column 5: count goes over the matches of a path, and here are none"},
        {"round()", "", "? line 1, column 1: round takes 1 or 2 arguments, here are 0"},
        {"round(1, 2, 3)", "", "? line 1, column 1: round takes 1 or 2 arguments, here are 3"},
        {"abs(1, 2)", "", "? line 1, column 1: abs takes 1 argument, here are 2"},
        {"nullif(@a)", "", "? line 1, column 1: nullif takes 2 arguments, here is 1"},
        {"coalesce(@a)", "", "? line 1, column 1: coalesce takes at least 2 arguments, here is 1"},
        {"dateadd(day, 1)", "", "? line 1, column 1: dateadd takes a unit and 2 arguments, here is 1"},
        {"dateadd(hour, 1, @d)", "", "? line 1, column 9: expected day, month or year, not \"hour\""},
        {"dateadd('day', 1, @d)", "", "? line 1, column 9: expected day, month or year, not \"'day'\""},
        {"dateadd(day 1, @d)", "", "? line 1, column 13: expected an operator or a keyword, not \"1\""},
        {"abs(1", "", "? line 1, column 6: expected a comma or ), but the expression ends here"},
        {"abs(1,)", "", "? line 1, column 7: expected an argument, not \")\""},
        {"abs(@a = 1)", "",
         "? line 1, column 5: a value is needed here, and this is a condition; CASE WHEN ... THEN ... makes "
         "a "
         "value of it"},
        {"'abc' + 1", "", "? line 1, column 1: 'abc': \"abc\" is not a number"},
        {"case when @a = 1 then 1 / 0 end", "", "? line 1, column 23: 1 / 0: division by zero"},
        {"date('2024-13-01') < @d", "",
         "? line 1, column 6: '2024-13-01': \"2024-13-01\" is not a date (YYYY-MM-DD): months are 01 to 12"},
        {"10 ** 99", "", "? line 1, column 1: 10 ** 99: the result has more than 72 digits before the point"},
        {"@a\xFF", "", "? the expression is not valid UTF-8, or holds a NUL"},
        {"text ()", "", "? line 1, column 6: expected an operator or the end, not \"(\""},
        {"@größe ?", "", "? line 1, column 8: no part of an expression begins with this character"},
    };

    check_exprs(state, rows, COUNT(rows));
}

/* begin, then middle so many times, then end */
static const char *nested(struct bench *b, const char *begin, const char *middle, int count, const char *end)
{
    struct rowan_buffer text = {0};
    const char *shown;

    rowan_buffer_append_slice(&text, begin);
    for (int i = 0; i < count; i++)
        rowan_buffer_append_slice(&text, middle);
    rowan_buffer_append_slice(&text, end);
    shown = result_of(b, rowan_buffer_string(&text), "@a=1");
    rowan_buffer_clear(&text);
    return shown;
}

static void test_depth(void **state)
{
    static const char *const middles[] = {"(", "- ", "not ", "abs(", "case when 1 = ", "2 ** ", "@a + @a *"};

    for (size_t i = 0; i < COUNT(middles); i++) {
        const char *shown = nested(*state, "", middles[i], 100000, "@a");
        if (!strstr(shown, ": the expression is nested too deep"))
            fail_msg("%s: %s", middles[i], shown);
    }
    assert_string_equal(nested(*state, "@a", " + @a", 150, ""), "151");
    assert_string_equal(nested(*state, "@a", " + @a", 250, ""),
                        "? line 1, column 1: the expression is nested too deep");
    assert_string_equal(nested(*state, "@a", " || @a", 5, ""), "111111");
    assert_int_equal(strlen(nested(*state, "@a", " || @a", 900, "")), 901);
}

static void test_line(void **state)
{
    static const struct row rows[] = {
        {"@a", "@a"},
        {"\n    case when @a = 1 -- one\n      then 'a  b' /* or */\n    end\n  ",
         "case when @a = 1 then 'a  b' end"},
        {"`a  b` || 'it''s  --'", "`a  b` || 'it''s  --'"},
        {"@a--x", "@a"},
        {"/* x */ @a", "@a"},
    };
    struct bench *b = *state;
    struct rowan_expr *expr = NULL;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(parse_expr(b, rows[i].input, &expr, NULL), ROWAN_OK);
        assert_string_equal(rowan_expr_line(expr), rows[i].shown);
    }
}

/* Memory that ends at every step is said, by the parser and by an evaluation. */
static void test_memory(void **state)
{
    struct rowan_expr_paths paths = {.resolve = find_path, .context = *state};
    struct rowan_expr *expr = NULL;
    struct rowan_buffer text = {0};
    struct rowan_error err;
    struct rowan_slice out, operand = rowan_slice_of("xxxxxxxxxxxxxxxxxxxx");
    int refused = 0;

    rowan_buffer_append_slice(&text, "concat(regexp_replace(@a, '(x)+?', '-\\1'), lpad(@a, 99), md5(@a), ");
    for (int i = 0; i < 300; i++)
        rowan_buffer_format(&text, "case @a when '%d' then upper(@a || '%d') else @a || @a end || @a, ", i,
                            i);
    rowan_buffer_append_slice(&text, "1)");
    for (size_t limit = 1; limit < 3000000; limit += limit < 20000 ? 4000 : 50000) {
        struct rowan_expr_scratch scratch = {.arena = {.limit = limit}};
        struct rowan_arena arena;
        enum rowan_status st;
        rowan_arena_init(&arena, limit);
        st = rowan_expr_parse(&expr, rowan_buffer_slice(&text), &arena, &paths, &err);
        assert_true(st == ROWAN_OK || st == ROWAN_NO_MEMORY);
        refused += st == ROWAN_NO_MEMORY;
        if (st == ROWAN_OK) {
            st = rowan_expr_eval(expr, &operand, NULL, &scratch, &out, &err);
            assert_true(st == ROWAN_OK || st == ROWAN_NO_MEMORY);
            scratch.arena.limit = 1;
            rowan_arena_clear(&scratch.arena);
            assert_int_equal(rowan_expr_eval(expr, &operand, NULL, &scratch, &out, &err), ROWAN_NO_MEMORY);
        }
        rowan_expr_scratch_clear(&scratch);
        rowan_arena_clear(&arena);
    }
    assert_true(refused > 3);
    assert_int_equal(err.status, ROWAN_NO_MEMORY);
    rowan_buffer_clear(&text);
}

static void test_comparisons(void **state)
{
    static const struct expr_row rows[] = {
        {"@a < @b", "",
         "? line 1, column 1: nothing says whether numbers, dates or texts are put in order here; write "
         "decimal(@a), date(@a), timestamp(@a) or trim(@a)"},
        {"@a between @b and @c", "",
         "? line 1, column 1: nothing says whether numbers, dates or texts are put in order here; write "
         "decimal(@a), date(@a), timestamp(@a) or trim(@a)"},
        {"greatest(@a, @b)", "",
         "? line 1, column 10: nothing says whether numbers, dates or texts are put in order here; write "
         "decimal(@a), date(@a), timestamp(@a) or trim(@a)"},
        {"coalesce(@a, '') >= @b", "",
         "? line 1, column 1: nothing says whether numbers, dates or texts are put in order here; write "
         "decimal(coalesce(@a, '')), date(coalesce(@a, '')), timestamp(coalesce(@a, '')) or "
         "trim(coalesce(@a, ''))"},
        {"@d > '2024-01-31'", "",
         "? line 1, column 6: '2024-01-31' in quotes is a text, and texts are put in order letter by letter; "
         "write date('2024-01-31')"},
        {"'2024-01-31T10:00' > @d", "",
         "? line 1, column 1: '2024-01-31T10:00' in quotes is a text, and texts are put in order letter by "
         "letter; write timestamp('2024-01-31T10:00')"},
        {"@a + 1 = '5'", "",
         "? line 1, column 1: @a + 1 is a number and '5' a text: numbers stand without quotes; to compare "
         "texts, put all in quotes"},
        {"length(@a) > '5'", "",
         "? line 1, column 1: length(@a) is a number and '5' a text: numbers stand without quotes; to "
         "compare texts, put all in quotes"},
        {"@a in (1, '02')", "",
         "? line 1, column 8: 1 is a number and '02' a text: numbers stand without quotes; to compare texts, "
         "put all in quotes"},
        {"case @a when 1 then 'x' when '2' then 'y' end", "",
         "? line 1, column 14: 1 is a number and '2' a text: numbers stand without quotes; to compare texts, "
         "put all in quotes"},
        {"coalesce(@a, 0) = '1'", "",
         "? line 1, column 1: coalesce(@a, 0) is a number and '1' a text: numbers stand without quotes; to "
         "compare texts, put all in quotes"},
        {"rank(@a, 1, '2')", "",
         "? line 1, column 10: 1 is a number and '2' a text: numbers stand without quotes; to compare texts, "
         "put all in quotes"},
        {"nullif(@a, 1) <> date('2024-01-01')", "",
         "? line 1, column 1: nullif(@a, 1) is a number and date('2024-01-01') a date: they cannot be "
         "compared"},
        {"date(@d) < 'soon'", "", "? line 1, column 12: 'soon': \"soon\" is not a date (YYYY-MM-DD)"},
    };

    check_exprs(state, rows, COUNT(rows));
}

/* What stands in quotes is a text to arithmetic, too. */
static void test_quoted_numbers(void **state)
{
    static const struct expr_row rows[] = {
        {"'3' + 1", "",
         "? line 1, column 1: '3' is a text, and a number is needed here; write 3, or decimal('3')"},
        {"@a * '1.50'", "",
         "? line 1, column 6: '1.50' is a text, and a number is needed here; write 1.5, or decimal('1.50')"},
        {"-'2'", "",
         "? line 1, column 2: '2' is a text, and a number is needed here; write 2, or decimal('2')"},
        {"@a ** trim('2')", "",
         "? line 1, column 7: trim('2') is a text, and a number is needed here; write 2, or "
         "decimal(trim('2'))"},
        {"@a + 'x'", "", "? line 1, column 6: 'x': \"x\" is not a number"},
        {"'' + 1", "", "? line 1, column 1: '' is a text, and a number is needed here"},
        {"date('2024-01-31') + 1", "",
         "? line 1, column 1: date('2024-01-31') is a date, and a number is needed here"},
        {"round(@a, '2')", "",
         "? line 1, column 11: '2' is a text, and a number is needed here; write 2, or decimal('2')"},
        {"abs('-2')", "",
         "? line 1, column 5: '-2' is a text, and a number is needed here; write -2, or decimal('-2')"},
        {"substring(@a, '2', 1)", "",
         "? line 1, column 15: '2' is a text, and a number is needed here; write 2, or decimal('2')"},
        {"substr(@a, 2, '1')", "",
         "? line 1, column 15: '1' is a text, and a number is needed here; write 1, or decimal('1')"},
        {"lpad(@a, '5', '0')", "",
         "? line 1, column 10: '5' is a text, and a number is needed here; write 5, or decimal('5')"},
        {"split_part(@a, '1', '2')", "",
         "? line 1, column 21: '2' is a text, and a number is needed here; write 2, or decimal('2')"},
        {"dateadd(day, '3', @d)", "",
         "? line 1, column 14: '3' is a text, and a number is needed here; write 3, or decimal('3')"},
        {"decimal('3') + 1", "", "4"},
        {"length('3') + 1", "", "2"},
        {"year('2024-01-31') + 1", "", "2025"},
        {"substring('345', 2, 1) || 1", "", "41"},
        {"lpad('4', 3, '0')", "", "004"},
        {"@a + 1", "@a=3", "4"},
    };

    check_exprs(state, rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_comparisons, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_quoted_numbers, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_refused, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_refused_meaning, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_depth, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_memory, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_line, make_bench, free_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
