/* Pages and chunk boundaries: every document once, in key order, whatever the keys are like. */
#include "database.h"

#include "source/boundaries.h"
#include "source/pager.h"
#include "target/ledger.h"
#include "odbc/statement.h"

enum { DOCUMENTS = 1000 };

static struct rowan_plan *plan;

static void insert_document(struct rowan_statement *query, bool integer, long key, const char *text)
{
    char name[40];
    struct rowan_param params[2] = {int_param(key), text_param(text)};

    snprintf(name, sizeof name, "k\xc3\xa9y %05ld '\"\\", key);
    if (!integer)
        params[0] = text_param(name);
    if (rowan_statement_run(query, params, 2, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
}

/* No documents yet. */
static void make_empty(struct rowan_connection *db, bool integer)
{
    rowan_plan_free(plan);
    plan = make_plan(integer, NULL);
    make_ledger(db);
    make_tables(db, plan);
}

/* Keys have gaps; every tenth document is NULL, every eleventh empty. */
static void fill(struct rowan_connection *db, bool integer)
{
    struct rowan_statement *query;

    make_empty(db, integer);
    assert_ok(rowan_statement_new(&query, db, "INSERT INTO src (id, xml) VALUES (?, ?)", &err), err);
    assert_ok(rowan_connection_begin(db, &err), err);
    for (long i = 1; i <= DOCUMENTS; i++)
        insert_document(query, integer, i * 7, i % 10 == 0 ? NULL : i % 11 == 0 ? "" : "<order/>");
    assert_ok(rowan_connection_commit(db, &err), err);
    rowan_statement_free(query);
}

static void put_in_ledger(struct rowan_connection *db, const char *mapping, long first, long last)
{
    struct rowan_statement *query;
    char key[20] = "";

    assert_ok(rowan_statement_new(
                  &query, db,
                  "INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at) "
                  "VALUES (?, ?, 'loaded', 1, 1, 'r', '2024-01-01 00:00:00')",
                  &err),
              err);
    assert_ok(rowan_connection_begin(db, &err), err);
    for (long i = first; i <= last; i++) {
        struct rowan_param params[2] = {text_param(mapping), text_param(key)};
        snprintf(key, sizeof key, "%ld", i * 7);
        params[1].text = rowan_slice_of(key);
        assert_ok(rowan_statement_run(query, params, 2, &err), err);
    }
    assert_ok(rowan_connection_commit(db, &err), err);
    rowan_statement_free(query);
}

static enum rowan_status open_pager(struct rowan_pager **pager, struct rowan_connection *db,
                                    const struct rowan_range *range, size_t page, size_t page_bytes)
{
    struct rowan_endpoint source = source_of(db, plan);
    struct rowan_page_limits limits = {page, page_bytes, 0};

    return rowan_pager_open(pager, &source, &plan->source, range, pending_of(db, plan), &limits, &err);
}

static enum rowan_status open_boundaries(struct rowan_boundaries **boundaries, struct rowan_connection *db,
                                         const struct rowan_range *range, int64_t chunk, int64_t limit)
{
    struct rowan_endpoint source = source_of(db, plan);

    return rowan_boundaries_open(boundaries, &source, &plan->source, range, pending_of(db, plan), chunk,
                                 limit, &err);
}

/* Read everything; the sum of positions and their order tell whether one is missing or twice. */
static size_t read_all(struct rowan_connection *db, const struct rowan_range *range, size_t page,
                       size_t page_bytes, char *first, char *last)
{
    struct rowan_pager *pager;
    struct rowan_item item;
    size_t n = 0;
    bool more;

    *first = *last = '\0';
    assert_ok(open_pager(&pager, db, range, page, page_bytes), err);
    for (;;) {
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        if (!more)
            break;
        assert_true(item.key.size < 40);
        char key[40];
        snprintf(key, sizeof key, "%.*s", (int)item.key.size, item.key.data);
        if (n++ == 0)
            strcpy(first, key);
        else
            assert_string_not_equal(key, last);
        strcpy(last, key);
    }
    assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
    assert_false(more);
    rowan_pager_close(pager);
    return n;
}

static void test_pages(void **state)
{
    static const size_t pages[] = {1, 2, 3, 100, 333, 1000, 5000};
    char first[40], last[40];

    fill(*state, true);
    for (size_t i = 0; i < COUNT(pages); i++) {
        assert_int_equal(read_all(*state, NULL, pages[i], 1 << 20, first, last), DOCUMENTS);
        assert_string_equal(first, "7");
        assert_string_equal(last, "7000");
    }
    for (size_t bytes = 1; bytes < 3000; bytes = bytes * 3 + 1)
        assert_int_equal(read_all(*state, NULL, 500, bytes, first, last), DOCUMENTS);
}

static void test_null_and_empty(void **state)
{
    struct rowan_pager *pager;
    struct rowan_item item;
    bool more;

    fill(*state, true);
    assert_ok(open_pager(&pager, *state, NULL, 100, 1 << 20), err);
    for (int i = 1; i <= 11; i++) {
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        assert_true(more);
        if (i == 10)
            assert_null(item.document.data);
        else
            assert_non_null(item.document.data);
        assert_int_equal(item.document.size, i < 10 ? 8 : 0);
        if (item.document.data) /* it can be parsed as it lies */
            assert_int_equal(item.document.data[item.document.size], '\0');
    }
    rowan_pager_close(pager);
}

/* ---- documents that are too long ---- */

#define MOST 20

static struct rowan_pager *open_limited(struct rowan_connection *db)
{
    struct rowan_endpoint source = source_of(db, plan);
    struct rowan_page_limits limits = {100, 1 << 20, MOST};
    struct rowan_pager *pager;

    assert_ok(rowan_pager_open(&pager, &source, &plan->source, NULL, pending_of(db, plan), &limits, &err),
              err);
    return pager;
}

/* text NULL: of the next document no text comes along. */
static void assert_next(struct rowan_pager *pager, const char *text, bool too_long)
{
    struct rowan_item item;
    bool more;

    assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
    assert_true(more);
    assert_int_equal(item.unread, too_long ? ROWAN_UNREAD_LONG : ROWAN_UNREAD_NOT);
    if (text) {
        assert_int_equal(item.document.size, strlen(text));
        assert_memory_equal(item.document.data, text, item.document.size + 1);
    } else {
        assert_null(item.document.data);
    }
}

/* The limit is bytes of UTF-8. The neighbours come along, and a document that is not there is no long one. */
static void test_too_long(void **state)
{
    static const struct {
        const char *text;
        bool too_long;
    } documents[] = {
        {"<order/>", false},
        {"<order>12345</order>", false},
        {"<order>123456</order>", true},
        {NULL, false},
        {"<order>\xc3\xa9\xc3\xa9.</order>", false},
        {"<order>\xc3\xa9\xc3\xa9\xc3\xa9</order>", true},
        {"<order>\xe6\x97\xa5\xe6\x97\xa5</order>", true},
        {"", false},
    };
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_pager *pager;

    make_empty(db, true);
    assert_ok(rowan_statement_new(&query, db, "INSERT INTO src (id, xml) VALUES (?, ?)", &err), err);
    for (size_t i = 0; i < COUNT(documents); i++)
        insert_document(query, true, (long)i, documents[i].text);
    rowan_statement_free(query);
    pager = open_limited(db);
    for (size_t i = 0; i < COUNT(documents); i++)
        assert_next(pager, documents[i].too_long ? NULL : documents[i].text, documents[i].too_long);
    rowan_pager_close(pager);
}

/* What the column takes for a text in another encoding does not count. */
static void test_wide_column(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_pager *pager;

    if (!dialect_is(db, "mariadb"))
        skip();
    make_empty(db, true);
    assert_ok(rowan_connection_exec(db, "ALTER TABLE src MODIFY xml TEXT CHARACTER SET utf32", &err), err);
    assert_ok(rowan_statement_new(&query, db, "INSERT INTO src (id, xml) VALUES (?, ?)", &err), err);
    insert_document(query, true, 1, "<order>12345</order>");
    insert_document(query, true, 2, "<order>123456</order>");
    rowan_statement_free(query);
    pager = open_limited(db);
    assert_next(pager, "<order>12345</order>", false);
    assert_next(pager, NULL, true);
    rowan_pager_close(pager);
}

static void assert_range(struct rowan_connection *db, const char *after, const char *from, const char *to,
                         size_t count, const char *first, const char *last)
{
    struct rowan_range range = {rowan_slice_of(after), rowan_slice_of(from), rowan_slice_of(to)};
    char got_first[40], got_last[40];

    assert_int_equal(read_all(db, &range, 10, 1 << 20, got_first, got_last), count);
    assert_string_equal(got_first, first);
    assert_string_equal(got_last, last);
}

static void test_ranges(void **state)
{
    struct rowan_range bad = {.from = rowan_slice_of("12x")};
    struct rowan_pager *pager;
    struct rowan_item item;
    bool more;

    fill(*state, true);
    assert_range(*state, "70", NULL, NULL, 990, "77", "7000");
    assert_range(*state, NULL, "70", NULL, 991, "70", "7000");
    assert_range(*state, NULL, "71", "700", 90, "77", "700");
    assert_range(*state, "70", NULL, "699", 89, "77", "693");
    assert_range(*state, NULL, NULL, "7", 1, "7", "7");
    assert_range(*state, "7000", NULL, NULL, 0, "", "");
    assert_range(*state, NULL, "-5", "9223372036854775807", 1000, "7", "7000");
    assert_ok(open_pager(&pager, *state, &bad, 10, 100), err);
    assert_int_equal(rowan_pager_next(pager, &item, &more, &err), ROWAN_USAGE);
    assert_non_null(strstr(err.message, "12x"));
    rowan_pager_close(pager);
}

static void test_text_keys(void **state)
{
    char first[40], last[40];

    fill(*state, false);
    assert_int_equal(read_all(*state, NULL, 64, 1 << 20, first, last), DOCUMENTS);
    assert_string_equal(first, "k\xc3\xa9y 00007 '\"\\");
    assert_string_equal(last, "k\xc3\xa9y 07000 '\"\\");
    assert_range(*state, "k\xc3\xa9y 00070 '\"\\", NULL, "k\xc3\xa9y 00701", 90, "k\xc3\xa9y 00077 '\"\\",
                 "k\xc3\xa9y 00700 '\"\\");
}

static void test_ledger_is_passed_over(void **state)
{
    struct rowan_connection *db = *state;
    char first[40], last[40];

    fill(db, true);
    put_in_ledger(db, "orders", 1, 500);
    put_in_ledger(db, "another", 501, 600);
    assert_int_equal(read_all(db, NULL, 100, 1 << 20, first, last), 500);
    assert_string_equal(first, "3507");
    put_in_ledger(db, "orders", 502, 1000);
    assert_int_equal(read_all(db, NULL, 100, 1 << 20, first, last), 1);
}

/* Documents that finish under way must not make the pager skip others. */
static void test_ledger_grows(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_connection *writer = connect_again();
    struct rowan_pager *pager;
    struct rowan_item item;
    size_t n = 0;
    bool more;

    fill(db, true);
    assert_ok(open_pager(&pager, db, NULL, 10, 1 << 20), err);
    for (;; n++) {
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        if (!more)
            break;
        if (n % 100 == 0)
            put_in_ledger(writer, "orders", (long)n + 1, (long)n + 1);
    }
    assert_int_equal(n, DOCUMENTS);
    rowan_pager_close(pager);
    rowan_connection_close(writer);
}

static void assert_boundaries(struct rowan_connection *db, const struct rowan_range *range, int64_t chunk,
                              int64_t limit, const char *wanted)
{
    struct rowan_boundaries *boundaries;
    struct rowan_slice boundary;
    struct rowan_buffer got;
    int64_t count;
    bool more;

    rowan_buffer_init(&got);
    assert_ok(open_boundaries(&boundaries, db, range, chunk, limit), err);
    for (;;) {
        assert_ok(rowan_boundaries_next(boundaries, &boundary, &count, &more, &err), err);
        if (!more)
            break;
        assert_true(rowan_buffer_format(&got, "%.*s:%d ", (int)boundary.size, boundary.data, (int)count));
    }
    rowan_boundaries_close(boundaries);
    assert_string_equal(rowan_buffer_string(&got), wanted);
    rowan_buffer_clear(&got);
}

static void test_boundaries(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_range range = {.from = rowan_slice_of("70"), .to = rowan_slice_of("6930")};

    fill(db, true);
    assert_boundaries(db, NULL, 400, 0, "2800:400 5600:400 7000:200 ");
    assert_boundaries(db, NULL, 500, 0, "3500:500 7000:500 ");
    assert_boundaries(db, NULL, 400, 900, "2800:400 5600:400 6300:100 ");
    assert_boundaries(db, NULL, 5000, 0, "7000:1000 ");
    assert_boundaries(db, &range, 400, 0, "2863:400 5663:400 6930:181 ");
    put_in_ledger(db, "orders", 1, 500);
    assert_boundaries(db, NULL, 400, 0, "6300:400 7000:100 ");
    put_in_ledger(db, "orders", 501, 1000);
    assert_boundaries(db, NULL, 400, 0, "");
}

/* A source table of its own columns, with the documents that a statement after INSERT INTO src makes. */
static void make_source(struct rowan_connection *db, const char *columns, const char *documents)
{
    char sql[400];

    fill(db, true);
    run_sql(db, "DROP TABLE src");
    snprintf(sql, sizeof sql, "CREATE TABLE src (%s)", columns);
    run_sql(db, sql);
    snprintf(sql, sizeof sql, "INSERT INTO src %s", documents);
    run_sql(db, sql);
}

/* No range finds a row without a key, so that whoever asks for all documents must be told. */
static void test_null_keys(void **state)
{
    struct rowan_range range = {.from = rowan_slice_of("1")};
    struct rowan_boundaries *boundaries;

    make_source(*state, "id integer, xml varchar(20)",
                "VALUES (1, '<order/>'), (NULL, '<order/>'), (2, '<order/>')");
    assert_int_equal(open_boundaries(&boundaries, *state, NULL, 10, 0), ROWAN_DATABASE);
    assert_non_null(strstr(err.message, "is NULL"));
    assert_boundaries(*state, &range, 10, 0, "2:2 ");
}

/* SQLite: numbers come before texts, and a column without a type does not make one of the other. */
static void test_keys_without_type(void **state)
{
    static const char documents[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
        "SELECT %s, '<order/>' FROM n";
    char first[60], last[60], sql[300];
    struct rowan_pager *pager;

    if (strcmp(rowan_connection_dialect(*state)->name, "sqlite") != 0)
        skip();
    snprintf(sql, sizeof sql, documents, "i");
    make_source(*state, "id, xml text", sql);
    assert_int_equal(read_all(*state, NULL, 64, 1 << 20, first, last), 200);
    assert_boundaries(*state, NULL, 150, 0, "150:150 200:50 ");
    snprintf(sql, sizeof sql, documents, "printf('%04d', i)");
    make_source(*state, "id, xml text", sql);
    assert_int_equal(read_all(*state, NULL, 64, 1 << 20, first, last), 200);
    assert_string_equal(last, "0200");
    run_sql(*state, "INSERT INTO src VALUES (7, '<order/>')");
    assert_int_equal(open_pager(&pager, *state, NULL, 10, 100), ROWAN_CONFIG);
    assert_non_null(strstr(err.message, "from integer to text"));
    run_sql(*state, "DROP TABLE src");
    run_sql(*state, "CREATE TABLE base (id integer PRIMARY KEY, xml text)");
    snprintf(sql, sizeof sql, documents, "i");
    memmove(sql + strlen("INSERT INTO base "), sql, strlen(sql) + 1);
    memcpy(sql, "INSERT INTO base ", strlen("INSERT INTO base "));
    run_sql(*state, sql);
    run_sql(*state, "CREATE VIEW src AS SELECT id + 0 AS id, xml FROM base");
    assert_int_equal(read_all(*state, NULL, 64, 1 << 20, first, last), 200);
    run_sql(*state, "DROP VIEW src");
    run_sql(*state, "DROP TABLE base");
}

static void test_missing_tables(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_pager *pager;

    fill(db, true);
    run_sql(db, "DROP TABLE rowan_ledger");
    if (!two_endpoints()) { /* else it is asked with the first keys */
        assert_int_equal(open_pager(&pager, db, NULL, 10, 100), ROWAN_CONFIG);
        assert_non_null(strstr(err.message, "rowan init"));
    }
    run_sql(db, "DROP TABLE src");
    assert_int_equal(open_pager(&pager, db, NULL, 10, 100), ROWAN_CONFIG);
    assert_non_null(strstr(err.message, "source table"));
}

/* Who asks no ledger gets every document. */
static void test_without_ledger(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_endpoint source;
    struct rowan_pager *pager;
    struct rowan_item item;
    size_t n = 0;
    bool more = true;

    fill(db, true);
    put_in_ledger(db, "orders", 1, 500);
    source = source_of(db, plan);
    assert_ok(rowan_pager_open(&pager, &source, &plan->source, NULL, NULL,
                               &(struct rowan_page_limits){100, 1 << 20, 0}, &err),
              err);
    for (; more; n += more)
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
    assert_int_equal(n, DOCUMENTS);
    rowan_pager_close(pager);
}

/* The same answer by keys, for sources that no condition of SQL reaches. */
static void test_ledger_filters_keys(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_endpoint target;
    struct rowan_ledger *ledger;
    static char texts[DOCUMENTS][16], long_key[400];
    static struct rowan_slice keys[DOCUMENTS + 1];
    static bool pending[DOCUMENTS + 1];

    fill(db, true);
    put_in_ledger(db, "orders", 100, 199);
    put_in_ledger(db, "another", 500, 599);
    for (int i = 0; i < DOCUMENTS; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", (i + 1) * 7);
        keys[i] = rowan_slice_of(texts[i]);
    }
    memset(long_key, 'k', sizeof long_key);
    keys[DOCUMENTS] = (struct rowan_slice){long_key, sizeof long_key};
    target = target_of(db, plan);
    assert_ok(rowan_ledger_open(&ledger, &target, plan, NULL, "r", &err), err);
    assert_ok(rowan_ledger_filter(ledger, keys, NULL, DOCUMENTS + 1, pending, &err), err);
    for (int i = 0; i < DOCUMENTS; i++)
        assert_int_equal(pending[i], i < 99 || i > 198);
    assert_true(pending[DOCUMENTS]);
    rowan_ledger_close(ledger);
}

/* Every document of a key of two columns once, and none that is in the ledger. */
static void expect_pairs(struct rowan_connection *db, const struct rowan_source_table *table, size_t page)
{
    struct rowan_endpoint source = source_of(db, plan);
    struct rowan_page_limits limits = {page, 1 << 20, 0};
    struct rowan_boundaries *boundaries;
    struct rowan_pager *pager;
    struct rowan_slice boundary;
    struct rowan_item item;
    int64_t count, all = 0;
    bool more = true;
    char wanted[40];

    assert_ok(rowan_pager_open(&pager, &source, table, NULL, pending_of(db, plan), &limits, &err), err);
    for (int i = 0; i < 30; i++) {
        if (i % 5 == 0)
            continue;
        snprintf(wanted, sizeof wanted, "%d/a%%2F%d%%25", i / 7, i % 7);
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        assert_true(more);
        assert_true(rowan_slice_equal(item.key, rowan_slice_of(wanted)));
        assert_int_equal(item.columns[0].data[0], '0' + i / 7);
        assert_memory_equal(item.columns[1].data, "a/", 2);
    }
    assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
    assert_false(more);
    rowan_pager_close(pager);
    assert_ok(rowan_boundaries_open(&boundaries, &source, table, NULL, pending_of(db, plan), (int64_t)page, 0,
                                    &err),
              err);
    for (;;) {
        assert_ok(rowan_boundaries_next(boundaries, &boundary, &count, &more, &err), err);
        if (!more)
            break;
        all += count;
    }
    assert_int_equal(all, 24);
    rowan_boundaries_close(boundaries);
}

static void test_key_of_two_columns(void **state)
{
    struct rowan_connection *db = *state;
    char batch[] = "batch", no[] = "no", name[] = "pairs", document[] = "xml";
    struct rowan_source_column columns[] = {{.name = batch}, {.name = no}};
    struct rowan_source_table table = {
        .name = name, .document = document, .columns = columns, .column_count = 2, .key_count = 2};
    char sql[200];

    if (dialect_is(db, "generic") && !two_endpoints())
        skip(); /* no SQL makes one text of two columns there: the target is asked for keys */
    make_empty(db, true);
    try_sql(db, "DROP TABLE pairs");
    run_sql(db, "CREATE TABLE pairs (batch INTEGER NOT NULL, no VARCHAR(10) NOT NULL, xml VARCHAR(20), "
                "PRIMARY KEY (batch, no))");
    for (int i = 0; i < 30; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO pairs VALUES (%d, 'a/%d%%', '<r/>')", i / 7, i % 7);
        run_sql(db, sql);
        snprintf(sql, sizeof sql,
                 "INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at) "
                 "VALUES ('orders', '%d/a%%2F%d%%25', 'loaded', 1, 1, 'r', '2024-01-01 00:00:00')",
                 i / 7, i % 7);
        if (i % 5 == 0)
            run_sql(db, sql);
    }
    for (size_t page = 1; page < 50; page = page * 2 + 1)
        expect_pairs(db, &table, page);
    run_sql(db, "DROP TABLE pairs");
}

/* The ledger is looked at by its primary key, both columns, however large it is: never read whole. */
static void test_plan_of_the_query(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_range range = {.after = rowan_slice_of("100"), .to = rowan_slice_of("900000")};
    struct rowan_param params[4] = {int_param(100), int_param(900000), text_param("orders"), int_param(500)};
    struct rowan_pager *pager;
    struct rowan_statement *query;
    struct rowan_buffer sql, plan_text;
    struct rowan_slice text;
    bool more;

    if (dialect_is(db, "generic") || dialect_is(db, "sqlserver") || two_endpoints())
        skip(); /* its statement is no one database's, has no word that explains it, or is another one */
    fill(db, true);
    put_in_ledger(db, "orders", 1, 20000);
    put_in_ledger(db, "another", 1, 20000);
    if (dialect_is(db, "mariadb"))
        ask(db, "ANALYZE TABLE src, rowan_ledger");
    else
        run_sql(db, "ANALYZE");
    rowan_buffer_init(&sql);
    rowan_buffer_init(&plan_text);
    assert_ok(open_pager(&pager, db, &range, 500, 1 << 20), err);
    assert_true(
        rowan_buffer_append_slice(&sql, dialect_is(db, "sqlite") ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") &&
        rowan_buffer_append_slice(&sql, rowan_pager_sql(pager)));
    assert_ok(rowan_statement_new(&query, db, rowan_buffer_string(&sql), &err), err);
    assert_ok(rowan_statement_run(query, params, 4, &err), err);
    for (;;) {
        assert_ok(rowan_statement_fetch(query, &more, &err), err);
        if (!more)
            break;
        for (size_t i = 0; i < rowan_statement_width(query); i++) {
            assert_ok(rowan_statement_text(query, i, &text, &err), err);
            assert_true(rowan_buffer_append(&plan_text, text.data, text.size) &&
                        rowan_buffer_append_char(&plan_text, ' '));
        }
        assert_true(rowan_buffer_append_char(&plan_text, '\n'));
    }
    rowan_buffer_string(&plan_text);
    print_message("%s", plan_text.data);
    if (dialect_is(db, "postgresql")) {
        assert_non_null(strstr(plan_text.data, "using rowan_ledger_pkey on rowan_ledger"));
        assert_non_null(strstr(plan_text.data, "(doc_key = "));
        assert_null(strstr(plan_text.data, "Seq Scan"));
        assert_null(strstr(plan_text.data, "Hash"));
        assert_null(strstr(plan_text.data, "Sort"));
    } else if (dialect_is(db, "sqlite")) {
        assert_non_null(strstr(plan_text.data, "SEARCH l USING PRIMARY KEY (feed=? AND doc_key=?)"));
        assert_non_null(strstr(plan_text.data, "SEARCH s USING"));
        assert_null(strstr(plan_text.data, "TEMP B-TREE"));
    } else {
        assert_non_null(strstr(plan_text.data, "PRIMARY"));
        assert_null(strstr(plan_text.data, "filesort"));
    }
    rowan_statement_free(query);
    rowan_pager_close(pager);
    rowan_buffer_clear(&sql);
    rowan_buffer_clear(&plan_text);
}

/* Between two calls no read transaction stays open: SQLite could not shorten its log. */
static void test_checkpoint(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_connection *other;
    struct rowan_pager *pager;
    struct rowan_item item;
    bool more;

    if (!dialect_is(db, "sqlite"))
        skip();
    fill(db, true);
    other = connect_again();
    assert_ok(open_pager(&pager, db, NULL, 100, 200), err);
    for (int i = 0; i < 50; i++) {
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        put_in_ledger(other, "another", i + 1, i + 1);
        assert_answer(other, "PRAGMA wal_checkpoint(TRUNCATE)", "0");
    }
    rowan_pager_close(pager);
    rowan_connection_close(other);
}

static int close_all(void **state)
{
    rowan_plan_free(plan);
    return close_database(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_null_and_empty),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_wide_column),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_text_keys),
        cmocka_unit_test(test_ledger_is_passed_over),
        cmocka_unit_test(test_ledger_grows),
        cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_null_keys),
        cmocka_unit_test(test_keys_without_type),
        cmocka_unit_test(test_missing_tables),
        cmocka_unit_test(test_without_ledger),
        cmocka_unit_test(test_ledger_filters_keys),
        cmocka_unit_test(test_key_of_two_columns),
        cmocka_unit_test(test_plan_of_the_query),
        cmocka_unit_test(test_checkpoint),
    };

    return cmocka_run_group_tests(tests, open_database, close_all);
}
