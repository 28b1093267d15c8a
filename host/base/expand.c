/*
 * Frames may stand one behind the other, and are one text then (RFC 1952, 2.2; RFC 8878, 3). Nothing else may
 * follow: what is no frame behind the end is a document that something happened to.
 */
#include "base/expand.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define STEP        ((size_t)64 * 1024)
#define FRAME_START ((size_t)5)      /* bytes, the least that zstd takes at the beginning of a frame */
#define GZIP_ALONE  (16 + MAX_WBITS) /* no zlib header is taken for one */

struct rowan_expander {
    enum rowan_compression kind;
    z_stream deflated;
    ZSTD_DStream *zstd;
    size_t most;     /* bytes of zstd that are taken at once */
    const char *why; /* BROKEN; NULL: damaged */
};

enum rowan_compression rowan_compression_of(struct rowan_slice bytes)
{
    const unsigned char *b = (const unsigned char *)bytes.data;

    if (bytes.size < 3)
        return ROWAN_COMPRESSION_NONE;
    if (b[0] == 0x1F && b[1] == 0x8B)
        return ROWAN_COMPRESSION_GZIP;
    if (b[0] == 'x' && (b[1] == 0x01 || b[1] == 0x5E || b[1] == 0x9C || b[1] == 0xDA))
        return ROWAN_COMPRESSION_ZLIB;
    if (bytes.size > 3 && memcmp(b, "\x28\xB5\x2F\xFD", 4) == 0)
        return ROWAN_COMPRESSION_ZSTD;
    return ROWAN_COMPRESSION_NONE;
}

const char *rowan_compression_name(enum rowan_compression kind)
{
    static const char *const names[] = {"none", "gzip", "zlib", "zstd"};

    return names[kind];
}

/* ---- deflate, which gzip and zlib wrap ---- */

static enum rowan_expand_step inflate_some(struct rowan_expander *expander, struct rowan_slice *in, char *out,
                                           size_t *room)
{
    z_stream *stream = &expander->deflated;
    uInt given = in->size < UINT_MAX ? (uInt)in->size : UINT_MAX;
    uInt offered = *room < UINT_MAX ? (uInt)*room : UINT_MAX;
    int code;

    stream->next_in = (Bytef *)(uintptr_t)in->data; /* zlib only reads it */
    stream->avail_in = given;
    stream->next_out = (Bytef *)out;
    stream->avail_out = offered;
    code = inflate(stream, Z_NO_FLUSH);
    in->data += given - stream->avail_in;
    in->size -= given - stream->avail_in;
    *room = offered - stream->avail_out;
    if (code == Z_STREAM_END)
        return inflateReset(stream) == Z_OK ? ROWAN_EXPAND_END : ROWAN_EXPAND_BROKEN;
    if (code == Z_MEM_ERROR)
        return ROWAN_EXPAND_NO_MEMORY;
    expander->why = stream->msg; /* a constant */
    return code == Z_OK || code == Z_BUF_ERROR ? ROWAN_EXPAND_MORE : ROWAN_EXPAND_BROKEN;
}

void rowan_expander_skip_checksum(struct rowan_expander *expander)
{
#if ZLIB_VERNUM >= 0x1290
    if (expander->kind != ROWAN_COMPRESSION_ZSTD)
        inflateValidate(&expander->deflated, 0);
#else
    (void)expander;
#endif
}

/* ---- zstd ---- */

/* Where a step fails, zstd keeps what came before in it. So it takes no more than a block or a checksum, and
 * what is given before a fault is the same whatever is asked for. */
static enum rowan_expand_step unzstd_some(struct rowan_expander *expander, struct rowan_slice *in, char *out,
                                          size_t *room)
{
    ZSTD_inBuffer from = {in->data, in->size < expander->most ? in->size : expander->most, 0};
    ZSTD_outBuffer to = {out, *room, 0};
    size_t left = ZSTD_decompressStream(expander->zstd, &to, &from);

    in->data += from.pos;
    in->size -= from.pos;
    *room = to.pos;
    if (expander->most != SIZE_MAX && !ZSTD_isError(left))
        expander->most = left ? left : FRAME_START;
    if (!ZSTD_isError(left))
        return left == 0 ? ROWAN_EXPAND_END : ROWAN_EXPAND_MORE;
    if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
        return ROWAN_EXPAND_NO_MEMORY;
    expander->why = ZSTD_getErrorName(left);
    return ROWAN_EXPAND_BROKEN;
}

