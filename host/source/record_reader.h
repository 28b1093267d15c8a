#ifndef ROWAN_RECORD_READER_H
#define ROWAN_RECORD_READER_H
/*
 * The records of one file that is split, each made a document: inside the start tags of the elements around
 * it. Records are numbered from 1. One that is not well-formed ends the file: the rest of it is not read.
 */
#include "source/own_key.h"
#include "source/record_marks.h"
#include "source/text_stream.h"
#include "xml/parse_limits.h"
#include "xml/record_scanner.h"

enum rowan_read_kind {
    ROWAN_READ_RECORD,
    ROWAN_READ_LONG, /* it has more bytes than a document may have */
    ROWAN_READ_KEY,  /* its own key is not there, or not to be used; reason and message say why */
    ROWAN_READ_REST, /* from this one on nothing can be read; reason and message say why */
    ROWAN_READ_END
};

struct rowan_read_record {
    enum rowan_read_kind kind;
    uint64_t number;       /* from 1; END: how many there are, and one */
    uint64_t offset, line; /* where it begins in the file's text */
    struct rowan_slice
        key; /* RECORD: its own, until the next call; data NULL: it is not asked for, or not known */
    char reason[24];
    char message[ROWAN_MESSAGE_MAX];
};

struct rowan_record_reader;

/* What is given must outlive the reader; keys: NULL, or of records of a file, which then is to be read from
 * its beginning; limit: bytes of a record; limits: as documents are parsed, or NULL. */
enum rowan_status rowan_record_reader_new(struct rowan_record_reader **out, const struct rowan_path *path,
                                          struct rowan_own_keys *keys, struct rowan_qname_table *names,
                                          size_t limit, const struct rowan_limits *limits,
                                          struct rowan_error *err);
void rowan_record_reader_free(struct rowan_record_reader *reader);
/* Begin a file's text at its beginning, or behind a mark, where the stream is then, which stays the caller's.
 * So many first records are known to be well-formed. ROWAN_NO_MEMORY. */
enum rowan_status rowan_record_reader_begin(struct rowan_record_reader *reader,
                                            struct rowan_text_stream *stream,
                                            const struct rowan_record_mark *mark, uint64_t known,
                                            struct rowan_error *err);
/* Where the last record ended; state lives until the next call. */
void rowan_record_reader_place(const struct rowan_record_reader *reader, struct rowan_record_mark *mark);
/* The next one, whose document, if there is one, is appended to out, with a NUL that is not counted behind
 * it. What fails is of no file. */
enum rowan_status rowan_record_reader_next(struct rowan_record_reader *reader, struct rowan_buffer *out,
                                           struct rowan_read_record *record, struct rowan_error *err);
/* How many steps of the path were found, at most. */
size_t rowan_record_reader_reach(const struct rowan_record_reader *reader);
#endif
