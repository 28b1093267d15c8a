/*
 * Work is linear in the document, counted and not timed: what reads it by the scanner is compiled once more
 * with a call at each branch (-fsanitize-coverage=trace-pc), and the linker leads what goes through bytes in
 * the C library to wrappers that count them. Four times the document may take little more than four times the
 * work.
 */
#include "unit.h"

#include "xml/parser.h"
#include "xml/scan_names.h"

#define GROWTH    5  /* of the work for four times the document: tables that double are not always as full */
#define PER_BYTE  60 /* steps, of any document */
#define COLLIDING 60 /* names in one place of the table; it takes 64 */

/* ---- counting ---- */

static size_t work;

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
    work++;
}

/* Sixteen bytes are about as much as a step. */
#define COUNTED(type, name, parameters, arguments, bytes)                                                    \
    type __real_##name parameters;                                                                           \
    type __wrap_##name parameters;                                                                           \
    type __wrap_##name parameters                                                                            \
    {                                                                                                        \
        work += (size_t)(bytes) / 16;                                                                        \
        return __real_##name arguments;                                                                      \
    }

COUNTED(void *, memcpy, (void *to, const void *from, size_t size), (to, from, size), size)
COUNTED(void *, memmove, (void *to, const void *from, size_t size), (to, from, size), size)
COUNTED(void *, memset, (void *to, int c, size_t size), (to, c, size), size)
COUNTED(int, memcmp, (const void *a, const void *b, size_t size), (a, b, size), size)
COUNTED(void *, calloc, (size_t count, size_t size), (count, size), count *size)
COUNTED(void *, realloc, (void *old, size_t size), (old, size), size)
COUNTED(size_t, strlen, (const char *s), (s), __real_strlen(s))
COUNTED(int, strcmp, (const char *a, const char *b), (a, b), __real_strlen(a))
COUNTED(int, strncmp, (const char *a, const char *b, size_t size), (a, b, size), size)

void *__real_memrchr(const void *data, int c, size_t size);
void *__wrap_memrchr(const void *data, int c, size_t size);

void *__wrap_memrchr(const void *data, int c, size_t size)
{
    const char *found = __real_memrchr(data, c, size);

    work += (found ? size - (size_t)(found - (const char *)data) : size) / 16;
    return (void *)found;
}

/* ---- documents ---- */

/* %zu in open is its number. */
struct shape {
    const char *name, *head, *open, *middle, *close, *tail;
    size_t count; /* of open, as of close; four times it in the larger document */
    bool declined;
    void (*write)(struct rowan_buffer *text, size_t count); /* in place of all that */
};

static void write_colliding(struct rowan_buffer *text, size_t count);
static void write_prefixes(struct rowan_buffer *text, size_t count);
static void write_namespaces(struct rowan_buffer *text, size_t count);

#define NAME_40  "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
#define NAME_400 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40 NAME_40

