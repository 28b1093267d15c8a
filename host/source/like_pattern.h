#ifndef ROWAN_LIKE_PATTERN_H
#define ROWAN_LIKE_PATTERN_H
/* A pattern of LIKE, written so that a database takes no other meaning from it. Internal to where_sql.c. */
#include "base/buffer.h"
#include "expr/where.h"

struct rowan_dialect;

/*
 * For LIKE ... ESCAPE '!'; or for GLOB where the dialect has that, which tells capitals from small letters
 * where a LIKE does not. lower: with small letters from a to z. False: no memory.
 */
bool rowan_like_pattern_write(const struct rowan_where_node *node, const struct rowan_dialect *dialect,
                              bool lower, struct rowan_buffer *out);
#endif
