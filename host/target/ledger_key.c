#include "target/ledger_key.h"

#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"

#define MARK      '#'
#define FILLER    '.'                                          /* of an ASCII beginning that is short */
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

bool rowan_ledger_key_is_whole(const struct rowan_dialect *dialect, struct rowan_slice key)
{
    return !dialect->keys.limited || is_kept(key);
}

/* Room for a beginning of so many bytes, behind which the digits of the key stand. */
static struct rowan_slice begin(struct rowan_arena *texts, struct rowan_slice key, size_t beginning)
{
    struct rowan_slice out = {NULL, beginning + 1 + ROWAN_SHA256_DIGITS};
    char *text = rowan_arena_alloc(texts, out.size + 1);

    if (text) {
        text[beginning] = MARK;
        rowan_digest_sha256(key, text + beginning + 1);
    }
    out.data = text;
    return out;
}

struct rowan_slice rowan_ledger_key(const struct rowan_dialect *dialect, struct rowan_arena *texts,
                                    struct rowan_slice key)
{
    struct rowan_slice out;
    size_t kept;

    if (rowan_ledger_key_is_whole(dialect, key))
        return key;
    kept = rowan_utf8_prefix(key, BEGINNING);
    out = begin(texts, key, kept);
    if (out.data)
        memcpy((char *)(uintptr_t)out.data, key.data, kept);
    return out;
}

struct rowan_slice rowan_ledger_key_ascii(struct rowan_arena *texts, struct rowan_slice key)
{
    char beginning[BEGINNING + sizeof "\\u{10FFFF}"] = "";
    char text[BEGINNING * 4 + 1]; /* which is more than the beginning is made from */
    struct rowan_slice out = begin(texts, key, BEGINNING);
    size_t size = key.size < sizeof text ? key.size : sizeof text - 1;

    memcpy(text, key.data, size);
    text[size] = '\0';
    rowan_utf8_escape(beginning, sizeof beginning, text);
    size = strlen(beginning);
    if (out.data) {
        memset((char *)(uintptr_t)out.data, FILLER, BEGINNING);
        memcpy((char *)(uintptr_t)out.data, beginning, size < BEGINNING ? size : BEGINNING);
    }
    return out;
}
