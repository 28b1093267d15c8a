#ifndef UNIT_H
#define UNIT_H
/* What cmocka wants to be included before it, and a few words that every test uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/status.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The call went well; when not, its message is worth more than its number. */
#define assert_ok(status, err)                                                                               \
    do {                                                                                                     \
        if ((status) != ROWAN_OK)                                                                            \
            fail_msg("%s", (err).message);                                                                   \
    } while (0)

/* What was gathered, with the NUL behind it that a text to be parsed needs. */
static inline struct rowan_slice terminated(struct rowan_buffer *text)
{
    assert_non_null(rowan_buffer_string(text));
    return rowan_buffer_slice(text);
}
#endif
