/* Which expressions may say which rows are documents, and what becomes of them. */
#include "plan/plan_case.h"

#include "expr/where.h"

/* ---- the condition in one line, with names in brackets ---- */

static void show_side(FILE *out, const struct rowan_where_side *side)
{
    static const char *const kinds = "tnb"; /* text, number, boolean */

    if (side->column)
        fprintf(out, "[%s]", side->column);
    else
        fprintf(out, "%c:%.*s", kinds[side->kind], (int)side->text.size, side->text.data);
}

static void show(FILE *out, const struct rowan_where_node *node)
{
    static const char *const names[] = {
        "or", "and", "not", "=", "<>", "<", "<=", ">", ">=", "in", "like", "ilike", "null"};

    fprintf(out, "(%s%s", node->negated ? "not " : "", names[node->op]);
    for (const struct rowan_where_node *n = node->first; n; n = n->next) {
        fputc(' ', out);
        show(out, n);
    }
    if (node->op > ROWAN_WHERE_NOT) {
        fputc(' ', out);
        show_side(out, &node->left);
    }
    if (node->op >= ROWAN_WHERE_EQ && node->op <= ROWAN_WHERE_GE) {
        fputc(' ', out);
        show_side(out, &node->right);
    }
    for (size_t i = 0; i < node->count; i++) {
        fputc(' ', out);
        show_side(out, &node->list[i]);
    }
    fputc(')', out);
}

static const char *understood(const char *expr)
{
    static const struct rowan_location place = {NULL, 4};
    static char shown[ROWAN_MESSAGE_MAX];
    struct plan_case c;
    FILE *out;

    case_begin(&c);
    if (rowan_plan_where(c.plan, place, expr, &c.err) != ROWAN_OK) {
        assert_int_equal(c.err.status, ROWAN_MAPPING);
        assert_null(c.plan->source.where);
        snprintf(shown, sizeof shown, "%s", c.err.message);
    } else {
        out = fmemopen(shown, sizeof shown, "w");
        assert_non_null(out);
        assert_int_equal(c.plan->source.where->place.line, 4);
        show(out, c.plan->source.where->root);
        fclose(out);
    }
    case_end(&c);
    return shown;
}

