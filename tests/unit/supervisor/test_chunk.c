/* Guilt, care and waiting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "run/supervisor/chunk.h"

#define SECOND 1000000000LL

static struct rowan_death death_on(enum rowan_phase phase, const char *key, int points)
{
    struct rowan_death death = {
        .phase = phase, .key = rowan_slice_of(key), .points = points, .how = "SIGSEGV"};

    return death;
}

/* Returns whether the document was quarantined by this death. */
static bool die(struct rowan_chunk *chunk, enum rowan_phase phase, const char *key, int points)
{
    struct rowan_death death = death_on(phase, key, points);
    bool quarantined;

    assert_true(rowan_chunk_died(chunk, &death, &quarantined));
    return quarantined;
}

static void test_second_crash_condemns(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_false(die(chunk, ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_CRASH));
    assert_false(rowan_suspect_quarantined(chunk->suspects));
    assert_true(die(chunk, ROWAN_PHASE_SINGLE, "7", ROWAN_STRIKES_CRASH));
    assert_true(rowan_suspect_quarantined(chunk->suspects));
    assert_string_equal(chunk->suspects->how, "SIGSEGV");
    assert_false(die(chunk, ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_CRASH)); /* only once */
    assert_null(chunk->suspects->next);
    rowan_chunk_free(chunk);
}

static void test_kills_from_outside_weigh_less(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    for (int i = 1; i < 4; i++)
        assert_false(die(chunk, ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_KILLED));
    assert_true(die(chunk, ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_KILLED));
    rowan_chunk_free(chunk);
}

static void test_each_document_has_its_own_guilt(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_false(die(chunk, ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_CRASH));
    assert_false(die(chunk, ROWAN_PHASE_MAP, "70", ROWAN_STRIKES_CRASH));
    assert_false(die(chunk, ROWAN_PHASE_MAP, "8", ROWAN_STRIKES_CRASH));
    assert_true(die(chunk, ROWAN_PHASE_MAP, "70", ROWAN_STRIKES_CRASH));
    rowan_chunk_free(chunk);
}

static void test_death_with_both_hands_full_asks_for_care(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_death death = death_on(ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_CRASH);
    bool quarantined;

    (void)state;
    death.both = true;
    for (int i = 0; i < 3; i++) {
        assert_true(rowan_chunk_died(chunk, &death, &quarantined));
        assert_false(quarantined);
    }
    assert_null(chunk->suspects);
    assert_string_equal(chunk->isolate_to.data, "7");
    rowan_chunk_free(chunk);
}

/* Others may have taken it; a document that has none left when it is alone is guilty. */
static void test_want_of_memory_asks_for_care_first(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_death death = death_on(ROWAN_PHASE_MAP, "7", ROWAN_STRIKES_CRASH);
    bool quarantined;

    (void)state;
    death.memory = true;
    assert_true(rowan_chunk_died(chunk, &death, &quarantined));
    assert_null(chunk->suspects);
    assert_string_equal(chunk->isolate_to.data, "7");
    assert_true(rowan_chunk_died(chunk, &death, &quarantined));
    assert_false(quarantined);
    assert_true(rowan_chunk_died(chunk, &death, &quarantined));
    assert_true(quarantined);
    rowan_chunk_free(chunk);
}

static void test_death_of_a_group_asks_for_care(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_false(die(chunk, ROWAN_PHASE_WRITE, "100", ROWAN_STRIKES_CRASH));
    assert_null(chunk->suspects);
    assert_string_equal(chunk->isolate_to.data, "100");
    die(chunk, ROWAN_PHASE_SINGLE, "93", ROWAN_STRIKES_CRASH);
    assert_string_equal(chunk->isolate_to.data, "100");
    assert_string_equal(chunk->suspects->key.data, "93");
    rowan_chunk_free(chunk);
}

