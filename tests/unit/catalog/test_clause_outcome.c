/* For how many of the values that may be written a CHECK is false: F all, f some, nothing where that is not
 * sure. Likewise T and t for true. */
#include "unit.h"

#include "catalog/clause_outcome.h"

static char names[][4] = {"a", "A", "n", "d", "f", "day", "b", "u", "c", "p", "w", "v"};

static struct rowan_catalog_column columns[] = {
    {.name = names[0], .holds = ROWAN_HOLDS_TEXT},
    {.name = names[1], .holds = ROWAN_HOLDS_TEXT},
    {.name = names[2], .holds = ROWAN_HOLDS_INTEGER},
    {.name = names[3], .holds = ROWAN_HOLDS_DECIMAL},
    {.name = names[4], .holds = ROWAN_HOLDS_FLOAT},
    {.name = names[5], .holds = ROWAN_HOLDS_DATE},
    {.name = names[6], .holds = ROWAN_HOLDS_BINARY},
    {.name = names[7], .holds = ROWAN_HOLDS_OTHER},
    {.name = names[8], .holds = ROWAN_HOLDS_TEXT, .pads = true, .size = 10},
    {.name = names[9], .holds = ROWAN_HOLDS_BINARY, .pads = true, .size = 16},
    {.name = names[10], .holds = ROWAN_HOLDS_TEXT, .utf16 = true, .size = 20},
    {.name = names[11], .holds = ROWAN_HOLDS_TEXT, .code_page = 1252, .size = 20},
};

static const struct rowan_catalog_table table = {.columns = columns,
                                                 .column_count = sizeof columns / sizeof columns[0]};

static struct rowan_written text(const char *value)
{
    return (struct rowan_written){.kind = ROWAN_WRITTEN_TEXT, .text = rowan_slice_of(value)};
}

static struct rowan_written texts(size_t least, size_t most)
{
    return (struct rowan_written){.kind = ROWAN_WRITTEN_TEXTS, .least = least, .most = most};
}

static struct rowan_written numbers(const char *low, const char *high)
{
    struct rowan_written written = {.kind = ROWAN_WRITTEN_NUMBERS, .whole = !strchr(low, '.')};

    assert_true(rowan_number_read(&written.low, rowan_slice_of(low)));
    assert_true(rowan_number_read(&written.high, rowan_slice_of(high)));
    return written;
}

static void expect_exact(bool exact, const char *clause, const char *column, struct rowan_written written,
                         const char *wanted)
{
    struct rowan_clause_question q = {.table = &table, .exact = exact, .by_letter = exact};
    struct rowan_clause_outcome got;
    struct rowan_arena arena;
    char found[3] = "";

    rowan_arena_init(&arena, 0);
    for (size_t i = 0; i < table.column_count; i++)
        if (strcmp(columns[i].name, column) == 0)
            q.column = &columns[i];
    got = rowan_clause_outcome(rowan_check_clause_read(&arena, rowan_slice_of(clause), false), &q, &written);
    if (got.is_false)
        strcat(found, got.is_false == ROWAN_EXTENT_ALL ? "F" : "f");
    if (got.is_true)
        strcat(found, got.is_true == ROWAN_EXTENT_ALL ? "T" : "t");
    assert_string_equal(found, wanted);
    rowan_arena_clear(&arena);
}

static void expect(const char *clause, const char *column, struct rowan_written written, const char *wanted)
{
    expect_exact(true, clause, column, written, wanted);
}

static void test_texts(void **state)
{
    (void)state;
    expect("a IN ('x', 'y')", "a", text("x"), "T");
    expect("a IN ('x', 'y')", "a", text("X"), "F");
    expect("a IN ('x', 'y')", "a", text("x "), "F");
    expect("a IN ('x', NULL)", "a", text("z"), "");
    expect("a IN ('x', 5)", "a", text("z"), "");
    expect("a <> 'x'", "a", text("x"), "F");
    expect("a < 'x'", "a", text("z"), "");
    expect("a IN ('x', 'y')", "a", texts(1, 5), "f");
    expect("a IN ('xyz')", "a", texts(1, 2), "F");
    expect("a <> 'x'", "a", texts(1, 5), "t");
    expect("a <> ''", "a", texts(0, 5), "ft");
    expect_exact(false, "a IN ('x', 'y')", "a", text("X"), "");
    expect_exact(false, "a IN ('x', 'y')", "a", text("x "), "");
    expect_exact(false, "a IN ('x', 'y')", "a", text("z"), "F");
    expect_exact(false, "a IN ('\xc3\xa4')", "a", text("a"), "");
    expect_exact(false, "a = 'ivj'", "a", text("yuI"), "");
    expect_exact(false, "a = 'cab'", "a", text("Chab"), "");
    expect_exact(false, "a = 'chh'", "a", text("ch"), "F");
    expect_exact(false, "a = 'cab'", "a", text("ca"), "F");
    expect_exact(false, "a = 'ss'", "a", texts(1, 1), "f"); /* U+00DF is ss */
    expect_exact(false, "a = 'a text of 19 letter'", "a", texts(1, 1), "F");
    expect("A IN ('x')", "a", text("z"), "");
    expect("DAY = '2024-01-01'", "day", text("2024-01-02"), "F");
}

