/* Rows of whole documents: nesting, positions, copies, ranges, and documents that fail half way. */
#include "plan/plan_case.h"
#include "rows/coverage.h"
#include "xml/select.h"

/* order > line > tag, and note, a second root. */
static void begin_orders(struct plan_case *c)
{
    static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2};
    static const struct rowan_type code = {.kind = ROWAN_TEXT, .length = 8};
    int order, line, tag, note;

    case_begin(c);
    order = case_table(c, "order", "/orders/order", -1);
    case_column(c, order, .name = "no", .type = &code, PATHS("@no"));
    case_column(c, order, .name = "id", .origin = ROWAN_FROM_SOURCE, .of = "id");
    case_column(c, order, .name = "n", .origin = ROWAN_FROM_POSITION);
    case_column(c, order, .name = "total", .type = &money, PATHS("total"), .fallback = rowan_slice_of("0"));
    case_key(c, order, "no", NULL);
    line = case_table(c, "line", "lines/line", order);
    case_column(c, line, .name = "no", .origin = ROWAN_FROM_PARENT, .of = "no");
    case_column(c, line, .name = "n", .origin = ROWAN_FROM_POSITION);
    case_column(c, line, .name = "sku", .type = &code, PATHS("@sku"), .required = true);
    case_column(c, line, .name = "qty", .type = &integer_type, PATHS("qty"));
    case_key(c, line, "no", "n");
    tag = case_table(c, "tag", "tag", line);
    case_column(c, tag, .name = "no", .origin = ROWAN_FROM_PARENT, .of = "no");
    case_column(c, tag, .name = "line", .origin = ROWAN_FROM_PARENT, .of = "n");
    case_column(c, tag, .name = "n", .origin = ROWAN_FROM_POSITION);
    case_column(c, tag, .name = "tag", .type = &text_type, PATHS("."), .rules.keep_empty = true);
    note = case_table(c, "note", "/orders/note", -1);
    case_column(c, note, .name = "note", .type = &text_type, PATHS("."));
    case_freeze(c);
}

static const char nested[] =
    "<orders><order no='A'><total>1.5</total><lines>"
    "<line sku='a1'><qty>2</qty><tag>x</tag><tag/></line><line sku='a2'/></lines></order>"
    "<note>hi</note><order no='B'><lines><line sku='b1'><tag>y</tag></line></lines></order></orders>";

static void test_nested(void **state)
{
    struct plan_case c;

    (void)state;
    begin_orders(&c);
    assert_ok(case_load(&c, nested), c.err);
    case_expect(&c, "order\n A|7|1|1.50\n B|7|2|0.00\n"
                    "line\n A|1|a1|2\n A|2|a2|~\n B|1|b1|~\n"
                    "tag\n A|1|1|x\n A|1|2|\n B|1|1|y\n"
                    "note\n hi\n");
    case_end(&c);
}

static void test_ranges(void **state)
{
    struct plan_case c;
    size_t begin, end;

    (void)state;
    begin_orders(&c);
    rowan_rows_range(c.rows, 1, 0, 0, &begin, &end); /* nothing is loaded */
    assert_int_equal(end - begin, 0);
    assert_int_equal(rowan_rows_total(c.rows, 0, 0), 0);
    for (int i = 0; i < 10; i++)
        assert_ok(case_load(&c, i % 2 ? "<orders><note>n</note></orders>" : nested), c.err);
    assert_int_equal(c.rows->documents, 10);
    assert_int_equal(rowan_rows_total(c.rows, 0, 10), 5 * 9 + 5);
    assert_int_equal(rowan_rows_total(c.rows, 1, 2), 1);
    assert_int_equal(rowan_rows_total(c.rows, 3, 3), 0);
    rowan_rows_range(c.rows, 1, 2, 5, &begin, &end); /* lines of documents 2, 3 and 4 */
    assert_int_equal(begin, 3);
    assert_int_equal(end, 9);
    rowan_rows_reset(c.rows);
    assert_int_equal(c.rows->documents, 0);
    assert_int_equal(c.rows->bytes, 0);
    assert_int_equal(rowan_rows_total(c.rows, 0, 0), 0);
    assert_ok(case_load(&c, "<orders><note>again</note></orders>"), c.err);
    case_expect(&c, "order\nline\ntag\nnote\n again\n");
    case_end(&c);
}

static void test_nothing(void **state)
{
#define READS                                                                                                \
    "the mapping reads /orders/order (no namespace, dir/case.lua:10), /orders/note (no namespace, "          \
    "dir/case.lua:10)"
    struct plan_case c;

    (void)state;
    begin_orders(&c);
    case_refuse(&c, "<other/>", "nothing",
                "no each matches anything: the document's root is other in no namespace; " READS);
    case_refuse(&c, "<orders xmlns='urn:x'><order no='1'/></orders>", "nothing",
                "no each matches anything: the document's root is orders in namespace \"urn:x\"; " READS);
    case_end(&c);
#undef READS
}

