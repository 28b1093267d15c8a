#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#include "xml/document_difference.h"
#include "xml/node_path.h"
#include "xml/parser.h"

#define VIEWS      3
#define FRESH      2000 /* documents before all is made anew: names stay, and parsers should be new, too */
#define LOCATE_ONE 8    /* of so many documents a node is located */

enum side { SCANNER, LIBXML2, SIDES };

/* What the projection keeps: everything, everything with its place, a few spots. */
static const struct {
    const char *paths[4], *located;
} views[VIEWS] = {
    {{NULL}, NULL},
    {{"//*/@*", "//text()"}, "//*"},
    {{"/*/*[2]/@*", "*/b//c/text()", "//a[@x]/b", "/*/@id"}, "*/b"},
};

struct view {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_parser *parsers[SIDES];
};

struct oracle {
    struct view views[VIEWS];
    int fresh; /* documents since it was made */
    uint64_t documents, refused;
    struct rowan_scan_counts counts; /* of the first view's parsers that are gone */
};

static struct rowan_node_set *add_path(struct view *v, const char *text)
{
    struct rowan_path_scope scope = {&v->arena, v->names, NULL, 0};
    struct rowan_path *path;

    if (rowan_path_parse(&path, text, &scope, NULL) != ROWAN_OK)
        return NULL;
    return rowan_projection_add(v->projection, rowan_projection_root(v->projection), path, true);
}

static bool project(struct view *v, size_t which)
{
    struct rowan_node_set *ends;

    v->projection = rowan_projection_new();
    for (size_t i = 0; i < 4 && views[which].paths[i]; i++)
        if (!v->projection || !add_path(v, views[which].paths[i]))
            return false;
    ends = add_path(v, views[which].located);
    return ends && rowan_projection_locate(v->projection, ends);
}

static bool open_view(struct view *v, size_t which)
{
    static const struct rowan_limits limits[SIDES] = {{.way = ROWAN_XML_SCANNER}, {.way = ROWAN_XML_LIBXML2}};

    memset(v, 0, sizeof *v);
    v->names = rowan_qname_table_new();
    if (!v->names || (views[which].located && !project(v, which)))
        return false;
    for (int i = 0; i < SIDES; i++)
        if (rowan_parser_new(&v->parsers[i], v->projection, v->names, &limits[i], NULL) != ROWAN_OK)
            return false;
    return true;
}

static void close_view(struct view *v)
{
    for (int i = 0; i < SIDES; i++)
        rowan_parser_free(v->parsers[i]);
    rowan_projection_free(v->projection);
    rowan_qname_table_free(v->names);
    rowan_arena_clear(&v->arena);
}

static void add_counts(struct rowan_scan_counts *sum, const struct view *v)
{
    if (v->parsers[SCANNER])
        rowan_scan_counts_add(sum, rowan_parser_counts(v->parsers[SCANNER]));
}

static bool refresh(struct oracle *o)
{
    bool good = true;

    add_counts(&o->counts, &o->views[0]);
    for (size_t i = 0; i < VIEWS; i++) {
        close_view(&o->views[i]);
        good = open_view(&o->views[i], i) && good;
    }
    o->fresh = 0;
    return good;
}

struct oracle *oracle_new(void)
{
    struct oracle *o = calloc(1, sizeof *o);

    if (o && refresh(o))
        return o;
    oracle_free(o);
    return NULL;
}

void oracle_free(struct oracle *o)
{
    for (size_t i = 0; o && i < VIEWS; i++)
        close_view(&o->views[i]);
    free(o);
}

/* ---- one document ---- */

struct reading {
    enum rowan_status status;
    const struct rowan_document *document;
    struct rowan_error err;
};

static const struct rowan_node *last_node(const struct rowan_document *document)
{
    const struct rowan_node *node = document->root;

    while (node->next || node->first)
        node = node->next ? node->next : node->first;
    return node->attributes && node->kind == ROWAN_NODE_ELEMENT ? node->attributes : node;
}

/* The trees are gone then. */
static bool print_path(struct view *v, enum side side, const struct rowan_document *document, char *out,
                       size_t size)
{
    struct rowan_node_path *path = rowan_node_path_new(document, last_node(document), v->names);
    bool good = path && rowan_parser_locate(v->parsers[side], &path, 1);

    if (good)
        rowan_node_path_print(path, out, size);
    rowan_node_path_free(path);
    return good;
}

static bool same_path(struct view *v, const struct reading *readings, char *out, size_t size)
{
    char paths[SIDES][300];

    for (int i = 0; i < SIDES; i++)
        if (!print_path(v, (enum side)i, readings[i].document, paths[i], sizeof paths[i])) {
            snprintf(out, size, "the last node is not found again by the %s", i ? "second" : "first");
            return false;
        }
    if (strcmp(paths[0], paths[1]) == 0)
        return true;
    snprintf(out, size, "the last node is %s and %s", paths[0], paths[1]);
    return false;
}

static bool view_agrees(struct oracle *o, struct view *v, struct rowan_slice text, bool bytes, char *out,
                        size_t size)
{
    struct reading r[SIDES] = {{.err.message = ""}, {.err.message = ""}};

    for (int i = 0; i < SIDES; i++)
        r[i].status = bytes ? rowan_parser_bytes(v->parsers[i], text, &r[i].document, &r[i].err)
                            : rowan_parser_text(v->parsers[i], text, &r[i].document, &r[i].err);
    if (r[0].status != r[1].status ||
        (r[0].status != ROWAN_OK && (strcmp(r[0].err.message, r[1].err.message) != 0 ||
                                     strcmp(r[0].err.reason, r[1].err.reason) != 0))) {
        snprintf(out, size, "\"%.*s\" and \"%.*s\"", (int)size / 3, r[0].err.message, (int)size / 3,
                 r[1].err.message);
        return false;
    }
    if (r[0].status != ROWAN_OK) {
        o->refused += v == &o->views[0];
        return true;
    }
    if (rowan_document_differs(r[0].document, r[1].document, v->names, out, size))
        return false;
    return o->documents % LOCATE_ONE != 0 || same_path(v, r, out, size);
}

bool oracle_agrees(struct oracle *o, struct rowan_slice text, bool bytes, char *out, size_t size)
{
    snprintf(out, size, "no memory");
    if (o->fresh++ >= FRESH && !refresh(o))
        return false;
    o->documents++;
    for (size_t i = 0; i < VIEWS; i++)
        if (!view_agrees(o, &o->views[i], text, bytes, out, size))
            return false;
    return true;
}

void oracle_report(const struct oracle *o, FILE *out)
{
    struct rowan_scan_counts sum = o->counts;

    add_counts(&sum, &o->views[0]);
    fprintf(out, "%llu documents, %llu by the scanner, %llu refused\n", (unsigned long long)o->documents,
            (unsigned long long)sum.accepted, (unsigned long long)o->refused);
    for (int i = 0; i < ROWAN_DECLINES; i++)
        if (sum.declined[i])
            fprintf(out, "declined, %s: %llu\n", rowan_decline_name((enum rowan_decline)i),
                    (unsigned long long)sum.declined[i]);
}
