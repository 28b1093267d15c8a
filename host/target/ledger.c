/*
 * Ledger rows go the same way as all rows (insert.h). Times are the client's clock in UTC: what the
 * database's clock says differs with its time zone settings.
 */
#include "target/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "target/feed.h"
#include "target/insert.h"
#include "target/ledger_key.h"
#include "target/ledger_tables.h"
#include "target/run_record.h"
#include "odbc/array_text.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"

#define KEYS_AT_ONCE  50                     /* that one statement asks about, each with markers of its own */
#define KEYS_LISTED   1000                   /* the same, in one array */
#define BEATS_BETWEEN ((int64_t)30000000000) /* ns */

struct rowan_ledger {
    struct rowan_endpoint target;
    char *feed;
    char *run_id;
    char hash[17];
    struct rowan_inserter *inserter;
    struct rowan_statement *ask;
    struct rowan_statement *correct; /* what is stored; made when it is first needed */
    struct rowan_statement *find;    /* keys that are there; made when it is first needed */
    int64_t beaten;                  /* when a sign of life was given */
    struct rowan_buffer listed;      /* the array of its keys, where the dialect takes one */
    struct rowan_arena texts;        /* shortened keys of the batch in hand */
};

/* What has a default in the table is left out. */
enum log_column {
    L_FEED,
    L_KEY,
    L_STATUS,
    L_REASON,
    L_MESSAGE,
    L_SENT,
    L_STORED,
    L_HASH,
    L_RUN,
    L_LOGGED,
    L_REVISION, /* from here on only where documents have revisions */
    L_TRIED,
    L_REJECTED, /* and this where rows may be rejected */
    LOG_COLUMNS
};

static const struct rowan_insert_column log_columns[LOG_COLUMNS] = {
    [L_FEED] = {.name = "feed"},
    [L_KEY] = {.name = "doc_key"},
    [L_STATUS] = {.name = "status"},
    [L_REASON] = {.name = "reason"},
    [L_MESSAGE] = {.name = "message"},
    [L_SENT] = {.name = "sent", .integer = true},
    [L_STORED] = {.name = "stored", .integer = true},
    [L_HASH] = {.name = "mapping_hash"},
    [L_RUN] = {.name = "run_id"},
    [L_LOGGED] = {.name = "logged_at"},
    [L_REVISION] = {.name = "revision"},
    [L_TRIED] = {.name = "tried_revision"},
    [L_REJECTED] = {.name = "rejected", .integer = true},
};

_Static_assert(LOG_COLUMNS == (int)ROWAN_LEDGER_COLUMNS, "a name for each column");

static size_t count_columns(const struct rowan_plan *plan)
{
    if (plan->rejects)
        return LOG_COLUMNS;
    return plan->source.revision == ROWAN_REVISION_NONE ? L_REVISION : L_REJECTED;
}

size_t rowan_ledger_columns(const struct rowan_plan *plan, const char *names[ROWAN_LEDGER_COLUMNS])
{
    for (size_t i = 0; i < ROWAN_LEDGER_COLUMNS; i++)
        names[i] = log_columns[i].name;
    return count_columns(plan);
}

/* "doc_key = ?", or as the dialect says it so that no two keys are taken for one. table is "l." or "", kept a
 * format of what the ledger keeps of the key. */
static void add_key(struct rowan_sql *sql, const char *table, const char *operator, const char * kept,
                    const char *key)
{
    const struct rowan_key_rules *words = &sql->server->dialect->keys;
    const char *value = words->value ? words->value : "%s";
    const char *hole = strstr(value, "%s");

    rowan_sql_add(sql, table);
    rowan_sql_add(sql, words->column ? words->column : log_columns[L_KEY].name);
    rowan_sql_add(sql, operator);
    rowan_sql_add_slice(sql, (struct rowan_slice){value, (size_t)(hole - value)});
    rowan_sql_add_cast(sql, kept, key);
    rowan_sql_add(sql, hole + 2);
}

