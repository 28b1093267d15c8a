#include "odbc/sql_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define NAME_SHOWN 70 /* characters of a name in a message */

void rowan_sql_begin(struct rowan_sql *sql, const struct rowan_server *server, struct rowan_buffer *out,
                     struct rowan_error *err)
{
    *sql =
        (struct rowan_sql){.server = server, .out = out, .begun = out->size, .status = ROWAN_OK, .err = err};
}

void rowan_sql_spoil(struct rowan_sql *sql, enum rowan_status status)
{
    if (sql->status == ROWAN_OK)
        sql->status = status;
}

static void check(struct rowan_sql *sql, bool ok)
{
    if (!ok)
        rowan_sql_spoil(sql, rowan_out_of_memory(sql->err));
}

enum rowan_status rowan_sql_end(struct rowan_sql *sql)
{
    if (sql->status == ROWAN_OK)
        check(sql, rowan_buffer_string(sql->out) != NULL);
    if (sql->status != ROWAN_OK)
        sql->out->size = sql->begun;
    return sql->status;
}

void rowan_sql_add_slice(struct rowan_sql *sql, struct rowan_slice text)
{
    if (sql->status == ROWAN_OK)
        check(sql, rowan_buffer_append(sql->out, text.data, text.size));
}

void rowan_sql_add(struct rowan_sql *sql, const char *text)
{
    rowan_sql_add_slice(sql, rowan_slice_of(text));
}

void rowan_sql_add_number(struct rowan_sql *sql, long long number)
{
    if (sql->status == ROWAN_OK)
        check(sql, rowan_buffer_append_int(sql->out, number));
}

/* ---- names ---- */

static void check_name(struct rowan_sql *sql, const char *name)
{
    char limit[40];

    if (sql->status != ROWAN_OK)
        return;
    if (!*name)
        rowan_sql_spoil(sql, rowan_fail(sql->err, ROWAN_MAPPING, "mapping",
                                        "a name of a schema, table or column is empty"));
    else if (!rowan_server_takes_name(sql->server, name))
        rowan_sql_spoil(sql,
                        rowan_fail(sql->err, ROWAN_MAPPING, "mapping", "the name \"%.*s\" is longer than %s",
                                   (int)rowan_utf8_prefix(rowan_slice_of(name), NAME_SHOWN), name,
                                   rowan_server_name_limit(sql->server, limit, sizeof limit)));
}

/* A bracket closes with its other half; any other quote with itself. */
static void add_quoted(struct rowan_sql *sql, const char *name)
{
    const char opening[] = {sql->server->quote, '\0'};
    const char closing[] = {*opening == '[' ? ']' : *opening, '\0'};

    rowan_sql_add(sql, opening);
    for (const char *end; (end = strchr(name, *closing)); name = end + 1) {
        rowan_sql_add_slice(sql, (struct rowan_slice){name, (size_t)(end - name) + 1});
        rowan_sql_add(sql, closing);
    }
    rowan_sql_add(sql, name);
    rowan_sql_add(sql, closing);
}

void rowan_sql_add_name(struct rowan_sql *sql, const char *schema, const char *name)
{
    if (schema) {
        check_name(sql, schema);
        add_quoted(sql, schema);
        rowan_sql_add(sql, ".");
    }
    check_name(sql, name);
    add_quoted(sql, name);
}

void rowan_sql_add_names(struct rowan_sql *sql, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i ? ", " : "(");
        rowan_sql_add_name(sql, NULL, names[i]);
    }
    rowan_sql_add(sql, ")");
}

/* ---- what the dialect says ---- */

void rowan_sql_add_type(struct rowan_sql *sql, const struct rowan_type *type, bool in_key)
{
    if (sql->status == ROWAN_OK)
        check(sql, rowan_server_type(sql->server, type, in_key, sql->out));
}

void rowan_sql_add_cast(struct rowan_sql *sql, const char *format, const char *expression)
{
    for (const char *hole; (hole = strstr(format, "%s")); format = hole + 2) {
        rowan_sql_add_slice(sql, (struct rowan_slice){format, (size_t)(hole - format)});
        rowan_sql_add(sql, expression);
    }
    rowan_sql_add(sql, format);
}

void rowan_sql_add_insert(struct rowan_sql *sql, const char *schema, const char *table,
                          const char *const *columns, size_t count)
{
    rowan_sql_add(sql, sql->server->dialect->insert_into);
    rowan_sql_add_name(sql, schema, table);
    rowan_sql_add(sql, " ");
    rowan_sql_add_names(sql, columns, count);
    rowan_sql_add(sql, " ");
}

void rowan_sql_add_values(struct rowan_sql *sql, size_t rows, const char *const *markers, size_t columns)
{
    for (size_t row = 0; row < rows; row++) {
        rowan_sql_add(sql, row ? ", (" : "VALUES (");
        for (size_t i = 0; i < columns; i++) {
            rowan_sql_add(sql, i ? ", " : "");
            rowan_sql_add(sql, markers && markers[i] ? markers[i] : "?");
        }
        rowan_sql_add(sql, ")");
    }
}

void rowan_sql_add_page(struct rowan_sql *sql, const char *order)
{
    rowan_sql_add_cast(sql, sql->server->dialect->page, order);
}

void rowan_sql_add_page_end(struct rowan_sql *sql)
{
    const char *words = sql->server->dialect->page_end;

    rowan_sql_add(sql, words ? words : "");
}
