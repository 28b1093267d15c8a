/*
 * Every mapping case of tests/mapping again and again, each time with another allocation failing: loading the
 * mapping, parsing the document, making the rows. What comes out is what came without a failure, or an error
 * that says that memory was wanting; no block is left behind.
 *
 *   failing_mapping_cases FOLDER TABLES EVERY [NAME]
 *
 * FOLDER has a folder a case, and so has TABLES, where tests/mapping/expand put those that stand in tables.
 * EVERY: each case takes every so manieth allocation, and begins at another; 1 takes all.
 */
#include <dirent.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failing/shim.h"
#include "base/buffer.h"
#include "language/mapping.h"
#include "rows/rows.h"
#include "xml/parser.h"

#define SET_MAX 8
#define MANY    50000 /* allocations; of so many in one case only a few */
#define OF_MANY 20    /* are made to fail */

struct setting {
    char *name;
    char *value;
};

/* Its folder is the working folder. */
struct mapping_case {
    char name[256];
    char mapping[PATH_MAX + 256];
    struct rowan_buffer document, args;
    const char *key;
    struct setting set[SET_MAX];
    size_t set_count;
    bool has_document;
};

/* What a run came to: the rows, or the error. */
struct outcome {
    struct rowan_error err;
    struct rowan_buffer rows;
};

static long passed, failed;
static char root[PATH_MAX];

/* ---- reading a case ---- */

static bool read_file(const char *file, struct rowan_buffer *out)
{
    char block[16384];
    size_t n;
    FILE *in = fopen(file, "rb");

    if (!in)
        return false;
    while ((n = fread(block, 1, sizeof block, in)) > 0)
        if (!rowan_buffer_append(out, block, n))
            abort();
    fclose(in);
    return rowan_buffer_string(out) != NULL;
}

/* A file "mapping" holds the path of the mapping from the root, where the program was started. */
static void find_mapping(struct mapping_case *c)
{
    struct rowan_buffer path = {0};

    snprintf(c->mapping, sizeof c->mapping, "mapping.lua");
    if (read_file("mapping", &path))
        snprintf(c->mapping, sizeof c->mapping, "%s/%.*s", root, (int)strcspn(path.data, "\n"), path.data);
    rowan_buffer_clear(&path);
}

