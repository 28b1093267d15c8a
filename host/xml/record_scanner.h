#ifndef ROWAN_RECORD_SCANNER_H
#define ROWAN_RECORD_SCANNER_H
/*
 * The records of a document too large to be read at once: the elements at a path of steps down. It is read
 * block by block; in memory is the record in hand, or a tag. Tags, quotes, comments, CDATA sections and
 * instructions are understood and compared with each other, so that a record begins and ends where it does;
 * whether what is inside them is well-formed is for a parser to say. Where tags do not fit together the rest
 * is broken: where the next record begins is never guessed.
 */
#include <stdint.h>

#include "base/buffer.h"
#include "base/status.h"
#include "xml/path.h"

enum rowan_record_kind {
    ROWAN_RECORD_FOUND,
    ROWAN_RECORD_LONG, /* it has more bytes than are read: there is no text */
    ROWAN_RECORD_END,  /* no more of them, and the document is at its end */
    ROWAN_RECORD_BROKEN
};

struct rowan_record {
    enum rowan_record_kind kind;
    uint64_t offset, line;   /* where it begins; BROKEN: where that was seen; lines from 1 */
    struct rowan_slice text; /* lives until the next call */
    char why[200];           /* BROKEN */
};

/* At most room bytes of UTF-8 more, without a mark of the byte order; *got 0: there are no more. */
typedef enum rowan_status (*rowan_record_more_fn)(void *context, char *out, size_t room, size_t *got,
                                                  struct rowan_error *err);

struct rowan_record_scanner;

/* Why records cannot be found at a path; NULL: they can. */
const char *rowan_record_path_check(const struct rowan_path *path);
/* limit: bytes of a record. What is given must outlive the scanner. NULL: no memory. */
struct rowan_record_scanner *rowan_record_scanner_new(const struct rowan_path *path,
                                                      struct rowan_qname_table *names, size_t limit,
                                                      rowan_record_more_fn more, void *context);
void rowan_record_scanner_free(struct rowan_record_scanner *scanner);
/* Begin behind a record, whose offset, line and state (see below) these are: more gives what stands there. At
 * the beginning state is empty. False: no memory. */
bool rowan_record_scanner_begin(struct rowan_record_scanner *scanner, uint64_t offset, uint64_t line,
                                struct rowan_slice state);
/* What fails is more, or for want of memory. After BROKEN and END nothing comes. */
enum rowan_status rowan_record_scanner_next(struct rowan_record_scanner *scanner, struct rowan_record *record,
                                            struct rowan_error *err);
/* After a record: where it ends. */
uint64_t rowan_record_scanner_offset(const struct rowan_record_scanner *scanner);
uint64_t rowan_record_scanner_line(struct rowan_record_scanner *scanner);
/*
 * After a record, all that has to do with it of what stands before it: the DTD in the document, if there is
 * one, and the start tags of the elements around it, in one line.
 */
struct rowan_slice rowan_record_scanner_state(const struct rowan_record_scanner *scanner);
/* Append the text as a document: inside the elements that are around it. False: no memory. */
bool rowan_record_scanner_wrap(const struct rowan_record_scanner *scanner, struct rowan_slice text,
                               struct rowan_buffer *out);
/* How many steps of the path, at most, were found since it began. */
size_t rowan_record_scanner_reach(const struct rowan_record_scanner *scanner);
#endif
