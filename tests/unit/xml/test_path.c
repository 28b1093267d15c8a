/* Paths as read, printed back step by step; every refusal, whole text; and random text from the same letters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "xml/path.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_path_scope scope;
    struct rowan_buffer out;
};

static const struct rowan_namespace namespaces[] = {{"p", "urn:p", false}, {"", "urn:default", false}};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->names = rowan_qname_table_new();
    f->scope = (struct rowan_path_scope){&f->arena, f->names, namespaces, 1};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    rowan_qname_table_free(f->names);
    rowan_arena_clear(&f->arena);
    rowan_buffer_clear(&f->out);
    free(f);
    return 0;
}

/* ---- printing: axes by name, operators in front ---- */

static void print_path(struct fixture *f, const struct rowan_path *path);

static void print_expr(struct fixture *f, const struct rowan_predicate *expr)
{
    static const char *const names[] = {
        "or", "and",         "not",      "=",        "!=",   "<",     "<=",  ">",
        ">=", "starts-with", "contains", "position", "last", "count", "path"};

    if (expr->op == ROWAN_PREDICATE_NUMBER) {
        rowan_buffer_format(&f->out, "%g", expr->number);
        return;
    }
    if (expr->op == ROWAN_PREDICATE_STRING) {
        rowan_buffer_format(&f->out, "'%.*s'", (int)expr->string.size, expr->string.data);
        return;
    }
    if (expr->op == ROWAN_PREDICATE_NAMED) {
        rowan_buffer_format(&f->out, "(named %s)", expr->among->local);
        return;
    }
    rowan_buffer_format(&f->out, "(%s", names[expr->op]);
    if (expr->path) {
        rowan_buffer_append_char(&f->out, ' ');
        print_path(f, expr->path);
    }
    for (int i = 0; i < 2; i++) {
        const struct rowan_predicate *part = i ? expr->right : expr->left;
        if (part) {
            rowan_buffer_append_char(&f->out, ' ');
            print_expr(f, part);
        }
    }
    rowan_buffer_append_char(&f->out, ')');
}

static void print_step(struct fixture *f, const struct rowan_step *step)
{
    static const char *const axes[] = {"child", "attribute", "self", "parent", "deep"};

    rowan_buffer_format(&f->out, "%s", axes[step->axis]);
    if (step->test == ROWAN_TEST_NAME)
        rowan_buffer_format(&f->out, "::%s", rowan_qname_table_local(f->names, step->name));
    else if (step->test == ROWAN_TEST_AMONG)
        rowan_buffer_format(&f->out, "::{%s}", step->among->local);
    else if (step->test == ROWAN_TEST_ANY)
        rowan_buffer_append_slice(&f->out, "::*");
    else if (step->test == ROWAN_TEST_TEXT)
        rowan_buffer_append_slice(&f->out, "::text()");
    for (const struct rowan_predicate *e = step->predicates; e; e = e->next) {
        rowan_buffer_append_char(&f->out, '[');
        print_expr(f, e);
        rowan_buffer_append_char(&f->out, ']');
    }
}

static void print_path(struct fixture *f, const struct rowan_path *path)
{
    for (const struct rowan_path *part = path->first; part; part = part->next) {
        print_path(f, part);
        rowan_buffer_append_slice(&f->out, part->next ? " | " : "");
    }
    if (path->absolute)
        rowan_buffer_append_char(&f->out, '/');
    for (size_t i = 0; i < path->count; i++) {
        if (i)
            rowan_buffer_append_char(&f->out, '/');
        print_step(f, &path->steps[i]);
    }
    if (path->gives)
        rowan_buffer_append_slice(&f->out, path->gives == ROWAN_GIVES_LOCAL_NAME ? " name" : " namespace");
}

