/*
 * Recursive descent over the text as PostgreSQL and MariaDB print it and people write it. A predicate that is
 * not understood is passed over to where it ends: at an AND, an OR or a parenthesis of its own level.
 */
#include "catalog/check_clause.h"

#include "catalog/clause_lexer.h"
#include "value/number.h"

#define DEPTH_MAX 60 /* parentheses within one another; what is deeper is not read */

struct reader {
    struct rowan_clause_lexer lexer;
    struct rowan_arena *arena;
    int depth;
    bool no_memory;
};

/* One side of a comparison. */
struct side {
    bool is_column;
    struct rowan_slice column, cast;
    enum rowan_clause_measure measure;
    struct rowan_clause_constant *constant;
};

static const struct rowan_clause unread = {.kind = ROWAN_CLAUSE_UNREAD};

static bool read_side(struct reader *r, struct side *side);
static const struct rowan_clause *read_or(struct reader *r);

static void next(struct reader *r)
{
    rowan_clause_next(&r->lexer);
}

static bool at(const struct reader *r, enum rowan_clause_token token)
{
    return r->lexer.token == token;
}

static bool at_word(const struct reader *r, const char *word)
{
    return at(r, ROWAN_CLAUSE_WORD) && rowan_slice_is_word(r->lexer.text, word);
}

static bool take(struct reader *r, enum rowan_clause_token token)
{
    if (!at(r, token))
        return false;
    next(r);
    return true;
}

static bool take_word(struct reader *r, const char *word)
{
    if (!at_word(r, word))
        return false;
    next(r);
    return true;
}

static void *allot(struct reader *r, size_t size)
{
    void *piece = rowan_arena_alloc(r->arena, size);

    r->no_memory |= !piece;
    return piece;
}

static struct rowan_slice keep(struct reader *r, struct rowan_slice text)
{
    char *copy = rowan_arena_copy(r->arena, text.data, text.size);

    r->no_memory |= !copy;
    return (struct rowan_slice){copy, copy ? text.size : 0};
}

static const struct rowan_clause *make(struct reader *r, struct rowan_clause clause)
{
    struct rowan_clause *node = allot(r, sizeof *node);

    if (!node)
        return &unread;
    *node = clause;
    return node;
}

/* ---- sides ---- */

static bool is_any_of(struct rowan_slice text, const char *const *words)
{
    for (; *words; words++)
        if (rowan_slice_is_word(text, *words))
            return true;
    return false;
}

/* The name of a type, of one word or several, into out; false when it has a length, or is not understood. */
static bool read_type(struct reader *r, struct rowan_slice *out)
{
    const char *begin = r->lexer.text.data;

    *out = (struct rowan_slice){begin, 0};
    if (!at(r, ROWAN_CLAUSE_WORD))
        return false;
    do {
        *out = (struct rowan_slice){begin, (size_t)(r->lexer.text.data + r->lexer.text.size - begin)};
        next(r);
    } while (at_word(r, "varying") || at_word(r, "precision") || at_word(r, "without") ||
             at_word(r, "time") || at_word(r, "zone"));
    return !at(r, ROWAN_CLAUSE_OPEN) && !at(r, ROWAN_CLAUSE_BRACKET);
}

static const char *const number_types[] = {"numeric",          "integer", "bigint", "smallint",
                                           "double precision", "real",    NULL};
static const char *const whole_types[] = {"integer", "bigint", "smallint", NULL};
static const char *const text_types[] = {"text", "character varying", "bpchar", NULL};
static const char *const time_types[] = {"date", "timestamp without time zone", NULL};

static bool is_whole(struct rowan_slice text)
{
    struct rowan_number number;
    int64_t whole;

    return rowan_number_read(&number, text) && rowan_number_whole(&number, &whole);
}

/* A cast makes a number of a text, and a whole number of another one; others change nothing that is looked at
 * here. */
static bool cast_constant(struct rowan_clause_constant *constant, struct rowan_slice type)
{
    if (is_any_of(type, whole_types) && constant->kind != ROWAN_CONSTANT_NULL && !is_whole(constant->text))
        return false;
    if (is_any_of(type, number_types)) {
        if (constant->kind == ROWAN_CONSTANT_TEXT)
            constant->kind = ROWAN_CONSTANT_NUMBER;
        return true;
    }
    if (rowan_slice_is_word(type, "boolean"))
        return constant->kind == ROWAN_CONSTANT_TRUTH || constant->kind == ROWAN_CONSTANT_NULL;
    return constant->kind != ROWAN_CONSTANT_NUMBER && constant->kind != ROWAN_CONSTANT_TRUTH &&
           (is_any_of(type, text_types) || is_any_of(type, time_types));
}

