/* One cause is said as it is; several stand with how many matches each took. */
#include "rows/no_rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "xml/parser.h"
#include "xml/path_prefix.h"
#include "xml/select.h"

/* What left a match out, said of all and of some. */
static const char *cause(const struct rowan_table *table, enum rowan_fate fate)
{
    switch (fate) {
    case ROWAN_FATE_WHEN:
        return "when is true for none";
    case ROWAN_FATE_EMPTY:
        return "all are empty (skip_empty)";
    case ROWAN_FATE_EXPANSION:
        return table->row_function ? "the function of rows made no row" : "no pair of unpivot has a value";
    default:
        return "distinct left none";
    }
}

void rowan_no_rows_why(const struct rowan_table *table, const int64_t *fates, char *out, size_t size)
{
    const char *only = NULL;
    size_t causes = 0, n;

    for (int f = ROWAN_FATE_WHEN; f <= ROWAN_FATE_EMPTY; f++) {
        only = fates[f] ? cause(table, (enum rowan_fate)f) : only;
        causes += fates[f] > 0;
    }
    if (causes == 1) {
        snprintf(out, size, "%s", only);
        return;
    }
    n = (size_t)snprintf(out, size, "left out:");
    for (int f = ROWAN_FATE_WHEN; f <= ROWAN_FATE_EMPTY; f++)
        if (fates[f] && n < size)
            n += (size_t)snprintf(out + n, size - n, "%s %" PRId64 " by %s", n > 9 ? "," : "", fates[f],
                                  f != ROWAN_FATE_EXPANSION ? rowan_fate_name((enum rowan_fate)f)
                                  : table->row_function     ? "rows"
                                                            : "unpivot");
}

/* A text of what there is room for. */
struct room {
    char *text;
    size_t size, used;
};

__attribute__((format(printf, 2, 3))) static void put(struct room *room, const char *format, ...)
{
    va_list arguments;
    int n;

    if (room->used >= room->size)
        return;
    va_start(arguments, format);
    n = vsnprintf(room->text + room->used, room->size - room->used, format, arguments);
    va_end(arguments);
    room->used += n > 0 ? (size_t)n : 0;
}

/* The first table that has matches; NULL: none has. */
static const struct rowan_table *first_matched(const struct rowan_plan *plan, const int64_t *fates, size_t *t)
{
    for (*t = 0; *t < plan->table_count; ++*t)
        if (fates[*t * ROWAN_FATES + ROWAN_FATE_MATCHED])
            return &plan->tables[*t];
    return NULL;
}

/* "no namespace", or the namespaces of the first name in a path. */
static void print_namespace(const struct rowan_plan *plan, const struct rowan_path *path, char *out,
                            size_t size)
{
    const struct rowan_name_set *among;
    struct rowan_slice uri;
    size_t i = 0;

    path = path->first ? path->first : path;
    while (i < path->count && path->steps[i].test != ROWAN_TEST_NAME &&
           path->steps[i].test != ROWAN_TEST_AMONG)
        i++;
    among = i < path->count ? path->steps[i].among : NULL;
    uri = rowan_qname_table_uri(plan->names, i < path->count && !among ? path->steps[i].name : 0);
    if (among && among->count > 1)
        snprintf(out, size, "\"%.160s\" and %zu more", among->namespaces[0].uri, among->count - 1);
    else if (among && among->count)
        snprintf(out, size, "matching \"%.160s\"", among->namespaces[0].uri);
    else if (among)
        snprintf(out, size, "any namespace");
    else if (uri.size)
        snprintf(out, size, "\"%.*s\"", (int)(uri.size < 160 ? uri.size : 160), uri.data);
    else
        snprintf(out, size, "no namespace");
}

/* How many steps of a path match something in what is kept of the document. */
static enum rowan_status selected_reach(const struct rowan_document *document, const struct rowan_path *path,
                                        size_t *reach, struct rowan_error *err)
{
    struct rowan_selector *selector = rowan_selector_new();
    enum rowan_status st = selector ? ROWAN_OK : rowan_out_of_memory(err);
    struct rowan_nodes nodes = {0};
    struct rowan_path part = *path;

    part.first = NULL;
    for (part.count = path->count ? path->count - 1 : 0; st == ROWAN_OK && part.count > 0; part.count--) {
        st = rowan_select(selector, document, &part, document->root, &nodes, err);
        if (nodes.count)
            break;
    }
    *reach = part.count;
    rowan_selector_free(selector);
    rowan_nodes_clear(&nodes);
    return st;
}

