/* Which rows of the source are documents: the same ones on every database. */
#include "database.h"

#include "catalog/catalog.h"
#include "source/boundaries.h"
#include "source/pager.h"
#include "source/where_sql.h"
#include "expr/where.h"

static const char *const columns[][4] = {
    /* PostgreSQL, MariaDB, SQLite, SQL Server */
    {"id bigint PRIMARY KEY", "id bigint PRIMARY KEY", "id bigint PRIMARY KEY", "id bigint PRIMARY KEY"},
    {"xml text", "xml longtext", "xml text", "xml nvarchar(max)"},
    {"status varchar(20)", "status varchar(20)", "status varchar(20) COLLATE NOCASE", "status varchar(20)"},
    {"code text", "code text", "code text", "code nvarchar(max)"},
    {"fixed char(5)", "fixed char(5) CHARACTER SET latin1", "fixed text", "fixed char(5)"},
    {"n integer", "n int", "n integer", "n int"},
    {"amount numeric(12,2)", "amount decimal(12,2)", "amount decimal(12,2)", "amount decimal(12,2)"},
    {"ratio double precision", "ratio double", "ratio double", "ratio float"},
    {"at timestamp", "at datetime(6)", "at timestamp", "at datetime2(6)"},
    {"day date", "day date", "day date", "day date"},
    {"hour time", "hour time(6)", "hour time", "hour time(6)"},
    {"flag boolean", "flag boolean", "flag boolean", "flag bit"},
    {"raw bytea", "raw blob", "raw blob", "raw varbinary(max)"},
};

static const char *const more_columns[] = {
    "\"first name\" text, u uuid, zoned timestamptz, list integer[], many bit(3)",
    "`first name` text, kind enum('one', 'two'), big bigint unsigned",
    "\"first name\" text, any_type, long decimal_text(30,4)",
    "\"first name\" nvarchar(20), u uniqueidentifier, old datetime, cash money",
};

/* id, xml, status, code, fixed, n, amount, ratio, at, day, hour, flag */
static const char *const rows[] = {
    "1, 'x', 'NEW', 'abc', 'AB', 1, 10.00, 0.5, '2024-01-01 00:00:00', '2024-01-01', '08:00:00', true",
    "2, 'x', 'new', 'ABC', 'ab', 2, 9.50, 1.5, '2024-01-01 12:30:00.5', '2024-01-02', '12:30:00', false",
    "3, 'x', 'NEW ', 'a_c', 'AB', 3, 100.00, 100, '2024-02-29 00:00:00', '2024-02-29', '23:59:59', true",
    "4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
    "5, 'x', 'OLD', 'a%c', 'B', -5, -0.01, -1, '1999-12-31 23:59:59', '1999-12-31', '00:00:00', false",
    ("6, 'x', 'x'' OR ''1''=''1', 'Gr\xC3\xBCn', 'C', 10, 1000.00, 1e10, '2024-03-01 00:00:00', "
     "'2024-03-01', '12:00:00', true"),
    "7, 'x', '', '10', 'D', 9, 9.00, 9, '2024-01-01 00:00:00', '2024-01-01', '08:00:00', false",
};

static int dialect_number(const struct rowan_connection *db)
{
    return dialect_is(db, "postgresql")  ? 0
           : dialect_is(db, "mariadb")   ? 1
           : dialect_is(db, "sqlserver") ? 3
                                         : 2;
}

/* SQL Server has no word for true but in texts. */
static void add_row(struct rowan_buffer *sql, const struct rowan_connection *db, const char *row)
{
    const char *flag = strrchr(row, ' ') + 1;
    const char *quote = dialect_is(db, "sqlserver") && strcmp(flag, "NULL") != 0 ? "'" : "";

    sql->size = 0;
    assert_true(rowan_buffer_format(sql,
                                    "INSERT INTO picky (id, xml, status, code, fixed, n, amount, ratio, "
                                    "at, day, hour, flag) VALUES (%.*s%s%s%s)",
                                    (int)(flag - row), row, quote, flag, quote));
}

static int open_source(void **state)
{
    struct rowan_buffer sql = {0};
    struct rowan_connection *db;
    int d;

    open_database(state);
    db = *state;
    d = dialect_number(db);
    make_ledger(db);
    try_sql(db, "DROP TABLE picky");
    assert_true(rowan_buffer_append_slice(&sql, "CREATE TABLE picky ("));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        assert_true(rowan_buffer_format(&sql, "%s, ", columns[i][d]));
    assert_true(rowan_buffer_format(&sql, "%s)", more_columns[d]));
    run_sql(db, rowan_buffer_string(&sql));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        add_row(&sql, db, rows[i]);
        run_sql(db, rowan_buffer_string(&sql));
    }
    rowan_buffer_clear(&sql);
    return 0;
}

