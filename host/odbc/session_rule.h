#ifndef ROWAN_SESSION_RULE_H
#define ROWAN_SESSION_RULE_H
/* What a connection string must not say and a session must have: a dialect lists it. */

#include <stdbool.h>

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

/* Statements of a transaction. The last two end any that is open, and are no error where none is. */
struct rowan_transaction_words {
    const char *begin;  /* NULL: autocommit is switched, and the driver begins and ends transactions */
    const char *commit; /* fails, and commits nothing, unless the transaction is there and can be committed */
    const char *rollback;
};

/* How a driver behaves. */
struct rowan_driver_rules {
    struct rowan_transaction_words transaction;
    bool wide_texts;     /* a text is bound as one of the database's Unicode type, of one length or of any */
    bool loses_prepared; /* a statement that failed cannot run again before it is prepared again */
    bool last_count; /* of several numbers of rows the last is the statement's own, others are triggers' */
    const long *notices; /* its numbers of what is said beside success and is no warning; ends with 0 */
};
#endif
