/*
 * A hash table over "uri NUL local"; ids are handed out in order, so an array leads back to the text. What
 * stands for many namespaces has a text in the uri's place that no uri begins with.
 */
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
    struct rowan_name_set *sets;
    struct rowan_slice *patterns; /* in the place of a uri, each once: PATTERN and the text */
    size_t pattern_count;
};

#define PATTERN '\1' /* no XML document has it in a name */
#define ANY     "\2"

struct rowan_qname_table *rowan_qname_table_new(void)
{
    return calloc(1, sizeof(struct rowan_qname_table));
}

static void free_set(struct rowan_name_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; set->namespaces && i < set->count; i++)
        free((char *)set->namespaces[i].uri);
    free(set->namespaces);
    free(set->local);
    free(set->has);
    free(set);
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
    while (names->sets) {
        struct rowan_name_set *set = names->sets;
        names->sets = set->next;
        free_set(set);
    }
    for (size_t i = 0; i < names->pattern_count; i++)
        free((char *)names->patterns[i].data);
    free(names->patterns);
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

/* ---- patterns ---- */

/* Greedy, with one place to come back to: the last * that was passed. */
static bool matches(const char *pattern, struct rowan_slice text)
{
    const char *star = NULL;
    size_t at = 0, back = 0;

    while (at < text.size) {
        if (*pattern == '*') {
            star = ++pattern;
            back = at;
        } else if (*pattern && *pattern == text.data[at]) {
            pattern++;
            at++;
        } else if (star) {
            pattern = star;
            at = ++back;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

bool rowan_namespace_matches(const struct rowan_namespace *namespace, struct rowan_slice uri)
{
    return namespace->pattern ? uri.size > 0 && matches(namespace->uri, uri)
                              : rowan_slice_equal(rowan_slice_of(namespace->uri), uri);
}

static bool is_special(struct rowan_slice uri)
{
    return uri.size > 0 && (uri.data[0] == PATTERN || uri.data[0] == ANY[0]);
}

/* A name that no path has by itself may be one of a set's. */
static struct entry *find_special(const struct rowan_qname_table *names, struct rowan_slice uri,
                                  struct rowan_slice local)
{
    struct entry *entry = NULL;

    for (size_t i = 0; !entry && uri.size > 0 && i < names->pattern_count; i++)
        if (matches(names->patterns[i].data + 1, uri))
            entry = find_entry(names, names->patterns[i], local);
    return entry ? entry : find_entry(names, rowan_slice_of(ANY), local);
}

uint32_t rowan_qname_table_find(const struct rowan_qname_table *names, struct rowan_slice uri,
                                struct rowan_slice local)
{
    struct entry *entry = find_entry(names, uri, local);

    if (!entry && names->sets)
        entry = find_special(names, uri, local);
    return entry ? entry->id : 0;
}

/* ---- sets ---- */

static bool set_takes(const struct rowan_name_set *set, const struct entry *entry)
{
    struct rowan_slice uri = {entry->key, entry->uri_size};

    if (strcmp(set->local, entry->key + entry->uri_size + 1) != 0)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        const struct rowan_namespace *n = &set->namespaces[i];
        if (is_special(uri) ? n->pattern && uri.data[0] == PATTERN && strcmp(n->uri, uri.data + 1) == 0
                            : rowan_namespace_matches(n, uri))
            return true;
    }
    return set->count == 0;
}

static bool grow_set(struct rowan_name_set *set, uint32_t capacity)
{
    bool *has = realloc(set->has, (size_t)capacity + 1);

    if (!has)
        return false;
    set->has = has;
    return true;
}

static bool grow_index(struct rowan_qname_table *names)
{
    uint32_t capacity = names->capacity ? names->capacity * 2 : 64;
    struct entry **by_id;

    if (names->count < names->capacity)
        return true;
    for (struct rowan_name_set *set = names->sets; set; set = set->next)
        if (!grow_set(set, capacity))
            return false;
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
    for (struct rowan_name_set *set = names->sets; set; set = set->next)
        set->has[entry->id] = set_takes(set, entry);
    return entry->id;
}

/* The text that stands for what the pattern matches. data NULL: no memory. */
static struct rowan_slice add_pattern(struct rowan_qname_table *names, const char *pattern)
{
    struct rowan_slice *patterns;
    struct rowan_slice key = {NULL, strlen(pattern) + 1};
    char *text;

    for (size_t i = 0; i < names->pattern_count; i++)
        if (strcmp(names->patterns[i].data + 1, pattern) == 0)
            return names->patterns[i];
    patterns = realloc(names->patterns, (names->pattern_count + 1) * sizeof *patterns);
    if (!patterns)
        return key;
    names->patterns = patterns;
    text = malloc(key.size + 1);
    if (!text)
        return key;
    text[0] = PATTERN;
    memcpy(text + 1, pattern, key.size);
    key.data = text;
    patterns[names->pattern_count++] = key;
    return key;
}

/* Whatever can be in the set has an id then. */
static bool add_members(struct rowan_qname_table *names, const struct rowan_name_set *set)
{
    struct rowan_slice local = rowan_slice_of(set->local);

    for (size_t i = 0; i < set->count; i++) {
        const struct rowan_namespace *n = &set->namespaces[i];
        struct rowan_slice uri = n->pattern ? add_pattern(names, n->uri) : rowan_slice_of(n->uri);
        if (!uri.data || !rowan_qname_table_add(names, uri, local))
            return false;
    }
    return set->count > 0 || rowan_qname_table_add(names, rowan_slice_of(ANY), local);
}

static bool same_set(const struct rowan_name_set *a, const struct rowan_name_set *b)
{
    if (strcmp(a->local, b->local) != 0 || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->namespaces[i].pattern != b->namespaces[i].pattern ||
            strcmp(a->namespaces[i].uri, b->namespaces[i].uri) != 0)
            return false;
    return true;
}

/* Not in the table yet, and without its members. */
static struct rowan_name_set *new_set(const struct rowan_qname_table *names,
                                      const struct rowan_namespace *namespaces, size_t count,
                                      struct rowan_slice local)
{
    struct rowan_name_set *set = calloc(1, sizeof *set);

    if (!set)
        return NULL;
    set->local = strndup(local.data, local.size);
    set->namespaces = calloc(count + 1, sizeof *set->namespaces);
    if (!set->local || !set->namespaces || !grow_set(set, names->capacity))
        goto fail;
    if (names->ignore_case)
        rowan_ascii_lower_all(set->local, local.size);
    for (; set->count < count; set->count++) {
        set->namespaces[set->count].pattern = namespaces[set->count].pattern;
        set->namespaces[set->count].uri = strdup(namespaces[set->count].uri);
        if (!set->namespaces[set->count].uri)
            goto fail;
    }
    return set;
fail:
    free_set(set);
    return NULL;
}

const struct rowan_name_set *rowan_qname_table_set(struct rowan_qname_table *names,
                                                   const struct rowan_namespace *namespaces, size_t count,
                                                   struct rowan_slice local)
{
    struct rowan_name_set *set = new_set(names, namespaces, count, local);

    if (!set)
        return NULL;
    for (struct rowan_name_set *known = names->sets; known; known = known->next)
        if (same_set(known, set)) {
            free_set(set);
            return known;
        }
    set->has[0] = false;
    for (uint32_t i = 0; i < names->count; i++)
        set->has[i + 1] = set_takes(set, names->by_id[i]);
    set->next = names->sets;
    names->sets = set;
    return add_members(names, set) ? set : NULL;
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

struct rowan_document_names rowan_document_names_of(struct rowan_qname_table *table, bool add)
{
    return (struct rowan_document_names){table, add, add ? UINT32_MAX : rowan_qname_table_count(table)};
}

uint32_t rowan_document_names_id(const struct rowan_document_names *names, struct rowan_slice uri,
                                 struct rowan_slice local, bool *out_of_memory)
{
    uint32_t id;

    if (names->add) {
        id = rowan_qname_table_add(names->table, uri, local);
        *out_of_memory |= !id;
    } else { /* no memory is needed for a name that is there */
        id = rowan_qname_table_find(names->table, uri, local);
    }
    return id > names->last ? 0 : id;
}
