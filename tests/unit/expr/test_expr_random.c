/*
 * Expressions by chance: sums and products against 128-bit integers, LIKE against a slow matcher that is
 * plainly right, and streams of tokens that make no sense, which must be refused or evaluated but never fall
 * over.
 */
#include "expr/expr_rows.h"

static uint64_t seed = 88172645463325252u;

static unsigned chance(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 11) % below);
}

/* ---- arithmetic ---- */

#define SCALE 1000 /* leaves have three digits after the point */

/* A value as a count of 10^-scale. */
struct exact {
    __int128 units;
    int scale;
};

static __int128 ten(int n)
{
    return n == 0 ? 1 : 10 * ten(n - 1);
}

static struct exact rescale(struct exact e, int scale)
{
    e.units *= ten(scale - e.scale);
    e.scale = scale;
    return e;
}

static struct exact write_leaf(struct rowan_buffer *text)
{
    struct exact e = {(int)chance(200000) - 100000, 3};
    int whole = (int)(e.units < 0 ? -e.units : e.units);

    rowan_buffer_format(text, e.units < 0 ? "(-%d.%03d)" : "%d.%03d", whole / SCALE, whole % SCALE);
    return e;
}

/* Write a random tree and calculate it; depth 3 keeps 8 leaves, so all fits. */
static struct exact write_tree(struct rowan_buffer *text, int depth)
{
    struct exact a, b;
    unsigned operation = chance(4);
    int scale;

    if (depth == 0 || operation == 3)
        return write_leaf(text);
    rowan_buffer_append_char(text, '(');
    a = write_tree(text, depth - 1);
    rowan_buffer_format(text, " %c ", "+-*"[operation]);
    b = write_tree(text, depth - 1);
    rowan_buffer_append_char(text, ')');
    if (operation == 2)
        return (struct exact){a.units * b.units, a.scale + b.scale};
    scale = a.scale > b.scale ? a.scale : b.scale;
    a = rescale(a, scale);
    b = rescale(b, scale);
    return (struct exact){operation == 0 ? a.units + b.units : a.units - b.units, scale};
}

static void print_exact(struct exact e, struct rowan_buffer *out)
{
    char digits[80];
    int n = 0;
    bool negative = e.units < 0;

    while (e.scale > 0 && e.units % 10 == 0) {
        e.units /= 10;
        e.scale--;
    }
    for (__int128 left = negative ? -e.units : e.units; left > 0 || n <= e.scale; left /= 10)
        digits[n++] = (char)('0' + (int)(left % 10));
    if (negative)
        rowan_buffer_append_char(out, '-');
    while (n > 0) {
        if (n == e.scale)
            rowan_buffer_append_char(out, '.');
        rowan_buffer_append_char(out, digits[--n]);
    }
}

static void test_arithmetic(void **state)
{
    struct rowan_buffer text = {0}, expected = {0};

    for (int i = 0; i < 20000; i++) {
        text.size = expected.size = 0;
        print_exact(write_tree(&text, 2 + (int)chance(2)), &expected);
        assert_string_equal(result_of(*state, rowan_buffer_string(&text), NULL),
                            rowan_buffer_string(&expected));
    }
    rowan_buffer_clear(&text);
    rowan_buffer_clear(&expected);
}

/* ---- like ---- */

static bool slow_like(const char *text, const char *pattern)
{
    switch (*pattern) {
    case '\0':
        return *text == '\0';
    case '%':
        return slow_like(text, pattern + 1) || (*text && slow_like(text + 1, pattern));
    case '!':
        return *text == pattern[1] && slow_like(text + 1, pattern + 2);
    default:
        return *text && (*pattern == '_' || *pattern == *text) && slow_like(text + 1, pattern + 1);
    }
}

static void fill(char *out, unsigned most, const char *letters)
{
    unsigned n = 1 + chance(most);

    for (unsigned i = 0; i < n; i++) {
        char c = letters[chance((unsigned)strlen(letters))];
        if (c == '!')
            *out++ = c, c = "!%_"[chance(3)];
        *out++ = c;
    }
    *out = '\0';
}

