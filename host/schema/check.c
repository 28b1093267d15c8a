#include "schema/check.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/suggest.h"
#include "catalog/catalog_query.h"
#include "schema/check_context.h"
#include "odbc/dialect.h"
#include "target/ledger_tables.h"

/* ---- what the parts share ---- */

static void find(struct rowan_check_context *check, enum rowan_severity severity,
                 const struct rowan_check_location *spot, const char *message)
{
    const char *fix = rowan_fix_take(&check->fix);
    struct rowan_diagnostic diagnostic = {.severity = severity,
                                          .status = check->verdict,
                                          .file = spot->place.file,
                                          .line = spot->place.line,
                                          .table = spot->table,
                                          .column = spot->column,
                                          .message = message,
                                          .fix = fix};

    if (check->status != ROWAN_OK)
        return;
    if (check->fix.no_memory)
        check->status = rowan_out_of_memory(check->err);
    else
        check->status = rowan_diagnostics_add(check->diagnostics, &diagnostic, check->err);
}

void rowan_check_error(struct rowan_check_context *check, const struct rowan_check_location *spot,
                       const char *format, ...)
{
    char message[600];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    find(check, ROWAN_SEVERITY_ERROR, spot, message);
}

void rowan_check_warning(struct rowan_check_context *check, const struct rowan_check_location *spot,
                         const char *format, ...)
{
    char message[600];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    find(check, ROWAN_SEVERITY_WARNING, spot, message);
}

char *rowan_check_list(char *out, size_t size, const char *const *names, size_t count)
{
    size_t at = 0;

    for (size_t i = 0; i < count && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "(", names[i]);
    snprintf(at < size - 4 ? out + at : out + size - 5, 5, at < size - 4 ? ")" : "...)");
    return out;
}

static bool has(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

bool rowan_check_within(const struct rowan_unique *unique, const char *const *columns, size_t count)
{
    for (size_t i = 0; i < unique->column_count; i++)
        if (!has(columns, count, unique->columns[i]))
            return false;
    return true;
}

const struct rowan_unique *rowan_check_unique(const struct rowan_constraints *constraints, const char *table,
                                              const char *const *columns, size_t count)
{
    for (size_t i = 0; i < constraints->unique_count; i++) {
        const struct rowan_unique *unique = &constraints->uniques[i];
        if (strcmp(unique->table, table) == 0 && !unique->partial && unique->column_count == count &&
            rowan_check_within(unique, columns, count))
            return unique;
    }
    return NULL;
}

/* ---- tables that are not there ---- */

/* Tables of the mapping that are there are not what was meant. */
static bool is_filled(const struct rowan_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->table_count; i++)
        if (strcmp(plan->tables[i].name, name) == 0)
            return true;
    return strcmp(plan->source.name, name) == 0 || rowan_is_own_table(name);
}

/* Names that were read, kept while the nearest is looked for. */
struct candidates {
    struct rowan_arena arena;
    struct rowan_suggest nearest;
    char *elsewhere; /* a schema that has the very name */
};

static enum rowan_status offer(struct rowan_check_context *check, struct candidates *c,
                               struct rowan_statement *query, const char *table)
{
    struct rowan_slice field[3];
    char *name = NULL;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < 3 && st == ROWAN_OK; i++)
        st = rowan_statement_text(query, i, &field[i], check->err);
    if (st == ROWAN_OK)
        name = rowan_arena_copy(&c->arena, field[1].data, field[1].size);
    if (st == ROWAN_OK && !name)
        return rowan_out_of_memory(check->err);
    if (st != ROWAN_OK)
        return st;
    if (field[2].size == 1 && field[2].data[0] == '1') {
        if (!is_filled(check->plan, name))
            rowan_suggest_offer(&c->nearest, name);
    } else if (!c->elsewhere && strcmp(name, table) == 0) {
        c->elsewhere = rowan_arena_copy(&c->arena, field[0].data, field[0].size);
    }
    return ROWAN_OK;
}

static void look_around(struct rowan_check_context *check, struct candidates *c, const char *table,
                        const char *schema)
{
    const char *text = rowan_connection_dialect(check->db)->tables_query;
    struct rowan_statement *query = NULL;
    bool more = text != NULL;

    if (text && check->status == ROWAN_OK)
        check->status = rowan_catalog_ask(&query, check->db, text, schema, &table, 1, check->err);
    while (check->status == ROWAN_OK && more) {
        check->status = rowan_statement_fetch(query, &more, check->err);
        if (check->status == ROWAN_OK && more)
            check->status = offer(check, c, query, table);
    }
    rowan_statement_free(query);
}

