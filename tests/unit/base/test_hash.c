/* The hash of texts. */
#include "unit.h"

#include "base/hash.h"

/* The published values: http://www.isthe.com/chongo/src/fnv/test_fnv.c */
static void test_published(void **state)
{
    (void)state;
    assert_true(rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_slice_of("")) == 0xcbf29ce484222325u);
    assert_true(rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_slice_of("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_slice_of("foobar")) == 0x85944171f73967e8u);
}

/* What is hashed in pieces is hashed as one. */
static void test_pieces(void **state)
{
    uint64_t hash = rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_slice_of("foo"));

    (void)state;
    assert_true(rowan_hash_slice(hash, rowan_slice_of("bar")) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published), cmocka_unit_test(test_pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