/* What documents had adds up until the next reset; a document that fails counts for the paths alone. */
static void test_coverage(void **state)
{
    struct plan_case c;
    const struct rowan_coverage *coverage;
    size_t total;

    (void)state;
    begin_orders(&c);
    total = c.plan->tables[0].columns[3].paths[0]->number;
    coverage = rowan_rows_coverage(c.rows);
    assert_ok(case_load(&c, "<orders><order no='A'/><order no='B'/></orders>"), c.err);
    assert_int_equal(coverage->changes[3 * ROWAN_CHANGES + ROWAN_CHANGE_DEFAULT], 2);
    assert_int_equal(coverage->fates[ROWAN_FATE_MATCHED], 2);
    assert_int_equal(coverage->fates[ROWAN_FATE_ROWS], 2);
    assert_int_equal(coverage->paths[total], rowan_select_nothing(0, false));
    assert_int_equal(case_load(&c, "<orders><order no='A'/><order><total>1</total></order></orders>"),
                     ROWAN_DOCUMENT);
    assert_int_equal(coverage->changes[3 * ROWAN_CHANGES + ROWAN_CHANGE_DEFAULT], 2);
    assert_int_equal(coverage->fates[ROWAN_FATE_ROWS], 2);
    assert_int_equal(coverage->paths[total], ROWAN_SELECT_MATCHED);
    rowan_coverage_reset(rowan_rows_coverage(c.rows));
    assert_int_equal(coverage->paths[total], 0);
    assert_int_equal(coverage->fates[ROWAN_FATE_ROWS], 0);
    case_end(&c);
}

/* Every stage of a document can fail; each leaves rows, bytes and starts as they were. */
static const char *const bad[] = {
    "<other/>",
    "<orders><order no='A'><total>x</total></order></orders>",
    "<orders><order no='A'/><order/></orders>",
    "<orders><order no='A'><lines><line sku='s'><tag>t</tag></line><line/></lines></order></orders>",
    "<orders><order no='A'><lines><line sku='s'><qty>1</qty><qty>2</qty></line></lines></order></orders>",
    "<orders><order no='123456789'/></orders>",
    "<orders><order no='A'/><note>a</note><order no='A'",
};

static char *good(int i)
{
    struct rowan_buffer out = {0};

    rowan_buffer_append_slice(&out, "<orders>");
    for (int k = 0; k <= i % 3; k++)
        rowan_buffer_format(&out, "<order no='%d-%d'><total>%d.5</total><lines>%s</lines></order>", i, k,
                            i % 100,
                            i % 4 ? "<line sku='s'><qty>3</qty><tag>t</tag></line><line sku='u'/>" : "");
    if (i % 5 == 0)
        rowan_buffer_format(&out, "<note>%*s</note>", i % 70, "note");
    rowan_buffer_append_slice(&out, "</orders>");
    return rowan_buffer_string(&out);
}

static void test_mixed(void **state)
{
    struct plan_case mixed, clean;

    (void)state;
    begin_orders(&mixed);
    begin_orders(&clean);
    for (int i = 0; i < 4000; i++) {
        char *xml = good(i);
        assert_ok(case_load(&clean, xml), clean.err);
        if (i % 3 != 1)
            assert_int_equal(case_load(&mixed, bad[(size_t)i % COUNT(bad)]), ROWAN_DOCUMENT);
        assert_ok(case_load(&mixed, xml), mixed.err);
        if (i % 7 == 0)
            assert_int_equal(case_load(&mixed, bad[(size_t)i / 7 % COUNT(bad)]), ROWAN_DOCUMENT);
        assert_int_equal(mixed.rows->bytes, clean.rows->bytes);
        assert_int_equal(mixed.rows->documents, clean.rows->documents);
        free(xml);
        if (i % 1500 == 1499) {
            rowan_rows_reset(mixed.rows);
            rowan_rows_reset(clean.rows);
        }
    }
    for (size_t d = 0; d < clean.rows->documents; d++) {
        char *a = case_show(mixed.rows, d, d + 1);
        char *b = case_show(clean.rows, d, d + 1);
        assert_string_equal(a, b);
        free(a);
        free(b);
    }
    case_end(&mixed);
    case_end(&clean);
}

/* A first document that fails leaves the empty store of every column empty. */
static void test_bad_first(void **state)
{
    struct plan_case c;

    (void)state;
    begin_orders(&c);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(case_load(&c, bad[i]), ROWAN_DOCUMENT);
    assert_int_equal(c.rows->bytes, 0);
    assert_int_equal(rowan_rows_total(c.rows, 0, 0), 0);
    case_expect(&c, "order\nline\ntag\nnote\n");
    assert_ok(case_load(&c, nested), c.err);
    assert_int_equal(rowan_rows_total(c.rows, 0, 1), 9);
    case_end(&c);
}

