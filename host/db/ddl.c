/*
 * CREATE TABLE for people to read and for rowan init to run. Several tables of a plan may have one name: they
 * become one statement with the columns of all, each as wide as the widest.
 */
#include "db/ddl.h"

#include <stdlib.h>

#include "db/dialect.h"

/* A column of the table to be. */
struct made {
    const char *name;
    struct rowan_type type;
    bool in_key;   /* of this table, or of its foreign key */
    bool required; /* in every table of the plan that has this name */
    size_t seen;   /* in how many of them */
};

struct making {
    const struct rowan_db *db;
    const struct rowan_plan *plan;
    struct made *columns;
    size_t count;
    size_t tables; /* of the plan, with this name */
    struct rowan_buffer *out;
};

static enum rowan_status no_memory(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

static bool same_name(const struct rowan_plan *plan, size_t a, size_t b)
{
    return strcmp(plan->tables[a].name, plan->tables[b].name) == 0;
}

/* Whether b can become as wide as both. */
static bool widen(struct rowan_type *a, const struct rowan_type *b)
{
    if (a->kind >= ROWAN_TINYINT && a->kind <= ROWAN_BIGINT && b->kind >= ROWAN_TINYINT &&
        b->kind <= ROWAN_BIGINT) {
        if (b->kind > a->kind)
            *a = *b;
        return true;
    }
    if (a->kind != b->kind)
        return false;
    if (a->kind == ROWAN_TEXT || a->kind == ROWAN_BINARY) {
        a->length = a->length && b->length ? (a->length > b->length ? a->length : b->length) : 0;
    } else if (a->kind == ROWAN_DECIMAL) {
        int whole = a->precision - a->scale > b->precision - b->scale ? a->precision - a->scale
                                                                      : b->precision - b->scale;
        a->scale = a->scale > b->scale ? a->scale : b->scale;
        a->precision = whole + a->scale;
    } else if (a->kind == ROWAN_ENUM) {
        if (a->labels->integers != b->labels->integers)
            return false;
        if (b->labels->value_length > a->labels->value_length)
            *a = *b;
    }
    return true;
}

static struct made *find_made(struct making *making, const char *name)
{
    for (size_t i = 0; i < making->count; i++)
        if (strcmp(making->columns[i].name, name) == 0)
            return &making->columns[i];
    return NULL;
}

static enum rowan_status add_column(struct making *making, const struct rowan_table *table,
                                    const struct rowan_column *column, struct rowan_error *err)
{
    struct made *made = find_made(making, column->name);
    bool required = column->required || column->is_key;
    char old[60], new[60];

    if (!made) {
        made = &making->columns[making->count++];
        *made = (struct made){.name = column->name, .type = column->type, .required = required, .seen = 1};
        made->in_key = column->is_key;
        return ROWAN_OK;
    }
    rowan_type_print(&made->type, old, sizeof old);
    rowan_type_print(&column->type, new, sizeof new);
    if (!widen(&made->type, &column->type))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s:%d: table %s, column %s: %s here, %s before",
                          column->place.file, column->place.line, table->name, column->name, new, old);
    made->required = made->required && required;
    made->in_key = made->in_key || column->is_key;
    made->seen++;
    return ROWAN_OK;
}

/* The columns that carry the parent's key have the type of a key too: MariaDB wants them alike. */
static void mark_foreign(struct making *making, const struct rowan_table *table, size_t *mine, size_t *theirs)
{
    size_t count = rowan_table_foreign_key(making->plan, table, mine, theirs);

    for (size_t i = 0; i < count; i++)
        find_made(making, table->columns[mine[i]].name)->in_key = true;
}

static enum rowan_status collect(struct making *making, size_t first, size_t *mine, size_t *theirs,
                                 struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    making->count = making->tables = 0;
    for (size_t t = first; t < making->plan->table_count && st == ROWAN_OK; t++) {
        const struct rowan_table *table = &making->plan->tables[t];
        if (!same_name(making->plan, first, t))
            continue;
        making->tables++;
        for (size_t i = 0; i < table->column_count && st == ROWAN_OK; i++)
            st = add_column(making, table, &table->columns[i], err);
        if (st == ROWAN_OK)
            mark_foreign(making, table, mine, theirs);
    }
    return st;
}

static enum rowan_status append_name(struct making *making, const char *before, const char *name,
                                     struct rowan_error *err)
{
    if (!rowan_buffer_append_text(making->out, before))
        return no_memory(err);
    return rowan_db_quote(making->db, making->out, NULL, name, err);
}

static enum rowan_status append_column(struct making *making, const struct made *made, bool first,
                                       struct rowan_error *err)
{
    enum rowan_status st = append_name(making, first ? "\n    " : ",\n    ", made->name, err);
    bool always = made->required && made->seen == making->tables;

    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_append_char(making->out, ' ') ||
        !rowan_dialect_type(rowan_db_dialect(making->db), &made->type, made->in_key, making->out) ||
        !rowan_buffer_append_text(making->out, always ? " NOT NULL" : ""))
        return no_memory(err);
    return ROWAN_OK;
}

