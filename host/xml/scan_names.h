#ifndef ROWAN_SCAN_NAMES_H
#define ROWAN_SCAN_NAMES_H
/*
 * The scanner's names: each QName that documents had, checked once, with what it means where its prefix is
 * bound as it was last. They stay from document to document. An upper bound of what libxml2's dictionary
 * would hold is kept, so that a document near its limits is declined.
 */
#include <string.h>

#include "base/arena.h"
#include "xml/qname_table.h"

#define ROWAN_SCAN_CHAIN   64 /* slots that are looked at */
#define ROWAN_SCAN_BUCKETS 64 /* of prefixes, of namespaces */

/* Bytes that are looked for among their like. */
struct rowan_scan_key {
    uint64_t words[2]; /* see rowan_scan_name_words */
    size_t size;
    const char *text; /* NUL behind it */
};

/* A prefix, and the namespace that it stands for here; NULL: for none. "" is that of names without one. */
struct rowan_scan_prefix {
    struct rowan_scan_key key;
    struct rowan_scan_prefix *chain; /* of its bucket */
    struct rowan_scan_prefix *link;  /* all prefixes */
    const char *uri;                 /* one pointer per namespace; NUL behind it */
};

struct rowan_scan_name {
    struct rowan_scan_key key;        /* all of it */
    const char *local;                /* in key.text */
    struct rowan_scan_prefix *prefix; /* of an attribute without one: NULL is meant */
    struct rowan_scan_prefix
        *declares;             /* xmlns or xmlns:p: the prefix that it binds; NULL: it is no such name */
    const char *uri;           /* for which id holds */
    uint32_t id;               /* of an element of this name, in the mapping's names */
    const char *attribute_uri; /* the same for attributes */
    uint32_t attribute_id;
    bool known, attribute_known; /* the two are filled */
    uint64_t tag;                /* the last start tag that had an attribute of this name */
};

struct rowan_scan_uri {
    struct rowan_scan_key key;
    struct rowan_scan_uri *chain; /* of its bucket */
};

struct rowan_scan_names {
    struct rowan_document_names names;
    struct rowan_arena arena;
    struct rowan_scan_name **slots; /* a power of two of them, at most half full */
    size_t capacity, count;
    struct rowan_scan_prefix *prefixes;
    struct rowan_scan_prefix *none; /* the prefix of names without one */
    struct rowan_scan_prefix *xml;  /* the one that is always bound */
    struct rowan_scan_prefix *prefix_buckets[ROWAN_SCAN_BUCKETS];
    struct rowan_scan_uri *uri_buckets[ROWAN_SCAN_BUCKETS];
    size_t prefix_count, uri_count, bytes;
    bool crowded;       /* too many names fell into one place: the next document starts over */
    bool out_of_memory; /* that is why something was not to be had */
};

bool rowan_scan_names_init(struct rowan_scan_names *n, struct rowan_qname_table *names, bool add);
void rowan_scan_names_clear(struct rowan_scan_names *n);
/* A document begins: nothing is bound, and what grew too large starts over. False is no memory. */
bool rowan_scan_names_begin(struct rowan_scan_names *n);
/* The name that is not in its slot yet. NULL: it is none, there are too many, or no memory. */
struct rowan_scan_name *rowan_scan_names_add(struct rowan_scan_names *n, const char *p, size_t size,
                                             const uint64_t words[2]);
/* The namespace; NULL: libxml2 would say something of it, there are too many, or no memory. */
const char *rowan_scan_names_uri(struct rowan_scan_names *n, const char *p, size_t size);
/* The id of a name in a namespace (NULL: in none). 0 also for want of memory, which out_of_memory tells. */
uint32_t rowan_scan_names_id(struct rowan_scan_names *n, const char *uri, const char *local);

static inline size_t rowan_scan_names_hash(size_t size, const uint64_t words[2])
{
    uint64_t h = ((words[0] ^ size) * 0x9E3779B97F4A7C15u) ^ (words[1] * 0xBF58476D1CE4E5B9u);

    h = (h ^ h >> 32) * 0x94D049BB133111EBu; /* what only the last bytes say is at the top until now */
    return (size_t)(h >> 32);
}

/* What a name has from p on, which is behind at least eight other bytes of it, in one word. */
static inline uint64_t rowan_scan_name_rest(const char *p, const char *after)
{
    uint64_t rest = 0;
    uint64_t word;

    for (; after - p > 8; p += 8) {
        memcpy(&word, p, 8);
        rest = (rest ^ word) * 0x94D049BB133111EBu;
        rest ^= rest >> 32;
    }
    memcpy(&word, after - 8, 8);
    return (rest ^ word) * 0x94D049BB133111EBu;
}

/* What keeps the first n bytes of a word, whichever way around the processor has them. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define ROWAN_SCAN_KEEP(n) (UINT64_MAX << (64 - 8 * (n)))
#else
#define ROWAN_SCAN_KEEP(n) (UINT64_MAX >> (64 - 8 * (n)))
#endif

/* Bytes of a name that is followed by a byte which is none of it. end: of the text. Short names have the same
 * words only when they are the same. */
static inline void rowan_scan_name_words(const char *p, size_t size, const char *end, uint64_t words[2])
{
    words[0] = words[1] = 0;
    if (size > 16) {
        memcpy(words, p, 16);
        words[1] ^= rowan_scan_name_rest(p + 16, p + size);
    } else if (end - p >= 16) {
        static const uint64_t masks[9] = {0,
                                          ROWAN_SCAN_KEEP(1),
                                          ROWAN_SCAN_KEEP(2),
                                          ROWAN_SCAN_KEEP(3),
                                          ROWAN_SCAN_KEEP(4),
                                          ROWAN_SCAN_KEEP(5),
                                          ROWAN_SCAN_KEEP(6),
                                          ROWAN_SCAN_KEEP(7),
                                          ROWAN_SCAN_KEEP(8)};
        memcpy(words, p, 16);
        words[0] &= masks[size < 8 ? size : 8];
        words[1] &= masks[size < 8 ? 0 : size - 8];
    } else {
        memcpy(words, p, size);
    }
}

static inline struct rowan_scan_name *rowan_scan_names_get(struct rowan_scan_names *n, const char *p,
                                                           size_t size, const uint64_t words[2])
{
    size_t mask = n->capacity - 1;
    size_t i = rowan_scan_names_hash(size, words) & mask;

    for (size_t k = 0; k < ROWAN_SCAN_CHAIN && n->slots[i]; k++, i = (i + 1) & mask) {
        struct rowan_scan_name *name = n->slots[i];
        if (name->key.words[0] == words[0] && name->key.words[1] == words[1] && name->key.size == size &&
            (size <= 16 || memcmp(name->key.text, p, size) == 0))
            return name;
    }
    return rowan_scan_names_add(n, p, size, words);
}
#endif
