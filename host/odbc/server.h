#ifndef ROWAN_SERVER_H
#define ROWAN_SERVER_H
/*
 * The server that SQL is made for: its dialect, and what else names and types need. Of a connection its
 * driver tells what the dialect leaves open; a dialect that leaves nothing open needs no connection.
 */
#include "base/status.h"
#include "odbc/dialect.h"

struct rowan_server {
    const struct rowan_dialect *dialect;
    char quote;                          /* '[' closes with ']' */
    size_t name_max;                     /* 0: no limit */
    char long_text[64], long_binary[64]; /* types without a length, for a dialect that has none; or "" */
};

/* As the dialect says, without a connection. ROWAN_CONFIG for a dialect that leaves it to the driver. */
enum rowan_status rowan_server_init(struct rowan_server *server, const struct rowan_dialect *dialect,
                                    struct rowan_error *err);
/* The type of a column that holds this type, as in CREATE TABLE. */
bool rowan_server_type(const struct rowan_server *server, const struct rowan_type *type, bool in_key,
                       struct rowan_buffer *out);
/* Whether an identifier is short enough, and how long one may be: "63 bytes". */
bool rowan_server_takes_name(const struct rowan_server *server, const char *name);
const char *rowan_server_name_limit(const struct rowan_server *server, char *out, size_t size);
#endif
