/*
 * Whether a record is well-formed is asked of the parser that will read it, of which nothing is kept. What is
 * well-formed and refused all the same, for its size or for its attributes, is one document's trouble; how
 * deep it is, the scanner has seen to.
 */
#include "source/record_reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xml/parser.h"
#include "xml/projection.h"

struct rowan_record_reader {
    struct rowan_record_scanner *scanner;
    struct rowan_projection *nothing; /* where no keys are asked for */
    struct rowan_own_keys *keys;      /* or NULL */
    struct rowan_parser *parser;
    struct rowan_text_stream *stream;
    uint64_t known;        /* so many first ones are not checked again */
    uint64_t number;       /* of the last one */
    uint64_t offset, line; /* where it ends */
    bool over;
};

static enum rowan_status read_more(void *context, char *out, size_t room, size_t *got,
                                   struct rowan_error *err)
{
    const struct rowan_record_reader *reader = context;

    return rowan_text_stream_read(reader->stream, out, room, got, err);
}

enum rowan_status rowan_record_reader_new(struct rowan_record_reader **out, const struct rowan_path *path,
                                          struct rowan_own_keys *keys, struct rowan_qname_table *names,
                                          size_t limit, const struct rowan_limits *limits,
                                          struct rowan_error *err)
{
    struct rowan_record_reader *reader = calloc(1, sizeof *reader);

    *out = reader;
    if (!reader)
        return rowan_out_of_memory(err);
    reader->scanner = rowan_record_scanner_new(path, names, limit, read_more, reader);
    reader->nothing = rowan_projection_new();
    reader->keys = keys;
    if (!reader->scanner || !reader->nothing)
        return rowan_out_of_memory(err);
    return rowan_parser_new(&reader->parser, keys ? rowan_own_keys_projection(keys) : reader->nothing, names,
                            limits, err);
}

void rowan_record_reader_free(struct rowan_record_reader *reader)
{
    if (!reader)
        return;
    rowan_parser_free(reader->parser);
    rowan_projection_free(reader->nothing);
    rowan_record_scanner_free(reader->scanner);
    free(reader);
}

enum rowan_status rowan_record_reader_begin(struct rowan_record_reader *reader,
                                            struct rowan_text_stream *stream,
                                            const struct rowan_record_mark *mark, uint64_t known,
                                            struct rowan_error *err)
{
    reader->stream = stream;
    reader->known = known;
    reader->number = mark->records;
    reader->offset = mark->offset;
    reader->line = mark->line;
    reader->over = false;
    if (reader->keys)
        rowan_own_keys_begin(reader->keys);
    return rowan_record_scanner_begin(reader->scanner, mark->offset, mark->line, mark->state)
               ? ROWAN_OK
               : rowan_out_of_memory(err);
}

/* The file ends here for us. */
static void give_up(struct rowan_record_reader *reader, struct rowan_read_record *record, const char *reason,
                    const char *why)
{
    record->kind = ROWAN_READ_REST;
    reader->over = true;
    snprintf(record->reason, sizeof record->reason, "%s", reason);
    if (snprintf(record->message, sizeof record->message,
                 "record %" PRIu64 ", byte %" PRIu64 ", line %" PRIu64
                 " of the file: %s; nothing of the file "
                 "is read from here on",
                 record->number, record->offset, record->line, why) >= (int)sizeof record->message)
        record->message[sizeof record->message - 1] = '\0';
}

/* A record without a key of its own that can be used fails alone. */
static void fail_key(struct rowan_read_record *record, const struct rowan_error *why)
{
    record->kind = ROWAN_READ_KEY;
    record->key = (struct rowan_slice){NULL, 0};
    snprintf(record->reason, sizeof record->reason, "%s", why->reason);
    snprintf(record->message, sizeof record->message, "%s", why->message);
}

/* Ask the parser. What it refuses for more than its size ends the file. */
static enum rowan_status check(struct rowan_record_reader *reader, struct rowan_slice text,
                               struct rowan_read_record *record, struct rowan_error *err)
{
    const struct rowan_document *document;
    struct rowan_error why;
    enum rowan_status st = rowan_parser_text(reader->parser, text, &document, &why);
    bool is_xml = st == ROWAN_OK || (st == ROWAN_DOCUMENT && strcmp(why.reason, "limit") == 0);

    if (st == ROWAN_OK && reader->keys)
        st = rowan_own_keys_read(reader->keys, document, record->number, &record->key, &why);
    if (st == ROWAN_DOCUMENT) {
        if (!is_xml)
            give_up(reader, record, why.reason, why.message);
        else if (reader->keys)
            fail_key(record, &why);
        return ROWAN_OK;
    }
    if (st != ROWAN_OK && err)
        *err = why;
    return st;
}

static enum rowan_status take(struct rowan_record_reader *reader, struct rowan_slice text,
                              struct rowan_buffer *out, struct rowan_read_record *record,
                              struct rowan_error *err)
{
    size_t begin = out->size;
    enum rowan_status st;

    if (!rowan_record_scanner_wrap(reader->scanner, text, out) || !rowan_buffer_string(out))
        return rowan_out_of_memory(err);
    record->kind = ROWAN_READ_RECORD;
    st = record->number <= reader->known && !reader->keys
             ? ROWAN_OK
             : check(reader, (struct rowan_slice){out->data + begin, out->size - begin}, record, err);
    if (st == ROWAN_OK && !rowan_buffer_append_char(out, '\0'))
        return rowan_out_of_memory(err);
    return st;
}

enum rowan_status rowan_record_reader_next(struct rowan_record_reader *reader, struct rowan_buffer *out,
                                           struct rowan_read_record *record, struct rowan_error *err)
{
    struct rowan_error why = {0};
    struct rowan_record found;
    enum rowan_status st = ROWAN_OK;

    *record = (struct rowan_read_record){.kind = ROWAN_READ_END, .number = reader->number + 1};
    if (reader->over)
        return ROWAN_OK;
    st = rowan_record_scanner_next(reader->scanner, &found, &why);
    record->offset = found.offset;
    record->line = found.line;
    if (st == ROWAN_DOCUMENT) {
        record->offset = reader->offset;
        record->line = reader->line;
        give_up(reader, record, why.reason, why.message);
        return ROWAN_OK;
    }
    if (st != ROWAN_OK) {
        if (err)
            *err = why;
        return st;
    }
    reader->number += found.kind == ROWAN_RECORD_FOUND || found.kind == ROWAN_RECORD_LONG;
    switch (found.kind) {
    case ROWAN_RECORD_FOUND:
        st = take(reader, found.text, out, record, err);
        break;
    case ROWAN_RECORD_LONG:
        record->kind = ROWAN_READ_LONG;
        break;
    case ROWAN_RECORD_BROKEN:
        give_up(reader, record, "xml", found.why);
        break;
    case ROWAN_RECORD_END:
        reader->over = true;
        break;
    }
    reader->offset = rowan_record_scanner_offset(reader->scanner);
    reader->line = rowan_record_scanner_line(reader->scanner);
    return st;
}

void rowan_record_reader_place(const struct rowan_record_reader *reader, struct rowan_record_mark *mark)
{
    *mark = (struct rowan_record_mark){.records = reader->number,
                                       .offset = reader->offset,
                                       .line = reader->line,
                                       .state = rowan_record_scanner_state(reader->scanner)};
}

size_t rowan_record_reader_reach(const struct rowan_record_reader *reader)
{
    return rowan_record_scanner_reach(reader->scanner);
}
