#include "run/worker/split_marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "odbc/connection.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "plan/own_tables.h"
#include "target/ledger_tables.h"

enum { RECORDS, FACTS, BYTE, LINE, MARKUP, REASON, MESSAGE, COLUMNS };

struct rowan_split_marks {
    struct rowan_record_marks port;
    struct rowan_endpoint target;
    const char *feed;
    bool off; /* the table is not there, or not to be read or written */
    struct rowan_statement *find, *erase, *insert;
    struct rowan_buffer cells[COLUMNS]; /* of the mark that was found, terminated */
};

/* Trouble with the table itself ends the marks, and nothing else. */
static enum rowan_status give_up(struct rowan_split_marks *marks, enum rowan_status st)
{
    if (st != ROWAN_DATABASE && st != ROWAN_CONFIG && st != ROWAN_DUPLICATE && st != ROWAN_TIMEOUT)
        return st;
    marks->off = true;
    return ROWAN_OK;
}

/* ---- statements ---- */

static enum rowan_status prepare_find(struct rowan_split_marks *marks, struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(marks->target.db), &text, err);
    rowan_sql_add(&sql,
                  "SELECT records, file_facts, byte_offset, line_number, markup, reason, message FROM ");
    rowan_sql_add_name(&sql, marks->target.schema, ROWAN_SPLIT_TABLE);
    rowan_sql_add(&sql, " WHERE feed = ? AND file_key = ? AND records = (SELECT MAX(m.records) FROM ");
    rowan_sql_add_name(&sql, marks->target.schema, ROWAN_SPLIT_TABLE);
    rowan_sql_add(&sql, " m WHERE m.feed = ? AND m.file_key = ? AND m.records <= ?)");
    st = rowan_statement_prepare(&marks->find, marks->target.db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status prepare(struct rowan_split_marks *marks, struct rowan_statement **out,
                                 const char *before, const char *after, struct rowan_error *err)
{
    if (*out)
        return ROWAN_OK;
    return rowan_ledger_tables_prepare(out, &marks->target, before, ROWAN_SPLIT_TABLE, after, err);
}

/* ---- the port ---- */

static enum rowan_status read_cells(struct rowan_split_marks *marks, bool *found, struct rowan_error *err)
{
    enum rowan_status st = rowan_statement_fetch(marks->find, found, err);

    for (size_t i = 0; i < COLUMNS && st == ROWAN_OK && *found; i++) {
        bool null;
        marks->cells[i].size = 0;
        st = rowan_statement_append(marks->find, i, &marks->cells[i], &null, err);
        if (st == ROWAN_OK && !rowan_buffer_string(&marks->cells[i]))
            st = rowan_out_of_memory(err);
    }
    rowan_statement_reset(marks->find);
    return st;
}

static uint64_t number_of(const struct rowan_split_marks *marks, size_t cell)
{
    return strtoull(marks->cells[cell].data, NULL, 10);
}

/* NULL is a mark behind which the file goes on; no reason is an empty text, which some databases have not. */
static void fill_mark(const struct rowan_split_marks *marks, struct rowan_record_mark *mark)
{
    const char *reason = marks->cells[REASON].data;

    *mark = (struct rowan_record_mark){.records = number_of(marks, RECORDS),
                                       .offset = number_of(marks, BYTE),
                                       .line = number_of(marks, LINE),
                                       .state = rowan_buffer_slice(&marks->cells[MARKUP])};
    if (!*reason)
        return;
    mark->reason = strcmp(reason, "end") == 0 ? "" : reason;
    mark->message = marks->cells[MESSAGE].data;
}

static enum rowan_status find(void *target, struct rowan_slice file, uint64_t records,
                              struct rowan_record_mark *mark, const char **facts, struct rowan_error *err)
{
    struct rowan_split_marks *marks = target;
    char key[ROWAN_SHA256_DIGITS + 1];
    struct rowan_param file_key = rowan_param_text(rowan_digest_sha256(file, key));
    struct rowan_param feed = rowan_param_text(marks->feed);
    struct rowan_param params[] = {feed, file_key, feed, file_key,
                                   rowan_param_int(records > INT64_MAX ? INT64_MAX : (int64_t)records)};
    bool found = false;
    enum rowan_status st = ROWAN_OK;

    *facts = NULL;
    if (marks->off)
        return ROWAN_OK;
    if (!marks->find)
        st = prepare_find(marks, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(marks->find, params, sizeof params / sizeof params[0], err);
    if (st == ROWAN_OK)
        st = read_cells(marks, &found, err);
    if (st != ROWAN_OK || !found)
        return give_up(marks, st);
    *facts = marks->cells[FACTS].data;
    fill_mark(marks, mark);
    return ROWAN_OK;
}

/* One that stands there takes the new one's place. */
static enum rowan_status erase_one(struct rowan_split_marks *marks, const struct rowan_param *feed,
                                   const struct rowan_param *file, uint64_t least, uint64_t most,
                                   struct rowan_error *err)
{
    struct rowan_param params[] = {*feed, *file, rowan_param_int((int64_t)least),
                                   rowan_param_int((int64_t)most)};
    enum rowan_status st = prepare(marks, &marks->erase, "DELETE FROM ",
                                   " WHERE feed = ? AND file_key = ? AND records >= ? AND records <= ?", err);

    return st == ROWAN_OK ? rowan_statement_run(marks->erase, params, 4, err) : st;
}

static enum rowan_status keep(void *target, struct rowan_slice file, const char *facts,
                              const struct rowan_record_mark *mark, struct rowan_error *err)
{
    struct rowan_split_marks *marks = target;
    char key[ROWAN_SHA256_DIGITS + 1];
    const char *reason = mark->reason && !*mark->reason ? "end" : mark->reason;
    struct rowan_param params[] = {
        rowan_param_text(marks->feed),
        rowan_param_text(rowan_digest_sha256(file, key)),
        rowan_param_int((int64_t)mark->records),
        rowan_param_text(facts),
        rowan_param_int((int64_t)mark->offset),
        rowan_param_int((int64_t)mark->line),
        {.kind = ROWAN_PARAM_TEXT, .text = {mark->state.data ? mark->state.data : "", mark->state.size}},
        rowan_param_text(reason),
        rowan_param_text(mark->message)};
    enum rowan_status st;

    if (marks->off)
        return ROWAN_OK;
    st = erase_one(marks, &params[0], &params[1], mark->records, mark->records, err);
    if (st == ROWAN_OK)
        st = prepare(
            marks, &marks->insert, "INSERT INTO ",
            " (feed, file_key, records, file_facts, byte_offset, line_number, markup, reason, message) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(marks->insert, params, sizeof params / sizeof params[0], err);
    return give_up(marks, st);
}

static enum rowan_status forget(void *target, struct rowan_slice file, struct rowan_error *err)
{
    struct rowan_split_marks *marks = target;
    char key[ROWAN_SHA256_DIGITS + 1];
    struct rowan_param feed = rowan_param_text(marks->feed);
    struct rowan_param file_key = rowan_param_text(rowan_digest_sha256(file, key));

    if (marks->off)
        return ROWAN_OK;
    return give_up(marks, erase_one(marks, &feed, &file_key, 0, INT64_MAX, err));
}

/* ---- the whole ---- */

enum rowan_status rowan_split_marks_open(struct rowan_split_marks **out, const struct rowan_endpoint *target,
                                         const char *feed, struct rowan_error *err)
{
    struct rowan_split_marks *marks = calloc(1, sizeof *marks);

    *out = marks;
    if (!marks)
        return rowan_out_of_memory(err);
    marks->port = (struct rowan_record_marks){find, keep, forget, marks};
    marks->target = *target;
    marks->feed = feed;
    return ROWAN_OK;
}

void rowan_split_marks_close(struct rowan_split_marks *marks)
{
    if (!marks)
        return;
    rowan_statement_free(marks->find);
    rowan_statement_free(marks->erase);
    rowan_statement_free(marks->insert);
    for (size_t i = 0; i < COLUMNS; i++)
        rowan_buffer_clear(&marks->cells[i]);
    free(marks);
}

const struct rowan_record_marks *rowan_split_marks_port(const struct rowan_split_marks *marks)
{
    return marks ? &marks->port : NULL;
}
