#ifndef ROWAN_PLACE_H
#define ROWAN_PLACE_H
/* Where the database of a connection is, as a text that stays the same while it stays there. */
#include "base/buffer.h"
#include "base/status.h"

struct rowan_connection;

#define ROWAN_PLACE_CHARACTERS 250

/* "db1:5432/app", "/var/lib/app.db", terminated; at most ROWAN_PLACE_CHARACTERS bytes. */
enum rowan_status rowan_place_read(struct rowan_connection *db, struct rowan_buffer *out,
                                   struct rowan_error *err);
/* The same of a folder, whose path it is. */
enum rowan_status rowan_place_folder(const char *folder, struct rowan_buffer *out, struct rowan_error *err);
/* Whether two connections are to one database; *place is the first one's, or empty when they are. */
enum rowan_status rowan_place_compare(struct rowan_connection *db, struct rowan_connection *other, bool *same,
                                      struct rowan_buffer *place, struct rowan_error *err);
#endif
