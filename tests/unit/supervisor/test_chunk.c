/* Strikes, isolation and waits; and that the rules are those that the documentation shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "run/supervisor/chunk.h"

#define SECOND 1000000000LL

static const struct rowan_retry_waits waits = {.least_ms = 1000, .most_ms = 30000};

static struct rowan_death death_on(enum rowan_end end, enum rowan_held held, const char *key)
{
    struct rowan_death death = {
        .end = end, .held = held, .key = rowan_slice_of(key), .how = "SIGSEGV (on purpose)"};

    return death;
}

static struct rowan_verdict die(struct rowan_chunk *chunk, enum rowan_end end, enum rowan_held held,
                                const char *key)
{
    struct rowan_death death = death_on(end, held, key);
    struct rowan_verdict verdict;

    assert_int_equal(rowan_chunk_judge(chunk, &death, &waits, 0, &verdict, NULL), ROWAN_OK);
    return verdict;
}

static void test_second_crash_quarantines(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_false(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "7").quarantined);
    assert_false(rowan_suspect_quarantined(chunk->suspects));
    assert_true(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_WRITTEN, "7").quarantined);
    assert_true(rowan_suspect_quarantined(chunk->suspects));
    assert_string_equal(chunk->suspects->how, "SIGSEGV (on purpose)");
    assert_false(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "7").quarantined); /* only once */
    assert_null(chunk->suspects->next);
    rowan_chunk_free(chunk);
}

/* A worker that dies on the next one would take a batch along, and nothing would ever be done. */
static void test_what_is_quarantined_is_written_alone(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "7");
    assert_null(chunk->isolate_to.data);
    die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "7");
    assert_string_equal(chunk->isolate_to.data, "7");
    rowan_chunk_free(chunk);
}

static void test_kills_from_outside_weigh_less(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    for (int i = 1; i < 4; i++)
        assert_false(die(chunk, ROWAN_END_KILLED, ROWAN_HELD_MAPPED, "7").quarantined);
    assert_true(die(chunk, ROWAN_END_KILLED, ROWAN_HELD_MAPPED, "7").quarantined);
    rowan_chunk_free(chunk);
}

static void test_overdue_writing_weighs_less_than_mapping(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    die(chunk, ROWAN_END_OVERDUE, ROWAN_HELD_WRITTEN, "7");
    assert_int_equal(chunk->suspects->strikes, 1);
    die(chunk, ROWAN_END_OVERDUE, ROWAN_HELD_MAPPED, "7");
    assert_int_equal(chunk->suspects->strikes, 3);
    assert_int_equal(die(chunk, ROWAN_END_OVERDUE, ROWAN_HELD_SEVERAL, "8").next, ROWAN_NEXT_AGAIN);
    assert_null(chunk->isolate_to.data);
    rowan_chunk_free(chunk);
}

static void test_each_document_has_its_own_strikes(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_false(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "7").quarantined);
    assert_false(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "70").quarantined);
    assert_false(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "8").quarantined);
    assert_true(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, "70").quarantined);
    rowan_chunk_free(chunk);
}

static void test_death_with_several_documents_isolates(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct rowan_verdict verdict = die(chunk, ROWAN_END_CRASH, ROWAN_HELD_SEVERAL, "100");
        assert_int_equal(verdict.next, ROWAN_NEXT_ISOLATE);
        assert_false(verdict.quarantined);
    }
    assert_null(chunk->suspects);
    assert_string_equal(chunk->isolate_to.data, "100");
    die(chunk, ROWAN_END_CRASH, ROWAN_HELD_WRITTEN, "93");
    assert_string_equal(chunk->isolate_to.data, "100");
    assert_string_equal(chunk->suspects->key.data, "93");
    rowan_chunk_free(chunk);
}

/* Others may have taken it; a document that has none left when it is alone is suspect. */
static void test_want_of_memory_isolates_first(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    assert_int_equal(die(chunk, ROWAN_END_MEMORY, ROWAN_HELD_MAPPED, "7").next, ROWAN_NEXT_ISOLATE);
    assert_null(chunk->suspects);
    assert_string_equal(chunk->isolate_to.data, "7");
    assert_int_equal(die(chunk, ROWAN_END_MEMORY, ROWAN_HELD_MAPPED, "7").next, ROWAN_NEXT_STRIKE);
    assert_true(die(chunk, ROWAN_END_MEMORY, ROWAN_HELD_MAPPED, "7").quarantined);
    rowan_chunk_free(chunk);
}

