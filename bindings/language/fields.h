#ifndef ROWAN_FIELDS_H
#define ROWAN_FIELDS_H
/* What the fields of the tables in a mapping are called. Each list ends with NULL. */
#include <stddef.h>

extern const char *const rowan_fields_mapping[];
extern const char *const rowan_fields_source[];
extern const char *const rowan_fields_target[];
extern const char *const rowan_fields_into[];
extern const char *const rowan_fields_distinct[]; /* beside the columns */
extern const char *const rowan_fields_rows[];     /* beside the paths */

/* NULL when name is one of names; else the hint for the message, which may be "": a near one, in hint. */
const char *rowan_fields_check(const char *const names[], const char *name, char *hint, size_t size);
#endif
