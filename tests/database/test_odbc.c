/* Connections, transactions, statements and what the errors of each driver become. */
#include "database.h"
#include "odbc/statement.h"

#include <locale.h>
#include <unistd.h>

static void make_table(struct rowan_connection *db)
{
    try_sql(db, "DROP TABLE thing");
    run_sql(
        db,
        dialect_is(db, "mariadb")
            ? "CREATE TABLE thing (a BIGINT PRIMARY KEY, b VARCHAR(50), n DECIMAL(20,4), f DOUBLE, "
              "d DATETIME(6), c LONGTEXT)"
        : dialect_is(db, "sqlite")
            ? "CREATE TABLE thing (a BIGINT PRIMARY KEY, b VARCHAR(50), n DECIMAL_TEXT(20,4), f DOUBLE, "
              "d TIMESTAMP, c TEXT)"
        : dialect_is(db, "sqlserver")
            ? "CREATE TABLE thing (a bigint PRIMARY KEY, b nvarchar(50), n decimal(20,4), f float, "
              "d datetime2(6), c nvarchar(max))"
            : "CREATE TABLE thing (a bigint PRIMARY KEY, b varchar(50), n numeric(20,4), f double precision, "
              "d timestamp, c text)");
}

static struct rowan_statement *prepare(struct rowan_connection *db, const char *sql)
{
    struct rowan_statement *query;

    assert_ok(rowan_statement_new(&query, db, sql, &err), err);
    return query;
}

static enum rowan_status insert_number(struct rowan_statement *query, int64_t n)
{
    struct rowan_param param = int_param(n);

    return rowan_statement_run(query, &param, 1, &err);
}

static void test_values(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_param params[5] = {
        int_param(9007199254740993),
        text_param("\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e \t\r\n'\"\\ ? {}"),
        text_param("1234567890123456.7891"),
        {.kind = ROWAN_PARAM_DOUBLE, .real = 0.1},
        text_param("2024-02-03 04:05:06.123456"),
    };
    struct rowan_slice text;
    bool more;

    make_table(db);
    query = prepare(db, "INSERT INTO thing (a, b, n, f, d) VALUES (?, ?, ?, ?, ?)");
    assert_ok(rowan_statement_run(query, params, 5, &err), err);
    assert_int_equal(rowan_statement_affected(query), 1);
    rowan_statement_free(query);
    query = prepare(db, "SELECT a, b, n, f, d, c FROM thing");
    assert_ok(rowan_statement_run(query, NULL, 0, &err), err);
    assert_int_equal(rowan_statement_width(query), 6);
    assert_string_equal(rowan_statement_name(query, 1), "b");
    assert_int_equal(rowan_statement_kind(query, 0), ROWAN_PARAM_INT);
    assert_int_equal(rowan_statement_kind(query, 2), ROWAN_PARAM_TEXT);
    assert_int_equal(rowan_statement_kind(query, 3), ROWAN_PARAM_DOUBLE);
    assert_ok(rowan_statement_fetch(query, &more, &err), err);
    assert_true(more);
    for (size_t i = 0; i < 6; i++) {
        static const char *const wanted[] = {"9007199254740993", NULL, NULL, "0.1", NULL, NULL};
        const char *want = wanted[i] ? wanted[i] : i < 5 ? params[i].text.data : NULL;
        assert_ok(rowan_statement_text(query, i, &text, &err), err);
        if (i == 3 && dialect_is(db, "sqlserver")) /* FreeTDS writes all 17 digits */
            assert_true(strtod(text.data, NULL) == 0.1);
        else if (want)
            assert_true(rowan_slice_equal(text, rowan_slice_of(want)));
        else
            assert_null(text.data);
    }
    assert_ok(rowan_statement_fetch(query, &more, &err), err);
    assert_false(more);
    rowan_statement_free(query);
}

static void test_null_and_empty(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_param params[2] = {int_param(1), text_param("")};

    make_table(db);
    query = prepare(db, "INSERT INTO thing (a, b) VALUES (?, ?)");
    assert_ok(rowan_statement_run(query, params, 2, &err), err);
    params[0] = int_param(2);
    params[1] = text_param(NULL);
    assert_ok(rowan_statement_run(query, params, 2, &err), err);
    params[0] = int_param(3);
    params[1] = text_param("longer than what was bound first, by far");
    assert_ok(rowan_statement_run(query, params, 2, &err), err);
    rowan_statement_free(query);
    assert_answer(db, "SELECT b FROM thing WHERE a = 1", "");
    assert_answer(db, "SELECT b FROM thing WHERE a = 2", NULL);
    assert_answer(db, "SELECT b FROM thing WHERE a = 3", "longer than what was bound first, by far");
    assert_answer(db, "SELECT count(*) FROM thing WHERE b IS NULL", "1");
}

