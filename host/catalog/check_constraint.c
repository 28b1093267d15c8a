/* Some databases list their constraints, others keep the text of the table. */
#include "catalog/check_constraint.h"

#include <stdlib.h>

#include "catalog/catalog_query.h"
#include "catalog/table_text.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

#define FIELDS 5 /* of the dialect's question */

/* What is being read. */
struct reading {
    struct rowan_check_constraints *checks;
    struct rowan_connection *db;
    const struct rowan_dialect *dialect;
    struct rowan_error *err;
};

static const char *keep(struct reading *r, struct rowan_slice text)
{
    return text.data ? rowan_arena_copy(&r->checks->arena, text.data, text.size) : NULL;
}

static enum rowan_status add(struct reading *r, const struct rowan_slice fields[FIELDS])
{
    struct rowan_check_constraints *checks = r->checks;
    struct rowan_check_constraint *items = realloc(checks->items, (checks->count + 1) * sizeof *items);
    struct rowan_check_constraint *check;

    if (!items)
        return rowan_out_of_memory(r->err);
    checks->items = items;
    check = &items[checks->count];
    *check = (struct rowan_check_constraint){.table = keep(r, fields[0]),
                                             .column = keep(r, fields[1]),
                                             .name = fields[2].data ? keep(r, fields[2]) : "",
                                             .domain = keep(r, fields[3]),
                                             .text = {keep(r, fields[4]), fields[4].size}};
    if (!check->table || !check->name || !check->text.data || (fields[1].data && !check->column) ||
        (fields[3].data && !check->domain))
        return rowan_out_of_memory(r->err);
    check->clause = rowan_check_clause_read(&checks->arena, check->text, r->dialect->catalog.check_escapes);
    if (!check->clause)
        return rowan_out_of_memory(r->err);
    checks->count++;
    return ROWAN_OK;
}

static enum rowan_status read_list(struct reading *r, const char *schema, const char *const *names,
                                   size_t count)
{
    struct rowan_statement *query = NULL;
    bool more = true;
    enum rowan_status st =
        rowan_catalog_ask(&query, r->db, r->dialect->catalog.checks, schema, names, count, r->err);

    while (st == ROWAN_OK) {
        struct rowan_slice fields[FIELDS];
        st = rowan_statement_fetch(query, &more, r->err);
        if (st != ROWAN_OK || !more)
            break;
        for (size_t i = 0; i < FIELDS && st == ROWAN_OK; i++)
            st = rowan_statement_text(query, i, &fields[i], r->err);
        if (st == ROWAN_OK && fields[4].data)
            st = add(r, fields);
    }
    rowan_statement_free(query);
    return st;
}

static enum rowan_status read_text(struct reading *r, const char *table, struct rowan_slice text)
{
    struct rowan_slice fields[FIELDS] = {rowan_slice_of(table)};
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && rowan_table_text_check(&text, &fields[2], &fields[4]))
        st = add(r, fields);
    return st;
}

/* The texts of the tables; those of another schema are not asked for. */
static enum rowan_status read_texts(struct reading *r, const char *const *names, size_t count)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        struct rowan_param param = {.kind = ROWAN_PARAM_TEXT, .text = rowan_slice_of(names[i])};
        struct rowan_statement *query = NULL;
        struct rowan_slice text = {NULL, 0};
        bool more = false;
        st = rowan_statement_new(&query, r->db, r->dialect->catalog.table_text, r->err);
        if (st == ROWAN_OK)
            st = rowan_statement_run(query, &param, 1, r->err);
        if (st == ROWAN_OK)
            st = rowan_statement_fetch(query, &more, r->err);
        if (st == ROWAN_OK && more)
            st = rowan_statement_text(query, 0, &text, r->err);
        if (st == ROWAN_OK && text.data)
            st = read_text(r, names[i], text);
        rowan_statement_free(query);
    }
    return st;
}

enum rowan_status rowan_check_constraints_open(struct rowan_check_constraints *checks,
                                               struct rowan_connection *db, const char *schema,
                                               const char *const *names, size_t count,
                                               struct rowan_error *err)
{
    struct reading r = {checks, db, rowan_connection_dialect(db), err};
    enum rowan_status st = ROWAN_OK;

    memset(checks, 0, sizeof *checks);
    rowan_arena_init(&checks->arena, 0);
    if (r.dialect->catalog.checks)
        st = read_list(&r, schema, names, count);
    else if (r.dialect->catalog.table_text && !schema)
        st = read_texts(&r, names, count);
    if (st != ROWAN_OK)
        rowan_check_constraints_close(checks);
    return st;
}

void rowan_check_constraints_close(struct rowan_check_constraints *checks)
{
    rowan_arena_clear(&checks->arena);
    free(checks->items);
    checks->items = NULL;
    checks->count = 0;
}
