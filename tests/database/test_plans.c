/*
 * What the database makes of the questions for keys and documents: each is a seek in an index, whatever type
 * a key has, also where it has two columns, and whether source and ledger are one database or two.
 */
#include "database.h"

#include "odbc/sql_text.h"
#include "source/key_list.h"
#include "source/pending_query.h"
#include "target/ledger.h"

enum { ROWS = 10000, PAGE = 500, CHOSEN_KEYS = 50 };

/* A type of a key, and SQL for a value of it that is made of a number. */
struct key_type {
    const char *dialect, *type, *value;
};

static const struct key_type key_types[] = {
    {"postgresql", "bigint", "%s"},
    {"postgresql", "text COLLATE \"de-x-icu\"", "'key ' || %s"},
    {"postgresql", "char(10)", "'key ' || %s"},
    {"postgresql", "uuid", "CAST(md5(CAST(%s AS text)) AS uuid)"}, /* in no order of the rows */
    {"postgresql", "numeric(12,2)", "%s * 1.25"},
    {"mariadb", "BIGINT UNSIGNED", "%s"},
    {"mariadb", "VARCHAR(40) CHARACTER SET latin1", "concat('key ', %s)"},
    {"mariadb", "CHAR(10) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin", "concat('key ', %s)"},
    {"mariadb", "UUID", "concat('00000000-0000-0000-0000-', lpad(hex(%s), 12, '0'))"},
    {"mariadb", "DECIMAL(12,2)", "%s * 1.25"},
    {"sqlite", "BIGINT", "%s"},
    {"sqlite", "TEXT", "'key ' || %s"},
    {"sqlite", "VARCHAR(40) COLLATE NOCASE", "'key ' || %s"},
    {"sqlite", "DECIMAL(12,2)", "%s * 1.25"},
};

/* FROM: a column n, the number of the row. */
static void write_numbers(const struct rowan_connection *db, char *out, size_t size)
{
    const char *format =
        dialect_is(db, "postgresql") ? "generate_series(1, %d) AS t (n)"
        : dialect_is(db, "mariadb")
            ? "(SELECT seq AS n FROM seq_1_to_%d) t"
            : "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d) "
              "SELECT n FROM c) t";

    snprintf(out, size, format, ROWS);
}

static void analyze(struct rowan_connection *db, const char *name)
{
    char sql[60];

    snprintf(sql, sizeof sql, "ANALYZE %s %s", dialect_is(db, "mariadb") ? "TABLE" : "", name);
    if (dialect_is(db, "mariadb"))
        ask(db, sql); /* which answers rows */
    else
        run_sql(db, sql);
}

/* ---- the tables ---- */

static struct rowan_plan *plan; /* whose ledger it is */

/* A key k, and another of two columns, of which k2 is the same for ten rows. */
static void make_documents(struct rowan_connection *db, const struct key_type *type)
{
    char sql[1200], from[300], document[301], first[80], second[80];

    memset(document, 'x', sizeof document - 1);
    document[sizeof document - 1] = '\0';
    try_sql(db, "DROP TABLE plan_docs");
    snprintf(sql, sizeof sql,
             "CREATE TABLE plan_docs (id INTEGER NOT NULL PRIMARY KEY, k %s NOT NULL, k2 %s NOT NULL, "
             "m INTEGER NOT NULL, xml VARCHAR(400))",
             type->type, type->type);
    run_sql(db, sql);
    run_sql(db, "CREATE UNIQUE INDEX plan_docs_1 ON plan_docs (k)");
    run_sql(db, "CREATE UNIQUE INDEX plan_docs_2 ON plan_docs (k2, m)");
    write_numbers(db, from, sizeof from);
    snprintf(first, sizeof first, type->value, "n");
    snprintf(second, sizeof second, type->value, "(n - n % 10)");
    snprintf(sql, sizeof sql, "INSERT INTO plan_docs SELECT n, %s, %s, n, '%s' FROM %s", first, second,
             document, from);
    run_sql(db, sql);
    analyze(db, "plan_docs");
}

static void fill_ledger(struct rowan_connection *db)
{
    static const char *const feeds[] = {"orders", "another"};
    char sql[600], from[300];

    plan = make_plan(true, NULL);
    make_ledger(db);
    write_numbers(db, from, sizeof from);
    for (size_t i = 0; i < COUNT(feeds); i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at) SELECT "
                 "'%s', n, 'loaded', 1, 1, 'r', '2024-01-01 00:00:00' FROM %s",
                 feeds[i], from);
        run_sql(db, sql);
    }
    analyze(db, "rowan_ledger");
}

