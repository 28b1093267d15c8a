/* Documents that make more rows than are held: whatever the bound, rows and messages are those without one.
 */
#include "plan/plan_case.h"
#include "plan/recursion.h"

/* export (attribute), person below it, line and phone below that, and a second table of the document. */
static void begin_export(struct plan_case *c)
{
    int export, person, line, phone, end;

    case_begin(c);
    export = case_table(c, "export", "/e", -1);
    case_column(c, export, .name = "id", .origin = ROWAN_FROM_SOURCE, .of = "id");
    case_column(c, export, .name = "by", .type = &text_type, PATHS("@by"));
    case_key(c, export, "id", NULL);
    person = case_table(c, "person", "p", export);
    case_column(c, person, .name = "id", .origin = ROWAN_FROM_PARENT, .of = "id");
    case_column(c, person, .name = "by", .origin = ROWAN_FROM_PARENT, .of = "by");
    case_column(c, person, .name = "n", .type = &integer_type, PATHS("@n"));
    case_key(c, person, "id", "n");
    line = case_table(c, "line", "l", person);
    case_column(c, line, .name = "id", .origin = ROWAN_FROM_PARENT, .of = "id");
    case_column(c, line, .name = "n", .origin = ROWAN_FROM_PARENT, .of = "n");
    case_column(c, line, .name = "by", .origin = ROWAN_FROM_PARENT, .of = "by");
    case_column(c, line, .name = "i", .origin = ROWAN_FROM_POSITION);
    case_column(c, line, .name = "o", .origin = ROWAN_FROM_ORDINAL);
    phone = case_table(c, "phone", "t", person);
    case_column(c, phone, .name = "id", .origin = ROWAN_FROM_PARENT, .of = "id");
    case_column(c, phone, .name = "n", .origin = ROWAN_FROM_PARENT, .of = "n");
    case_column(c, phone, .name = "text", .type = &text_type, PATHS("."));
    end = case_table(c, "end", "/e/z", -1);
    case_column(c, end, .name = "z", .type = &text_type, PATHS("@z"));
    case_freeze(c);
}

/* All rows, by table, of what was handed over. */
struct handed {
    struct rowan_rows *spare;
    struct rowan_buffer tables[8];
    size_t rows, parts;
    int64_t last; /* person */
};

/* The lines of case_show for one table. */
static void append_table(struct rowan_buffer *out, const struct rowan_rows *rows, size_t t)
{
    char *shown = case_show(rows, 0, 1);
    const char *from = shown;

    for (size_t headings = 0; headings <= t; from = strchr(from, '\n') + 1)
        headings += *from != ' ';
    while (*from == ' ') {
        const char *end = strchr(from, '\n') + 1;
        rowan_buffer_append(out, from, (size_t)(end - from));
        from = end;
    }
    free(shown);
}

static enum rowan_status take_part(void *context, struct rowan_rows *rows, struct rowan_error *err)
{
    struct handed *handed = context;

    (void)err;
    rowan_rows_hand(rows, handed->spare);
    assert_int_equal(handed->spare->documents, 1);
    handed->rows += rowan_rows_total(handed->spare, 0, 1);
    handed->parts++;
    for (size_t t = 0; t < rows->plan->table_count; t++)
        append_table(&handed->tables[t], handed->spare, t);
    return ROWAN_OK;
}

static const struct rowan_document *parse(struct plan_case *c, const char *xml)
{
    const struct rowan_document *document;

    assert_ok(rowan_parser_text(c->parser, rowan_slice_of(xml), &document, &c->err), c->err);
    return document;
}

/* The document has been gone through. */
static char *show_again(struct plan_case *c, const char *xml)
{
    struct handed handed = {0};
    struct rowan_buffer out = {0};
    size_t rows = rowan_rows_parted(c->rows);

    assert_ok(rowan_rows_new(&handed.spare, c->plan, &c->err), c->err);
    assert_ok(rowan_rows_again(c->rows, parse(c, xml), c->source_columns, take_part, &handed, &c->err),
              c->err);
    take_part(&handed, c->rows, &c->err);
    assert_int_equal(handed.rows, rows);
    for (size_t t = 0; t < c->plan->table_count; t++) {
        rowan_buffer_format(&out, "%s\n", c->plan->tables[t].name);
        rowan_buffer_append(&out, handed.tables[t].data, handed.tables[t].size);
        rowan_buffer_clear(&handed.tables[t]);
    }
    rowan_rows_free(handed.spare);
    return rowan_buffer_string(&out);
}

/* The rows of the document with this bound, in the way of case_show. */
static char *show_parts(struct plan_case *c, const char *xml, size_t bytes)
{
    char *shown;

    rowan_rows_reset(c->rows);
    rowan_rows_limit(c->rows, bytes);
    assert_ok(case_load(c, xml), c->err);
    assert_int_equal(c->rows->documents, 1);
    assert_true(!rowan_rows_parted(c->rows) || rowan_rows_total(c->rows, 0, 1) == 0);
    shown = rowan_rows_parted(c->rows) ? show_again(c, xml) : case_show(c->rows, 0, 1);
    rowan_rows_limit(c->rows, 0);
    return shown;
}

static void check_parts(struct plan_case *c, const char *xml)
{
    char *whole;

    rowan_rows_reset(c->rows);
    assert_ok(case_load(c, xml), c->err);
    whole = case_show(c->rows, 0, 1);
    for (size_t bytes = 1; bytes < 3000; bytes = bytes * 4 / 3 + 1) {
        char *parts = show_parts(c, xml, bytes);
        assert_string_equal(parts, whole);
        free(parts);
    }
    rowan_rows_reset(c->rows);
    free(whole);
}

