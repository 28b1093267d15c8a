#ifndef ROWAN_LEDGER_KEY_H
#define ROWAN_LEDGER_KEY_H
/*
 * What the ledger keeps of a document's key. A key that an index of the database could not hold is kept as
 * its beginning, '#' and the digits of its SHA-256. A dialect's keys.kept says the same in SQL. A key with
 * characters that the ledger's encoding lacks is kept in the same form, its beginning in ASCII.
 *
 * No key is taken for such a one: those have ROWAN_KEY_CHARACTERS characters and '#' in one place, and a
 * key that looks so is shortened itself.
 */
#include "base/arena.h"
#include "base/slice.h"
#include "odbc/dialect.h"

#define ROWAN_LEDGER_KEY ROWAN_KEY_CHARACTERS /* of doc_key */

/* False: the key is shortened, or looks as if it were. */
bool rowan_ledger_key_is_whole(const struct rowan_dialect *dialect, struct rowan_slice key);
/* The key, or a shortened one in the arena. data NULL: no memory. */
struct rowan_slice rowan_ledger_key(const struct rowan_dialect *dialect, struct rowan_arena *texts,
                                    struct rowan_slice key);
/* What stands for the key where it cannot be written, in ASCII: \u{416}1......#, and the digits. */
struct rowan_slice rowan_ledger_key_ascii(struct rowan_arena *texts, struct rowan_slice key);
#endif
