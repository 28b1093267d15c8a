/* The file is read from its beginning up to the record, so that what is wrong before it is noticed as in a
 * run. */
#include "modules/mapping_record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "modules/mapping_object.h"
#include "sandbox/lua_state.h"
#include "source/record_reader.h"

#define READING "rowan.mapping record"

/* Owned by the script's stack, as a script error may end it. */
struct reading {
    int fd;
    struct rowan_text_stream *stream;
    struct rowan_own_keys *keys;
    struct rowan_record_reader *records;
    struct rowan_read_record record;
    struct rowan_buffer text;
};

static int reading_close(lua_State *L)
{
    struct reading *r = luaL_checkudata(L, 1, READING);

    rowan_record_reader_free(r->records);
    rowan_own_keys_free(r->keys);
    rowan_text_stream_close(r->stream);
    if (r->fd > 0)
        close(r->fd);
    rowan_buffer_clear(&r->text);
    memset(r, 0, sizeof *r);
    return 0;
}

static struct reading *push_reading(lua_State *L)
{
    struct reading *r = lua_newuserdatauv(L, sizeof *r, 0);

    memset(r, 0, sizeof *r);
    if (luaL_newmetatable(L, READING)) {
        lua_pushcfunction(L, reading_close);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return r;
}

/* A pipe, too. */
static enum rowan_status read_some(void *context, char *out, size_t room, size_t *got,
                                   struct rowan_error *err)
{
    const struct reading *r = context;
    ssize_t n;

    do
        n = read(r->fd, out, room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "file", "the file cannot be read: %s", strerror(errno));
    *got = (size_t)n;
    return ROWAN_OK;
}

static enum rowan_status open_reading(struct reading *r, const struct rowan_plan *plan, const char *path,
                                      struct rowan_error *err)
{
    static const struct rowan_record_mark beginning = {.line = 1, .state = {"", 0}};
    const struct rowan_source_table *source = &plan->source;
    enum rowan_status st = ROWAN_OK;

    r->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "file", "%s", strerror(errno));
    if (source->split_key)
        st = rowan_own_keys_new(&r->keys, source->split_key, &source->columns[1].type, err);
    if (st == ROWAN_OK)
        st = rowan_record_reader_new(&r->records, source->split, r->keys, plan->names,
                                     plan->limits.document_bytes, &plan->limits, err);
    if (st == ROWAN_OK)
        st = rowan_text_stream_open(&r->stream, -1, read_some, r, plan->limits.leading_space, NULL, err);
    return st == ROWAN_OK ? rowan_record_reader_begin(r->records, r->stream, &beginning, 0, err) : st;
}

/* ---- which one ---- */

struct wanted {
    uint64_t number;        /* 0: the one with the key */
    struct rowan_slice key; /* its own */
};

static bool is_wanted(const struct wanted *wanted, const struct rowan_read_record *record)
{
    return wanted->number ? record->number == wanted->number
                          : record->key.data && rowan_slice_equal(record->key, wanted->key);
}

/* The file has no such record. */
static enum rowan_status fail_none(const struct reading *r, const struct rowan_plan *plan,
                                   const struct wanted *wanted, struct rowan_error *err)
{
    uint64_t count = r->record.number - 1;

    if (count == 0)
        return rowan_fail(
            err, ROWAN_DOCUMENT, "split",
            "no element of this file is at %.400s, where it is split: %zu of %zu steps lead to one",
            plan->source.split->text, rowan_record_reader_reach(r->records), plan->source.split->count);
    if (!wanted->number)
        return rowan_fail(err, ROWAN_DOCUMENT, "split",
                          "none of the %" PRIu64 " records of this file has the "
                          "key \"%.*s\"",
                          count, (int)wanted->key.size, wanted->key.data);
    return rowan_fail(err, ROWAN_DOCUMENT, "split",
                      "this file has %" PRIu64 " record%s, and no record %" PRIu64, count,
                      count == 1 ? "" : "s", wanted->number);
}

/* Why the record that was found has no text. */
static enum rowan_status check_kind(const struct reading *r, const struct rowan_plan *plan,
                                    struct rowan_error *err)
{
    const struct rowan_read_record *record = &r->record;

    switch (record->kind) {
    case ROWAN_READ_KEY:
    case ROWAN_READ_REST:
        return rowan_fail(err, ROWAN_DOCUMENT, record->reason, "%s", record->message);
    case ROWAN_READ_LONG:
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "record %" PRIu64 " has more than %zu bytes, max_text of the source",
                          record->number, plan->limits.document_bytes);
    case ROWAN_READ_RECORD:
    case ROWAN_READ_END:
        break;
    }
    return ROWAN_OK;
}

static enum rowan_status find_record(struct reading *r, const struct rowan_plan *plan,
                                     const struct wanted *wanted, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    do {
        r->text.size = 0;
        st = rowan_record_reader_next(r->records, &r->text, &r->record, err);
        if (st == ROWAN_OK && r->record.kind == ROWAN_READ_END)
            st = fail_none(r, plan, wanted, err);
        if (st == ROWAN_OK && r->record.kind == ROWAN_READ_REST)
            st = check_kind(r, plan, err);
    } while (st == ROWAN_OK && !is_wanted(wanted, &r->record));
    return st == ROWAN_OK ? check_kind(r, plan, err) : st;
}

/* m:record(path, number or key) -> text, number, key or nil, place; raises the error object of what the
 * ledger would have. path "-" is standard input. */
int rowan_mapping_record(lua_State *L)
{
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 1);
    const char *path = rowan_state_plain(L, 2);
    struct wanted wanted = {0};
    struct rowan_error err = {0};
    enum rowan_status st;
    struct reading *r;

    if (!m->plan->source.split)
        return luaL_error(L, "the mapping's source is not split");
    if (lua_type(L, 3) == LUA_TNUMBER) {
        lua_Integer number = luaL_checkinteger(L, 3);
        luaL_argcheck(L, number > 0, 3, "records are numbered from 1");
        wanted.number = (uint64_t)number;
    } else {
        wanted.key.data = luaL_checklstring(L, 3, &wanted.key.size);
    }
    r = push_reading(L);
    st = open_reading(r, m->plan, path, &err);
    if (st == ROWAN_OK)
        st = find_record(r, m->plan, &wanted, &err);
    rowan_state_check(L, st, &err);
    lua_pushlstring(L, r->text.data, r->text.size - 1);
    lua_pushinteger(L, (lua_Integer)r->record.number);
    lua_pushlstring(L, r->record.key.data ? r->record.key.data : "", r->record.key.size);
    lua_pushfstring(L, "record %I at byte %I, line %I of the file", (LUAI_UACINT)r->record.number,
                    (LUAI_UACINT)r->record.offset, (LUAI_UACINT)r->record.line);
    return 4;
}
