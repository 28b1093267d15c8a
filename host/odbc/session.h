#ifndef ROWAN_SESSION_H
#define ROWAN_SESSION_H
/* Making the session of a connection what its dialect wants (session_rule.h), and looking whether it is. */
#include "base/status.h"

struct rowan_connection;

/* Run the dialect's statements of a session. */
enum rowan_status rowan_session_begin(struct rowan_connection *db, struct rowan_error *err);
/* ROWAN_CONFIG where a setting is another one all the same: the connection string said so, or a pooler gave
 * the statements to another session. */
enum rowan_status rowan_session_check(struct rowan_connection *db, struct rowan_error *err);
#endif
