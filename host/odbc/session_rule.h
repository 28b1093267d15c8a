#ifndef ROWAN_SESSION_RULE_H
#define ROWAN_SESSION_RULE_H
/* What a connection string must not say and a session must have: a dialect lists it. */

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
#endif
