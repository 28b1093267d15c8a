#include "odbc/server.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

enum rowan_status rowan_server_init(struct rowan_server *server, const struct rowan_dialect *dialect,
                                    struct rowan_error *err)
{
    *server =
        (struct rowan_server){.dialect = dialect, .quote = dialect->quote, .name_max = dialect->name_max};
    if (dialect->quote)
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_CONFIG, "config",
        "what names and types are like in the dialect \"%s\", only the driver of a database says",
        dialect->name);
}

/* ---- names ---- */

bool rowan_server_takes_name(const struct rowan_server *server, const char *name)
{
    bool characters = server->dialect->name_characters;
    size_t length = characters ? (size_t)rowan_utf8_length(rowan_slice_of(name)) : strlen(name);

    return server->name_max == 0 || length <= server->name_max;
}

const char *rowan_server_name_limit(const struct rowan_server *server, char *out, size_t size)
{
    snprintf(out, size, "%zu %s", server->name_max,
             server->dialect->name_characters ? "characters" : "bytes");
    return out;
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

bool rowan_server_type(const struct rowan_server *server, const struct rowan_type *type, bool in_key,
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