static void test_understood(void **state)
{
    static const char *const rows[][2] = {
        {"status = 'NEW'", "(= [status] t:NEW)"},
        {"'NEW' <> status", "(<> [status] t:NEW)"},
        {"5 < n", "(> [n] n:5)"},
        {"5 >= n", "(<= [n] n:5)"},
        {"n >= 1.50", "(>= [n] n:1.5)"},
        {"n = -7", "(= [n] n:-7)"},
        {"a < b", "(< [a] [b])"},
        {"`first-name` = 'x' and `a b` = c", "(and (= [first-name] t:x) (= [a b] [c]))"},
        {"a = ''", "(= [a] t:)"},
        {"a = 'it''s'", "(= [a] t:it's)"},
        {"done = true or done = FALSE", "(or (= [done] b:true) (= [done] b:false))"},
        {"not (a = 1 or b = 2) and c = 3", "(and (not (or (= [a] n:1) (= [b] n:2))) (= [c] n:3))"},
        {"a between 1 and 5", "(and (>= [a] n:1) (<= [a] n:5))"},
        {"a not between 1 and b", "(not (and (>= [a] n:1) (<= [a] [b])))"},
        {"'2024-01-01' between since and until", "(and (<= [since] t:2024-01-01) (>= [until] t:2024-01-01))"},
        {"a in (1, 'x', false)", "(in [a] n:1 t:x b:false)"},
        {"a not in ('x')", "(not in [a] t:x)"},
        {"a like 'x%'", "(like [a] t:x%)"},
        {"a not ilike 'X_' escape '!'", "(not ilike [a] t:X_)"},
        {"a is null", "(null [a])"},
        {"a is not null", "(not null [a])"},
        {"n = 2 * 30", "(= [n] n:60)"}, /* what is made of constants is one */
        {"at >= dateadd(day, -1, '2024-03-01')", "(>= [at] t:2024-02-29)"},
        {"/* all */ a = 1 -- or not", "(= [a] n:1)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(understood(rows[i][0]), rows[i][1]);
}

#define REFUSED "dir/case.lua:4: where: line 1, column "
#define AS_THEY_ARE                                                                                          \
    "where compares columns as they are with constants, without functions, calculation or CASE: make a view" \
    " that has this as a column, and let the source be the view"
#define MADE_OF                                                                                              \
    "where is made of comparisons of columns, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL: make a view for " \
    "the rest, and let the source be the view"

static void test_refused(void **state)
{
    static const char *const rows[][2] = {
        {"upper(a) = 'X'", REFUSED "1: " AS_THEY_ARE},
        {"a = b + 1", REFUSED "5: " AS_THEY_ARE},
        {"a || b = 'x'", REFUSED "1: " AS_THEY_ARE},
        {"-a = 1", REFUSED "1: " AS_THEY_ARE},
        {"a in (1, b * 2)", REFUSED "10: " AS_THEY_ARE},
        {"a = 1 and case when b = 1 then c else d end = 2", REFUSED "11: " AS_THEY_ARE},
        {"a = 1 or case when b = 1 then c = 2 end", REFUSED "10: " MADE_OF},
        {"true", REFUSED "1: " MADE_OF},
        {"a", REFUSED "1: " MADE_OF},
        {"null", REFUSED "1: " MADE_OF},
        {"a = 1 and b", REFUSED "11: a condition is needed here, such as state = 'Open'; this is a value"},
        {"1 = 1", REFUSED "1: two constants are compared: one side must be a column of the source table"},
        {"3 between 1 and a",
         REFUSED "1: two constants are compared: one side must be a column of the source table"},
        {"'a' is null",
         REFUSED "1: a column of the source table is needed before IS NULL, here is a constant"},
        {"'a' in (a, b)", REFUSED "1: a column of the source table is needed before IN, here is a constant"},
        {"'a' like a", REFUSED "1: a column of the source table is needed before LIKE, here is a constant"},
        {"a in (1, b)", REFUSED "10: a constant is needed in the list of IN, here is the column \"b\""},
        {"a like b", REFUSED "8: a constant is needed as a pattern, here is the column \"b\""},
        {"a like 5", REFUSED "8: a pattern is a text in quotes"},
        {"a ilike '\xC3\xA4%'", REFUSED
         "9: ILIKE takes letters from A to Z here: which other letters are the same in upper and lower "
         "case differs from database to database"},
        {"a is empty", REFUSED "1: IS EMPTY is about documents; of a column say IS NULL, or = ''"},
        {"a = null", REFUSED "5: nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL"},
        {"@a = 1",
         REFUSED "1: where names columns of the source table, such as status; \"@a\" is a path in a "
                 "document, which is not read yet"},
        {"b = 1 and a/b = 1", REFUSED
         "11: where names columns of the source table, such as status; \"a/b\" is a path in a document, "
         "which is not read yet"},
        {"a[1] = 1",
         REFUSED "1: where names columns of the source table, such as status; \"a[1]\" is a path in "
                 "a document, which is not read yet"},
        {". = 1", REFUSED "1: where names columns of the source table, such as status; \".\" is a path in a "
                          "document, which is not read yet"},
        {"a == 1", REFUSED "3: values are compared with =, not =="},
        {"a = \"x\"", REFUSED "5: a text stands in single quotes: 'text'; a path may stand in backquotes"},
        {"", REFUSED "1: expected a path, a value, a function, CASE or (, but the expression ends here"},
        {"a = 1; drop table x", REFUSED "6: no part of an expression begins with this character"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(understood(rows[i][0]), rows[i][1]);
}

static void test_many(void **state)
{
    struct rowan_buffer expr = {0};

    (void)state;
    assert_true(rowan_buffer_append_slice(&expr, "a in (0"));
    for (int i = 1; i < ROWAN_WHERE_CONSTANTS_MAX; i++)
        assert_true(rowan_buffer_format(&expr, ", %d", i));
    assert_true(rowan_buffer_append_slice(&expr, ")"));
    assert_memory_equal(understood(rowan_buffer_string(&expr)), "(in [a] n:0 n:1 n:2", 19);
    assert_true(rowan_buffer_append_slice(&expr, " or a = 5"));
    assert_non_null(strstr(understood(rowan_buffer_string(&expr)),
                           "these are more than 1000 constants: join a table of them in a view"));
    expr.size = 0;
    for (int i = 0; i <= 100; i++)
        assert_true(rowan_buffer_format(&expr, "%sc%d = 1", i ? " or " : "", i));
    assert_non_null(strstr(understood(rowan_buffer_string(&expr)), "100 different columns are the most"));
    rowan_buffer_clear(&expr);
}

/* Patterns, mark by mark: letters as they are, ? for one, * for any. */
static void test_patterns(void **state)
{
    static const struct {
        const char *pattern;
        uint32_t escape;
        const char *marks;
    } rows[] = {
        {"a%b_c", 0, "a*b?c"}, {"!%!_!!%", '!', "%_!*"}, {"!%", 0, "!*"},
        {"", '!', ""},         {"%%", 0, "**"},          {"\xC3\xA4_\xC3\xA4%", 0xE4, "_%"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_slice rest = rowan_slice_of(rows[i].pattern), letter;
        struct rowan_buffer out = {0};
        while (rest.size > 0) {
            enum rowan_where_mark mark = rowan_where_next_mark(&rest, rows[i].escape, &letter);
            if (mark == ROWAN_WHERE_LETTER)
                assert_true(rowan_buffer_append(&out, letter.data, letter.size));
            else
                assert_true(rowan_buffer_append_char(&out, mark == ROWAN_WHERE_ANY_TEXT ? '*' : '?'));
        }
        assert_string_equal(out.size ? rowan_buffer_string(&out) : "", rows[i].marks);
        rowan_buffer_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_understood),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
