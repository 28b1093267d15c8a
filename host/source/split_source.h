#ifndef ROWAN_SPLIT_SOURCE_H
#define ROWAN_SPLIT_SOURCE_H
/* Records of files below a root as a source: each file that a pattern matches is split at an element, and its
 * records are documents in the order of the file. */
#include "source/found_reader.h"
#include "source/key_list.h"
#include "source/record_marks.h"
#include "source/record_reader.h"
#include "xml/parse_limits.h"

struct rowan_split_page;

#define ROWAN_RECORD_COLUMNS (ROWAN_FILES_COLUMNS + 2)

/* What is split: both outlive the source. */
struct rowan_split {
    const struct rowan_path *path; /* that of the source's description, where there is one */
    const struct rowan_path *key;  /* likewise, from the root on; NULL: records are known by their numbers */
    const struct rowan_type *key_type;
    struct rowan_qname_table *names;
    const struct rowan_limits *limits; /* of a document; NULL: the defaults */
    uint64_t hash;                     /* of what else where records are may depend on */
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
    bool asks;                              /* pending is to be asked */
    bool reads;                             /* documents are wanted, and not only their keys */
    const struct rowan_record_marks *marks; /* NULL: nobody keeps any */
    /* the file in hand */
    struct rowan_file_found found;
    int fd; /* its, or its archive's; -1: none */
    struct stat facts;
    char shown[120];                  /* facts, for marks */
    struct rowan_text_stream *stream; /* NULL: it is not read yet */
    struct rowan_record_reader *records;
    struct rowan_own_keys *keys;   /* NULL: records are known by their numbers */
    bool reached, passed_to;       /* the record whose own key is an end of the range */
    bool behind;                   /* what was read last is behind the range */
    struct rowan_split_page *page; /* its next records */
    uint64_t next;                 /* number of the next record that nobody read yet */
    uint64_t known;                /* so many are known to be well-formed */
    bool ends;                     /* and behind them nothing is read, for this reason, "" at the end */
    bool rereads;                  /* each piece of it reads all that lies before the piece */
    uint64_t passed;               /* so many records of it, or of its archive, lie before the next page */
    struct rowan_buffer archive;   /* the key of that */
    char reason[24];
    struct rowan_buffer message;                      /* terminated */
    struct rowan_slice columns[ROWAN_RECORD_COLUMNS]; /* those of the file, behind the first of which the
                                                            record's number stands, or its own key, and then
                                                            the number is the last */
    char number[24], place[80];
};

/* root is a folder's descriptor, which stays open; the pattern is not copied; limit: bytes of a document;
 * pulse may be NULL. */
void rowan_split_source_init(struct rowan_split_source *source, int root, const char *pattern,
                             struct rowan_split split, size_t limit, const struct rowan_pulse *pulse);
/* No harm for one that is all zeros. */
void rowan_split_source_close(struct rowan_split_source *source);
#endif
