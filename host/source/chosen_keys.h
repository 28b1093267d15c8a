#ifndef ROWAN_CHOSEN_KEYS_H
#define ROWAN_CHOSEN_KEYS_H
/* Keys whose documents are read by the next statement: a list in key order, with those that came ticked off.
 */
#include "base/buffer.h"

struct rowan_chosen_keys {
    struct rowan_buffer bytes;
    struct rowan_slice *keys; /* in bytes, once the list is placed */
    bool *came;
    size_t count;
    size_t capacity;
    size_t expected; /* the one that probably comes next */
};

void rowan_chosen_keys_clear(struct rowan_chosen_keys *chosen);
/* False: no memory. The key is copied. */
bool rowan_chosen_keys_add(struct rowan_chosen_keys *chosen, struct rowan_slice key);
/* After the last one was added: keys can be looked at. False: no memory. */
bool rowan_chosen_keys_place(struct rowan_chosen_keys *chosen);
/* Tick it off. False: it was not chosen, or came before. */
bool rowan_chosen_keys_take(struct rowan_chosen_keys *chosen, struct rowan_slice key);
/* Keep those that did not come, or none. */
void rowan_chosen_keys_keep_rest(struct rowan_chosen_keys *chosen);
void rowan_chosen_keys_forget(struct rowan_chosen_keys *chosen);
#endif