static const char *printed(struct fixture *f, const char *text)
{
    struct rowan_path *path = NULL;
    struct rowan_error err = {0};

    if (rowan_path_parse(&path, text, &f->scope, &err) != ROWAN_OK)
        return rowan_arena_copy(&f->arena, err.message, strlen(err.message));
    f->out.size = 0;
    print_path(f, path);
    return rowan_buffer_string(&f->out);
}

static void test_accepted(void **state)
{
    static const struct {
        const char *text;
        const char *printed;
    } rows[] = {
        {"a", "child::a"},
        {" a / b ", "child::a/child::b"},
        {"a.b-c_d1", "child::a.b-c_d1"},
        {"\xC3\xA9t\xC3\xA9", "child::\xC3\xA9t\xC3\xA9"},
        {"@x", "attribute::x"},
        {"@ x", "attribute::x"},
        {"@*", "attribute::*"},
        {"*", "child::*"},
        {"text()", "child::text()"},
        {"text", "child::text"},
        {".", "self"},
        {"..", "parent"},
        {"./..", "self/parent"},
        {"../a", "parent/child::a"},
        {"p:a/@p:x", "child::a/attribute::x"},
        {"/", "/"},
        {"/a/b", "/child::a/child::b"},
        {"//a", "/deep/child::a"},
        {"a//b", "child::a/deep/child::b"},
        {"a//@x", "child::a/deep/attribute::x"},
        {"//text()", "/deep/child::text()"},
        {"a[@x='v']", "child::a[(= (path attribute::x) 'v')]"},
        {"a[@x=\"it's\"]", "child::a[(= (path attribute::x) 'it's')]"},
        {"a[2]", "child::a[(= (position) 2)]"},
        {"a[last()]", "child::a[(= (position) (last))]"},
        {"a[count(b)]", "child::a[(= (position) (count child::b))]"},
        {"a[position()]", "child::a[(= (position) (position))]"},
        {"a[(2)]", "child::a[(= (position) 2)]"},
        {"a[@x='v'][2][last()]",
         "child::a[(= (path attribute::x) 'v')][(= (position) 2)][(= (position) (last))]"},
        {"a[b]", "child::a[(path child::b)]"},
        {"a[-1.5 < .5]", "child::a[(< -1.5 0.5)]"},
        {"a[1.]", "child::a[(= (position) 1)]"},
        {"a[. != 1]", "child::a[(!= (path self) 1)]"},
        {"a[.. <= 1]", "child::a[(<= (path parent) 1)]"},
        {"a[b>=c]", "child::a[(>= (path child::b) (path child::c))]"},
        {"a[b>c]", "child::a[(> (path child::b) (path child::c))]"},
        {"a[not(b)]", "child::a[(not (path child::b))]"},
        {"a[not (b = 1)]", "child::a[(not (= (path child::b) 1))]"},
        {"a[b and c and d]", "child::a[(and (and (path child::b) (path child::c)) (path child::d))]"},
        {"a[b or c and d]", "child::a[(or (path child::b) (and (path child::c) (path child::d)))]"},
        {"a[(b or c) and d]", "child::a[(and (or (path child::b) (path child::c)) (path child::d))]"},
        {"a[and and or]", "child::a[(and (path child::and) (path child::or))]"},
        {"a[not]", "child::a[(path child::not)]"},
        {"a[count/last]", "child::a[(path child::count/child::last)]"},
        {"a[order or b]", "child::a[(or (path child::order) (path child::b))]"},
        {"a[starts-with(@x, 'v')]", "child::a[(starts-with (path attribute::x) 'v')]"},
        {"a[contains(., ../@x)]", "child::a[(contains (path self) (path parent/attribute::x))]"},
        {"a[contains((b), 'v')]", "child::a[(contains (path child::b) 'v')]"},
        {"a[position() != last()]", "child::a[(!= (position) (last))]"},
        {"a[count(b/c[1]) > 1]", "child::a[(> (count child::b/child::c[(= (position) 1)]) 1)]"},
        {"a[/b/c = 'v']", "child::a[(= (path /child::b/child::c) 'v')]"},
        {"a[/ = 'v']", "child::a[(= (path /) 'v')]"},
        {"a[count(/) = 1]", "child::a[(= (count /) 1)]"},
        {"a[//b]", "child::a[(path /deep/child::b)]"},
        {"a[b[c[@x]]]", "child::a[(path child::b[(path child::c[(path attribute::x)])])]"},
        {".[@x]", "self[(path attribute::x)]"},
        {"..[@x]/b", "parent[(path attribute::x)]/child::b"},
        {"@*[. = 'v']", "attribute::*[(= (path self) 'v')]"},
        {"text()[1]", "child::text()[(= (position) 1)]"},
        {"*:a", "child::{a}"},
        {"@*:x", "attribute::{x}"},
        {"a | b", "child::a | child::b"},
        {"/a/b[1]|//c | @x", "/child::a/child::b[(= (position) 1)] | /deep/child::c | attribute::x"},
        {"local-name()", "self name"},
        {"a/namespace-uri()", "child::a/self namespace"},
        {"../ local-name ( )", "parent/self name"},
        {"local-name", "child::local-name"},
        {"*[local-name() = 'a']", "child::*[(named a)]"},
        {"*[local-name() != \"a\" and @x]", "child::*[(and (not (named a)) (path attribute::x))]"},
        {"*[local-name()='a' or local-name()='b']", "child::*[(or (named a) (named b))]"},
        {"\ta[ 2\n]\r", "child::a[(= (position) 2)]"},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(printed(*state, rows[i].text), rows[i].printed);
}

#define STEP      "expected an element name, *, @, . or .."
#define AFTER     "nothing can follow an attribute or text()"
#define DOTS      "after // comes an element name, *, @ or text()"
#define MATHS     "arithmetic is not part of the path language"
#define FUNCTION  "this function is not part of the path language"
#define ARGUMENT  "expected a path or a text in quotes"
#define BRACKET   "expected ] after the predicate"
#define ATTRIBUTE "expected an attribute name or *"
#define NAMED     "local-name() is compared by = or != with a name in quotes"

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        int column;
        const char *message;
    } rows[] = {
        {"a/", 3, STEP},
        {"a//", 4, STEP},
        {"//", 3, STEP},
        {"/[1]", 2, STEP},
        {"a[]", 3, STEP},
        {"a[b and]", 8, STEP},
        {"a/$b", 3, STEP},
        {"1", 1, STEP},
        {"\xC3\xA9/\xC3\xA9/$", 5, STEP},
        {"@", 2, ATTRIBUTE},
        {"@.", 2, ATTRIBUTE},
        {"@@x", 2, ATTRIBUTE},
        {"a b", 3, "the path should end here"},
        {"a]", 2, "the path should end here"},
        {"text ()", 6, "the path should end here"},
        {"* :a", 3, "the path should end here"},
        {"*:", 3, "expected a name after *:"},
        {"*:*", 3, "expected a name after *:"},
        {"...", 3, "the path should end here"},
        {"a = 'v'", 3, "a comparison stands in a predicate: a[@x = 'v']"},
        {"a |", 4, STEP},
        {"| a", 1, STEP},
        {"a || b", 4, STEP},
        {"a[b | c]", 5, "| stands between whole paths, not in a predicate; there it is or"},
        {"local-name()/a", 14, "nothing can follow local-name() or namespace-uri()"},
        {"a//namespace-uri()", 17, FUNCTION},
        {"local-name(a)", 12, "expected )"},
        {"@local-name()", 12,
         "behind @ stands an attribute's name; functions such as local-name() are of elements"},
        {"a | local-name()", 17, "local-name() and namespace-uri() end a path that stands alone, without |"},
        {"a[local-name()]", 15, NAMED},
        {"a[local-name() = 1]", 18, NAMED},
        {"a[local-name() < 'a']", 16, NAMED},
        {"a[local-name() = 'p:a']", 19, "this is not a name without a prefix"},
        {"a[local-name() = '']", 19, "this is not a name without a prefix"},
        {"a[namespace-uri() = 'u']", 16, FUNCTION},
        {"a[b/local-name() = 'a']", 15, FUNCTION},
        {"a[last() - 1]", 10, MATHS},
        {"a[last()-1]", 9, MATHS},
        {"a[b * 2]", 5, MATHS},
        {"a[not(b + 1)]", 9, MATHS},
        {"*[self::a]", 7, "axes are not part of the path language; for self::a say local-name() = 'a'"},
        {"child::a", 6, "axes are not part of the path language; use @, .. or //"},
        {"q:a", 1, "prefix \"q\" is not in the mapping's namespaces"},
        {"a/@q:x", 4, "prefix \"q\" is not in the mapping's namespaces"},
        {"p:", 3, "expected a name after the prefix"},
        {"p:*", 3, "expected a name after the prefix"},
        {"p: a", 3, "expected a name after the prefix"},
        {"@a/b", 4, AFTER},
        {"@a//b", 5, AFTER},
        {"text()/..", 8, AFTER},
        {"//.", 3, DOTS},
        {"a//..", 4, DOTS},
        {"string(a)", 7, FUNCTION},
        {"node()", 5, FUNCTION},
        {"last()", 5, FUNCTION},
        {"a[string-length(.)=1]", 16, FUNCTION},
        {"a[true()]", 7, FUNCTION},
        {"a[1", 4, BRACKET},
        {"a[b = c = d]", 9, BRACKET},
        {"a[1 2]", 5, BRACKET},
        {"a[@x='v]", 6, "the text in quotes has no end"},
        {"a[1.2.3]", 3, "this is not a number"},
        {"a[--1]", 3, STEP},
        {"a[contains(@x)]", 14, "expected , and a second argument"},
        {"a[contains(@x, 1)]", 16, ARGUMENT},
        {"a[starts-with(last(), '1')]", 15, ARGUMENT},
        {"a[contains(@x, not(b))]", 16, ARGUMENT},
        {"a[contains(@x, 'v']", 19, "expected )"},
        {"a[not(b]", 8, "expected )"},
        {"a[(b]", 5, "expected )"},
        {"a[count(1)]", 9, STEP},
        {"a[count()]", 9, STEP},
        {"a[last(1)]", 8, "expected )"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_path *path = NULL;
        struct rowan_error err = {0};
        char message[300];
        assert_int_equal(rowan_path_parse(&path, rows[i].text, &f->scope, &err), ROWAN_MAPPING);
        snprintf(message, sizeof message, "path \"%s\", column %d: %s", rows[i].text, rows[i].column,
                 rows[i].message);
        assert_string_equal(err.message, message);
        assert_string_equal(err.reason, "path");
        assert_null(path);
    }
}

