#ifndef ROWAN_FAULTS_H
#define ROWAN_FAULTS_H
/* What is wrong with one document: the first faults of its values, with the nodes they are about. */
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

#define ROWAN_FAULTS_MAX 10

struct rowan_node;
struct rowan_parser;
struct rowan_qname_table;

struct rowan_fault {
    const struct rowan_node *node;  /* of the document in hand; NULL: it is about none */
    const struct rowan_node *other; /* the one that the message ends with the line of; NULL: with none */
    struct rowan_error error;
};

/* All zero is none. */
struct rowan_faults {
    struct rowan_fault *items;
    size_t count;
};

void rowan_faults_clear(struct rowan_faults *faults);
/* Whether the document can go on to be looked at: the fault is one of a value, is kept, and there is room for
 * more. */
bool rowan_faults_note(struct rowan_faults *faults, const struct rowan_node *node,
                       const struct rowan_error *error);
/* The same of a fault that is about two: the message ends with the line of the other. */
bool rowan_faults_note_two(struct rowan_faults *faults, const struct rowan_node *node,
                           const struct rowan_node *other, const struct rowan_error *error);
/* Make err tell all of them, a line each: the first with its place, the element's path beside the line. For
 * the paths the document is parsed once more, so it is gone afterwards. */
void rowan_faults_tell(const struct rowan_faults *faults, struct rowan_parser *parser,
                       const struct rowan_qname_table *names, struct rowan_error *err);
#endif
