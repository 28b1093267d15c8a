#ifndef ROWAN_CONNECTION_STRING_H
#define ROWAN_CONNECTION_STRING_H
/*
 * Connection strings: what the user gives -> what the driver manager gets, and what a log may show.
 */
#include "base/buffer.h"
#include "base/status.h"

/*
 * given is a full ODBC string ("Driver=...;...") or the bare name of a DSN of odbc.ini (-> "DSN=name").
 * password (may be NULL) is added as PWD when the string has none. Adds what rowan needs and the string
 * does not say, by the dialect of its driver; a DSN gets all of it, because its driver is not known here.
 * Refuses (ROWAN_CONFIG) keys that make a driver write a log with secrets (Debug=1, CommLog=1, Trace...).
 * Understands values in braces.
 */
enum rowan_status rowan_connection_string_prepare(struct rowan_buffer *out, const char *given,
                                                  const char *password, struct rowan_error *err);
/* The string with every secret (PWD, Password, any case, braces) replaced by "***". */
bool rowan_connection_string_mask(struct rowan_buffer *out, const char *given);
#endif
