/* Expressions as columns of a plan: paths, picking, types, via, and what a refusal says. */
#include "plan/plan_case.h"
#include "plan/expr_builder.h"
#include "plan/print.h"

static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2};

#define EXPR(text) .origin = ROWAN_FROM_EXPR, .of = (text)

/* via 1 puts its argument in brackets. */
static enum rowan_status bracket(void *context, int fn, const struct rowan_slice *args, size_t count,
                                 struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    (void)context;
    (void)err;
    assert_int_equal(fn, 1);
    assert_int_equal(count, 1);
    *null = false;
    assert_true(rowan_buffer_format(out, "[%.*s]", (int)args[0].size, args[0].data));
    return ROWAN_OK;
}

static void test_values(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    t = case_table(&c, "job", "/r/job", -1);
    case_column(&c, t, .name = "monthly", .type = &money,
                EXPR("case when @basis = 'ANNUM' then @pay / 12 else @pay end"),
                .rules.rounding = ROWAN_ROUNDING_HALF_UP, .fallback = {"0", 1});
    case_column(&c, t, .name = "who", .type = &text_type, EXPR("../@name || ', ' || upper(given)"));
    case_column(&c, t, .name = "last", .type = &integer_type, EXPR("n + n"), .pick = ROWAN_PICK_LAST);
    case_column(&c, t, .name = "all", .type = &text_type, EXPR("coalesce(given, n)"), .pick = ROWAN_PICK_JOIN,
                .joiner = "+");
    case_column(&c, t, .name = "via", .type = &text_type, EXPR("@basis || ''''"), VIA(1));
    case_column(&c, t, .name = "late", .type = &integer_type, EXPR("/r/after/@x * 2"));
    case_column(&c, t, .name = "rich", .type = &(struct rowan_type){.kind = ROWAN_BOOLEAN},
                EXPR("@pay > 1000"));
    case_column(&c, t, .name = "fixed", .type = &integer_type, EXPR("6 * 7"));
    case_column(&c, t, .name = "gone", .type = &text_type, EXPR("coalesce(@e, 'none')"));
    case_column(&c, t, .name = "kept", .type = &text_type, EXPR("coalesce(@e, 'none')"),
                .rules.keep_empty = true);
    case_column(&c, t, .name = "made", .type = &text_type, EXPR("''"));
    rowan_plan_calls(c.plan, bracket, NULL, NULL);
    case_freeze(&c);
    assert_ok(case_load(&c, "<r name='Doe'>"
                            "<job basis='ANNUM' pay='50000' e=''><given>Ann</given><n>1</n><n>20</n></job>"
                            "<job pay='99.90'><n>1</n><n>2</n><n>3</n></job>"
                            "<job basis='ANNUM'/>"
                            "<after x='21'/></r>"),
              c.err);
    case_expect(&c, "job\n"
                    " 4166.67|Doe, ANN|40|Ann|[ANNUM']|42|1|42|none||~\n"
                    " 99.90|~|6|1+2+3|~|42|0|42|none|none|~\n"
                    " 0.00|~|~|~|[ANNUM']|42|~|42|none|none|~\n");
    case_end(&c);
}

static void test_refused(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    t = case_table(&c, "job", "/r/job", -1);
    case_column(&c, t, .name = "a", .type = &money, EXPR("pay / 12"));
    case_column(&c, t, .name = "b", .type = &text_type, EXPR("case when @x = 1 then @y + 1 end"));
    case_freeze(&c);
    case_refuse(&c, "<r>\n<job>\n<pay>abc</pay></job></r>", "value",
                "line 2: job.a (dir/case.lua:20), expr: line 1, column 1: pay: \"abc\" is not a number");
    case_refuse(
        &c, "<r>\n<job>\n<pay>1</pay>\n<pay>2</pay></job></r>", "several",
        "line 3: job.a (dir/case.lua:20), expr: path \"pay\": 2 nodes match where one is expected; say pick "
        "= \"first\", \"last\" or \"join\"");
    case_refuse(
        &c, "<r><job><pay>100</pay></job></r>", "value",
        "line 1: job.a (dir/case.lua:20), expr: \"8.333333333333333333333333333\" has 27 digits after the "
        "point, decimal(12,2) holds 2; the document has \"100\"");
    case_refuse(&c, "<r><job x='1' y='z'><pay>12</pay></job></r>", "value",
                "line 1: job.b (dir/case.lua:20), expr: line 1, column 23: @y: \"z\" is not a number");
    assert_ok(case_load(&c, "<r><job x='2' y='z'><pay>12</pay></job></r>"), c.err);
    case_expect(&c, "job\n 1.00|~\n");
    case_end(&c);
}

/* The column's expression, which is parsed when all columns are there, fails with this whole message. */
static void case_refuse_expr(struct plan_case *c, int table, const char *message,
                             struct rowan_column_spec spec)
{
    memset(&c->err, 0, sizeof c->err);
    assert_ok(case_try(c, table, spec), c->err);
    assert_int_equal(rowan_plan_exprs(c->plan, &c->err), ROWAN_MAPPING);
    assert_int_equal(c->err.status, ROWAN_MAPPING);
    assert_string_equal(c->err.message, message);
    c->plan->tables[table].column_count--;
}

static void test_mistakes(void **state)
{
    struct rowan_buffer many = {0};
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    t = case_table(&c, "job", "/r/job", -1);
    case_refuse_column(&c, t, "dir/case.lua:20: job.a: an expr needs a type: decimal(12, 2)(expr [[ ... ]])",
                       (struct rowan_column_spec){.name = "a", EXPR("1 + 1")});
    case_refuse_expr(
        &c, t, "dir/case.lua:20: job.a: expr: line 2, column 2: expected THEN, not \"else\"",
        (struct rowan_column_spec){.name = "a", .type = &money, EXPR("case when @a = 1\n else 2 end")});
    case_refuse_expr(
        &c, t,
        "dir/case.lua:20: job.a: expr: line 1, column 5: path \"x:a\", column 1: prefix \"x\" is not in "
        "the mapping's namespaces",
        (struct rowan_column_spec){.name = "a", .type = &money, EXPR("1 + x:a")});
    for (int i = 0; i <= ROWAN_PATHS_MAX; i++)
        rowan_buffer_format(&many, "%s@a%d", i ? " || " : "", i);
    case_refuse_expr(
        &c, t, "dir/case.lua:20: job.a: expr: line 1, column 247: 32 different paths are the most",
        (struct rowan_column_spec){.name = "a", .type = &money, EXPR(rowan_buffer_string(&many))});
    rowan_buffer_clear(&many);
    case_end(&c);
}

static void test_print(void **state)
{
    struct plan_case c;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    case_begin(&c);
    case_column(&c, case_table(&c, "job", "/r/job", -1), .name = "a", .type = &money,
                EXPR("\n  case when @a = 1 -- one\n    then 'x'\n  end\n"), .required = true);
    assert_ok(rowan_plan_exprs(c.plan, &c.err), c.err);
    rowan_plan_dump(c.plan, NULL, NULL, out);
    fclose(out);
    assert_non_null(strstr(text, "  a  decimal(12,2)  expr case when @a = 1 then 'x' end  required\n"));
    free(text);
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
