/*
 * Each node says for how many of the values it is false, and for how many true; what is not read says
 * nothing. Two halves that are each false for some values may be so for different ones.
 */
#include "catalog/clause_outcome.h"

#include "base/utf8.h"

#define SMALL_RANGE     1000    /* whole numbers that are looked at one by one */
#define EXACT_IN_FLOATS 1000000 /* whole numbers that any float holds */

static const struct rowan_clause_outcome unknown = {ROWAN_EXTENT_NONE, ROWAN_EXTENT_NONE};
static const struct rowan_clause_outcome holds = {ROWAN_EXTENT_NONE, ROWAN_EXTENT_ALL};
static const struct rowan_clause_outcome fails = {ROWAN_EXTENT_ALL, ROWAN_EXTENT_NONE};
static const struct rowan_clause_outcome depends = {ROWAN_EXTENT_SOME, ROWAN_EXTENT_SOME};

static struct rowan_clause_outcome opposite(struct rowan_clause_outcome a)
{
    return (struct rowan_clause_outcome){a.is_true, a.is_false};
}

static enum rowan_extent most(enum rowan_extent a, enum rowan_extent b)
{
    return a > b ? a : b;
}

/* Both together. */
static enum rowan_extent common(enum rowan_extent a, enum rowan_extent b)
{
    if (a == ROWAN_EXTENT_ALL)
        return b;
    return b == ROWAN_EXTENT_ALL ? a : ROWAN_EXTENT_NONE;
}

static struct rowan_clause_outcome both(struct rowan_clause_outcome a, struct rowan_clause_outcome b)
{
    return (struct rowan_clause_outcome){most(a.is_false, b.is_false), common(a.is_true, b.is_true)};
}

/* ---- numbers ---- */

struct span {
    struct rowan_number low, high;
    bool endless; /* high is no limit */
    bool whole;
};

static bool constant_number(const struct rowan_clause_constant *constant, struct rowan_number *out)
{
    return constant->kind != ROWAN_CONSTANT_NULL && rowan_number_read(out, constant->text);
}

/* -1, 0, 1: the constant is below, among, above the numbers. */
static int place(const struct span *span, const struct rowan_number *number)
{
    if (rowan_number_compare(number, &span->low) < 0)
        return -1;
    return !span->endless && rowan_number_compare(number, &span->high) > 0;
}

/* Whether the number of the list's numbers that are in the span is that of the span's. */
static bool covers(const struct rowan_clause_constant *list, const struct span *span)
{
    int64_t low, high;

    if (span->endless || !span->whole || !rowan_number_whole(&span->low, &low) ||
        !rowan_number_whole(&span->high, &high) || (uint64_t)high - (uint64_t)low > SMALL_RANGE)
        return false;
    for (int64_t n = low; n <= high; n++) {
        struct rowan_number number, other;
        const struct rowan_clause_constant *c = list;
        rowan_number_set(&number, n);
        while (c && !(constant_number(c, &other) && rowan_number_compare(&number, &other) == 0))
            c = c->next;
        if (!c)
            return false;
    }
    return true;
}

/* That some values are on the list is not said: the opposite would be that any list of exceptions matters. */
static struct rowan_clause_outcome is_on_list(const struct rowan_clause_constant *list,
                                              const struct span *span)
{
    bool single = !span->endless && rowan_number_compare(&span->low, &span->high) == 0;
    bool any = false, null = false;

    for (const struct rowan_clause_constant *c = list; c; c = c->next) {
        struct rowan_number number;
        if (c->kind == ROWAN_CONSTANT_NULL)
            null = true;
        else if (!constant_number(c, &number))
            return unknown;
        else
            any |= place(span, &number) == 0;
    }
    if (any && (single || covers(list, span)))
        return holds;
    if (null)
        return unknown;
    return any ? (struct rowan_clause_outcome){ROWAN_EXTENT_SOME, ROWAN_EXTENT_NONE} : fails;
}

