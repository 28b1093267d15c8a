/* What is done to the process's locale inside a guard is undone; other threads may be inside, too. */
#include "unit.h"

#include <langinfo.h>

#include "base/locale.h"
#include "base/thread.h"

static void test_a_changed_locale_is_put_back(void **state)
{
    struct rowan_locale_guard guard;

    (void)state;
    assert_non_null(setlocale(LC_ALL, "C"));
    rowan_locale_enter(&guard);
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    rowan_locale_leave(&guard);
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
}

static void test_overlapping_guards(void **state)
{
    struct rowan_locale_guard first, second;

    (void)state;
    assert_non_null(setlocale(LC_ALL, "C"));
    rowan_locale_enter(&first);
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    rowan_locale_enter(&second); /* C.UTF-8 is not what to go back to */
    rowan_locale_leave(&first);
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
    rowan_locale_leave(&second);
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
}

/* A program around us keeps what it chose, for the process and for its thread. */
static void test_an_embedders_choice_stays(void **state)
{
    struct rowan_locale_guard guard;
    locale_t own = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(own);

    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    rowan_locale_enter(&guard);
    assert_true(uselocale((locale_t)0) != own);
    rowan_locale_leave(&guard);
    assert_true(uselocale((locale_t)0) == own);
    uselocale(before);
    freelocale(own);
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C.UTF-8");
    assert_non_null(setlocale(LC_ALL, "C"));
}

static enum rowan_status look(void *context, struct rowan_error *err)
{
    (void)err;
    snprintf(context, 32, "%s", nl_langinfo(CODESET));
    return ROWAN_OK;
}

static void test_threads_have_utf8_from_the_start(void **state)
{
    struct rowan_thread *thread;
    struct rowan_error err = {0};
    char seen[32] = "";

    (void)state;
    assert_ok(rowan_thread_open(&thread, look, seen, &err), err);
    rowan_thread_ask(thread);
    assert_ok(rowan_thread_wait(thread, &err), err);
    rowan_thread_close(thread);
    assert_string_equal(seen, "UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_changed_locale_is_put_back),
        cmocka_unit_test(test_overlapping_guards),
        cmocka_unit_test(test_an_embedders_choice_stays),
        cmocka_unit_test(test_threads_have_utf8_from_the_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
