/*
 * The list of databases: the only place that names them all.
 */
#include "odbc/dialect.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"

extern const struct rowan_dialect rowan_dialect_sqlserver, rowan_dialect_postgresql, rowan_dialect_sqlite,
    rowan_dialect_mariadb, rowan_dialect_generic;

const struct rowan_dialect *const rowan_dialects[] = {
    &rowan_dialect_sqlserver, /* its words for a server that is not there have those for a database in them */
    &rowan_dialect_postgresql,
    &rowan_dialect_sqlite,
    &rowan_dialect_mariadb,
    &rowan_dialect_generic, /* the last is for all others */
    NULL,
};

static bool name_has(const char *name, const char *word)
{
    for (; word && *name; name++)
        if (rowan_ascii_same_prefix(name, word, strlen(word)))
            return true;
    return false;
}

const struct rowan_dialect *rowan_dialect_find(const char *dbms_name)
{
    const struct rowan_dialect *const *d = rowan_dialects;

    while (d[1] && !name_has(dbms_name, (*d)->dbms_word))
        d++;
    return *d;
}

const struct rowan_dialect *rowan_dialect_named(const char *name)
{
    for (const struct rowan_dialect *const *d = rowan_dialects; *d; d++)
        if (strcmp((*d)->name, name) == 0)
            return *d;
    return NULL;
}

/* ---- types ---- */

static bool decimal_type(const struct rowan_dialect *dialect, const struct rowan_type *type,
                         struct rowan_buffer *out)
{
    return rowan_buffer_format(out, "%s(%d,%d)", dialect->decimal, type->precision, type->scale);
}

/* The labels of an enum may be any 64-bit integer. */
static bool enum_type(const struct rowan_server *server, const struct rowan_labels *labels, bool in_key,
                      struct rowan_buffer *out)
{
    enum rowan_kind kind = ROWAN_INTEGER;

    if (!labels->integers)
        return server->dialect->text_type(server, labels->value_length ? labels->value_length : 1, in_key,
                                          out);
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].number < INT32_MIN || labels->items[i].number > INT32_MAX)
            kind = ROWAN_BIGINT;
    return rowan_buffer_append_slice(out, server->dialect->types[kind]);
}

bool rowan_dialect_type(const struct rowan_server *server, const struct rowan_type *type, bool in_key,
                        struct rowan_buffer *out)
{
    const struct rowan_dialect *dialect = server->dialect;

    if (in_key && dialect->integer_key && type->kind >= ROWAN_TINYINT && type->kind <= ROWAN_BIGINT)
        return rowan_buffer_append_slice(out, dialect->integer_key);
    switch (type->kind) {
    case ROWAN_TEXT:
        return dialect->text_type(server, type->length, in_key, out);
    case ROWAN_DECIMAL:
        return decimal_type(dialect, type, out);
    case ROWAN_BINARY:
        return dialect->binary_type(server, type->length, in_key, out);
    case ROWAN_ENUM:
        return enum_type(server, type->labels, in_key, out);
    default:
        if (!dialect->types[type->kind])
            return dialect->text_type(server, 0, false, out);
        return rowan_buffer_append_slice(out, dialect->types[type->kind]);
    }
}
