#ifndef ROWAN_FEED_H
#define ROWAN_FEED_H
/*
 * A feed: the name under which the ledger knows documents, and what it reads. The first run records that, so
 * that documents of another source never count as loaded because a name and a key are the same.
 */
#include "catalog/catalog.h"
#include "odbc/endpoint.h"

#define ROWAN_FEED_CHARACTERS 100 /* of its name */

/* What a feed reads, as the catalogue found it. Texts are not owned. */
struct rowan_feed_source {
    const char *database; /* its place (odbc/place.h); NULL: the ledger's own. Of files: the root */
    const char *schema;   /* NULL: the database has none */
    const char *name;     /* of files: the pattern */
    bool is_files;
};

/* Of a feed's name as somebody gave it: ROWAN_USAGE when it is empty, too long or no UTF-8. */
enum rowan_status rowan_feed_check_name(const char *feed, struct rowan_error *err);
/* ROWAN_USAGE, with both sources and the ways out, when the feed is recorded with another source. A feed that
 * nobody has recorded yet reads anything. */
enum rowan_status rowan_feed_compare(const struct rowan_endpoint *target, const char *feed,
                                     const struct rowan_feed_source *source, struct rowan_error *err);
/* The same, and record what it reads if that is not there; moved: it is to be this source from now on, and
 * ROWAN_USAGE when there is no record. */
enum rowan_status rowan_feed_record(const struct rowan_endpoint *target, const char *feed,
                                    const struct rowan_feed_source *source, bool moved,
                                    struct rowan_error *err);
#endif