/* Empty texts are values and not NULL, also when a column holds nothing else. */
static void test_empty_texts(void **state)
{
    struct plan_case c;
    struct rowan_value v;

    (void)state;
    begin_orders(&c);
    assert_ok(
        case_load(&c, "<orders><order no='A'><lines><line sku='s'><tag/></line></lines></order></orders>"),
        c.err);
    v = rowan_cells_get(&c.rows->tables[2].cells[3], 0);
    assert_false(v.null);
    assert_non_null(v.text.data);
    assert_int_equal(v.text.size, 0);
    case_end(&c);
}

/* What is copied may be NULL; as a key it may not, and required and default are obeyed. */
static void test_copies(void **state)
{
    struct plan_case c;
    int a, b;

    (void)state;
    case_begin(&c);
    a = case_table(&c, "a", "/r/a", -1);
    case_column(&c, a, .name = "x", .type = &text_type, PATHS("@x"));
    case_column(&c, a, .name = "y", .type = &integer_type, PATHS("@y"));
    case_column(&c, a, .name = "z", .type = &integer_type, PATHS("@z"));
    b = case_table(&c, "b", "b", a);
    case_column(&c, b, .name = "x", .origin = ROWAN_FROM_PARENT, .of = "x");
    case_column(&c, b, .name = "y", .origin = ROWAN_FROM_PARENT, .of = "y", .fallback = rowan_slice_of("5"));
    case_column(&c, b, .name = "z", .origin = ROWAN_FROM_PARENT, .of = "z", .required = true,
                .place.line = 21);
    case_column(&c, b, .name = "k", .origin = ROWAN_FROM_PARENT, .of = "y", .place.line = 22);
    case_key(&c, b, "k", NULL);
    case_freeze(&c);
    assert_ok(case_load(&c, "<r><a z='1' y='2'><b/></a></r>"), c.err);
    case_expect(&c, "a\n ~|2|1\nb\n ~|2|1|2\n");
    case_refuse(&c, "<r>\n<a y='2'>\n<b/></a></r>", "required",
                "line 3: b.z (dir/case.lua:21): a required value is missing");
    case_refuse(&c, "<r><a z='1'><b/></a></r>", "required",
                "line 1: b.k (dir/case.lua:22): a required value is missing");
    assert_ok(case_load(&c, "<r><a/></r>"), c.err);
    case_end(&c);
}

static void test_default_of_copy(void **state)
{
    struct plan_case c;
    int a, b;

    (void)state;
    case_begin(&c);
    a = case_table(&c, "a", "/r/a", -1);
    case_column(&c, a, .name = "x", .type = &text_type, PATHS("@x"));
    b = case_table(&c, "b", "b", a);
    case_column(&c, b, .name = "x", .origin = ROWAN_FROM_PARENT, .of = "x",
                .fallback = rowan_slice_of("none"));
    case_freeze(&c);
    assert_ok(case_load(&c, "<r><a x='1'><b/></a><a><b/><b/></a></r>"), c.err);
    case_expect(&c, "a\n 1\n ~\nb\n 1\n none\n none\n");
    case_end(&c);
}

/* A table deep under others, with paths that go up again. */
static void test_deep(void **state)
{
    struct plan_case c;
    int parent = -1;
    char name[8];

    (void)state;
    case_begin(&c);
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "t%d", i);
        parent = case_table(&c, name, i ? "d" : "/d", parent);
        case_column(&c, parent, .name = "n", .type = &integer_type, PATHS(i ? "../@n" : "@n"));
        case_column(&c, parent, .name = "p", .origin = ROWAN_FROM_POSITION);
    }
    case_freeze(&c);
    struct rowan_buffer xml = {0};
    for (int i = 0; i < 30; i++)
        rowan_buffer_format(&xml, "<d n='%d'>", i);
    for (int i = 0; i < 30; i++)
        rowan_buffer_append_slice(&xml, "</d>");
    assert_ok(case_load(&c, rowan_buffer_string(&xml)), c.err);
    for (size_t t = 0; t < 30; t++) {
        assert_int_equal(c.rows->tables[t].count, 1);
        assert_int_equal(rowan_cells_get(&c.rows->tables[t].cells[0], 0).number, t ? t - 1 : 0);
    }
    rowan_buffer_clear(&xml);
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested),          cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_nothing),         cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_mixed),           cmocka_unit_test(test_bad_first),
        cmocka_unit_test(test_empty_texts),     cmocka_unit_test(test_copies),
        cmocka_unit_test(test_default_of_copy), cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
