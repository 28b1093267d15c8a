/* Seen keys are in a table of digests, of 96 bits: nobody can make two keys that have the same. A slot beyond
 * the one that a digest says is taken where that has another one. */
#include "source/own_key.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "value/convert.h"
#include "xml/select.h"

struct seen {
    uint64_t high;
    uint32_t low;
    uint32_t number; /* of the record, from 1; 0: the slot is free */
};

struct rowan_own_keys {
    const struct rowan_path *path;
    const struct rowan_type *type;
    struct rowan_projection *projection;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;
    struct rowan_buffer scratch, number;
    struct seen *slots;
    size_t count, capacity; /* a power of two */
};

enum rowan_status rowan_own_keys_new(struct rowan_own_keys **out, const struct rowan_path *path,
                                     const struct rowan_type *type, struct rowan_error *err)
{
    struct rowan_own_keys *keys = calloc(1, sizeof *keys);

    *out = keys;
    if (!keys)
        return rowan_out_of_memory(err);
    keys->path = path;
    keys->type = type;
    keys->projection = rowan_projection_new();
    keys->selector = rowan_selector_new();
    if (!keys->projection || !keys->selector ||
        !rowan_projection_add(keys->projection, rowan_projection_root(keys->projection), path, true))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

void rowan_own_keys_free(struct rowan_own_keys *keys)
{
    if (!keys)
        return;
    rowan_selector_free(keys->selector);
    rowan_projection_free(keys->projection);
    rowan_nodes_clear(&keys->nodes);
    rowan_buffer_clear(&keys->scratch);
    rowan_buffer_clear(&keys->number);
    free(keys->slots);
    free(keys);
}

const struct rowan_projection *rowan_own_keys_projection(const struct rowan_own_keys *keys)
{
    return keys->projection;
}

void rowan_own_keys_begin(struct rowan_own_keys *keys)
{
    free(keys->slots);
    keys->slots = NULL;
    keys->count = keys->capacity = 0;
}

/* ---- seen keys ---- */

static struct seen digest_of(struct rowan_slice key)
{
    char digits[ROWAN_SHA256_DIGITS + 1], part[17];
    struct seen seen = {0};

    rowan_digest_sha256(key, digits);
    memcpy(part, digits, 16);
    part[16] = '\0';
    seen.high = strtoull(part, NULL, 16);
    memcpy(part, digits + 16, 8);
    part[8] = '\0';
    seen.low = (uint32_t)strtoul(part, NULL, 16);
    return seen;
}

/* The slot that has it, or a free one. */
static struct seen *find_slot(struct seen *slots, size_t capacity, const struct seen *seen)
{
    size_t at = (size_t)seen->high & (capacity - 1);

    while (slots[at].number && (slots[at].high != seen->high || slots[at].low != seen->low))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool grow(struct rowan_own_keys *keys)
{
    size_t capacity = keys->capacity ? keys->capacity * 2 : 1024;
    struct seen *slots;

    if (keys->count < keys->capacity / 4 * 3)
        return true;
    slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < keys->capacity; i++)
        if (keys->slots[i].number)
            *find_slot(slots, capacity, &keys->slots[i]) = keys->slots[i];
    free(keys->slots);
    keys->slots = slots;
    keys->capacity = capacity;
    return true;
}

static enum rowan_status remember(struct rowan_own_keys *keys, struct rowan_slice key, uint64_t number,
                                  struct rowan_error *err)
{
    struct seen seen = digest_of(key), *slot;

    if (number > UINT32_MAX)
        return rowan_fail(err, ROWAN_DOCUMENT, "key",
                          "record %" PRIu64 ": no more keys than %" PRIu32 " of one file can be told apart",
                          number, UINT32_MAX);
    if (!grow(keys))
        return rowan_out_of_memory(err);
    slot = find_slot(keys->slots, keys->capacity, &seen);
    if (slot->number)
        return rowan_fail(err, ROWAN_DOCUMENT, "key",
                          "record %" PRIu64 " has the key \"%.*s\", as record %" PRIu32
                          " of the file has: the second one is not loaded",
                          number, (int)(key.size < 100 ? key.size : 100), key.data, slot->number);
    seen.number = (uint32_t)number;
    *slot = seen;
    keys->count++;
    return ROWAN_OK;
}

/* ---- a record ---- */

static enum rowan_status convert(struct rowan_own_keys *keys, struct rowan_slice text, uint64_t number,
                                 struct rowan_slice *key, struct rowan_error *err)
{
    static const struct rowan_value_rules rules = {.trim = true};
    struct rowan_value value;
    enum rowan_status st = rowan_convert(keys->type, &rules, text, &keys->scratch, &value, err);

    if (st == ROWAN_DOCUMENT)
        rowan_error_prefix(err, "record %" PRIu64 ", its key %.100s", number, keys->path->text);
    if (st != ROWAN_OK)
        return st;
    if (value.null)
        return rowan_fail(err, ROWAN_DOCUMENT, "key", "record %" PRIu64 " has no key: %.100s is empty",
                          number, keys->path->text);
    *key = value.text;
    if (!rowan_type_is_integer(keys->type))
        return ROWAN_OK;
    keys->number.size = 0;
    if (!rowan_buffer_append_int(&keys->number, value.number))
        return rowan_out_of_memory(err);
    *key = rowan_buffer_slice(&keys->number);
    return ROWAN_OK;
}

enum rowan_status rowan_own_keys_read(struct rowan_own_keys *keys, const struct rowan_document *document,
                                      uint64_t number, struct rowan_slice *key, struct rowan_error *err)
{
    enum rowan_status st;

    rowan_selector_forget(keys->selector);
    st = rowan_select(keys->selector, document, keys->path, document->root, &keys->nodes, err);
    if (st != ROWAN_OK)
        return st;
    if (keys->nodes.count != 1)
        return rowan_fail(err, ROWAN_DOCUMENT, "key", "record %" PRIu64 " has %s at %.100s", number,
                          keys->nodes.count ? "several keys" : "no key", keys->path->text);
    st = convert(keys, rowan_node_text(document, keys->nodes.items[0]), number, key, err);
    return st == ROWAN_OK ? remember(keys, *key, number, err) : st;
}
