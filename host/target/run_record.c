#include "target/run_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "target/filled_tables.h"
#include "target/ledger_tables.h"
#include "odbc/statement.h"

char *rowan_run_record_hash(char *out, uint64_t hash)
{
    snprintf(out, 17, "%016" PRIx64, hash);
    return out;
}

/* ---- the mapping's text ---- */

/* As Lua writes it in a string: what a database's encoding lacks, or what is no text. */
static bool escape(struct rowan_buffer *out, struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool good = c > 0 && c < 0x80 ? rowan_buffer_append_char(out, (char)c)
                                      : rowan_buffer_format(out, "\\x%02X", c);
        if (!good)
            return false;
    }
    return rowan_buffer_string(out) != NULL;
}

/* Where a mapping's text goes. */
struct mapping_text {
    const struct rowan_endpoint *target;
    const char *hash;
    size_t room;  /* bytes that one row takes */
    int64_t part; /* of the last row */
};

static enum rowan_status insert_part(struct mapping_text *to, const char *name, struct rowan_slice text,
                                     struct rowan_error *err)
{
    const struct rowan_param params[] = {rowan_param_text(to->hash),
                                         rowan_param_int(++to->part),
                                         rowan_param_text(name),
                                         {.kind = ROWAN_PARAM_TEXT, .text = text}};

    return rowan_ledger_tables_insert(to->target, ROWAN_MAPPING_TABLE,
                                      " (mapping_hash, part, file_name, content) VALUES (?, ?, ?, ?)", params,
                                      4, err);
}

/* In as many rows as it takes; no character is cut. */
static enum rowan_status insert_file(struct mapping_text *to, const char *name, struct rowan_slice text,
                                     struct rowan_error *err)
{
    enum rowan_status st;

    do {
        struct rowan_slice part = {text.data, text.size < to->room ? text.size : to->room};
        while (part.size < text.size && part.size > 1 &&
               rowan_utf8_is_tail((unsigned char)text.data[part.size]))
            part.size--;
        st = insert_part(to, name, part, err);
        text.data += part.size;
        text.size -= part.size;
    } while (st == ROWAN_OK && text.size > 0);
    return st;
}

static enum rowan_status insert_escaped(struct mapping_text *to, const struct rowan_file *file,
                                        struct rowan_error *err)
{
    struct rowan_buffer name = {0}, text = {0};
    enum rowan_status st = escape(&name, rowan_slice_of(file->name)) && escape(&text, file->text)
                               ? insert_file(to, name.data, rowan_buffer_slice(&text), err)
                               : rowan_out_of_memory(err);

    rowan_buffer_clear(&name);
    rowan_buffer_clear(&text);
    return st;
}

static bool is_text(const struct rowan_file *file)
{
    return rowan_utf8_length(file->text) >= 0 && rowan_utf8_length(rowan_slice_of(file->name)) >= 0;
}

static enum rowan_status insert_files(struct mapping_text *to, const struct rowan_run_record *record,
                                      bool escaped, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_begin(to->target->db, err);

    if (st != ROWAN_OK)
        return st;
    to->part = 0;
    if (record->plan)
        st = rowan_filled_tables_insert(to->target, to->hash, record->plan, err);
    for (size_t i = 0; i < record->file_count && st == ROWAN_OK; i++) {
        const struct rowan_file *file = &record->files[i];
        st = escaped || !is_text(file) ? insert_escaped(to, file, err)
                                       : insert_file(to, file->name, file->text, err);
    }
    if (st == ROWAN_OK)
        return rowan_connection_commit(to->target->db, err);
    rowan_connection_rollback(to->target->db, NULL);
    return st;
}

/* part: the first that is there; INT64_MAX: none. */
static enum rowan_status find_part(const struct mapping_text *to, int64_t *part, struct rowan_error *err)
{
    struct rowan_param param = rowan_param_text(to->hash);
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool there = false;
    enum rowan_status st = rowan_ledger_tables_prepare(&query, to->target, "SELECT MIN(part) FROM ",
                                                       ROWAN_MAPPING_TABLE, " WHERE mapping_hash = ?", err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, &param, 1, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &there, err);
    if (st == ROWAN_OK && there)
        st = rowan_statement_text(query, 0, &text, err);
    *part = text.data ? strtoll(text.data, NULL, 10) : INT64_MAX;
    rowan_statement_free(query);
    return st;
}