/* Text of any size comes back byte for byte; pieces of a multi-byte character may lie on both sides of a cut.
 */
static void round_trip(struct rowan_connection *db, int64_t key, size_t size)
{
    static const char pattern[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e\r\n<b x='1'>\"\\&amp;?";
    struct rowan_statement *query = prepare(db, "INSERT INTO thing (a, c) VALUES (?, ?)");
    char *sent = malloc(size + sizeof pattern);
    struct rowan_param params[2] = {int_param(key), {.kind = ROWAN_PARAM_TEXT}};
    struct rowan_slice text;
    size_t n = 0;
    bool more;

    assert_non_null(sent);
    for (; n < size; n += sizeof pattern - 1)
        memcpy(sent + n, pattern, sizeof pattern - 1);
    params[1].text.data = sent;
    params[1].text.size = n;
    assert_ok(rowan_statement_run(query, params, 2, &err), err);
    rowan_statement_free(query);
    query = prepare(db, "SELECT c FROM thing WHERE a = ?");
    assert_ok(rowan_statement_run(query, params, 1, &err), err);
    assert_ok(rowan_statement_fetch(query, &more, &err), err);
    assert_true(more);
    assert_ok(rowan_statement_text(query, 0, &text, &err), err);
    assert_true(text.size == n && memcmp(text.data, sent, n) == 0);
    rowan_statement_free(query);
    free(sent);
}

static void test_large_text(void **state)
{
    struct rowan_connection *db = *state;
    static const size_t sizes[] = {0, 1, 31, 4095, 4096, 4097, 8192, 65535, 400000};

    make_table(db);
    for (size_t i = 0; i < COUNT(sizes); i++)
        round_trip(db, (int64_t)i, sizes[i]);
    round_trip(db, 100,
               dialect_is(db, "mariadb") ? 15000000 : 20000000); /* default max_allowed_packet: 16 MB */
}

static struct rowan_param bytes_param(const char *data, size_t size)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_BINARY, .null = !data, .text = {data, size}};
}

/* The statement stays prepared: a length must not be that of the run before. Rows as an array likewise. */
static void test_bytes(void **state)
{
    struct rowan_connection *db = *state;
    bool postgresql = dialect_is(db, "postgresql");
    const char *shown = postgresql                    ? "SELECT encode(b, 'hex') FROM bytes WHERE a = "
                        : dialect_is(db, "sqlserver") ? "SELECT b FROM bytes WHERE a = " /* the driver does */
                                                      : "SELECT lower(hex(b)) FROM bytes WHERE a = ";
    static const struct {
        const char *data;
        size_t size;
        const char *hex;
    } rows[] = {
        {"a\0b", 3, "610062"},           {"\xff", 1, "ff"},      {"", 0, ""},
        {"\0\0\0\0\0", 5, "0000000000"}, {"'\"\\", 3, "27225c"}, {"x", 1, "78"},
    };
    struct rowan_statement *query;
    struct rowan_param params[2 * COUNT(rows)];
    char sql[100];

    try_sql(db, "DROP TABLE bytes");
    run_sql(db, postgresql ? "CREATE TABLE bytes (a INTEGER, b bytea)"
                           : "CREATE TABLE bytes (a INTEGER, b BLOB)");
    query = prepare(db, "INSERT INTO bytes (a, b) VALUES (?, ?)");
    for (size_t i = 0; i < COUNT(rows); i++) {
        params[2 * i] = int_param((int64_t)i + 100);
        params[2 * i + 1] = bytes_param(rows[i].data, rows[i].size);
        assert_ok(rowan_statement_run(query, params + 2 * i, 2, &err), err);
        params[2 * i] = int_param((int64_t)i);
    }
    rowan_statement_free(query);
    query = prepare(db, "INSERT INTO bytes (a, b) VALUES (?, ?)");
    assert_ok(rowan_statement_run_array(query, params, 2, COUNT(rows), &err), err);
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        size_t at = i % COUNT(rows);
        snprintf(sql, sizeof sql, "%s%zu", shown, i < COUNT(rows) ? at : at + 100);
        assert_answer(db, sql, rows[at].hex);
    }
    rowan_statement_free(query);
    assert_answer(db, "SELECT count(*) FROM bytes WHERE b IS NULL", "0");
    query = prepare(db, "INSERT INTO bytes (a, b) VALUES (?, ?)");
    params[1] = bytes_param(NULL, 0);
    assert_ok(rowan_statement_run(query, params, 2, &err), err);
    rowan_statement_free(query);
    assert_answer(db, "SELECT count(*) FROM bytes WHERE b IS NULL", "1");
}

