#ifndef ROWAN_CONNECT_ADVICE_H
#define ROWAN_CONNECT_ADVICE_H
/* What to do about a connection that does not come about: said behind the driver's words. */
#include "odbc/classify_error.h"
#include "odbc/side.h"

#define ROWAN_ADVISE_SERVER "see that the server runs and that Server and Port are right"
#define ROWAN_ADVISE_PASSWORD                                                                                \
    "see that UID is right; ROWAN_PASSWORD or ROWAN_PASSWORD_FILE gives the password"
#define ROWAN_ADVISE_DATABASE "see that Database is right, or have it created"
#define ROWAN_ADVISE_FILE                                                                                    \
    "see that the folder of the file (Database) is there, and that this account may write into it"

/* NULL when there is none. */
const char *rowan_connect_advice(const struct rowan_diagnosis *diagnosis, enum rowan_side side);
#endif
