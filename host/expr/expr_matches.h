#ifndef ROWAN_EXPR_MATCHES_H
#define ROWAN_EXPR_MATCHES_H
/*
 * What an expression takes of its row besides the texts of its paths. An aggregate such as sum(Line, @qty)
 * asks whoever has the document how many matches there are, and for the operands of each. Aggregates may
 * stand in each other, so begin and end nest.
 */
#include <stddef.h>

#include "base/slice.h"
#include "base/status.h"

struct rowan_expr_matches {
    const struct rowan_slice *others; /* what column('net') and the like give, by their numbers */
    enum rowan_status (*begin)(void *context, size_t aggregate, size_t *count, struct rowan_error *err);
    /* The operands of the match at index, which live until the next, or until end. */
    enum rowan_status (*take)(void *context, size_t index, const struct rowan_slice **operands,
                              struct rowan_error *err);
    /* st: how it went; a failure is the match's that was taken. */
    void (*end)(void *context, enum rowan_status st);
    void *context;
};
#endif