void rowan_check_no_table(struct rowan_check_context *check, const struct rowan_check_location *spot,
                          const char *what, const char *schema)
{
    struct candidates c = {.elsewhere = NULL};
    char hint[120];

    rowan_arena_init(&c.arena, 0);
    rowan_suggest_init(&c.nearest, rowan_slice_of(spot->table));
    look_around(check, &c, spot->table, schema);
    if (c.elsewhere)
        rowan_check_error(check, spot, "there is no such %s here, but there is one in schema \"%.80s\"", what,
                          c.elsewhere);
    else
        rowan_check_error(check, spot, "there is no such %s%s", what,
                          rowan_suggest_hint(&c.nearest, hint, sizeof hint));
    rowan_arena_clear(&c.arena);
}

/* ---- the whole ---- */

static void look_at(struct rowan_check_context *check, const struct rowan_endpoint *endpoint)
{
    check->db = endpoint->db;
    check->endpoint = endpoint;
    check->dialect = rowan_connection_dialect(endpoint->db);
    rowan_fix_close(&check->fix);
    rowan_fix_open(&check->fix, endpoint);
}

static bool is_same_name(const struct rowan_check_context *check, const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return check->dialect->ignores_case ? rowan_ascii_same(a, b) : strcmp(a, b) == 0;
}

/* Source and target may be said in different ways and be the same table. */
static void check_not_source(struct rowan_check_context *check, size_t index,
                             const struct rowan_catalog_table *found)
{
    const struct rowan_table *table = &check->plan->tables[index];
    struct rowan_check_location spot = {table->place, table->name, NULL};

    if (found && check->source && is_same_name(check, found->name, check->source->name) &&
        is_same_name(check, found->schema, check->source->schema))
        rowan_check_error(check, &spot,
                          "this is the table that the documents come from; a mapping cannot fill it");
}

static void check_one(struct rowan_check_context *check, size_t index, const struct rowan_catalog *catalog,
                      const struct rowan_constraints *constraints)
{
    const struct rowan_catalog_table *found = rowan_catalog_lookup(catalog, check->plan->tables[index].name);
    struct rowan_target_table made;

    check->status = rowan_target_table_open(&made, check->plan, index, check->err);
    if (check->status != ROWAN_OK)
        return;
    check_not_source(check, index, found);
    rowan_check_table(check, &made, found, constraints);
    if (found && constraints->known && found->relation != ROWAN_RELATION_VIEW) {
        rowan_check_keys(check, &made, found, constraints);
        rowan_check_foreign(check, &made, found, constraints);
    }
    rowan_target_table_close(&made);
}

/* The plan's tables, then those of the ledger; the caller frees the list. */
static const char **list_tables(const struct rowan_plan *plan, size_t *count)
{
    const char **list = calloc(plan->table_count + rowan_ledger_table_count, sizeof *list);

    for (size_t i = 0; list && i < plan->table_count; i++)
        list[i] = plan->tables[i].name;
    for (size_t i = 0; list && i < rowan_ledger_table_count; i++)
        list[plan->table_count + i] = rowan_ledger_tables[i];
    *count = plan->table_count + rowan_ledger_table_count;
    return list;
}

static void check_targets(struct rowan_check_context *check)
{
    const struct rowan_plan *plan = check->plan;
    struct rowan_catalog catalog = {0};
    struct rowan_constraints constraints = {0};
    size_t count;
    const char **list = list_tables(plan, &count);

    if (!list)
        check->status = rowan_out_of_memory(check->err);
    if (check->status == ROWAN_OK)
        check->status =
            rowan_catalog_open(&catalog, check->db, check->endpoint->schema, list, count, check->err);
    if (check->status == ROWAN_OK)
        check->status =
            rowan_constraints_open(&constraints, check->db, check->endpoint->schema, list, count, check->err);
    for (size_t i = 0; i < plan->table_count && check->status == ROWAN_OK; i++)
        if (rowan_target_table_is_first(plan, i))
            check_one(check, i, &catalog, &constraints);
    if (check->status == ROWAN_OK)
        rowan_check_ledger(check, &catalog, &constraints);
    rowan_constraints_close(&constraints);
    rowan_catalog_close(&catalog);
    free(list);
}

enum rowan_status rowan_check(struct rowan_diagnostics *diagnostics, const struct rowan_endpoint *source,
                              const struct rowan_endpoint *target, const struct rowan_plan *plan,
                              const char *feed, struct rowan_error *err)
{
    struct rowan_check_context check = {.plan = plan,
                                        .feed = feed,
                                        .diagnostics = diagnostics,
                                        .verdict = ROWAN_MAPPING,
                                        .status = ROWAN_OK,
                                        .err = err};

    look_at(&check, source);
    rowan_check_source(&check);
    look_at(&check, target);
    if (check.status == ROWAN_OK)
        check_targets(&check);
    rowan_fix_close(&check.fix);
    rowan_catalog_free(check.source);
    return check.status;
}
