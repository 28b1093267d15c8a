#ifndef ROWAN_XPATH_H
#define ROWAN_XPATH_H
/*
 * Full XPath 1.0, by libxml2 on its own tree of a document (dom.h), which is made when the first expression
 * needs it: slow, and for what paths cannot say. Nothing but the 27 functions of XPath 1.0 is there.
 */
#include "xml/document.h"
#include "xml/xpath_words.h"

/* Evaluates the expressions of one plan on one document after another. */
struct rowan_xpath;

/* The namespaces must outlive it; the prefix "" does not count. expressions: how many there are. */
enum rowan_status rowan_xpath_new(struct rowan_xpath **out, const struct rowan_namespace *namespaces,
                                  size_t namespace_count, size_t expressions, struct rowan_error *err);
void rowan_xpath_free(struct rowan_xpath *xpath);

/* Everything that can be found without a document. ROWAN_MAPPING, with the place in the text. */
enum rowan_status rowan_xpath_check(const char *text, const struct rowan_namespace *namespaces,
                                    size_t namespace_count, struct rowan_error *err);

/*
 * Evaluate the expression with this number, always of the same text, in node: the document's, or an element
 * that is located. The result lives until the next call. ROWAN_DOCUMENT: reason "value" for what cannot be
 * calculated, "limit" for a tree that is too large or more than 100 million steps of libxml2 in one document.
 */
enum rowan_status rowan_xpath_run(struct rowan_xpath *xpath, size_t number, const char *text,
                                  const struct rowan_document *document, const struct rowan_node *node,
                                  struct rowan_error *err);
/* Whether it is nodes, and not a text, a number or a boolean that was calculated. */
bool rowan_xpath_is_nodes(const struct rowan_xpath *xpath);
/* Nodes that were found; a text, a number or a boolean counts as one. */
size_t rowan_xpath_count(const struct rowan_xpath *xpath);
/* The string-value of one, in document order; it lives until the next call. */
enum rowan_status rowan_xpath_text(struct rowan_xpath *xpath, size_t i, struct rowan_slice *out,
                                   struct rowan_error *err);
/* Whether the document that an expression was evaluated on has such a name anywhere. */
bool rowan_xpath_has(const struct rowan_xpath *xpath, const struct rowan_xpath_name *name);
/* The document goes: free its tree. */
void rowan_xpath_forget(struct rowan_xpath *xpath);
#endif
