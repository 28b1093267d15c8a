#ifndef ROWAN_FILE_SOURCE_H
#define ROWAN_FILE_SOURCE_H
/* Files below a root, and members of archives there, as a source: what a pattern matches, in the order of
 * keys. Members of one archive are read in its own order. */
#include "source/found_list.h"
#include "source/member_reader.h"
#include "source/source.h"

/* The columns of the source; the key is the first. */
enum {
    ROWAN_FILES_PATH,
    ROWAN_FILES_NAME,
    ROWAN_FILES_MODIFIED,
    ROWAN_FILES_SIZE,
    ROWAN_FILES_MEMBER,
    ROWAN_FILES_COLUMNS
};

struct rowan_file_source {
    struct rowan_source source; /* the port */
    const char *pattern;
    int root;
    struct rowan_file_reader reader; /* its pulse is the caller's to set, before a range is opened */
    struct rowan_member_reader members;
    struct rowan_file_tree *tree; /* of the open range; NULL: none is open */
    struct rowan_pending pending;
    bool asks;                    /* pending is to be asked */
    bool reads;                   /* files are read, and not only counted */
    struct rowan_found_list list; /* the next ones */
    bool last;                    /* no keys come after these */
    struct rowan_buffer path;     /* of the file in hand, terminated */
    struct rowan_slice columns[ROWAN_FILES_COLUMNS];
    char modified[32];
    char size[24];
};

/* limit: bytes of a document. The pattern is not copied. ROWAN_LOST when there is no such folder. */
enum rowan_status rowan_file_source_open(struct rowan_file_source *files, const char *root,
                                         const char *pattern, size_t limit, struct rowan_error *err);
/* No harm when opening failed, or for one that is all zeros. */
void rowan_file_source_close(struct rowan_file_source *files);
/* How many there are in all; it is not counted beyond most. */
enum rowan_status rowan_file_source_count(struct rowan_file_source *files, int64_t most, int64_t *count,
                                          struct rowan_error *err);
#endif