static void test_names_in_utf8(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query = prepare(db, "SELECT 'g\xc3\xa9\xe2\x82\xac' AS x\xc3\xa9");
    struct rowan_slice text;
    bool more;

    assert_ok(rowan_statement_run(query, NULL, 0, &err), err);
    assert_string_equal(rowan_statement_name(query, 0), "x\xc3\xa9");
    assert_ok(rowan_statement_fetch(query, &more, &err), err);
    assert_ok(rowan_statement_text(query, 0, &text, &err), err);
    assert_true(rowan_slice_equal(text, rowan_slice_of("g\xc3\xa9\xe2\x82\xac")));
    rowan_statement_free(query);
}

static void test_kinds_of_expressions(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;

    make_table(db);
    run_sql(db, "INSERT INTO thing (a, f) VALUES (1, 1.5)");
    query = prepare(db, "SELECT count(*) AS n, max(a) AS m, f * 2 AS g, 'x' AS t FROM thing GROUP BY f");
    assert_ok(rowan_statement_run(query, NULL, 0, &err), err);
    assert_int_equal(rowan_statement_kind(query, 0), ROWAN_PARAM_INT);
    assert_int_equal(rowan_statement_kind(query, 1),
                     dialect_is(db, "sqlite") ? rowan_statement_kind(query, 1) : ROWAN_PARAM_INT);
    assert_int_equal(rowan_statement_kind(query, 2), ROWAN_PARAM_DOUBLE);
    assert_int_equal(rowan_statement_kind(query, 3), ROWAN_PARAM_TEXT);
    rowan_statement_free(query);
}

/* SQLColumns, for databases that nobody described. */
static void test_columns(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_slice text;
    struct rowan_buffer names;
    bool more;

    make_table(db);
    rowan_buffer_init(&names);
    assert_ok(rowan_statement_columns(&query, db, NULL, "thing", &err), err);
    for (;;) {
        assert_ok(rowan_statement_fetch(query, &more, &err), err);
        if (!more)
            break;
        assert_ok(rowan_statement_text(query, 3, &text, &err), err);
        assert_true(rowan_buffer_append(&names, text.data, text.size));
    }
    assert_string_equal(rowan_buffer_string(&names), "abnfdc");
    rowan_buffer_clear(&names);
    rowan_statement_free(query);
}

static void test_quote(void **state)
{
    struct rowan_connection *db = *state;
    const char *q = dialect_is(db, "mariadb") ? "`" : dialect_is(db, "sqlserver") ? "[" : "\"";
    struct rowan_buffer out;
    char wanted[60];

    rowan_buffer_init(&out);
    assert_ok(rowan_connection_quote(db, &out, "s", "a\"b`c", &err), err);
    if (*q == '[')
        snprintf(wanted, sizeof wanted, "[s].[a\"b`c]");
    else
        snprintf(wanted, sizeof wanted, "%ss%s.%sa%sb%sc%s", q, q, q, *q == '"' ? "\"\"" : "\"",
                 *q == '`' ? "``" : "`", q);
    assert_string_equal(rowan_buffer_string(&out), wanted);
    assert_int_equal(rowan_connection_quote(db, &out, NULL, "", &err), ROWAN_MAPPING);
    assert_int_equal(rowan_connection_quote(db, &out, "", "a", &err), ROWAN_MAPPING);
    rowan_buffer_clear(&out);
}

/* A name of so many letters, of so many bytes each. */
static enum rowan_status quote_long(struct rowan_connection *db, size_t letters, const char *letter)
{
    struct rowan_buffer name, out;
    enum rowan_status st;