static void test_no_document_is_blamed_for_the_database(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);

    (void)state;
    for (int held = 0; held < ROWAN_HELD_ALONE; held++)
        assert_int_equal(die(chunk, ROWAN_END_RETRY, (enum rowan_held)held, "100").next, ROWAN_NEXT_AGAIN);
    assert_int_equal(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_NOTHING, "100").next, ROWAN_NEXT_AGAIN);
    assert_int_equal(die(chunk, ROWAN_END_CRASH, ROWAN_HELD_NOTHING, "").next, ROWAN_NEXT_AGAIN);
    assert_null(chunk->suspects);
    assert_null(chunk->isolate_to.data);
    assert_int_equal(chunk->deaths, 6);
    rowan_chunk_free(chunk);
}

static void test_too_many_deaths_give_up(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_chunk *finish = rowan_chunk_new(ROWAN_ROLE_FINISH);

    (void)state;
    for (int i = 1; i < ROWAN_DEATHS_MAX; i++)
        assert_int_equal(die(chunk, ROWAN_END_RETRY, ROWAN_HELD_NOTHING, "").next, ROWAN_NEXT_AGAIN);
    assert_int_equal(die(chunk, ROWAN_END_RETRY, ROWAN_HELD_NOTHING, "").next, ROWAN_NEXT_GIVE_UP);
    for (int i = 1; i < ROWAN_FINISH_DEATHS_MAX; i++)
        assert_int_equal(die(finish, ROWAN_END_CRASH, ROWAN_HELD_NOTHING, "").next, ROWAN_NEXT_AGAIN);
    assert_int_equal(die(finish, ROWAN_END_CRASH, ROWAN_HELD_NOTHING, "").next, ROWAN_NEXT_GIVE_UP);
    rowan_chunk_free(chunk);
    rowan_chunk_free(finish);
}

static void test_progress_starts_the_count_again(void **state)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_death death = death_on(ROWAN_END_RETRY, ROWAN_HELD_NOTHING, "1");
    struct rowan_verdict verdict;

    (void)state;
    for (int i = 1; i <= 3; i++) {
        rowan_chunk_judge(chunk, &death, &waits, 0, &verdict, NULL);
        assert_int_equal(chunk->deaths, i);
    }
    death.progress = true;
    rowan_chunk_judge(chunk, &death, &waits, 0, &verdict, NULL);
    assert_int_equal(chunk->deaths, 1);
    rowan_chunk_free(chunk);
}

/* The wait after so many deaths, before up to a quarter is taken off by chance. */
static void assert_wait(int deaths, enum rowan_end end, enum rowan_held held, int64_t whole)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_death death = death_on(end, held, "1");
    struct rowan_verdict verdict;

    for (uint32_t random = 0; random < 5000; random += 7) {
        chunk->deaths = deaths - 1;
        rowan_chunk_judge(chunk, &death, &waits, random, &verdict, NULL);
        assert_true(verdict.wait_ns <= whole);
        assert_true(verdict.wait_ns >= whole - whole / 4);
    }
    rowan_chunk_free(chunk);
}

static void test_waits_grow(void **state)
{
    (void)state;
    assert_wait(1, ROWAN_END_RETRY, ROWAN_HELD_SEVERAL, SECOND);
    assert_wait(2, ROWAN_END_RETRY, ROWAN_HELD_SEVERAL, 2 * SECOND);
    assert_wait(5, ROWAN_END_RETRY, ROWAN_HELD_SEVERAL, 16 * SECOND);
    assert_wait(6, ROWAN_END_RETRY, ROWAN_HELD_SEVERAL, 30 * SECOND);
    assert_wait(7, ROWAN_END_RETRY, ROWAN_HELD_SEVERAL, 30 * SECOND);
    assert_wait(1, ROWAN_END_CRASH, ROWAN_HELD_NOTHING, SECOND);
    assert_wait(1, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, SECOND / 10);
    assert_wait(2, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, SECOND);
    assert_wait(3, ROWAN_END_CRASH, ROWAN_HELD_MAPPED, 2 * SECOND);
}

