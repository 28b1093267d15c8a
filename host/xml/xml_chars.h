#ifndef ROWAN_XML_CHARS_H
#define ROWAN_XML_CHARS_H
/* Characters as XML 1.0, fifth edition, has them, in UTF-8 that a NUL ends. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes of the character beyond ASCII that p points to; 0: it is not valid UTF-8, or is none that XML
 * allows (surrogates, U+FFFE, U+FFFF). Behind the NUL nothing is read.
 */
size_t rowan_xml_char_size(const char *p);
/* Behind the characters beyond ASCII that stand together from p on, up to one that is none. */
const char *rowan_xml_wide_end(const char *p);
/* Behind the name that begins at p: one colon at most, with an NCName on each side. NULL: there is none.
 * *colon is where the colon is, or NULL. */
const char *rowan_xml_qname_end(const char *p, const char **colon);
/* Behind the NCName that begins at p; NULL: there is none. */
const char *rowan_xml_ncname_end(const char *p);
/* A character that may be referred to by its number. */
bool rowan_xml_is_char(uint32_t c);
#endif
