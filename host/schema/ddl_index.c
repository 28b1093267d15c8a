#include "schema/ddl_index.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/utf8.h"

#define NAME_MAX_BYTES 63 /* what PostgreSQL takes; the others take more */

static void add_part(char *out, size_t size, size_t *at, uint64_t *hash, const char *part)
{
    *hash = rowan_hash_slice(*hash, rowan_slice_of(part));
    if (*at < size)
        *at += (size_t)snprintf(out + *at, size - *at, "%s", part);
}

/* "table_a_b_key", as PostgreSQL would call it. One that not every database takes is cut, and has a
 * fingerprint of what it would be, so that two of them differ. Both ends have as many bytes. */
static void index_name(char *out, size_t size, const char *table, const char *const *columns, size_t count,
                       bool unique)
{
    const char *end = unique ? "_key" : "_idx";
    uint64_t hash = ROWAN_HASH_BEGIN;
    size_t at = 0;

    add_part(out, size, &at, &hash, table);
    for (size_t i = 0; i < count; i++) {
        add_part(out, size, &at, &hash, "_");
        add_part(out, size, &at, &hash, columns[i]);
    }
    if (at <= NAME_MAX_BYTES - 4) {
        snprintf(out + at, size - at, "%s", end);
        return;
    }
    at = NAME_MAX_BYTES - 13;
    while (at > 0 && rowan_utf8_is_tail((unsigned char)out[at]))
        at--;
    snprintf(out + at, size - at, "_%08x%s", (unsigned)(hash ^ hash >> 32), end);
}

void rowan_ddl_index(struct rowan_sql *sql, const char *schema, const char *table, const char *const *columns,
                     size_t count, enum rowan_ddl_index_kind kind)
{
    const struct rowan_dialect *dialect = sql->server->dialect;
    bool unique = kind == ROWAN_DDL_INDEX_UNIQUE;
    char name[256];

    index_name(name, sizeof name, table, columns, count, unique);
    rowan_sql_add(sql, unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    if (kind == ROWAN_DDL_INDEX_IF_MISSING)
        rowan_sql_add(sql, dialect->if_missing);
    rowan_sql_add_name(sql, dialect->index_in_schema ? schema : NULL, name);
    rowan_sql_add(sql, " ON ");
    rowan_sql_add_name(sql, dialect->index_in_schema ? NULL : schema, table);
    rowan_sql_add(sql, " ");
    rowan_sql_add_names(sql, columns, count);
}
