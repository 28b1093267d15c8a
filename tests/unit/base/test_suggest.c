/* Which word a message offers for an unknown one. */
#include "unit.h"

#include "base/suggest.h"

static const char *const words[] = {"required", "default", "rounding", "id", "key", "each", "too_long"};

static const char *suggestion_for(const char *word)
{
    struct rowan_suggest suggest;

    rowan_suggest_init(&suggest, rowan_slice_of(word));
    for (size_t i = 0; i < COUNT(words); i++)
        rowan_suggest_offer(&suggest, words[i]);
    return rowan_suggest_word(&suggest);
}

static void test_words(void **state)
{
    static const struct {
        const char *given, *wanted;
    } rows[] = {
        {"requierd", "required"},
        {"REQUIRED", "required"},
        {"require", "required"},
        {"roundin", "rounding"},
        {"ech", "each"},
        {"eahc", "each"},
        {"toolong", "too_long"},
        {"kye", "key"},
        {"kay", "key"},
        {"ehca", NULL},
        {"euck", NULL},
        {"ac", NULL},
        {"eachly", "each"},
        {"ch", NULL},
        {"ID", "id"},
        {"it", NULL},
        {"i", NULL},
        {"", NULL},
        {"column", NULL},
        {"requi", NULL},
        {"requir", "required"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = suggestion_for(rows[i].given);
        if (!rows[i].wanted)
            assert_null(got);
        else
            assert_string_equal(got ? got : "(none)", rows[i].wanted);
    }
}

static void test_long_words(void **state)
{
    char word[200];

    (void)state;
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(suggestion_for(word));
    struct rowan_suggest suggest;
    rowan_suggest_init(&suggest, rowan_slice_of("each"));
    rowan_suggest_offer(&suggest, word);
    rowan_suggest_offer(&suggest, "");
    assert_null(rowan_suggest_word(&suggest));
}

static void test_first_of_equals(void **state)
{
    struct rowan_suggest suggest;

    (void)state;
    rowan_suggest_init(&suggest, rowan_slice_of("cost"));
    rowan_suggest_offer(&suggest, "host");
    rowan_suggest_offer(&suggest, "most");
    assert_string_equal(rowan_suggest_word(&suggest), "host");
    rowan_suggest_offer(&suggest, "Cost");
    assert_string_equal(rowan_suggest_word(&suggest), "Cost");
}

static void test_hint(void **state)
{
    struct rowan_suggest suggest;
    char out[40] = "#";

    (void)state;
    rowan_suggest_init(&suggest, rowan_slice_of("ech"));
    assert_string_equal(rowan_suggest_hint(&suggest, out, sizeof out), "");
    rowan_suggest_offer(&suggest, "each");
    assert_string_equal(rowan_suggest_hint(&suggest, out, sizeof out), " (did you mean \"each\"?)");
    assert_string_equal(rowan_suggest_hint(&suggest, out, 8), " (did y");
    rowan_suggest_hint(&suggest, out, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_first_of_equals),
        cmocka_unit_test(test_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
