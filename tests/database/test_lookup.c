/* Which rows are there already: found by their keys, in the database's own way of being equal, and locked. */
#include "database.h"

#include "target/lookup.h"

#define MANY 1234

static const struct rowan_type integer = {.kind = ROWAN_INTEGER};
static const struct rowan_type text = {.kind = ROWAN_TEXT, .length = 20};
static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2};
static const struct rowan_type moment = {.kind = ROWAN_TIMESTAMP};
static const struct rowan_type day = {.kind = ROWAN_DATE};

/* Rows of two cells each. */
struct pair {
    const char *word; /* NULL: there is none */
    int64_t number;
};

static struct rowan_value pair_cell(const void *context, size_t column, size_t row)
{
    const struct pair *pair = (const struct pair *)context + row;

    if (column == 1)
        return (struct rowan_value){.number = pair->number};
    return (struct rowan_value){.null = !pair->word, .text = rowan_slice_of(pair->word ? pair->word : "")};
}

static struct rowan_lookup *open_lookup(struct rowan_connection *db, const char *table,
                                        const struct rowan_lookup_column *columns, size_t keys, size_t count)
{
    struct rowan_endpoint target = {.db = db};
    struct rowan_catalog_table *found;
    struct rowan_lookup *lookup;

    assert_ok(rowan_catalog_read(&found, db, NULL, table, &err), err);
    assert_non_null(found);
    assert_ok(rowan_lookup_open(&lookup, &target, found, columns, keys, count, true, &err), err);
    rowan_catalog_free(found);
    return lookup;
}

static void assert_text(const struct rowan_lookup *lookup, size_t i, size_t column, const char *wanted)
{
    size_t found = rowan_lookup_found(lookup, i);
    struct rowan_value value;

    assert_true(found != ROWAN_LOOKUP_NONE);
    value = rowan_lookup_cell(lookup, found, column);
    assert_false(value.null);
    assert_false(value.bad);
    assert_int_equal(value.text.size, strlen(wanted));
    assert_memory_equal(value.text.data, wanted, value.text.size);
}

static void assert_none(const struct rowan_lookup *lookup, size_t i)
{
    assert_true(rowan_lookup_found(lookup, i) == ROWAN_LOOKUP_NONE);
}

static void make_table(struct rowan_connection *db)
{
    try_sql(db, "DROP TABLE found");
    run_sql(db, "CREATE TABLE found (word VARCHAR(20) NOT NULL, no INTEGER NOT NULL, price DECIMAL(12,4), "
                "at TIMESTAMP NULL, day DATE, note VARCHAR(30), PRIMARY KEY (word, no))");
}

static const struct rowan_lookup_column all[] = {{"word", &text}, {"no", &integer}, {"price", &money},
                                                 {"at", &moment}, {"day", &day},    {"note", &text}};

