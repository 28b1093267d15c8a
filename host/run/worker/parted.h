#ifndef ROWAN_PARTED_H
#define ROWAN_PARTED_H
/*
 * Writing one document whose rows are more than are held at once. It was gone through before, so it is known
 * to have no fault, and how many rows it makes. Now they are made once more, and a part of them is written in
 * the writing thread while the next one is made; all in one transaction, which the caller commits.
 */
#include "base/thread.h"
#include "run/link/scoreboard.h"
#include "target/writer.h"

struct rowan_parted {
    struct rowan_writer *writer;
    struct rowan_thread *thread; /* calls rowan_parted_write_part; idle before and after */
    struct rowan_score *score;
    struct rowan_profile *profile; /* of the thread that maps; or NULL */
    struct rowan_rows *rows;       /* have the document, see rowan_rows_again */
    struct rowan_rows *part;       /* of which the buffers are used; empty before and after */
    struct rowan_entry *entry;
    enum rowan_status written; /* of the parts so far */
    struct rowan_error why;
};

/* From the beginning of the transaction to its last row. A failure has ended it. */
enum rowan_status rowan_parted_insert(struct rowan_parted *parted, const struct rowan_document *document,
                                      const struct rowan_slice *source_columns, struct rowan_error *err);
/* For the writing thread. */
enum rowan_status rowan_parted_write_part(struct rowan_parted *parted, struct rowan_error *err);
#endif
