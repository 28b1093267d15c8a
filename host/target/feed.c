#include "target/feed.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "target/ledger_tables.h"
#include "odbc/statement.h"

static const char *kind_of(const struct rowan_feed_source *source)
{
    return source->is_files ? "files" : "table";
}

enum rowan_status rowan_feed_check_name(const char *feed, struct rowan_error *err)
{
    struct rowan_slice name = rowan_slice_of(feed);
    long characters = rowan_utf8_length(name);
    char shown[100];

    if (characters < 1 || characters > ROWAN_FEED_CHARACTERS)
        return rowan_fail(err, ROWAN_USAGE, "usage", "a feed's name has 1 to %d characters, unlike %s",
                          ROWAN_FEED_CHARACTERS, rowan_quote(shown, sizeof shown, name));
    if (name.data[name.size - 1] == ' ') /* PAD SPACE: some databases have one row for both */
        return rowan_fail(err, ROWAN_USAGE, "usage", "a feed's name does not end in a blank, unlike %s",
                          rowan_quote(shown, sizeof shown, name));
    return ROWAN_OK;
}

/* ---- the record ---- */

struct record {
    bool there;
    struct rowan_buffer kind, database, schema, name; /* terminated */
};

static void clear_record(struct record *record)
{
    rowan_buffer_clear(&record->kind);
    rowan_buffer_clear(&record->database);
    rowan_buffer_clear(&record->schema);
    rowan_buffer_clear(&record->name);
}

static enum rowan_status read_field(struct rowan_statement *query, size_t column, struct rowan_buffer *out,
                                    struct rowan_error *err)
{
    bool null;
    enum rowan_status st = rowan_statement_append(query, column, out, &null, err);

    if (st == ROWAN_OK && !rowan_buffer_string(out))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status read_record(const struct rowan_endpoint *target, const char *feed,
                                     struct record *record, struct rowan_error *err)
{
    struct rowan_buffer *const fields[] = {&record->kind, &record->database, &record->schema, &record->name};
    struct rowan_param param = rowan_param_text(feed);
    struct rowan_statement *query = NULL;
    enum rowan_status st = rowan_ledger_tables_prepare(
        &query, target, "SELECT source_kind, source_database, source_schema, source_name FROM ",
        ROWAN_FEED_TABLE, " WHERE feed = ?", err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, &param, 1, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &record->there, err);
    for (size_t i = 0; i < 4 && st == ROWAN_OK && record->there; i++)
        st = read_field(query, i, fields[i], err);
    rowan_statement_free(query);
    return st;
}

static bool is_same(const struct record *record, const struct rowan_feed_source *source)
{
    return strcmp(record->kind.data, kind_of(source)) == 0 &&
           strcmp(record->database.data, source->database ? source->database : "") == 0 &&
           strcmp(record->schema.data, source->schema ? source->schema : "") == 0 &&
           strcmp(record->name.data, source->name) == 0;
}

/* "schema.table of the database"; what is not there is NULL or "". */
static void describe(char *out, size_t size, const char *database, const char *schema, const char *name)
{
    bool has_database = database && *database, has_schema = schema && *schema;

    snprintf(out, size, "%.128s%s%.128s%s%.250s", has_schema ? schema : "", has_schema ? "." : "", name,
             has_database ? " of " : "", has_database ? database : "");
}

static enum rowan_status refuse(const char *feed, const struct record *record,
                                const struct rowan_feed_source *source, struct rowan_error *err)
{
    char recorded[600], found[600];

    describe(recorded, sizeof recorded, record->database.data, record->schema.data, record->name.data);
    describe(found, sizeof found, source->database, source->schema, source->name);
    return rowan_fail(
        err, ROWAN_USAGE, "usage",
        "the feed \"%.120s\" reads the %s %s, not %s%s: --feed NAME gives other documents a feed of "
        "their own, --moved says that the same ones are there now",
        feed, record->kind.data, recorded,
        strcmp(record->kind.data, kind_of(source)) == 0 ? ""
        : source->is_files                              ? "the files "
                                                        : "the table ",
        found);
}

static enum rowan_status compare(const struct rowan_endpoint *target, const char *feed,
                                 const struct rowan_feed_source *source, bool *there, bool *same,
                                 struct rowan_error *err)
{
    struct record record = {.there = false};
    enum rowan_status st = read_record(target, feed, &record, err);

    *there = record.there;
    *same = false;
    if (st == ROWAN_OK && record.there) {
        *same = is_same(&record, source);
        if (!*same)
            refuse(feed, &record, source, err);
    }
    clear_record(&record);
    return st;
}

enum rowan_status rowan_feed_compare(const struct rowan_endpoint *target, const char *feed,
                                     const struct rowan_feed_source *source, struct rowan_error *err)
{
    bool there, same;
    enum rowan_status st = compare(target, feed, source, &there, &same, err);

    return st == ROWAN_OK && there && !same ? ROWAN_USAGE : st;
}

static enum rowan_status insert_record(const struct rowan_endpoint *target, const char *feed,
                                       const struct rowan_feed_source *source, struct rowan_error *err)
{
    char now[32];
    const struct rowan_param params[] = {rowan_param_text(feed),
                                         rowan_param_text(kind_of(source)),
                                         rowan_param_text(source->database),
                                         rowan_param_text(source->schema),
                                         rowan_param_text(source->name),
                                         rowan_param_text(rowan_clock_stamp(now, sizeof now))};

    return rowan_ledger_tables_insert(
        target, ROWAN_FEED_TABLE,
        " (feed, source_kind, source_database, source_schema, source_name, since) VALUES (?, ?, ?, ?, ?, ?)",
        params, 6, err);
}

static enum rowan_status move_record(const struct rowan_endpoint *target, const char *feed,
                                     const struct rowan_feed_source *source, struct rowan_error *err)
{
    char now[32];
    const struct rowan_param params[] = {rowan_param_text(kind_of(source)),
                                         rowan_param_text(source->database),
                                         rowan_param_text(source->schema),
                                         rowan_param_text(source->name),
                                         rowan_param_text(rowan_clock_stamp(now, sizeof now)),
                                         rowan_param_text(feed)};

    return rowan_ledger_tables_update(
        target, ROWAN_FEED_TABLE,
        " SET source_kind = ?, source_database = ?, source_schema = ?, source_name = ?, since = ?", "feed",
        params, 6, err);
}

enum rowan_status rowan_feed_record(const struct rowan_endpoint *target, const char *feed,
                                    const struct rowan_feed_source *source, bool moved,
                                    struct rowan_error *err)
{
    bool there, same;
    enum rowan_status st = compare(target, feed, source, &there, &same, err);

    if (st != ROWAN_OK || same)
        return st;
    if (there)
        return moved ? move_record(target, feed, source, err) : ROWAN_USAGE;
    if (moved)
        return rowan_fail(
            err, ROWAN_USAGE, "usage",
            "the feed \"%.120s\" is not recorded, so nothing of it can have moved: leave --moved "
            "away, or say which feed it is (--feed NAME)",
            feed);
    st = insert_record(target, feed, source, err);
    /* A run that began at the same moment has recorded it. */
    return st == ROWAN_DUPLICATE ? rowan_feed_compare(target, feed, source, err) : st;
}
