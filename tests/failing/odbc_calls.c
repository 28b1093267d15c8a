/*
 * The load of one chunk from an SQLite file again and again, each time with another call of ODBC failing, in
 * each of the ways that a call can fail. What is left to do afterwards is done by a second load, as a
 * supervisor would have it done. Then all rows are there, and none twice; or a document is in the ledger as
 * failed, with the driver's message; and the counters say what the ledger says.
 *
 *   failing_odbc_calls FOLDER EVERY
 *
 * FOLDER: where to make the file. EVERY: only every so manieth call.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target/ledger.h"
#include "odbc/statement.h"
#include "failing/odbc_shim.h"
#include "language/mapping.h"
#include "run/worker/load_table.h"

#define DOCUMENTS 7

static const char mapping_text[] =
    "local line = into 'line' { each = 'Line', key = { 'id', 'no' }, columns = {"
    "  id = parent 'id', no = position(), sku = text(10) '@sku' } }\n"
    "return mapping { name = 'orders',"
    "  source = { table = 'docs', key = bigint 'id', document = 'xml' },"
    "  into 'orders' { each = '/Order', key = { 'id' }, columns = {"
    "    id = source 'id', total = decimal(8, 2) '@total' }, children = { line } } }\n";

/* Of the seven, the fourth is not XML, and the sixth breaks a constraint. */
static const char *const tables[] = {
    "CREATE TABLE docs (id INTEGER PRIMARY KEY, xml TEXT)",
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, total DECIMAL(8,2) CHECK (total <> 66))",
    "CREATE TABLE line (id INTEGER REFERENCES orders, no INTEGER, sku VARCHAR(10), PRIMARY KEY (id, no))",
    "CREATE TABLE rowan_ledger (feed TEXT, doc_key TEXT, status TEXT, reason TEXT, message TEXT,"
    " sent INTEGER, stored INTEGER, mapping_hash TEXT, run_id TEXT, logged_at TEXT,"
    " PRIMARY KEY (feed, doc_key))",
    "CREATE TABLE rowan_run (run_id TEXT PRIMARY KEY, heartbeat TEXT)",
    "CREATE TABLE rowan_feed (feed TEXT PRIMARY KEY)",
    "CREATE TABLE rowan_mapping (mapping_hash TEXT PRIMARY KEY)",
    "CREATE TABLE rowan_version (version INTEGER PRIMARY KEY)",
    "INSERT INTO rowan_version VALUES (3)",
};

/* What is said of a statement that stored fewer rows than were sent. */
#define SHORT_MESSAGE "the database stored"

struct bench {
    struct rowan_mapping *mapping;
    struct rowan_worker_channel channel;
    struct rowan_worker_config config;
    struct rowan_connection *db; /* looks on */
    char connect[600];
    struct rowan_buffer wanted; /* what an undisturbed load leaves */
};

static long passed, failed;

static void fatal(const char *what, const struct rowan_error *err)
{
    fprintf(stderr, "failing_odbc_calls: %s: %s\n", what, err->message);
    exit(2);
}

static void run_sql(struct bench *b, const char *sql)
{
    struct rowan_error err;

    if (rowan_connection_exec(b->db, sql, &err) != ROWAN_OK)
        fatal(sql, &err);
}

/* All rows of a query, cells between bars. */
static void append_query(struct bench *b, const char *sql, struct rowan_buffer *out)
{
    struct rowan_statement *query = NULL;
    struct rowan_slice text;
    struct rowan_error err;
    bool more = true;

    if (rowan_statement_new(&query, b->db, sql, &err) != ROWAN_OK ||
        rowan_statement_run(query, NULL, 0, &err) != ROWAN_OK)
        fatal(sql, &err);
    while (rowan_statement_fetch(query, &more, &err) == ROWAN_OK && more) {
        for (size_t i = 0; i < rowan_statement_width(query); i++) {
            if (rowan_statement_text(query, i, &text, &err) != ROWAN_OK)
                fatal(sql, &err);
            rowan_buffer_append(out, text.data ? text.data : "~", text.data ? text.size : 1);
            rowan_buffer_append_char(out, '|');
        }
        rowan_buffer_append_char(out, '\n');
    }
    rowan_statement_free(query);
}

/* Every document with its rows on a line; those that the shim's failure is told of only as such. */
static void append_state(struct bench *b, struct rowan_buffer *out)
{
    char sql[1000];

    snprintf(sql, sizeof sql,
             "SELECT d.id, CASE WHEN g.message LIKE '%%%s%%' OR g.message LIKE '%%" SHORT_MESSAGE
             "%%' THEN 'told' ELSE g.status END, g.reason, g.stored,"
             " (SELECT total FROM orders o WHERE o.id = d.id),"
             " (SELECT group_concat(no || '=' || sku) FROM line l WHERE l.id = d.id)"
             " FROM docs d LEFT JOIN rowan_ledger g ON g.doc_key = CAST(d.id AS TEXT) ORDER BY d.id",
             ODBC_SHIM_MESSAGE);
    append_query(b, sql, out);
}