static const struct shape shapes[] = {
    {"elements", "<a>", "<b/>", "", "", "</a>", 5000, false, NULL},
    {"elements with text", "<a>", "<b>x</b >\n", "", "", "</a>", 5000, false, NULL},
    {"names of elements", "<a>", "<n%zu/>", "", "", "</a>", 5000, false, NULL},
    {"too many names", "<a>", "<n%zu/>", "", "", "</a>", 20000, true, NULL},
    {"long names", "<a>", "<" NAME_400 "%zu></" NAME_400 "%zu>", "", "", "</a>", 400, false, NULL},
    {"one long name", "<", "abcdefgh", "", "", "/>", 1000, false, NULL},
    {"one name that is too long", "<", "abcdefgh", "", "", "/>", 4000, true, NULL},
    {"names beyond ASCII", "<a>", "<\xC3\xA9\xD0\x96%zu/>", "", "", "</a>", 5000, false, NULL},
    {"depth", "<a>", "<a>", "", "</a>", "</a>", 60, false, NULL},
    {"depth, again and again", "<r>", "<a><a><a><a><a></a></a></a></a></a>", "", "", "</r>", 2000, false,
     NULL},
    {"too deep", "", "<a>", "", "</a>", "", 2000, true, NULL},
    {"attributes", "<a", " x%zu='1'", "/>", "", "", 1000, false, NULL},
    {"attributes of many elements", "<r>", "<a x='1' y='2' z='3'/>", "", "", "</r>", 3000, false, NULL},
    {"one attribute twice", "<a", " x%zu='1'", " x0=''/>", "", "", 1000, true, NULL},
    {"too many attributes", "<a", " x%zu='1'", "/>", "", "", 5000, true, NULL},
    {"attributes with prefixes", "<r xmlns:p='u'>", "<a p:x='1' p:y='' p:z=''/>", "", "", "</r>", 3000, false,
     NULL},
    {"too many attributes with prefixes", "<r xmlns:p='u'><a", " p:x%zu=''", "/>", "", "</r>", 1000, true,
     NULL},
    {"a long value", "<a x='", "1234567890", "'/>", "", "", 5000, false, NULL},
    {"a value of line ends", "<a x='", "\r\n\t \r", "'/>", "", "", 5000, false, NULL},
    {"a value of references", "<a x='", "&amp;&#10;&#x41;", "'/>", "", "", 5000, false, NULL},
    {"a value beyond ASCII", "<a x='", "\xC3\xA9\xF0\x9F\x98\x80", "'/>", "", "", 5000, false, NULL},
    {"a value without end", "<a x='", "1 ", "", "", "", 5000, true, NULL},
    {"text", "<b>", "1234567890", "", "", "</b>", 5000, false, NULL},
    {"references", "<b>", "&amp;", "", "", "</b>", 5000, false, NULL},
    {"references to characters", "<b>", "&#10;&#x1F600;", "", "", "</b>", 5000, false, NULL},
    {"] without end", "<b>", "]]]]]]]]", "", "", "</b>", 5000, false, NULL},
    {"] in CDATA", "<b><![CDATA[", "]]]]]]]]", "", "", "]]></b>", 5000, false, NULL},
    {"lone CRs", "<b>", "\r", "", "", "</b>", 20000, false, NULL},
    {"CRs and line feeds", "<b>", "\r\n", "", "", "</b>", 20000, false, NULL},
    {"CRs in CDATA", "<b><![CDATA[", "\r\r\n", "", "", "]]></b>", 9000, false, NULL},
    {"text beyond ASCII", "<b>", "\xC3\xA9\xE6\x97\xA5\xF0\x9F\x98\x80", "", "", "</b>", 5000, false, NULL},
    {"text and elements", "<b>", "x<a/>", "", "", "</b>", 5000, false, NULL},
    {"sections", "<b>", "<![CDATA[x]]>", "", "", "</b>", 5000, false, NULL},
    {"a section without end", "<b><![CDATA[", "x]>", "", "", "", 5000, true, NULL},
    {"comments", "<b>", "<!--x-->", "", "", "</b>", 5000, false, NULL},
    {"a long comment", "<b><!--", "x- ", "", "", "--></b>", 5000, false, NULL},
    {"comments and text", "<b>", "x<!---->", "", "", "</b>", 5000, false, NULL},
    {"a comment without end", "<b><!--", "x- ", "", "", "", 5000, true, NULL},
    {"instructions", "<b>", "<?p%zu?>", "", "", "</b>", 2000, false, NULL},
    {"too many instructions", "<b>", "<?p ?>", "", "", "</b>", 20000, true, NULL},
    {"a long instruction", "<b><?p ", "?x>", "", "", "?></b>", 5000, false, NULL},
    {"white space outside", "<b/>", " \n", "", "", "", 9000, false, NULL},
    {"white space in tags", "<b", "  ", ">", "", "</b>", 9000, false, NULL},
    {"a namespace bound anew", "<r xmlns:p='u'>", "<p:b/><x xmlns:p='v'><p:b p:x=''/></x>", "", "", "</r>",
     1000, false, NULL},
    {"a long namespace bound anew", "<r xmlns:p='u:" NAME_40 NAME_40 "'>",
     "<p:b/><x xmlns:p='v'><p:b p:x=''/></x>", "", "", "</r>", 1000, false, NULL},
    {"namespaces inside each other", "<r xmlns='u'>", "<a xmlns='v' xmlns:p='w'>", "", "</a>", "</r>", 60,
     false, NULL},
    {"prefixes", "<r>", "<p%zu:a xmlns:p%zu='u%zu'/>", "", "", "</r>", 24, false, NULL},
    {"too many prefixes", "<r>", "<p%zu:a xmlns:p%zu='u%zu'/>", "", "", "</r>", 1000, true, NULL},
    {.name = "names in one place", .count = 5000, .write = write_colliding},
    {.name = "names of many prefixes", .count = 2000, .write = write_prefixes},
    {.name = "many long namespaces", .count = 500, .write = write_namespaces},
};