static const char people[] =
    "<e by='me'>"
    "<p n='1'><l/><l/><t>one</t></p><p n='2'/><p n='3'><t>a</t><t/><t>b</t><l/><l/><l/></p>"
    "<p n='4'><l/></p><p n='5'><t>and a longer text, which fills a part by itself</t><l/></p><p "
    "n='6'><l/></p>"
    "<z z='1'/><z/><z z='3'/></e>";

static void test_parts(void **state)
{
    struct plan_case c;

    (void)state;
    begin_export(&c);
    check_parts(&c, people);
    check_parts(&c, "<e><p n='1'/></e>");
    check_parts(&c, "<e/>");
    case_end(&c);
}

/* A row is handed over with the rows above it, or after them. */
static enum rowan_status take_lines(void *context, struct rowan_rows *rows, struct rowan_error *err)
{
    struct handed *handed = context;
    const struct rowan_table_rows *persons = &rows->tables[1], *lines = &rows->tables[2];

    (void)err;
    for (size_t i = 0; i < persons->count; i++)
        handed->last = rowan_cells_get(&persons->cells[2], i).number;
    for (size_t i = 0; i < lines->count; i++)
        assert_true(rowan_cells_get(&lines->cells[1], i).number <= handed->last);
    handed->parts++;
    rowan_rows_hand(rows, handed->spare);
    return ROWAN_OK;
}

static void test_parents_first(void **state)
{
    struct plan_case c;
    struct handed handed = {0};

    (void)state;
    begin_export(&c);
    rowan_rows_limit(c.rows, 60);
    assert_ok(case_load(&c, people), c.err);
    assert_ok(rowan_rows_new(&handed.spare, c.plan, &c.err), c.err);
    assert_ok(rowan_rows_again(c.rows, parse(&c, people), c.source_columns, take_lines, &handed, &c.err),
              c.err);
    assert_true(handed.parts > 3);
    rowan_rows_free(handed.spare);
    case_end(&c);
}

/* Beside others nothing can be done: it is as if it had not been added. */
static void test_crowded(void **state)
{
    struct plan_case c;

    (void)state;
    begin_export(&c);
    rowan_rows_limit(c.rows, 200);
    assert_ok(case_load(&c, "<e><p n='1'/></e>"), c.err);
    assert_false(rowan_rows_crowded(c.rows));
    assert_int_equal(case_load(&c, people), ROWAN_DOCUMENT);
    assert_true(rowan_rows_crowded(c.rows));
    assert_int_equal(rowan_rows_parted(c.rows), 0);
    case_expect(&c, "export\n 7|~\nperson\n 7|~|1\nline\nphone\nend\n");
    assert_ok(case_load(&c, "<e><p n='2'/></e>"), c.err);
    assert_false(rowan_rows_crowded(c.rows));
    rowan_rows_reset(c.rows);
    assert_ok(case_load(&c, people), c.err);
    assert_int_equal(rowan_rows_parted(c.rows), 23);
    case_end(&c);
}

static void check_refused(struct plan_case *c, const char *xml, const char *reason, const char *message)
{
    for (size_t bytes = 1; bytes < 2000; bytes = bytes * 2 + 1) {
        rowan_rows_limit(c->rows, bytes);
        case_refuse(c, xml, reason, message);
        for (size_t t = 0; t < c->plan->table_count; t++)
            assert_int_equal(c->rows->tables[t].count, 0);
    }
    rowan_rows_limit(c->rows, 0);
    case_refuse(c, xml, reason, message);
}

/* Faults and keys are those of the whole document, however early their rows went. */
static void test_refused(void **state)
{
    struct plan_case c;

    (void)state;
    begin_export(&c);
    check_refused(
        &c, "<e by='x'>\n<p n='1'/>\n<p n='2'><l/></p><p n='3'/><p n='4'/><p n='5'/>\n<p n='01'/></e>",
        "duplicate",
        "line 4: person (dir/case.lua:10): a second row with the key id = 7, n = 1; the first is at "
        "line 2");
    check_refused(&c, "<e>\n<p n='1'/><p n='2'/><p n='3'/><p n='4'/>\n<p n='x'/></e>", "value",
                  "line 3: person.n (dir/case.lua:20), path \"@n\": \"x\" is not an integer");
    c.plan->max_rows = 5;
    check_refused(&c, people, "limit", "the document makes more than 5 rows, max_rows of the source");
    case_end(&c);
}

/* A tree stays together, others do not. */
static void test_trees(void **state)
{
    struct plan_case c;
    int box, tree;

    (void)state;
    case_begin(&c);
    box = case_table(&c, "box", "/r/b", -1);
    case_column(&c, box, .name = "k", .type = &integer_type, PATHS("@k"));
    tree = case_table(&c, "tree", "u", box);
    assert_ok(rowan_plan_recursive(c.plan, tree, "u", &c.err), c.err);
    case_column(&c, tree, .name = "box", .origin = ROWAN_FROM_PARENT, .of = "k");
    case_column(&c, tree, .name = "no", .origin = ROWAN_FROM_ORDINAL);
    case_column(&c, tree, .name = "level", .origin = ROWAN_FROM_LEVEL);
    case_freeze(&c);
    check_parts(&c, "<r><b k='1'><u><u/><u><u/></u></u><u/></b><b k='2'/><b k='3'><u><u/></u></b></r>");
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),   cmocka_unit_test(test_parents_first), cmocka_unit_test(test_crowded),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_trees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