static void test_like(void **state)
{
    char text[32], pattern[64], operands[120];

    for (int i = 0; i < 100000; i++) {
        fill(text, 10, i % 2 ? "ab" : "ab%_");
        fill(pattern, 8, i % 2 ? "ab%_" : "ab%%_!");
        snprintf(operands, sizeof operands, "@a=%s|@b=%s", text, pattern);
        if (strcmp(result_of(*state, "@a like @b escape '!'", operands),
                   slow_like(text, pattern) ? "true" : "false"))
            fail_msg("'%s' like '%s'", text, pattern);
    }
}

/* ---- no sense ---- */

static const char *const pieces[] = {
    "@a",
    "@b",
    "b",
    "a/b",
    "a/@c",
    "../@x",
    "/a",
    "//a",
    ".",
    "..",
    "a[1]",
    "`a b`",
    "1",
    "0",
    "2.5",
    "'x'",
    "''",
    "'5'",
    "'2024-02-29'",
    "null",
    "true",
    "false",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "||",
    "=",
    "<>",
    "<",
    ">=",
    "and",
    "or",
    "not",
    "is",
    "empty",
    "in",
    "like",
    "ilike",
    "escape",
    "between",
    "case",
    "when",
    "then",
    "else",
    "end",
    "(",
    ")",
    ",",
    "coalesce(",
    "nullif(",
    "round(",
    "substring(",
    "replace(",
    "dateadd(day,",
    "datediff(",
    "date(",
    "year(",
    "concat(",
    "least(",
    "length(",
    "upper(",
    "\n",
    " ",
    "--",
    "/*",
    "*/",
    "'",
    "`",
    "\"",
    "[",
    "]",
    "?",
    "é",
    "\xC3",
    "@",
    "5x",
    "a-b",
    "a.b",
    "day",
};

static void test_streams(void **state)
{
    struct rowan_buffer text = {0};
    int parsed = 0;

    for (int i = 0; i < 80000; i++) {
        unsigned n = 1 + chance(12);
        text.size = 0;
        for (unsigned k = 0; k < n; k++) {
            rowan_buffer_append_slice(&text, pieces[chance(COUNT(pieces))]);
            if (chance(4))
                rowan_buffer_append_char(&text, ' ');
        }
        parsed += result_of(*state, rowan_buffer_string(&text),
                            "@a=5|b=x|a/b=2024-01-31|a/@c=-0.5|../@x= |/a=0|.=abc|a b=7")[0] != '?';
    }
    assert_true(parsed > 800);
    rowan_buffer_clear(&text);
}

/* Sensible expressions with a piece changed: most still parse or nearly do. */
static void test_mutations(void **state)
{
    static const char *const texts[] = {
        "case when @a = 'ANNUM' then @b / 12 else @b end",
        "coalesce ( nullif ( @a , 0 ) , round ( @b * 1.19 , 2 ) )",
        "dateadd( day , @a , a/b ) between '2024-01-01' and date( a/b )",
        "@a like 'x%' escape '!' or not ( b in ( 'x' , 'y' ) ) and @b is not empty",
        "concat( upper( b ) , ', ' , substring( a/b , 1 , 4 ) ) || length( b )",
    };
    struct rowan_buffer text = {0};
    int parsed = 0;

    for (int i = 0; i < 80000; i++) {
        const char *p = texts[chance(COUNT(texts))];
        text.size = 0;
        while (*p) {
            const char *end = strchrnul(p, ' ');
            if (chance(12) == 0)
                rowan_buffer_append_slice(&text, pieces[chance(COUNT(pieces))]);
            else if (chance(20))
                rowan_buffer_append(&text, p, (size_t)(end - p));
            rowan_buffer_append_char(&text, ' ');
            p = *end ? end + 1 : end;
        }
        parsed += result_of(*state, rowan_buffer_string(&text), "@a=5|@b=60000|b=x|a/b=2024-01-31")[0] != '?';
    }
    assert_true(parsed > 8000);
    rowan_buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_arithmetic, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_like, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_streams, make_bench, free_bench),
        cmocka_unit_test_setup_teardown(test_mutations, make_bench, free_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