/* Numbers that are below the constant, and for or_equal those that equal it. */
static struct rowan_clause_outcome is_below(const struct rowan_number *constant, const struct span *span,
                                            bool or_equal)
{
    int low = rowan_number_compare(&span->low, constant);
    int high = span->endless ? 1 : rowan_number_compare(&span->high, constant);

    if (high < 0 || (or_equal && high == 0))
        return holds;
    return low > 0 || (!or_equal && low == 0) ? fails : depends;
}

static struct rowan_clause_outcome compare_span(const struct rowan_clause *clause, const struct span *span)
{
    struct rowan_number number;

    if (clause->op == ROWAN_CLAUSE_EQ)
        return is_on_list(clause->constants, span);
    if (clause->op == ROWAN_CLAUSE_NE)
        return opposite(is_on_list(clause->constants, span));
    if (!constant_number(clause->constants, &number))
        return unknown;
    switch (clause->op) {
    case ROWAN_CLAUSE_LT:
        return is_below(&number, span, false);
    case ROWAN_CLAUSE_LE:
        return is_below(&number, span, true);
    case ROWAN_CLAUSE_GT:
        return opposite(is_below(&number, span, true));
    default:
        return opposite(is_below(&number, span, false));
    }
}

/* A float keeps another number than it is given, unless that is small and whole. */
static bool are_exact(const struct rowan_clause_constant *list)
{
    for (; list; list = list->next) {
        struct rowan_number number;
        int64_t n;
        if (!constant_number(list, &number) || !rowan_number_whole(&number, &n) || n > EXACT_IN_FLOATS ||
            n < -EXACT_IN_FLOATS)
            return false;
    }
    return true;
}

static struct rowan_clause_outcome compare_number(const struct rowan_clause *clause,
                                                  const struct rowan_clause_question *q,
                                                  const struct rowan_written *written)
{
    struct span span = {written->low, written->high, false, written->whole};

    if (written->kind != ROWAN_WRITTEN_NUMBERS ||
        (q->column->holds == ROWAN_HOLDS_FLOAT && !are_exact(clause->constants)))
        return unknown;
    return compare_span(clause, &span);
}

/* ---- texts ---- */

static struct rowan_slice without_blanks_at_end(struct rowan_slice text)
{
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

static bool is_ascii(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || (unsigned char)text.data[i] > '~')
            return false;
    return true;
}

/* Roman collations take j for i and v for u, Lithuanian ones y for i. */
static char plain_letter(char c)
{
    c = rowan_ascii_lower(c);
    return c == 'j' || c == 'y' ? 'i' : c == 'v' ? 'u' : c;
}

/* One letter less; ch is one, since Lithuanian collations take it for c. */
static struct rowan_slice behind_letter(struct rowan_slice text)
{
    size_t size = text.size > 1 && rowan_ascii_same_prefix(text.data, "ch", 2) ? 2 : 1;

    return (struct rowan_slice){text.data + size, text.size - size};
}

/* A collation may take a for A and pass over blanks at the end; most letters of ASCII it tells apart. */
static bool may_be_equal(struct rowan_slice a, struct rowan_slice b)
{
    a = without_blanks_at_end(a);
    b = without_blanks_at_end(b);
    if (!is_ascii(a) || !is_ascii(b))
        return true;
    while (a.size > 0 && b.size > 0 && plain_letter(*a.data) == plain_letter(*b.data)) {
        a = behind_letter(a);
        b = behind_letter(b);
    }
    return a.size == 0 && b.size == 0;
}

static struct rowan_clause_outcome is_one_of(const struct rowan_clause_constant *list,
                                             struct rowan_slice text, bool exact)
{
    bool maybe = false;

    for (; list; list = list->next) {
        if (list->kind == ROWAN_CONSTANT_NULL)
            maybe = true;
        else if (list->kind != ROWAN_CONSTANT_TEXT)
            return unknown;
        else if (rowan_slice_equal(list->text, text))
            return holds;
        else
            maybe |= !exact && may_be_equal(list->text, text);
    }
    return maybe ? unknown : fails;
}

