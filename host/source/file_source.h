#ifndef ROWAN_FILE_SOURCE_H
#define ROWAN_FILE_SOURCE_H
/* Files below a root, and members of archives there, as a source: what a pattern matches, in the order of
 * keys. Members of one archive are read in its own order. */
#include "source/found_list.h"
#include "source/found_reader.h"
#include "source/source.h"

struct rowan_file_source {
    struct rowan_source source; /* the port */
    const char *pattern;
    struct rowan_found_reader reader;
    struct rowan_file_tree *tree; /* of the open range; NULL: none is open */
    struct rowan_pending pending;
    bool asks;                       /* pending is to be asked */
    bool reads;                      /* files are read, and not only counted */
    bool by_facts;                   /* time and size of a file are its revision */
    struct rowan_found_list list;    /* the next ones */
    struct rowan_key_list revisions; /* of each, by facts */
    bool last;                       /* no keys come after these */
};

/* root is a folder's descriptor, which stays open; the pattern is not copied; limit: bytes of a document;
 * pulse may be NULL. */
void rowan_file_source_init(struct rowan_file_source *files, int root, const char *pattern, size_t limit,
                            const struct rowan_pulse *pulse);
/* No harm for one that is all zeros. */
void rowan_file_source_close(struct rowan_file_source *files);
/* How many there are in all; it is not counted beyond most. */
enum rowan_status rowan_file_source_count(struct rowan_file_source *files, int64_t most, int64_t *count,
                                          struct rowan_error *err);
#endif