/* ---- the questions ---- */

static struct rowan_source_column columns[2];
static struct rowan_source_table table;

static void describe_source(size_t key_count)
{
    static char k[] = "k", k2[] = "k2", m[] = "m", name[] = "plan_docs", document[] = "xml";

    columns[0].name = key_count == 1 ? k : k2;
    columns[1].name = m;
    table = (struct rowan_source_table){.name = name,
                                        .document = document,
                                        .columns = columns,
                                        .column_count = key_count,
                                        .key_count = key_count};
}

static void open_query(struct rowan_pending_query *query, struct rowan_connection *db,
                       const struct rowan_range *range, struct rowan_ledger *ledger)
{
    struct rowan_endpoint source = source_of(db, plan);
    struct rowan_pending pending = {.condition = rowan_ledger_condition, .target = ledger};

    assert_ok(rowan_pending_query_open(query, &source, &table, range, ledger ? &pending : NULL, &err), err);
}

/* The keys of all documents, in order. */
static void read_keys(struct rowan_connection *db, struct rowan_key_list *keys)
{
    struct rowan_pending_query query;
    struct rowan_statement *statement;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    bool more = true;
    size_t count;

    open_query(&query, db, NULL, NULL);
    rowan_sql_begin(&sql, rowan_connection_server(db), &text, &err);
    rowan_sql_add(&sql, "SELECT ");
    rowan_key_columns_add_texts(&query.key, &sql);
    rowan_pending_query_add(&query, &sql);
    assert_ok(rowan_statement_prepare(&statement, db, &sql), err);
    assert_ok(rowan_pending_query_params(&query, &count, &err), err);
    assert_ok(rowan_statement_run_page(statement, query.params, count, ROWS, &err), err);
    for (;;) {
        assert_ok(rowan_statement_fetch(statement, &more, &err), err);
        if (!more)
            break;
        assert_ok(rowan_pending_query_read_key(&query, statement, &keys->bytes, &err), err);
        assert_true(rowan_key_list_add(keys));
    }
    assert_true(rowan_key_list_place(keys));
    assert_int_equal(keys->count, ROWS);
    rowan_statement_free(statement);
    rowan_buffer_clear(&text);
    rowan_pending_query_clear(&query);
}

/* What the statement's plan is, a line a row. */
static void read_plan(struct rowan_statement *statement, struct rowan_buffer *out)
{
    struct rowan_slice cell;
    bool more = true;

    out->size = 0;
    for (;;) {
        assert_ok(rowan_statement_fetch(statement, &more, &err), err);
        if (!more)
            break;
        for (size_t i = 0; i < rowan_statement_width(statement); i++) {
            assert_ok(rowan_statement_text(statement, i, &cell, &err), err);
            assert_true(rowan_buffer_append(out, cell.data, cell.size) && rowan_buffer_append_char(out, '|'));
        }
        assert_true(rowan_buffer_append_char(out, '\n'));
    }
    rowan_buffer_string(out);
    rowan_statement_free(statement);
}

static void begin_question(struct rowan_connection *db, struct rowan_sql *sql, struct rowan_buffer *text)
{
    text->size = 0;
    rowan_sql_begin(sql, rowan_connection_server(db), text, &err);
    rowan_sql_add(sql, dialect_is(db, "sqlite") ? "EXPLAIN QUERY PLAN SELECT " : "EXPLAIN SELECT ");
}

/* A page behind a key and up to another: of documents that the ledger lacks, or of keys alone. */
static void explain_page(struct rowan_connection *db, const struct rowan_range *range,
                         struct rowan_ledger *ledger, struct rowan_buffer *out)
{
    struct rowan_pending_query query;
    struct rowan_statement *statement;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    size_t count;

    open_query(&query, db, range, ledger);
    begin_question(db, &sql, &text);
    rowan_key_columns_add_texts(&query.key, &sql);
    rowan_sql_add(&sql, ledger ? ", s.xml" : "");
    rowan_pending_query_add(&query, &sql);
    assert_ok(rowan_statement_prepare(&statement, db, &sql), err);
    assert_ok(rowan_pending_query_params(&query, &count, &err), err);
    assert_ok(rowan_statement_run_page(statement, query.params, count, PAGE, &err), err);
    read_plan(statement, out);
    rowan_buffer_clear(&text);
    rowan_pending_query_clear(&query);
}

