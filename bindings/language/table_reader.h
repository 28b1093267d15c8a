#ifndef ROWAN_TABLE_READER_H
#define ROWAN_TABLE_READER_H
/* Tables of a mapping, from what the word into made to the plan. */
#include "language/reader.h"

/* Add the table whose into is at index, and its children. parent is -1 or a table of the plan. */
enum rowan_status rowan_table_reader_add(struct rowan_reader *c, int into, int parent);
#endif
