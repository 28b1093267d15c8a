/* How SQL is written: names in quotes, and a text that stays spoilt once a piece failed. */
#include "unit.h"

#include "odbc/sql_text.h"

static struct rowan_server server_of(const char *name, char quote, size_t name_max)
{
    return (struct rowan_server){.dialect = rowan_dialect_named(name), .quote = quote, .name_max = name_max};
}

static void test_pieces(void **state)
{
    static const char *const columns[] = {"a", "b\"c"};
    struct rowan_server server = server_of("generic", '"', 0);
    struct rowan_error err = {0};
    struct rowan_buffer out;
    struct rowan_sql sql;

    (void)state;
    rowan_buffer_init(&out);
    rowan_sql_begin(&sql, &server, &out, &err);
    rowan_sql_add_insert(&sql, "s", "t", columns, COUNT(columns));
    rowan_sql_add_values(&sql, 2, NULL, 2);
    rowan_sql_add_page(&sql, "a");
    assert_ok(rowan_sql_end(&sql), err);
    assert_string_equal(out.data,
                        "INSERT INTO \"s\".\"t\" (\"a\", \"b\"\"c\") VALUES (?, ?), (?, ?) ORDER BY a");
    rowan_buffer_clear(&out);
}

/* The first failure counts, nothing comes after it, and what was there before stays. */
static void test_spoilt(void **state)
{
    struct rowan_server server = server_of("generic", '"', 3);
    struct rowan_error err = {0};
    struct rowan_buffer out;
    struct rowan_sql sql;

    (void)state;
    rowan_buffer_init(&out);
    assert_true(rowan_buffer_append_slice(&out, "before;"));
    rowan_sql_begin(&sql, &server, &out, &err);
    rowan_sql_add(&sql, "SELECT ");
    rowan_sql_add_name(&sql, NULL, "long");
    rowan_sql_add_name(&sql, NULL, "");
    rowan_sql_spoil(&sql, ROWAN_LOST);
    assert_int_equal(rowan_sql_end(&sql), ROWAN_MAPPING);
    assert_string_equal(err.message, "the name \"long\" is longer than 3 bytes");
    assert_string_equal(rowan_buffer_string(&out), "before;");
    rowan_buffer_clear(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_spoilt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