/* Names that fall into one place of the scanner's table. */
static void find_colliding(char names[COLLIDING][16])
{
    uint64_t words[2];
    size_t found = 0;

    for (unsigned i = 0; found < COLLIDING; i++) {
        snprintf(names[found], sizeof names[found], "n%u", i);
        rowan_scan_name_words(names[found], strlen(names[found]), names[found] + strlen(names[found]), words);
        found += (rowan_scan_names_hash(strlen(names[found]), words) & 0x3FF) == 0;
    }
}

static void write_colliding(struct rowan_buffer *text, size_t count)
{
    static char names[COLLIDING][16];

    if (!*names[0])
        find_colliding(names);
    rowan_buffer_append_slice(text, "<a>");
    for (size_t i = 0; i < count; i++)
        rowan_buffer_format(text, "<%s/>", names[i % COLLIDING]);
    rowan_buffer_append_slice(text, "</a>");
}

/* Names of a hundred prefixes that are as long as each other. */
static void write_prefixes(struct rowan_buffer *text, size_t count)
{
    rowan_buffer_append_slice(text, "<r");
    for (int i = 0; i < 90; i++)
        rowan_buffer_format(text, " xmlns:p%d='u'", 100 + i);
    rowan_buffer_append_slice(text, ">");
    for (size_t i = 0; i < count; i++)
        rowan_buffer_format(text, "<p%zu:n%zu/>", 100 + i % 90, i);
    rowan_buffer_append_slice(text, "</r>");
}

/* Only the last bytes of them differ. */
static void write_namespaces(struct rowan_buffer *text, size_t count)
{
    rowan_buffer_append_slice(text, "<r>");
    for (size_t i = 0; i < count; i++)
        rowan_buffer_format(text, "<a xmlns='u:" NAME_40 NAME_40 NAME_40 "%zu'/>", 100 + i % 90);
    rowan_buffer_append_slice(text, "</r>");
}

static void write_shape(struct rowan_buffer *text, const struct shape *shape, size_t count)
{
    if (shape->write) {
        shape->write(text, count);
        return;
    }
    rowan_buffer_append_slice(text, shape->head);
    for (size_t i = 0; i < count; i++) {
        char piece[1000];
        /* as many numbers as a shape has at most */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(piece, sizeof piece, shape->open, i, i, i);
#pragma GCC diagnostic pop
        rowan_buffer_append_slice(text, piece);
    }
    rowan_buffer_append_slice(text, shape->middle);
    for (size_t i = 0; i < count; i++)
        rowan_buffer_append_slice(text, shape->close);
    rowan_buffer_append_slice(text, shape->tail);
}

/* ---- reading ---- */

struct fixture {
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_arena arena;
    struct rowan_parser *parser;
};

static void add_path(struct fixture *f, const char *text, bool locate)
{
    struct rowan_path_scope scope = {&f->arena, f->names, NULL, 0};
    struct rowan_path *path;
    struct rowan_node_set *set;

    assert_int_equal(rowan_path_parse(&path, text, &scope, NULL), ROWAN_OK);
    set = rowan_projection_add(f->projection, rowan_projection_root(f->projection), path, true);
    assert_non_null(set);
    if (locate)
        assert_true(rowan_projection_locate(f->projection, set));
}

enum keep { EVERYTHING, SOME_PATHS, PLACES, KEEPS };

