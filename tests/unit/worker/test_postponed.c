/* Whose fault it is when a database has no room for a document. */
#include "unit.h"

#include "run/worker/postponed.h"

#define SECOND   1000000000LL
#define PATIENCE (30 * SECOND)

static struct rowan_postponed list;

static int tear_down(void **state)
{
    (void)state;
    rowan_postponed_clear(&list);
    return 0;
}

static enum rowan_postponed_verdict refuse(const char *key, int64_t second, int64_t loaded)
{
    return rowan_postponed_refused(&list, rowan_slice_of(key), "full", second * SECOND, loaded, PATIENCE);
}

/* The one at index 0 is tried again. */
static enum rowan_postponed_verdict refuse_again(int64_t second, int64_t loaded)
{
    list.again = true;
    list.current = 0;
    return refuse("", second, loaded);
}

static void test_full_disk_makes_the_next_one_wait(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        assert_int_equal(refuse("1", 1, 100), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse("2", 1, 100), ROWAN_POSTPONED_WAIT);
    assert_int_equal(refuse("2", 500, 100), ROWAN_POSTPONED_WAIT);
    assert_int_equal(refuse("2", 501, 101), ROWAN_POSTPONED_LATER); /* another worker has loaded one */
    assert_int_equal(list.count, 21);
    assert_string_equal(list.why, "full");
}

static void test_others_pass_all_the_time(void **state)
{
    (void)state;
    assert_int_equal(refuse("1", 0, 10), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(10, 20), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(29, 30), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(31, 40), ROWAN_POSTPONED_BLAME);
    assert_true(list.documents[0].blamed);
}

static void test_alone_in_the_end_it_takes_longer(void **state)
{
    (void)state;
    assert_int_equal(refuse("1", 0, 10), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(10, 20), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(31, 20), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(299, 20), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(301, 20), ROWAN_POSTPONED_BLAME);
}

static void test_nobody_is_blamed_while_nothing_passes(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(refuse("1", 0, 10), ROWAN_POSTPONED_LATER);
    for (int second = 1; second < 100000; second *= 2)
        assert_int_equal(refuse_again(second, 10), ROWAN_POSTPONED_LATER);
}

static void test_the_last_one_has_nobody_behind_it(void **state)
{
    (void)state;
    assert_int_equal(refuse("1", 0, 10), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(10, 10), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(299, 10), ROWAN_POSTPONED_LATER);
    assert_int_equal(refuse_again(301, 10), ROWAN_POSTPONED_BLAME);
}

/* Who has loaded nothing at all knows nothing. */
static void test_the_first_one_is_not_blamed(void **state)
{
    (void)state;
    assert_int_equal(refuse("1", 0, 0), ROWAN_POSTPONED_LATER);
    for (int second = 1; second < 100000; second *= 2)
        assert_int_equal(refuse_again(second, 0), ROWAN_POSTPONED_LATER);
}

static void test_one_is_done_with(void **state)
{
    (void)state;
    refuse("1", 0, 1);
    refuse("2", 0, 1);
    refuse("3", 0, 1);
    rowan_postponed_remove(&list, 1);
    assert_int_equal(list.count, 2);
    assert_memory_equal(list.documents[1].key.data, "3", 1);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_full_disk_makes_the_next_one_wait),
        TEST(test_others_pass_all_the_time),
        TEST(test_alone_in_the_end_it_takes_longer),
        TEST(test_nobody_is_blamed_while_nothing_passes),
        TEST(test_the_last_one_has_nobody_behind_it),
        TEST(test_the_first_one_is_not_blamed),
        TEST(test_one_is_done_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
