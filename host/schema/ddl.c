/* CREATE TABLE for people to read and for rowan init to run. */
#include "schema/ddl.h"

#include <stdlib.h>

#include "odbc/dialect.h"

struct making {
    const struct rowan_connection *db;
    const char *schema; /* of the tables */
    const struct rowan_plan *plan;
    struct rowan_buffer *out;
};

static enum rowan_status append_name(struct making *making, const char *before, const char *name,
                                     struct rowan_error *err)
{
    if (!rowan_buffer_append_slice(making->out, before))
        return rowan_out_of_memory(err);
    return rowan_connection_quote(making->db, making->out, NULL, name, err);
}

static enum rowan_status append_column(struct making *making, const char *name, const struct rowan_type *type,
                                       bool in_key, const char *after, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_quote(making->db, making->out, NULL, name, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_append_char(making->out, ' ') ||
        !rowan_dialect_type(rowan_connection_dialect(making->db), type, in_key, making->out) ||
        !rowan_buffer_append_slice(making->out, after))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

/* MariaDB numbers a column only where that is a key by itself. */
static const char *identity_words(const struct rowan_dialect *dialect, const struct rowan_target_table *made,
                                  const struct rowan_target_table_column *column)
{
    const struct rowan_table *table = made->table;
    bool whole_key =
        table->key_count == 1 && strcmp(table->columns[table->key[0]].name, column->first->name) == 0;

    return column->identity && (whole_key || dialect->identity_anywhere) ? dialect->identity : "";
}

static enum rowan_status append_columns(struct making *making, const struct rowan_target_table *made,
                                        struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < made->count && st == ROWAN_OK; i++) {
        const struct rowan_target_table_column *column = &made->columns[i];
        bool always = column->required && column->seen == made->tables;
        if (!rowan_buffer_append_slice(making->out, i ? ",\n    " : "\n    "))
            return rowan_out_of_memory(err);
        st = append_column(making, column->first->name, &column->type, column->in_key,
                           always ? " NOT NULL" : "", err);
        if (st == ROWAN_OK &&
            !rowan_buffer_append_slice(making->out,
                                       identity_words(rowan_connection_dialect(making->db), made, column)))
            st = rowan_out_of_memory(err);
    }
    return st;
}

