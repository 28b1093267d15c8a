#ifndef ROWAN_NODE_H
#define ROWAN_NODE_H
/* The tree of an expression, and the values of its nodes. */
#include "base/arena.h"
#include "base/status.h"
#include "value/number.h"

struct rowan_datetime_formats;
struct rowan_regexp;

enum rowan_expr_op {
    /* values */
    ROWAN_EXPR_CONSTANT, /* value */
    ROWAN_EXPR_OPERAND,  /* operand */
    ROWAN_EXPR_OTHER,    /* operand: its number among what is no path */
    ROWAN_EXPR_UNSET,    /* a parameter that has no value yet */
    ROWAN_EXPR_NEGATE,
    ROWAN_EXPR_ADD,
    ROWAN_EXPR_SUBTRACT,
    ROWAN_EXPR_MULTIPLY,
    ROWAN_EXPR_DIVIDE,
    ROWAN_EXPR_QUOTIENT,
    ROWAN_EXPR_REST,
    ROWAN_EXPR_POWER,
    ROWAN_EXPR_CONCAT, /* two or more */
    ROWAN_EXPR_CALL,   /* function, unit */
    ROWAN_EXPR_CASE,   /* when, then, when, then, ... [else]: a condition when its branches are */
    ROWAN_EXPR_SWITCH, /* what is compared, then as CASE */
    /* conditions */
    ROWAN_EXPR_TRUTH, /* truth */
    ROWAN_EXPR_OR,    /* two or more */
    ROWAN_EXPR_AND,   /* two or more */
    ROWAN_EXPR_NOT,
    ROWAN_EXPR_EQ,
    ROWAN_EXPR_NE,
    ROWAN_EXPR_LT,
    ROWAN_EXPR_LE,
    ROWAN_EXPR_GT,
    ROWAN_EXPR_GE,
    ROWAN_EXPR_BETWEEN, /* x, low, high; may be negated, as those below */
    ROWAN_EXPR_IN,      /* x, one or more */
    ROWAN_EXPR_LIKE,    /* x, pattern; escape */
    ROWAN_EXPR_ILIKE,
    ROWAN_EXPR_IS_NULL,
    ROWAN_EXPR_IS_EMPTY
};

/* As SQL has it; UNKNOWN comes from missing operands. */
enum rowan_expr_truth { ROWAN_EXPR_FALSE, ROWAN_EXPR_TRUE, ROWAN_EXPR_UNKNOWN };

enum rowan_expr_kind {
    ROWAN_EXPR_IS_VALUE,
    ROWAN_EXPR_IS_CONDITION,
    ROWAN_EXPR_IS_EITHER /* NULL */
};

/* What a value is known to be when the mapping is loaded: what it is compared as. */
enum rowan_expr_type {
    ROWAN_EXPR_UNTYPED, /* a path, NULL, or of several types: a text unless the other side says more */
    ROWAN_EXPR_TEXTUAL,
    ROWAN_EXPR_NUMERIC,
    ROWAN_EXPR_TEMPORAL
};

enum rowan_expr_unit { ROWAN_EXPR_DAY, ROWAN_EXPR_MONTH, ROWAN_EXPR_YEAR };

/* Text stays text until somebody needs a number, so what a document says passes through as it is written. */
struct rowan_expr_value {
    enum { ROWAN_EXPR_NONE, ROWAN_EXPR_TEXT, ROWAN_EXPR_NUMBER } kind;
    struct rowan_slice text;
    struct rowan_number number;
};

struct rowan_expr_node {
    enum rowan_expr_op op;
    enum rowan_expr_kind kind;
    enum rowan_expr_type type;     /* of the value */
    enum rowan_expr_type compares; /* what its children are compared as; UNTYPED: as texts */
    enum rowan_expr_truth truth;
    enum rowan_expr_unit unit;
    uint32_t escape; /* LIKE: the character, or 0 */
    bool negated;
    bool given; /* CONSTANT: a parameter's value, of a type that the mapping says */
    int depth;  /* of the tree below, which bounds the recursion */
    size_t operand;
    const struct rowan_expr_function *function;
    const struct rowan_regexp *regexp; /* CALL: of a pattern in quotes */
    struct rowan_expr_node *first;     /* child */
    struct rowan_expr_node *last;      /* child, while parsing */
    struct rowan_expr_node *next;      /* sibling */
    size_t begin, end;                 /* where it is written, for messages */
    struct rowan_expr_value value;
};

struct rowan_expr {
    struct rowan_slice text; /* as written */
    char *line;
    struct rowan_expr_node *root;
    const struct rowan_datetime_formats *dates;
};

/* "line 2, column 5: " and the message; the place is a byte of text. */
enum rowan_status rowan_expr_fail(struct rowan_slice text, size_t at, enum rowan_status status,
                                  struct rowan_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void rowan_expr_adopt(struct rowan_expr_node *node, struct rowan_expr_node *child);
/* NONE when the text has no data. */
void rowan_expr_set_text(struct rowan_expr_value *value, struct rowan_slice text);
#endif
