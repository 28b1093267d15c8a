/*
 * The scanner against libxml2: documents by chance, with every small change at every place, and those of all
 * tests with changes by chance. ROWAN_WAYS_ROUNDS=100 does that many times as much, ROWAN_WAYS_SEED other
 * ones.
 */
#include "unit.h"

#include <libxml/parser.h>

#include "files.h"
#include "grammar.h"
#include "mutate.h"
#include "oracle.h"

#define GENERATED 8000
#define PER_FILE  40
#define LARGEST   20000 /* bytes of a file that is changed */

static struct oracle *oracle;

static size_t setting(const char *name, size_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

/* As a C string, so that it can go into a test. */
static void print_escaped(struct rowan_slice text)
{
    putchar('"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c >= ' ' && c < 0x7F)
            putchar(c);
        else
            printf("\\%03o", c);
    }
    puts("\"");
}

static void must_agree(struct rowan_buffer *text, const char *what, size_t which)
{
    char difference[1000];

    if (oracle_agrees(oracle, terminated(text), false, difference, sizeof difference))
        return;
    print_escaped(rowan_buffer_slice(text));
    fail_msg("%s %zu: %s", what, which, difference);
}

static void test_generated(void **state)
{
    size_t first = setting("ROWAN_WAYS_SEED", 1);
    size_t count = GENERATED * setting("ROWAN_WAYS_ROUNDS", 1);
    struct rowan_buffer text;

    (void)state;
    rowan_buffer_init(&text);
    for (size_t seed = first; seed < first + count; seed++) {
        text.size = 0;
        grammar_document(seed, &text);
        must_agree(&text, "seed", seed);
    }
    rowan_buffer_clear(&text);
}

/* Together they have all that a document can have. */
static const char *const small[] = {
    "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>\n<!-- c --><?i j?><a/>\n<?k?>",
    "<p:a xmlns:p='u' xmlns=\"v\" p:x='1' x=\"2\"><b y = '3'/><p:b></p:b ></p:a>",
    "<a x='&lt;&#65;&#x42;\t\r\n' y=\"'&quot;\">t&amp;&#10;\r\nu\rv</a>",
    "<a>]<![CDATA[<b>&c;]]]]>]&gt;<!--d-e--><?f g?h?>i</a>",
    "<a xml:lang='e' xmlns:q='u' q:z='' z=''><q:b xmlns:q='w' q:z=''/><b xmlns=''/></a>",
    "\xEF\xBB\xBF<\xC3\xA9 \xE6\x97\xA5='\xF0\x9F\x98\x80'>\xE2\x82\xAC<\xF0\x90\x80\x80/></\xC3\xA9>",
    "<a><b><c><d id='1'>1</d><d id='2'>2</d></c>3</b>4<b><c/>5</b></a>",
};

static void test_every_change(void **state)
{
    struct rowan_buffer text;

    (void)state;
    rowan_buffer_init(&text);
    for (size_t i = 0; i < COUNT(small); i++) {
        struct rowan_slice from = rowan_slice_of(small[i]);
        for (size_t n = 0; n < mutation_count(from.size); n++) {
            text.size = 0;
            mutation_make(from, n, &text);
            must_agree(&text, small[i], n);
        }
    }
    rowan_buffer_clear(&text);
}

static void change_file(const char *path, struct rowan_slice bytes, struct chance *chance)
{
    size_t count = PER_FILE * setting("ROWAN_WAYS_ROUNDS", 1);
    struct rowan_slice other = rowan_slice_of(small[draw(chance, COUNT(small))]);
    struct rowan_buffer text;

    rowan_buffer_init(&text);
    for (size_t n = 0; n < count; n++) {
        text.size = 0;
        mutation_draw(chance, bytes, other, &text);
        must_agree(&text, path, n);
    }
    rowan_buffer_clear(&text);
}

static bool visit(void *context, const char *path, struct rowan_slice bytes)
{
    char difference[1000];

    for (int i = 0; i < 2; i++)
        if (!oracle_agrees(oracle, bytes, i == 1, difference, sizeof difference))
            fail_msg("%s: %s", path, difference);
    if (bytes.size <= LARGEST)
        change_file(path, bytes, context);
    return true;
}

static void test_documents_of_tests(void **state)
{
    struct chance chance = chance_of(setting("ROWAN_WAYS_SEED", 1));

    (void)state;
    assert_true(files_walk("tests", visit, &chance));
}

static int open_oracle(void **state)
{
    (void)state;
    oracle = oracle_new();
    return oracle ? 0 : -1;
}

static int close_oracle(void **state)
{
    (void)state;
    oracle_report(oracle, stdout);
    oracle_free(oracle);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated),
        cmocka_unit_test(test_every_change),
        cmocka_unit_test(test_documents_of_tests),
    };
    int failed = cmocka_run_group_tests(tests, open_oracle, close_oracle);

    xmlCleanupParser();
    return failed;
}
