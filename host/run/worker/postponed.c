#include "run/worker/postponed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_A_ROW 20 /* refused documents, after which one that waits costs less than more of them */
#define TRIES    3
#define FEW      2
/* Who stands alone in the end has nobody who shows that there still is room: it takes longer. */
#define ALONE 10 /* times the patience */

static bool reserve(struct rowan_postponed *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    struct rowan_postponed_document *documents;

    if (list->count < list->capacity)
        return true;
    documents = realloc(list->documents, capacity * sizeof *documents);
    if (!documents)
        return false;
    list->documents = documents;
    list->capacity = capacity;
    return true;
}

static bool add(struct rowan_postponed *list, struct rowan_slice key, int64_t now, int64_t loaded)
{
    char *copy = reserve(list) ? malloc(key.size + 1) : NULL;

    if (!copy)
        return false;
    memcpy(copy, key.data, key.size);
    list->documents[list->count++] =
        (struct rowan_postponed_document){{copy, key.size}, now, loaded, loaded, 1, false};
    return true;
}

/*
 * Are the others loaded? Those that were left to the end when the run had loaded the rest have nobody behind
 * them: a few are taken for what is wrong with them, while a disk that is full refuses all that come.
 */
static bool others_pass(const struct rowan_postponed *list, const struct rowan_postponed_document *document,
                        int64_t loaded)
{
    return loaded > (list->count <= FEW ? 0 : document->loaded_first);
}

static enum rowan_postponed_verdict judge(struct rowan_postponed *list, int64_t now, int64_t loaded,
                                          int64_t patience)
{
    struct rowan_postponed_document *document = &list->documents[list->current];
    int64_t waited = now - document->since;
    bool long_enough = waited >= (loaded > document->loaded_last ? patience : ALONE * patience);

    document->loaded_last = loaded;
    document->blamed = ++document->tries >= TRIES && long_enough && others_pass(list, document, loaded);
    return document->blamed ? ROWAN_POSTPONED_BLAME : ROWAN_POSTPONED_LATER;
}

enum rowan_postponed_verdict rowan_postponed_refused(struct rowan_postponed *list, struct rowan_slice key,
                                                     const char *why, int64_t now, int64_t loaded,
                                                     int64_t patience)
{
    snprintf(list->why, sizeof list->why, "%s", why);
    if (list->again)
        return judge(list, now, loaded, patience);
    if (loaded > list->loaded)
        list->in_a_row = 0;
    list->loaded = loaded;
    if (list->in_a_row >= IN_A_ROW || !add(list, key, now, loaded))
        return ROWAN_POSTPONED_WAIT;
    list->in_a_row++;
    return ROWAN_POSTPONED_LATER;
}

void rowan_postponed_remove(struct rowan_postponed *list, size_t index)
{
    free((void *)(uintptr_t)list->documents[index].key.data);
    memmove(&list->documents[index], &list->documents[index + 1],
            (--list->count - index) * sizeof *list->documents);
}

void rowan_postponed_clear(struct rowan_postponed *list)
{
    while (list->count)
        rowan_postponed_remove(list, list->count - 1);
    free(list->documents);
    memset(list, 0, sizeof *list);
}