static int close_source(void **state)
{
    try_sql(*state, "DROP TABLE picky");
    return close_database(state);
}

static struct rowan_plan *plan_of(const char *where)
{
    static const struct rowan_type big = {.kind = ROWAN_BIGINT};
    static const struct rowan_location place = {NULL, 3};
    struct rowan_column_spec spec = {.name = "id", .origin = ROWAN_FROM_SOURCE, .of = "id"};
    struct rowan_plan *plan;
    int table;

    assert_ok(rowan_plan_new(&plan, "picky.lua", rowan_slice_of(""), &err), err);
    assert_ok(rowan_plan_source(plan, NULL, "picky", "xml", &err), err);
    assert_ok(rowan_plan_source_column(plan, "id", &big, &err), err);
    assert_ok(rowan_plan_where(plan, place, where, &err), err);
    assert_ok(rowan_plan_table(plan, "t", place, "/r", -1, &table, &err), err);
    assert_ok(rowan_plan_column(plan, table, &spec, &err), err);
    assert_ok(rowan_plan_freeze(plan, &err), err);
    return plan;
}

/* The keys of the documents, one after the other; or "! " and the message. Pages, boundaries and the count
 * say the same. */
static const char *selected(struct rowan_connection *db, const char *where)
{
    static char shown[ROWAN_MESSAGE_MAX + 2];
    struct rowan_plan *plan = plan_of(where);
    struct rowan_endpoint endpoint = source_of(db, plan);
    struct rowan_pager *pager;
    struct rowan_boundaries *boundaries;
    struct rowan_item item;
    struct rowan_slice boundary;
    bool more = true;
    int64_t count, in_chunk, in_chunks = 0;
    size_t n = 0;

    memset(&err, 0, sizeof err);
    if (rowan_pager_open(&pager, &endpoint, &plan->source, NULL, pending_of(db, plan),
                         &(struct rowan_page_limits){2, 1000, 0}, &err) != ROWAN_OK) {
        snprintf(shown, sizeof shown, "! %s", err.message);
        rowan_plan_free(plan);
        return shown;
    }
    for (;;) {
        assert_ok(rowan_pager_next(pager, &item, &more, &err), err);
        if (!more)
            break;
        shown[n++] = item.key.data[0];
    }
    shown[n] = '\0';
    rowan_pager_close(pager);
    assert_ok(
        rowan_boundaries_open(&boundaries, &endpoint, &plan->source, NULL, pending_of(db, plan), 2, 0, &err),
        err);
    for (;;) {
        assert_ok(rowan_boundaries_next(boundaries, &boundary, &in_chunk, &more, &err), err);
        if (!more)
            break;
        in_chunks += in_chunk;
        assert_memory_equal(boundary.data, &shown[in_chunks - 1], 1);
    }
    rowan_boundaries_close(boundaries);
    assert_int_equal(in_chunks, n);
    assert_ok(rowan_where_sql_count(&endpoint, &plan->source, &count, &err), err);
    assert_int_equal(count, n);
    rowan_plan_free(plan);
    return shown;
}

