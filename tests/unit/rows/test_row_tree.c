/*
 * Rows below rows: by chance, against what a list of open elements says; and the work for a document, which
 * is counted (xml/test_linear.c says how), so that four times the document takes four times the work, however
 * deep or wide it is.
 */
#include "plan/plan_case.h"
#include "plan/recursion.h"

#define GROWTH 5 /* of the work for four times the document: what is sorted takes a little more */

static size_t work;

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
    work++;
}

/* ---- a table ---- */

static void begin_tree(struct plan_case *c, const char *each, const char *below)
{
    int tree;

    case_begin(c);
    tree = case_table(c, "tree", each, -1);
    assert_ok(rowan_plan_recursive(c->plan, tree, below, &c->err), c->err);
    case_column(c, tree, .name = "no", .origin = ROWAN_FROM_ORDINAL);
    case_column(c, tree, .name = "up", .origin = ROWAN_FROM_PARENT, .of = "no");
    case_column(c, tree, .name = "level", .origin = ROWAN_FROM_LEVEL);
    case_column(c, tree, .name = "around", .type = &text_type, PATHS("../@k"));
    case_column(c, tree, .name = "position", .origin = ROWAN_FROM_POSITION);
    case_key(c, tree, "no", NULL);
    case_freeze(c);
}

/* ---- by chance ---- */

#define DEPTH_MAX 9

/* An element that is open. */
struct open {
    char name;                       /* r, u, w or x */
    size_t number, row, level, rows; /* row: 0 is none; rows: below its row */
};

struct making {
    struct rowan_buffer text, expected;
    struct open open[DEPTH_MAX + 1];
    size_t depth, elements, rows;
    size_t top; /* rows without one above */
    bool everywhere;
};

/* Which open element's row is above a u that begins; the root's is none. NULL: it is no row. */
static struct open *find_above(struct making *m)
{
    size_t i = m->depth;

    if (m->everywhere)
        while (i > 1 && !m->open[i - 1].row)
            i--;
    else if (i > 1 && m->open[i - 1].name == 'w')
        i--;
    return i == 1 || m->open[i - 1].row ? &m->open[i - 1] : NULL;
}

static void expect_row(struct making *m, struct open *above, struct open *element)
{
    char up[24] = "~";

    element->row = ++m->rows;
    element->level = above->row ? above->level + 1 : 1;
    if (above->row)
        snprintf(up, sizeof up, "%zu", above->row);
    rowan_buffer_format(&m->expected, " %zu|%s|%zu|%zu|%zu\n", element->row, up, element->level,
                        m->open[m->depth - 1].number, ++*(above->row ? &above->rows : &m->top));
}

static void make_element(struct making *m, char name)
{
    struct open *element = &m->open[m->depth];
    struct open *above = name == 'u' ? find_above(m) : NULL;

    *element = (struct open){.name = name, .number = ++m->elements};
    rowan_buffer_format(&m->text, "<%c k='%zu'>", name, element->number);
    if (above)
        expect_row(m, above, element);
    m->depth++;
    while (m->depth <= DEPTH_MAX && random() % 3)
        make_element(m, "uuwx"[random() % 4]);
    m->depth--;
    rowan_buffer_format(&m->text, "</%c>", name);
}

static void check_by_chance(struct plan_case *c, bool everywhere)
{
    struct making m = {.everywhere = everywhere};

    rowan_buffer_append_slice(&m.expected, "tree\n");
    make_element(&m, 'r');
    if (m.rows) {
        assert_ok(case_load(c, terminated(&m.text).data), c->err);
        rowan_buffer_append(&m.expected, "", 1);
        case_expect(c, m.expected.data);
        rowan_rows_reset(c->rows);
    }
    rowan_buffer_clear(&m.text);
    rowan_buffer_clear(&m.expected);
}

static void test_by_chance(void **state)
{
    struct plan_case c[2];

    (void)state;
    srandom(18);
    begin_tree(&c[0], "/r/u | /r/w/u", "u | w/u");
    begin_tree(&c[1], "//u", NULL);
    for (int i = 0; i < 2000; i++)
        for (int k = 0; k < 2; k++)
            check_by_chance(&c[k], k == 1);
    case_end(&c[0]);
    case_end(&c[1]);
}

/* ---- linear ---- */

struct shape {
    const char *name, *head, *piece, *tail;
};

static const struct shape shapes[] = {
    {"wide", "<r>", "<u/>", "</r>"},
    {"a path down, again and again", "<r>", "<u><u><u><u><u><u><u><u/></u></u></u></u></u></u></u>", "</r>"},
    {"wide below a row", "<r><u>", "<u/>", "</u></r>"},
    {"far below the root", "<r><x><x><x><x><x><x><x><x><x><x><x><x><x><x><x><x><u>", "<w><u/></w>",
     "</u></x></x></x></x></x></x></x></x></x></x></x></x></x></x></x></x></r>"},
    {"much in between", "<r><u>", "<x><x><x/></x></x><w><u/></w><x/>", "</u></r>"},
    {"the last below the last", "<r>", "<u><w><u><w><u><w><u/></w></u></w></u></w></u>", "</r>"},
};

static size_t count_work(struct plan_case *c, const struct shape *shape, size_t count)
{
    struct rowan_buffer text = {0};

    rowan_buffer_append_slice(&text, shape->head);
    for (size_t i = 0; i < count; i++)
        rowan_buffer_append_slice(&text, shape->piece);
    rowan_buffer_append_slice(&text, shape->tail);
    rowan_rows_reset(c->rows);
    work = 0;
    assert_ok(case_load(c, terminated(&text).data), c->err);
    rowan_buffer_clear(&text);
    return work;
}

static void check_linear(const char *each, const char *below)
{
    struct plan_case c;

    begin_tree(&c, each, below);
    for (size_t i = 0; i < COUNT(shapes); i++) {
        size_t one = count_work(&c, &shapes[i], 1000);
        size_t four = count_work(&c, &shapes[i], 4000);
        if (getenv("ROWAN_SHOW_WORK"))
            print_message("%-32s %8zu steps, for four times as much %5.2f times\n", shapes[i].name, one,
                          (double)four / (double)one);
        if (four > GROWTH * one || one < 1000)
            fail_msg("%s of %s: %zu steps; for four times as much %zu", each, shapes[i].name, one, four);
    }
    case_end(&c);
}

static void test_linear(void **state)
{
    (void)state;
    check_linear("//u", NULL);
    check_linear("/r//u", NULL);
}

static void test_linear_paths(void **state)
{
    (void)state;
    check_linear("/r/u | /r/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/u", "u | w/u");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_chance),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_linear_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
