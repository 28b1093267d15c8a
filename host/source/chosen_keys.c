/* Keys are compared byte by byte: a database may find the row of another one that is equal in its collation.
 */
#include "source/chosen_keys.h"

bool rowan_chosen_keys_add(struct rowan_chosen_keys *chosen, struct rowan_slice key)
{
    return rowan_buffer_append(&chosen->list.bytes, key.data, key.size) && rowan_key_list_add(&chosen->list);
}

bool rowan_chosen_keys_place(struct rowan_chosen_keys *chosen)
{
    chosen->expected = 0;
    return rowan_key_list_place(&chosen->list);
}

bool rowan_chosen_keys_take(struct rowan_chosen_keys *chosen, struct rowan_slice key)
{
    struct rowan_key_list *list = &chosen->list;

    for (size_t i = 0; i < list->count; i++) {
        size_t at = (chosen->expected + i) % list->count;
        if (list->marks[at] || !rowan_slice_equal(list->keys[at], key))
            continue;
        list->marks[at] = true;
        chosen->expected = at + 1;
        return true;
    }
    return false;
}
