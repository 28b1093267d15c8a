/* Which paths a pattern matches, and which folders it reaches. */
#include "unit.h"

#include "base/file_pattern.h"

struct example {
    const char *pattern;
    const char *path;
    bool matches;
};

static void test_matches(void **state)
{
    static const struct example examples[] = {
        {"a.xml", "a.xml", true},
        {"a.xml", "A.xml", false},
        {"a.xml", "b/a.xml", false},
        {"*.xml", "a.xml", true},
        {"*.xml", ".xml", false},
        {"*.xml", "a.xml.gz", false},
        {"*.xml", "b/a.xml", false},
        {"?.xml", "a.xml", true},
        {"?.xml", "ab.xml", false},
        {"?.xml", "\xc3\xa4.xml", true},
        {"?.xml", "\xe4.xml", true},
        {"??.xml", "\xc3\xa4.xml", false},
        {"[a-c].xml", "b.xml", true},
        {"[a-c].xml", "d.xml", false},
        {"[!a-c].xml", "d.xml", true},
        {"[!a-c].xml", "c.xml", false},
        {"[]x].xml", "].xml", true},
        {"[]x].xml", "x.xml", true},
        {"[[].xml", "[.xml", true},
        {"[*].xml", "*.xml", true},
        {"[*].xml", "a.xml", false},
        {"[a-].xml", "-.xml", true},
        {"[\xc3\xa4-\xc3\xbc].xml", "\xc3\xb6.xml", true},
        {"[\xc3\xa4-\xc3\xbc].xml", "\xf6.xml", false},
        {"[!\xc3\xa4].xml", "\xe4.xml", true},
        {"**/*.xml", "a.xml", true},
        {"**/*.xml", "b/a.xml", true},
        {"**/*.xml", "c/b/a.xml", true},
        {"**/*.xml", ".git/a.xml", false},
        {"**/*.xml", "b/.git/c/a.xml", false},
        {"**/*.xml", "b/.a.xml", false},
        {"**/.git/*.xml", "b/.git/a.xml", true},
        {"b/**", "b", false},
        {"b/**", "b/a.xml", true},
        {"b/**", "b/c/a.xml", true},
        {"b/**", "b/.a.xml", false},
        {"**", "b/c/a.xml", true},
        {"b/**/c/*.xml", "b/c/a.xml", true},
        {"b/**/c/*.xml", "b/x/y/c/a.xml", true},
        {"b/**/c/*.xml", "b/c/x/a.xml", false},
        {"**/c/**/*.xml", "a/c/b/c/x.xml", true},
        {"**/c/d/**/e", "c/x/c/d/c/e", true},
        {"2024-*/in?/*.xml", "2024-01/in2/a.xml", true},
        {"2024-*/in?/*.xml", "2024-01/in/a.xml", false},
        {"*a*b*c", "xaxbxbxc", true},
        {"*a*b*c", "xaxcxb", false},
        {".*", ".x", true},
        {"*", ".x", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        assert_null(rowan_file_pattern_check(examples[i].pattern));
        if (rowan_file_pattern_matches(examples[i].pattern, examples[i].path) != examples[i].matches)
            fail_msg("%s and %s", examples[i].pattern, examples[i].path);
    }
}

static void test_reaches(void **state)
{
    static const struct example examples[] = {
        {"*.xml", "b", false},         {"b/*.xml", "b", true},
        {"b/*.xml", "c", false},       {"b/*.xml", "b/c", false},
        {"*/*.xml", "c", true},        {"**/*.xml", "b/c/d", true},
        {"**/*.xml", ".git", false},   {"**/*.xml", "b/.git", false},
        {"**/.git/*", "b/.git", true}, {"a/**", "a", true},
        {"a/**", "b", false},          {"a/**/c/*.xml", "a/x/y", true},
        {".git/*", ".git", true},      {"**", "b", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++)
        if (rowan_file_pattern_reaches(examples[i].pattern, examples[i].path) != examples[i].matches)
            fail_msg("%s and %s", examples[i].pattern, examples[i].path);
}

static void test_what_is_no_pattern(void **state)
{
    static const char *const wrong[] = {"",     "/a",    "a/",   "a//b",  ".",   "..", "../a.xml",
                                        "a/..", "a/./b", "**.x", "a**/b", "[ab", "[!", "\xff"};
    char much[ROWAN_FILE_PATTERN_MAX + 2];

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (!rowan_file_pattern_check(wrong[i]))
            fail_msg("%s is taken for a pattern", wrong[i]);
    memset(much, 'a', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    assert_non_null(rowan_file_pattern_check(much));
}

/* Patterns that take others for ever. */
static void test_ends(void **state)
{
    char path[4000];
    size_t size = 0;

    (void)state;
    for (int i = 0; i < 500; i++)
        size += (size_t)snprintf(path + size, sizeof path - size, "%saaaaa", i ? "/" : "");
    assert_false(rowan_file_pattern_matches("**/a*/**/a*/**/a*/**/a*/**/a*/**/a*/**/b", path));
    memset(path, 'a', 3000);
    path[3000] = '\0';
    assert_false(rowan_file_pattern_matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_matches), cmocka_unit_test(test_reaches),
                                       cmocka_unit_test(test_what_is_no_pattern),
                                       cmocka_unit_test(test_ends)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
