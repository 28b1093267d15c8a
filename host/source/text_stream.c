/* A line of three: bytes of the file, expanded bytes, text. Each is asked by the one behind it. */
#include "source/text_stream.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expand.h"
#include "source/archive.h"
#include "xml/decode.h"

#define BLOCK     ((size_t)64 << 10)
#define BEGINNING ((size_t)1024) /* bytes that are looked at to know the encoding */
#define NO_ICONV  ((iconv_t)-1)

struct rowan_text_stream {
    int fd;
    rowan_bytes_fn bytes; /* where fd is -1 */
    void *context;
    const struct rowan_pulse *pulse;
    uint64_t taken, given; /* bytes: of the file, expanded */
    /* what was read of the file */
    char *in;
    struct rowan_slice left;
    enum rowan_compression kind;
    struct rowan_expander *expander; /* NULL: it is not compressed */
    bool in_frame;                   /* it cannot end here */
    bool broken;                     /* nothing is expanded behind what was given */
    /* what is to be converted, and the beginning, which is looked at first */
    char *raw;
    size_t raw_size, raw_at;
    char encoding[ROWAN_ENCODING_NAME];
    iconv_t iconv; /* or NO_ICONV */
    bool leading_space;
    size_t mark; /* bytes before the text */
};

/* ---- bytes of the file ---- */

static enum rowan_status read_file(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                   struct rowan_error *err)
{
    ssize_t n;

    if (s->fd < 0)
        return s->bytes(s->context, out, room, got, err);
    do
        n = pread(s->fd, out, room, (off_t)s->taken);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "file", "the file cannot be read: %s", strerror(errno));
    *got = (size_t)n;
    return ROWAN_OK;
}

static enum rowan_status read_bytes(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                    struct rowan_error *err)
{
    enum rowan_status st;

    *got = 0;
    rowan_pulse_beat(s->pulse);
    st = read_file(s, out, room, got, err);
    s->taken += *got;
    return st;
}

static enum rowan_status fill(struct rowan_text_stream *s, struct rowan_error *err)
{
    size_t got;
    enum rowan_status st = read_bytes(s, s->in, BLOCK, &got, err);

    s->left = (struct rowan_slice){s->in, got};
    return st;
}

/* ---- expanded bytes ---- */

static enum rowan_status fail_compressed(const struct rowan_text_stream *s, const char *why,
                                         struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "compressed",
                      "the document is compressed (%s), and cannot be expanded: %s",
                      rowan_compression_name(s->kind), why);
}

static enum rowan_status check_expanded(const struct rowan_text_stream *s, struct rowan_error *err)
{
    const char *limit = rowan_archive_limit(s->given, s->taken);

    return limit ? rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document is compressed, and %s", limit)
                 : ROWAN_OK;
}

static enum rowan_status expand(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (*got = 0; st == ROWAN_OK && *got == 0;) {
        enum rowan_expand_step step;
        if (s->broken)
            return fail_compressed(s, rowan_expander_why(s->expander), err);
        if (s->left.size == 0)
            st = fill(s, err);
        if (st != ROWAN_OK || s->left.size == 0)
            return st != ROWAN_OK || !s->in_frame ? st : fail_compressed(s, "it ends early", err);
        *got = room;
        step = rowan_expander_step(s->expander, &s->left, out, got);
        s->given += *got;
        s->in_frame = step != ROWAN_EXPAND_END;
        if (step == ROWAN_EXPAND_NO_MEMORY)
            return rowan_out_of_memory(err);
        s->broken = step == ROWAN_EXPAND_BROKEN; /* what it gave before that is good */
        st = check_expanded(s, err);
    }
    return st;
}

static enum rowan_status read_expanded(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                       struct rowan_error *err)
{
    if (s->expander)
        return expand(s, out, room, got, err);
    if (s->left.size == 0)
        return read_bytes(s, out, room, got, err);
    *got = s->left.size < room ? s->left.size : room;
    memcpy(out, s->left.data, *got);
    s->left = (struct rowan_slice){s->left.data + *got, s->left.size - *got};
    return ROWAN_OK;
}

static enum rowan_status find_compression(struct rowan_text_stream *s, struct rowan_error *err)
{
    enum rowan_status st = fill(s, err);

    s->kind = st == ROWAN_OK ? rowan_compression_of(s->left) : ROWAN_COMPRESSION_NONE;
    if (s->kind == ROWAN_COMPRESSION_NONE)
        return st;
    s->in_frame = true;
    s->expander = rowan_expander_new(s->kind);
    return s->expander ? ROWAN_OK : rowan_out_of_memory(err);
}

/* ---- text ---- */

/* Of UTF-16 the declaration and what stands before it are ASCII, one byte of two. */
static size_t space_behind_mark(const struct rowan_text_stream *s, struct rowan_slice raw)
{
    char ascii[BEGINNING / 2];
    size_t size = 0, odd = strcmp(s->encoding, "UTF-16BE") == 0;

    if (!s->encoding[0])
        return rowan_declaration_space(raw);
    if (strncmp(s->encoding, "UTF-16", 6) != 0)
        return 0;
    for (size_t i = odd; i < raw.size && size < sizeof ascii; i += 2)
        ascii[size++] = raw.data[i];
    return 2 * rowan_declaration_space((struct rowan_slice){ascii, size});
}

/* What is passed over stands before the mark or behind it. */
static enum rowan_status find_text(struct rowan_text_stream *s, struct rowan_error *err)
{
    struct rowan_slice raw = {s->raw, s->raw_size};
    size_t space = s->leading_space ? rowan_declaration_space(raw) : 0;
    enum rowan_status st;

