/* Both questions give one row per column of an index or a foreign key, in order; those rows are gathered. */
#include "catalog/constraint.h"

#include <stdlib.h>

#include "catalog/catalog_query.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

#define UNIQUE_FIELDS  5
#define FOREIGN_FIELDS 6

static bool is(struct rowan_slice text, const char *s)
{
    return rowan_slice_equal(text, rowan_slice_of(s));
}

static bool flag(struct rowan_slice text)
{
    return text.data && text.size > 0 && text.data[0] == '1';
}

static bool copy(char **to, struct rowan_slice text)
{
    *to = strndup(text.data ? text.data : "", text.size);
    return *to != NULL;
}

static bool add_name(char ***names, size_t *count, struct rowan_slice name)
{
    char **grown = realloc(*names, (*count + 1) * sizeof(char *));

    if (!grown)
        return false;
    *names = grown;
    if (!copy(&grown[*count], name))
        return false;
    ++*count;
    return true;
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static void clear_unique(struct rowan_unique *unique)
{
    free(unique->table);
    free(unique->name);
    free_names(unique->columns, unique->column_count);
}

static void clear_foreign(struct rowan_foreign *foreign)
{
    free(foreign->table);
    free(foreign->name);
    free(foreign->ref_schema);
    free(foreign->ref_table);
    free_names(foreign->columns, foreign->column_count);
}

void rowan_constraints_close(struct rowan_constraints *constraints)
{
    for (size_t i = 0; i < constraints->unique_count; i++)
        clear_unique(&constraints->uniques[i]);
    for (size_t i = 0; i < constraints->foreign_count; i++)
        clear_foreign(&constraints->foreigns[i]);
    free(constraints->uniques);
    free(constraints->foreigns);
    memset(constraints, 0, sizeof *constraints);
}

/* ---- rows into constraints ---- */

/* A column of an expression makes the whole index one that does not count: it is marked by a name of "". */
static bool add_unique_row(struct rowan_constraints *all, const struct rowan_slice *row)
{
    struct rowan_unique *last = all->unique_count ? &all->uniques[all->unique_count - 1] : NULL;

    if (!last || !is(row[0], last->table) || !is(row[1], last->name) || flag(row[2]) != last->primary) {
        struct rowan_unique *grown = realloc(all->uniques, (all->unique_count + 1) * sizeof *grown);
        if (!grown)
            return false;
        all->uniques = grown;
        last = &grown[all->unique_count++];
        memset(last, 0, sizeof *last);
        last->primary = flag(row[2]);
        last->partial = flag(row[3]);
        if (!copy(&last->table, row[0]) || !copy(&last->name, row[1]))
            return false;
    }
    return add_name(&last->columns, &last->column_count, row[4]);
}

static bool add_foreign_row(struct rowan_constraints *all, const struct rowan_slice *row)
{
    struct rowan_foreign *last = all->foreign_count ? &all->foreigns[all->foreign_count - 1] : NULL;

    if (!last || !is(row[0], last->table) || !is(row[1], last->name)) {
        struct rowan_foreign *grown = realloc(all->foreigns, (all->foreign_count + 1) * sizeof *grown);
        if (!grown)
            return false;
        all->foreigns = grown;
        last = &grown[all->foreign_count++];
        memset(last, 0, sizeof *last);
        last->deferred = flag(row[4]);
        if (!copy(&last->table, row[0]) || !copy(&last->name, row[1]) || !copy(&last->ref_table, row[3]) ||
            (row[2].data && !copy(&last->ref_schema, row[2])))
            return false;
    }
    return add_name(&last->columns, &last->column_count, row[5]);
}

static bool has_expression(const struct rowan_unique *unique)
{
    for (size_t i = 0; i < unique->column_count; i++)
        if (unique->columns[i][0] == '\0')
            return true;
    return false;
}

static void drop_expressions(struct rowan_constraints *all)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->unique_count; i++) {
        if (has_expression(&all->uniques[i]))
            clear_unique(&all->uniques[i]);
        else
            all->uniques[kept++] = all->uniques[i];
    }
    all->unique_count = kept;
}

typedef bool (*add_row_fn)(struct rowan_constraints *all, const struct rowan_slice *row);

static enum rowan_status gather(struct rowan_constraints *all, struct rowan_statement *query, size_t fields,
                                add_row_fn add, struct rowan_error *err)
{
    struct rowan_slice row[FOREIGN_FIELDS];
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        for (size_t i = 0; i < fields && st == ROWAN_OK; i++)
            st = rowan_statement_text(query, i, &row[i], err);
        if (st == ROWAN_OK && !add(all, row))
            st = rowan_out_of_memory(err);
    }
    return st;
}

enum rowan_status rowan_constraints_open(struct rowan_constraints *constraints, struct rowan_connection *db,
                                         const char *schema, const char *const *names, size_t count,
                                         struct rowan_error *err)
{
    const char *first = rowan_connection_dialect(db)->catalog.uniques;
    const char *second = rowan_connection_dialect(db)->catalog.foreigns;
    struct rowan_statement *query = NULL;
    enum rowan_status st;

    memset(constraints, 0, sizeof *constraints);
    if (!first || !second)
        return ROWAN_OK;
    constraints->known = true;
    st = rowan_catalog_ask(&query, db, first, schema, names, count, err);
    if (st == ROWAN_OK)
        st = gather(constraints, query, UNIQUE_FIELDS, add_unique_row, err);
    rowan_statement_free(query);
    query = NULL;
    if (st == ROWAN_OK)
        st = rowan_catalog_ask(&query, db, second, schema, names, count, err);
    if (st == ROWAN_OK)
        st = gather(constraints, query, FOREIGN_FIELDS, add_foreign_row, err);
    rowan_statement_free(query);
    if (st != ROWAN_OK)
        rowan_constraints_close(constraints);
    else
        drop_expressions(constraints);
    return st;
}