static void open_fixture(struct fixture *f, enum keep keep)
{
    struct rowan_limits limits = {.way = ROWAN_XML_SCANNER};

    memset(f, 0, sizeof *f);
    f->names = rowan_qname_table_new();
    if (keep != EVERYTHING) {
        f->projection = rowan_projection_new();
        add_path(f, "//a/@*", keep == PLACES);
        add_path(f, "//b/text()", false);
        add_path(f, "//b[a]", keep == PLACES);
        add_path(f, "/r/a/a/a", keep == PLACES);
    }
    assert_int_equal(rowan_parser_new(&f->parser, f->projection, f->names, &limits, NULL), ROWAN_OK);
}

static void close_fixture(struct fixture *f)
{
    rowan_parser_free(f->parser);
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    rowan_arena_clear(&f->arena);
}

/* What the scanner does; libxml2 is not counted. */
static size_t count_work(struct fixture *f, struct rowan_slice text, bool *declined)
{
    const struct rowan_document *document;
    uint64_t accepted = rowan_parser_counts(f->parser)->accepted;

    work = 0;
    (void)rowan_parser_text(f->parser, text, &document, NULL);
    *declined = rowan_parser_counts(f->parser)->accepted == accepted;
    return work;
}

struct measure {
    double bytes, cold, warm; /* warm: what the parser has of a document is there from the one before */
    bool declined;
};

static struct measure measure(const struct shape *shape, size_t count, enum keep keep)
{
    struct rowan_buffer text = {0};
    struct measure m = {0};
    struct fixture f;

    write_shape(&text, shape, count);
    open_fixture(&f, keep);
    m.cold = (double)count_work(&f, terminated(&text), &m.declined);
    m.warm = (double)count_work(&f, terminated(&text), &m.declined);
    m.bytes = (double)text.size;
    close_fixture(&f);
    rowan_buffer_clear(&text);
    return m;
}

static void check(const struct shape *shape, enum keep keep)
{
    const char *name = shape->name;
    struct measure one = measure(shape, shape->count, keep);
    struct measure four = measure(shape, 4 * shape->count, keep);

    if (getenv("ROWAN_SHOW_WORK"))
        print_message("%-36s %d: %6.0f bytes, %6.2f steps a byte, %6.2f again; four times: %5.2f%s\n", name,
                      (int)keep, one.bytes, four.cold / four.bytes, four.warm / four.bytes,
                      four.cold / one.cold, four.declined ? ", declined" : "");
    if (four.declined != shape->declined)
        fail_msg("%s: %s", name, four.declined ? "declined" : "accepted");
    if (four.cold > GROWTH * one.cold)
        fail_msg("%s, kept %d: %.0f steps; for four times as much %.0f", name, (int)keep, one.cold,
                 four.cold);
    if (four.warm > 1.01 * four.cold)
        fail_msg("%s, kept %d: %.0f steps, %.0f for the same again", name, (int)keep, four.cold, four.warm);
    if (four.cold > PER_BYTE * four.bytes)
        fail_msg("%s, kept %d: %.0f steps for %.0f bytes", name, (int)keep, four.cold, four.bytes);
}

static void test_linear(void **state)
{
    (void)state;
    for (int keep = 0; keep < KEEPS; keep++)
        for (size_t i = 0; i < COUNT(shapes); i++)
            check(&shapes[i], (enum keep)keep);
}

/* What a small document costs does not depend on those before it. */
static void test_after_others(void **state)
{
    static const struct rowan_slice small = {"<a><b x='1'>y</b></a>", 21};
    size_t before, after;
    bool declined;
    struct fixture f;

    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        struct rowan_buffer text = {0};
        open_fixture(&f, SOME_PATHS);
        count_work(&f, small, &declined);
        before = count_work(&f, small, &declined);
        write_shape(&text, &shapes[i], 4 * shapes[i].count);
        count_work(&f, terminated(&text), &declined);
        count_work(&f, small, &declined); /* what grew too large starts over here */
        after = count_work(&f, small, &declined);
        if (getenv("ROWAN_SHOW_WORK"))
            print_message("%-36s small: %zu, then %zu\n", shapes[i].name, before, after);
        if (after > 3 * before)
            fail_msg("%s: a small document took %zu steps, then %zu", shapes[i].name, before, after);
        close_fixture(&f);
        rowan_buffer_clear(&text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_after_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
