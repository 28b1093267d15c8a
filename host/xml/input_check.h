#ifndef ROWAN_INPUT_CHECK_H
#define ROWAN_INPUT_CHECK_H
/* What libxml2 would pass over, say in odd words, or take too long for, before it sees the text. */
#include "base/status.h"
#include "xml/parse_limits.h"

enum rowan_status rowan_input_check(struct rowan_slice text, const struct rowan_limits *limits,
                                    struct rowan_error *err);
/* The document has more bytes than it may have. */
enum rowan_status rowan_input_too_large(size_t size, const struct rowan_limits *limits,
                                        struct rowan_error *err);
#endif
