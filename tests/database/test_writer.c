/* Whole documents: all rows and the ledger row, or nothing; and the catalogue's view of a plan. */
#include "database.h"

#include "schema/check.h"
#include "source/pager.h"
#include "target/writer.h"
#include "xml/parser.h"

static struct rowan_plan *plan;
static struct rowan_rows *rows;
static struct rowan_parser *parser;

static const char nasty[] = "a \"b\" \\c\\ {d,e} NULL 'f' ? \xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e";

static void open_rows(struct rowan_connection *db)
{
    make_ledger(db);
    make_tables(db, plan);
    rowan_rows_reset(rows);
}

/* One document under this key, with so many lines. */
static void add_document(const char *key, const char *head, int lines)
{
    struct rowan_buffer xml;
    const struct rowan_document *document;
    struct rowan_slice columns = rowan_slice_of(key);

    rowan_buffer_init(&xml);
    assert_true(rowan_buffer_append_slice(&xml, head));
    for (int i = 0; i < lines; i++)
        assert_true(rowan_buffer_format(&xml, "<line sku='sku-%d'/>", i));
    assert_true(rowan_buffer_append_slice(&xml, "</order>"));
    assert_ok(rowan_parser_text(parser, terminated(&xml), &document, &err), err);
    assert_ok(rowan_rows_add(rows, document, &columns, &err), err);
    rowan_buffer_clear(&xml);
}

static struct rowan_entry entry_of(const char *key, size_t document)
{
    int64_t sent = (int64_t)rowan_rows_total(rows, document, document + 1);

    return (struct rowan_entry){.key = rowan_slice_of(key), .sent = sent, .stored = sent};
}

static void open_writer(struct rowan_connection *db, struct rowan_ledger **ledger,
                        struct rowan_writer **writer)
{
    struct rowan_endpoint target = target_of(db, plan);

    assert_ok(rowan_ledger_open(ledger, &target, plan, NULL, "r", &err), err);
    assert_ok(rowan_writer_open(writer, &target, plan, *ledger, &err), err);
}

static enum rowan_status write_all(struct rowan_writer *writer, const struct rowan_rows *all, size_t first,
                                   size_t last, struct rowan_entry *entries, struct rowan_error *why)
{
    enum rowan_status st = rowan_writer_insert(writer, all, first, last, entries, why);

    return st == ROWAN_OK ? rowan_writer_commit(writer, all, why) : st;
}

