#ifndef ROWAN_SCHEMA_RIGHTS_H
#define ROWAN_SCHEMA_RIGHTS_H
/* Is a schema there, and what may the user of the connection do in it? For rowan check, which says so. */
#include "odbc/connection.h"

#define ROWAN_SCHEMA_NAME 129 /* bytes, with its end */

struct rowan_schema_rights {
    bool known;                   /* false: the database is not asked, and the rest says nothing */
    char name[ROWAN_SCHEMA_NAME]; /* "" when the connection has none of its own */
    bool chosen;                  /* tables are found there without its name, or it was said */
    bool there;                   /* as far as the user can see */
    bool may_use;                 /* whatever is in it */
    bool sees_all;                /* all of its tables are seen, also those that the user may not use */
    bool may_create;              /* tables in it; or the schema itself, when it is not there */
};

/* schema NULL: the connection's own, or, where it has none, the one that was meant. */
enum rowan_status rowan_schema_rights_read(struct rowan_schema_rights *rights, struct rowan_connection *db,
                                           const char *schema, struct rowan_error *err);
#endif
