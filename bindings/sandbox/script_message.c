/*
 * One table says all of it: a pattern of Lua's message, in which * stands for any text, and the message for
 * it, in which $1 is what the first * stood for and @1 that kind of value with its article. The first pattern
 * that fits counts. Lua's messages are translated here, where they leave, and not where they are raised,
 * since most are raised by the language itself.
 */
#include "sandbox/script_message.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"

#define CAPTURES_MAX 4

struct rule {
    const char *pattern, *message;
};

#define LATER   "a column has no value before a document is read"
#define COMMA   "is a comma missing behind it?"
#define DEEP    "a function calls itself too deeply: does it never end? "
#define NUMBERS "Lua calculates with numbers only"
#define ORDER   "Lua's < and > compare two numbers or two texts"
#define JOINED  ".. joins texts and numbers only"
#define COUNTED "# counts texts and lists only"
#define EQUALS  "= cannot stand here: it sets a value, and == compares"

static const struct rule rules[] = {
    /* columns and types, which scripts pass on and cannot look into */
    {"attempt to perform arithmetic on a column value*",
     LATER ": calculate with integer(expr [[ @a + @b ]])"},
    {"attempt to concatenate a column value*", LATER ": join with text(expr [[ @a || @b ]])"},
    {"attempt to compare column with *", LATER ": compare with boolean(expr [[ @a < @b ]])"},
    {"attempt to compare * with column", LATER ": compare with boolean(expr [[ @a < @b ]])"},
    {"attempt to compare two column values", LATER ": compare with boolean(expr [[ @a < @b ]])"},
    {"attempt to get length of a column value*", LATER ": count with integer(expr [[ length(@a) ]])"},
    {"attempt to index a column value*",
     "a column has no fields; its options stand in the braces of its type: text { \"@a\", required = true }"},
    {"attempt to index a type value (* '*')",
     "\"$2\" is a type, which has no fields: behind it stand (n), \"path\" or { ... }"},
    {"attempt to index a type value*", "a type has no fields: behind it stand (n), \"path\" or { ... }"},
    {"attempt to index a function value (global '*')",
     "\"$1\" is called, and has no fields: write $1(...), not $1.name"},
    /* what is called */
    {"attempt to call a * value (for iterator '*')",
     "for ... in goes over pairs(t) or ipairs(t), not over @1"},
    {"attempt to call a nil value (field '?')",
     "the table has nothing under that key (nil): it cannot be called"},
    {"attempt to call a nil value (field 'integer index')",
     "the table has nothing under that number (nil): it cannot be called"},
    {"attempt to call a nil value (field '*')",
     "the table has no \"$1\" (nil), so it cannot be called: is it misspelt?"},
    {"attempt to call a nil value (method '*')",
     "what stands before :$1 has no function of this name: is it misspelt?"},
    {"attempt to call a nil value (* '*')",
     "\"$2\" is nil here, so it cannot be called: is it misspelt, or does it get its value further down?"},
    {"attempt to call a * value (field '?')", "an entry of a table is @1, and cannot be called; " COMMA},
    {"attempt to call a * value (constant '*')", "\"$2\" is @1, and cannot be called; " COMMA},
    {"attempt to call a * value (* '*')", "\"$3\" is @1, and cannot be called; " COMMA},
    {"attempt to call a * value", "@1 cannot be called; " COMMA},
    /* what has fields */
    {"attempt to index a nil value (field '?')",
     "the table has nothing under that key (nil), so nothing can be taken from it"},
    {"attempt to index a nil value (field 'integer index')",
     "the table has nothing under that number (nil), so nothing can be taken from it"},
    {"attempt to index a nil value (field '*')",
     "the table has no \"$1\" (nil), so nothing can be taken from it: is it misspelt?"},
    {"attempt to index a nil value (* '*')",
     "\"$2\" is nil here, so nothing can be taken from it: does it get its value further down?"},
    {"attempt to index a * value (field '?')", "an entry of a table is @1, which has no fields"},
    {"attempt to index a * value (* '*')", "\"$3\" is @1, which has no fields"},
    {"attempt to index a * value", "@1 has no fields"},
    /* operators */
    {"attempt to perform * on a * value (field '?')", NUMBERS "; an entry of a table is @2"},
    {"attempt to perform * on a * value (constant '*')", NUMBERS "; \"$3\" is @2"},
    {"attempt to perform * on a * value (* '*')", NUMBERS "; \"$4\" is @2"},
    {"attempt to perform * on a * value", NUMBERS "; here is @2"},
    {"attempt to unm a 'string' with a 'string'",
     NUMBERS "; here is a text (tonumber(text) is nil where it is no number)"},
    {"attempt to * a '*' with a '*'",
     NUMBERS "; here are @2 and @3 (tonumber(text) is nil where a text is no number)"},
    {"attempt to concatenate a * value (field '?')", JOINED "; an entry of a table is @1"},
    {"attempt to concatenate a * value (* '*')", JOINED "; \"$3\" is @1"},
    {"attempt to concatenate a * value", JOINED "; here is @1"},
    {"attempt to compare two * values", ORDER ", not @1 with @1"},
    {"attempt to compare * with *", ORDER ", not @1 with @2"},
    {"attempt to get length of a * value (field '?')", COUNTED "; an entry of a table is @1"},
    {"attempt to get length of a * value (* '*')", COUNTED "; \"$3\" is @1"},
    {"attempt to get length of a * value", COUNTED "; here is @1"},
    {"attempt to perform 'n//0'", "a division by zero"},
    {"attempt to divide by zero", "a division by zero"},
    {"attempt to perform 'n%*0'", "a division by zero"},
    {"number* has no integer representation",
     "a whole number is expected; this one has a fraction, or is too large"},
    {"table index is nil", "the key of a table's entry is nil"},
    {"table index is NaN", "the key of a table's entry is no number (0/0)"},
    {"attempt to assign to const variable '*'", "\"$1\" is <const>: it keeps its value"},
    {"bad 'for' * (number expected, got *)", "the $1 of a for loop is @2; a number is expected"},
    {"stack overflow*", DEEP "(stack overflow)"},
    {"C stack overflow*", "nested too deeply: does a function call itself without end? (C stack overflow)"},
    {"error in error handling*", DEEP "(stack overflow)"},
    /* arguments */
    {"bad argument #* to '*' (number has no integer representation)",
     "$2: argument $1 must be a whole number"},
    {"bad argument #* to '*' (* expected, got column)",
     "$2: " LATER ": a function goes into via: text { \"@a\", via = string.upper }"},
    {"bad argument #* to 'gsub' (string/function/table expected, got *)",
     "gsub: argument $1 is @2; what is put in is a text, a table or a function"},
    {"bad argument #* to '*' (* expected, got no value)", "$2: argument $1 is missing; @3 is expected"},
    {"bad argument #* to '*' (* expected, got *)", "$2: argument $1 is @4; @3 is expected"},
    {"bad argument #* to '*' (value expected)", "$2: argument $1 is missing"},
    {"bad argument #* to '*' (no value)", "$2: argument $1 is missing"},
    {"bad argument #* to '*' (*)", "$2: argument $1: $3"},
    {"calling '*' on bad self (* expected, got *)", "$1: before the colon stands @3; @2 is expected"},
    {"calling '*' on bad self*", "$1: before the colon stands what has no such function"},
    {"invalid value (*) at index * in table for 'concat'",
     "table.concat joins texts and numbers only; entry $2 is @1"},
    /* syntax */
    {"'}' expected (to close '{' at line *) near <eof>",
     "the { of line $1 is never closed: its } is missing"},
    {"'}' expected (to close '{' at line *) near *",
     "before $2 a comma is missing, or the } for the { of line $1"},
    {"'}' expected near <eof>", "the last { is never closed: its } is missing"},
    {"'}' expected near *", "before $1 a comma is missing, or a }"},
    {"')' expected (to close '(' at line *) near *",
     "before $2 a comma is missing, or the ) for the ( of line $1"},
    {"')' expected near *", "before $1 a comma is missing, or a )"},
    {"'then' expected near '='", EQUALS},
    {"'do' expected near '='", EQUALS},
    {"unexpected symbol near '='", EQUALS},
    {"'end' expected (to close '*' at line *) near *",
     "the $1 of line $2 is never closed: before $3 an end is missing"},
    {"'*' expected (to close '*' at line *) near *", "before $4 a $1 is missing for the $2 of line $3"},
    {"'*' expected near *", "before $2 a $1 is missing"},
    {"<eof> expected near *", "return ends a file: $1 cannot follow it"},
    {"<name> expected near *", "a name is expected, not $1"},
    {"function arguments expected near *", "before $1 the ( ) of a call are missing"},
    {"unexpected symbol near '!'", "! is not Lua's: write ~= for \"is not equal\" and not for \"not\""},
    {"unexpected symbol near '&'", "&& is not Lua's: write and"},
    {"unexpected symbol near '|'", "|| is not Lua's: write or"},
    {"unexpected symbol near '/*'", "a value cannot begin with /; a comment begins with --"},
    {"unexpected symbol near ','", "a value is missing before the comma, or the comma is one too many"},
    {"unexpected symbol near <eof>", "the file ends too early: a value is missing, or a }"},
    {"unexpected symbol near *", "$1 cannot stand here"},
    {"syntax error near *", "before $1 stands what is no statement: is it misspelt, or is a = missing?"},
    {"unfinished string near '*'", "the quote that opens $1 is not closed on its line"},
    {"unfinished string near <eof>", "a quote is not closed before the file ends"},
    {"unfinished long string (starting at line *) near *",
     "the [[ of line $1 is never closed: its ]] is missing"},
    {"unfinished long comment (starting at line *) near *",
     "the --[[ of line $1 is never closed: its ]] is missing"},
    {"malformed number near '*'", "\"$1\" is no number, and a name does not begin with a digit"},
    {"invalid escape sequence near '*'", "a backslash in a text is written twice, \\\\; here is $1"},
};

