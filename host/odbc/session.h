#ifndef ROWAN_SESSION_H
#define ROWAN_SESSION_H
/* What a connection string must not say and a session must have: a dialect lists it. */
#include "base/status.h"

struct rowan_connection;

/* A word of a connection string that breaks what is promised. */
struct rowan_refused_key {
    const char *name;
    const char *why; /* "it ..." */
};

#define ROWAN_WRITES_PASSWORD "it can make the driver write the password into a file"

/* What a session must have, whoever sets it: asked once, after all statements of the session. */
struct rowan_session_setting {
    const char *name, *query;
    const char *wanted;
    const char *remedy; /* what to do, or NULL */
};

/* Run the dialect's statements of a session. */
enum rowan_status rowan_session_begin(struct rowan_connection *db, struct rowan_error *err);
/* ROWAN_CONFIG where a setting is another one all the same: the connection string said so, or a pooler gave
 * the statements to another session. */
enum rowan_status rowan_session_check(struct rowan_connection *db, struct rowan_error *err);
#endif