static void check_rows(struct rowan_connection *db, const char *const list[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = selected(db, list[i][0]);
        if (strcmp(got, list[i][1]) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", list[i][0], got, list[i][1]);
    }
}

#define CHECK(db, list) check_rows(db, list, sizeof(list) / sizeof((list)[0]))

/* Case and blanks count, whatever the column's collation says. */
static void test_texts(void **state)
{
    static const char *const list[][2] = {
        {"status = 'NEW'", "1"},
        {"status = 'new'", "2"},
        {"status = 'NEW '", "3"},
        {"status = ''", "7"},
        {"status <> 'NEW'", "23567"},
        {"not status = 'NEW'", "23567"},
        {"status in ('NEW', 'OLD', 'nothing')", "15"},
        {"status not in ('NEW', 'OLD')", "2367"},
        {"status is null", "4"},
        {"status is not null", "123567"},
        {"fixed = 'AB'", "13"},
        {"fixed = 'ab' or fixed = 'B'", "25"},
        {"fixed = '\xE6\x97\xA5'", ""}, /* not in latin1 */
        {"code = 'Gr\xC3\xBCn'", "6"},
        {"code = 'gr\xC3\xBCn'", ""},
        {"status = code", ""},
        {"status <= code", "1357"},
        {"code < 'a'", "267"}, /* capitals before small letters */
        {"code between '10' and 'ABC'", "27"},
        {"`first name` is null", "1234567"},
    };

    CHECK(*state, list);
}

static void test_patterns(void **state)
{
    static const char *const list[][2] = {
        {"code like 'a%'", "135"},
        {"code like 'a_c'", "135"},
        {"code like 'a!_c' escape '!'", "3"},
        {"code like 'a\\_c'", ""}, /* no escape character but what is said */
        {"code like 'a!%c' escape '!'", "5"},
        {"code like 'A%'", "2"},
        {"code ilike 'A%'", "1235"},
        {"code not ilike 'a%'", "67"},
        {"code like 'Gr_n'", "6"},
        {"code like '%[%' or code like '*' or code like 'ab?'", ""},
        {"code like ''", ""},
        {"status like ''", "7"},
        {"status like 'NEW_'", "3"},
        {"status like '%'' OR ''1%'", "6"},
    };

    CHECK(*state, list);
}

static void test_numbers(void **state)
{
    static const char *const list[][2] = {
        {"n = 3", "3"},
        {"n = '3'", "3"},
        {"n = 3.0", "3"},
        {"n = 2.5", ""},
        {"n > 2.5", "367"},
        {"n < 10", "12357"},
        {"n between -5 and 2", "125"},
        {"n not between 1 and 9", "56"},
        {"n in (1, 2, 99999999999)", "12"},
        {"n < 123456789012345", "123567"},
        {"amount = 9.5", "2"},
        {"amount = 10", "1"},
        {"amount < 10", "257"},
        {"amount >= '9.50'", "1236"},
        {"amount in (9, 9.5, -0.01)", "257"},
        {"amount > -0.02 and amount < 0", "5"},
        {"ratio > 0.5", "2367"},
        {"ratio = 1.5 or ratio = 9", "27"},
        {"amount = n", "7"},
        {"ratio = amount", "37"},
        {"id = 5", "5"},
    };

    CHECK(*state, list);
}

static void test_dates_and_truth(void **state)
{
    static const char *const list[][2] = {
        {"at >= '2024-01-01'", "12367"},
        {"at > '2024-01-01'", "236"},
        {"at = '2024-01-01'", "17"},
        {"at = '2024-01-01T12:30:00.5'", "2"},
        {"at between '2024-01-01' and '2024-02-29'", "1237"},
        {"at < dateadd(month, -1, '2024-03-29')", "1257"},
        {"day = '2024-02-29'", "3"},
        {"day in ('2024-01-01', '1999-12-31')", "157"},
        {"day < '2024-01-02'", "157"},
        {"hour = '12:30'", "2"},
        {"hour < '12:00'", "157"},
        {"flag = true", "136"},
        {"flag = false", "257"},
        {"flag <> 1", "257"},
        {"flag is null", "4"},
    };

    CHECK(*state, list);
}

static void test_conditions(void **state)
{
    static const char *const list[][2] = {
        {"n = 1 or n = 2 and status = 'NEW'", "1"}, {"(n = 1 or n = 2) and not (status = 'NEW')", "2"},
        {"not (status = 'NEW' or n > 2)", "25"}, /* unknown is not true */
        {"status is null or n = 3", "34"},          {"n = 1 and n = 2", ""},
    };

    CHECK(*state, list);
}

/* What looks like SQL in a constant or a name stays a value or a name. */
static void test_hostile(void **state)
{
    static const char *const list[][2] = {
        {"status = 'x'' OR ''1''=''1'", "6"},
        {"code = 'x'' OR ''1''=''1'", ""},
        {"code in ('abc', '''); DROP TABLE picky; --')", "1"},
        {"status like '%''; DELETE FROM picky; --'", ""},
        {"`id\" = 1 OR \"1\" = \"1` = 1", "! picky.lua:3: where: column \"id\" = 1 OR \"1\" = \"1\" of "
                                          "\"picky\": the table has no such column"},
    };

    CHECK(*state, list);
    assert_answer(*state, "SELECT count(*) FROM picky", "7");
}

static void test_refused(void **state)
{
    static const char *const list[][2] = {
        {"statu = 'NEW'",
         "! picky.lua:3: where: column \"statu\" of \"picky\": the table has no such column (did "
         "you mean \"status\"?)"},
        {"STATUS = 'NEW'",
         "! picky.lua:3: where: column \"STATUS\" of \"picky\": the table has no such column "
         "(did you mean \"status\"?)"},
        {"n = 1 and code = unheard_of",
         "! picky.lua:3: where: column \"unheard_of\" of \"picky\": the table has no such "
         "column"},
        {"day = '2024-02-30'", "! picky.lua:3: where: column \"day\" of \"picky\": \"2024-02-30\" is not a "
                               "date (YYYY-MM-DD): that month "
                               "has 29 days"},
        {"day = 20240229",
         "! picky.lua:3: where: column \"day\" of \"picky\": the column holds a date, which "
         "stands in quotes: '2024-03-05'"},
        {"hour = ''",
         "! picky.lua:3: where: column \"hour\" of \"picky\": the column holds a time, which stands in "
         "quotes: '14:30'"},
    };
    static const struct {
        const char *where, *part;
    } parts[] = {
        {"n = 'many'", "\"many\" is not a number, and the column holds numbers ("},
        {"n = true or n = ''", "\"\" is not a number, and the column holds numbers ("},
        {"code = 10", "): put the number in quotes, '10'"},
        {"code = true", "), which is neither true nor false"},
        {"n like '1%'", "LIKE is for texts, the column is "},
        {"raw = 'x'", "cannot be compared; make a view that has them as another type"},
        {"code = n", "are not compared with those of \"n\" ("},
        {"at > day", "make a view that has both as one type"},
        {"at = '2024-01-01T00:00:00Z'", "2024-01-01T00:00:00Z"},
    };

    CHECK(*state, list);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *got = selected(*state, parts[i].where);
        if (got[0] != '!' || !strstr(got, parts[i].part))
            fail_msg("%s: \"%s\" does not say \"%s\"", parts[i].where, got, parts[i].part);
    }
}

