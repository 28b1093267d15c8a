/* A hash table over "uri NUL local"; ids are handed out in order, so an array leads back to the text. */
#include "xml/qname_table.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM          1
#define uthash_nonfatal_oom(entry) ((entry)->id = 0)
#include <uthash.h>

#include "base/ascii.h"
#include "base/buffer.h"

struct entry {
    UT_hash_handle hh;
    uint32_t id;
    size_t uri_size;
    size_t size; /* of key */
    char key[];  /* uri, NUL, local, NUL */
};

struct rowan_qname_table {
    struct entry *table;
    struct entry **by_id; /* [id - 1] */
    uint32_t count;
    uint32_t capacity;
    bool ignore_case;
    struct rowan_buffer key; /* scratch for composing a key */
};

struct rowan_qname_table *rowan_qname_table_new(void)
{
    return calloc(1, sizeof(struct rowan_qname_table));
}

void rowan_qname_table_free(struct rowan_qname_table *names)
{
    struct entry *entry, *next;

    if (!names)
        return;
    HASH_ITER(hh, names->table, entry, next)
    {
        HASH_DEL(names->table, entry);
        free(entry);
    }
    free(names->by_id);
    rowan_buffer_clear(&names->key);
    free(names);
}

void rowan_qname_table_ignore_case(struct rowan_qname_table *names)
{
    names->ignore_case = true;
}

static bool compose_key(const struct rowan_qname_table *names, struct rowan_buffer *key,
                        struct rowan_slice uri, struct rowan_slice local)
{
    key->size = 0;
    if (!rowan_buffer_append(key, uri.data, uri.size) || !rowan_buffer_append_char(key, '\0') ||
        !rowan_buffer_append(key, local.data, local.size))
        return false;
    if (names->ignore_case)
        rowan_ascii_lower_all(key->data + uri.size + 1, local.size);
    return true;
}

/* The composed key lives in names->key, which find may use as scratch: the table itself is untouched. */
static struct entry *find_entry(const struct rowan_qname_table *names, struct rowan_slice uri,
                                struct rowan_slice local)
{
    struct rowan_buffer *key = (struct rowan_buffer *)&names->key;
    struct entry *entry = NULL;

    if (!compose_key(names, key, uri, local))
        return NULL;
    HASH_FIND(hh, names->table, key->data, key->size, entry);
    return entry;
}

uint32_t rowan_qname_table_find(const struct rowan_qname_table *names, struct rowan_slice uri,
                                struct rowan_slice local)
{
    struct entry *entry = find_entry(names, uri, local);

    return entry ? entry->id : 0;
}

static bool grow_index(struct rowan_qname_table *names)
{
    uint32_t capacity = names->capacity ? names->capacity * 2 : 64;
    struct entry **by_id;

    if (names->count < names->capacity)
        return true;
    by_id = realloc(names->by_id, capacity * sizeof *by_id);
    if (!by_id)
        return false;
    names->by_id = by_id;
    names->capacity = capacity;
    return true;
}

uint32_t rowan_qname_table_add(struct rowan_qname_table *names, struct rowan_slice uri,
                               struct rowan_slice local)
{
    struct entry *entry = find_entry(names, uri, local);

    if (entry)
        return entry->id;
    if (!grow_index(names) || !compose_key(names, &names->key, uri, local))
        return 0;
    entry = calloc(1, sizeof *entry + names->key.size + 1);
    if (!entry)
        return 0;
    entry->id = names->count + 1;
    entry->uri_size = uri.size;
    entry->size = names->key.size;
    memcpy(entry->key, names->key.data, names->key.size);
    HASH_ADD_KEYPTR(hh, names->table, entry->key, entry->size, entry);
    if (entry->id == 0) {
        free(entry);
        return 0;
    }
    names->by_id[names->count++] = entry;
    return entry->id;
}

uint32_t rowan_qname_table_count(const struct rowan_qname_table *names)
{
    return names->count;
}

const char *rowan_qname_table_local(const struct rowan_qname_table *names, uint32_t id)
{
    const struct entry *entry;

    if (id == 0 || id > names->count)
        return "";
    entry = names->by_id[id - 1];
    return entry->key + entry->uri_size + 1;
}

struct rowan_slice rowan_qname_table_uri(const struct rowan_qname_table *names, uint32_t id)
{
    const struct entry *entry = id == 0 || id > names->count ? NULL : names->by_id[id - 1];

    return entry ? (struct rowan_slice){entry->key, entry->uri_size} : (struct rowan_slice){"", 0};
}
