#include "schema/check_context.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/suggest.h"
#include "catalog/catalog_query.h"
#include "odbc/server.h"
#include "odbc/statement.h"
#include "target/ledger_tables.h"

static void find(struct rowan_check_context *check, enum rowan_severity severity,
                 const struct rowan_check_location *spot, const char *text)
{
    const char *fix = rowan_fix_take(&check->fix);
    const char *end = !check->two_ends ? "" : check->at_source ? "source: " : "target: ";
    char message[ROWAN_MESSAGE_MAX];
    struct rowan_diagnostic diagnostic = {.severity = severity,
                                          .status = check->verdict,
                                          .file = spot->place.file,
                                          .line = spot->place.line,
                                          .table = spot->table,
                                          .is_files = check->plan->source.is_files &&
                                                      spot->table == check->plan->source.name,
                                          .column = spot->column,
                                          .message = message,
                                          .fix = fix};

    snprintf(message, sizeof message, "%s%.1900s", end, text);
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

void rowan_check_note(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const char *format, ...)
{
    char message[600];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    find(check, ROWAN_SEVERITY_NOTE, spot, message);
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

bool rowan_check_may_hide(const struct rowan_check_context *check)
{
    return check->rights.known && !check->rights.sees_all;
}

bool rowan_check_needs_grants(const struct rowan_check_context *check)
{
    return check->rights.known && !check->rights.may_create;
}

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
    const char *text = rowan_connection_dialect(check->db)->catalog.tables;
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
    const char *hidden;
    char hint[120];

    rowan_arena_init(&c.arena, 0);
    rowan_suggest_init(&c.nearest, rowan_slice_of(spot->table));
    look_around(check, &c, spot->table, schema);
    hidden = rowan_check_may_hide(check) ? ", or the database user may not see it" : "";
    if (c.elsewhere)
        rowan_check_error(check, spot, "there is no such %s here%s, but there is one in schema \"%.80s\"",
                          what, hidden, c.elsewhere);
    else
        rowan_check_error(check, spot, "there is no such %s%s%s", what, hidden,
                          rowan_suggest_hint(&c.nearest, hint, sizeof hint));
    rowan_arena_clear(&c.arena);
}
