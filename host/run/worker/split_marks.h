#ifndef ROWAN_SPLIT_MARKS_H
#define ROWAN_SPLIT_MARKS_H
/* Places in files that are split, kept in a table of the target. Where it cannot be read or written nothing
 * is kept, and nobody fails for it. */
#include "odbc/endpoint.h"
#include "source/record_marks.h"

struct rowan_split_marks;

/* The target's connection is the caller's, as long as these are open, and has no transaction under way when
 * they are asked. */
enum rowan_status rowan_split_marks_open(struct rowan_split_marks **out, const struct rowan_endpoint *target,
                                         const char *feed, struct rowan_error *err);
void rowan_split_marks_close(struct rowan_split_marks *marks);
/* As a source asks for them; it lives as long as they do. */
const struct rowan_record_marks *rowan_split_marks_port(const struct rowan_split_marks *marks);
#endif
