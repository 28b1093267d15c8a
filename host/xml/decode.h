#ifndef ROWAN_DECODE_H
#define ROWAN_DECODE_H
/*
 * Bytes of an XML file -> UTF-8, by byte order mark and XML declaration. Stricter than libxml2: a mark and a
 * declaration that contradict each other are refused, and so is every byte that the encoding does not have.
 */
#include "base/buffer.h"
#include "base/status.h"

#define ROWAN_ENCODING_NAME 40 /* bytes of an encoding's name */

/* What bytes that begin so are in: a name for iconv, "" for UTF-8; and how many of them are a mark. At least
 * 512 bytes, if there are as many. */
enum rowan_status rowan_encoding_of(struct rowan_slice beginning, char name[ROWAN_ENCODING_NAME],
                                    size_t *mark, struct rowan_error *err);
/* Bytes of white space before an XML declaration, where XML has none; 0 where no declaration follows. */
size_t rowan_declaration_space(struct rowan_slice text);
/* UTF-8, UTF-16 (with or without a mark), US-ASCII, ISO-8859-n, Windows-125n. Replaces what out held; a mark
 * is passed over. That the result is valid UTF-8 and holds no NUL is for the parser to check. */
enum rowan_status rowan_decode(struct rowan_slice bytes, struct rowan_buffer *out, struct rowan_error *err);
#endif
