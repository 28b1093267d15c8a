/* Expanded names get one id each, from 1 on, and keep it; the cache of pointers agrees with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "xml/qname_cache.h"
#include "xml/qname_table.h"

static struct rowan_slice text(const char *s)
{
    return rowan_slice_of(s);
}

static void test_ids(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();

    (void)state;
    assert_int_equal(rowan_qname_table_count(names), 0);
    assert_int_equal(rowan_qname_table_find(names, text(""), text("a")), 0);
    assert_int_equal(rowan_qname_table_add(names, text(""), text("a")), 1);
    assert_int_equal(rowan_qname_table_add(names, text("urn:x"), text("a")), 2);
    assert_int_equal(rowan_qname_table_add(names, text(""), text("a")), 1);
    assert_int_equal(rowan_qname_table_find(names, text("urn:x"), text("a")), 2);
    assert_int_equal(rowan_qname_table_find(names, text("urn:y"), text("a")), 0);
    assert_int_equal(rowan_qname_table_count(names), 2);
    assert_string_equal(rowan_qname_table_local(names, 1), "a");
    assert_string_equal(rowan_qname_table_local(names, 2), "a");
    assert_string_equal(rowan_qname_table_local(names, 0), "");
    assert_string_equal(rowan_qname_table_local(names, 3), "");
    rowan_qname_table_free(names);
    rowan_qname_table_free(NULL);
}

/* Where the URI ends and the name begins is part of the key; slices need no terminator. */
static void test_borders(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    struct rowan_slice part = {"abcdef", 3};

    (void)state;
    assert_int_equal(rowan_qname_table_add(names, text("ab"), text("c")), 1);
    assert_int_equal(rowan_qname_table_add(names, text("a"), text("bc")), 2);
    assert_int_equal(rowan_qname_table_add(names, text(""), text("abc")), 3);
    assert_int_equal(rowan_qname_table_add(names, text(""), part), 3);
    assert_string_equal(rowan_qname_table_local(names, 2), "bc");
    rowan_qname_table_free(names);
}

static void test_many(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    char name[20];

    (void)state;
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 1; i <= 5000; i++) {
            snprintf(name, sizeof name, "n%u", i / 2);
            assert_int_equal(rowan_qname_table_add(names, text(i % 2 ? "urn:x" : ""), text(name)), i);
            assert_string_equal(rowan_qname_table_local(names, i), name);
        }
    assert_int_equal(rowan_qname_table_count(names), 5000);
    rowan_qname_table_free(names);
}

static void test_cache(void **state)
{
    static char pool[4000][16]; /* each pointer stands for a name of libxml2's dictionary */
    struct rowan_qname_table *names = rowan_qname_table_new();
    struct rowan_qname_cache cache;

    (void)state;
    rowan_qname_table_add(names, text(""), text("n7"));
    rowan_qname_table_add(names, text("urn:x"), text("n7"));
    rowan_qname_cache_init(&cache, names, false);
    for (int i = 0; i < 4000; i++)
        snprintf(pool[i], sizeof pool[i], "n%d", i);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4000; i++)
            assert_int_equal(rowan_qname_cache_id(&cache, pool[i], NULL), i == 7 ? 1 : 0);
        assert_int_equal(rowan_qname_cache_id(&cache, pool[7], "urn:x"), 2);
        if (round == 1)
            rowan_qname_cache_reset(&cache);
    }
    rowan_qname_table_add(names, text(""), text("n5000")); /* too late for this cache */
    assert_int_equal(rowan_qname_cache_id(&cache, "n5000", NULL), 0);
    rowan_qname_cache_clear(&cache);
    rowan_qname_cache_init(&cache, names, true);
    assert_int_equal(rowan_qname_cache_id(&cache, pool[9], NULL), 4);
    assert_int_equal(rowan_qname_cache_id(&cache, pool[9], NULL), 4);
    rowan_qname_cache_clear(&cache);
    rowan_qname_table_free(names);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_borders),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
