#ifndef ROWAN_MAPPING_H
#define ROWAN_MAPPING_H
/* Mapping files: text -> plan. */
#include <lua.h>

#include "base/file.h"
#include "odbc/endpoint.h"
#include "plan/plan_builder.h"

struct rowan_coverage;

/* A plan and the Lua state its functions live in. */
struct rowan_mapping {
    struct rowan_plan *plan; /* nobody writes into it once it is loaded */
    char *source_schema;     /* these go before the plan's own; or NULL */
    char *target_schema;
    char *where; /* that the documents were narrowed by; or NULL */
    char *root;  /* where the files of a source of files are, absolute if it is there; NULL: it is a table */
    char *feed;  /* the documents' name in the ledger; NULL: the plan's */
    lua_State *state;
    struct rowan_calls *calls;
    struct rowan_files *files;       /* the texts, for the workers */
    struct rowan_coverage *coverage; /* of the documents that a script made rows of */
    size_t holders;                  /* owners beside the first */
};

/* Load the mapping at path, and what it uses, in a state of its own. set: values of its parameters, as
 * language/parameters.h has them, or NULL; those that it needs may be missing (rowan_plan_parameters_given).
 */
enum rowan_status rowan_mapping_open(struct rowan_mapping **out, const char *path, const char *set,
                                     struct rowan_error *err);
/* The same from texts that are there already: the mapping, then what it uses. No file is read. */
enum rowan_status rowan_mapping_load(struct rowan_mapping **out, const struct rowan_file *files, size_t count,
                                     const char *set, struct rowan_error *err);
/* Once: no call of a function may take longer than so many seconds of this thread's processor time; it fails
 * its document. */
enum rowan_status rowan_mapping_limit(struct rowan_mapping *mapping, double seconds, struct rowan_error *err);
/* Schemas and the feed that go before the mapping's own; NULL leaves that. */
enum rowan_status rowan_mapping_move(struct rowan_mapping *mapping, const char *source_schema,
                                     const char *target_schema, const char *feed, struct rowan_error *err);
/* Of the documents only those for which the condition holds, in the words of a source's where. */
enum rowan_status rowan_mapping_narrow(struct rowan_mapping *mapping, const char *where,
                                       struct rowan_error *err);
/* Where a source's files are; root NULL: in the folder of the mapping. Nothing is done for one of tables, and
 * ROWAN_USAGE returned when a root is given for it. */
enum rowan_status rowan_mapping_place(struct rowan_mapping *mapping, const char *root,
                                      struct rowan_error *err);
/* ROWAN_MAPPING when, with these schemas, it fills the table that it reads. */
enum rowan_status rowan_mapping_check_source(const struct rowan_mapping *mapping, struct rowan_error *err);
static inline const char *rowan_mapping_feed(const struct rowan_mapping *mapping)
{
    return mapping->feed ? mapping->feed : mapping->plan->name;
}
/* Where the mapping's tables are, in the database of db. */
struct rowan_endpoint rowan_mapping_source(const struct rowan_mapping *mapping, struct rowan_connection *db);
struct rowan_endpoint rowan_mapping_target(const struct rowan_mapping *mapping, struct rowan_connection *db);
/* One more owner: as many calls of free more, until it is gone. */
static inline struct rowan_mapping *rowan_mapping_share(struct rowan_mapping *mapping)
{
    mapping->holders++;
    return mapping;
}
void rowan_mapping_free(struct rowan_mapping *mapping);
#endif
