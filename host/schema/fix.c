/*
 * A statement is built piece by piece; the first piece that fails spoils it, and it is left away: advice that
 * cannot be given is not worth a failure, unless memory is at its end.
 */
#include "schema/fix.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "schema/ddl.h"
#include "odbc/dialect.h"
#include "schema/common_type.h"

#define NAME_MAX_BYTES 63

void rowan_fix_open(struct rowan_fix *fix, const struct rowan_endpoint *endpoint)
{
    memset(fix, 0, sizeof *fix);
    fix->db = endpoint->db;
    fix->endpoint = endpoint;
    rowan_buffer_init(&fix->text);
}

void rowan_fix_close(struct rowan_fix *fix)
{
    rowan_buffer_clear(&fix->text);
}

const char *rowan_fix_take(struct rowan_fix *fix)
{
    const char *text;

    if (fix->text.size == 0)
        return NULL;
    text = rowan_buffer_string(&fix->text);
    fix->no_memory |= !text;
    fix->text.size = 0;
    return text;
}

/* ---- pieces ---- */

/* One statement; begun is where it starts in the text. */
struct piece {
    struct rowan_fix *fix;
    struct rowan_buffer *out;
    size_t begun;
    bool ok;
};

static void note(struct piece *p, enum rowan_status st)
{
    p->ok = p->ok && st == ROWAN_OK;
    p->fix->no_memory |= st == ROWAN_NO_MEMORY;
}

static void words(struct piece *p, const char *text)
{
    if (p->ok)
        note(p, rowan_buffer_append_slice(p->out, text) ? ROWAN_OK : ROWAN_NO_MEMORY);
}

static void name(struct piece *p, const char *schema, const char *text)
{
    if (p->ok)
        note(p, rowan_connection_quote(p->fix->db, p->out, schema, text, NULL));
}

static void type(struct piece *p, const struct rowan_type *t, bool in_key)
{
    if (p->ok)
        note(p, rowan_dialect_type(rowan_connection_dialect(p->fix->db), t, in_key, p->out)
                    ? ROWAN_OK
                    : ROWAN_NO_MEMORY);
}

static struct piece begin(struct rowan_fix *fix)
{
    struct piece p = {fix, &fix->text, fix->text.size, true};

    if (fix->text.size)
        words(&p, "\n");
    return p;
}

static struct piece begin_alter(struct rowan_fix *fix, const char *table)
{
    struct piece p = begin(fix);

    words(&p, "ALTER TABLE ");
    name(&p, fix->endpoint->schema, table);
    return p;
}

static void end(struct piece *p)
{
    words(p, ";");
    if (!p->ok)
        p->out->size = p->begun;
}

static enum rowan_alter alter_of(const struct rowan_fix *fix)
{
    return rowan_connection_dialect(fix->db)->alter;
}

static bool is_sqlite(const struct rowan_fix *fix)
{
    return strcmp(rowan_connection_dialect(fix->db)->name, "sqlite") == 0;
}

/* ---- tables and columns ---- */

void rowan_fix_create_table(struct rowan_fix *fix, const struct rowan_target_table *made)
{
    struct piece p = begin(fix);

    if (p.ok)
        note(&p, rowan_ddl_table(fix->endpoint, made, false, p.out, NULL));
    end(&p);
}

void rowan_fix_add_column(struct rowan_fix *fix, const char *table,
                          const struct rowan_target_table_column *column)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(fix->db);
    struct piece p = begin_alter(fix, table);

    words(&p, " ADD COLUMN ");
    name(&p, NULL, column->first->name);
    words(&p, " ");
    type(&p, &column->type, column->in_key);
    if (column->identity && dialect->identity_anywhere)
        words(&p, dialect->identity);
    end(&p);
}

void rowan_fix_engine(struct rowan_fix *fix, const char *table)
{
    struct piece p = begin_alter(fix, table);

    words(&p, " ENGINE=InnoDB");
    end(&p);
}

/* ---- another type ---- */

static bool is_text(const struct rowan_type *t)
{
    return t->kind == ROWAN_TEXT || (t->kind == ROWAN_ENUM && !t->labels->integers);
}

static bool is_number(const struct rowan_type *t)
{
    return (t->kind >= ROWAN_BIT && t->kind <= ROWAN_DOUBLE) ||
           (t->kind == ROWAN_ENUM && t->labels->integers);
}

static bool holds_number(const struct rowan_catalog_column *column)
{
    return column->holds == ROWAN_HOLDS_INTEGER || column->holds == ROWAN_HOLDS_DECIMAL ||
           column->holds == ROWAN_HOLDS_FLOAT;
}

