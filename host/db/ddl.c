/*
 * CREATE TABLE for a plan. Several `into` of one table make one statement: the columns of all of them, NOT
 * NULL only where every one of them fills the column.
 */
#include "db/ddl.h"

#include <stdlib.h>
#include <string.h>

#include "db/dialect.h"

struct ddl {
    const struct rowan_db *db;
    const struct rowan_plan *plan;
    const struct rowan_dialect *dialect;
    struct rowan_buffer *out;
    bool if_missing;
    struct rowan_error *err;
};

static enum rowan_status no_memory(struct ddl *d)
{
    return rowan_fail(d->err, ROWAN_NO_MEMORY, "memory", "no memory for a statement");
}

static enum rowan_status add(struct ddl *d, const char *text)
{
    return rowan_buffer_append_text(d->out, text) ? ROWAN_OK : no_memory(d);
}

static enum rowan_status add_name(struct ddl *d, const char *before, const char *name)
{
    enum rowan_status st = add(d, before);

    return st == ROWAN_OK ? rowan_db_quote(d->db, d->out, NULL, name, d->err) : st;
}

static enum rowan_status begin_table(struct ddl *d, const char *schema, const char *name)
{
    enum rowan_status st = add(d, "CREATE TABLE ");

    if (st == ROWAN_OK && d->if_missing)
        st = add(d, d->dialect->if_missing);
    return st == ROWAN_OK ? rowan_db_quote(d->db, d->out, schema, name, d->err) : st;
}

static enum rowan_status add_column(struct ddl *d, bool first, const char *name,
                                    const struct rowan_type *type, bool in_key, bool not_null)
{
    enum rowan_status st = add_name(d, first ? " (\n    " : ",\n    ", name);

    if (st == ROWAN_OK)
        st = add(d, " ");
    if (st == ROWAN_OK && !rowan_dialect_type(d->dialect, type, in_key, d->out))
        st = no_memory(d);
    return st == ROWAN_OK && not_null ? add(d, " NOT NULL") : st;
}

static enum rowan_status end_table(struct ddl *d)
{
    enum rowan_status st = add(d, "\n)");

    if (st == ROWAN_OK)
        st = add(d, d->dialect->table_suffix);
    return st == ROWAN_OK ? add(d, ";\n") : st;
}

/* ---- target tables ---- */

static bool same_table(const struct rowan_table *a, const struct rowan_table *b)
{
    return strcmp(a->name, b->name) == 0;
}

/* Whether an earlier table of the plan has the name (with the column, when one is given). */
static bool is_earlier(const struct rowan_plan *plan, size_t t, const char *column)
{
    for (size_t i = 0; i < t; i++)
        if (same_table(&plan->tables[i], &plan->tables[t]) &&
            (!column || rowan_table_find_column(&plan->tables[i], column) >= 0))
            return true;
    return false;
}

static bool never_null(const struct rowan_column *column)
{
    return column->required || column->is_key || !column->otherwise.null ||
           column->origin == ROWAN_FROM_POSITION;
}

/* In every table of this name the column is there and never NULL. */
static bool always_filled(const struct rowan_plan *plan, const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < plan->table_count; i++) {
        int c = rowan_table_find_column(&plan->tables[i], name);
        if (same_table(&plan->tables[i], table) && (c < 0 || !never_null(&plan->tables[i].columns[c])))
            return false;
    }
    return true;
}

/* Part of a primary key here, or of the key that a child refers to. */
static bool is_in_key(const struct rowan_plan *plan, const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < plan->table_count; i++) {
        int c = rowan_table_find_column(&plan->tables[i], name);
        if (same_table(&plan->tables[i], table) && c >= 0 && plan->tables[i].columns[c].is_key)
            return true;
    }
    return false;
}

static enum rowan_status add_columns(struct ddl *d, size_t t)
{
    const struct rowan_plan *plan = d->plan;
    enum rowan_status st = ROWAN_OK;
    bool first = true;