static bool read_casts(struct reader *r, struct side *side)
{
    while (take(r, ROWAN_CLAUSE_CAST)) {
        struct rowan_slice type;
        if (!read_type(r, &type))
            return false;
        if (!side->is_column) {
            if (!cast_constant(side->constant, type))
                return false;
        } else if (side->cast.size) {
            return false;
        } else {
            side->cast = keep(r, type);
        }
    }
    return true;
}

static bool make_constant(struct reader *r, struct side *side, enum rowan_clause_constant_kind kind,
                          struct rowan_slice text)
{
    side->constant = allot(r, sizeof *side->constant);
    if (side->constant)
        *side->constant = (struct rowan_clause_constant){.kind = kind, .text = keep(r, text)};
    return side->constant != NULL;
}

/* The sign stands before the digits, blanks or not. */
static bool read_number(struct reader *r, struct side *side)
{
    bool negative = take(r, ROWAN_CLAUSE_MINUS);
    char digits[80];
    size_t size = r->lexer.text.size;

    if (!at(r, ROWAN_CLAUSE_NUMBER) || size >= sizeof digits - 1)
        return false;
    digits[0] = '-';
    memcpy(digits + 1, r->lexer.text.data, size);
    next(r);
    return make_constant(r, side, ROWAN_CONSTANT_NUMBER,
                         (struct rowan_slice){negative ? digits : digits + 1, size + negative});
}

static bool read_text(struct reader *r, struct side *side)
{
    struct rowan_slice text;
    bool ok = rowan_clause_text(&r->lexer, r->arena, &text);

    r->no_memory |= !ok;
    next(r);
    return ok && make_constant(r, side, ROWAN_CONSTANT_TEXT, text);
}

static bool read_column(struct reader *r, struct side *side)
{
    struct rowan_slice name = {NULL, 0};
    bool ok = at(r, ROWAN_CLAUSE_WORD) || rowan_clause_text(&r->lexer, r->arena, &name);

    if (at(r, ROWAN_CLAUSE_WORD))
        name = keep(r, r->lexer.text);
    r->no_memory |= !ok;
    side->is_column = true;
    side->column = name;
    next(r);
    return ok;
}

/* length(column): of a text only. */
static bool read_length(struct reader *r, struct side *side, enum rowan_clause_measure measure)
{
    next(r);
    if (!take(r, ROWAN_CLAUSE_OPEN) || !read_side(r, side) || !take(r, ROWAN_CLAUSE_CLOSE) ||
        !side->is_column || side->measure != ROWAN_MEASURE_VALUE)
        return false;
    side->measure = measure;
    return true;
}

/* Words that are no names of columns, and begin or end something that is not read. */
static const char *const reserved[] = {"and",     "or",   "not",    "case", "when",   "then",     "else",
                                       "end",     "in",   "is",     "like", "any",    "all",      "array",
                                       "between", "cast", "exists", "row",  "select", "interval", NULL};

