#ifndef ROWAN_KEYSET_H
#define ROWAN_KEYSET_H
/*
 * The part that pages and chunk borders share: which documents are still to be done, in key order, from a
 * key on. Internal to pager.c and boundaries.c.
 */
#include "source/pager.h"
#include "source/where_sql.h"

struct rowan_keyset {
    struct rowan_db *db;
    const struct rowan_plan *plan;
    bool integer;             /* the key column holds integers: values are bound as such */
    bool nullable;            /* there may be rows without a key, which no range finds */
    struct rowan_buffer from; /* " FROM source s" */
    struct rowan_buffer key;  /* s."id" */
    struct rowan_buffer text; /* the same as text, comparable with the ledger */
    struct rowan_buffer mark; /* the marker of a key value, cast to the column's type where that is needed */
    struct rowan_buffer log;  /* the ledger's name */
    struct rowan_filter filter;
    struct rowan_param *params; /* of the statement, with room for one more of the caller's */
    struct rowan_buffer low;
    struct rowan_buffer high;
    bool has_low;
    bool has_high;
    bool inclusive; /* of low */
    bool moved;     /* the statement made before does not fit any more */
};

/* Looks source, key and ledger up in the catalogue. On failure the keyset is cleared. */
enum rowan_status rowan_keyset_open(struct rowan_keyset *keyset, struct rowan_db *db,
                                    const struct rowan_plan *plan, const struct rowan_range *range,
                                    struct rowan_error *err);
void rowan_keyset_clear(struct rowan_keyset *keyset);
/* " FROM source s WHERE ... ORDER BY key LIMIT ?" */
bool rowan_keyset_sql(struct rowan_keyset *keyset, struct rowan_buffer *sql);
/* Set params to the values of that statement's markers. */
enum rowan_status rowan_keyset_params(struct rowan_keyset *keyset, int64_t limit, size_t *count,
                                      struct rowan_error *err);
/* ROWAN_DATABASE when the source has a row without a key. */
enum rowan_status rowan_keyset_check_null(struct rowan_keyset *keyset, struct rowan_error *err);
/* Go on after this key. */
bool rowan_keyset_move(struct rowan_keyset *keyset, struct rowan_text key);
/* expression as text, in the dialect's way. */
bool rowan_keyset_cast(const struct rowan_keyset *keyset, const char *expression, struct rowan_buffer *out);
#endif