/* ---- the rules ---- */

static const char *const end_words[ROWAN_ENDS] = {
    [ROWAN_END_DONE] = "done",        [ROWAN_END_CANNOT] = "cannot work", [ROWAN_END_RETRY] = "may heal",
    [ROWAN_END_MEMORY] = "no memory", [ROWAN_END_CRASH] = "crash",        [ROWAN_END_KILLED] = "killed",
    [ROWAN_END_OVERDUE] = "overdue",
};

static const char *const held_words[ROWAN_HELDS] = {
    [ROWAN_HELD_NOTHING] = "no document",        [ROWAN_HELD_MAPPED] = "one, being mapped",
    [ROWAN_HELD_WRITTEN] = "one, being written", [ROWAN_HELD_SEVERAL] = "several",
    [ROWAN_HELD_ALONE] = "one, isolated",        [ROWAN_HELD_ANY] = "any",
};

static const char *const next_words[ROWAN_NEXTS] = {
    [ROWAN_NEXT_DONE] = "the chunk is done",
    [ROWAN_NEXT_FAIL] = "the run ends",
    [ROWAN_NEXT_AGAIN] = "again",
    [ROWAN_NEXT_ISOLATE] = "again, isolating",
    [ROWAN_NEXT_STRIKE] = "again, strikes",
};

static void rule_as_row(const struct rowan_chunk_rule *rule, char *out, size_t size)
{
    bool again = rule->next != ROWAN_NEXT_DONE && rule->next != ROWAN_NEXT_FAIL;
    char strikes[8] = "";

    if (rule->strikes)
        snprintf(strikes, sizeof strikes, " %d", rule->strikes);
    snprintf(out, size, "| %s | %s | %s |%s |%s |\n", end_words[rule->end], held_words[rule->held],
             next_words[rule->next], strikes,
             !again       ? ""
             : rule->soon ? " short"
                          : " long");
}

static void test_documentation_shows_the_rules(void **state)
{
    static const char head[] = "| it ended | it held | then | strikes | first wait |\n";
    FILE *file = fopen("docs/internals/processes.md", "r");
    char line[600], row[200];
    size_t count;
    const struct rowan_chunk_rule *rules = rowan_chunk_rules(&count);

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) && strcmp(line, head) != 0)
        ;
    assert_non_null(fgets(line, sizeof line, file)); /* the line under the head */
    for (size_t i = 0; i < count; i++) {
        rule_as_row(&rules[i], row, sizeof row);
        assert_non_null(fgets(line, sizeof line, file));
        assert_string_equal(line, row);
    }
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "\n");
    fclose(file);
}

/* No death is without a rule, and no rule without a death. */
static void test_each_rule_is_reached(void **state)
{
    size_t count;
    const struct rowan_chunk_rule *rules = rowan_chunk_rules(&count);

    (void)state;
    for (int end = 0; end < ROWAN_ENDS; end++)
        for (int held = 0; held < ROWAN_HELD_ALONE; held++) {
            struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
            die(chunk, (enum rowan_end)end, (enum rowan_held)held, "7");
            rowan_chunk_free(chunk);
        }
    for (size_t i = 0; i < count; i++)
        for (size_t before = 0; before < i; before++)
            assert_false(rules[before].end == rules[i].end &&
                         (rules[before].held == ROWAN_HELD_ANY || rules[before].held == rules[i].held));
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
        cmocka_unit_test(test_second_crash_quarantines),
        cmocka_unit_test(test_what_is_quarantined_is_written_alone),
        cmocka_unit_test(test_kills_from_outside_weigh_less),
        cmocka_unit_test(test_overdue_writing_weighs_less_than_mapping),
        cmocka_unit_test(test_each_document_has_its_own_strikes),
        cmocka_unit_test(test_death_with_several_documents_isolates),
        cmocka_unit_test(test_want_of_memory_isolates_first),
        cmocka_unit_test(test_no_document_is_blamed_for_the_database),
        cmocka_unit_test(test_too_many_deaths_give_up),
        cmocka_unit_test(test_progress_starts_the_count_again),
        cmocka_unit_test(test_waits_grow),
        cmocka_unit_test(test_documentation_shows_the_rules),
        cmocka_unit_test(test_each_rule_is_reached),
        cmocka_unit_test(test_queue_keeps_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