/* before the table's name, " WHERE feed = ? AND doc_key = ?" and rest behind it. */
static enum rowan_status prepare_of(struct rowan_statement **out, const struct rowan_ledger *ledger,
                                    const char *table, const char *before, const char *between,
                                    const char *rest, struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(ledger->target.db), &text, err);
    rowan_sql_add(&sql, before);
    rowan_sql_add_name(&sql, ledger->target.schema, table);
    rowan_sql_add(&sql, between);
    rowan_sql_add(&sql, " WHERE feed = ? AND ");
    add_key(&sql, "", " = ", "%s", "?");
    rowan_sql_add(&sql, rest);
    st = rowan_statement_prepare(out, ledger->target.db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status prepare_by_key(struct rowan_statement **out, const struct rowan_ledger *ledger,
                                        const char *before, const char *between, const char *rest,
                                        struct rowan_error *err)
{
    return prepare_of(out, ledger, ROWAN_LEDGER_TABLE, before, between, rest, err);
}

enum rowan_status rowan_ledger_prepare_unreject(struct rowan_ledger *ledger, struct rowan_statement **out,
                                                struct rowan_error *err)
{
    return prepare_of(out, ledger, ROWAN_REJECT_TABLE, "DELETE FROM ", "", "", err);
}

enum rowan_status rowan_ledger_prepare_in(struct rowan_ledger *ledger, struct rowan_statement **out,
                                          const char *table, const char *before, const char *between,
                                          const char *rest, struct rowan_error *err)
{
    return prepare_of(out, ledger, table, before, between, rest, err);
}

static enum rowan_status open_log(struct rowan_ledger *ledger, const struct rowan_plan *plan,
                                  struct rowan_error *err)
{
    const struct rowan_catalog_table *log;
    struct rowan_catalog catalog;
    enum rowan_status st = rowan_ledger_tables_open(&catalog, &ledger->target, err);

    if (st != ROWAN_OK)
        return st;
    log = rowan_catalog_lookup(&catalog, ROWAN_LEDGER_TABLE);
    if (!log->transactional)
        st = rowan_fail(err, ROWAN_CONFIG, "config", "the table %s is not transactional", ROWAN_LEDGER_TABLE);
    else
        st = rowan_insert_open(&ledger->inserter, ledger->target.db, ledger->target.schema, log, log_columns,
                               count_columns(plan), err);
    rowan_catalog_close(&catalog);
    return st;
}

enum rowan_status rowan_ledger_open(struct rowan_ledger **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, const char *feed, const char *run_id,
                                    struct rowan_error *err)
{
    struct rowan_ledger *ledger = calloc(1, sizeof *ledger);
    enum rowan_status st;

    *out = NULL;
    if (!ledger)
        return rowan_out_of_memory(err);
    ledger->target = *target;
    rowan_arena_init(&ledger->texts, 0);
    ledger->feed = strdup(feed ? feed : plan->name);
    ledger->run_id = strdup(run_id ? run_id : "");
    ledger->beaten = rowan_clock_now();
    rowan_run_record_hash(ledger->hash, plan->hash);
    st = ledger->feed && ledger->run_id ? rowan_feed_check_name(ledger->feed, err) : rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = open_log(ledger, plan, err);
    if (st == ROWAN_OK)
        st = prepare_by_key(&ledger->ask, ledger, "SELECT status, stored FROM ", "", " AND run_id = ?", err);
    if (st != ROWAN_OK) {
        rowan_ledger_close(ledger);
        return st;
    }
    *out = ledger;
    return ROWAN_OK;
}

void rowan_ledger_close(struct rowan_ledger *ledger)
{
    if (!ledger)
        return;
    rowan_insert_close(ledger->inserter);
    rowan_statement_free(ledger->ask);
    rowan_statement_free(ledger->correct);
    rowan_statement_free(ledger->find);
    rowan_arena_clear(&ledger->texts);
    rowan_buffer_clear(&ledger->listed);
    free(ledger->feed);
    free(ledger->run_id);
    free(ledger);
}

void rowan_ledger_add_row(const struct rowan_ledger *ledger, struct rowan_sql *sql)
{
    rowan_sql_add(sql, " FROM ");
    rowan_sql_add_name(sql, ledger->target.schema, ROWAN_LEDGER_TABLE);
    rowan_sql_add(sql, " WHERE feed = ? AND ");
    add_key(sql, "", " = ", "%s", "?");
}

const struct rowan_endpoint *rowan_ledger_target(const struct rowan_ledger *ledger)
{
    return &ledger->target;
}

const char *rowan_ledger_feed(const struct rowan_ledger *ledger)
{
    return ledger->feed;
}

const char *rowan_ledger_run(const struct rowan_ledger *ledger)
{
    return ledger->run_id;
}

const char *rowan_ledger_hash(const struct rowan_ledger *ledger)
{
    return ledger->hash;
}

enum rowan_status rowan_ledger_prepare(struct rowan_ledger *ledger, struct rowan_statement **out,
                                       const char *before, const char *between, const char *rest,
                                       struct rowan_error *err)
{
    return prepare_by_key(out, ledger, before, between, rest, err);
}

/* ---- rows ---- */

struct rowan_slice rowan_ledger_kept(struct rowan_ledger *ledger, struct rowan_slice key)
{
    return rowan_ledger_key(rowan_connection_dialect(ledger->target.db), &ledger->texts, key);
}

void rowan_ledger_forget(struct rowan_ledger *ledger)
{
    rowan_arena_reset(&ledger->texts, 65536);
}

/* What is written for a key with characters that the ledger's encoding lacks: such a document is failed, too,
 * and found under that key. NULL is no memory. */
struct rowan_slice rowan_ledger_kept_ascii(struct rowan_ledger *ledger, struct rowan_slice key)
{
    return rowan_ledger_key_ascii(&ledger->texts, key);
}

/* What the cells of a batch of ledger rows are made from. */
struct batch {
    struct rowan_ledger *ledger;
    const struct rowan_entry *entries;
    char now[32];
};

static struct rowan_value text_value(struct rowan_slice text)
{
    struct rowan_value value = {.null = text.data == NULL, .text = text};

    return value;
}

static struct rowan_value number_value(int64_t number)
{
    struct rowan_value value = {.number = number};

    return value;
}

static struct rowan_value batch_cell(const void *context, size_t column, size_t row)
{
    const struct batch *batch = context;
    const struct rowan_entry *entry = &batch->entries[row];

    switch (column) {
    case L_FEED:
        return text_value(rowan_slice_of(batch->ledger->feed));
    case L_KEY:
        return text_value(entry->ascii ? rowan_ledger_kept_ascii(batch->ledger, entry->key)
                                       : rowan_ledger_kept(batch->ledger, entry->key));
    case L_STATUS:
        return text_value(rowan_slice_of(entry->failed ? "failed" : entry->skipped ? "skipped" : "loaded"));
    case L_REASON:
        return text_value(rowan_slice_of(entry->reason));
    case L_MESSAGE:
        return text_value(rowan_slice_of(entry->message));
    case L_SENT:
        return number_value(entry->sent);
    case L_STORED:
        return number_value(entry->stored);
    case L_REJECTED:
        return number_value(entry->rejected);
    case L_HASH:
        return text_value(rowan_slice_of(batch->ledger->hash));
    case L_RUN:
        return text_value(rowan_slice_of(batch->ledger->run_id));
    case L_REVISION:
        return text_value(entry->failed || entry->skipped ? (struct rowan_slice){NULL, 0} : entry->revision);
    case L_TRIED:
        return text_value(entry->revision);
    default:
        return text_value(rowan_slice_of(batch->now));
    }
}

enum rowan_status rowan_ledger_insert(struct rowan_ledger *ledger, const struct rowan_entry *entries,
                                      size_t count, struct rowan_error *err)
{
    struct batch batch = {ledger, entries, ""};
    enum rowan_status st;

    rowan_ledger_forget(ledger);
    rowan_clock_stamp(batch.now, sizeof batch.now);
    st = rowan_insert_rows(ledger->inserter, batch_cell, &batch, 0, count, err);
    if (st == ROWAN_DUPLICATE && err)
        snprintf(err->reason, sizeof err->reason, "ledger");
    return st;
}

enum rowan_status rowan_ledger_dropped(struct rowan_ledger *ledger, struct rowan_slice key, int64_t rows,
                                       struct rowan_error *err)
{
    struct rowan_param params[3] = {rowan_param_int(rows),
                                    rowan_param_text(ledger->feed),
                                    {.kind = ROWAN_PARAM_TEXT, .text = rowan_ledger_kept(ledger, key)}};
    enum rowan_status st = params[2].text.data || !key.data ? ROWAN_OK : rowan_out_of_memory(err);

    if (st == ROWAN_OK && !ledger->correct)
        st = prepare_by_key(&ledger->correct, ledger, "UPDATE ", " SET stored = stored - ?", "", err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(ledger->correct, params, 3, err);
    if (st != ROWAN_OK || rowan_statement_affected(ledger->correct) != 0)
        return st;
    rowan_connection_spoil(ledger->target.db); /* a policy may hide the row from an UPDATE */
    return rowan_fail(err, ROWAN_DATABASE, "database", "the ledger's row of the document cannot be changed");
}

/* A newer text that was refused has failed, too. */
static enum rowan_logged logged_as(struct rowan_slice status)
{
    if (rowan_slice_equal(status, rowan_slice_of("failed")) ||
        rowan_slice_equal(status, rowan_slice_of("stale")))
        return ROWAN_LOGGED_FAILED;
    return rowan_slice_equal(status, rowan_slice_of("skipped")) ? ROWAN_LOGGED_SKIPPED : ROWAN_LOGGED_LOADED;
}

/* kept: the key as the ledger has it. */
static enum rowan_status ask(struct rowan_ledger *ledger, struct rowan_slice kept, enum rowan_logged *logged,
                             int64_t *stored, struct rowan_error *err)
{
    struct rowan_param params[3] = {rowan_param_text(ledger->feed),
                                    {.kind = ROWAN_PARAM_TEXT, .text = kept},
                                    rowan_param_text(ledger->run_id)};
    struct rowan_slice status = {NULL, 0}, rows = {NULL, 0};
    enum rowan_status st;
    bool more = false;

    *logged = ROWAN_LOGGED_NOTHING;
    st = rowan_statement_run(ledger->ask, params, 3, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(ledger->ask, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(ledger->ask, 0, &status, err);
    if (st == ROWAN_OK && more)
        *logged = logged_as(status);
    if (st == ROWAN_OK && more && stored)
        st = rowan_statement_text(ledger->ask, 1, &rows, err);
    if (rows.data)
        *stored = strtoll(rows.data, NULL, 10);
    rowan_statement_reset(ledger->ask);
    return st;
}

enum rowan_status rowan_ledger_ask(struct rowan_ledger *ledger, struct rowan_slice key,
                                   enum rowan_logged *logged, int64_t *stored, struct rowan_error *err)
{
    struct rowan_slice kept = rowan_ledger_kept(ledger, key);
    enum rowan_status st;

    if (!kept.data && key.data)
        return rowan_out_of_memory(err);
    st = ask(ledger, kept, logged, stored, err);
    if (st != ROWAN_DATABASE || rowan_slice_is_ascii(key))
        return st;
    kept = rowan_ledger_kept_ascii(ledger, key);
    return kept.data ? ask(ledger, kept, logged, stored, err) : rowan_out_of_memory(err);
}

/* ---- what is pending ---- */

/*
 * "Not in the ledger yet" is a scalar subquery that is NULL, not NOT EXISTS: planners may turn the latter
 * into a join that reads the whole ledger, while the former is one seek on its primary key for every row of
 * the source that is looked at.
 */
void rowan_ledger_condition(void *context, const char *key, bool is_long, struct rowan_sql *sql,
                            struct rowan_param *param)
{
    const struct rowan_ledger *ledger = context;
    const char *kept = sql->server->dialect->keys.kept;

    rowan_sql_add(sql, "(SELECT 1 FROM ");
    rowan_sql_add_name(sql, ledger->target.schema, ROWAN_LEDGER_TABLE);
    rowan_sql_add(sql, " l WHERE l.feed = ? AND ");
    add_key(sql, "l.", " = ", is_long && kept ? kept : "%s", key);
    rowan_sql_add(sql, ") ");
    rowan_sql_add(sql, sql->server->dialect->keys.missing ? sql->server->dialect->keys.missing : "IS NULL");
    *param = rowan_param_text(ledger->feed);
}

static bool takes_lists(const struct rowan_ledger *ledger)
{
    return rowan_connection_dialect(ledger->target.db)->keys.listed != NULL;
}

/* A scalar subquery, for the reason of rowan_ledger_condition. */
static void add_find_listed(const struct rowan_ledger *ledger, struct rowan_sql *sql)
{
    rowan_sql_add(sql, "SELECT k.n - 1 AS n FROM ");
    rowan_sql_add(sql, sql->server->dialect->keys.listed);
    rowan_sql_add(sql, " WHERE (SELECT 1 FROM ");
    rowan_sql_add_name(sql, ledger->target.schema, ROWAN_LEDGER_TABLE);
    rowan_sql_add(sql, " l WHERE l.feed = ? AND ");
    add_key(sql, "l.", " = ", "%s", "k.doc_key");
    rowan_sql_add(sql, ") IS NOT NULL");
}

static void add_find_each(const struct rowan_ledger *ledger, struct rowan_sql *sql)
{
    for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
        rowan_sql_add(sql, i ? " UNION ALL SELECT " : "SELECT ");
        rowan_sql_add_number(sql, (long long)i);
        rowan_sql_add(sql, i ? " FROM " : " AS n FROM ");
        rowan_sql_add_name(sql, ledger->target.schema, ROWAN_LEDGER_TABLE);
        rowan_sql_add(sql, " WHERE feed = ? AND ");
        add_key(sql, "", " = ", "%s", "?");
    }
}

/*
 * A seek for each key, whose place in the list is the answer. "doc_key IN (...)" may be done by going through
 * all rows of the feed, by a planner that believes they are few: then each question costs more than the one
 * before.
 */
static void add_find(const struct rowan_ledger *ledger, struct rowan_sql *sql)
{
    if (takes_lists(ledger))
        add_find_listed(ledger, sql);
    else
        add_find_each(ledger, sql);
}

static enum rowan_status prepare_find(struct rowan_ledger *ledger, struct rowan_error *err)
{
    struct rowan_buffer out = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(ledger->target.db), &out, err);
    add_find(ledger, &sql);
    st = rowan_statement_prepare(&ledger->find, ledger->target.db, &sql);
    rowan_buffer_clear(&out);
    return st;
}

enum rowan_status rowan_ledger_filter_sql(const struct rowan_ledger *ledger, struct rowan_buffer *out,
                                          struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, rowan_connection_server(ledger->target.db), out, err);
    add_find(ledger, &sql);
    return rowan_sql_end(&sql);
}

static enum rowan_status run_find_listed(struct rowan_ledger *ledger, const struct rowan_slice *keys,
                                         size_t count, bool ascii, struct rowan_error *err)
{
    struct rowan_param params[2] = {{.kind = ROWAN_PARAM_TEXT}, rowan_param_text(ledger->feed)};
    struct rowan_buffer *list = &ledger->listed;

    list->size = 0;
    for (size_t i = 0; i < count; i++) {
        struct rowan_slice kept =
            ascii ? rowan_ledger_kept_ascii(ledger, keys[i]) : rowan_ledger_kept(ledger, keys[i]);
        if (!kept.data || !rowan_buffer_append_char(list, i ? ',' : '{') || !rowan_array_add_text(list, kept))
            return rowan_out_of_memory(err);
    }
    if (!rowan_buffer_append_char(list, '}'))
        return rowan_out_of_memory(err);
    params[0].text = rowan_buffer_slice(list);
    return rowan_statement_run(ledger->find, params, 2, err);
}

/* Up to KEYS_AT_ONCE keys in one statement, which always has as many: the last one stands in for those that
 * are not there. */
static enum rowan_status run_find_each(struct rowan_ledger *ledger, const struct rowan_slice *keys,
                                       size_t count, bool ascii, struct rowan_error *err)
{
    struct rowan_param params[2 * KEYS_AT_ONCE];

    for (size_t i = 0; i < KEYS_AT_ONCE; i++) {
        struct rowan_slice key = keys[i < count ? i : count - 1];
        struct rowan_slice kept =
            ascii ? rowan_ledger_kept_ascii(ledger, key) : rowan_ledger_kept(ledger, key);
        params[2 * i] = rowan_param_text(ledger->feed);
        params[2 * i + 1] = (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .text = kept};
        if (!kept.data)
            return rowan_out_of_memory(err);
    }
    return rowan_statement_run(ledger->find, params, 2 * KEYS_AT_ONCE, err);
}

static enum rowan_status find_keys(struct rowan_ledger *ledger, const struct rowan_slice *keys, size_t count,
                                   bool ascii, bool *pending, struct rowan_error *err)
{
    struct rowan_slice found;
    bool more = true;
    enum rowan_status st = takes_lists(ledger) ? run_find_listed(ledger, keys, count, ascii, err)
                                               : run_find_each(ledger, keys, count, ascii, err);

    for (size_t i = 0; i < count; i++)
        pending[i] = true;
    while (st == ROWAN_OK) {
        size_t place;
        st = rowan_statement_fetch(ledger->find, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = rowan_statement_text(ledger->find, 0, &found, err);
        place = st == ROWAN_OK && found.data ? (size_t)strtoul(found.data, NULL, 10) : count;
        if (place < count)
            pending[place] = false;
    }
    rowan_statement_reset(ledger->find);
    return st;
}

/* One of them may have characters that the ledger lacks: the statement is refused for it, and each is asked
 * for by itself. */
static enum rowan_status find_each(struct rowan_ledger *ledger, const struct rowan_slice *keys, size_t count,
                                   bool *pending, struct rowan_error *err)
{
    enum rowan_status st = find_keys(ledger, keys, count, false, pending, err);

    if (st != ROWAN_DATABASE)
        return st;
    st = ROWAN_OK;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        st = find_keys(ledger, keys + i, 1, false, pending + i, err);
        if (st == ROWAN_DATABASE && !rowan_slice_is_ascii(keys[i]))
            st = find_keys(ledger, keys + i, 1, true, pending + i, err);
    }
    return st;
}

static enum rowan_status filter(struct rowan_ledger *ledger, const struct rowan_slice *keys, size_t count,
                                bool *pending, struct rowan_error *err)
{
    enum rowan_status st = ledger->find ? ROWAN_OK : prepare_find(ledger, err);
    size_t most = takes_lists(ledger) ? KEYS_LISTED : KEYS_AT_ONCE;

    for (size_t i = 0; i < count && st == ROWAN_OK; i += most) {
        size_t left = count - i;
        rowan_ledger_forget(ledger);
        st = find_each(ledger, keys + i, left < most ? left : most, pending + i, err);
    }
    return st;
}

/* Between two pages a connection waits, and may be closed meanwhile. */
enum rowan_status rowan_ledger_filter(void *context, const struct rowan_slice *keys,
                                      const struct rowan_slice *revisions, size_t count, bool *pending,
                                      struct rowan_error *err)
{
    struct rowan_ledger *ledger = context;
    enum rowan_status st = filter(ledger, keys, count, pending, err);

    (void)revisions;
    if (rowan_connection_revive(ledger->target.db, st))
        st = filter(ledger, keys, count, pending, err);
    return st;
}

/* ---- signs of life ---- */

void rowan_ledger_beat(struct rowan_ledger *ledger, bool always)
{
    struct rowan_error ignored;
    int64_t now = rowan_clock_now();

    if (!always && now - ledger->beaten < BEATS_BETWEEN)
        return;
    ledger->beaten = now;
    rowan_run_record_beat(&ledger->target, ledger->run_id, &ignored);
}
