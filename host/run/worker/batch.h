#ifndef ROWAN_GROUP_H
#define ROWAN_GROUP_H
/*
 * The documents of one transaction: their rows, their ledger entries, and how they are written. Loaded ones
 * are one transaction; failed ones, which have an entry and no rows, are another: each document is atomic by
 * itself, and a failed one must not depend on its neighbours.
 */
#include "base/arena.h"
#include "target/writer.h"
#include "run/link/scoreboard.h"

/* Entries that go into the ledger together. */
struct rowan_entries {
    struct rowan_entry *items;
    int64_t *bytes; /* of each document's text */
    size_t count;
    size_t capacity;
};

struct rowan_group {
    struct rowan_db *db;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_slot *slot;
    struct rowan_rows *rows;
    struct rowan_profile *profile; /* NULL: nobody wants to know */
    struct rowan_entries loaded;   /* one per document of rows */
    struct rowan_entries failed;
    struct rowan_arena texts; /* copies of keys and messages */
};

/* Owns only its entries and texts; the rest is set by the caller before the first use. */
void rowan_group_clear(struct rowan_group *group);
/* The document that was just added to rows. */
enum rowan_status rowan_group_loaded(struct rowan_group *group, struct rowan_text key, int64_t bytes,
                                     struct rowan_error *err);
enum rowan_status rowan_group_failed(struct rowan_group *group, struct rowan_text key, int64_t bytes,
                                     const char *reason, const char *message, struct rowan_error *err);
static inline size_t rowan_group_size(const struct rowan_group *group)
{
    return group->loaded.count + group->failed.count;
}
/*
 * Write everything and forget it. A document that the database refuses becomes a failed one. What is returned
 * is trouble that no document is guilty of: the writing hand is left as it was then, after
 * ROWAN_LOST the slot is unsure.
 */
enum rowan_status rowan_group_write(struct rowan_group *group, struct rowan_error *err);
/* Find out whether the last transaction of a process that is gone was committed. */
enum rowan_status rowan_group_settle(struct rowan_slot *slot, struct rowan_ledger *ledger,
                                     struct rowan_error *err);
#endif
