#ifndef ROWAN_CLASSIFY_ERROR_H
#define ROWAN_CLASSIFY_ERROR_H
/*
 * What a driver says went wrong -> a status that says who has to act. Drivers do not agree on SQLSTATE,
 * so their native codes and, where there is nothing better, their texts are looked at; what each was seen
 * to say is in docs/internals/odbc.md.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/status.h"

struct rowan_dialect;

/* A dialect's rules: by a driver's own number, and by words of a message. */
struct rowan_native_rule {
    long native;
    enum rowan_status status;
};

struct rowan_text_rule {
    const char *text;
    enum rowan_status status;
    const char *advice; /* or NULL */
};

struct rowan_diagnosis {
    const char *sqlstate;
    long native;
    const char *message;
    const struct rowan_dialect *dialect; /* NULL before the connection stands */
    bool connecting;
    bool dead; /* the driver says that the connection is gone */
};

enum rowan_status rowan_classify_error(const struct rowan_diagnosis *diagnosis);
/* A state that only a connection can cause, never what a document says: a prepared statement that is in
 * another session. */
static inline bool rowan_classify_error_is_of_session(const char *sqlstate)
{
    return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "42P05") == 0;
}
/* The rule, of any dialect, for a message at connect; or NULL. */
const struct rowan_text_rule *rowan_connect_rule(const char *message);
/* The status of the rule for this number; false when there is none. */
bool rowan_native_status(const struct rowan_native_rule *rules, size_t count, long native,
                         enum rowan_status *status);
/* Strip "[...]" prefixes, "ERROR: " and trailing noise, and put everything on one line. */
void rowan_classify_error_clean(char *message);
#endif
