/*
 * A slot is found by all bytes of a name. Names that were made to fall into one place would make long chains,
 * so a chain has an end, behind which a document is declined.
 */
#include "xml/scan_names.h"

#include <stdlib.h>

#include "xml/libxml.h"
#include "xml/xml_chars.h"

#define CAPACITY_FIRST 1024  /* slots */
#define COUNT_KEEP     10000 /* names, between documents */
#define COUNT_MAX      30000 /* with their prefixes and namespaces far below libxml2's 100,000 */
#define URIS_MAX       200
#define PREFIXES_MAX   200
#define BYTES_KEEP     ((size_t)1 << 20)
#define BYTES_MAX      ((size_t)2 << 20) /* libxml2 has room for 7 at least */
#define NAME_BYTES     40000             /* libxml2: 50,000 */
#define URI_BYTES      400 /* it is read again when a name gets it anew, which is as often as a document likes */
#define ARENA_KEEP     ((size_t)4 << 20) /* of names that are in the table, and of what was declined */

#define XMLNS_URI "http://www.w3.org/2000/xmlns/"

static void *give(struct rowan_scan_names *n, size_t size)
{
    void *piece = rowan_arena_alloc(&n->arena, size);

    n->out_of_memory |= !piece;
    return piece;
}

static bool copy(struct rowan_scan_names *n, struct rowan_scan_key *to, struct rowan_scan_key key)
{
    *to = key;
    to->text = rowan_arena_copy(&n->arena, key.text, key.size);
    n->out_of_memory |= !to->text;
    n->bytes += key.size;
    return to->text != NULL;
}

static struct rowan_scan_key key_of(const char *p, size_t size)
{
    struct rowan_scan_key key = {{0, 0}, size, p};

    rowan_scan_name_words(p, size, p + size, key.words);
    return key;
}

static size_t bucket_of(const struct rowan_scan_key *key)
{
    return rowan_scan_names_hash(key->size, key->words) % ROWAN_SCAN_BUCKETS;
}

static bool same_key(const struct rowan_scan_key *a, const struct rowan_scan_key *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->size == b->size &&
           (a->size <= 16 || memcmp(a->text, b->text, a->size) == 0);
}

static struct rowan_scan_prefix *find_prefix(struct rowan_scan_names *n, const char *p, size_t size)
{
    struct rowan_scan_key key = key_of(p, size);
    struct rowan_scan_prefix **bucket = &n->prefix_buckets[bucket_of(&key)];
    struct rowan_scan_prefix *prefix;

    for (prefix = *bucket; prefix; prefix = prefix->chain)
        if (same_key(&prefix->key, &key))
            return prefix;
    prefix = n->prefix_count < PREFIXES_MAX ? give(n, sizeof *prefix) : NULL;
    if (!prefix || !copy(n, &prefix->key, key))
        return NULL;
    prefix->chain = *bucket;
    *bucket = prefix;
    prefix->link = n->prefixes;
    n->prefixes = prefix;
    n->prefix_count++;
    return prefix;
}

/* Unless there was no memory to start over. */
static bool is_ready(const struct rowan_scan_names *n)
{
    return n->slots && n->none && n->xml;
}

static bool start_over(struct rowan_scan_names *n)
{
    rowan_arena_reset(&n->arena, BYTES_KEEP);
    free(n->slots);
    n->slots = calloc(CAPACITY_FIRST, sizeof *n->slots);
    n->capacity = n->slots ? CAPACITY_FIRST : 0;
    n->count = n->prefix_count = n->uri_count = n->bytes = 0;
    n->crowded = false;
    n->prefixes = NULL;
    memset(n->prefix_buckets, 0, sizeof n->prefix_buckets);
    memset(n->uri_buckets, 0, sizeof n->uri_buckets);
    n->none = find_prefix(n, "", 0);
    n->xml = find_prefix(n, "xml", 3);
    if (!is_ready(n))
        return false;
    n->xml->uri = ROWAN_XML_URI;
    return true;
}

bool rowan_scan_names_init(struct rowan_scan_names *n, struct rowan_qname_table *names, bool add)
{
    memset(n, 0, sizeof *n);
    n->names = rowan_document_names_of(names, add);
    rowan_arena_init(&n->arena, 0);
    return start_over(n);
}

void rowan_scan_names_clear(struct rowan_scan_names *n)
{
    free(n->slots);
    n->slots = NULL;
    rowan_arena_clear(&n->arena);
}