/* Elements on the way to a name that is not there are not kept: the parser alone has seen them. It knows
 * names and no predicates. */
static size_t named_reach(const struct rowan_parser *parser, const struct rowan_path *path)
{
    size_t named = rowan_parser_reach(parser, path);
    size_t steps = 0;

    while (steps < named && !path->steps[steps].predicates)
        steps++;
    return steps;
}

/* One path of a table without a parent: what namespace it is in, where it stands, how far it gets. */
static enum rowan_status print_root(const struct rowan_plan *plan, const struct rowan_table *table,
                                    const struct rowan_document *document, const struct rowan_parser *parser,
                                    struct room *room, struct rowan_error *err)
{
    char namespace[200];
    size_t named = named_reach(parser, table->each), selected, reach;
    enum rowan_status st = selected_reach(document, table->each, &selected, err);

    if (st != ROWAN_OK)
        return st;
    reach = rowan_path_prefix(table->each, selected > named ? selected : named, false);
    print_namespace(plan, table->each, namespace, sizeof namespace);
    put(room, "%s%s (%s, %s:%d)", room->used ? ", " : "", table->each->text, namespace, table->place.file,
        table->place.line);
    if (reach)
        put(room, " of which %.*s is there", (int)reach, table->each->text);
    return ROWAN_OK;
}

/* A parser that has seen this document and no other. */
static enum rowan_status parse_again(const struct rowan_plan *plan, const struct rowan_document *document,
                                     struct rowan_parser **parser, struct rowan_error *err)
{
    enum rowan_status st = rowan_parser_new(parser, plan->projection, plan->names, &plan->limits, err);

    if (st == ROWAN_OK)
        st = rowan_parser_text(*parser, document->text, &document, err);
    return st == ROWAN_NO_MEMORY ? st : ROWAN_OK; /* it was parsed before: what is seen is enough to say */
}

/* All paths of tables without a parent, as far as there is room. */
static enum rowan_status print_roots(const struct rowan_plan *plan, const struct rowan_document *document,
                                     struct room *room, struct rowan_error *err)
{
    struct rowan_parser *parser = NULL;
    enum rowan_status st = parse_again(plan, document, &parser, err);

    for (size_t t = 0; t < plan->table_count && room->used + 3 < room->size && st == ROWAN_OK; t++)
        if (plan->tables[t].parent < 0)
            st = print_root(plan, &plan->tables[t], document, parser, room, err);
    rowan_parser_free(parser);
    return st;
}

static enum rowan_status fail_no_match(const struct rowan_plan *plan, const struct rowan_document *document,
                                       struct rowan_error *err)
{
    char text[ROWAN_MESSAGE_MAX / 2] = "", uri[200];
    struct room room = {text, sizeof text, 0};
    enum rowan_status st;
    const char *root = document->uri && *document->uri ? document->uri : NULL;

    snprintf(uri, sizeof uri, "in no namespace");
    if (root)
        snprintf(uri, sizeof uri, "in namespace \"%.160s\"", root);
    if (plan->skip_nothing) /* a document of another kind: what it lacks is no news, and costs a second parse
                             */
        return rowan_fail(err, ROWAN_DOCUMENT, "nothing",
                          "no each matches anything: the document's root is %.80s %s",
                          document->local ? document->local : "", uri);
    st = print_roots(plan, document, &room, err);
    if (st != ROWAN_OK)
        return st;
    return rowan_fail(err, ROWAN_DOCUMENT, "nothing",
                      "no each matches anything: the document's root is %.80s %s; the mapping reads %s",
                      document->local ? document->local : "", uri, text);
}

enum rowan_status rowan_no_rows_fail(const struct rowan_plan *plan, const int64_t *fates,
                                     const struct rowan_document *document, struct rowan_error *err)
{
    char text[ROWAN_MESSAGE_MAX / 2];
    size_t t;
    const struct rowan_table *table = first_matched(plan, fates, &t);

    if (!table)
        return fail_no_match(plan, document, err);
    rowan_no_rows_why(table, fates + t * ROWAN_FATES, text, sizeof text);
    return rowan_fail(err, ROWAN_DOCUMENT, "nothing",
                      "the document makes no row: %" PRId64 " match%s of each = \"%s\" (%s:%d): %s",
                      fates[t * ROWAN_FATES + ROWAN_FATE_MATCHED],
                      fates[t * ROWAN_FATES + ROWAN_FATE_MATCHED] == 1 ? "" : "es", table->each->text,
                      table->place.file, table->place.line, text);
}