/* Of letters that a collation takes for one, as ss for U+00DF; U+FDFA stands for so many (Unicode, NFKC). */
#define EXPANSION_MAX 18

/* Any text: others than those of the list are among them. None of the list may be, as all are too long. */
static struct rowan_clause_outcome are_any_of(const struct rowan_clause_constant *list,
                                              const struct rowan_written *texts, bool by_letter)
{
    size_t most = by_letter ? texts->most : texts->most * EXPANSION_MAX;
    bool any = false;

    for (; list; list = list->next) {
        size_t length;
        if (list->kind != ROWAN_CONSTANT_TEXT)
            return unknown;
        length = (size_t)rowan_utf8_length(without_blanks_at_end(list->text));
        any |= most == 0 || length <= most;
    }
    return any ? (struct rowan_clause_outcome){ROWAN_EXTENT_SOME, ROWAN_EXTENT_NONE} : fails;
}

static bool has_empty(const struct rowan_clause_constant *list)
{
    for (; list; list = list->next)
        if (list->kind == ROWAN_CONSTANT_TEXT && list->text.size == 0)
            return true;
    return false;
}

static struct rowan_clause_outcome compare_text(const struct rowan_clause *clause,
                                                const struct rowan_clause_question *q,
                                                const struct rowan_written *written)
{
    struct rowan_clause_outcome is_equal;

    if (clause->op != ROWAN_CLAUSE_EQ && clause->op != ROWAN_CLAUSE_NE)
        return unknown; /* the order is the collation's */
    if (written->kind == ROWAN_WRITTEN_TEXT)
        is_equal = is_one_of(clause->constants, written->text, q->exact);
    else if (written->kind != ROWAN_WRITTEN_TEXTS)
        return unknown;
    else if (clause->op == ROWAN_CLAUSE_NE && written->least == 0 && has_empty(clause->constants))
        return depends;
    else
        is_equal = are_any_of(clause->constants, written, q->by_letter);
    return clause->op == ROWAN_CLAUSE_EQ ? is_equal : opposite(is_equal);
}

/* ---- lengths ---- */

/* What fills a value up has bytes, too; the length in characters is without blanks at the end. */
static bool counts_filling(const struct rowan_clause *clause, const struct rowan_catalog_column *column)
{
    return column->pads &&
           (clause->measure == ROWAN_MEASURE_BYTES || clause->measure == ROWAN_MEASURE_UNIT_BYTES ||
            column->holds == ROWAN_HOLDS_BINARY);
}

/* Of two answers what both say. */
static struct rowan_clause_outcome weaker(struct rowan_clause_outcome a, struct rowan_clause_outcome b)
{
    return (struct rowan_clause_outcome){a.is_false < b.is_false ? a.is_false : b.is_false,
                                         a.is_true < b.is_true ? a.is_true : b.is_true};
}

static struct rowan_clause_outcome compare_lengths(const struct rowan_clause *clause, size_t least,
                                                   size_t most, bool endless)
{
    struct span span = {.whole = true, .endless = endless};

    rowan_number_set(&span.low, (int64_t)least);
    rowan_number_set(&span.high, (int64_t)most);
    return compare_span(clause, &span);
}

static struct rowan_clause_outcome has_length(const struct rowan_clause *clause, size_t length)
{
    return compare_lengths(clause, length, length, false);
}

/* LEN counts units, or letters where the collation knows of them; only the code page tells a letter's bytes.
 */
static struct rowan_clause_outcome compare_units_of(const struct rowan_clause *clause, bool wide,
                                                    struct rowan_slice text)
{
    size_t letters;

    if (clause->measure == ROWAN_MEASURE_UNITS) {
        text = without_blanks_at_end(text);
        letters = (size_t)rowan_utf8_length(text);
        return weaker(has_length(clause, letters), has_length(clause, rowan_utf8_units(text)));
    }
    if (wide)
        return has_length(clause, 2 * rowan_utf8_units(text));
    return is_ascii(text) ? has_length(clause, text.size) : unknown;
}