static void test_cells(void **state)
{
    struct rowan_connection *db = *state;
    static const struct pair rows[] = {{"b", 2}, {"a", 1}, {"b", 1}, {"a", 1}, {"c", 7}, {NULL, 1}};
    struct rowan_lookup *lookup;

    make_table(db);
    run_sql(db, "INSERT INTO found VALUES ('a', 1, 1.5, '2024-03-05 10:00:00', '2024-03-05', 'it''s %')");
    run_sql(db, "INSERT INTO found VALUES ('b', 1, NULL, NULL, NULL, '')");
    run_sql(db, "INSERT INTO found VALUES ('c', 6, NULL, NULL, NULL, NULL)");
    lookup = open_lookup(db, "found", all, 2, COUNT(all));
    assert_ok(rowan_connection_begin(db, &err), err);
    run_sql(db, "UPDATE found SET price = NULL WHERE no = -1"); /* as a transaction that has written */
    assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 0, COUNT(rows), &err), err);
    assert_none(lookup, 0);
    assert_text(lookup, 1, 0, "a");
    assert_text(lookup, 1, 2, "1.50");
    assert_text(lookup, 1, 4, "2024-03-05");
    assert_text(lookup, 1, 5, "it's %");
    assert_int_equal(rowan_lookup_cell(lookup, rowan_lookup_found(lookup, 1), 1).number, 1);
    assert_memory_equal(rowan_lookup_cell(lookup, rowan_lookup_found(lookup, 1), 3).text.data,
                        "2024-03-05 10:00:00", 19);
    assert_true(rowan_lookup_cell(lookup, rowan_lookup_found(lookup, 2), 2).null);
    assert_text(lookup, 2, 5, "");
    assert_int_equal(rowan_lookup_found(lookup, 3), rowan_lookup_found(lookup, 1));
    assert_none(lookup, 4);
    assert_none(lookup, 5);
    /* Keys in their order: NULL, a 1, b 1, b 2, c 7. */
    assert_int_equal(rowan_lookup_keys(lookup), 5);
    assert_int_equal(rowan_lookup_key(lookup, 5), 0);
    assert_int_equal(rowan_lookup_key(lookup, 1), 1);
    assert_int_equal(rowan_lookup_key(lookup, 3), 1);
    assert_int_equal(rowan_lookup_key(lookup, 2), 2);
    assert_int_equal(rowan_lookup_key(lookup, 0), 3);
    /* A part of the rows, and none. */
    assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 2, 4, &err), err);
    assert_text(lookup, 0, 0, "b");
    assert_text(lookup, 1, 0, "a");
    assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 2, 2, &err), err);
    assert_ok(rowan_connection_rollback(db, &err), err);
    rowan_lookup_close(lookup);
}

/* More keys than one statement has; every second one is there. */
static void test_many(void **state)
{
    struct rowan_connection *db = *state;
    struct pair *rows = calloc(MANY, sizeof *rows);
    struct rowan_lookup *lookup;
    char sql[100];

    make_table(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    for (int i = 0; i < MANY; i++) {
        rows[i] = (struct pair){i % 3 ? "x" : "y", (i * 7919) % MANY};
        if (i % 2)
            continue;
        snprintf(sql, sizeof sql, "INSERT INTO found (word, no, note) VALUES ('%s', %d, 'n%d')", rows[i].word,
                 (int)rows[i].number, i);
        run_sql(db, sql);
    }
    lookup = open_lookup(db, "found", all, 2, COUNT(all));
    assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 0, MANY, &err), err);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(sql, sizeof sql, "n%zu", i);
        if (i % 2)
            assert_none(lookup, i);
        else
            assert_text(lookup, i, 5, sql);
    }
    assert_ok(rowan_connection_rollback(db, &err), err);
    rowan_lookup_close(lookup);
    free(rows);
}

/* A column of the database's own collation: what its unique index takes for one is found. */
static void test_collation(void **state)
{
    struct rowan_connection *db = *state;
    static const struct rowan_lookup_column columns[] = {{"word", &text}, {"no", &integer}};
    static const struct pair rows[] = {{"Ab", 0}, {"aB", 0}, {"b", 0}, {"C", 0}, {"c", 0}};
    struct rowan_lookup *lookup;

    try_sql(db, "DROP TABLE found");
    if (dialect_is(db, "mariadb"))
        run_sql(db,
                "CREATE TABLE found (word VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, no INTEGER)");
    else if (dialect_is(db, "sqlite"))
        run_sql(db, "CREATE TABLE found (word TEXT COLLATE NOCASE PRIMARY KEY, no INTEGER)");
    else
        return;
    run_sql(db, "INSERT INTO found VALUES ('ab', 1)");
    run_sql(db, "INSERT INTO found VALUES ('C', 3)");
    lookup = open_lookup(db, "found", columns, 1, 2);
    assert_ok(rowan_connection_begin(db, &err), err);
    run_sql(db, "UPDATE found SET no = 0 WHERE no = -1");
    assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 0, COUNT(rows), &err), err);
    assert_text(lookup, 0, 0, "ab");
    assert_text(lookup, 1, 0, "ab");
    assert_none(lookup, 2);
    assert_text(lookup, 3, 0, "C");
    assert_text(lookup, 4, 0, "C");
    assert_ok(rowan_connection_rollback(db, &err), err);
    rowan_lookup_close(lookup);
}