/* Does PostgreSQL convert the values that are there without being told how? */
static bool converts(const struct rowan_catalog_column *column, const struct rowan_type *t)
{
    bool moment = t->kind == ROWAN_DATE || t->kind == ROWAN_TIMESTAMP;
    bool holds_moment = column->holds == ROWAN_HOLDS_DATE || column->holds == ROWAN_HOLDS_TIMESTAMP;

    return is_text(t) || (is_number(t) && holds_number(column)) || (moment && holds_moment) ||
           (t->kind == ROWAN_TIME && column->holds == ROWAN_HOLDS_TIME);
}

/* A moment in time stays one: these types know of zones, and timestamp (MariaDB: datetime) does not. */
static const char *zoned_type(const struct rowan_fix *fix, const struct rowan_catalog_column *column,
                              const struct rowan_type *t)
{
    if (t->kind == ROWAN_TIMESTAMP && strstr(column->type_name, "timestamp with time zone"))
        return "timestamp with time zone";
    if (t->kind == ROWAN_TIME && strstr(column->type_name, "time with time zone"))
        return "time with time zone";
    if (t->kind == ROWAN_TIMESTAMP && alter_of(fix) == ROWAN_ALTER_MODIFY &&
        strcmp(column->type_name, "timestamp") == 0)
        return "TIMESTAMP(6)";
    return NULL;
}

static void new_type(struct piece *p, const struct rowan_catalog_column *column, const struct rowan_type *t,
                     bool in_key)
{
    const char *zoned = zoned_type(p->fix, column, t);

    if (zoned)
        words(p, zoned);
    else
        type(p, t, in_key);
    if (column->collation && is_text(t)) {
        words(p, " COLLATE ");
        words(p, column->collation);
    }
}

/* Where PostgreSQL has to be told how to convert: booleans become numbers as such. */
static void using(struct piece *p, const struct rowan_catalog_column *column, const struct rowan_type *t,
                  bool in_key)
{
    words(p, " USING CAST(CAST(");
    name(p, NULL, column->name);
    words(p, column->holds == ROWAN_HOLDS_BOOLEAN && is_number(t) ? " AS integer) AS " : " AS text) AS ");
    type(p, t, in_key);
    words(p, ")");
}

/* A conversion by way of text exists for every pair of types; it fails, in whole, on a value that is none. */
static void alter_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                       const struct rowan_type *t, bool in_key)
{
    struct piece p = begin_alter(fix, table);

    words(&p, " ALTER COLUMN ");
    name(&p, NULL, column->name);
    words(&p, " TYPE ");
    new_type(&p, column, t, in_key);
    if (!converts(column, t))
        using(&p, column, t, in_key);
    end(&p);
}

static void standard_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                          const struct rowan_type *t, bool in_key)
{
    struct piece p = begin_alter(fix, table);

    words(&p, " ALTER COLUMN ");
    name(&p, NULL, column->name);
    words(&p, " SET DATA TYPE ");
    type(&p, t, in_key);
    end(&p);
}

static void old_type(struct piece *p, const struct rowan_catalog_column *column)
{
    words(p, column->cast_type ? column->cast_type : column->type_name);
    if (column->collation) {
        words(p, " COLLATE ");
        words(p, column->collation);
    }
}

/* What MODIFY does not say is lost: the rest of the column is repeated. */
static void end_modify(struct piece *p, const struct rowan_catalog_column *column, bool nullable)
{
    words(p, nullable ? " NULL" : " NOT NULL");
    if (column->keeps) {
        words(p, " ");
        words(p, column->keeps);
    }
    end(p);
}

static void modify_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                        const struct rowan_type *t, bool in_key)
{
    struct piece p = begin_alter(fix, table);

    words(&p, " MODIFY ");
    name(&p, NULL, column->name);
    words(&p, " ");
    new_type(&p, column, t, in_key);
    end_modify(&p, column, column->nullable);
}

/* A comment of SQL, so that what is printed can be run. */
static void make_anew(struct rowan_fix *fix)
{
    struct piece p = begin(fix);

    words(&p, "-- SQLite cannot change a column: make the table anew and copy its rows");
}

void rowan_fix_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *wanted, bool in_key)
{
    struct rowan_type t = rowan_common_type_column(column, wanted);

    switch (alter_of(fix)) {
    case ROWAN_ALTER_TYPE:
        alter_type(fix, table, column, &t, in_key);
        break;
    case ROWAN_ALTER_MODIFY:
        modify_type(fix, table, column, &t, in_key);
        break;
    case ROWAN_ALTER_STANDARD:
        standard_type(fix, table, column, &t, in_key);
        break;
    case ROWAN_ALTER_NONE:
        make_anew(fix);
        break;
    }
}