    rowan_buffer_init(&name);
    rowan_buffer_init(&out);
    while (letters-- > 0)
        assert_true(rowan_buffer_append_slice(&name, letter));
    st = rowan_connection_quote(db, &out, NULL, rowan_buffer_string(&name), &err);
    rowan_buffer_clear(&name);
    rowan_buffer_clear(&out);
    return st;
}

/* A longer name would be cut without a word, or be an error far from here. */
static void test_long_names(void **state)
{
    struct rowan_connection *db = *state;

    if (dialect_is(db, "postgresql")) {
        assert_int_equal(quote_long(db, 63, "a"), ROWAN_OK);
        assert_int_equal(quote_long(db, 32, "\xc3\xa4"), ROWAN_MAPPING);
        assert_non_null(strstr(err.message, "longer than 63 bytes"));
    } else if (dialect_is(db, "mariadb")) {
        assert_int_equal(quote_long(db, 64, "\xc3\xa4"), ROWAN_OK);
        assert_int_equal(quote_long(db, 65, "a"), ROWAN_MAPPING);
        assert_non_null(strstr(err.message, "longer than 64 characters"));
    } else if (dialect_is(db, "sqlserver")) {
        assert_int_equal(quote_long(db, 128, "\xc3\xa4"), ROWAN_OK);
        assert_int_equal(quote_long(db, 129, "a"), ROWAN_MAPPING);
        assert_non_null(strstr(err.message, "longer than 128 characters"));
    } else {
        assert_int_equal(quote_long(db, 200, "a"), ROWAN_OK);
    }
}

