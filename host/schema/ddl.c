/* CREATE TABLE for people to read and for rowan init to run. */
#include "schema/ddl.h"

#include <stdlib.h>
#include <string.h>

#include "odbc/sql_text.h"
#include "plan/recursion.h"

static void add_column(struct rowan_sql *sql, const char *name, const struct rowan_type *type, bool in_key,
                       const char *after)
{
    rowan_sql_add_name(sql, NULL, name);
    rowan_sql_add(sql, " ");
    rowan_sql_add_type(sql, type, in_key);
    rowan_sql_add(sql, after);
}

/* Some databases number a column only where that is a key by itself. */
static const char *identity_words(const struct rowan_dialect *dialect, const struct rowan_target_table *made,
                                  const struct rowan_target_table_column *column)
{
    const struct rowan_table *table = made->table;
    bool whole_key =
        table->key_count == 1 && strcmp(table->columns[table->key[0]].name, column->first->name) == 0;

    return column->identity && (whole_key || dialect->identity_anywhere) ? dialect->identity : "";
}

static void add_columns(struct rowan_sql *sql, const struct rowan_target_table *made)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct rowan_target_table_column *column = &made->columns[i];
        bool always = column->required && column->seen == made->tables;
        rowan_sql_add(sql, i ? ",\n    " : "\n    ");
        add_column(sql, column->first->name, &column->type, column->in_key, always ? " NOT NULL" : "");
        rowan_sql_add(sql, identity_words(sql->server->dialect, made, column));
    }
}

/* "(a, b)" of the columns that the indexes name. */
static void add_list(struct rowan_sql *sql, const struct rowan_table *table, const size_t *indexes,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i ? ", " : "(");
        rowan_sql_add_name(sql, NULL, table->columns[indexes[i]].name);
    }
    rowan_sql_add(sql, ")");
}

static void add_primary(struct rowan_sql *sql, const struct rowan_table *table)
{
    if (table->key_count == 0)
        return;
    rowan_sql_add(sql, ",\n    PRIMARY KEY ");
    add_list(sql, table, table->key, table->key_count);
}

/* The first into that says what finds a row speaks for all. */
static void add_unique(struct rowan_sql *sql, const struct rowan_plan *plan, size_t first)
{
    const struct rowan_table *table = NULL;

    for (size_t t = first; t < plan->table_count && !table; t++)
        if (plan->tables[t].unique_count && plan->tables[t].first_into == first)
            table = &plan->tables[t];
    if (!table)
        return;
    rowan_sql_add(sql, ",\n    UNIQUE ");
    add_list(sql, table, table->unique, table->unique_count);
}

/* Do all tables of this name have the same parent's name and the same columns for it? */
static bool agree(const struct rowan_plan *plan, size_t a, size_t b, size_t *mine, size_t *theirs,
                  size_t room)
{
    const struct rowan_table *x = &plan->tables[a];
    const struct rowan_table *y = &plan->tables[b];
    size_t nx = rowan_plan_foreign_key(plan, x, mine, theirs);
    size_t ny = rowan_plan_foreign_key(plan, y, mine + room, theirs + room);

    if (nx != ny || (nx > 0 && strcmp(plan->tables[x->parent].name, plan->tables[y->parent].name) != 0))
        return false;
    for (size_t i = 0; i < nx; i++)
        if (strcmp(x->columns[mine[i]].name, y->columns[mine[room + i]].name) != 0)
            return false;
    return true;
}

static bool same_name(const struct rowan_plan *plan, size_t a, size_t b)
{
    return strcmp(plan->tables[a].name, plan->tables[b].name) == 0;
}

/* mine and theirs have room for twice as many columns as any table has. */
static void add_foreign(struct rowan_sql *sql, const char *schema, const struct rowan_plan *plan,
                        size_t first, size_t *mine, size_t *theirs, size_t room)
{
    const struct rowan_table *table = &plan->tables[first];
    bool local = sql->server->dialect->local_references;
    size_t count;

    for (size_t t = first + 1; t < plan->table_count; t++)
        if (same_name(plan, first, t) && !agree(plan, first, t, mine, theirs, room))
            return;
    count = rowan_plan_foreign_key(plan, table, mine, theirs);
    if (count == 0)
        return;
    rowan_sql_add(sql, ",\n    FOREIGN KEY ");
    add_list(sql, table, mine, count);
    rowan_sql_add(sql, " REFERENCES ");
    rowan_sql_add_name(sql, local ? NULL : schema, plan->tables[table->parent].name);
    rowan_sql_add(sql, " ");
    add_list(sql, &plan->tables[table->parent], theirs, count);
}

