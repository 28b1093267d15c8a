/* What a conflict rule makes of rows: which are inserted, updated and kept, and what is no rival. */
#include "database.h"

#include "plan/plan_table.h"
#include "target/conflict_rows.h"

enum { NO, NAME, AS_OF, DATA, COLUMNS };

/* Names of a plan are not constant. */
static char no[] = "no", name[] = "name", as_of[] = "as_of", data[] = "data", shared[] = "shared";

static struct rowan_column columns[COLUMNS] = {
    [NO] = {.name = no, .type = {.kind = ROWAN_INTEGER}, .is_key = true},
    [NAME] = {.name = name, .type = {.kind = ROWAN_TEXT, .length = 20}},
    [AS_OF] = {.name = as_of, .type = {.kind = ROWAN_DATE}},
    [DATA] = {.name = data, .type = {.kind = ROWAN_BINARY, .length = 20}},
};
static size_t key[] = {NO};
static struct rowan_table table = {
    .name = shared, .columns = columns, .column_count = COLUMNS, .key = key, .key_count = 1, .newest = AS_OF};

struct row {
    int64_t no;
    const char *name, *as_of, *data; /* NULL: there is none */
};

static struct rowan_value row_cell(const void *context, size_t column, size_t i)
{
    const struct row *row = (const struct row *)context + i;
    const char *const texts[COLUMNS] = {NULL, row->name, row->as_of, row->data};

    if (column == NO)
        return (struct rowan_value){.number = row->no};
    return (struct rowan_value){.null = !texts[column],
                                .text = rowan_slice_of(texts[column] ? texts[column] : "")};
}

/* The table, and what writes it. */
struct fixture {
    struct rowan_connection *db;
    struct rowan_column_sets *sets;
    struct rowan_conflict_rows *conflict;
    struct rowan_conflict_counts counts;
};

static void open_fixture(struct fixture *f, struct rowan_connection *db, enum rowan_conflict rule)
{
    static const bool omittable[COLUMNS];
    struct rowan_insert_column insert[COLUMNS] = {{.name = "no", .integer = true},
                                                  {.name = "name"},
                                                  {.name = "as_of", .plain = true},
                                                  {.name = "data", .binary = true}};
    struct rowan_endpoint target = {.db = db};
    struct rowan_catalog_table *found;
    struct rowan_inserter *inserter;

    memset(f, 0, sizeof *f);
    f->db = db;
    table.conflict = rule;
    assert_ok(rowan_catalog_read(&found, db, NULL, "shared", &err), err);
    assert_non_null(found);
    assert_ok(rowan_insert_open(&inserter, db, NULL, found, insert, COLUMNS, &err), err);
    assert_ok(rowan_column_sets_open(&f->sets, inserter, omittable, false, &err), err);
    assert_ok(rowan_conflict_rows_open(&f->conflict, &target, &table, found, inserter, f->sets, &err), err);
    rowan_catalog_free(found);
}

static void close_fixture(struct fixture *f)
{
    rowan_conflict_rows_close(f->conflict);
    rowan_column_sets_close(f->sets);
}

static void make_table(struct rowan_connection *db)
{
    try_sql(db, "DROP TABLE shared");
    run_sql(
        db,
        dialect_is(db, "postgresql")
            ? "CREATE TABLE shared (no INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE, as_of DATE, data bytea)"
            : "CREATE TABLE shared (no INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE, as_of DATE, data BLOB)");
}

static enum rowan_status write(struct fixture *f, const struct row *rows, size_t count, bool one_by_one)
{
    enum rowan_status st;

    memset(&f->counts, 0, sizeof f->counts);
    assert_ok(rowan_connection_begin(f->db, &err), err);
    run_sql(f->db, "UPDATE shared SET no = no WHERE no = -1"); /* as a transaction that has written */
    st = rowan_conflict_rows_write(f->conflict, row_cell, rows, NULL, 0, count, one_by_one, &f->counts, &err);
    if (st == ROWAN_OK)
        assert_ok(rowan_connection_commit(f->db, &err), err);
    else
        assert_ok(rowan_connection_rollback(f->db, &err), err);
    return st;
}

static void assert_counts(const struct fixture *f, int inserted, int updated, int kept)
{
    assert_int_equal(f->counts.inserted, inserted);
    assert_int_equal(f->counts.updated, updated);
    assert_int_equal(f->counts.kept, kept);
}

