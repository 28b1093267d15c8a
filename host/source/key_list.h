#ifndef ROWAN_KEY_LIST_H
#define ROWAN_KEY_LIST_H
/* Keys in the order of the source, their texts one behind the other, each with a mark. */
#include "base/buffer.h"

struct rowan_key_list {
    struct rowan_buffer bytes;
    size_t used;              /* of bytes, by the keys */
    struct rowan_slice *keys; /* in bytes, once the list is placed */
    bool *marks;              /* for what the list's owner has to say of a key; false at first */
    size_t count;
    size_t capacity;
};

void rowan_key_list_clear(struct rowan_key_list *list);
/* Without keys, and with the room that it has. */
void rowan_key_list_forget(struct rowan_key_list *list);
/* What stands in bytes behind the keys is the next one. False: no memory. */
bool rowan_key_list_add(struct rowan_key_list *list);
/* After the last one was added: keys can be looked at. False: no memory. */
bool rowan_key_list_place(struct rowan_key_list *list);
/* The one that was added last; there is one, and the list need not be placed. */
struct rowan_slice rowan_key_list_last(const struct rowan_key_list *list);
/* Take the last one away if it stands in the list before. The list need not be placed. */
void rowan_key_list_drop_known(struct rowan_key_list *list);
/* Take the last ones away until there are count. The list need not be placed. */
void rowan_key_list_cut(struct rowan_key_list *list, size_t count);
/* Keep those without a mark. */
void rowan_key_list_keep_unmarked(struct rowan_key_list *list);
#endif