/* Whether an into without this foreign key leaves its columns to those that have it. */
static bool lacks(const struct rowan_table *table, const struct rowan_table *of, const size_t *mine,
                  size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (of->columns[mine[i]].origin == ROWAN_FROM_ABOVE &&
            rowan_table_find_column(table, of->columns[mine[i]].name) >= 0)
            return false;
    return true;
}

/* The foreign key of a recursive table to itself, when all into of the table have the same, or none. */
static void add_self(struct rowan_sql *sql, const char *schema, const struct rowan_plan *plan, size_t first,
                     size_t *mine, size_t *theirs, size_t room)
{
    const struct rowan_table *table = NULL;
    size_t count = 0;

    for (size_t t = first; t < plan->table_count && count == 0; t++) {
        table = &plan->tables[t];
        count = same_name(plan, first, t) ? rowan_recursion_key(table, mine, theirs) : 0;
    }
    for (size_t t = first; count > 0 && t < plan->table_count; t++) {
        const struct rowan_table *other = &plan->tables[t];
        bool same = rowan_recursion_key(other, mine + room, theirs + room) == count;
        for (size_t i = 0; same && i < count; i++)
            same = strcmp(table->columns[mine[i]].name, other->columns[mine[room + i]].name) == 0;
        if (same_name(plan, first, t) && !same && !lacks(other, table, mine, count))
            return;
    }
    if (count == 0)
        return;
    rowan_sql_add(sql, ",\n    FOREIGN KEY ");
    add_list(sql, table, mine, count);
    rowan_sql_add(sql, " REFERENCES ");
    rowan_sql_add_name(sql, sql->server->dialect->local_references ? NULL : schema, table->name);
    rowan_sql_add(sql, " ");
    add_list(sql, table, theirs, count);
}

static void add_create(struct rowan_sql *sql, const char *schema, const char *name, bool if_missing)
{
    rowan_sql_add(sql, "CREATE TABLE ");
    if (if_missing)
        rowan_sql_add(sql, sql->server->dialect->if_missing);
    rowan_sql_add_name(sql, schema, name);
    rowan_sql_add(sql, " (");
}

static enum rowan_status end_create(struct rowan_sql *sql)
{
    rowan_sql_add(sql, "\n)");
    rowan_sql_add(sql, sql->server->dialect->table_suffix);
    return rowan_sql_end(sql);
}

static void add_keys(struct rowan_sql *sql, const char *schema, const struct rowan_plan *plan, size_t first)
{
    size_t room = 1;
    size_t *mine, *theirs;

    for (size_t t = 0; t < plan->table_count; t++)
        if (plan->tables[t].column_count > room)
            room = plan->tables[t].column_count;
    mine = calloc(room * 2, sizeof *mine);
    theirs = calloc(room * 2, sizeof *theirs);
    add_primary(sql, &plan->tables[first]);
    add_unique(sql, plan, first);
    if (mine && theirs) {
        add_foreign(sql, schema, plan, first, mine, theirs, room);
        add_self(sql, schema, plan, first, mine, theirs, room);
    } else {
        rowan_sql_spoil(sql, rowan_out_of_memory(sql->err));
    }
    free(mine);
    free(theirs);
}

static enum rowan_status refuse_odd(const struct rowan_target_table *made, struct rowan_error *err)
{
    char old[60], new[60];

    for (size_t i = 0; i < made->count; i++) {
        const struct rowan_target_table_column *column = &made->columns[i];
        if (!column->odd)
            continue;
        rowan_type_print(&column->type, old, sizeof old);
        rowan_type_print(&column->odd->type, new, sizeof new);
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s:%d: table %s, column %s: %s here, %s before",
                          column->odd->place.file, column->odd->place.line, column->odd_in->name,
                          column->odd->name, new, old);
    }
    return ROWAN_OK;
}

/* A name that the database would cut, or refuse without a place. */
static enum rowan_status refuse_long(const struct rowan_server *server, const struct rowan_target_table *made,
                                     struct rowan_error *err)
{
    char limit[40];