/* SQLite has one writer, and Babelfish passes over SQL Server's words for locks. */
static bool obeys_locks(struct rowan_connection *db)
{
    if (dialect_is(db, "sqlserver"))
        return !strstr(ask(db, "SELECT @@VERSION"), "Babelfish");
    return dialect_is(db, "postgresql") || dialect_is(db, "mariadb");
}

/* Another transaction cannot change what was found, nor is it kept from other rows. */
static void test_locks(void **state)
{
    struct rowan_connection *db = *state, *rival;
    static const struct pair rows[] = {{"a", 1}, {"q", 1}};
    struct rowan_statement *query;
    struct rowan_lookup *lookup;

    make_table(db);
    if (obeys_locks(db)) {
        run_sql(db, "INSERT INTO found (word, no) VALUES ('a', 1)");
        run_sql(db, "INSERT INTO found (word, no) VALUES ('b', 1)");
        lookup = open_lookup(db, "found", all, 2, COUNT(all));
        if (rowan_connection_dialect(db)->lookup.isolation)
            run_sql(db, rowan_connection_dialect(db)->lookup.isolation);
        assert_ok(rowan_connection_begin(db, &err), err);
        assert_ok(rowan_lookup_rows(lookup, pair_cell, rows, 0, COUNT(rows), &err), err);
        rival = connect_again();
        run_sql(rival, dialect_is(db, "mariadb")     ? "SET SESSION innodb_lock_wait_timeout = 1"
                       : dialect_is(db, "sqlserver") ? "SET LOCK_TIMEOUT 300"
                                                     : "SET lock_timeout = '300ms'");
        run_sql(rival, "UPDATE found SET note = 'x' WHERE word = 'b'");
        run_sql(rival, "INSERT INTO found (word, no) VALUES ('p', 1)");
        assert_ok(rowan_statement_new(&query, rival, "UPDATE found SET note = 'x' WHERE word = 'a'", &err),
                  err);
        assert_int_equal(rowan_statement_run(query, NULL, 0, &err), ROWAN_BUSY);
        rowan_connection_close(rival);
        assert_ok(rowan_connection_rollback(db, &err), err);
        rowan_lookup_close(lookup);
    }
}

/* What is no key, or not there. */
static void test_refused(void **state)
{
    struct rowan_connection *db = *state;
    static const struct rowan_type real = {.kind = ROWAN_DOUBLE};
    static const struct rowan_lookup_column lacking[] = {{"nothing", &text}}, inexact[] = {{"ratio", &real}};
    struct rowan_endpoint target = {.db = db};
    struct rowan_catalog_table *found;
    struct rowan_lookup *lookup;

    try_sql(db, "DROP TABLE found");
    run_sql(db, "CREATE TABLE found (word VARCHAR(20), ratio DOUBLE PRECISION)");
    assert_ok(rowan_catalog_read(&found, db, NULL, "found", &err), err);
    assert_int_equal(rowan_lookup_open(&lookup, &target, found, lacking, 1, 1, false, &err), ROWAN_MAPPING);
    assert_string_equal(err.message, "table found: the table \"found\" has no column \"nothing\"");
    assert_null(lookup);
    assert_int_equal(rowan_lookup_open(&lookup, &target, found, inexact, 1, 1, false, &err), ROWAN_MAPPING);
    assert_non_null(strstr(err.message, "rows are not found by it"));
    rowan_catalog_free(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells), cmocka_unit_test(test_many),    cmocka_unit_test(test_collation),
        cmocka_unit_test(test_locks), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, open_database, close_database);
}
