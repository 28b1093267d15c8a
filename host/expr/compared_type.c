/* As what values are compared, by how they are written. */
#include "expr/compared_type.h"

#include "expr/lexer.h"
#include "value/datetime_format.h"

/* The first value of each type among several. */
struct mix {
    const struct rowan_expr_node *number, *date, *text, *untyped;
    const struct rowan_expr_node *quoted; /* a text that stands in the expression; then text is another */
};

/* NULL, which goes with everything, is none. */
static bool is_quoted(const struct rowan_expr_node *node)
{
    return node->op == ROWAN_EXPR_CONSTANT && !node->given && node->type == ROWAN_EXPR_TEXTUAL &&
           node->value.kind == ROWAN_EXPR_TEXT;
}

static const struct rowan_expr_node **place_of(struct mix *mix, const struct rowan_expr_node *node)
{
    switch (node->type) {
    case ROWAN_EXPR_NUMERIC:
        return &mix->number;
    case ROWAN_EXPR_TEMPORAL:
        return &mix->date;
    case ROWAN_EXPR_TEXTUAL:
        return is_quoted(node) ? &mix->quoted : &mix->text;
    case ROWAN_EXPR_UNTYPED:
        break;
    }
    return &mix->untyped;
}

static void add(struct mix *mix, const struct rowan_expr_node *node)
{
    const struct rowan_expr_node **place = place_of(mix, node);

    if (node->op == ROWAN_EXPR_CONSTANT && node->value.kind == ROWAN_EXPR_NONE)
        return;
    if (!*place)
        *place = node;
}

/* The child that is compared after this one: all are, but in CASE x what stands after THEN and ELSE. */
static const struct rowan_expr_node *next_compared(const struct rowan_expr_node *node,
                                                   const struct rowan_expr_node *child)
{
    if (node->op != ROWAN_EXPR_SWITCH)
        return child->next;
    if (child != node->first)
        child = child->next;
    child = child->next;
    return child && child->next ? child : NULL;
}

/* ---- the type of what is given ---- */

enum rowan_expr_type rowan_expr_type_of_value(const struct rowan_type *type)
{
    switch (type->kind) {
    case ROWAN_BOOLEAN:
        return ROWAN_EXPR_UNTYPED;
    case ROWAN_DATE:
    case ROWAN_TIMESTAMP:
        return ROWAN_EXPR_TEMPORAL;
    case ROWAN_DECIMAL:
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
        return ROWAN_EXPR_NUMERIC;
    default:
        return rowan_type_is_integer(type) ? ROWAN_EXPR_NUMERIC : ROWAN_EXPR_TEXTUAL;
    }
}

static enum rowan_expr_type type_of(const struct mix *mix)
{
    bool text = mix->text || mix->quoted;

    if ((mix->number != NULL) + (mix->date != NULL) + text != 1)
        return ROWAN_EXPR_UNTYPED;
    if (text)
        return mix->untyped ? ROWAN_EXPR_UNTYPED : ROWAN_EXPR_TEXTUAL;
    return mix->number ? ROWAN_EXPR_NUMERIC : ROWAN_EXPR_TEMPORAL;
}

enum rowan_expr_type rowan_expr_type_of_choice(const struct rowan_expr_node *node)
{
    struct mix mix = {NULL, NULL, NULL, NULL, NULL};
    const struct rowan_expr_node *n = node->first;

    if (node->op == ROWAN_EXPR_CALL) {
        for (; n; n = n->next)
            add(&mix, n);
        return type_of(&mix);
    }
    n = node->op == ROWAN_EXPR_SWITCH ? n->next : n;
    for (; n && n->next; n = n->next->next)
        add(&mix, n->next);
    if (n)
        add(&mix, n);
    return type_of(&mix);
}

/* ---- refusals ---- */

#define fail(run, node, ...)                                                                                 \
    rowan_expr_fail((run)->text, (node)->begin, ROWAN_MAPPING, (run)->err, __VA_ARGS__)

