/* How the rows of a document are found again, and the statements that delete them, of each database. */
#include "language/mapping_case.h"

#include "odbc/server.h"
#include "plan/document_rows.h"
#include "target/erase_sql.h"

/* Tables o, l and n, each the parent of the next, with these columns. */
#define TABLES(key, o, l, n)                                                                                 \
    "return mapping { source = { table = 'd', key = " key ", document = 'x' }, into 'o' { each = '/r', "     \
    "key = { 'no' }, columns = { no = text(9) '@no', " o " }, children = { into 'l' { each = 'l', "          \
    "key = { 'no', 'i' }, columns = { no = parent 'no', i = position(), " l " }, children = { into 'n' { "   \
    "each = 'n', columns = { no = parent 'no', i = parent 'i', v = integer '@v', " n " } } } } } } }"

/* The head of the mapping comes first, its tables are a list: the word may stand anywhere. */
#define LINEAGE(mapping)                                                                                     \
    "local mapping_of = mapping; local mapping = function(m) m.lineage = true; "                             \
    "return mapping_of(m) end; " mapping

/* "key parent -": of each table in turn. */
static const char *found_by(const char *text)
{
    static char shown[200];
    struct loaded l;
    size_t used = 0;

    load_mapping(&l, text);
    for (size_t i = 0; i < l.mapping->plan->table_count; i++) {
        static const char *const names[] = {"-", "key", "lineage", "parent"};
        struct rowan_document_rows rows = rowan_document_rows(l.mapping->plan, i);
        used += (size_t)snprintf(shown + used, sizeof shown - used, "%s%s", i ? " " : "", names[rows.by]);
        if (rows.changed)
            used += (size_t)snprintf(shown + used, sizeof shown - used, "(%s)", rows.changed->name);
    }
    unload(&l);
    return shown;
}

static void test_found(void **state)
{
    (void)state;
    assert_string_equal(found_by(TABLES("'id'", "s = source 'id'", "", "")), "key parent parent");
    assert_string_equal(found_by(TABLES("'id'", "", "", "")), "- - -");
    assert_string_equal(found_by(TABLES("'id'", "s = source 'id'", "s = parent 's'", "")), "key key parent");
    assert_string_equal(found_by(TABLES("'id'", "", "", "s = source 'id'")), "- - key");
    assert_string_equal(found_by(TABLES("{ bigint 'a', text(5) 'b' }", "a = source 'a', b = source 'b'",
                                        "a = parent 'a', b = source 'b'", "b = source 'b'")),
                        "key key parent");
    assert_string_equal(found_by(TABLES("{ bigint 'a', text(5) 'b' }", "a = source 'a'", "", "")), "- - -");
}

/* With lineage = true what is not found otherwise is recorded: no more than that. */
static void test_recorded(void **state)
{
    (void)state;
    assert_string_equal(found_by(LINEAGE(TABLES("'id'", "", "", ""))), "lineage parent parent");
    assert_string_equal(found_by(LINEAGE(TABLES("'id'", "", "s = source 'id'", ""))), "lineage key parent");
    assert_string_equal(found_by(LINEAGE(TABLES("'id'", "s = source 'id'", "", ""))), "key parent parent");
}

/* A key that is cut, rounded, changed, or that something else may stand in for is none. */
static void test_changed(void **state)
{
    static const char *const changed[] = {
        "s = text(9) { source 'id', trim = true }",
        "s = text(9) { source 'id', too_long = 'cut' }",
        "s = text(9) { source 'id', via = lower }",
        "s = text(9) { source 'id', default = 'x' }",
        "s = text(9) { source 'id', null_if = 'x' }",
        "s = integer { source 'id', rounding = 'half_up' }",
        "s = boolean { source 'id' }",
        "s = double { source 'id' }",
        "s = enum { a = 'b' } { source 'id' }",
    };
    static const char *const kept[] = {
        "s = text(9) { source 'id' }", "s = text { source 'id' }",          "s = bigint { source 'id' }",
        "s = uuid { source 'id' }",    "s = decimal(9, 2) { source 'id' }",
    };
    char text[1000];

    (void)state;
    for (size_t i = 0; i < COUNT(changed) + COUNT(kept); i++) {
        bool keeps = i >= COUNT(changed);
        snprintf(text, sizeof text,
                 "return mapping { source = { table = 'd', key = 'id', document = 'x' }, into 'o' { "
                 "each = '/r', columns = { %s } } }",
                 keeps ? kept[i - COUNT(changed)] : changed[i]);
        assert_string_equal(found_by(text), keeps ? "key" : "-(s)");
    }
}