    raw = (struct rowan_slice){raw.data + space, raw.size - space};
    st = rowan_encoding_of(raw, s->encoding, &s->mark, err);
    if (st == ROWAN_OK && s->leading_space)
        s->mark += space_behind_mark(s, (struct rowan_slice){raw.data + s->mark, raw.size - s->mark});
    s->mark += space;
    s->raw_at = s->mark;
    return st;
}

/* A fault of the document behind its first bytes is met again when these were read. */
static enum rowan_status read_beginning(struct rowan_text_stream *s, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t got = 1;

    while (st == ROWAN_OK && got && s->raw_size < BEGINNING) {
        st = read_expanded(s, s->raw + s->raw_size, BLOCK - s->raw_size, &got, err);
        s->raw_size += st == ROWAN_OK ? got : 0;
    }
    return st == ROWAN_DOCUMENT && s->expander && s->raw_size ? ROWAN_OK : st;
}

static enum rowan_status find_encoding(struct rowan_text_stream *s, struct rowan_error *err)
{
    enum rowan_status st = read_beginning(s, err);

    if (st == ROWAN_OK && s->expander &&
        rowan_compression_of((struct rowan_slice){s->raw, s->raw_size}) != ROWAN_COMPRESSION_NONE)
        st = fail_compressed(s, "what comes out is compressed, too", err);
    if (st == ROWAN_OK)
        st = find_text(s, err);
    if (st != ROWAN_OK || !s->encoding[0])
        return st;
    s->iconv = iconv_open("UTF-8", s->encoding);
    if (s->iconv == NO_ICONV)
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the encoding %s is not known here", s->encoding);
    return ROWAN_OK;
}

/* What iconv left over goes to the front, and more comes behind it. */
static enum rowan_status fill_raw(struct rowan_text_stream *s, size_t *got, struct rowan_error *err)
{
    s->raw_size -= s->raw_at;
    memmove(s->raw, s->raw + s->raw_at, s->raw_size);
    s->raw_at = 0;
    return read_expanded(s, s->raw + s->raw_size, BLOCK - s->raw_size, got, err);
}

static enum rowan_status fail_byte(const struct rowan_text_stream *s, struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "byte 0x%02X is not valid %s here",
                      (unsigned char)s->raw[s->raw_at], s->encoding);
}

/* Convert what there is. */
static enum rowan_status convert(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                 struct rowan_error *err)
{
    char *from = s->raw + s->raw_at, *to = out;
    size_t left = s->raw_size - s->raw_at, space = room;
    size_t code = iconv(s->iconv, &from, &left, &to, &space);
    int why = errno;

    s->raw_at = s->raw_size - left;
    *got = room - space;
    return code == (size_t)-1 && why == EILSEQ && *got == 0 ? fail_byte(s, err) : ROWAN_OK;
}

static enum rowan_status read_converted(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                        struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (*got = 0; st == ROWAN_OK && *got == 0;) {
        size_t more = 0, before = s->raw_size - s->raw_at;
        if (before)
            st = convert(s, out, room, got, err);
        if (st != ROWAN_OK || *got)
            return st;
        st = fill_raw(s, &more, err);
        if (st == ROWAN_OK && more == 0)
            return s->raw_size ? fail_byte(s, err) : ROWAN_OK;
        s->raw_size += more;
    }
    return st;
}

enum rowan_status rowan_text_stream_read(struct rowan_text_stream *s, char *out, size_t room, size_t *got,
                                         struct rowan_error *err)
{
    size_t left = s->raw_size - s->raw_at;

    if (s->iconv != NO_ICONV)
        return read_converted(s, out, room, got, err);
    if (left == 0)
        return read_expanded(s, out, room, got, err);
    *got = left < room ? left : room;
    memcpy(out, s->raw + s->raw_at, *got);
    s->raw_at += *got;
    return ROWAN_OK;
}

bool rowan_text_stream_seeks(const struct rowan_text_stream *s)
{
    return s->fd >= 0 && !s->expander && s->iconv == NO_ICONV;
}

enum rowan_status rowan_text_stream_pass(struct rowan_text_stream *s, uint64_t offset,
                                         struct rowan_error *err)
{
    char block[4096];
    size_t got = 1;
    enum rowan_status st = ROWAN_OK;

    if (rowan_text_stream_seeks(s)) {
        s->taken = offset + s->mark;
        s->left.size = s->raw_size = s->raw_at = 0;
        return ROWAN_OK;
    }
    while (st == ROWAN_OK && offset && got) {
        st = rowan_text_stream_read(s, block, offset < sizeof block ? (size_t)offset : sizeof block, &got,
                                    err);
        offset -= st == ROWAN_OK ? got : 0;
    }
    return st;
}

/* ---- the whole ---- */

enum rowan_status rowan_text_stream_open(struct rowan_text_stream **out, int fd, rowan_bytes_fn bytes,
                                         void *context, bool leading_space, const struct rowan_pulse *pulse,
                                         struct rowan_error *err)
{
    struct rowan_text_stream *s = calloc(1, sizeof *s);
    enum rowan_status st;

    *out = s;
    if (!s)
        return rowan_out_of_memory(err);
    s->fd = fd;
    s->bytes = bytes;
    s->context = context;
    s->leading_space = leading_space;
    s->pulse = pulse;
    s->iconv = NO_ICONV;
    s->in = malloc(BLOCK);
    s->raw = malloc(BLOCK);
    if (!s->in || !s->raw)
        return rowan_out_of_memory(err);
    st = find_compression(s, err);
    return st == ROWAN_OK ? find_encoding(s, err) : st;
}

void rowan_text_stream_close(struct rowan_text_stream *s)
{
    if (!s)
        return;
    rowan_expander_free(s->expander);
    if (s->iconv != NO_ICONV)
        iconv_close(s->iconv);
    free(s->in);
    free(s->raw);
    free(s);
}
