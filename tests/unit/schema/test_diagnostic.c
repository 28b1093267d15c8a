/* What a run says when the check found something. */
#include "unit.h"

#include "schema/diagnostic.h"

static struct rowan_error err;
static struct rowan_diagnostics findings;

static void add(enum rowan_severity severity, enum rowan_status status, int line, const char *column,
                const char *fix)
{
    char message[] = "it does not fit";
    struct rowan_diagnostic finding = {.severity = severity,
                                       .status = status,
                                       .file = "m.lua",
                                       .line = line,
                                       .table = "t",
                                       .column = column,
                                       .message = message,
                                       .fix = fix};

    assert_ok(rowan_diagnostics_add(&findings, &finding, &err), err);
    message[0] = '?'; /* it was copied */
}

static int set_up(void **state)
{
    (void)state;
    rowan_diagnostics_init(&findings);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rowan_diagnostics_clear(&findings);
    return 0;
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_OK);
    add(ROWAN_SEVERITY_WARNING, ROWAN_MAPPING, 3, "c", NULL);
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_OK);
    assert_int_equal(findings.warnings, 1);
}

static void test_one(void **state)
{
    (void)state;
    add(ROWAN_SEVERITY_WARNING, ROWAN_MAPPING, 3, "c", NULL);
    add(ROWAN_SEVERITY_ERROR, ROWAN_MAPPING, 4, "d", NULL);
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_MAPPING);
    assert_string_equal(err.message, "m.lua:4: table t, column d: it does not fit");
    assert_string_equal(findings.first->message, "it does not fit");
    assert_null(findings.first->fix);
}

static void test_one_that_can_be_mended(void **state)
{
    (void)state;
    add(ROWAN_SEVERITY_ERROR, ROWAN_MAPPING, 4, NULL, "DROP TABLE t;");
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_MAPPING);
    assert_string_equal(err.message, "m.lua:4: table t: it does not fit (rowan check says how to fix it)");
}

static void test_several(void **state)
{
    (void)state;
    add(ROWAN_SEVERITY_ERROR, ROWAN_MAPPING, 4, NULL, NULL);
    add(ROWAN_SEVERITY_ERROR, ROWAN_MAPPING, 5, NULL, NULL);
    add(ROWAN_SEVERITY_ERROR, ROWAN_CONFIG, 0, NULL, "rowan init m.lua");
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_MAPPING);
    assert_string_equal(err.message,
                        "m.lua:4: table t: it does not fit (and 2 more; rowan check says how to fix them)");
    assert_int_equal(findings.errors, 3);
}

static void test_ledger(void **state)
{
    (void)state;
    add(ROWAN_SEVERITY_ERROR, ROWAN_CONFIG, 0, NULL, "rowan init m.lua");
    assert_int_equal(rowan_diagnostics_verdict(&findings, &err), ROWAN_CONFIG);
    assert_string_equal(err.message, "m.lua: table t: it does not fit");
    assert_string_equal(err.reason, "config");
}

/* What differs from place to place is no part of a kind. */
static void test_kind(void **state)
{
    static const char *const rows[][2] = {
        {"it does not fit", "it does not fit"},
        {"the column holds 4 characters, text(20) may have 20",
         "the column holds # characters, text# may have #"},
        {"there is one in schema \"a 1\"", "there is one in schema #"},
        {"the key (a, b) is not unique", "the key # is not unique"},
        {"an open (list and an open \"quote", "an open (list and an open \"quote"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rowan_diagnostic finding = {.file = "m.lua", .table = "t", .message = rows[i][0]};
        assert_ok(rowan_diagnostics_add(&findings, &finding, &err), err);
        assert_string_equal(findings.last->kind, rows[i][1]);
        assert_string_equal(findings.last->message, rows[i][0]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_that_can_be_mended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_several, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ledger, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kind, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
