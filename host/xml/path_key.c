/* A sorted array: it is made once, and then only asked. */
#include "xml/path_key.h"

#include <stdlib.h>
#include <string.h>

#define KEPT 65536 /* items whose memory is kept for the next document */

/* ---- which paths ---- */

static bool is_current(const struct rowan_predicate *side)
{
    return side->op == ROWAN_PREDICATE_PATH && side->path->current;
}

/* What can be indexed: the same for a node wherever one comes from. */
static bool is_of_node(const struct rowan_predicate *side)
{
    return side->op == ROWAN_PREDICATE_PATH && side->path->plain && !side->path->absolute &&
           !side->path->current;
}

static bool is_key(const struct rowan_predicate *p)
{
    return !p->next && p->op == ROWAN_PREDICATE_EQ &&
           ((is_of_node(p->left) && is_current(p->right)) || (is_current(p->left) && is_of_node(p->right)));
}

void rowan_path_key_mark(struct rowan_path *path)
{
    size_t i = 0;

    for (struct rowan_path *part = path->first; part; part = part->next)
        rowan_path_key_mark(part);

    while (i < path->count && !path->steps[i].predicates)
        i++;
    path->keyed = path->absolute && i < path->count && is_key(path->steps[i].predicates) ? i + 1 : 0;
}

static const struct rowan_path *side_of(const struct rowan_path *path, bool current)
{
    const struct rowan_predicate *p = path->steps[path->keyed - 1].predicates;

    return is_current(p->left) == current ? p->left->path : p->right->path;
}

const struct rowan_path *rowan_path_key_use(const struct rowan_path *path)
{
    return side_of(path, false);
}

const struct rowan_path *rowan_path_key_value(const struct rowan_path *path)
{
    return side_of(path, true);
}

/* ---- nodes by texts ---- */

bool rowan_path_key_add(struct rowan_path_key *key, struct rowan_slice text, const struct rowan_node *node)
{
    if (key->count == key->capacity) {
        size_t capacity = key->capacity ? key->capacity * 2 : 64;
        struct rowan_path_key_item *items = realloc(key->items, capacity * sizeof *items);
        if (!items)
            return false;
        key->items = items;
        key->capacity = capacity;
    }
    key->items[key->count++] = (struct rowan_path_key_item){text, node};
    return true;
}

static int compare_texts(struct rowan_slice a, struct rowan_slice b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return a.size ? memcmp(a.data, b.data, a.size) : 0;
}

static int by_text(const void *x, const void *y)
{
    const struct rowan_path_key_item *a = x, *b = y;
    int order = compare_texts(a->text, b->text);

    return order ? order : (a->node->order > b->node->order) - (a->node->order < b->node->order);
}

void rowan_path_key_sort(struct rowan_path_key *key)
{
    if (key->count)
        qsort(key->items, key->count, sizeof *key->items, by_text);
}

const struct rowan_path_key_item *rowan_path_key_get(const struct rowan_path_key *key,
                                                     struct rowan_slice text, size_t *count)
{
    size_t low = 0, high = key->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_texts(key->items[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < key->count && compare_texts(key->items[low + *count].text, text) == 0)
        ++*count;
    return key->items + low;
}

void rowan_path_key_forget(struct rowan_path_key *key)
{
    if (key->capacity > KEPT)
        rowan_path_key_clear(key);
    key->path = NULL;
    key->count = 0;
}

void rowan_path_key_clear(struct rowan_path_key *key)
{
    free(key->items);
    *key = (struct rowan_path_key){0};
}
