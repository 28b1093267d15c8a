/* The log: levels, long lines, and no log at all. */
#include "unit.h"

#include "base/log.h"

struct seen {
    int lines;
    enum rowan_log_level level;
    char text[4096];
};

static void keep(void *context, enum rowan_log_level level, const char *message)
{
    struct seen *seen = context;

    seen->lines++;
    seen->level = level;
    snprintf(seen->text, sizeof seen->text, "%s", message);
}

static void test_levels(void **state)
{
    struct seen seen = {0};
    struct rowan_log log = {ROWAN_LOG_INFO, keep, &seen};

    (void)state;
    rowan_log(&log, ROWAN_LOG_DEBUG, "not this");
    assert_int_equal(seen.lines, 0);
    rowan_log(&log, ROWAN_LOG_INFO, "%d of %s", 3, "x");
    assert_int_equal(seen.lines, 1);
    assert_int_equal(seen.level, ROWAN_LOG_INFO);
    assert_string_equal(seen.text, "3 of x");
    rowan_log(&log, ROWAN_LOG_ERROR, "e");
    assert_int_equal(seen.level, ROWAN_LOG_ERROR);
    rowan_log(NULL, ROWAN_LOG_ERROR, "nobody");
    log.write = NULL;
    rowan_log(&log, ROWAN_LOG_ERROR, "nobody");
    assert_int_equal(seen.lines, 2);
}

static void test_long_line(void **state)
{
    struct seen seen = {0};
    struct rowan_log log = {ROWAN_LOG_DEBUG, keep, &seen};
    char text[4000];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    rowan_log(&log, ROWAN_LOG_WARN, "%s", text);
    assert_int_equal(strlen(seen.text), 2047);
}

static void test_names(void **state)
{
    (void)state;
    for (int i = ROWAN_LOG_ERROR; i <= ROWAN_LOG_DEBUG; i++)
        assert_int_equal(rowan_log_level_find(rowan_log_level_name((enum rowan_log_level)i)), i);
    assert_string_equal(rowan_log_level_name(ROWAN_LOG_WARN), "warn");
    assert_int_equal(rowan_log_level_find("warning"), -1);
    assert_int_equal(rowan_log_level_find(""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