/* ---- statements ---- */

/* Columns of o, l and n as they are in the database, all texts but i and v. */
static struct rowan_catalog_column text_column(const char *name)
{
    return (struct rowan_catalog_column){.name = (char *)(uintptr_t)name,
                                         .type_name = (char *)(uintptr_t) "varchar",
                                         .cast_type = (char *)(uintptr_t) "pg_catalog.\"varchar\"",
                                         .holds = ROWAN_HOLDS_TEXT};
}

static struct rowan_catalog_column integer_column(const char *name)
{
    return (struct rowan_catalog_column){.name = (char *)(uintptr_t)name,
                                         .type_name = (char *)(uintptr_t) "bigint",
                                         .cast_type = (char *)(uintptr_t) "pg_catalog.int8",
                                         .holds = ROWAN_HOLDS_INTEGER,
                                         .bits = 64};
}

static const char *statement(const char *dialect, const char *text, size_t table, const char *schema)
{
    static char shown[600];
    struct rowan_catalog_column o[] = {text_column("no"), text_column("s"), integer_column("k")};
    struct rowan_catalog_table tables[] = {
        {.name = (char *)(uintptr_t) "o", .columns = o, .column_count = COUNT(o)},
        {.name = (char *)(uintptr_t) "l", .columns = o, .column_count = COUNT(o)},
        {.name = (char *)(uintptr_t) "n", .columns = o, .column_count = COUNT(o)},
    };
    struct rowan_catalog_table *list[] = {&tables[0], &tables[1], &tables[2]};
    struct rowan_catalog catalog = {list, COUNT(list)};
    const struct rowan_dialect *found = rowan_dialect_named(dialect);
    struct rowan_server server = {.dialect = found, .quote = found->quote ? found->quote : '"'};
    struct rowan_buffer out = {0};
    struct rowan_error err = {0};
    struct rowan_erase erase;
    struct loaded l;

    load_mapping(&l, text);
    assert_ok(rowan_erase_sql(&erase, &server, &out, schema, l.mapping->plan, table, &catalog, true, 1, &err),
              err);
    snprintf(shown, sizeof shown, "%zu: %s", erase.count, out.data);
    rowan_buffer_clear(&out);
    unload(&l);
    return shown;
}

static void test_statements(void **state)
{
    static const char integers[] = TABLES("bigint 'id'", "k = source 'id'", "", "");
    static const char texts[] = TABLES("text(9) 'id'", "s = source 'id'", "", "");
    static const char both[] =
        TABLES("{ bigint 'a', text(9) 'b' }", "k = source 'a', s = source 'b'", "", "");

    (void)state;
    assert_string_equal(statement("postgresql", integers, 0, "w"),
                        "1: DELETE FROM \"w\".\"o\" WHERE \"k\" = CAST(? AS pg_catalog.int8)");
    assert_string_equal(
        statement("postgresql", texts, 1, NULL),
        "1: DELETE FROM \"l\" WHERE \"no\" IN (SELECT t1.\"no\" FROM \"o\" t1 WHERE t1.\"s\" = "
        "CAST(? AS pg_catalog.\"varchar\"))");
    assert_string_equal(
        statement("sqlite", both, 2, NULL),
        "3: DELETE FROM \"n\" WHERE (\"no\", \"i\") IN (SELECT t1.\"no\", t1.\"i\" FROM \"l\" t1 WHERE "
        "t1.\"no\" IN (SELECT t2.\"no\" FROM \"o\" t2 WHERE t2.\"k\" = ? AND t2.\"s\" = ? AND "
        "CAST(t2.\"s\" AS TEXT) COLLATE BINARY = ?))");
    assert_string_equal(
        statement("mariadb", both, 2, "w"),
        "3: DELETE t0 FROM `w`.`n` t0 INNER JOIN `w`.`l` t1 ON t1.`no` = t0.`no` AND t1.`i` = t0.`i` INNER "
        "JOIN `w`.`o` t2 ON t2.`no` = t1.`no` WHERE t2.`k` = ? AND t2.`s` = ? AND CAST(t2.`s` AS CHAR "
        "CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin = ?");
    assert_string_equal(statement("sqlserver", integers, 1, "w"),
                        "1: DELETE t0 FROM [w].[l] t0 INNER JOIN [w].[o] t1 ON t1.[no] = t0.[no] WHERE "
                        "t1.[k] = ?");
    assert_string_equal(statement("generic", texts, 0, NULL), "1: DELETE FROM \"o\" WHERE \"s\" = ?");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_statements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
