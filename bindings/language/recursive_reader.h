#ifndef ROWAN_RECURSIVE_READER_H
#define ROWAN_RECURSIVE_READER_H
/* What the words of a recursive table say of rows below rows. */
#include "language/reader.h"

/* A column's name, and the turn it was made in. */
struct rowan_column_turn {
    lua_Integer turn;
    const char *name;
};

/* recursive = true or "path" of the into at index into, if it is there. */
enum rowan_status rowan_recursive_reader_add(struct rowan_reader *reader, int into, int table);
/* A column may be the row above's of one that is written behind it: put that one first. columns is the index
 * of their table. *moved: the columns have to be arranged when all are added. */
void rowan_recursive_reader_order(struct rowan_reader *reader, int table, int columns,
                                  struct rowan_column_turn *turns, size_t count, bool *moved);
/* Arrange the columns as they are written. */
enum rowan_status rowan_recursive_reader_arrange(struct rowan_reader *reader, int table,
                                                 struct rowan_column_turn *turns, size_t count);
int rowan_column_by_turn(const void *a, const void *b);
#endif
