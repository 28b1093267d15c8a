#ifndef ROWAN_PATH_KEY_H
#define ROWAN_PATH_KEY_H
/*
 * References: /r/c[@id = current()/@ref]. What c is asked for is the same from everywhere in a document, so
 * it is indexed once, and each reference is looked up.
 */
#include "xml/nodes.h"
#include "xml/path.h"

/* Say it of a path: so many of its first steps are a walk from the document whose last one has such a
 * predicate and no other; 0: none are. */
void rowan_path_key_mark(struct rowan_path *path);
/* Of the predicate of such a path: what is indexed, from the step's nodes, and what is looked for. */
const struct rowan_path *rowan_path_key_use(const struct rowan_path *path);
const struct rowan_path *rowan_path_key_value(const struct rowan_path *path);

/* Nodes by texts. All zero is an empty one. */
struct rowan_path_key {
    const struct rowan_path *path; /* that it was made for; NULL: it is to be made */
    struct rowan_path_key_item {
        struct rowan_slice text;
        const struct rowan_node *node;
    } * items;
    size_t count, capacity;
};

/* False for want of memory. */
bool rowan_path_key_add(struct rowan_path_key *key, struct rowan_slice text, const struct rowan_node *node);
/* After the last one. */
void rowan_path_key_sort(struct rowan_path_key *key);
/* The nodes of a text stand one behind the other, in the order of the document. */
const struct rowan_path_key_item *rowan_path_key_get(const struct rowan_path_key *key,
                                                     struct rowan_slice text, size_t *count);
/* It is to be made anew; little memory is kept. */
void rowan_path_key_forget(struct rowan_path_key *key);
void rowan_path_key_clear(struct rowan_path_key *key);
#endif