void rowan_fix_null(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *wanted, bool nullable)
{
    struct rowan_type t =
        wanted ? rowan_common_type_column(column, wanted) : (struct rowan_type){.kind = ROWAN_TEXT};
    bool modify = alter_of(fix) == ROWAN_ALTER_MODIFY;
    struct piece p;

    if (alter_of(fix) == ROWAN_ALTER_NONE) {
        make_anew(fix);
        return;
    }
    p = begin_alter(fix, table);
    words(&p, modify ? " MODIFY " : " ALTER COLUMN ");
    name(&p, NULL, column->name);
    if (!modify) {
        words(&p, nullable ? " DROP NOT NULL" : " SET NOT NULL");
        end(&p);
        return;
    }
    words(&p, " ");
    if (wanted)
        new_type(&p, column, &t, false);
    else
        old_type(&p, column);
    end_modify(&p, column, nullable);
}

/* ---- keys ---- */

static void list(struct piece *p, const char *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words(p, i ? ", " : " (");
        name(p, NULL, columns[i]);
    }
    words(p, ")");
}

void rowan_fix_primary_key(struct rowan_fix *fix, const char *table, const char *const *columns, size_t count)
{
    struct piece p;

    if (alter_of(fix) == ROWAN_ALTER_NONE) {
        rowan_fix_unique_index(fix, table, columns, count);
        return;
    }
    p = begin_alter(fix, table);
    words(&p, " ADD PRIMARY KEY");
    list(&p, columns, count);
    end(&p);
}

/* MariaDB indexes no TEXT or BLOB as a whole. */
bool rowan_fix_key_needs_type(const struct rowan_fix *fix, const struct rowan_catalog_column *column)
{
    return alter_of(fix) == ROWAN_ALTER_MODIFY &&
           (strstr(column->type_name, "text") || strstr(column->type_name, "blob"));
}

/* "table_a_b_key", as PostgreSQL would call it, cut to what every database takes. */
static void index_name(char *out, size_t size, const char *table, const char *const *columns, size_t count)
{
    size_t at = (size_t)snprintf(out, size, "%s", table);

    for (size_t i = 0; i < count && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, "_%s", columns[i]);
    if (at > NAME_MAX_BYTES - 4) {
        at = NAME_MAX_BYTES - 4;
        while (at > 0 && rowan_utf8_is_tail((unsigned char)out[at]))
            at--;
    }
    snprintf(out + at, size - at, "_key");
}

/* An index of SQLite is put into a schema by its own name, elsewhere by its table's. */
void rowan_fix_unique_index(struct rowan_fix *fix, const char *table, const char *const *columns,
                            size_t count)
{
    struct piece p = begin(fix);
    char made[256];

    index_name(made, sizeof made, table, columns, count);
    words(&p, "CREATE UNIQUE INDEX ");
    name(&p, is_sqlite(fix) ? fix->endpoint->schema : NULL, made);
    words(&p, " ON ");
    name(&p, is_sqlite(fix) ? NULL : fix->endpoint->schema, table);
    list(&p, columns, count);
    end(&p);
}

void rowan_fix_defer(struct rowan_fix *fix, const char *table, const char *constraint)
{
    struct piece p;

    if (alter_of(fix) != ROWAN_ALTER_TYPE)
        return;
    p = begin_alter(fix, table);
    words(&p, " ALTER CONSTRAINT ");
    name(&p, NULL, constraint);
    words(&p, " DEFERRABLE INITIALLY DEFERRED");
    end(&p);
}

void rowan_fix_command(struct rowan_fix *fix, const char *command, const char *mapping)
{
    struct piece p = begin(fix);

    words(&p, command);
    words(&p, " ");
    words(&p, mapping);
}

/* ---- rights ---- */

static const char *user_query(const struct rowan_fix *fix)
{
    switch (alter_of(fix)) {
    case ROWAN_ALTER_TYPE:
        return "SELECT pg_catalog.quote_ident(current_user)";
    case ROWAN_ALTER_MODIFY:
        return "SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@', "
               "QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))";
    default:
        return NULL;
    }
}

static void add_user(struct piece *p, const char *sql)
{
    struct rowan_statement *query = NULL;
    struct rowan_slice user = {NULL, 0};
    bool more = false;
    enum rowan_status st = rowan_statement_new(&query, p->fix->db, sql, NULL);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, NULL);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, NULL);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &user, NULL);
    note(p, st == ROWAN_OK && !user.data ? ROWAN_DATABASE : st);
    if (p->ok && !rowan_buffer_append(p->out, user.data, user.size))
        note(p, ROWAN_NO_MEMORY);
    rowan_statement_free(query);
}

void rowan_fix_grant(struct rowan_fix *fix, const char *table, const char *right)
{
    const char *sql = user_query(fix);
    struct piece p;

    if (!sql)
        return;
    p = begin(fix);
    words(&p, "GRANT ");
    words(&p, right);
    words(&p, " ON ");
    name(&p, fix->endpoint->schema, table);
    words(&p, " TO ");
    add_user(&p, sql);
    end(&p);
}