static void read_args(struct mapping_case *c)
{
    char *line, *rest = NULL;

    c->key = "1";
    if (!read_file("args", &c->args))
        return;
    for (line = strtok_r(c->args.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        bool set = strcmp(line, "--set") == 0;
        bool key = strcmp(line, "--key") == 0;
        char *value = set || key ? strtok_r(NULL, "\n", &rest) : NULL;
        if (key && value)
            c->key = value;
        if (!set || !value || c->set_count == SET_MAX)
            continue;
        c->set[c->set_count].name = value;
        value = strchr(value, '=');
        *value = '\0';
        c->set[c->set_count++].value = value + 1;
    }
}

static void clear_case(struct mapping_case *c)
{
    rowan_buffer_clear(&c->document);
    rowan_buffer_clear(&c->args);
}

/* ---- one run ---- */

static void append_cell(struct rowan_buffer *out, const struct rowan_cells *cells, size_t row)
{
    struct rowan_value v = rowan_cells_get(cells, row);

    if (v.null)
        rowan_buffer_append_slice(out, "~");
    else if (cells->integer)
        rowan_buffer_append_int(out, v.number);
    else
        rowan_buffer_append(out, v.text.data, v.text.size);
    rowan_buffer_append_char(out, '|');
}

static void append_rows(struct rowan_buffer *out, const struct rowan_rows *rows)
{
    for (size_t t = 0; t < rows->plan->table_count; t++) {
        rowan_buffer_append_slice(out, rows->plan->tables[t].name);
        for (size_t r = 0; r < rows->tables[t].count; r++) {
            rowan_buffer_append_slice(out, "\n");
            for (size_t i = 0; i < rows->plan->tables[t].column_count; i++)
                append_cell(out, &rows->tables[t].cells[i], r);
        }
        rowan_buffer_append_slice(out, "\n");
    }
}

static void fill_carried(const struct mapping_case *c, const struct rowan_plan *plan,
                         struct rowan_slice *source_columns)
{
    memset(source_columns, 0, plan->source.column_count * sizeof *source_columns);
    source_columns[0] = rowan_slice_of(c->key);
    for (size_t i = 1; i < plan->source.column_count; i++)
        for (size_t s = 0; s < c->set_count; s++)
            if (strcmp(c->set[s].name, plan->source.columns[i].name) == 0)
                source_columns[i] = rowan_slice_of(c->set[s].value);
}

static enum rowan_status make_rows(const struct mapping_case *c, const struct rowan_plan *plan,
                                   struct rowan_rows *rows, struct rowan_parser *parser,
                                   struct rowan_error *err)
{
    const struct rowan_document *document;
    struct rowan_slice source_columns[64];
    enum rowan_status st;

    if (plan->source.column_count > 64)
        abort();
    fill_carried(c, plan, source_columns);
    rows->run[ROWAN_RUN_ID] = rowan_slice_of("try");
    rows->run[ROWAN_RUN_STARTED] = rowan_slice_of("1970-01-01 00:00:00");
    rows->run[ROWAN_RUN_MAPPING] = rowan_slice_of(plan->name);
    rows->run[ROWAN_RUN_VERSION] = rowan_slice_of(plan->version);
    st = rowan_parser_bytes(parser, rowan_buffer_slice(&c->document), &document, err);
    return st == ROWAN_OK ? rowan_rows_add(rows, document, source_columns, err) : st;
}

static void run_mapping(const struct mapping_case *c, struct outcome *out)
{
    struct rowan_mapping *mapping = NULL;
    struct rowan_parser *parser = NULL;
    struct rowan_rows *rows = NULL;
    enum rowan_status st;

    memset(&out->err, 0, sizeof out->err);
    st = rowan_mapping_open(&mapping, c->mapping, NULL, &out->err);
    if (st == ROWAN_OK && c->has_document) {
        st = rowan_parser_new(&parser, mapping->plan->projection, mapping->plan->names, NULL, &out->err);
        if (st == ROWAN_OK)
            st = rowan_rows_new(&rows, mapping->plan, &out->err);
        if (st == ROWAN_OK)
            st = make_rows(c, mapping->plan, rows, parser, &out->err);
    }
    shim_disarm();
    out->err.status = st;
    out->rows.size = 0;
    if (st == ROWAN_OK && rows)
        append_rows(&out->rows, rows);
    rowan_rows_free(rows);
    rowan_parser_free(parser);
    rowan_mapping_free(mapping);
    xmlResetLastError(); /* the library keeps a copy */
}

static void append_node(struct rowan_buffer *out, const struct rowan_qname_table *names,
                        const struct rowan_document *document, const struct rowan_node *node)
{
    struct rowan_slice text = rowan_node_text(document, node);

    rowan_buffer_format(out, "%d %s %zu|", node->kind, rowan_qname_table_local(names, node->name), text.size);
    for (const struct rowan_node *n = node->attributes; n; n = n->next)
        append_node(out, names, document, n);
    for (const struct rowan_node *n = node->first; n; n = n->next)
        append_node(out, names, document, n);
}

/* The whole tree, as a script has it. */
static void run_script(const struct mapping_case *c, struct outcome *out)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    const struct rowan_document *document = NULL;
    struct rowan_parser *parser = NULL;
    enum rowan_status st = ROWAN_NO_MEMORY;

    memset(&out->err, 0, sizeof out->err);
    if (names)
        st = rowan_parser_new(&parser, NULL, names, NULL, &out->err);
    else
        rowan_out_of_memory(&out->err);
    if (st == ROWAN_OK)
        st = rowan_parser_bytes(parser, rowan_buffer_slice(&c->document), &document, &out->err);
    shim_disarm();
    out->err.status = st;
    out->rows.size = 0;
    if (st == ROWAN_OK)
        append_node(&out->rows, names, document, document->root);
    rowan_parser_free(parser);
    rowan_qname_table_free(names);
    xmlResetLastError();
}

/* ---- many runs ---- */

typedef void run_fn(const struct mapping_case *c, struct outcome *out);

static const struct mapping_case *current;

static void complain(const char *what, const struct outcome *got)
{
    failed++;
    printf("FAILED  %s, allocation %ld%s: %s\n", current->name, shim.fail_at ? shim.fail_at : shim.count,
           shim.go_on ? " and all after it" : "", what);
    if (got)
        printf("  status %s, reason %s: %s\n", rowan_status_name(got->err.status), got->err.reason,
               got->err.message);
}

