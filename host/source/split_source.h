#ifndef ROWAN_SPLIT_SOURCE_H
#define ROWAN_SPLIT_SOURCE_H
/* Records of files below a root as a source: each file that a pattern matches is split at an element, and its
 * records are documents in the order of the file. */
#include "source/found_reader.h"
#include "source/key_list.h"
#include "source/record_reader.h"

struct rowan_split_page;

/* What is split: both outlive the source. */
struct rowan_split {
    const struct rowan_path *path;
    struct rowan_qname_table *names;
};

struct rowan_split_source {
    struct rowan_source source; /* the port */
    struct rowan_split split;
    const char *pattern;
    struct rowan_found_reader reader;
    struct rowan_file_tree *tree; /* of the open range; NULL: none is open */
    struct rowan_range range;
    struct rowan_buffer bounds; /* the texts of range */
    struct rowan_pending pending;
    bool asks;  /* pending is to be asked */
    bool reads; /* documents are wanted, and not only their keys */
    /* the file in hand */
    struct rowan_file_found found;
    int fd; /* -1: none */
    struct stat facts;
    struct rowan_text_stream *stream;
    struct rowan_record_reader *records;
    struct rowan_split_page *page; /* its next records */
    char number[24], place[80];
};

/* root is a folder's descriptor, which stays open; the pattern is not copied; limit: bytes of a document;
 * pulse may be NULL. */
void rowan_split_source_init(struct rowan_split_source *source, int root, const char *pattern,
                             struct rowan_split split, size_t limit, const struct rowan_pulse *pulse);
/* No harm for one that is all zeros. */
void rowan_split_source_close(struct rowan_split_source *source);
#endif
