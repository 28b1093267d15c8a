/*
 * A server's name is the one that the driver was given: what a server calls itself changes in containers, and
 * knows nothing of the networks that it is reached by.
 */
#include "odbc/place.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "odbc/handles.h"
#include "odbc/statement.h"

/* Drivers may add how a server is reached. */
static enum rowan_status read_info(struct rowan_connection *db, SQLUSMALLINT what, char *out, size_t size,
                                   struct rowan_error *err)
{
    SQLSMALLINT length;
    char *way;

    *out = '\0';
    if (!SQL_SUCCEEDED(SQLGetInfo(db->dbc, what, out, (SQLSMALLINT)size, &length)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "name of the server", err);
    way = strstr(out, " via ");
    if (way)
        *way = '\0';
    return ROWAN_OK;
}

static enum rowan_status ask(struct rowan_connection *db, const char *sql, struct rowan_buffer *out,
                             struct rowan_error *err)
{
    struct rowan_statement *query = NULL;
    bool more = false, null;
    enum rowan_status st = rowan_statement_new(&query, db, sql, err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_append(query, 0, out, &null, err);
    rowan_statement_free(query);
    return st;
}

/* A long one keeps its beginning, and a hash tells it from others. */
static bool shorten(struct rowan_buffer *out)
{
    uint64_t hash = rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_buffer_slice(out));

    if (out->size <= ROWAN_PLACE_CHARACTERS)
        return rowan_buffer_string(out) != NULL;
    out->size = ROWAN_PLACE_CHARACTERS - 20;
    while (((unsigned char)out->data[out->size] & 0xC0) == 0x80)
        out->size--;
    return rowan_buffer_format(out, "...%016llx", (unsigned long long)hash) && rowan_buffer_string(out);
}

enum rowan_status rowan_place_read(struct rowan_connection *db, struct rowan_buffer *out,
                                   struct rowan_error *err)
{
    const char *query = db->server.dialect->place_query;
    bool file = db->server.dialect->is_file;
    char server[256] = "", name[256] = "";
    enum rowan_status st = file ? ROWAN_OK : read_info(db, SQL_SERVER_NAME, server, sizeof server, err);

    if (st == ROWAN_OK && !query)
        st = read_info(db, SQL_DATABASE_NAME, name, sizeof name, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_append_slice(out, server) || (!query && !rowan_buffer_format(out, "/%s", name)))
        return rowan_out_of_memory(err);
    if (query)
        st = ask(db, query, out, err);
    return st == ROWAN_OK && !shorten(out) ? rowan_out_of_memory(err) : st;
}

enum rowan_status rowan_place_folder(const char *folder, struct rowan_buffer *out, struct rowan_error *err)
{
    return rowan_buffer_append_slice(out, folder) && shorten(out) ? ROWAN_OK : rowan_out_of_memory(err);
}

enum rowan_status rowan_place_compare(struct rowan_connection *db, struct rowan_connection *other, bool *same,
                                      struct rowan_buffer *place, struct rowan_error *err)
{
    struct rowan_buffer others;
    enum rowan_status st;

    place->size = 0;
    *same = db == other;
    if (*same)
        return ROWAN_OK;
    rowan_buffer_init(&others);
    st = rowan_place_read(db, place, err);
    if (st == ROWAN_OK)
        st = rowan_place_read(other, &others, err);
    *same = st == ROWAN_OK && db->server.dialect == other->server.dialect &&
            strcmp(place->data, others.data) == 0;
    if (*same)
        place->size = 0;
    rowan_buffer_clear(&others);
    return st;
}