static void test_empty_and_too_large(void **state)
{
    char text[5000];

    assert_string_equal(printed(*state, ""), "the path is empty; use \".\" for the element itself");
    assert_string_equal(printed(*state, " \n"), "the path is empty; use \".\" for the element itself");
    memset(text, 'a', sizeof text);
    text[4097] = '\0';
    assert_string_equal(printed(*state, text), "the path is longer than 4096 bytes");
    text[4096] = '\0';
    assert_non_null(strstr(printed(*state, text), "child::aaa"));
    snprintf(text, sizeof text, "a[%.*s", 40, "((((((((((((((((((((((((((((((((((((((((");
    assert_non_null(strstr(printed(*state, text), "column 35: nested too deep"));
}

/* One more than fits the first arrays of steps. */
static void test_many_steps(void **state)
{
    struct fixture *f = *state;
    struct rowan_path *path = NULL;
    char text[1000] = "a0";

    for (int i = 1; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "/a%d", i);
    assert_int_equal(rowan_path_parse(&path, text, &f->scope, NULL), ROWAN_OK);
    assert_int_equal(path->count, 100);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(path->steps[i].name, i + 1);
}

/* An element without prefix takes the namespace of "", an attribute is in none. */
static void test_namespaces(void **state)
{
    struct fixture *f = *state;
    struct rowan_path *path = NULL;

    f->scope.namespace_count = 2;
    assert_int_equal(rowan_path_parse(&path, "a/p:a/@a", &f->scope, NULL), ROWAN_OK);
    assert_int_equal(path->steps[0].name,
                     rowan_qname_table_find(f->names, rowan_slice_of("urn:default"), rowan_slice_of("a")));
    assert_int_equal(path->steps[1].name,
                     rowan_qname_table_find(f->names, rowan_slice_of("urn:p"), rowan_slice_of("a")));
    assert_int_equal(path->steps[2].name,
                     rowan_qname_table_find(f->names, rowan_slice_of(""), rowan_slice_of("a")));
    assert_int_equal(rowan_path_parse(&path, "@xml:lang", &f->scope, NULL), ROWAN_OK);
    assert_int_equal(path->steps[0].name,
                     rowan_qname_table_find(f->names, rowan_slice_of("http://www.w3.org/XML/1998/namespace"),
                                            rowan_slice_of("lang")));
}

