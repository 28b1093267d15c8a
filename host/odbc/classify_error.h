#ifndef ROWAN_CLASSIFY_ERROR_H
#define ROWAN_CLASSIFY_ERROR_H
/*
 * What a driver says went wrong -> a status that says who has to act. Drivers do not agree on SQLSTATE,
 * so their native codes and, where there is nothing better, their texts are looked at; what each was seen
 * to say is in docs/internals/odbc.md.
 */
#include <stdbool.h>

#include "base/status.h"

struct rowan_diagnosis {
    const char *sqlstate;
    long native;
    const char *message;
    const char *dialect; /* name, or "" before the connection stands */
    bool connecting;
    bool dead; /* the driver says that the connection is gone */
};

enum rowan_status rowan_classify_error(const struct rowan_diagnosis *diagnosis);
/* Strip "[...]" prefixes, "ERROR: " and trailing noise, and put everything on one line. */
void rowan_classify_error_clean(char *message);
#endif