/* ---- one load ---- */

static enum rowan_exit load(struct bench *b, struct rowan_scoreboard *scoreboard, struct rowan_error *err)
{
    static const volatile sig_atomic_t stop;
    struct rowan_load load = {.config = &b->config,
                              .plan = b->mapping->plan,
                              .score = rowan_scoreboard_score(scoreboard, 0),
                              .stop = &stop,
                              .channel = &b->channel};

    memset(err, 0, sizeof *err);
    return rowan_load_table(&load, NULL, err);
}

static const char *const whens[] = {"instead of it", "after it", "a warning beside it", "a row less",
                                    "the connection gone"};

static void complain(const char *what, const struct rowan_error *err)
{
    failed++;
    printf("FAILED  call %ld, %s, %s, SQLSTATE %s: %s\n  the first load said: %s\n", odbc_shim.count,
           odbc_shim.name, whens[odbc_shim.when], odbc_shim.state, what, err->message);
}

/* Line by line: the same, or a document that is failed with the shim's message and has no rows. */
static bool same_state(struct rowan_slice got, struct rowan_slice wanted)
{
    while (got.size && wanted.size) {
        size_t a = (size_t)((const char *)memchr(got.data, '\n', got.size) - got.data) + 1;
        size_t b = (size_t)((const char *)memchr(wanted.data, '\n', wanted.size) - wanted.data) + 1;
        static const char told[] = "|told|database|0|~|~|\n";
        bool is_told = a >= sizeof told && memcmp(got.data + a - sizeof told + 1, told, sizeof told - 1) == 0;
        if (!is_told && (a != b || memcmp(got.data, wanted.data, a) != 0))
            return false;
        got.data += a, got.size -= a;
        wanted.data += b, wanted.size -= b;
    }
    return got.size == wanted.size;
}

/* Only the stage that something went wrong in may have something in it, or a death would be the wrong
 * document's. */
static void check_hands(struct rowan_scoreboard *scoreboard, const struct rowan_error *first)
{
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);

    if (rowan_phase_holds(rowan_score_phase(score, ROWAN_STAGE_WRITE)) &&
        rowan_score_phase(score, ROWAN_STAGE_MAP) != ROWAN_PHASE_FULL && first->status != ROWAN_NO_MEMORY)
        complain("both hands are full", first);
}

static void check_sums(struct bench *b, struct rowan_scoreboard *scoreboard, const struct rowan_error *first)
{
    struct rowan_buffer ledger = {0};
    struct rowan_sums sums = rowan_scoreboard_sums(scoreboard);
    char counted[100];

    append_query(b, "SELECT SUM(status = 'loaded'), SUM(status = 'failed'), SUM(stored) FROM rowan_ledger",
                 &ledger);
    snprintf(counted, sizeof counted, "%lld|%lld|%lld|\n", (long long)sums.loaded, (long long)sums.failed,
             (long long)sums.rows);
    if (!rowan_buffer_string(&ledger) || strcmp(ledger.data, counted) != 0 || sums.already_loaded != 0) {
        complain("the counters are not what the ledger holds", first);
        printf("  counted %s  ledger  %s", counted, ledger.data);
    }
    rowan_buffer_clear(&ledger);
}

static void clear_tables(struct bench *b)
{
    run_sql(b, "DELETE FROM line");
    run_sql(b, "DELETE FROM orders");
    run_sql(b, "DELETE FROM rowan_ledger");
}

/* A warning that is none of a value's changes nothing. */
static bool leaves_all(enum odbc_when when, const char *state)
{
    return when == ODBC_WARNS && strcmp(state, "01000") == 0;
}

