/* XPath 1.0, sections 3.4 and 4: what a value is as another kind of value, and how two of them compare. */
#include "xml/xpath_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

/* What XPath lets a number be: digits with at most one point, at least one digit. */
static bool is_number(struct rowan_slice text)
{
    bool any = false;
    bool point = false;

    for (size_t i = 0; i < text.size; i++) {
        if (rowan_ascii_is_digit(text.data[i]))
            any = true;
        else if (text.data[i] == '.' && !point)
            point = true;
        else
            return false;
    }
    return any;
}

/* XPath's number(): optional white space, minus, number; anything else is NaN. */
static double text_number(struct rowan_slice text)
{
    char digits[400]; /* the largest double has 309 before the point; what does not fit after it is noise */
    const char *point;
    bool minus;
    double value;

    text = rowan_slice_trim(text);
    minus = text.size > 0 && text.data[0] == '-';
    text.data += minus;
    text.size -= minus;
    if (text.size == 0 || !is_number(text))
        return NAN;
    while (text.size > 1 && text.data[0] == '0') {
        text.data++;
        text.size--;
    }
    point = memchr(text.data, '.', text.size);
    if (text.size >= sizeof digits && (!point || point - text.data >= (long)sizeof digits))
        return minus ? -INFINITY : INFINITY;
    if (text.size >= sizeof digits)
        text.size = sizeof digits - 1;
    memcpy(digits, text.data, text.size);
    digits[text.size] = '\0';
    value = strtod(digits, NULL);
    return minus ? -value : value;
}

bool rowan_xpath_value_truth(const struct rowan_xpath_value *value)
{
    switch (value->kind) {
    case ROWAN_XPATH_VALUE_BOOL:
        return value->truth;
    case ROWAN_XPATH_VALUE_NUMBER:
        return value->number != 0 && !isnan(value->number);
    case ROWAN_XPATH_VALUE_TEXT:
        return value->text.size > 0;
    case ROWAN_XPATH_VALUE_SET:
        break;
    }
    return value->set->count > 0;
}

struct rowan_slice rowan_xpath_value_text(const struct rowan_document *document,
                                          const struct rowan_xpath_value *value)
{
    struct rowan_slice none = {"", 0};

    if (value->kind == ROWAN_XPATH_VALUE_TEXT)
        return value->text;
    if (value->kind == ROWAN_XPATH_VALUE_SET && value->set->count > 0)
        return rowan_node_text(document, value->set->items[0]);
    return none;
}

static double number_of(const struct rowan_document *document, const struct rowan_xpath_value *value)
{
    if (value->kind == ROWAN_XPATH_VALUE_NUMBER)
        return value->number;
    if (value->kind == ROWAN_XPATH_VALUE_BOOL)
        return value->truth ? 1 : 0;
    return text_number(rowan_xpath_value_text(document, value));
}

static bool compare_numbers(enum rowan_predicate_op op, double a, double b)
{
    switch (op) {
    case ROWAN_PREDICATE_EQ:
        return a == b;
    case ROWAN_PREDICATE_NE:
        return a != b;
    case ROWAN_PREDICATE_LT:
        return a < b;
    case ROWAN_PREDICATE_LE:
        return a <= b;
    case ROWAN_PREDICATE_GT:
        return a > b;
    default:
        return a >= b;
    }
}

/* Neither side is a set. XPath 1.0 section 3.4. */
static bool compare_atoms(const struct rowan_document *document, enum rowan_predicate_op op,
                          const struct rowan_xpath_value *a, const struct rowan_xpath_value *b)
{
    bool equality = op == ROWAN_PREDICATE_EQ || op == ROWAN_PREDICATE_NE;

    if (equality && (a->kind == ROWAN_XPATH_VALUE_BOOL || b->kind == ROWAN_XPATH_VALUE_BOOL))
        return (rowan_xpath_value_truth(a) == rowan_xpath_value_truth(b)) == (op == ROWAN_PREDICATE_EQ);
    if (equality && a->kind == ROWAN_XPATH_VALUE_TEXT && b->kind == ROWAN_XPATH_VALUE_TEXT)
        return rowan_slice_equal(a->text, b->text) == (op == ROWAN_PREDICATE_EQ);
    return compare_numbers(op, number_of(document, a), number_of(document, b));
}

bool rowan_xpath_value_compare(const struct rowan_document *document, enum rowan_predicate_op op,
                               const struct rowan_xpath_value *a, const struct rowan_xpath_value *b)
{
    const struct rowan_nodes *set = a->kind == ROWAN_XPATH_VALUE_SET   ? a->set
                                    : b->kind == ROWAN_XPATH_VALUE_SET ? b->set
                                                                       : NULL;
    struct rowan_xpath_value item = {.kind = ROWAN_XPATH_VALUE_TEXT};

    if (!set)
        return compare_atoms(document, op, a, b);
    if ((a->kind == ROWAN_XPATH_VALUE_BOOL || b->kind == ROWAN_XPATH_VALUE_BOOL)) {
        struct rowan_xpath_value x = {.kind = ROWAN_XPATH_VALUE_BOOL, .truth = rowan_xpath_value_truth(a)};
        struct rowan_xpath_value y = {.kind = ROWAN_XPATH_VALUE_BOOL, .truth = rowan_xpath_value_truth(b)};
        return compare_atoms(document, op, &x, &y);
    }
    for (size_t i = 0; i < set->count; i++) {
        item.text = rowan_node_text(document, set->items[i]);
        if (a->kind == ROWAN_XPATH_VALUE_SET ? rowan_xpath_value_compare(document, op, &item, b)
                                             : rowan_xpath_value_compare(document, op, a, &item))
            return true;
    }
    return false;
}