static bool read_word(struct reader *r, struct side *side)
{
    static const struct {
        const char *word;
        enum rowan_clause_measure measure;
    } lengths[] = {
        {"char_length", ROWAN_MEASURE_CHARACTERS},
        {"length", ROWAN_MEASURE_CHARACTERS},
        {"character_length", ROWAN_MEASURE_CHARACTERS},
        {"octet_length", ROWAN_MEASURE_BYTES},
        {"len", ROWAN_MEASURE_UNITS},
        {"datalength", ROWAN_MEASURE_UNIT_BYTES},
    };
    struct rowan_slice word = r->lexer.text;

    if (rowan_slice_is_word(word, "true") || rowan_slice_is_word(word, "false")) {
        next(r);
        return make_constant(r, side, ROWAN_CONSTANT_TRUTH,
                             rowan_slice_of(rowan_slice_is_word(word, "true") ? "1" : "0"));
    }
    if (rowan_slice_is_word(word, "null")) {
        next(r);
        return make_constant(r, side, ROWAN_CONSTANT_NULL, rowan_slice_of(""));
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (rowan_slice_is_word(word, lengths[i].word))
            return read_length(r, side, lengths[i].measure);
    if (is_any_of(word, reserved) || !read_column(r, side))
        return false;
    return !at(r, ROWAN_CLAUSE_OPEN) && !at(r, ROWAN_CLAUSE_STRING); /* another function; DATE'...' */
}

static bool read_plain_side(struct reader *r, struct side *side)
{
    switch (r->lexer.token) {
    case ROWAN_CLAUSE_OPEN:
        next(r);
        return r->depth < DEPTH_MAX && read_side(r, side) && take(r, ROWAN_CLAUSE_CLOSE);
    case ROWAN_CLAUSE_STRING:
        return read_text(r, side);
    case ROWAN_CLAUSE_MINUS:
    case ROWAN_CLAUSE_NUMBER:
        return read_number(r, side);
    case ROWAN_CLAUSE_BRACKET: /* [a name] */
    case ROWAN_CLAUSE_NAME:
        return read_column(r, side);
    case ROWAN_CLAUSE_WORD:
        return read_word(r, side);
    default:
        return false;
    }
}

static bool read_side(struct reader *r, struct side *side)
{
    bool ok;

    memset(side, 0, sizeof *side);
    r->depth++;
    ok = read_plain_side(r, side) && read_casts(r, side);
    r->depth--;
    return ok && !r->no_memory;
}

/* ---- predicates ---- */

static bool read_operator(struct reader *r, enum rowan_clause_operator *op)
{
    static const enum rowan_clause_operator operators[] = {
        [ROWAN_CLAUSE_EQUAL] = ROWAN_CLAUSE_EQ,   [ROWAN_CLAUSE_UNEQUAL] = ROWAN_CLAUSE_NE,
        [ROWAN_CLAUSE_LESS] = ROWAN_CLAUSE_LT,    [ROWAN_CLAUSE_AT_MOST] = ROWAN_CLAUSE_LE,
        [ROWAN_CLAUSE_GREATER] = ROWAN_CLAUSE_GT, [ROWAN_CLAUSE_AT_LEAST] = ROWAN_CLAUSE_GE,
    };

    if (r->lexer.token < ROWAN_CLAUSE_EQUAL || r->lexer.token > ROWAN_CLAUSE_AT_LEAST)
        return false;
    *op = operators[r->lexer.token];
    next(r);
    return true;
}

static struct rowan_clause comparison(const struct side *side, enum rowan_clause_operator op,
                                      struct rowan_clause_constant *constants)
{
    return (struct rowan_clause){.kind = ROWAN_CLAUSE_COMPARE,
                                 .column = side->column,
                                 .cast = side->cast,
                                 .measure = side->measure,
                                 .op = op,
                                 .constants = constants};
}

/* Constants up to the token that ends them, which is taken. */
static bool read_list(struct reader *r, enum rowan_clause_token end, struct rowan_clause_constant **list)
{
    do {
        struct side side;
        if (!read_side(r, &side) || side.is_column)
            return false;
        *list = side.constant;
        list = &side.constant->next;
    } while (take(r, ROWAN_CLAUSE_COMMA));
    return take(r, end);
}

/* = ANY (ARRAY[...]), <> ALL (ARRAY[...]), the array in parentheses and with a cast or not. */
static bool read_array(struct reader *r, struct rowan_clause_constant **list)
{
    int open = 0;
    struct rowan_slice type;

    while (take(r, ROWAN_CLAUSE_OPEN))
        open++;
    if (open == 0 || !take_word(r, "array") || !take(r, ROWAN_CLAUSE_BRACKET) ||
        !read_list(r, ROWAN_CLAUSE_BRACKET_END, list))
        return false;
    for (; open > 0; open--) {
        while (take(r, ROWAN_CLAUSE_CAST))
            if (read_type(r, &type) || !(is_any_of(type, text_types) || is_any_of(type, number_types)) ||
                !take(r, ROWAN_CLAUSE_BRACKET) || !take(r, ROWAN_CLAUSE_BRACKET_END))
                return false;
        if (!take(r, ROWAN_CLAUSE_CLOSE))
            return false;
    }
    return true;
}

static enum rowan_clause_operator turned(enum rowan_clause_operator op)
{
    static const enum rowan_clause_operator turn[] = {
        [ROWAN_CLAUSE_EQ] = ROWAN_CLAUSE_EQ, [ROWAN_CLAUSE_NE] = ROWAN_CLAUSE_NE,
        [ROWAN_CLAUSE_LT] = ROWAN_CLAUSE_GT, [ROWAN_CLAUSE_LE] = ROWAN_CLAUSE_GE,
        [ROWAN_CLAUSE_GT] = ROWAN_CLAUSE_LT, [ROWAN_CLAUSE_GE] = ROWAN_CLAUSE_LE,
    };

    return turn[op];
}

/* One side is a column, the other a constant. */
static const struct rowan_clause *compare_sides(struct reader *r, const struct side *a,
                                                enum rowan_clause_operator op, const struct side *b)
{
    if (a->is_column == b->is_column)
        return NULL;
    return make(r, a->is_column ? comparison(a, op, b->constant) : comparison(b, turned(op), a->constant));
}

static const struct rowan_clause *read_comparison(struct reader *r, const struct side *side)
{
    struct rowan_clause_constant *list = NULL;
    enum rowan_clause_operator op;
    struct side other;

    if (!read_operator(r, &op))
        return NULL;
    if ((op == ROWAN_CLAUSE_EQ && take_word(r, "any")) || (op == ROWAN_CLAUSE_NE && take_word(r, "all")))
        return side->is_column && read_array(r, &list) ? make(r, comparison(side, op, list)) : NULL;
    return read_side(r, &other) ? compare_sides(r, side, op, &other) : NULL;
}

static const struct rowan_clause *read_in(struct reader *r, const struct side *side, bool negative)
{
    struct rowan_clause_constant *list = NULL;

    if (!take(r, ROWAN_CLAUSE_OPEN) || !read_list(r, ROWAN_CLAUSE_CLOSE, &list))
        return NULL;
    return make(r, comparison(side, negative ? ROWAN_CLAUSE_NE : ROWAN_CLAUSE_EQ, list));
}

static const struct rowan_clause *read_between(struct reader *r, const struct side *side, bool negative)
{
    struct rowan_clause both = {.kind = negative ? ROWAN_CLAUSE_OR : ROWAN_CLAUSE_AND};
    struct side low, high;

    if (!read_side(r, &low) || !take_word(r, "and") || !read_side(r, &high) || low.is_column ||
        high.is_column)
        return NULL;
    both.left = make(r, comparison(side, negative ? ROWAN_CLAUSE_LT : ROWAN_CLAUSE_GE, low.constant));
    both.right = make(r, comparison(side, negative ? ROWAN_CLAUSE_GT : ROWAN_CLAUSE_LE, high.constant));
    return make(r, both);
}

static const struct rowan_clause *read_is_null(struct reader *r, const struct side *side)
{
    bool negative = take_word(r, "not");

    if (!take_word(r, "null") || side->measure != ROWAN_MEASURE_VALUE)
        return NULL;
    return make(r, (struct rowan_clause){.kind = negative ? ROWAN_CLAUSE_NOT_NULL : ROWAN_CLAUSE_NULL,
                                         .column = side->column});
}

/* A predicate that is understood from its beginning to its end, or NULL. */
static const struct rowan_clause *read_predicate(struct reader *r)
{
    struct side side;
    bool negative;

    if (!read_side(r, &side))
        return NULL;
    if (!at(r, ROWAN_CLAUSE_WORD))
        return read_comparison(r, &side);
    if (!side.is_column)
        return NULL;
    if (take_word(r, "is"))
        return read_is_null(r, &side);
    negative = take_word(r, "not");
    if (take_word(r, "in"))
        return read_in(r, &side, negative);
    return take_word(r, "between") ? read_between(r, &side, negative) : NULL;
}

/* ---- AND, OR, NOT ---- */

static bool at_end(const struct reader *r)
{
    return at(r, ROWAN_CLAUSE_END) || at(r, ROWAN_CLAUSE_CLOSE) || at_word(r, "and") || at_word(r, "or");
}

/* To the end of what is not understood. CASE has words of its own inside, and BETWEEN an AND. */
static const struct rowan_clause *pass_over(struct reader *r)
{
    int depth = 0, between = 0;

    while (!at(r, ROWAN_CLAUSE_END) && (depth > 0 || !at_end(r) || (between > 0 && at_word(r, "and")))) {
        if (at(r, ROWAN_CLAUSE_OPEN) || at_word(r, "case"))
            depth++;
        else if (depth > 0 && (at(r, ROWAN_CLAUSE_CLOSE) || at_word(r, "end")))
            depth--;
        else if (depth == 0)
            between += at_word(r, "between") ? 1 : at_word(r, "and") ? -1 : 0;
        next(r);
    }
    return &unread;
}

static const struct rowan_clause *read_in_parentheses(struct reader *r)
{
    const struct rowan_clause *inner;

    if (r->depth >= DEPTH_MAX || !take(r, ROWAN_CLAUSE_OPEN))
        return NULL;
    r->depth++;
    inner = read_or(r);
    r->depth--;
    return take(r, ROWAN_CLAUSE_CLOSE) ? inner : NULL;
}

/* What stands in parentheses is a side of a comparison, (a) > 5, or else an expression of its own. */
static const struct rowan_clause *read_not(struct reader *r)
{
    struct rowan_clause_lexer begin;
    const struct rowan_clause *clause;

    if (take_word(r, "not")) {
        r->depth++;
        clause = r->depth < DEPTH_MAX ? read_not(r) : pass_over(r);
        r->depth--;
        return make(r, (struct rowan_clause){.kind = ROWAN_CLAUSE_NOT, .left = clause});
    }
    begin = r->lexer;
    clause = read_predicate(r);
    if (clause && at_end(r))
        return clause;
    r->lexer = begin;
    clause = read_in_parentheses(r);
    if (clause && at_end(r))
        return clause;
    r->lexer = begin;
    return pass_over(r);
}

static const struct rowan_clause *read_and(struct reader *r)
{
    const struct rowan_clause *clause = read_not(r);

    while (take_word(r, "and"))
        clause =
            make(r, (struct rowan_clause){.kind = ROWAN_CLAUSE_AND, .left = clause, .right = read_not(r)});
    return clause;
}

static bool are_alternatives(const struct rowan_clause *a, const struct rowan_clause *b)
{
    return a->kind == ROWAN_CLAUSE_COMPARE && b->kind == ROWAN_CLAUSE_COMPARE && a->op == ROWAN_CLAUSE_EQ &&
           b->op == ROWAN_CLAUSE_EQ && a->measure == b->measure && rowan_slice_equal(a->column, b->column) &&
           rowan_slice_equal(a->cast, b->cast);
}

/* a = 'x' OR a = 'y' is a list. */
static const struct rowan_clause *join_alternatives(const struct rowan_clause *a,
                                                    const struct rowan_clause *b)
{
    struct rowan_clause_constant *last = b->constants;

    while (last->next)
        last = last->next;
    last->next = a->constants;
    return b;
}

/* a IS NULL OR a = 'x' says the same of a value as the second half. */
static bool is_null_besides(const struct rowan_clause *a, const struct rowan_clause *b)
{
    return a->kind == ROWAN_CLAUSE_NULL && b->kind == ROWAN_CLAUSE_COMPARE &&
           rowan_slice_equal(a->column, b->column);
}

static const struct rowan_clause *read_or(struct reader *r)
{
    const struct rowan_clause *clause = read_and(r);

    while (take_word(r, "or")) {
        const struct rowan_clause *other = read_and(r);
        if (are_alternatives(clause, other))
            clause = join_alternatives(clause, other);
        else if (is_null_besides(clause, other))
            clause = other;
        else
            clause = make(r, (struct rowan_clause){.kind = ROWAN_CLAUSE_OR, .left = clause, .right = other});
    }
    return clause;
}

/* Words that bind weaker than AND, what is no text at all, and CASE beside a column that is called end. */
static bool is_readable(struct rowan_clause_lexer lexer)
{
    struct reader r = {.lexer = lexer};
    int cases = 0, ends = 0;

    do {
        next(&r);
        if (r.lexer.broken || at_word(&r, "xor"))
            return false;
        cases += at_word(&r, "case");
        ends += at_word(&r, "end");
    } while (!at(&r, ROWAN_CLAUSE_END));
    return cases == 0 || cases == ends;
}

const struct rowan_clause *rowan_check_clause_read(struct rowan_arena *arena, struct rowan_slice text,
                                                   bool escapes)
{
    struct reader r = {.arena = arena};
    const struct rowan_clause *clause;

    rowan_clause_begin(&r.lexer, text, escapes);
    if (!is_readable(r.lexer))
        return &unread;
    next(&r);
    clause = read_or(&r);
    if (r.no_memory)
        return NULL;
    return at(&r, ROWAN_CLAUSE_END) ? clause : &unread;
}