static void test_group(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entries[3];
    /* A decimal of some databases is a number of 15 digits, and has no zeros at its end. */
    bool is_number = rowan_connection_dialect(db)->text_decimal != NULL;
    const char *price = is_number ? "12345678901.7891" : "1234567890123456.7891";
    char head[300];

    open_rows(db);
    snprintf(head, sizeof head, "<order day='2024-02-29' flag='true'><note>%s</note><price>%s</price>", nasty,
             price);
    add_document("1", head, 3);
    add_document("2", "<order flag='0'>", 0);
    add_document("3", "<order><note>NULL</note><price>-0.5</price>", 700);
    entries[0] = entry_of("1", 0);
    entries[1] = entry_of("2", 1);
    entries[2] = entry_of("3", 2);
    open_writer(db, &ledger, &writer);
    assert_ok(write_all(writer, rows, 0, 3, entries, &err), err);
    assert_answer(db, "SELECT count(*) FROM order_line", "703");
    assert_answer(db, "SELECT count(*) FROM order_line l JOIN customer_order o ON o.id = l.order_id", "703");
    assert_answer(db, "SELECT note FROM customer_order WHERE id = 1", nasty);
    assert_answer(db, "SELECT price FROM customer_order WHERE id = 1", price);
    assert_answer(db, "SELECT price FROM customer_order WHERE id = 3", is_number ? "-0.5" : "-0.5000");
    assert_answer(db, "SELECT day FROM customer_order WHERE id = 1", "2024-02-29");
    assert_answer(db,
                  dialect_is(db, "sqlserver") ? "SELECT count(*) FROM customer_order WHERE flag = 1"
                                              : "SELECT count(*) FROM customer_order WHERE flag",
                  "1");
    assert_answer(db,
                  dialect_is(db, "sqlserver") ? "SELECT count(*) FROM customer_order WHERE flag = 0"
                                              : "SELECT count(*) FROM customer_order WHERE NOT flag",
                  "1");
    assert_answer(
        db, "SELECT count(*) FROM customer_order WHERE note IS NULL AND price IS NULL AND day IS NULL", "1");
    assert_answer(db, "SELECT note FROM customer_order WHERE id = 3", "NULL");
    assert_answer(db, "SELECT sku FROM order_line WHERE order_id = 3 AND line_no = 700", "sku-699");
    assert_answer(db, "SELECT stored FROM rowan_ledger WHERE doc_key = '3'", "701");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

static void test_part_of_a_group(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entry;

    open_rows(db);
    add_document("1", "<order>", 2);
    add_document("2", "<order>", 3);
    add_document("3", "<order>", 4);
    open_writer(db, &ledger, &writer);
    entry = entry_of("2", 1);
    assert_ok(write_all(writer, rows, 1, 2, &entry, &err), err);
    assert_answer(db, "SELECT min(id) FROM customer_order", "2");
    assert_answer(db, "SELECT count(*) FROM customer_order", "1");
    assert_answer(db, "SELECT count(*) FROM order_line WHERE order_id = 2", "3");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

/* A rival's ledger row, a rival's target row, and a value that is refused: each leaves nothing behind. */
static void test_nothing_of_a_failure(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entries[2];

    open_rows(db);
    add_document("1", "<order>", 2);
    add_document("2", "<order>", 2);
    entries[0] = entry_of("1", 0);
    entries[1] = entry_of("2", 1);
    open_writer(db, &ledger, &writer);
    assert_ok(write_all(writer, rows, 1, 2, &entries[1], &err), err);
    assert_int_equal(write_all(writer, rows, 0, 2, entries, &err), ROWAN_DUPLICATE);
    assert_string_equal(err.reason, "ledger");
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "1");
    run_sql(db, "DELETE FROM rowan_ledger");
    assert_int_equal(write_all(writer, rows, 0, 2, entries, &err), ROWAN_DUPLICATE);
    assert_string_equal(err.reason, "database");
    assert_non_null(strstr(err.message, "customer_order"));
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "0");
    assert_answer(db, "SELECT count(*) FROM customer_order", "1");
    assert_ok(write_all(writer, rows, 0, 1, entries, &err), err);
    assert_answer(db, "SELECT count(*) FROM order_line", "4");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

static void test_refused_by_database(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entries[2];

    open_rows(db);
    run_sql(db, "DROP TABLE order_line");
    run_sql(db, "CREATE TABLE order_line (order_id BIGINT, line_no INTEGER, sku VARCHAR(20), "
                "CHECK (sku <> 'sku-1'))");
    add_document("1", "<order>", 1);
    add_document("2", "<order>", 2);
    entries[0] = entry_of("1", 0);
    entries[1] = entry_of("2", 1);
    open_writer(db, &ledger, &writer);
    assert_int_equal(write_all(writer, rows, 0, 2, entries, &err), ROWAN_DATABASE);
    assert_non_null(strstr(err.message, "table order_line"));
    assert_answer(db, "SELECT count(*) FROM customer_order", "0");
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "0");
    assert_ok(write_all(writer, rows, 0, 1, entries, &err), err);
    assert_answer(db, "SELECT count(*) FROM order_line", "1");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

/* What a database would cut or round in silence is refused by us: blanks at the end, digits of a second. */
static void test_nothing_is_cut(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entries[2];

    open_rows(db);
    run_sql(db, "DROP TABLE order_line");
    run_sql(db, "DROP TABLE customer_order");
    run_sql(
        db,
        "CREATE TABLE customer_order (id BIGINT PRIMARY KEY, note VARCHAR(3), price DECIMAL(20,4), day DATE, "
        "flag BOOLEAN)");
    run_sql(db, "CREATE TABLE order_line (order_id BIGINT, line_no INTEGER, sku VARCHAR(20))");
    add_document("1", "<order><note>ab     .</note>", 0);
    add_document("2", "<order><note>\xc3\xa4\xc3\xa4\xc3\xa4</note>", 0);
    entries[0] = entry_of("1", 0);
    entries[1] = entry_of("2", 1);
    open_writer(db, &ledger, &writer);
    assert_int_equal(write_all(writer, rows, 0, 1, entries, &err), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "value");
    assert_ok(write_all(writer, rows, 1, 2, &entries[1], &err), err);
    assert_answer(db, "SELECT note FROM customer_order", "\xc3\xa4\xc3\xa4\xc3\xa4");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

static void test_large_values(void **state)
{
    enum { SIZE = 1500000 };
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_entry entries[5];
    char *head = malloc(SIZE + 100);
    static const char *const keys[] = {"1", "2", "3", "4", "5"};

    assert_non_null(head);
    open_rows(db);
    strcpy(head, "<order><note>");
    memset(head + 13, 'x', SIZE);
    strcpy(head + 13 + SIZE, "</note>");
    for (size_t i = 0; i < COUNT(keys); i++) {
        add_document(keys[i], i == 2 ? "<order><note>y</note>" : head, 1);
        entries[i] = entry_of(keys[i], i);
    }
    free(head);
    open_writer(db, &ledger, &writer);
    assert_ok(write_all(writer, rows, 0, 5, entries, &err), err);
    assert_answer(db, "SELECT count(*) FROM customer_order WHERE length(note) = 1500000", "4");
    assert_answer(db, "SELECT note FROM customer_order WHERE id = 3", "y");
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
}

/* The tables are in a schema that is not the connection's own; there it has none of that name. */
static void test_other_schema(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_plan *default_plan = plan;
    bool postgresql = dialect_is(db, "postgresql");
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_endpoint source;
    struct rowan_pager *pager;
    struct rowan_entry entry;
    struct rowan_item item;
    bool more;

    if (dialect_is(db, "sqlite") ||
        dialect_is(db, "sqlserver")) /* no schema can be made the connection's own */
        skip();
    try_sql(db, postgresql ? "DROP SCHEMA \"Odd \"\"one\" CASCADE" : "DROP DATABASE `Odd \"one`");
    run_sql(db, postgresql ? "CREATE SCHEMA \"Odd \"\"one\"" : "CREATE DATABASE `Odd \"one`");
    run_sql(db, postgresql ? "SET search_path TO \"Odd \"\"one\"" : "USE `Odd \"one`");
    make_ledger(db);
    run_sql(db, postgresql ? "SET search_path TO public" : "USE rowan");
    plan = make_plan(true, "Odd \"one");
    make_tables(db, plan);
    run_sql(db, postgresql ? "INSERT INTO \"Odd \"\"one\".src VALUES (1, 'x'), (2, 'y')"
                           : "INSERT INTO `Odd \"one`.src VALUES (1, 'x'), (2, 'y')");
    rowan_rows_reset(rows);
    add_document("1", "<order>", 1);
    entry = entry_of("1", 0);
    open_writer(db, &ledger, &writer);
    assert_ok(write_all(writer, rows, 0, 1, &entry, &err), err);
    source = source_of(db, plan);
    assert_ok(rowan_pager_open(&pager, &source, &plan->source, NULL, pending_of(db, plan),
                               &(struct rowan_page_limits){10, 100, 0}, &err),
              err);
    assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
    assert_true(more && rowan_slice_equal(item.document, rowan_slice_of("y")));
    rowan_pager_close(pager);
    rowan_writer_close(writer);
    rowan_ledger_close(ledger);
    rowan_plan_free(plan);
    plan = default_plan;
}

/* --- the catalogue --- */

struct found {
    struct rowan_buffer text;
    size_t errors;
};

/* "error 12 table.column: message", and the statement that fixes it in a line of its own. */
static enum rowan_status check(struct rowan_connection *db, struct found *found)
{
    struct rowan_diagnostics findings;
    struct rowan_endpoint source = source_of(db, plan), target = target_of(db, plan);
    enum rowan_status st;

    memset(found, 0, sizeof *found);
    rowan_diagnostics_init(&findings);
    assert_ok(rowan_check(&findings, &source, &target, plan, plan->name, &err), err);
    for (const struct rowan_diagnostic *f = findings.first; f; f = f->next)
        assert_true(rowan_buffer_format(&found->text, "%s %d %s.%s: %s\n%s%s",
                                        f->severity == ROWAN_SEVERITY_ERROR ? "error" : "warning", f->line,
                                        f->table, f->column ? f->column : "-", f->message,
                                        f->fix ? f->fix : "", f->fix ? "\n" : ""));
    found->errors = findings.errors;
    st = rowan_diagnostics_verdict(&findings, &err);
    rowan_diagnostics_clear(&findings);
    return st;
}

static void test_made_tables_fit(void **state)
{
    struct rowan_connection *db = *state;
    struct found found;

    open_rows(db);
    if (check(db, &found) != ROWAN_OK)
        fail_msg("%s", rowan_buffer_string(&found.text));
    if (rowan_connection_dialect(db)->text_decimal)
        assert_string_equal(
            rowan_buffer_string(&found.text),
            "warning 11 customer_order.price: the column keeps 15 digits of a number, decimal(20,4) "
            "has 20: values with more are refused; DECIMAL_TEXT keeps all, as a text\n");
    else
        assert_int_equal(found.text.size, 0);
}

static void expect(struct found *found, const char *line)
{
    char *text = rowan_buffer_string(&found->text);

    assert_non_null(text);
    if (!strstr(text, line))
        fail_msg("no \"%s\" in\n%s", line, text);
}

static void test_what_does_not_fit(void **state)
{
    struct rowan_connection *db = *state;
    struct found found;

    open_rows(db);
    run_sql(db, "DROP TABLE order_line");
    run_sql(db, "DROP TABLE customer_order");
    run_sql(db, "DROP TABLE src");
    run_sql(db, "CREATE TABLE src (id BIGINT PRIMARY KEY, xmll VARCHAR(100))");
    run_sql(db, "CREATE TABLE customer_order (id INTEGER NOT NULL, note VARCHAR(30), price DECIMAL(10,2), "
                "day INTEGER, "
                "extra INTEGER NOT NULL, filled INTEGER DEFAULT 5 NOT NULL)");
    run_sql(db, "CREATE TABLE order_line (order_id BIGINT, line_no SMALLINT, sku VARCHAR(10))");
    assert_int_equal(check(db, &found), ROWAN_MAPPING);
    expect(&found, "error 0 src.xml: the source table has no such column (did you mean \"xmll\"?)");
    if (!dialect_is(db, "sqlite")) {
        expect(&found, "customer_order.id: the column is int");
        expect(&found, "order_line.line_no: the column is smallint, which does not hold all of integer");
    }
    expect(&found,
           "warning 11 customer_order.note: the column holds 30 characters, the mapping sets no limit");
    expect(&found, "customer_order.price: the column keeps 2 digits after the point, decimal(20,4) has 4");
    expect(&found, "customer_order.day: the column is ");
    expect(&found, "error 11 customer_order.flag: the table has no such column");
    expect(&found, "customer_order.extra: the column is NOT NULL without a default, and the mapping does not "
                   "fill it");
    assert_null(strstr(found.text.data, "customer_order.filled"));
    expect(&found, "order_line.sku: the column holds 10 characters, text(20) may have 20");
    assert_non_null(strstr(err.message, "more; rowan check says how to fix them)"));
    rowan_buffer_clear(&found.text);
    run_sql(db, "DROP TABLE order_line");
    assert_int_equal(check(db, &found), ROWAN_MAPPING);
    expect(&found, "error 20 order_line.-: there is no such target table");
    rowan_buffer_clear(&found.text);
}

static void test_engine_without_transactions(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_endpoint target = target_of(db, plan);
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct found found;

    if (!dialect_is(db, "mariadb"))
        skip();
    open_rows(db);
    run_sql(db, "DROP TABLE order_line");
    run_sql(db, "CREATE TABLE order_line (order_id BIGINT, line_no INTEGER, sku VARCHAR(20)) ENGINE=MyISAM");
    assert_int_equal(check(db, &found), ROWAN_MAPPING);
    expect(&found, "error 20 order_line.-: the table is not transactional");
    rowan_buffer_clear(&found.text);
    assert_ok(rowan_ledger_open(&ledger, &target, plan, NULL, "r", &err), err);
    assert_int_equal(rowan_writer_open(&writer, &target, plan, ledger, &err), ROWAN_MAPPING);
    rowan_ledger_close(ledger);
}

static int open_all(void **state)
{
    plan = make_plan(true, NULL);
    assert_ok(rowan_rows_new(&rows, plan, &err), err);
    assert_ok(rowan_parser_new(&parser, plan->projection, plan->names, NULL, &err), err);
    return open_database(state);
}

static int close_all(void **state)
{
    rowan_parser_free(parser);
    rowan_rows_free(rows);
    rowan_plan_free(plan);
    return close_database(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group),
        cmocka_unit_test(test_part_of_a_group),
        cmocka_unit_test(test_nothing_of_a_failure),
        cmocka_unit_test(test_refused_by_database),
        cmocka_unit_test(test_nothing_is_cut),
        cmocka_unit_test(test_large_values),
        cmocka_unit_test(test_other_schema),
        cmocka_unit_test(test_made_tables_fit),
        cmocka_unit_test(test_what_does_not_fit),
        cmocka_unit_test(test_engine_without_transactions),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