/* Types that only one of the databases has. */
static void test_own_types(void **state)
{
    static const char *const postgresql[][2] = {
        {"u = '11111111-2222-3333-4444-555555555555'", "1"},
        {"u in ('11111111-2222-3333-4444-555555555555') or u is null", "1234567"},
        {"zoned = '2024-01-01T02:00:00+02:00'", "1"},
        {"zoned < '2024-01-01'", ""},
        {"many = '101'", "1"},
    };
    static const char *const mariadb[][2] = {
        {"kind = 'one'", "1"},
        {"kind in ('one', 'two')", "12"},
        {"kind > 'one'", "2"},
        {"big = 18446744073709551615", "1"},
        {"big > 9223372036854775807", "1"},
    };
    static const char *const sqlserver[][2] = {
        {"u = '11111111-2222-3333-4444-555555555555'", "1"},
        {"u in ('11111111-2222-3333-4444-555555555555') or u is null", "1234567"},
        {"old = '2024-01-01T12:30:00.003'", "1"},
        {"cash = 922337203685477.5807", "1"},
    };
    static const char *const sqlite[][2] = {
        {"any_type = '5'", "12"}, /* what has no type is compared as the constant is */
        {"any_type = 5", "1"},
        {"any_type in ('5', 'x')", "123"},
        {"any_type like '_'", "123"},
        {"n = 1.00000000000001", ""},
        {"any_type in ('x', 5)",
         "! picky.lua:3: where: column \"any_type\" of \"picky\": texts and numbers are mixed in one list"},
        {"n = 0.1234567890123456",
         "! picky.lua:3: where: column \"n\" of \"picky\": 0.1234567890123456 has more "
         "than 15 digits, which SQLite does not compare exactly"},
        {"long > 5", "! picky.lua:3: where: column \"long\" of \"picky\": values of the column "
                     "(decimal_text) cannot be compared; "
                     "make a view that has them as another type"},
    };
    struct rowan_connection *db = *state;

    if (dialect_is(db, "postgresql")) {
        run_sql(db, "UPDATE picky SET u = '11111111-2222-3333-4444-555555555555', "
                    "zoned = '2024-01-01 00:00:00+00', many = B'101' WHERE id = 1");
        CHECK(db, postgresql);
        assert_non_null(strstr(selected(db, "list = '{1}'"), "cannot be compared"));
    } else if (dialect_is(db, "mariadb")) {
        run_sql(db, "UPDATE picky SET kind = 'one', big = 18446744073709551615 WHERE id = 1");
        run_sql(db, "UPDATE picky SET kind = 'two', big = 5 WHERE id = 2");
        CHECK(db, mariadb);
    } else if (dialect_is(db, "sqlserver")) {
        run_sql(db, "UPDATE picky SET u = '11111111-2222-3333-4444-555555555555', "
                    "old = '2024-01-01T12:30:00.003', cash = 922337203685477.5807 WHERE id = 1");
        CHECK(db, sqlserver);
    } else {
        run_sql(db, "UPDATE picky SET any_type = 5 WHERE id = 1");
        run_sql(db, "UPDATE picky SET any_type = '5' WHERE id = 2");
        run_sql(db, "UPDATE picky SET any_type = 'x' WHERE id = 3");
        CHECK(db, sqlite);
    }
}

