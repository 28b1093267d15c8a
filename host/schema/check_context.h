#ifndef ROWAN_CHECK_CONTEXT_H
#define ROWAN_CHECK_CONTEXT_H
/* What the parts of a check share: where it stands, and how it says what it found. */
#include "catalog/catalog.h"
#include "catalog/constraint.h"
#include "catalog/schema_rights.h"
#include "schema/diagnostic.h"
#include "schema/fix.h"

struct rowan_check_context {
    const struct rowan_endpoint *endpoint; /* of the tables that are looked at now: &here */
    struct rowan_endpoint here;
    struct rowan_schema_rights rights;      /* in the endpoint's schema */
    char schema_said[ROWAN_SCHEMA_NAME];    /* the one that may not be used, as was said; or "" */
    const struct rowan_connection *said_of; /* its connection */
    struct rowan_connection *db;            /* the endpoint's */
    const struct rowan_plan *plan;
    const char *feed;                 /* NULL: what it reads is about to change */
    bool two_ends;                    /* source and target are connections of their own, which findings say */
    bool at_source;                   /* it is the source's tables that are looked at now */
    bool apart;                       /* and databases of their own, or files and a database */
    bool no_files;                    /* the folder of the documents cannot be read */
    struct rowan_buffer source_place; /* where the source's database is then */
    struct rowan_catalog_table *source; /* as the catalogue has it; NULL: it is not there */
    struct rowan_diagnostics *diagnostics;
    struct rowan_fix fix;                /* statements for the next diagnostic, which takes them */
    const struct rowan_dialect *dialect; /* of db */
    enum rowan_status verdict;           /* what an error found now makes of a run */
    enum rowan_status status;            /* ROWAN_OK, or why the check itself failed */
    struct rowan_error *err;
};

/* Where the findings that follow belong. */
struct rowan_check_location {
    struct rowan_location place;
    const char *table;
    const char *column; /* or NULL */
};

void rowan_check_error(struct rowan_check_context *check, const struct rowan_check_location *spot,
                       const char *format, ...) __attribute__((format(printf, 3, 4)));
void rowan_check_warning(struct rowan_check_context *check, const struct rowan_check_location *spot,
                         const char *format, ...) __attribute__((format(printf, 3, 4)));
void rowan_check_note(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

/* May a table that is not seen be there all the same? */
bool rowan_check_may_hide(const struct rowan_check_context *check);
/* Does somebody else make tables, who then has to give rights to them? */
bool rowan_check_needs_grants(const struct rowan_check_context *check);
/* "there is no such WHAT", with names of the schema that are near, or another schema that has it. */
void rowan_check_no_table(struct rowan_check_context *check, const struct rowan_check_location *spot,
                          const char *what, const char *schema);
/* "(a, b)" of names, cut when it is too long; returns out. */
char *rowan_check_list(char *out, size_t size, const char *const *names, size_t count);
/* The unique index, of all rows, over exactly these columns in any order; NULL when there is none. */
const struct rowan_unique *rowan_check_unique(const struct rowan_constraints *constraints, const char *table,
                                              const char *const *columns, size_t count);
/* Are all columns of the index among these? */
bool rowan_check_within(const struct rowan_unique *unique, const char *const *columns, size_t count);
#endif
