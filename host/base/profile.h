#ifndef ROWAN_PROFILE_H
#define ROWAN_PROFILE_H
/*
 * Where a worker's time goes: the life of a thread cut into parts by a clock that is read at every change of
 * part. A NULL profile measures nothing and costs a test of a pointer.
 */
#include <stddef.h>
#include <stdint.h>

enum rowan_part {
    ROWAN_PART_START,   /* mapping, connections, catalogue; the end too */
    ROWAN_PART_READ,    /* waiting for a page of documents */
    ROWAN_PART_PARSE,   /* XML to the projected tree */
    ROWAN_PART_ROWS,    /* paths, expressions, cells */
    ROWAN_PART_CONVERT, /* texts to values of a type */
    ROWAN_PART_LUA,     /* functions of the mapping */
    ROWAN_PART_WRITE,   /* INSERT statements, the ledger's too */
    ROWAN_PART_COMMIT,
    ROWAN_PART_WAIT, /* between attempts at a transaction that the database was too busy for */
    ROWAN_PART_FULL, /* waiting for the thread that writes */
    ROWAN_PART_IDLE, /* of that thread: waiting for something to write */
    ROWAN_PARTS
};

struct rowan_profile {
    int64_t spent[ROWAN_PARTS]; /* ns */
    int64_t since;
    enum rowan_part part;
};

/* The word for a part: "read", "parse", ... */
const char *rowan_part_name(enum rowan_part part);
void rowan_profile_start(struct rowan_profile *profile, enum rowan_part part);
/* Ends the part that was in force and returns it. */
enum rowan_part rowan_profile_change(struct rowan_profile *profile, enum rowan_part part);
/* Add what another thread's has added up to. */
void rowan_profile_add(struct rowan_profile *profile, const struct rowan_profile *other);

static inline enum rowan_part rowan_profile_enter(struct rowan_profile *profile, enum rowan_part part)
{
    return profile ? rowan_profile_change(profile, part) : part;
}
#endif
