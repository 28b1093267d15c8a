#ifndef ROWAN_INPUT_CHECK_H
#define ROWAN_INPUT_CHECK_H
/* What libxml2 would pass over, say in odd words, or take too long for, before it sees the text. */
#include "base/status.h"
#include "xml/parse_limits.h"

enum rowan_status rowan_input_check(struct rowan_slice text, const struct rowan_limits *limits,
                                    struct rowan_error *err);
/* Without white space before an XML declaration, where XML has none; elsewhere it does no harm, and counts as
 * lines. */
struct rowan_slice rowan_input_skip_space(struct rowan_slice text);
/* Where a text begins, behind U+FEFF, and, if leading_space, behind such white space. */
struct rowan_slice rowan_input_begin(struct rowan_slice text, bool leading_space);
/* The document has more bytes than it may have. */
enum rowan_status rowan_input_too_large(size_t size, const struct rowan_limits *limits,
                                        struct rowan_error *err);
#endif
