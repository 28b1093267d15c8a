/* Patterns of LIKE, as each kind of database is given them. */
#include "unit.h"

#include "odbc/dialect.h"
#include "source/like_pattern.h"

/* The pattern of "c LIKE ..." for a database, and with small letters. */
static const char *write_for(const char *where, const struct rowan_dialect *dialect, bool lower)
{
    static char out[200];
    struct rowan_location place = {NULL, 0};
    struct rowan_buffer buffer = {0};
    struct rowan_arena arena;
    struct rowan_where *parsed;
    struct rowan_error err = {0};

    rowan_arena_init(&arena, 0);
    assert_ok(rowan_where_parse(&parsed, where, place, NULL, &arena, &err), err);
    assert_true(rowan_like_pattern_write(parsed->root, dialect, lower, &buffer));
    snprintf(out, sizeof out, "%.*s", (int)buffer.size, buffer.data);
    rowan_buffer_clear(&buffer);
    rowan_arena_clear(&arena);
    return out;
}

static const char *write(const char *where, bool glob, bool lower)
{
    const struct rowan_dialect dialect = {.glob = glob};

    return write_for(where, &dialect, lower);
}

/* A set of letters in brackets is a letter like others everywhere else. */
static void test_brackets(void **state)
{
    const struct rowan_dialect dialect = {.like_brackets = true};

    (void)state;
    assert_string_equal(write_for("c like '[a-z]!%'", &dialect, false), "![a-z]!!%");
    assert_string_equal(write_for("c like '#%[_' escape '#'", &dialect, false), "!%![_");
}

static void test_like(void **state)
{
    (void)state;
    assert_string_equal(write("c like 'a%b_'", false, false), "a%b_");
    assert_string_equal(write("c like '10#%' escape '#'", false, false), "10!%");
    assert_string_equal(write("c like 'so!'", false, false), "so!!");
    assert_string_equal(write("c like 'a\\b*?['", false, false), "a\\b*?[");
}

static void test_glob(void **state)
{
    (void)state;
    assert_string_equal(write("c like 'a%b_'", true, false), "a*b?");
    assert_string_equal(write("c like '10#%' escape '#'", true, false), "10%");
    assert_string_equal(write("c like 'x*?[y]'", true, false), "x[*][?][[]y]");
    assert_string_equal(write("c like '\xc3\xa4_'", true, false), "\xc3\xa4?");
}

static void test_lower(void **state)
{
    (void)state;
    assert_string_equal(write("c ilike 'AbC%'", false, true), "abc%");
    assert_string_equal(write("c ilike 'AbC%'", true, true), "abc*");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like),
        cmocka_unit_test(test_glob),
        cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_lower),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
