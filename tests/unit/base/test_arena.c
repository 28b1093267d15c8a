/* Arenas: alignment, zeroing, limits, and what a reset keeps. */
#include "unit.h"

#include "base/arena.h"

static void test_pieces(void **state)
{
    struct rowan_arena arena;
    char *pieces[500];

    (void)state;
    rowan_arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        pieces[i] = rowan_arena_alloc(&arena, i * 7);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < i * 7; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251) + 1, i * 7);
    }
    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t k = 0; k < i * 7; k++)
            assert_int_equal((unsigned char)pieces[i][k], i % 251 + 1);
    rowan_arena_clear(&arena);
    assert_int_equal(arena.held, 0);
    assert_non_null(rowan_arena_alloc(&arena, 1)); /* usable again */
    rowan_arena_clear(&arena);
}

static void test_large(void **state)
{
    struct rowan_arena arena;
    char *large, *small;

    (void)state;
    rowan_arena_init(&arena, 0);
    small = rowan_arena_alloc(&arena, 10);
    large = rowan_arena_alloc(&arena, (size_t)3 << 20);
    assert_non_null(small);
    assert_non_null(large);
    memset(large, 1, (size_t)3 << 20);
    assert_non_null(rowan_arena_alloc(&arena, 10));
    assert_null(rowan_arena_alloc(&arena, SIZE_MAX));
    assert_null(rowan_arena_alloc(&arena, SIZE_MAX - 20));
    assert_null(rowan_arena_copy(&arena, "x", SIZE_MAX));
    rowan_arena_clear(&arena);
}

static void test_reset_keeps_blocks(void **state)
{
    struct rowan_arena arena;
    size_t held;
    char *first;

    (void)state;
    rowan_arena_init(&arena, 0);
    first = rowan_arena_alloc(&arena, 100);
    for (int i = 0; i < 1000; i++)
        assert_non_null(rowan_arena_alloc(&arena, 300));
    held = arena.held;
    for (int round = 0; round < 5; round++) {
        rowan_arena_reset(&arena, SIZE_MAX);
        assert_int_equal(arena.held, held);
        assert_ptr_equal(rowan_arena_alloc(&arena, 100), first);
        for (int i = 0; i < 1000; i++) {
            char *piece = rowan_arena_alloc(&arena, 300);
            assert_int_equal(piece[0] | piece[299], 0);
            memset(piece, 0xFF, 300);
        }
        assert_int_equal(arena.held, held);
    }
    rowan_arena_clear(&arena);
}

static void test_reset_gives_back(void **state)
{
    struct rowan_arena arena;

    (void)state;
    rowan_arena_init(&arena, 0);
    assert_non_null(rowan_arena_alloc(&arena, 100));
    assert_non_null(rowan_arena_alloc(&arena, (size_t)50 << 20));
    assert_non_null(rowan_arena_alloc(&arena, 100));
    rowan_arena_reset(&arena, (size_t)1 << 20);
    assert_true(arena.held <= (size_t)1 << 20);
    assert_true(arena.held > 0);
    rowan_arena_reset(&arena, 0);
    assert_int_equal(arena.held, 0);
    assert_null(arena.first);
    assert_non_null(rowan_arena_alloc(&arena, 100));
    rowan_arena_clear(&arena);
}

/* A limit is used to its last bytes, not only to the last doubling. */
static void test_limit(void **state)
{
    struct rowan_arena arena;
    size_t got = 0;

    (void)state;
    rowan_arena_init(&arena, 100000);
    while (rowan_arena_alloc(&arena, 1000))
        got += 1000;
    assert_in_range(got, 98000, 100000);
    assert_true(arena.given <= 100000);
    assert_true(arena.held <= 102000);
    assert_null(rowan_arena_alloc(&arena, 50000));
    rowan_arena_reset(&arena, SIZE_MAX);
    assert_non_null(rowan_arena_alloc(&arena, 1000));
    rowan_arena_clear(&arena);
    assert_int_equal(arena.limit, 100000);
    assert_null(rowan_arena_alloc(&arena, 100001));
    rowan_arena_clear(&arena);
}

/* The blocks that are there, and what they were used for, do not count. */
static void test_limit_forgets(void **state)
{
    static const size_t sizes[] = {16, 400, 30000, 70000, 5000};
    struct rowan_arena arena;

    (void)state;
    rowan_arena_init(&arena, 100000);
    for (int round = 0; round < 50; round++) {
        size_t size = sizes[round % 5];
        size_t count = 0;
        while (rowan_arena_alloc(&arena, size))
            count++;
        assert_int_equal(count, 100000 / ((size + 15) / 16 * 16));
        assert_true(rowan_arena_is_full(&arena, size));
        assert_false(rowan_arena_is_full(&arena, 0));
        rowan_arena_reset(&arena, round % 2 ? 40000 : SIZE_MAX);
    }
    rowan_arena_clear(&arena);
}

static void test_copy(void **state)
{
    struct rowan_arena arena;

    (void)state;
    rowan_arena_init(&arena, 0);
    assert_string_equal(rowan_arena_copy(&arena, "abcdef", 3), "abc");
    assert_string_equal(rowan_arena_copy(&arena, NULL, 0), "");
    assert_memory_equal(rowan_arena_copy(&arena, "a\0b", 3), "a\0b", 4);
    rowan_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_reset_keeps_blocks),
        cmocka_unit_test(test_reset_gives_back),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_limit_forgets),
        cmocka_unit_test(test_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
