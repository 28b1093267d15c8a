#ifndef ROWAN_CHOSEN_KEYS_H
#define ROWAN_CHOSEN_KEYS_H
/* Keys whose documents are read by the next statement: a list in key order, with those that came ticked off.
 */
#include "source/key_list.h"

struct rowan_chosen_keys {
    struct rowan_key_list list;
    size_t expected; /* the one that probably comes next */
};

/* False: no memory. The key is copied. */
bool rowan_chosen_keys_add(struct rowan_chosen_keys *chosen, struct rowan_slice key);
/* After the last one was added: keys can be looked at. False: no memory. */
bool rowan_chosen_keys_place(struct rowan_chosen_keys *chosen);
/* Tick it off. False: it was not chosen, or came before. */
bool rowan_chosen_keys_take(struct rowan_chosen_keys *chosen, struct rowan_slice key);
#endif
