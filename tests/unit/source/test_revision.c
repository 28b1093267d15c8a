/* The text of a revision. */
#include "unit.h"

#include "source/revision.h"

static struct rowan_type type_of(enum rowan_kind kind)
{
    return (struct rowan_type){.kind = kind, .precision = 9, .scale = 3};
}

/* Of two texts that databases have for a value. */
static void assert_kept(enum rowan_kind kind, const char *one, const char *other, const char *kept)
{
    struct rowan_type type = type_of(kind);
    struct rowan_buffer out = {0};

    for (int i = 0; i < 2; i++) {
        out.size = 0;
        assert_true(rowan_revision_append(&out, &type, rowan_slice_of(i ? other : one)));
        assert_string_equal(rowan_buffer_string(&out), kept);
    }
    rowan_buffer_clear(&out);
}

static void test_one_text_of_a_value(void **state)
{
    (void)state;
    assert_kept(ROWAN_TIMESTAMP, "2024-05-31 14:30:00.5", "2024-05-31 14:30:00.500000",
                "2024-05-31 14:30:00.5");
    assert_kept(ROWAN_TIMESTAMP, "2024-05-31 14:30:00.1234567", "2024-05-31T14:30:00.123456700",
                "2024-05-31 14:30:00.1234567");
    assert_kept(ROWAN_TIMESTAMP, "2024-05-31 14:30:00Z", "2024-05-31 16:30:00+02:00", "2024-05-31 14:30:00");
    assert_kept(ROWAN_TIMESTAMP, "2024-05-31", "2024-05-31 00:00:00", "2024-05-31 00:00:00");
    assert_kept(ROWAN_DATE, "2024-05-31", "2024-05-31", "2024-05-31");
    assert_kept(ROWAN_BIGINT, "17", " 0017", "17");
    assert_kept(ROWAN_DECIMAL, "1.5", "1.500", "1.500");
    assert_kept(ROWAN_BOOLEAN, "t", "1", "1");
    assert_kept(ROWAN_TEXT, "a ", "a ", "a ");
    assert_kept(ROWAN_TEXT, "", NULL, "");
}

/* What the type does not hold is another revision all the same. */
static void test_nothing_is_lost(void **state)
{
    (void)state;
    assert_kept(ROWAN_DATE, "2024-05-31 14:30:00", "2024-05-31 14:30:00.0", "2024-05-31 14:30:00");
    assert_kept(ROWAN_BIGINT, "1e3x", "1e3x", "1e3x");
    assert_kept(ROWAN_DECIMAL, "1.50001", "1.50001", "1.50001");
}

static struct rowan_slice keep(struct rowan_buffer *out, const char *text)
{
    struct rowan_type type = type_of(ROWAN_TEXT);

    assert_true(rowan_revision_append(out, &type, rowan_slice_of(text)));
    return rowan_buffer_slice(out);
}

/* What is long, not ASCII, or looks like a digest is kept as one. */
static void test_digests(void **state)
{
    static const char *const texts[] = {"\xc3\xa9", "sha256:x", "a\tb"};
    struct rowan_buffer out = {0}, other = {0};
    char text[1000];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        out.size = 0;
        assert_int_equal(keep(&out, texts[i]).size, 7 + 64);
    }
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    out.size = 0;
    assert_int_equal(keep(&out, text).size, 7 + 64);
    text[998] = 'b';
    assert_false(rowan_slice_equal(keep(&other, text), rowan_buffer_slice(&out)));
    out.size = other.size = 0;
    assert_true(rowan_revision_append_digest(&out, rowan_slice_of("<r/>")));
    assert_true(rowan_revision_append_digest(&other, (struct rowan_slice){NULL, 0}));
    assert_int_equal(out.size, 7 + 64);
    assert_true(other.size == 0 && other.data);
    rowan_buffer_clear(&out);
    rowan_buffer_clear(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_text_of_a_value),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_digests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
