#include "target/ledger_key.h"

#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"

#define MARK      '#'
#define BEGINNING (ROWAN_LEDGER_KEY - 1 - ROWAN_SHA256_DIGITS) /* characters */

/* What is not UTF-8 is the database's to refuse. */
static bool is_kept(struct rowan_slice key)
{
    long characters;

    if (key.size < ROWAN_LEDGER_KEY)
        return true;
    characters = rowan_utf8_length(key);
    return characters < ROWAN_LEDGER_KEY ||
           (characters == ROWAN_LEDGER_KEY && key.data[rowan_utf8_prefix(key, BEGINNING)] != MARK);
}

struct rowan_slice rowan_ledger_key(const struct rowan_dialect *dialect, struct rowan_arena *texts,
                                    struct rowan_slice key)
{
    struct rowan_slice out = {NULL, 0};
    size_t kept;
    char *text;

    if (!dialect->keys.limited || is_kept(key))
        return key;
    kept = rowan_utf8_prefix(key, BEGINNING);
    text = rowan_arena_alloc(texts, kept + 1 + ROWAN_SHA256_DIGITS + 1);
    if (!text)
        return out;
    memcpy(text, key.data, kept);
    text[kept] = MARK;
    rowan_digest_sha256(key, text + kept + 1);
    out = (struct rowan_slice){text, kept + 1 + ROWAN_SHA256_DIGITS};
    return out;
}