static bool same(const struct outcome *a, const struct outcome *b)
{
    return a->err.status == b->err.status &&
           (a->err.status == ROWAN_OK
                ? rowan_slice_equal(rowan_buffer_slice(&a->rows), rowan_buffer_slice(&b->rows))
                : strcmp(a->err.message, b->err.message) == 0);
}

static bool wants_memory(const struct outcome *got)
{
    return got->err.status == ROWAN_NO_MEMORY && strcmp(got->err.reason, "memory") == 0 &&
           strstr(got->err.message, "memory");
}

/* libxml2 2.9 loses what it has read of an entity's value when memory ends. */
static bool may_lose(const struct mapping_case *c)
{
    return c->has_document && strstr(c->document.data, "<!ENTITY");
}

/* False when the case has fewer allocations than that. */
static bool fail_one(const struct mapping_case *c, run_fn *run, const struct outcome *wanted, long at,
                     bool go_on)
{
    struct outcome got = {0};
    long live = shim.live;
    bool ok = true;

    shim_arm(at, go_on);
    run(c, &got);
    shim.fail_at = at;
    ok = same(&got, wanted) || (shim.hit && wants_memory(&got));
    if (!ok)
        complain("neither what it should be nor an error that speaks of memory", &got);
    shim_disarm();
    rowan_buffer_clear(&got.rows);
    if (shim.live != live && !may_lose(c)) {
        complain("blocks are left behind", NULL);
        printf("  %ld of them\n", shim.live - live);
        ok = false;
    }
    passed += shim.hit && ok;
    return shim.hit;
}

static void check_run(const struct mapping_case *c, run_fn *run, long every, long number)
{
    struct outcome wanted = {0};

    run(c, &wanted); /* what libraries make for good is made now */
    shim_arm(0, false);
    run(c, &wanted);
    if (shim.count > MANY && every > 1) { /* functions that use memory up on purpose: not in a sample */
        rowan_buffer_clear(&wanted.rows);
        return;
    }
    if (shim.count > MANY)
        every = shim.count / OF_MANY;
    for (int go_on = 0; go_on < 2; go_on++)
        for (long at = 1 + number % every; fail_one(c, run, &wanted, at, go_on); at += every)
            ;
    rowan_buffer_clear(&wanted.rows);
}

/* XPath of libxml2 2.9 reads through a null pointer when there is no memory: then a worker dies, as it would
 * by any fault. */
static bool uses_xpath(const struct mapping_case *c)
{
    struct rowan_buffer text = {0};
    bool uses = read_file(c->mapping, &text) && strstr(text.data, "xpath");

    rowan_buffer_clear(&text);
    return uses;
}

static void check_case(struct mapping_case *c, long every, long number)
{
    current = c;
    find_mapping(c);
    shim.spare = uses_xpath(c);
    c->has_document = read_file("doc.xml", &c->document);
    read_args(c);
    check_run(c, run_mapping, every, number);
    if (c->has_document)
        check_run(c, run_script, every, number);
    clear_case(c);
}

/* The address sanitizer calls this before it ends the program. */
void __asan_on_error(void);
void __asan_on_error(void)
{
    if (current)
        fprintf(stderr, "in case %s, allocation %ld\n", current->name, shim.fail_at);
}

static bool enter(const char *folder, const char *name)
{
    return chdir(root) == 0 && chdir(folder) == 0 && chdir(name) == 0;
}

/* NAME: only that case, if not NULL. */
static void check_folder(const char *folder, long every, const char *name)
{
    struct dirent **names;
    int count = chdir(root) == 0 ? scandir(folder, &names, NULL, alphasort) : -1;

    for (int i = 0; i < count; i++) {
        struct mapping_case c = {0};
        snprintf(c.name, sizeof c.name, "%s", names[i]->d_name);
        if (c.name[0] != '.' && (!name || strcmp(name, c.name) == 0) && enter(folder, c.name))
            check_case(&c, every, i);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

int main(int argc, char **argv)
{
    if (argc < 4 || !getcwd(root, sizeof root)) {
        fprintf(stderr, "usage: failing_mapping_cases FOLDER TABLES EVERY [NAME]\n");
        return 2;
    }
    shim_init();
    for (int i = 1; i < 3; i++)
        check_folder(argv[i], strtol(argv[3], NULL, 10), argc > 4 ? argv[4] : NULL);
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