bool rowan_scan_names_begin(struct rowan_scan_names *n)
{
    n->out_of_memory = false;
    if (!is_ready(n) || n->crowded || n->count > COUNT_KEEP || n->bytes > BYTES_KEEP ||
        n->arena.given > ARENA_KEEP || n->uri_count > URIS_MAX / 2 || n->prefix_count > PREFIXES_MAX / 2)
        return start_over(n);
    for (struct rowan_scan_prefix *prefix = n->prefixes; prefix; prefix = prefix->link)
        prefix->uri = NULL;
    n->xml->uri = ROWAN_XML_URI;
    return true;
}

/* False: the chain is too long. */
static bool put(struct rowan_scan_names *n, struct rowan_scan_name **slots, size_t capacity,
                struct rowan_scan_name *name)
{
    size_t mask = capacity - 1;
    size_t i = rowan_scan_names_hash(name->key.size, name->key.words) & mask;

    for (size_t k = 0; k < ROWAN_SCAN_CHAIN; k++, i = (i + 1) & mask)
        if (!slots[i]) {
            slots[i] = name;
            return true;
        }
    n->crowded = true;
    return false;
}

static bool grow(struct rowan_scan_names *n)
{
    size_t capacity = n->capacity * 2;
    struct rowan_scan_name **slots = calloc(capacity, sizeof *slots);
    bool ok = slots != NULL;

    n->out_of_memory |= !ok;
    for (size_t i = 0; ok && i < n->capacity; i++)
        ok = !n->slots[i] || put(n, slots, capacity, n->slots[i]);
    if (!ok) {
        free(slots);
        return false;
    }
    free(n->slots);
    n->slots = slots;
    n->capacity = capacity;
    return true;
}

/* What the name means, apart from namespaces. False: that is to be declined. */
static bool explain(struct rowan_scan_names *n, struct rowan_scan_name *name, const char *colon)
{
    size_t prefix_size = colon ? (size_t)(colon - name->key.text) : 0;

    name->local = colon ? colon + 1 : name->key.text;
    if (colon && prefix_size == 5 && memcmp(name->key.text, "xmlns", 5) == 0) {
        if (strcmp(name->local, "xml") == 0 || strcmp(name->local, "xmlns") == 0)
            return false;
        name->declares = find_prefix(n, name->local, strlen(name->local));
        name->prefix = n->none;
        return name->declares != NULL;
    }
    if (!colon && strcmp(name->key.text, "xmlns") == 0)
        name->declares = n->none;
    name->prefix = colon ? find_prefix(n, name->key.text, prefix_size) : n->none;
    return name->prefix != NULL;
}

struct rowan_scan_name *rowan_scan_names_add(struct rowan_scan_names *n, const char *p, size_t size,
                                             const uint64_t words[2])
{
    struct rowan_scan_name *name;
    const char *colon;

    if (rowan_xml_qname_end(p, &colon) != p + size || size > NAME_BYTES || n->count >= COUNT_MAX ||
        n->bytes > BYTES_MAX || (n->count * 2 >= n->capacity && !grow(n)))
        return NULL;
    name = give(n, sizeof *name);
    if (!name || !copy(n, &name->key, (struct rowan_scan_key){{words[0], words[1]}, size, p}))
        return NULL;
    if (!explain(n, name, colon ? name->key.text + (colon - p) : NULL) ||
        !put(n, n->slots, n->capacity, name))
        return NULL;
    n->count++;
    return name;
}

const char *rowan_scan_names_uri(struct rowan_scan_names *n, const char *p, size_t size)
{
    struct rowan_scan_key key;
    struct rowan_scan_uri **bucket, *uri;

    if (size > URI_BYTES)
        return NULL;
    key = key_of(p, size);
    bucket = &n->uri_buckets[bucket_of(&key)];
    for (uri = *bucket; uri; uri = uri->chain)
        if (same_key(&uri->key, &key))
            return uri->key.text;
    if (n->uri_count >= URIS_MAX || n->bytes + size > BYTES_MAX)
        return NULL;
    uri = give(n, sizeof *uri);
    if (!uri || !copy(n, &uri->key, key))
        return NULL;
    if (strcmp(uri->key.text, ROWAN_XML_URI) == 0 || strcmp(uri->key.text, XMLNS_URI) == 0 ||
        !rowan_libxml_is_uri(uri->key.text))
        return NULL;
    uri->chain = *bucket;
    *bucket = uri;
    n->uri_count++;
    return uri->key.text;
}

uint32_t rowan_scan_names_id(struct rowan_scan_names *n, const char *uri, const char *local)
{
    return rowan_document_names_id(&n->names, rowan_slice_of(uri ? uri : ""), rowan_slice_of(local),
                                   &n->out_of_memory);
}