/* "(a, b)" of the columns that the indexes name. */
static enum rowan_status append_list(struct making *making, const struct rowan_table *table,
                                     const size_t *indexes, size_t count, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = append_name(making, i ? ", " : "(", table->columns[indexes[i]].name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(making->out, ')'))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status append_primary(struct making *making, const struct rowan_table *table,
                                        struct rowan_error *err)
{
    if (table->key_count == 0)
        return ROWAN_OK;
    if (!rowan_buffer_append_slice(making->out, ",\n    PRIMARY KEY "))
        return rowan_out_of_memory(err);
    return append_list(making, table, table->key, table->key_count, err);
}

/* Do all tables of this name have the same parent's name and the same columns for it? */
static bool agree(const struct rowan_plan *plan, size_t a, size_t b, size_t *mine, size_t *theirs,
                  size_t room)
{
    const struct rowan_table *x = &plan->tables[a];
    const struct rowan_table *y = &plan->tables[b];
    size_t nx = rowan_table_foreign_key(plan, x, mine, theirs);
    size_t ny = rowan_table_foreign_key(plan, y, mine + room, theirs + room);

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

/* SQLite's foreign keys stay within their schema, and their grammar has no place for it. */
static const char *reference_schema(const struct making *making)
{
    bool sqlite = strcmp(rowan_connection_dialect(making->db)->name, "sqlite") == 0;

    return sqlite ? NULL : making->schema;
}

/* mine and theirs have room for twice as many columns as any table has. */
static enum rowan_status append_foreign(struct making *making, size_t first, size_t *mine, size_t *theirs,
                                        size_t room, struct rowan_error *err)
{
    const struct rowan_plan *plan = making->plan;
    const struct rowan_table *table = &plan->tables[first];
    enum rowan_status st;
    size_t count;

    for (size_t t = first + 1; t < plan->table_count; t++)
        if (same_name(plan, first, t) && !agree(plan, first, t, mine, theirs, room))
            return ROWAN_OK;
    count = rowan_table_foreign_key(plan, table, mine, theirs);
    if (count == 0)
        return ROWAN_OK;
    if (!rowan_buffer_append_slice(making->out, ",\n    FOREIGN KEY "))
        return rowan_out_of_memory(err);
    st = append_list(making, table, mine, count, err);
    if (st == ROWAN_OK && !rowan_buffer_append_slice(making->out, " REFERENCES "))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_connection_quote(making->db, making->out, reference_schema(making),
                                    plan->tables[table->parent].name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(making->out, ' '))
        st = rowan_out_of_memory(err);
    return st == ROWAN_OK ? append_list(making, &plan->tables[table->parent], theirs, count, err) : st;
}

static enum rowan_status append_create(struct making *making, const char *schema, const char *name,
                                       bool if_missing, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(making->db);
    enum rowan_status st;

    if (!rowan_buffer_append_slice(making->out, "CREATE TABLE ") ||
        !rowan_buffer_append_slice(making->out, if_missing ? dialect->if_missing : ""))
        return rowan_out_of_memory(err);
    st = rowan_connection_quote(making->db, making->out, schema, name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_slice(making->out, " ("))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status append_end(struct making *making, struct rowan_error *err)
{
    if (!rowan_buffer_append_slice(making->out, "\n)") ||
        !rowan_buffer_append_slice(making->out, rowan_connection_dialect(making->db)->table_suffix))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static enum rowan_status append_keys(struct making *making, size_t first, struct rowan_error *err)
{
    const struct rowan_plan *plan = making->plan;
    size_t room = 1;
    size_t *mine, *theirs;
    enum rowan_status st;

    for (size_t t = 0; t < plan->table_count; t++)
        if (plan->tables[t].column_count > room)
            room = plan->tables[t].column_count;
    mine = calloc(room * 2, sizeof *mine);
    theirs = calloc(room * 2, sizeof *theirs);
    st = mine && theirs ? append_primary(making, &plan->tables[first], err) : rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = append_foreign(making, first, mine, theirs, room, err);
    free(mine);
    free(theirs);
    return st;
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

enum rowan_status rowan_ddl_table(const struct rowan_endpoint *endpoint,
                                  const struct rowan_target_table *made, bool if_missing,
                                  struct rowan_buffer *out, struct rowan_error *err)
{
    struct making making = {.db = endpoint->db, .schema = endpoint->schema, .plan = made->plan, .out = out};
    enum rowan_status st = refuse_odd(made, err);

    if (st == ROWAN_OK)
        st = append_create(&making, endpoint->schema, made->table->name, if_missing, err);
    if (st == ROWAN_OK)
        st = append_columns(&making, made, err);
    if (st == ROWAN_OK)
        st = append_keys(&making, made->index, err);
    return st == ROWAN_OK ? append_end(&making, err) : st;
}

enum rowan_status rowan_ddl_target(const struct rowan_endpoint *endpoint, const struct rowan_plan *plan,
                                   bool if_missing, struct rowan_buffer *out, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++) {
        struct rowan_target_table made;
        if (!rowan_target_table_is_first(plan, t))
            continue;
        st = rowan_target_table_open(&made, plan, t, err);
        if (st == ROWAN_OK && out->size && !rowan_buffer_append_slice(out, ";\n"))
            st = rowan_out_of_memory(err);
        if (st == ROWAN_OK)
            st = rowan_ddl_table(endpoint, &made, if_missing, out, err);
        rowan_target_table_close(&made);
    }
    return st;
}

enum rowan_status rowan_ddl_source(const struct rowan_endpoint *endpoint, const struct rowan_plan *plan,
                                   bool if_missing, struct rowan_buffer *out, struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct making making = {.db = endpoint->db, .schema = endpoint->schema, .plan = plan, .out = out};
    enum rowan_status st = append_create(&making, endpoint->schema, plan->source.name, if_missing, err);

    for (size_t i = 0; i <= plan->source.column_count && st == ROWAN_OK; i++) {
        bool document = i == plan->source.column_count;
        if (!rowan_buffer_append_slice(out, i ? ",\n    " : "\n    "))
            return rowan_out_of_memory(err);
        st = append_column(&making, document ? plan->source.document : plan->source.columns[i].name,
                           document ? &text : &plan->source.columns[i].type, i == 0,
                           i == 0 ? " NOT NULL" : "", err);
    }
    if (st == ROWAN_OK)
        st = append_name(&making, ",\n    PRIMARY KEY (", plan->source.columns[0].name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(out, ')'))
        st = rowan_out_of_memory(err);
    return st == ROWAN_OK ? append_end(&making, err) : st;
}