static void test_lengths(void **state)
{
    (void)state;
    expect("length(a) <= 5", "a", texts(1, 5), "T");
    expect("length(a) <= 5", "a", texts(1, 6), "ft");
    expect("length(a) <= 5", "a", texts(1, 0), "ft");
    expect("length(a) > 5", "a", texts(1, 5), "F");
    expect("length(a) >= 1", "a", texts(1, 0), "T");
    expect("length(a) IN (2, 3)", "a", texts(1, 3), "f");
    expect("length(a) IN (1, 2, 3)", "a", texts(1, 3), "T");
    expect("length(a) = 2", "a", text("\xc3\xa4\xc3\xb6"), "T");
    expect("octet_length(a) = 4", "a", text("\xc3\xa4\xc3\xb6"), "T");
    expect("octet_length(a) <= 20", "a", texts(1, 5), "T");
    expect("octet_length(a) <= 19", "a", texts(1, 5), "ft");
    expect("octet_length(c) = 10", "c", text("AB"), "");
    expect("length(c) = 10", "c", text("AB"), "F");
    expect("length(p) = 16", "p", (struct rowan_written){.kind = ROWAN_WRITTEN_BYTES, .least = 1, .most = 8},
           "");
    expect("length(n) <= 5", "n", numbers("0", "9"), "");
    expect("length(b) <= 5", "b", (struct rowan_written){.kind = ROWAN_WRITTEN_BYTES, .least = 1, .most = 6},
           "ft");
}

/* LEN and DATALENGTH: a text that is all of blanks, or of letters that count twice, is not spoken of. */
static void test_units(void **state)
{
    const char *plane = "\xf0\x9f\x98\x80\xf0\x9f\x98\x80"; /* two letters, four units */

    (void)state;
    expect("len(w) <= 5", "w", texts(1, 5), "t");
    expect("len(w) <= 10", "w", texts(1, 5), "T");
    expect("len(w) <= 4", "w", texts(1, 5), "ft");
    expect("len(w) > 0", "w", texts(1, 5), "t");
    expect("len(w) > 5", "w", texts(1, 5), "f");
    expect("len(w) > 10", "w", texts(1, 5), "F");
    expect("len(w) > 5", "w", texts(1, 0), "ft");
    expect("len(w) = 2", "w", text("ab  "), "T");
    expect("len(w) = 2", "w", text(plane), "");
    expect("len(w) = 3", "w", text(plane), "F");
    expect("len(v) = 2", "v", text("\xc3\xa4\xc3\xb6 "), "T");
    expect("datalength(w) = 8", "w", text("ab  "), "T");
    expect("datalength(w) = 8", "w", text(plane), "T");
    expect("datalength(w) <= 10", "w", texts(1, 5), "t");
    expect("datalength(w) < 2", "w", texts(1, 5), "F");
    expect("datalength(v) = 2", "v", text("ab"), "T");
    expect("datalength(v) = 3", "v", text("\xc3\xa4"), "");
    expect("len(a) <= 4", "a", texts(1, 5), "");
    expect("len(n) <= 4", "n", numbers("0", "9"), "");
}

static void test_numbers(void **state)
{
    (void)state;
    expect("n BETWEEN 1 AND 10", "n", numbers("0", "10"), "ft");
    expect("n BETWEEN 1 AND 10", "n", numbers("1", "10"), "T");
    expect("n NOT BETWEEN 1 AND 10", "n", numbers("1", "10"), "F");
    expect("n IN (1, 2)", "n", numbers("-9223372036854775808", "9223372036854775807"), "f");
    expect("n > 9", "n", numbers("0", "9"), "F");
    expect("n IN (0, 1)", "n", numbers("0", "1"), "T");
    expect("n IN (0, 1)", "n", numbers("0", "2"), "f");
    expect("n IN ('0', '1')", "n", numbers("2", "2"), "F");
    expect("n IN (7, 8)", "n", numbers("0", "6"), "F");
    expect("n <> 5", "n", numbers("0", "9"), "t");
    expect("n <> 5", "n", numbers("5", "5"), "F");
    expect("n = 'x'", "n", numbers("5", "5"), "");
    expect("n::numeric >= 0.5", "n", numbers("0", "0"), "F");
    expect("n <= (5.7)::integer", "n", numbers("6", "6"), "");
    expect("n <= (5)::integer", "n", numbers("6", "6"), "F");
    expect("n::text = '5'", "n", numbers("6", "6"), "");
    expect("d > 9007199254740992.01", "d", numbers("9007199254740992.01", "9007199254740992.01"), "F");
    expect("d >= -99.99", "d", numbers("-99.99", "99.99"), "T");
    expect("d::integer = 1", "d", numbers("2.5", "2.5"), "");
    expect("f > 0.1", "f", numbers("0.1", "0.1"), "");
    expect("f > 1", "f", numbers("0.5", "0.5"), "F");
    expect("u > 1", "u", numbers("0", "0"), "");
}

static void test_moments(void **state)
{
    (void)state;
    expect("day >= '2000-01-01'", "day", text("1999-12-31"), "F");
    expect("day >= '2000-01-01'", "day", text("2000-01-01"), "T");
    expect("day < '2000-01-01 00:00:00'", "day", text("2000-01-01"), "");
    expect("day >= 'yesterday'", "day", text("2000-01-01"), "");
}

static void test_trees(void **state)
{
    (void)state;
    expect("a = 'x' AND f(a)", "a", text("y"), "F");
    expect("a = 'x' OR f(a)", "a", text("y"), "");
    expect("a = 'x' OR n = 1", "a", text("y"), "");
    expect("NOT (a = 'x' OR n = 1)", "a", text("x"), "F");
    expect("NOT (a = 'x' AND n = 1)", "a", text("x"), "");
    expect("(n > 0 OR n < 0) AND n < 9", "n", numbers("0", "5"), "ft");
    expect("n > 0 OR n > 3", "n", numbers("0", "5"), "t");
    expect("n IS NULL OR n > 5", "n", numbers("0", "9"), "ft");
    expect("a IS NOT NULL AND n IS NULL", "n", numbers("0", "9"), "F");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),   cmocka_unit_test(test_lengths), cmocka_unit_test(test_units),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_moments), cmocka_unit_test(test_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