    for (size_t i = t; st == ROWAN_OK && i < plan->table_count; i++) {
        const struct rowan_table *table = &plan->tables[i];
        for (size_t c = 0; same_table(table, &plan->tables[t]) && st == ROWAN_OK && c < table->column_count;
             c++) {
            const struct rowan_column *column = &table->columns[c];
            if (is_earlier(plan, i, column->name))
                continue;
            st = add_column(d, first, column->name, &column->type, is_in_key(plan, table, column->name),
                            always_filled(plan, table, column->name));
            first = false;
        }
    }
    return st;
}

static enum rowan_status add_list(struct ddl *d, const struct rowan_table *table, const size_t *columns,
                                  size_t count)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < count; i++)
        st = add_name(d, i ? ", " : "(", table->columns[columns[i]].name);
    return st == ROWAN_OK ? add(d, ")") : st;
}

static enum rowan_status add_primary_key(struct ddl *d, const struct rowan_table *table)
{
    enum rowan_status st;

    if (table->key_count == 0)
        return ROWAN_OK;
    st = add(d, ",\n    PRIMARY KEY ");
    return st == ROWAN_OK ? add_list(d, table, table->key, table->key_count) : st;
}

static enum rowan_status add_foreign_key(struct ddl *d, const struct rowan_table *table)
{
    const struct rowan_table *parent;
    size_t *mine = calloc(2 * table->column_count + 2, sizeof *mine);
    size_t *theirs = mine ? mine + table->column_count + 1 : NULL;
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (!mine)
        return no_memory(d);
    count = table->parent >= 0 ? rowan_table_foreign_key(d->plan, table, mine, theirs) : 0;
    if (count == 0)
        goto done;
    parent = &d->plan->tables[table->parent];
    st = add(d, ",\n    FOREIGN KEY ");
    if (st == ROWAN_OK)
        st = add_list(d, table, mine, count);
    if (st == ROWAN_OK)
        st = add(d, " REFERENCES ");
    if (st == ROWAN_OK)
        st = rowan_db_quote(d->db, d->out, d->plan->target_schema, parent->name, d->err);
    if (st == ROWAN_OK)
        st = add(d, " ");
    if (st == ROWAN_OK)
        st = add_list(d, parent, theirs, count);
done:
    free(mine);
    return st;
}

enum rowan_status rowan_ddl_target(const struct rowan_db *db, const struct rowan_plan *plan, bool if_missing,
                                   struct rowan_buffer *out, struct rowan_error *err)
{
    struct ddl d = {db, plan, rowan_db_dialect(db), out, if_missing, err};
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; st == ROWAN_OK && t < plan->table_count; t++) {
        const struct rowan_table *table = &plan->tables[t];
        if (is_earlier(plan, t, NULL))
            continue;
        st = begin_table(&d, plan->target_schema, table->name);
        if (st == ROWAN_OK)
            st = add_columns(&d, t);
        if (st == ROWAN_OK)
            st = add_primary_key(&d, table);
        if (st == ROWAN_OK)
            st = add_foreign_key(&d, table);
        if (st == ROWAN_OK)
            st = end_table(&d);
    }
    return st;
}

/* ---- the source table ---- */

enum rowan_status rowan_ddl_source(const struct rowan_db *db, const struct rowan_plan *plan, bool if_missing,
                                   struct rowan_buffer *out, struct rowan_error *err)
{
    struct ddl d = {db, plan, rowan_db_dialect(db), out, if_missing, err};
    struct rowan_type document = {.kind = ROWAN_TEXT};
    enum rowan_status st = begin_table(&d, plan->source_schema, plan->source_table);

    for (size_t i = 0; st == ROWAN_OK && i < plan->carried_count; i++)
        st = add_column(&d, i == 0, plan->carried[i].name, &plan->carried[i].type, i == 0, i == 0);
    if (st == ROWAN_OK)
        st = add_column(&d, false, plan->document_column, &document, false, false);
    if (st == ROWAN_OK)
        st = add_name(&d, ",\n    PRIMARY KEY (", plan->carried[0].name);
    if (st == ROWAN_OK)
        st = add(&d, ")");
    return st == ROWAN_OK ? end_table(&d) : st;
}