static void test_nobody_is_guilty_of_the_database(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_false(die(chunk, ROWAN_PHASE_WRITE, "100", 0));
        assert_false(die(chunk, ROWAN_PHASE_MAP, "100", 0));
        assert_false(die(chunk, ROWAN_PHASE_READ, "100", ROWAN_STRIKES_CRASH));
        assert_false(die(chunk, ROWAN_PHASE_MAP, "", ROWAN_STRIKES_CRASH)); /* key not known */
    }
    assert_null(chunk->suspects);
    assert_null(chunk->isolate_to.data);
    assert_int_equal(chunk->deaths, 20);
    rowan_chunk_free(chunk);
}

static void test_progress_starts_the_count_again(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_death death = death_on(ROWAN_PHASE_READ, "1", 0);
    bool quarantined;

    (void)state;
    for (int i = 1; i <= 3; i++) {
        rowan_chunk_died(chunk, &death, &quarantined);
        assert_int_equal(chunk->deaths, i);
    }
    death.progress = true;
    rowan_chunk_died(chunk, &death, &quarantined);
    assert_int_equal(chunk->deaths, 1);
    rowan_chunk_free(chunk);
}

/* The delay before jitter takes up to a quarter off. */
static void assert_delay(int deaths, const struct rowan_death *death, int64_t whole)
{
    struct rowan_chunk chunk = {.deaths = deaths};

    for (uint32_t random = 0; random < 5000; random += 7) {
        int64_t delay = rowan_chunk_delay(&chunk, death, random);
        assert_true(delay <= whole);
        assert_true(delay >= whole - whole / 4);
    }
}

static void test_waits_grow(void **state)
{
    struct rowan_death database = death_on(ROWAN_PHASE_WRITE, "1", 0);
    struct rowan_death document = death_on(ROWAN_PHASE_MAP, "1", ROWAN_STRIKES_CRASH);
    struct rowan_death starting = death_on(ROWAN_PHASE_START, "1", ROWAN_STRIKES_CRASH);

    (void)state;
    assert_delay(1, &database, SECOND);
    assert_delay(2, &database, 2 * SECOND);
    assert_delay(5, &database, 16 * SECOND);
    assert_delay(6, &database, 30 * SECOND);
    assert_delay(100, &database, 30 * SECOND);
    assert_delay(1, &starting, SECOND);
    assert_delay(1, &document, SECOND / 10);
    assert_delay(2, &document, SECOND);
    assert_delay(3, &document, 2 * SECOND);
}

static void test_queue_keeps_order(void **state)
{
    struct rowan_queue queue = {0};

    (void)state;
    assert_null(rowan_queue_pop(&queue));
    for (int i = 1; i <= 3; i++) {
        struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
        chunk->number = i;
        rowan_queue_push(&queue, chunk);
    }
    assert_int_equal(queue.count, 3);
    for (int i = 1; i <= 2; i++) {
        struct rowan_chunk *chunk = rowan_queue_pop(&queue);
        assert_int_equal(chunk->number, i);
        rowan_chunk_free(chunk);
    }
    rowan_queue_clear(&queue);
    assert_int_equal(queue.count, 0);
    rowan_queue_push(&queue, rowan_chunk_new(ROWAN_ROLE_LOAD));
    assert_int_equal(queue.count, 1);
    rowan_queue_clear(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_crash_condemns),
        cmocka_unit_test(test_kills_from_outside_weigh_less),
        cmocka_unit_test(test_each_document_has_its_own_guilt),
        cmocka_unit_test(test_death_with_both_hands_full_asks_for_care),
        cmocka_unit_test(test_want_of_memory_asks_for_care_first),
        cmocka_unit_test(test_death_of_a_group_asks_for_care),
        cmocka_unit_test(test_nobody_is_guilty_of_the_database),
        cmocka_unit_test(test_progress_starts_the_count_again),
        cmocka_unit_test(test_waits_grow),
        cmocka_unit_test(test_queue_keeps_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
