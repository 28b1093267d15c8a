#ifndef ROWAN_INNER_DOCUMENT_H
#define ROWAN_INNER_DOCUMENT_H
/*
 * Documents in texts of a document: the string-value of an element at which a path says parse-xml(.). They
 * are read when the document around them has been, into the same tree, one after the other; then those in
 * their texts.
 */
#include "xml/parse.h"

#define ROWAN_INNER_DEPTH_MAX 8 /* documents in each other's texts, the outermost not counted */

/* Reads parse->text. */
typedef enum rowan_status (*rowan_inner_read_fn)(void *context, struct rowan_error *err);

/*
 * Read the inner documents of the one that parse has read, which is not finished yet. A text of white space
 * is none. What is wrong with one is wrong with the document: the message says where the text is, and where
 * in it.
 */
enum rowan_status rowan_inner_documents_read(struct rowan_parse *parse, rowan_inner_read_fn read,
                                             void *context, struct rowan_error *err);
#endif
