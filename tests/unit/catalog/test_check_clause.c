/* What stands in CHECK: which forms are read, in the spelling of each database, and what is passed over. */
#include "unit.h"

#include "base/buffer.h"
#include "catalog/check_clause.h"

static void print_constants(const struct rowan_clause_constant *c, struct rowan_buffer *out)
{
    for (; c; c = c->next) {
        static const char kinds[] = {'\'', '#', '!', '0'};
        assert_true(rowan_buffer_append_char(out, ' '));
        assert_true(rowan_buffer_append_char(out, kinds[c->kind]));
        assert_true(rowan_buffer_append(out, c->text.data, c->text.size));
    }
}

/* (and (a < #5) ?): the operator behind the column, |a| for characters, ||a|| for bytes, ~a~ for units. */
static void print(const struct rowan_clause *clause, struct rowan_buffer *out)
{
    static const char *const words[] = {"?", "and", "or", "not", "null", "filled", ""};
    static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">="};
    static const char *const bars[] = {"", "|", "||", "~", "~~"};

    if (clause->kind == ROWAN_CLAUSE_UNREAD) {
        assert_true(rowan_buffer_append_char(out, '?'));
        return;
    }
    assert_true(rowan_buffer_format(out, "(%s", words[clause->kind]));
    if (clause->kind == ROWAN_CLAUSE_COMPARE) {
        assert_true(rowan_buffer_format(out, "%s%.*s%s %s", bars[clause->measure], (int)clause->column.size,
                                        clause->column.data, bars[clause->measure], signs[clause->op]));
        print_constants(clause->constants, out);
    } else if (clause->column.data) {
        assert_true(rowan_buffer_format(out, " %.*s", (int)clause->column.size, clause->column.data));
    }
    for (int i = 0; i < 2; i++) {
        const struct rowan_clause *half = i == 0 ? clause->left : clause->right;
        if (half) {
            assert_true(rowan_buffer_append_char(out, ' '));
            print(half, out);
        }
    }
    assert_true(rowan_buffer_append_char(out, ')'));
}

static void expect_escaped(const char *text, const char *wanted, bool escapes)
{
    struct rowan_arena arena;
    struct rowan_buffer out;
    const struct rowan_clause *clause;

    rowan_arena_init(&arena, 0);
    rowan_buffer_init(&out);
    clause = rowan_check_clause_read(&arena, rowan_slice_of(text), escapes);
    assert_non_null(clause);
    print(clause, &out);
    assert_string_equal(rowan_buffer_string(&out), wanted);
    rowan_buffer_clear(&out);
    rowan_arena_clear(&arena);
}

static void expect(const char *text, const char *wanted)
{
    expect_escaped(text, wanted, false);
}

/* As PostgreSQL prints them. */
static void test_postgresql(void **state)
{
    (void)state;
    expect("(VALUE > 0)", "(VALUE > #0)");
    expect("((VALUE)::integer < 100)", "(VALUE < #100)");
    expect("((a)::text = ANY ((ARRAY['A'::character varying, 'it''s'::character varying])::text[]))",
           "(a = 'A 'it's)");
    expect("(n = ANY (ARRAY['ABC'::bpchar, NULL::bpchar]))", "(n = 'ABC 0)");
    expect("(w = ANY (ARRAY[(1)::bigint, (2)::bigint]))", "(w = #1 #2)");
    expect("(u <> ALL (ARRAY['a'::text, 'b'::text]))", "(u <> 'a 'b)");
    expect("((d >= (0)::numeric) AND (d < 1000.5))", "(and (d >= #0) (d < #1000.5))");
    expect("(k <> '-1'::integer)", "(k <> #-1)");
    expect("(k > ('-1'::integer)::numeric)", "(k > #-1)");
    expect("(f > '2020-01-01 00:00:00'::timestamp without time zone)", "(f > '2020-01-01 00:00:00)");
    expect("(g > '2020-01-01 00:00:00+00'::timestamp with time zone)", "?");
    expect("((j IS NULL) OR (j = 'x'::text) OR (j = 'y'::text))", "(j = 'y 'x)");
    expect("(char_length((b)::text) <= 5)", "(|b| <= #5)");
    expect("(octet_length(b) <= 5)", "(||b|| <= #5)");
    expect("(NOT (aa > 5))", "(not (aa > #5))");
    expect("(\"A b\" = 'A'::text)", "(A b = 'A)");
    expect("(z = true)", "(z = !1)");
    expect("(a = E'x\\\\y'::text)", "(a = 'x\\y)");
    expect("(o IS NOT NULL)", "(filled o)");
    expect("(((c > 3) AND (b = 'x'::text)) OR ((a)::text = 'B'::text))",
           "(or (and (c > #3) (b = 'x)) (a = 'B))");
}

