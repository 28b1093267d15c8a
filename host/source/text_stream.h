#ifndef ROWAN_TEXT_STREAM_H
#define ROWAN_TEXT_STREAM_H
/*
 * The text of a file of any size, piece by piece as UTF-8: what is compressed (gzip, zlib, zstd) is expanded,
 * what is in another encoding is converted, as the mark or the declaration says. A mark is no part of it.
 */
#include <stdint.h>
#include <sys/types.h>

#include "base/slice.h"
#include "base/status.h"

struct rowan_pulse;
struct rowan_text_stream;

/* Give the next bytes of the file, at most so many; 0 at its end. ROWAN_DOCUMENT when it cannot be read. */
typedef enum rowan_status (*rowan_bytes_fn)(void *context, char *out, size_t room, size_t *got,
                                            struct rowan_error *err);

/* Of an open file, which stays the caller's, or, with fd -1, of what bytes gives. leading_space: white space
 * before a declaration is no part of the text. pulse may be NULL. */
enum rowan_status rowan_text_stream_open(struct rowan_text_stream **out, int fd, rowan_bytes_fn bytes,
                                         void *context, bool leading_space, const struct rowan_pulse *pulse,
                                         struct rowan_error *err);
void rowan_text_stream_close(struct rowan_text_stream *stream);
/* Can a byte of the text be gone to at once? So it is with UTF-8 in a plain file. */
bool rowan_text_stream_seeks(const struct rowan_text_stream *stream);
/* Go to a byte of the text; nothing was read yet. Where that is not at once all that lies before it is read.
 */
enum rowan_status rowan_text_stream_pass(struct rowan_text_stream *stream, uint64_t offset,
                                         struct rowan_error *err);
/* The next bytes, at most so many; 0 at the end. A character may be in two pieces. ROWAN_DOCUMENT, reason
 * "encoding", "compressed", "limit" or "file". */
enum rowan_status rowan_text_stream_read(struct rowan_text_stream *stream, char *out, size_t room,
                                         size_t *got, struct rowan_error *err);
#endif
