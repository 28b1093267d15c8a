#ifndef UNIT_H
#define UNIT_H
/* What cmocka wants to be included before it, and two words that every test uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The call went well; when not, its message is worth more than its number. */
#define assert_ok(status, err)                                                                               \
    do {                                                                                                     \
        if ((status) != ROWAN_OK)                                                                            \
            fail_msg("%s", (err).message);                                                                   \
    } while (0)
#endif
