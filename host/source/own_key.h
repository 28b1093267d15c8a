#ifndef ROWAN_OWN_KEY_H
#define ROWAN_OWN_KEY_H
/*
 * The own keys of a file's records: what a path says of each of them, as a value of a type. Which of a file
 * were seen is remembered, some 30 bytes for each, so that of two records with one key the second is told.
 */
#include "value/type.h"
#include "xml/document.h"
#include "xml/projection.h"

struct rowan_own_keys;

/* path leads from a document's root to the key; what is given outlives the keys. */
enum rowan_status rowan_own_keys_new(struct rowan_own_keys **out, const struct rowan_path *path,
                                     const struct rowan_type *type, struct rowan_error *err);
void rowan_own_keys_free(struct rowan_own_keys *keys);
/* What a parser has to keep of records. */
const struct rowan_projection *rowan_own_keys_projection(const struct rowan_own_keys *keys);
/* Another file begins. */
void rowan_own_keys_begin(struct rowan_own_keys *keys);
/* The key of the record with this number, which comes behind those before it. ROWAN_DOCUMENT, reason "key":
 * it has none, or one that does not fit, or one that another has. It lives until the next call. */
enum rowan_status rowan_own_keys_read(struct rowan_own_keys *keys, const struct rowan_document *document,
                                      uint64_t number, struct rowan_slice *key, struct rowan_error *err);
#endif