/* ---- check ---- */

static void collect(void *context, const char *column, const char *message)
{
    assert_true(rowan_buffer_format(context, "%s: %s\n", column ? column : "-", message));
}

static const char *findings(struct rowan_connection *db, const char *where)
{
    static char shown[2000];
    struct rowan_plan *plan = plan_of(where);
    struct rowan_endpoint endpoint = source_of(db, plan);
    struct rowan_catalog_table *source;
    struct rowan_buffer out = {0};

    assert_ok(rowan_catalog_read(&source, db, NULL, "picky", &err), err);
    assert_ok(rowan_where_sql_check(&endpoint, &plan->source, source, collect, &out, &err), err);
    snprintf(shown, sizeof shown, "%.*s", (int)out.size, out.size ? out.data : "");
    rowan_buffer_clear(&out);
    rowan_catalog_free(source);
    rowan_plan_free(plan);
    return shown;
}

/* All that is wrong, not only the first. */
static void test_check(void **state)
{
    struct rowan_connection *db = *state;

    assert_string_equal(findings(db, "status = 'NEW' and n in (1, 2) and `first name` is null"), "");
    assert_string_equal(
        findings(db, "statu = 'NEW' or not (day in ('2024-02-30', '2024-01-01', 'soon') and cod like 'x')"),
        "statu: the table has no such column (did you mean \"status\"?)\n"
        "day: \"2024-02-30\" is not a date (YYYY-MM-DD): that month has 29 days\n"
        "day: \"soon\" is not a date (YYYY-MM-DD)\n"
        "cod: the table has no such column (did you mean \"code\"?)\n");
    if (dialect_is(db, "postgresql")) /* what only the database knows */
        assert_non_null(strstr(findings(db, "u = 'no uuid'"), "-: invalid input syntax for type uuid"));
}

/* ---- the ledger, ranges, limits ---- */

static void test_with_the_rest(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_plan *plan = plan_of("status is not null and n > 0");
    struct rowan_endpoint endpoint = source_of(db, plan);
    struct rowan_range range = {{NULL, 0}, rowan_slice_of("2"), rowan_slice_of("6")};
    struct rowan_boundaries *boundaries;
    struct rowan_slice boundary;
    int64_t count;
    bool more;

    run_sql(db, "DELETE FROM rowan_ledger");
    run_sql(db, "INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at) VALUES "
                "('picky', '3', 'loaded', 1, 1, 'r', '2024-01-01 00:00:00')");
    assert_string_equal(selected(db, "n = 4 or n = 5"), "");
    assert_ok(rowan_boundaries_open(&boundaries, &endpoint, &plan->source, &range, pending_of(db, plan), 10,
                                    0, &err),
              err);
    assert_ok(rowan_boundaries_next(boundaries, &boundary, &count, &more, &err), err);
    assert_true(more); /* of 2, 3, 6 one is in the ledger */
    assert_int_equal(count, 2);
    assert_memory_equal(boundary.data, "6", 1);
    rowan_boundaries_close(boundaries);
    assert_ok(
        rowan_boundaries_open(&boundaries, &endpoint, &plan->source, NULL, pending_of(db, plan), 10, 3, &err),
        err);
    assert_ok(rowan_boundaries_next(boundaries, &boundary, &count, &more, &err), err);
    assert_int_equal(count, 3); /* the limit counts documents: 1, 2, 6 */
    assert_memory_equal(boundary.data, "6", 1);
    rowan_boundaries_close(boundaries);
    run_sql(db, "DELETE FROM rowan_ledger");
    rowan_plan_free(plan);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),      cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_numbers),    cmocka_unit_test(test_dates_and_truth),
        cmocka_unit_test(test_conditions), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_own_types),
        cmocka_unit_test(test_check),      cmocka_unit_test(test_with_the_rest),
    };

    return cmocka_run_group_tests(tests, open_source, close_source);
}