/* A number with something that is none. */
static enum rowan_status refuse_number(struct rowan_expr_run *run, const struct rowan_expr_node *number,
                                       const struct rowan_expr_node *other)
{
    char snippets[2][ROWAN_EXPR_SNIPPET];

    rowan_expr_snippet(run->text, number, snippets[0]);
    rowan_expr_snippet(run->text, other, snippets[1]);
    if (other->type == ROWAN_EXPR_TEMPORAL)
        return fail(run, number, "%s is a number and %s a date: they cannot be compared", snippets[0],
                    snippets[1]);
    return fail(run, number,
                "%s is a number and %s a text: numbers stand without quotes; to compare texts, put all in "
                "quotes",
                snippets[0], snippets[1]);
}

static enum rowan_status refuse_order(struct rowan_expr_run *run, const struct rowan_expr_node *node)
{
    char snippet[ROWAN_EXPR_SNIPPET];

    rowan_expr_snippet(run->text, node, snippet);
    return fail(run, node,
                "nothing says whether numbers, dates or texts are put in order here; write decimal(%s), "
                "date(%s), timestamp(%s) or trim(%s)",
                snippet, snippet, snippet, snippet);
}

/* '2024-02-01' beside a path: dates were meant, and texts would be put in order letter by letter. */
static enum rowan_status refuse_quoted_date(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                            const struct rowan_datetime *m)
{
    char snippet[ROWAN_EXPR_SNIPPET];

    rowan_expr_snippet(run->text, node, snippet);
    return fail(run, node,
                "%s in quotes is a text, and texts are put in order letter by letter; write %s(%s)", snippet,
                m->timed ? "timestamp" : "date", snippet);
}

/* ---- what is compared ---- */

static enum rowan_status order_texts(struct rowan_expr_run *run, const struct mix *mix,
                                     const struct rowan_expr_node *node)
{
    struct rowan_datetime m;

    if (mix->text || !mix->untyped)
        return ROWAN_OK;
    if (!mix->quoted)
        return refuse_order(run, mix->untyped);
    for (const struct rowan_expr_node *n = node->first; n; n = n->next) {
        m = (struct rowan_datetime){0};
        if (is_quoted(n) && !rowan_datetime_read(run->dates, ROWAN_DATE, rowan_slice_trim(n->value.text), &m))
            return refuse_quoted_date(run, n, &m);
    }
    return ROWAN_OK;
}

/* Texts in quotes beside a date are dates, or a mistake. */
static enum rowan_status check_dates(struct rowan_expr_run *run, const struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;

    for (const struct rowan_expr_node *n = node->first; st == ROWAN_OK && n; n = next_compared(node, n)) {
        struct rowan_expr_value value = n->value;
        if (is_quoted(n))
            st = rowan_expr_to_comparand(run, n, ROWAN_EXPR_TEMPORAL, &value);
    }
    if (st == ROWAN_DOCUMENT && run->err)
        return rowan_fail(run->err, ROWAN_MAPPING, "mapping", "%s", run->err->message);
    return st == ROWAN_DOCUMENT ? ROWAN_MAPPING : st;
}

enum rowan_status rowan_expr_decide_compared_type(struct rowan_expr_run *run, struct rowan_expr_node *node,
                                                  enum rowan_expr_relation relation)
{
    struct mix mix = {NULL, NULL, NULL, NULL, NULL};

    for (const struct rowan_expr_node *n = node->first; n; n = next_compared(node, n))
        add(&mix, n);
    node->compares = mix.number ? ROWAN_EXPR_NUMERIC : mix.date ? ROWAN_EXPR_TEMPORAL : ROWAN_EXPR_TEXTUAL;
    if (mix.number && (mix.quoted || mix.date))
        return refuse_number(run, mix.number, mix.quoted ? mix.quoted : mix.date);
    if (mix.date)
        return check_dates(run, node);
    return mix.number || relation != ROWAN_EXPR_ORDERED ? ROWAN_OK : order_texts(run, &mix, node);
}
