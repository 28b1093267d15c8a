#ifndef ROWAN_FOLDER_SOURCE_H
#define ROWAN_FOLDER_SOURCE_H
/* What a mapping says of files, below a root: whole files as documents, or records of files. */
#include "expr/source_table.h"
#include "source/file_source.h"
#include "source/read_ahead.h"
#include "source/split_source.h"

struct rowan_folder_source {
    struct rowan_source *source;   /* ahead's */
    struct rowan_read_ahead ahead; /* of one of these */
    struct rowan_file_source files;
    struct rowan_split_source split;
    int root;
};

/* What is given must outlive the source; split is for files that are split; limit: bytes of a document;
 * pulse may be NULL. ROWAN_LOST when there is no such folder. */
enum rowan_status rowan_folder_source_open(struct rowan_folder_source *folder, const char *root,
                                           const struct rowan_source_table *described,
                                           struct rowan_split split, size_t limit,
                                           const struct rowan_pulse *pulse, struct rowan_error *err);
/* No harm when opening failed. */
void rowan_folder_source_close(struct rowan_folder_source *folder);
/* How many files there are below a root, whether they are split or not; they are not counted beyond most. */
enum rowan_status rowan_folder_source_count(const char *root, const struct rowan_source_table *described,
                                            int64_t most, int64_t *count, struct rowan_error *err);
#endif