/* Databases without long texts have a column of some length. */
static enum rowan_status read_room(struct mapping_text *to, struct rowan_error *err)
{
    struct rowan_catalog_table *table = NULL;
    enum rowan_status st =
        rowan_catalog_read(&table, to->target->db, to->target->schema, ROWAN_MAPPING_TABLE, err);
    int column = st == ROWAN_OK && table ? rowan_catalog_find(table, "content") : -1;

    to->room =
        column >= 0 && table->columns[column].size > 0 ? (size_t)table->columns[column].size : SIZE_MAX;
    rowan_catalog_free(table);
    return st;
}

/* A text that is there is the same: an earlier run, or one that begins at this moment, wrote it; an older
 * rowan without the tables. */
static enum rowan_status insert_mapping(const struct rowan_endpoint *target, const char *hash,
                                        const struct rowan_run_record *record, struct rowan_error *err)
{
    struct mapping_text to = {.target = target, .hash = hash};
    struct rowan_run_record missing = *record;
    int64_t part = 0;
    enum rowan_status st = find_part(&to, &part, err);

    if (st != ROWAN_OK || part <= 0)
        return st;
    if (part != INT64_MAX)
        missing.file_count = 0;
    st = read_room(&to, err);
    if (st == ROWAN_OK)
        st = insert_files(&to, &missing, false, err);
    if (st == ROWAN_DATABASE)
        st = insert_files(&to, &missing, true, err);
    return st == ROWAN_DUPLICATE ? ROWAN_OK : st;
}

/* ---- the row ---- */

enum rowan_status rowan_run_record_begin(const struct rowan_endpoint *target,
                                         const struct rowan_run_record *record, struct rowan_error *err)
{
    char now[32], hash[17], host[256] = "";
    enum rowan_status st = insert_mapping(target, rowan_run_record_hash(hash, record->hash), record, err);

    if (st != ROWAN_OK)
        return st;
    gethostname(host, sizeof host - 1);
    rowan_clock_stamp(now, sizeof now);
    return rowan_ledger_tables_insert(
        target, ROWAN_RUN_TABLE,
        " (run_id, feed, version, mapping_hash, parameters, settings, host, pid, heartbeat, started_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (const struct rowan_param[]){rowan_param_text(record->run_id), rowan_param_text(record->feed),
                                     rowan_param_text(record->version), rowan_param_text(hash),
                                     rowan_param_text(record->parameters), rowan_param_text(record->settings),
                                     rowan_param_text(host), rowan_param_int(record->pid),
                                     rowan_param_text(now), rowan_param_text(now)},
        10, err);
}

enum rowan_status rowan_run_record_beat(const struct rowan_endpoint *target, const char *run_id,
                                        struct rowan_error *err)
{
    char now[32];
    const struct rowan_param params[] = {rowan_param_text(rowan_clock_stamp(now, sizeof now)),
                                         rowan_param_text(run_id)};

    return rowan_ledger_tables_update(target, ROWAN_RUN_TABLE, " SET heartbeat = ?", "run_id", params, 2,
                                      err);
}

enum rowan_status rowan_run_record_end(const struct rowan_endpoint *target, const char *run_id,
                                       const char *outcome, const struct rowan_run_counts *counts,
                                       struct rowan_error *err)
{
    char now[32];

    rowan_clock_stamp(now, sizeof now);
    return rowan_ledger_tables_update(
        target, ROWAN_RUN_TABLE,
        " SET heartbeat = ?, ended_at = ?, outcome = ?, loaded = ?, failed = ?, skipped = ?, sent = ?,"
        " stored = ?, rejected = ?",
        "run_id",
        (const struct rowan_param[]){rowan_param_text(now), rowan_param_text(now), rowan_param_text(outcome),
                                     rowan_param_int(counts->loaded), rowan_param_int(counts->failed),
                                     rowan_param_int(counts->skipped), rowan_param_int(counts->sent),
                                     rowan_param_int(counts->stored), rowan_param_int(counts->rejected),
                                     rowan_param_text(run_id)},
        10, err);
}