    if (!rowan_server_takes_name(server, made->table->name))
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "%s:%d: table %s: the name is longer than the %s that %s takes",
                          made->table->place.file, made->table->place.line, made->table->name,
                          rowan_server_name_limit(server, limit, sizeof limit), server->dialect->title);
    for (size_t i = 0; i < made->count; i++) {
        const struct rowan_column *column = made->columns[i].first;
        if (!rowan_server_takes_name(server, column->name))
            return rowan_fail(err, ROWAN_MAPPING, "mapping",
                              "%s:%d: table %s, column %s: the name is longer than the %s that %s takes",
                              column->place.file, column->place.line, made->table->name, column->name,
                              rowan_server_name_limit(server, limit, sizeof limit), server->dialect->title);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_ddl_table(const struct rowan_server *server, const char *schema,
                                  const struct rowan_target_table *made, bool if_missing,
                                  struct rowan_buffer *out, struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, server, out, err);
    rowan_sql_spoil(&sql, refuse_odd(made, err));
    rowan_sql_spoil(&sql, refuse_long(server, made, err));
    add_create(&sql, schema, made->table->name, if_missing);
    add_columns(&sql, made);
    add_keys(&sql, schema, made->plan, made->index);
    return end_create(&sql);
}

/* Is this the plan's first column of that sequence? */
static bool is_first_of_sequence(const struct rowan_plan *plan, const struct rowan_column *of)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            const struct rowan_column *column = &plan->tables[t].columns[c];
            if (column->sequence && strcmp(column->sequence, of->sequence) == 0)
                return column == of;
        }
    return false;
}

enum rowan_status rowan_ddl_sequence(const struct rowan_server *server, const char *schema, const char *name,
                                     struct rowan_buffer *out, struct rowan_error *err)
{
    struct rowan_buffer quoted = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, server, &quoted, err);
    rowan_sql_add_name(&sql, schema, name);
    st = rowan_sql_end(&sql);
    rowan_sql_begin(&sql, server, out, err);
    if (st == ROWAN_OK)
        rowan_sql_add_cast(&sql, server->dialect->sequence.create, quoted.data);
    rowan_sql_spoil(&sql, st);
    st = rowan_sql_end(&sql);
    rowan_buffer_clear(&quoted);
    return st;
}

/* Each that the plan takes numbers of, where the database has some. */
static enum rowan_status add_sequences(const struct rowan_server *server, const char *schema,
                                       const struct rowan_plan *plan, struct rowan_buffer *out,
                                       struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (!plan->numbered || !server->dialect->sequence.create)
        return ROWAN_OK;
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count && st == ROWAN_OK; c++) {
            const struct rowan_column *column = &plan->tables[t].columns[c];
            if (!column->sequence || !is_first_of_sequence(plan, column))
                continue;
            if (out->size && !rowan_buffer_append_slice(out, ";\n"))
                return rowan_out_of_memory(err);
            st = rowan_ddl_sequence(server, schema, column->sequence, out, err);
        }
    return st;
}

enum rowan_status rowan_ddl_target(const struct rowan_server *server, const char *schema,
                                   const struct rowan_plan *plan, bool if_missing, struct rowan_buffer *out,
                                   struct rowan_error *err)
{
    enum rowan_status st = add_sequences(server, schema, plan, out, err);

    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++) {
        struct rowan_target_table made;
        if (!rowan_target_table_is_first(plan, t))
            continue;
        st = rowan_target_table_open(&made, plan, t, err);
        if (st == ROWAN_OK && out->size && !rowan_buffer_append_slice(out, ";\n"))
            st = rowan_out_of_memory(err);
        if (st == ROWAN_OK)
            st = rowan_ddl_table(server, schema, &made, if_missing, out, err);
        rowan_target_table_close(&made);
    }
    return st;
}

enum rowan_status rowan_ddl_source(const struct rowan_server *server, const char *schema,
                                   const struct rowan_plan *plan, bool if_missing, struct rowan_buffer *out,
                                   struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_sql sql;

    rowan_sql_begin(&sql, server, out, err);
    add_create(&sql, schema, plan->source.name, if_missing);
    for (size_t i = 0; i <= plan->source.column_count; i++) {
        bool document = i == plan->source.column_count;
        rowan_sql_add(&sql, i ? ",\n    " : "\n    ");
        add_column(&sql, document ? plan->source.document : plan->source.columns[i].name,
                   document ? &text : &plan->source.columns[i].type, i < plan->source.key_count,
                   i < plan->source.key_count ? " NOT NULL" : "");
    }
    rowan_sql_add(&sql, ",\n    PRIMARY KEY (");
    for (size_t i = 0; i < plan->source.key_count; i++) {
        rowan_sql_add(&sql, i ? ", " : "");
        rowan_sql_add_name(&sql, NULL, plan->source.columns[i].name);
    }
    rowan_sql_add(&sql, ")");
    return end_create(&sql);
}