static void test_transactions(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;

    make_table(db);
    query = prepare(db, "INSERT INTO thing (a) VALUES (?)");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_int_equal(rowan_connection_begin(db, &err), ROWAN_USAGE);
    assert_ok(insert_number(query, 1), err);
    assert_ok(rowan_connection_rollback(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM thing", "0");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(insert_number(query, 2), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_int_equal(rowan_connection_commit(db, &err), ROWAN_USAGE);
    assert_ok(insert_number(query, 3), err); /* outside: commits by itself */
    assert_ok(rowan_connection_rollback(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM thing", "2");
    rowan_statement_free(query);
}

/* What stays of insert, failed insert, insert, commit: nothing, with every driver. */
static void test_failed_transaction(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_statement *query;

    make_table(db);
    query = prepare(db, "INSERT INTO thing (a) VALUES (?)");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(insert_number(query, 1), err);
    assert_int_equal(insert_number(query, 1), ROWAN_DUPLICATE);
    assert_string_equal(err.reason, "database");
    insert_number(query, 2);
    assert_int_equal(rowan_connection_commit(db, &err), ROWAN_DATABASE);
    assert_answer(db, "SELECT count(*) FROM thing", "0");
    assert_ok(insert_number(query, 4), err); /* the statement is usable after it */
    rowan_statement_free(query);
}

static void test_arrays(void **state)
{
    enum { ROWS = 2500 };
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_param *params = calloc(ROWS * 2, sizeof *params);
    static char long_text[100001];

    memset(long_text, 'x', sizeof long_text - 1);
    make_table(db);
    for (int i = 0; i < ROWS; i++) {
        params[i * 2] = int_param(i);
        params[i * 2 + 1] = text_param(i % 3 == 0     ? NULL
                                       : i % 3 == 1   ? ""
                                       : i % 500 == 2 ? long_text
                                                      : "short");
    }
    query = prepare(db, "INSERT INTO thing (a, c) VALUES (?, ?)");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_statement_run_array(query, params, 2, ROWS, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM thing", "2500");
    assert_answer(db, "SELECT count(*) FROM thing WHERE c IS NULL", "834");
    assert_answer(db, "SELECT count(*) FROM thing WHERE c = ''", "833");
    assert_answer(db,
                  dialect_is(db, "sqlserver") ? "SELECT count(*) FROM thing WHERE len(c) = 100000"
                                              : "SELECT count(*) FROM thing WHERE length(c) = 100000",
                  "2");
    assert_answer(db, "SELECT c FROM thing WHERE a = 5", "short");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_int_equal(rowan_statement_run_array(query, params, 2, 3, &err), ROWAN_DUPLICATE);
    assert_ok(rowan_connection_rollback(db, &err), err);
    rowan_statement_free(query);
    free(params);
}

/* The same statement with one set of values and with many, in turn. */
static void test_arrays_and_single_rows(void **state)
{
    static const size_t counts[] = {1, 3, 1, 1001, 1, 2};
    struct rowan_connection *db = *state;
    struct rowan_statement *query;
    struct rowan_param params[1001 * 2];
    int64_t n = 0;

    make_table(db);
    assert_ok(rowan_statement_new(&query, db, "INSERT INTO thing (a, b) VALUES (?, ?)", &err), err);
    for (size_t i = 0; i < COUNT(counts); i++) {
        for (size_t row = 0; row < counts[i]; row++) {
            params[row * 2] = int_param(n++);
            params[row * 2 + 1] = text_param(row % 2 ? "a word" : "word");
        }
        assert_ok(rowan_statement_run_array(query, params, 2, counts[i], &err), err);
        params[0] = int_param(n++);
        assert_ok(rowan_statement_run(query, params, 2, &err), err);
    }
    rowan_statement_free(query);
    assert_answer(db, "SELECT count(*) FROM thing WHERE b = 'word' OR b = 'a word'", "1015");
}

static void test_errors(void **state)
{
    struct rowan_connection *db = *state;

    make_table(db);
    assert_int_equal(rowan_connection_exec(db, "selekt 1", &err), ROWAN_DATABASE);
    assert_null(strchr(err.message, '['));
    assert_null(strchr(err.message, '\n'));
    assert_int_equal(rowan_connection_exec(db, "SELECT * FROM not_there", &err), ROWAN_CONFIG);
    assert_non_null(strstr(err.message, "not_there"));
    if (!dialect_is(db, "sqlite")) {
        assert_int_equal(rowan_connection_exec(db,
                                               "INSERT INTO thing (a, b) VALUES (1, "
                                               "'123456789012345678901234567890123456789012345678901')",
                                               &err),
                         ROWAN_DATABASE);
        assert_string_equal(err.sqlstate, "22001");
    }
}

/* A constraint that fails at COMMIT is a clean failure, not an unknown outcome. */
static void test_deferred(void **state)
{
    struct rowan_connection *db = *state;

    if (!dialect_is(db, "postgresql"))
        skip();
    make_table(db);
    try_sql(db, "DROP TABLE part");
    run_sql(db, "CREATE TABLE part (a bigint REFERENCES thing DEFERRABLE INITIALLY DEFERRED)");
    assert_ok(rowan_connection_begin(db, &err), err);
    run_sql(db, "INSERT INTO part VALUES (777)");
    assert_int_equal(rowan_connection_commit(db, &err), ROWAN_DATABASE);
    assert_string_equal(err.sqlstate, "23503");
    assert_answer(db, "SELECT count(*) FROM part", "0");
    run_sql(db, "DROP TABLE part");
}

static void set_lock_timeout(struct rowan_connection *db)
{
    if (dialect_is(db, "postgresql"))
        run_sql(db, "SET lock_timeout TO 200");
    else if (dialect_is(db, "mariadb"))
        run_sql(db, "SET innodb_lock_wait_timeout = 1");
    else if (dialect_is(db, "sqlserver"))
        run_sql(db, "SET LOCK_TIMEOUT 200");
}

/* SQLite's patience is part of the connection string. */
static struct rowan_connection *connect_impatient(void)
{
    const char *given = getenv("ROWAN_TEST_CONNECT");
    char with[1000];
    struct rowan_connection *db;

    snprintf(with, sizeof with, "%s;Timeout=200", given);
    setenv("ROWAN_TEST_CONNECT", with, 1);
    db = connect_again();
    with[strlen(with) - strlen(";Timeout=200")] = '\0';
    setenv("ROWAN_TEST_CONNECT", with, 1);
    set_lock_timeout(db);
    return db;
}

static void test_busy(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_connection *other;
    struct rowan_statement *mine, *theirs;

    make_table(db);
    run_sql(db, "INSERT INTO thing (a, b) VALUES (1, 'x')");
    other = connect_impatient();
    mine = prepare(db, "UPDATE thing SET b = 'y' WHERE a = ?");
    theirs = prepare(other, "UPDATE thing SET b = 'z' WHERE a = ?");
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(insert_number(mine, 1), err);
    assert_ok(rowan_connection_begin(other, &err), err);
    assert_int_equal(insert_number(theirs, 1), ROWAN_BUSY);
    assert_ok(rowan_connection_rollback(other, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_ok(rowan_connection_begin(other, &err), err);
    assert_ok(insert_number(theirs, 1), err);
    assert_ok(rowan_connection_commit(other, &err), err);
    assert_answer(db, "SELECT b FROM thing", "z");
    rowan_statement_free(mine);
    rowan_connection_close(other);
}

static void kill_connection(struct rowan_connection *db, struct rowan_connection *victim)
{
    char sql[100];

    if (dialect_is(db, "postgresql"))
        snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%s)", ask(victim, "SELECT pg_backend_pid()"));
    else
        snprintf(sql, sizeof sql, "KILL %s",
                 ask(victim, dialect_is(db, "sqlserver") ? "SELECT @@SPID" : "SELECT connection_id()"));
    assert_ok(rowan_connection_begin(victim, &err), err);
    run_sql(victim, "INSERT INTO thing (a) VALUES (99)");
    run_sql(db, sql);
    usleep(200000);
}

static void test_lost(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_connection *victim;

    if (dialect_is(db, "sqlite"))
        skip();
    make_table(db);
    victim = connect_again();
    kill_connection(db, victim);
    assert_int_equal(rowan_connection_exec(victim, "INSERT INTO thing (a) VALUES (98)", &err), ROWAN_LOST);
    assert_int_equal(rowan_connection_exec(victim, "SELECT 1", &err), ROWAN_LOST);
    assert_memory_equal(err.message, "the connection to the database is lost: ", 40);
    assert_true(strlen(err.message) > 45); /* and how */
    rowan_connection_close(victim);
    assert_answer(db, "SELECT count(*) FROM thing", "0");
}

static void test_lost_at_commit(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_connection *victim;

    if (dialect_is(db, "sqlite"))
        skip();
    make_table(db);
    victim = connect_again();
    kill_connection(db, victim);
    assert_int_equal(rowan_connection_commit(victim, &err), ROWAN_LOST);
    rowan_connection_close(victim);
}

static enum rowan_status open_with(const char *given)
{
    struct rowan_buffer prepared;
    struct rowan_connection *db;
    enum rowan_status st;

    rowan_buffer_init(&prepared);
    assert_ok(rowan_connection_string_prepare(&prepared, given, NULL, &err), err);
    st = rowan_connection_open(&db, prepared.data, ROWAN_SIDE_BOTH, &err);
    rowan_connection_close(db);
    rowan_buffer_clear(&prepared);
    return st;
}

/* The connection string with another value for one of its keys. */
static enum rowan_status open_changed(const char *key, const char *value)
{
    const char *given = getenv("ROWAN_TEST_CONNECT");
    const char *at = strstr(given, key);
    char changed[1000];

    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s%s", (int)(at - given), given, key, value,
             at + strcspn(at, ";"));
    return open_with(changed);
}

static void test_cannot_connect(void **state)
{
    struct rowan_connection *db = *state;

    assert_int_equal(open_with("Driver=No such driver;Server=x"), ROWAN_CONFIG);
    assert_int_equal(open_with("no_such_dsn"), ROWAN_CONFIG);
    if (dialect_is(db, "sqlite")) {
        assert_int_equal(open_changed("Database=", "CMakeLists.txt"), ROWAN_CONFIG);
        return;
    }
    assert_int_equal(open_changed("Database=", "no_such_database"), ROWAN_CONFIG);
    assert_int_equal(open_changed("UID=", "nobody_like_this"), ROWAN_CONFIG);
    assert_int_equal(open_changed("Port=", "1"), ROWAN_LOST);
    assert_null(strstr(err.message, "Port="));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_null_and_empty),
        cmocka_unit_test(test_large_text),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_names_in_utf8),
        cmocka_unit_test(test_kinds_of_expressions),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_transactions),
        cmocka_unit_test(test_failed_transaction),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_arrays_and_single_rows),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_deferred),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_lost_at_commit),
        cmocka_unit_test(test_cannot_connect),
    };

    setlocale(LC_ALL, "");      /* as a host program may: the driver must not care */
    setlocale(LC_NUMERIC, "C"); /* but for this, see docs/embed.md */
    return cmocka_run_group_tests(tests, open_database, close_database);
}
