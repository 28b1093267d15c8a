/* A plan as text: every origin and every option once. */
#include "plan/plan_case.h"
#include "plan/print.h"

static char *dump(const struct rowan_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    rowan_plan_dump(plan, plan->source.schema, plan->target_schema, out);
    fclose(out);
    return text;
}

static enum rowan_status never(void *context, int fn, const struct rowan_slice *args, size_t count,
                               struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    (void)context, (void)fn, (void)args, (void)count, (void)out, (void)null;
    return rowan_fail(err, ROWAN_USAGE, "usage", "printing calls nothing");
}

static void test_everything(void **state)
{
    static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2};
    static const struct rowan_type code = {.kind = ROWAN_TEXT, .length = 4};
    static const struct rowan_type moment = {.kind = ROWAN_TIMESTAMP};
    struct plan_case c;
    char *text;
    int a, b;

    (void)state;
    case_begin(&c);
    assert_ok(rowan_plan_name(c.plan, "orders", "3", &c.err), c.err);
    assert_ok(rowan_plan_source_column(c.plan, "sender", &code, &c.err), c.err);
    assert_ok(rowan_plan_target(c.plan, "lake", &c.err), c.err);
    a = case_table(&c, "a", "/r/a", -1);
    case_column(&c, a, .name = "no", .type = &code, PATHS("@no"), .required = true);
    case_column(&c, a,
                .name = "\xC3\xBC"
                        "ber",
                .type = &money, PATHS("u"), .fallback = rowan_slice_of("0"),
                .rules.rounding = ROWAN_ROUNDING_HALF_UP);
    case_column(&c, a, .name = "both", .type = &text_type, PATHS("x", "y[1]"), VIA(1), .rules.trim = true,
                .rules.keep_empty = true, .rules.too_long = ROWAN_TOO_LONG_CUT);
    case_column(&c, a, .name = "at", .type = &moment, PATHS("t"), .pick = ROWAN_PICK_LAST,
                .rules.zone = ROWAN_ZONE_DROP, .rules.rounding = ROWAN_ROUNDING_DOWN);
    case_column(&c, a, .name = "k", .origin = ROWAN_FROM_CONSTANT, .constant = rowan_slice_of("a\n\"b\""));
    case_column(&c, a, .name = "who", .origin = ROWAN_FROM_SOURCE, .of = "sender");
    case_column(&c, a, .name = "run", .origin = ROWAN_FROM_RUN, .of = "version");
    case_key(&c, a, "no", NULL);
    b = case_table(&c, "b", "b", a);
    case_column(&c, b, .name = "no", .origin = ROWAN_FROM_PARENT, .of = "no");
    case_column(&c, b, .name = "n", .origin = ROWAN_FROM_POSITION);
    case_key(&c, b, "n", "no");
    rowan_plan_calls(c.plan, never, NULL, NULL);
    assert_ok(rowan_plan_freeze(c.plan, &c.err), c.err);
    text = dump(c.plan);
    assert_string_equal(text, "mapping orders version 3  (dir/case.lua)\n"
                              "source intake.docs  document doc  key id bigint  carries sender text(4)\n"
                              "target schema lake\n"
                              "\n"
                              "a  each \"/r/a\"  line 10  7 columns  1 CALL\n"
                              "  no    text(4)       \"@no\"  key  required\n"
                              "  \xC3\xBC"
                              "ber  decimal(9,2)  \"u\"  default=\"0\"  rounding=half_up\n"
                              "  both  text          \"x\", \"y[1]\"  trim  empty=keep  too_long=cut  CALL\n"
                              "  at    timestamp     \"t\"  pick=last  rounding=down  zone=drop\n"
                              "  k     text          constant \"a\\x0A\"b\"\"\n"
                              "  who   text(4)       source sender\n"
                              "  run   text(100)     run version\n"
                              "\n"
                              "b  each \"b\"  in a  line 10  2 columns\n"
                              "  no  text(4)  parent a.no  key\n"
                              "  n   integer  position  key\n");
    free(text);
    case_end(&c);
}

static void test_small(void **state)
{
    struct plan_case c;
    char *text;
    int t;

    (void)state;
    case_begin(&c);
    assert_ok(rowan_plan_source(c.plan, NULL, "docs", "doc", &c.err), c.err);
    t = case_table(&c, "t", "/r", -1);
    case_column(&c, t, .name = "a", .type = &text_type, PATHS("."));
    assert_ok(rowan_plan_freeze(c.plan, &c.err), c.err);
    text = dump(c.plan);
    assert_string_equal(text, "mapping case  (dir/case.lua)\nsource docs  document doc  key id bigint\n\n"
                              "t  each \"/r\"  line 10  1 column\n  a  text  \".\"\n");
    free(text);
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