static void test_mariadb(void **state)
{
    (void)state;
    expect_escaped("`a` in ('A','it\\'s','b\\\\s',_utf8mb4'\xc3\xa4')", "(a = 'A 'it's 'b\\s '\xc3\xa4)",
                   true);
    expect_escaped("`c` between 1 and 10 and `b` <> ''", "(and (and (c >= #1) (c <= #10)) (b <> '))", true);
    expect_escaped("`c` not between 1 and 2", "(or (c < #1) (c > #2))", true);
    expect_escaped("`u` not in ('a','b')", "(u <> 'a 'b)", true);
    expect_escaped("`k` <> -1 or 10 > `ac`", "(or (k <> #-1) (ac < #10))", true);
    expect_escaped("`e2` >= DATE'2020-01-01'", "(e2 >= '2020-01-01)", true);
    expect_escaped("`a` = 1 xor `b` = 2 and `c` = 3", "?", true);
    expect_escaped("`c` <=> 4 and `d` = 1", "(and ? (d = #1))", true);
    expect_escaped("`c` is not false", "?", true);
    expect_escaped("`af` = 'a' collate utf8mb4_bin", "?", true);
    expect_escaped("json_valid(`ae`)", "?", true);
}

static void test_sqlserver(void **state)
{
    (void)state;
    expect("([a]='A' OR [a]=N'it''s')", "(a = 'it's 'A)");
    expect("([n]>=(1) AND [n]<=(10))", "(and (n >= #1) (n <= #10))");
    expect("([k]<>(-1))", "(k <> #-1)");
    expect("(NOT ([b]='C' OR [b]='D'))", "(not (b = 'D 'C))");
    expect("([an [odd]] \"name\"]='x')", "(an [odd] \"name\" = 'x)");
    expect("(len([a])<=(9) AND datalength([a])>(2))", "(and (~a~ <= #9) (~~a~~ > #2))");
    expect("([a] like '[A-Z]%' AND [a]<>'')", "(and ? (a <> '))");
    expect("([d]<(1.000000000000000e+002))", "?");
    expect("([d]>=CONVERT([date],'2020-01-01') AND [n]=(1))", "(and ? (n = #1))");
    expect("(isjson([a])=(1))", "?");
    expect("([a]=[b])", "?");
    expect("([a", "?");
}

/* As people write them. */
static void test_written(void **state)
{
    (void)state;
    expect("[order no] == 5 and x>-1 -- a comment\n", "(and (order no = #5) (x > #-1))");
    expect("status IN ( 'A' , /* old */ 'B' )", "(status = 'A 'B)");
    expect("((((a)))) > 5", "(a > #5)");
    expect("length(a) between 1 and 5 or a is null", "(or (and (|a| >= #1) (|a| <= #5)) (null a))");
    expect("not a in (1,2) and not not b = 3", "(and (not (a = #1 #2)) (not (not (b = #3))))");
}

/* What is beside something unread still counts; what is inside does not. */
static void test_unread(void **state)
{
    (void)state;
    expect("a ~ '^x' AND b = 1", "(and ? (b = #1))");
    expect("CASE WHEN a = 1 AND b = 2 AND c = 3 THEN 1 END = 1 AND d = 4", "(and ? (d = #4))");
    expect("CASE WHEN end > 1 AND a = 'x' AND b = 3 THEN 0 ELSE 1 END", "?");
    expect("(end IS NULL OR end > b) AND a = 1", "(and (or ? ?) (a = #1))");
    expect("(a = ANY ((ARRAY['x'::text])::\"char\"[]))", "?");
    expect("f(a) BETWEEN 1 AND b AND c = 1", "(and ? (c = #1))");
    expect("lower(a) = 'x' OR a = 'Y'", "(or ? (a = 'Y))");
    expect("a + 1 > 5 AND (b, c) = (1, 2) AND d = e", "(and (and ? ?) ?)");
    expect("(a = 1) = (b = 2)", "?");
    expect("(a = 1) IS TRUE AND b = 2", "(and ? (b = #2))");
    expect("a = 'x'::varchar(3)", "?");
    expect("a::date = '2020-01-01'", "(a = '2020-01-01)");
    expect("length(trim(a)) > 0", "?");
    expect("a IN (SELECT b FROM c)", "?");
    expect("t.a = 1", "?");
    expect("a = X'00'", "?");
    expect("a", "?");
    expect("", "?");
    expect("a = 'x", "?");
    expect("a = 1)", "?");
    expect("(a = 1", "?");
    expect("AND OR NOT", "(or (and ? ?) (not ?))");
}

/* Deep nesting ends somewhere. */
static void test_deep(void **state)
{
    struct rowan_arena arena;
    struct rowan_buffer text;

    (void)state;
    rowan_arena_init(&arena, 0);
    rowan_buffer_init(&text);
    for (int i = 0; i < 3000; i++)
        assert_true(rowan_buffer_append_slice(&text, i % 3 ? "(" : " NOT "));
    assert_non_null(rowan_check_clause_read(&arena, rowan_buffer_slice(&text), false));
    rowan_buffer_clear(&text);
    rowan_arena_clear(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgresql), cmocka_unit_test(test_mariadb), cmocka_unit_test(test_sqlserver),
        cmocka_unit_test(test_written),    cmocka_unit_test(test_unread),  cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
