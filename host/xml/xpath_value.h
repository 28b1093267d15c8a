#ifndef ROWAN_XPATH_VALUE_H
#define ROWAN_XPATH_VALUE_H
/* The values that predicates of paths work with. */
#include "xml/document.h"
#include "xml/path.h"
#include "xml/nodes.h"

struct rowan_xpath_value {
    enum {
        ROWAN_XPATH_VALUE_BOOL,
        ROWAN_XPATH_VALUE_NUMBER,
        ROWAN_XPATH_VALUE_TEXT,
        ROWAN_XPATH_VALUE_SET
    } kind;
    bool truth;
    double number;
    struct rowan_slice text;
    const struct rowan_nodes *set; /* not owned */
};

/* XPath's boolean(). */
bool rowan_xpath_value_truth(const struct rowan_xpath_value *value);
/* The text of a text, or of a set's first node, in the document; of anything else the empty text. */
struct rowan_slice rowan_xpath_value_text(const struct rowan_document *document,
                                          const struct rowan_xpath_value *value);
/* a op b, where op is one of the six comparisons. A set compares as "some node of it does". */
bool rowan_xpath_value_compare(const struct rowan_document *document, enum rowan_predicate_op op,
                               const struct rowan_xpath_value *a, const struct rowan_xpath_value *b);
#endif
