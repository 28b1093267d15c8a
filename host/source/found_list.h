#ifndef ROWAN_FOUND_LIST_H
#define ROWAN_FOUND_LIST_H
/* The next files of a range, each with a mark: it is to be done. They are handed out in the order of their
 * keys, or, members of an archive, in the order in which the archive has them. */
#include "source/file_tree.h"
#include "source/key_list.h"

struct rowan_found_place;

struct rowan_found_list {
    struct rowan_key_list keys;
    struct rowan_found_place *places;
    size_t capacity; /* of places */
    size_t at;       /* the next one */
};

void rowan_found_list_clear(struct rowan_found_list *list);
void rowan_found_list_forget(struct rowan_found_list *list);
/* Behind all others in the order of keys. False: no memory. */
bool rowan_found_list_add(struct rowan_found_list *list, const struct rowan_file_found *found);
/* Is the last one, of at least two, of another archive than the one before it, or of none? */
bool rowan_found_list_has_moved(const struct rowan_found_list *list);
/* After the last one was added: marks can be set, and they can be handed out. False: no memory. */
bool rowan_found_list_place(struct rowan_found_list *list, bool by_position);
/* The next one with a mark; false: there is none. */
bool rowan_found_list_next(struct rowan_found_list *list, struct rowan_file_found *found);
#endif