/* ---- any of them ---- */

struct rowan_expander *rowan_expander_new(enum rowan_compression kind)
{
    struct rowan_expander *expander = calloc(1, sizeof *expander);
    bool good;

    if (!expander)
        return NULL;
    expander->kind = kind;
    expander->most = FRAME_START;
    if (kind == ROWAN_COMPRESSION_ZSTD)
        good = (expander->zstd = ZSTD_createDStream()) != NULL;
    else
        good = inflateInit2(&expander->deflated, kind == ROWAN_COMPRESSION_GZIP ? GZIP_ALONE : MAX_WBITS) ==
               Z_OK;
    if (good)
        return expander;
    free(expander);
    return NULL;
}

void rowan_expander_free(struct rowan_expander *expander)
{
    if (!expander)
        return;
    if (expander->kind == ROWAN_COMPRESSION_ZSTD)
        ZSTD_freeDStream(expander->zstd);
    else
        inflateEnd(&expander->deflated);
    free(expander);
}

enum rowan_expand_step rowan_expander_step(struct rowan_expander *expander, struct rowan_slice *in, char *out,
                                           size_t *room)
{
    return expander->kind == ROWAN_COMPRESSION_ZSTD ? unzstd_some(expander, in, out, room)
                                                    : inflate_some(expander, in, out, room);
}

const char *rowan_expander_why(const struct rowan_expander *expander)
{
    return expander->why ? expander->why : "it is damaged";
}

/* Room for one byte more than the bound, so that what is too long shows. It grows with what there is already.
 */
static bool make_room(struct rowan_buffer *out, size_t used, size_t most)
{
    size_t step = used > STEP ? used : STEP;
    size_t left = most - used;

    return rowan_buffer_reserve(out, (step < left ? step : left) + 1);
}

static enum rowan_expand_step expand_some(struct rowan_expander *expander, struct rowan_slice *bytes,
                                          size_t left, struct rowan_buffer *out)
{
    size_t room = out->capacity - out->size;
    enum rowan_expand_step step;

    room = room <= left ? room : left + 1;
    step = rowan_expander_step(expander, bytes, out->data + out->size, &room);
    out->size += room;
    return step;
}

static enum rowan_expanded expand(struct rowan_expander *expander, struct rowan_slice bytes, size_t most,
                                  struct rowan_buffer *out)
{
    size_t begin_size = out->size;
    enum rowan_expand_step step;

    for (;;) {
        size_t used = out->size - begin_size, given = bytes.size;
        if (!make_room(out, used, most))
            return ROWAN_EXPANDED_NO_MEMORY;
        step = expand_some(expander, &bytes, most - used, out);
        if (out->size - begin_size > most) {
            out->size = begin_size + most;
            return ROWAN_EXPANDED_LONG;
        }
        if (step == ROWAN_EXPAND_NO_MEMORY)
            return ROWAN_EXPANDED_NO_MEMORY;
        if (step == ROWAN_EXPAND_BROKEN)
            return ROWAN_EXPANDED_BROKEN;
        if (step == ROWAN_EXPAND_END && bytes.size == 0)
            return ROWAN_EXPANDED;
        if (step == ROWAN_EXPAND_MORE && bytes.size == given && out->size == begin_size + used) {
            expander->why = "it ends early";
            return ROWAN_EXPANDED_BROKEN;
        }
    }
}

enum rowan_expanded rowan_expand(enum rowan_compression kind, struct rowan_slice bytes, size_t most,
                                 struct rowan_buffer *out, const char **why)
{
    struct rowan_expander *expander = rowan_expander_new(kind);
    enum rowan_expanded expanded;

    if (!expander)
        return ROWAN_EXPANDED_NO_MEMORY;
    expander->most = SIZE_MAX; /* of what is broken nothing counts */
    expanded = expand(expander, bytes, most, out);
    *why = rowan_expander_why(expander);
    rowan_expander_free(expander);
    return expanded;
}
