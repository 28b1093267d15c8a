#ifndef ROWAN_OPERAND_H
#define ROWAN_OPERAND_H
/* The values that predicates of paths work with. Private to xml/. */
#include "xml/document.h"
#include "xml/path.h"
#include "xml/select.h"

struct rowan_operand {
    enum { ROWAN_OPERAND_BOOL, ROWAN_OPERAND_NUMBER, ROWAN_OPERAND_TEXT, ROWAN_OPERAND_SET } kind;
    bool truth;
    double number;
    struct rowan_text text;
    const struct rowan_nodes *set; /* not owned */
};

/* XPath's boolean(). */
bool rowan_operand_truth(const struct rowan_operand *value);
/* The text of a text, or of a set's first node, in the document; of anything else the empty text. */
struct rowan_text rowan_operand_text(const struct rowan_document *document,
                                     const struct rowan_operand *value);
/* a op b, where op is one of the six comparisons. A set compares as "some node of it does". */
bool rowan_operand_compare(const struct rowan_document *document, enum rowan_op op,
                           const struct rowan_operand *a, const struct rowan_operand *b);
#endif