static void test_direct_and_text(void **state)
{
    struct fixture *f = *state;
    struct rowan_path *path = NULL;

    assert_int_equal(rowan_path_parse(&path, " a/*[../x]/@y ", &f->scope, NULL), ROWAN_OK);
    assert_true(path->direct);
    assert_string_equal(path->text, "a/*[../x]/@y");
    assert_int_equal(rowan_path_parse(&path, "a/../b", &f->scope, NULL), ROWAN_OK);
    assert_false(path->direct);
    assert_int_equal(rowan_path_parse(&path, "a//b", &f->scope, NULL), ROWAN_OK);
    assert_false(path->direct);
    assert_int_equal(rowan_path_parse(&path, "a[ b/c = 1]", &f->scope, NULL), ROWAN_OK);
    assert_string_equal(path->steps[0].predicates->left->path->text, "b/c");
}

/* What is accepted reads the same again from its own text; nothing crashes or hangs. */
static void test_random_text(void **state)
{
    static const char *const pieces[] = {
        "a",         "b",    "p:", "q:",     "/",        "//",         "[",
        "]",         "(",    ")",  "@",      ".",        "..",         "*",
        "text()",    "'v'",  "'",  "\"",     "1",        "2.5",        "-",
        " ",         "=",    "!=", "<",      "<=",       ">",          " and ",
        " or ",      "not(", ",",  "count(", "last()",   "position()", "starts-with(",
        "contains(", "::",   "|",  "$",      "\xC3\xA9", "[1]",        "[@x='v']"};
    struct fixture *f = *state;
    uint64_t rng = 88172645463325252u;
    int accepted = 0;

    for (int i = 0; i < 200000; i++) {
        struct rowan_path *path = NULL;
        struct rowan_error err = {0};
        char text[200] = "";
        int parts = 1 + i % 14;
        for (int k = 0; k < parts; k++) {
            rng ^= rng << 13;
            rng ^= rng >> 7;
            rng ^= rng << 17;
            strcat(text, pieces[(rng >> 20) % COUNT(pieces)]);
        }
        if (rowan_path_parse(&path, text, &f->scope, &err) == ROWAN_OK) {
            struct rowan_path *again = NULL;
            assert_int_equal(rowan_path_parse(&again, path->text, &f->scope, &err), ROWAN_OK);
            assert_int_equal(again->count, path->count);
            accepted++;
        } else {
            assert_int_equal(err.status, ROWAN_MAPPING);
            assert_true(err.message[0] != '\0');
        }
        if (i % 1000 == 0)
            rowan_arena_reset(&f->arena, 1 << 20);
    }
    assert_true(accepted > 1000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_and_too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_steps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_namespaces, setup, teardown),
        cmocka_unit_test_setup_teardown(test_direct_and_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