static void newest(struct rowan_connection *db, bool one_by_one)
{
    static const struct row first[] = {
        {2, "b", "2024-01-02", "x"}, {1, "a", NULL, NULL}, {2, "c", "2024-01-01", NULL}};
    static const struct row then[] = {
        {2, "d", "2024-01-02", "x"}, {1, NULL, NULL, NULL}, {3, "e", NULL, "\001"}};
    static const struct row again[] = {{3, "e", NULL, "y"}, {2, "d", "2024-01-02", "z"}};
    struct fixture f;

    make_table(db);
    open_fixture(&f, db, ROWAN_CONFLICT_NEWEST);
    assert_ok(write(&f, first, COUNT(first), one_by_one), err);
    assert_counts(&f, 2, 0, 1);
    assert_answer(db, "SELECT name FROM shared WHERE no = 2", "b");
    /* as old, and greater in a column behind; and a NULL is less */
    assert_ok(write(&f, then, COUNT(then), one_by_one), err);
    assert_counts(&f, 1, 1, 1);
    assert_answer(db, "SELECT name FROM shared WHERE no = 2", "d");
    assert_answer(db, "SELECT name FROM shared WHERE no = 1", "a");
    /* bytes are not compared */
    assert_ok(write(&f, again, COUNT(again), one_by_one), err);
    assert_counts(&f, 0, 0, 2);
    close_fixture(&f);
}

static void test_newest(void **state)
{
    newest(*state, false);
    newest(*state, true);
}

/* A row whose other columns are not compared is written anew, though the database may find nothing to change.
 */
static void test_update(void **state)
{
    struct rowan_connection *db = *state;
    static const struct row rows[] = {
        {1, "a", "2024-01-01", "x"}, {1, "b", "2024-01-01", "x"}, {2, "c", NULL, NULL}};
    struct fixture f;

    make_table(db);
    open_fixture(&f, db, ROWAN_CONFLICT_UPDATE);
    assert_ok(write(&f, rows, COUNT(rows), false), err);
    assert_counts(&f, 2, 0, 1);
    assert_answer(db, "SELECT name FROM shared WHERE no = 1", "b");
    assert_ok(write(&f, rows + 1, 2, false), err);
    assert_counts(&f, 0, 2, 0);
    assert_ok(write(&f, rows, 1, false), err);
    assert_answer(db, "SELECT name FROM shared WHERE no = 1", "a");
    close_fixture(&f);
}

/* Another unique index refuses the row: nobody has inserted its key. */
static void test_no_rival(void **state)
{
    struct rowan_connection *db = *state;
    static const struct row rows[] = {{1, "a", NULL, NULL}}, other[] = {{2, "a", NULL, NULL}};
    struct fixture f;
    bool rival = true;

    make_table(db);
    open_fixture(&f, db, ROWAN_CONFLICT_SKIP);
    assert_ok(write(&f, rows, 1, false), err);
    assert_int_equal(write(&f, other, 1, false), ROWAN_DUPLICATE);
    assert_ok(rowan_conflict_rows_rival(f.conflict, row_cell, other, &rival, &err), err);
    assert_false(rival);
    run_sql(db, "INSERT INTO shared (no, name) VALUES (2, 'z')"); /* now somebody has */
    assert_ok(rowan_conflict_rows_rival(f.conflict, row_cell, other, &rival, &err), err);
    assert_true(rival);
    close_fixture(&f);
}

/* A trigger that leaves the row as it was is no success. */
static void test_silent(void **state)
{
    struct rowan_connection *db = *state;
    static const struct row rows[] = {{1, "a", "2024-01-01", NULL}}, newer[] = {{1, "b", "2024-01-02", NULL}};
    struct fixture f;

    if (dialect_is(db, "sqlserver")) /* it counts rows that a trigger keeps as they are */
        skip();
    make_table(db);
    open_fixture(&f, db, ROWAN_CONFLICT_NEWEST);
    assert_ok(write(&f, rows, 1, false), err);
    if (dialect_is(db, "postgresql"))
        run_sql(db, "CREATE RULE silent AS ON UPDATE TO shared WHERE old.no = 1 DO INSTEAD NOTHING");
    else if (dialect_is(db, "mariadb"))
        run_sql(db, "CREATE TRIGGER silent BEFORE UPDATE ON shared FOR EACH ROW SET NEW.name = OLD.name, "
                    "NEW.as_of = "
                    "OLD.as_of");
    else
        run_sql(db, "CREATE TRIGGER silent BEFORE UPDATE ON shared BEGIN SELECT RAISE(IGNORE); END");
    assert_int_equal(write(&f, newer, 1, false), ROWAN_DATABASE);
    assert_non_null(strstr(err.message, "changed 0 of 1 rows without an error"));
    assert_answer(db, "SELECT name FROM shared WHERE no = 1", "a");
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newest),
        cmocka_unit_test(test_update),
        cmocka_unit_test(test_no_rival),
        cmocka_unit_test(test_silent),
    };
    return cmocka_run_group_tests(tests, open_database, close_database);
}