/*
 * A text may be all of blanks, and all of letters that count twice; or of none of either. What is said of a
 * length holds both ways, so that nobody is warned of such texts.
 */
static struct rowan_clause_outcome compare_units(const struct rowan_clause *clause,
                                                 const struct rowan_catalog_column *column,
                                                 const struct rowan_written *written)
{
    bool bytes = clause->measure == ROWAN_MEASURE_UNIT_BYTES, wide = column->utf16;
    size_t each = bytes && wide ? 2 : 1, most_each = bytes ? 4 : 2;
    bool endless = written->most == 0;

    if (!wide && column->code_page == 0)
        return unknown; /* another database's function */
    if (written->kind == ROWAN_WRITTEN_TEXT)
        return compare_units_of(clause, wide, written->text);
    if (written->kind != ROWAN_WRITTEN_TEXTS)
        return unknown;
    return weaker(
        compare_lengths(clause, each * written->least, each * written->most, endless),
        compare_lengths(clause, bytes ? each * written->least : 0, most_each * written->most, endless));
}

static struct rowan_clause_outcome compare_length(const struct rowan_clause *clause,
                                                  const struct rowan_written *written)
{
    bool bytes = clause->measure == ROWAN_MEASURE_BYTES;
    size_t least = written->least, longest = written->most;

    if (written->kind == ROWAN_WRITTEN_TEXT)
        least = longest = bytes ? written->text.size : (size_t)rowan_utf8_length(written->text);
    else if (written->kind == ROWAN_WRITTEN_TEXTS && bytes)
        longest *= 4;
    else if (written->kind != ROWAN_WRITTEN_TEXTS && written->kind != ROWAN_WRITTEN_BYTES)
        return unknown;
    return compare_lengths(clause, least, longest, longest == 0 && written->kind != ROWAN_WRITTEN_TEXT);
}

/* Of a text or of bytes. */
static struct rowan_clause_outcome compare_measure(const struct rowan_clause *clause,
                                                   const struct rowan_catalog_column *column,
                                                   const struct rowan_written *written)
{
    if (counts_filling(clause, column))
        return unknown;
    if (clause->measure == ROWAN_MEASURE_UNITS || clause->measure == ROWAN_MEASURE_UNIT_BYTES)
        return compare_units(clause, column, written);
    return compare_length(clause, written);
}

/* ---- moments ---- */