/* False when there are fewer calls than that. */
static bool fail_one(struct bench *b, long at, enum odbc_when when, const char *state)
{
    struct rowan_buffer got = {0};
    struct rowan_scoreboard *scoreboard;
    struct rowan_error first, second;
    enum rowan_exit code;
    long before = failed;
    bool hit;

    clear_tables(b);
    if (rowan_scoreboard_new(&scoreboard, 1, &first) != ROWAN_OK)
        fatal("scoreboard", &first);
    odbc_shim_arm(at, when, state);
    code = load(b, scoreboard, &first);
    hit = odbc_shim.hit;
    odbc_shim_disarm();
    if (code != ROWAN_EXIT_DONE && !strstr(first.message, ODBC_SHIM_MESSAGE) &&
        !strstr(first.message, SHORT_MESSAGE) && first.status != ROWAN_NO_MEMORY)
        complain("the message does not say what the driver said", &first);
    check_hands(scoreboard, &first);
    rowan_score_start(rowan_scoreboard_score(scoreboard, 0)); /* as a supervisor does */
    if (odbc_shim.committed)
        complain("what the database had said no to was committed", &first);
    if (leaves_all(when, state) && code != ROWAN_EXIT_DONE)
        complain("a warning stops the load", &first);
    if (load(b, scoreboard, &second) != ROWAN_EXIT_DONE)
        complain("a second load does not end it", &second);
    append_state(b, &got);
    if (!same_state(rowan_buffer_slice(&got), rowan_buffer_slice(&b->wanted))) {
        complain("other rows than those of an undisturbed load", &first);
        printf("%.*s", (int)got.size, got.data);
    }
    check_sums(b, scoreboard, &first);
    passed += hit && failed == before;
    rowan_scoreboard_free(scoreboard);
    rowan_buffer_clear(&got);
    return hit;
}

/* ---- all of them ---- */

static void make_documents(struct bench *b)
{
    char sql[500];

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        run_sql(b, tables[i]);
    for (int i = 1; i <= DOCUMENTS; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO docs VALUES (%d, '<Order total=\"%d\"><Line sku=\"a%d\"/><Line sku=\"b\"/>%s')",
                 i, i == 6 ? 66 : i, i, i == 4 ? "" : "</Order>");
        run_sql(b, sql);
    }
}

static void open_bench(struct bench *b, const char *folder)
{
    struct rowan_file file = {"orders.lua", rowan_slice_of(mapping_text)};
    struct rowan_error err;

    /* Nothing crashes the machine here: no waiting for the disk. */
    snprintf(
        b->connect, sizeof b->connect,
        "Driver=SQLite3;Database=%s/odbc.db;SyncPragma=OFF;JournalMode=WAL;FKSupport=1;BigInt=1;Timeout=1000",
        folder);
    if (rowan_mapping_load(&b->mapping, &file, 1, NULL, &err) != ROWAN_OK)
        fatal("mapping", &err);
    if (rowan_connection_open(&b->db, b->connect, ROWAN_SIDE_BOTH, &err) != ROWAN_OK)
        fatal("connect", &err);
    rowan_worker_channel_init(&b->channel, open("/dev/null", O_WRONLY | O_CLOEXEC), ROWAN_LOG_ERROR);
    b->config.role = ROWAN_ROLE_LOAD;
    b->config.run_id = "run-1";
    b->config.started = "2024-01-01 00:00:00";
    b->config.connect = b->connect;
    b->config.page = 3;
    b->config.commit = 3;
}

static void close_bench(struct bench *b)
{
    close(b->channel.fd);
    rowan_worker_channel_clear(&b->channel);
    rowan_connection_close(b->db);
    rowan_mapping_free(b->mapping);
    rowan_buffer_clear(&b->wanted);
}

static void fail_each(struct bench *b, enum odbc_when when, const char *state, long first, long every)
{
    for (long at = first; fail_one(b, at, when, state); at += every)
        ;
}

int main(int argc, char **argv)
{
    /* Something that a trigger says, a text that was cut, fewer rows than were sent, no connection any more.
     */
    static const struct {
        enum odbc_when when;
        const char *state;
    } lies[] = {{ODBC_WARNS, "01000"}, {ODBC_WARNS, "01004"}, {ODBC_SHORT, ""}, {ODBC_GONE, "08S01"}};
    /* Of a lost connection, of a busy database, of anything, and of no memory in the driver. */
    static const char *const states[] = {"08S01", "40001", "HY000", "HY001"};
    struct bench b = {0};
    struct rowan_scoreboard *scoreboard;
    struct rowan_error err;
    long every = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

    if (every < 1) {
        fprintf(stderr, "usage: failing_odbc_calls FOLDER EVERY\n");
        return 2;
    }
    open_bench(&b, argv[1]);
    make_documents(&b);
    if (rowan_scoreboard_new(&scoreboard, 1, &err) != ROWAN_OK ||
        load(&b, scoreboard, &err) != ROWAN_EXIT_DONE)
        fatal("an undisturbed load", &err);
    rowan_scoreboard_free(scoreboard);
    append_state(&b, &b.wanted);
    printf("%.*s", (int)b.wanted.size, b.wanted.data);
    for (int when = ODBC_BEFORE; when <= ODBC_AFTER; when++)
        for (size_t s = 0; s < sizeof states / sizeof states[0]; s++)
            fail_each(&b, (enum odbc_when)when, states[s], 1 + (long)s % every, every);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) /* there are few of them: each is told */
        fail_each(&b, lies[i].when, lies[i].state, 1, lies[i].when == ODBC_GONE ? every : 1);
    close_bench(&b);
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