/* "(a, b)" of the columns that the indexes name. */
static enum rowan_status append_list(struct making *making, const struct rowan_table *table,
                                     const size_t *indexes, size_t count, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = append_name(making, i ? ", " : "(", table->columns[indexes[i]].name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(making->out, ')'))
        st = no_memory(err);
    return st;
}

static enum rowan_status append_primary(struct making *making, const struct rowan_table *table,
                                        struct rowan_error *err)
{
    if (table->key_count == 0)
        return ROWAN_OK;
    if (!rowan_buffer_append_text(making->out, ",\n    PRIMARY KEY "))
        return no_memory(err);
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
    if (!rowan_buffer_append_text(making->out, ",\n    FOREIGN KEY "))
        return no_memory(err);
    st = append_list(making, table, mine, count, err);
    if (st == ROWAN_OK && !rowan_buffer_append_text(making->out, " REFERENCES "))
        st = no_memory(err);
    if (st == ROWAN_OK)
        st = rowan_db_quote(making->db, making->out, plan->target_schema, plan->tables[table->parent].name,
                            err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(making->out, ' '))
        st = no_memory(err);
    return st == ROWAN_OK ? append_list(making, &plan->tables[table->parent], theirs, count, err) : st;
}

static enum rowan_status append_create(struct making *making, const char *schema, const char *name,
                                       bool if_missing, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_db_dialect(making->db);
    enum rowan_status st;

    if (!rowan_buffer_append_text(making->out, making->out->size ? ";\n" : "") ||
        !rowan_buffer_append_text(making->out, "CREATE TABLE ") ||
        !rowan_buffer_append_text(making->out, if_missing ? dialect->if_missing : ""))
        return no_memory(err);
    st = rowan_db_quote(making->db, making->out, schema, name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_text(making->out, " ("))
        st = no_memory(err);
    return st;
}

static enum rowan_status append_end(struct making *making, struct rowan_error *err)
{
    if (!rowan_buffer_append_text(making->out, "\n)") ||
        !rowan_buffer_append_text(making->out, rowan_db_dialect(making->db)->table_suffix))
        return no_memory(err);
    return ROWAN_OK;
}

static enum rowan_status append_table(struct making *making, size_t first, bool if_missing, size_t *mine,
                                      size_t *theirs, size_t room, struct rowan_error *err)
{
    const struct rowan_table *table = &making->plan->tables[first];
    enum rowan_status st = collect(making, first, mine, theirs, err);

    if (st == ROWAN_OK)
        st = append_create(making, making->plan->target_schema, table->name, if_missing, err);
    for (size_t i = 0; i < making->count && st == ROWAN_OK; i++)
        st = append_column(making, &making->columns[i], i == 0, err);
    if (st == ROWAN_OK)
        st = append_primary(making, table, err);
    if (st == ROWAN_OK)
        st = append_foreign(making, first, mine, theirs, room, err);
    return st == ROWAN_OK ? append_end(making, err) : st;
}

static bool is_first_of_name(const struct rowan_plan *plan, size_t table)
{
    for (size_t t = 0; t < table; t++)
        if (same_name(plan, t, table))
            return false;
    return true;
}

enum rowan_status rowan_ddl_target(const struct rowan_db *db, const struct rowan_plan *plan, bool if_missing,
                                   struct rowan_buffer *out, struct rowan_error *err)
{
    struct making making = {.db = db, .plan = plan, .out = out};
    enum rowan_status st = ROWAN_OK;
    size_t room = 1;
    size_t *mine, *theirs;

    for (size_t t = 0; t < plan->table_count; t++)
        room += plan->tables[t].column_count;
    making.columns = calloc(room, sizeof *making.columns);
    mine = calloc(room * 2, sizeof *mine);
    theirs = calloc(room * 2, sizeof *theirs);
    if (!making.columns || !mine || !theirs)
        st = no_memory(err);
    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++)
        if (is_first_of_name(plan, t))
            st = append_table(&making, t, if_missing, mine, theirs, room, err);
    free(making.columns);
    free(mine);
    free(theirs);
    return st;
}

enum rowan_status rowan_ddl_source(const struct rowan_db *db, const struct rowan_plan *plan, bool if_missing,
                                   struct rowan_buffer *out, struct rowan_error *err)
{
    struct making making = {.db = db, .plan = plan, .tables = 1, .out = out};
    struct made document = {.name = plan->document_column, .type = {.kind = ROWAN_TEXT}, .seen = 1};
    enum rowan_status st = append_create(&making, plan->source_schema, plan->source_table, if_missing, err);

    for (size_t i = 0; i < plan->carried_count && st == ROWAN_OK; i++) {
        struct made made = {.name = plan->carried[i].name, .type = plan->carried[i].type, .seen = 1};
        made.in_key = made.required = i == 0;
        st = append_column(&making, &made, i == 0, err);
    }
    if (st == ROWAN_OK)
        st = append_column(&making, &document, false, err);
    if (st == ROWAN_OK)
        st = append_name(&making, ",\n    PRIMARY KEY (", plan->carried[0].name, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(out, ')'))
        st = no_memory(err);
    return st == ROWAN_OK ? append_end(&making, err) : st;
}