/* ---- patterns ---- */

/* Whether text is of the pattern; each * takes as little as it can. The recursion is as deep as there are *.
 */
static bool match(const char *pattern, const char *text, struct rowan_slice *captures)
{
    while (*pattern && *pattern != '*') {
        if (*pattern++ != *text++)
            return false;
    }
    if (!*pattern)
        return !*text;
    if (!pattern[1]) {
        *captures = rowan_slice_of(text);
        return true;
    }
    for (const char *end = text; *end; end++)
        if (*end == pattern[1] && match(pattern + 1, end, captures + 1)) {
            *captures = (struct rowan_slice){text, (size_t)(end - text)};
            return true;
        }
    return false;
}

/* ---- messages ---- */

/* What is written, always with a NUL behind it. */
struct line {
    char *at;
    size_t left;
};

static void put(struct line *line, const char *text, size_t size)
{
    if (size >= line->left)
        size = line->left - 1;
    if (size == 0)
        return;
    memcpy(line->at, text, size);
    line->at += size;
    line->left -= size;
    *line->at = '\0';
}

static bool is(struct rowan_slice text, const char *word)
{
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

/* A kind of value as Lua calls it, with its article. */
static void put_kind(struct line *line, struct rowan_slice kind)
{
    if (is(kind, "string")) {
        put(line, "a text", 6);
    } else if (is(kind, "no value") || is(kind, "nil")) {
        put(line, "nil", 3);
    } else {
        put(line, "a ", 2);
        put(line, kind.data, kind.size);
    }
}

static void put_message(struct line *line, const char *message, const struct rowan_slice *captures)
{
    for (; *message; message++) {
        bool is_kind = *message == '@';
        int number = is_kind || *message == '$' ? message[1] - '1' : -1;
        if (number < 0 || number >= CAPTURES_MAX) {
            put(line, message, 1);
            continue;
        }
        if (is_kind)
            put_kind(line, captures[number]);
        else
            put(line, captures[number].data, captures[number].size);
        message++;
    }
}

/* What stands behind "file:line: ", or the whole message. */
static const char *behind_place(const char *message)
{
    for (const char *colon = message; (colon = strchr(colon, ':')); colon++) {
        size_t digits = strspn(colon + 1, "0123456789");
        if (digits && strncmp(colon + 1 + digits, ": ", 2) == 0)
            return colon + 1 + digits + 2;
    }
    return message;
}

void rowan_script_message(const char *message, char *out, size_t size)
{
    const char *text = behind_place(message);
    struct line line = {out, size};

    *out = '\0';
    put(&line, message, (size_t)(text - message));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct rowan_slice captures[CAPTURES_MAX] = {{NULL, 0}};
        if (match(rules[i].pattern, text, captures)) {
            put_message(&line, rules[i].message, captures);
            return;
        }
    }
    put(&line, text, strlen(text));
}

/* Whether the function of this level is in C, and not error(). */
static bool raised_by_library(lua_State *L, int level)
{
    lua_Debug at = {0};
    bool is_error;

    if (!lua_getstack(L, level, &at))
        return false;
    lua_getinfo(L, "Sf", &at);
    lua_getglobal(L, "error");
    is_error = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return *at.what == 'C' && !is_error;
}

int rowan_script_message_place(lua_State *L)
{
    const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
    lua_Debug at = {0};

    if (!message || behind_place(message) != message || !raised_by_library(L, 1))
        return 1;
    at.currentline = -1;
    for (int level = 1; at.currentline <= 0 && lua_getstack(L, level, &at); level++)
        lua_getinfo(L, "Sl", &at);
    if (at.currentline > 0)
        lua_pushfstring(L, "%s:%d: %s", at.short_src, at.currentline, message);
    return 1;
}