/* Documents by their keys. */
static void explain_chosen(struct rowan_connection *db, const struct rowan_key_list *keys,
                           struct rowan_buffer *out)
{
    struct rowan_pending_query query;
    struct rowan_statement *statement;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    size_t count;

    open_query(&query, db, NULL, NULL);
    begin_question(db, &sql, &text);
    rowan_key_columns_add_texts(&query.key, &sql);
    rowan_sql_add(&sql, ", s.xml");
    rowan_pending_query_add_chosen(&query, CHOSEN_KEYS, &sql);
    assert_ok(rowan_statement_prepare(&statement, db, &sql), err);
    assert_ok(
        rowan_pending_query_chosen_params(&query, keys->keys + PAGE, CHOSEN_KEYS, CHOSEN_KEYS, &count, &err),
        err);
    assert_ok(rowan_statement_run(statement, query.params, count, &err), err);
    read_plan(statement, out);
    rowan_buffer_clear(&text);
    rowan_pending_query_clear(&query);
}

/* Which of fifty keys the ledger has, or of a list of them. */
static void explain_filter(struct rowan_connection *db, struct rowan_ledger *ledger, struct rowan_buffer *out)
{
    struct rowan_buffer text = {0}, sql = {0};
    struct rowan_statement *statement;
    struct rowan_param params[200];
    size_t count = 0;

    assert_ok(rowan_ledger_filter_sql(ledger, &sql, &err), err);
    assert_true(
        rowan_buffer_append_slice(&text, dialect_is(db, "sqlite") ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") &&
        rowan_buffer_append_slice(&text, rowan_buffer_string(&sql)));
    for (const char *at = sql.data; (at = strchr(at, '?')); at++, count++)
        params[count] = text_param(count % 2 ? "7" : "orders");
    if (dialect_is(db, "postgresql")) {
        params[0] = text_param("{1,2,3}");
        params[1] = text_param("orders");
    }
    assert_ok(rowan_statement_new(&statement, db, rowan_buffer_string(&text), &err), err);
    assert_ok(rowan_statement_run(statement, params, count, &err), err);
    read_plan(statement, out);
    rowan_buffer_clear(&text);
    rowan_buffer_clear(&sql);
}

/* ---- what their plans must be ---- */

enum question { ONE, KEYS, CHOSEN, FILTER };

/* What a plan has or, behind !, has not. key_count 0: any. */
static const struct expected {
    const char *dialect;
    enum question question;
    size_t key_count;
    const char *words[6];
} all_expected[] = {
    {"postgresql", ONE, 0, {"Index Cond: (", "!Seq Scan", "!Sort", "!Hash", "!Merge"}},
    {"postgresql", ONE, 1, {"using plan_docs_1 on plan_docs s", "!Filter: ((k"}},
    {"postgresql", ONE, 2, {"using plan_docs_2 on plan_docs s", "ROW(", "!Filter: (ROW", "!Filter: ((ROW"}},
    {"postgresql", ONE, 0, {"using rowan_ledger_pkey on rowan_ledger l", "(doc_key = "}},
    {"postgresql", KEYS, 0, {"Index Cond: (", "!Seq Scan", "!Sort", "!Filter"}},
    {"postgresql", KEYS, 1, {"using plan_docs_1 on plan_docs s"}},
    {"postgresql", KEYS, 2, {"using plan_docs_2 on plan_docs s", "ROW("}},
    {"postgresql", CHOSEN, 0, {"plan_docs_", "Index Cond: (", "!Seq Scan"}},
    {"postgresql",
     FILTER,
     0,
     {"using rowan_ledger_pkey on rowan_ledger l", "(doc_key = ", "!Seq Scan", "!Hash"}},
    {"mariadb", ONE, 0, {"|s|range|", "|l|eq_ref|PRIMARY|PRIMARY|", "!filesort", "!temporary"}},
    {"mariadb", KEYS, 0, {"|s|range|", "!filesort", "!temporary"}},
    {"mariadb", CHOSEN, 0, {"|s|range|"}},
    {"mariadb", FILTER, 0, {"|PRIMARY|PRIMARY|", "!|ALL|", "!|index|", "!|range|", "!|ref|"}},
    {"sqlite", ONE, 0, {"SEARCH s USING", "!SCAN", "!TEMP B-TREE"}},
    {"sqlite", ONE, 0, {"SEARCH l USING PRIMARY KEY (feed=? AND doc_key=?)"}},
    {"sqlite", KEYS, 0, {"SEARCH s USING", "!SCAN", "!TEMP B-TREE"}},
    {"sqlite", KEYS, 1, {"(k>?"}},
    {"sqlite", KEYS, 2, {"((k2,m)>(?,?)"}},
    {"sqlite", CHOSEN, 0, {"SEARCH s USING", "!SCAN"}},
    {"sqlite", CHOSEN, 1, {"(k=?)"}},
    {"sqlite", CHOSEN, 2, {"(k2=? AND m=?)"}},
    {"sqlite", FILTER, 0, {"USING PRIMARY KEY (feed=? AND doc_key=?)", "!SCAN rowan"}},
};

static void expect_words(const char *const *words, size_t count, const char *plan_text, const char *what)
{
    for (size_t i = 0; i < count && words[i]; i++) {
        bool wanted = words[i][0] != '!';
        if ((strstr(plan_text, words[i] + !wanted) != NULL) != wanted)
            fail_msg("%s: %s \"%s\" in\n%s", what, wanted ? "no" : "there is", words[i] + !wanted, plan_text);
    }
}

static void expect(struct rowan_connection *db, const struct key_type *type, size_t key_count,
                   enum question question, const char *plan_text)
{
    static const char *const names[] = {"a page", "a page of keys", "documents by their keys", "the ledger"};
    char what[160];

    snprintf(what, sizeof what, "%s, key of %zu, %s", type->type, key_count, names[question]);
    for (size_t i = 0; i < COUNT(all_expected); i++) {
        const struct expected *e = &all_expected[i];
        if (e->question == question && dialect_is(db, e->dialect) &&
            (e->key_count == 0 || e->key_count == key_count))
            expect_words(e->words, COUNT(e->words), plan_text, what);
    }
}

static void try_type(struct rowan_connection *db, const struct key_type *type, size_t key_count)
{
    struct rowan_endpoint target = target_of(db, plan);
    struct rowan_key_list keys = {0};
    struct rowan_buffer out = {0};
    struct rowan_ledger *ledger;
    struct rowan_range range;

    describe_source(key_count);
    read_keys(db, &keys);
    range = (struct rowan_range){.after = keys.keys[ROWS / 4], .to = keys.keys[ROWS / 2]};
    assert_ok(rowan_ledger_open(&ledger, &target, plan, NULL, "r", &err), err);
    for (size_t i = 0; i < 2; i++) { /* a chunk, then all behind a key */
        explain_page(db, &range, ledger, &out);
        expect(db, type, key_count, ONE, out.data);
        explain_page(db, &range, NULL, &out);
        expect(db, type, key_count, KEYS, out.data);
        range.to = (struct rowan_slice){NULL, 0};
    }
    explain_chosen(db, &keys, &out);
    expect(db, type, key_count, CHOSEN, out.data);
    explain_filter(db, ledger, &out);
    expect(db, type, key_count, FILTER, out.data);
    rowan_ledger_close(ledger);
    rowan_key_list_clear(&keys);
    rowan_buffer_clear(&out);
}

static void test_questions_are_seeks(void **state)
{
    struct rowan_connection *db = *state;

    if (dialect_is(db, "sqlserver")) /* it has no statement that explains another one */
        skip();
    for (size_t i = 0; i < COUNT(key_types); i++) {
        if (!dialect_is(db, key_types[i].dialect))
            continue;
        make_documents(db, &key_types[i]);
        for (size_t key_count = 1; key_count <= 2; key_count++)
            try_type(db, &key_types[i], key_count);
    }
    try_sql(db, "DROP TABLE plan_docs");
}

static int open_all(void **state)
{
    int rc = open_database(state);

    if (rc == 0 && !dialect_is(*state, "sqlserver"))
        fill_ledger(*state);
    return rc;
}

static int close_all(void **state)
{
    rowan_plan_free(plan);
    return close_database(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions_are_seeks),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