static bool is_moment(struct rowan_slice text)
{
    static const char shape[] = "dddd-dd-dd dd:dd:dd";

    if (text.size != 10 && text.size != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (shape[i] == 'd' ? !rowan_ascii_is_digit(text.data[i]) : text.data[i] != shape[i])
            return false;
    return true;
}

/* Years of four digits are ordered as texts. */
static struct rowan_clause_outcome compare_moment(const struct rowan_clause *clause,
                                                  const struct rowan_written *written)
{
    const struct rowan_clause_constant *c = clause->constants;
    struct span span = {.whole = true};
    struct rowan_clause_constant zero = {.kind = ROWAN_CONSTANT_NUMBER, .text = {"0", 1}};
    struct rowan_clause against = {.op = clause->op, .constants = &zero};

    if (written->kind != ROWAN_WRITTEN_TEXT || !c || c->next || c->kind != ROWAN_CONSTANT_TEXT ||
        !is_moment(written->text) || !is_moment(c->text) || c->text.size != written->text.size)
        return unknown;
    rowan_number_set(&span.low, memcmp(written->text.data, c->text.data, c->text.size));
    span.high = span.low;
    return compare_span(&against, &span);
}

/* ---- nodes ---- */

static bool is_name(struct rowan_slice name, const char *column)
{
    return rowan_slice_equal(name, rowan_slice_of(column));
}

/* In another case it is the column, unless there is one of that very name. */
bool rowan_clause_asks(const struct rowan_clause *clause, const struct rowan_clause_question *q)
{
    const char *asked = q->is_value ? "VALUE" : q->column->name;

    if (is_name(clause->column, asked))
        return true;
    if (clause->column.size != strlen(asked) ||
        !rowan_ascii_same_prefix(clause->column.data, asked, clause->column.size))
        return false;
    for (size_t i = 0; i < q->table->column_count; i++)
        if (is_name(clause->column, q->table->columns[i].name))
            return false;
    return true;
}

/* A cast that keeps the value. */
static bool cast_keeps(struct rowan_slice type, enum rowan_holds holds_what)
{
    if (type.size == 0)
        return true;
    switch (holds_what) {
    case ROWAN_HOLDS_TEXT:
        return rowan_slice_is_word(type, "text") || rowan_slice_is_word(type, "character varying") ||
               rowan_slice_is_word(type, "bpchar");
    case ROWAN_HOLDS_INTEGER:
        return rowan_slice_is_word(type, "integer") || rowan_slice_is_word(type, "bigint") ||
               rowan_slice_is_word(type, "numeric");
    case ROWAN_HOLDS_DECIMAL:
        return rowan_slice_is_word(type, "numeric");
    case ROWAN_HOLDS_FLOAT:
        return rowan_slice_is_word(type, "double precision");
    case ROWAN_HOLDS_DATE:
        return rowan_slice_is_word(type, "date");
    default:
        return false;
    }
}

static struct rowan_clause_outcome compare(const struct rowan_clause *clause,
                                           const struct rowan_clause_question *q,
                                           const struct rowan_written *written)
{
    const struct rowan_catalog_column *column = q->column;
    bool is_text = column->holds == ROWAN_HOLDS_TEXT || column->labels.text;

    if (!cast_keeps(clause->cast, column->holds))
        return unknown;
    if (clause->measure != ROWAN_MEASURE_VALUE)
        return is_text || column->holds == ROWAN_HOLDS_BINARY ? compare_measure(clause, column, written)
                                                              : unknown;
    if (is_text)
        return compare_text(clause, q, written);
    switch (column->holds) {
    case ROWAN_HOLDS_DECIMAL:
        if (q->loosely_typed && column->exact == 0)
            return unknown; /* a number that stands there as a text, and is compared as one */
        return compare_number(clause, q, written);
    case ROWAN_HOLDS_BOOLEAN:
    case ROWAN_HOLDS_INTEGER:
    case ROWAN_HOLDS_FLOAT:
        return compare_number(clause, q, written);
    case ROWAN_HOLDS_DATE:
    case ROWAN_HOLDS_TIMESTAMP:
        return compare_moment(clause, written);
    default:
        return unknown;
    }
}

struct rowan_clause_outcome rowan_clause_outcome(const struct rowan_clause *clause,
                                                 const struct rowan_clause_question *question,
                                                 const struct rowan_written *written)
{
    switch (clause->kind) {
    case ROWAN_CLAUSE_AND:
        return both(rowan_clause_outcome(clause->left, question, written),
                    rowan_clause_outcome(clause->right, question, written));
    case ROWAN_CLAUSE_OR:
        return opposite(both(opposite(rowan_clause_outcome(clause->left, question, written)),
                             opposite(rowan_clause_outcome(clause->right, question, written))));
    case ROWAN_CLAUSE_NOT:
        return opposite(rowan_clause_outcome(clause->left, question, written));
    case ROWAN_CLAUSE_NULL:
        return rowan_clause_asks(clause, question) ? fails : unknown;
    case ROWAN_CLAUSE_NOT_NULL:
        return rowan_clause_asks(clause, question) ? holds : unknown;
    case ROWAN_CLAUSE_COMPARE:
        return rowan_clause_asks(clause, question) ? compare(clause, question, written) : unknown;
    default:
        return unknown;
    }
}
