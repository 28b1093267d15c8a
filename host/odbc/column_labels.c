/* Labels are few and short: they are looked through from the first. */
#include "odbc/column_labels.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

/* Copy a label from behind its quote. Returns what is behind its closing quote. */
static const char *read_label(struct rowan_column_labels *labels, const char *from)
{
    while (*from && (*from != '\'' || from[1] == '\'')) {
        from += *from == '\'';
        labels->text[labels->size++] = *from++;
    }
    labels->text[labels->size++] = '\0';
    labels->count++;
    return *from ? from + 1 : from;
}

bool rowan_column_labels_read(struct rowan_column_labels *labels, const char *type)
{
    const char *from = strchr(type, '\'');

    memset(labels, 0, sizeof *labels);
    labels->set = rowan_ascii_same_prefix(type, "set", 3);
    labels->text = malloc(strlen(type) + 1);
    while (labels->text && from) {
        from = read_label(labels, from + 1);
        from = *from == ',' ? strchr(from, '\'') : NULL;
    }
    return labels->text != NULL;
}

bool rowan_column_labels_copy(struct rowan_column_labels *to, const struct rowan_column_labels *from)
{
    *to = *from;
    if (!from->text)
        return true;
    to->text = malloc(from->size);
    if (to->text)
        memcpy(to->text, from->text, from->size);
    return to->text != NULL;
}

void rowan_column_labels_clear(struct rowan_column_labels *labels)
{
    free(labels->text);
    memset(labels, 0, sizeof *labels);
}

/* The label's place, counted from 1; 0: it is none. */
static size_t find(const struct rowan_column_labels *labels, struct rowan_slice text)
{
    const char *label = labels->text;

    for (size_t i = 1; i <= labels->count; i++) {
        size_t size = strlen(label);
        if (size == text.size && memcmp(label, text.data, size) == 0)
            return i;
        label += size + 1;
    }
    return 0;
}

/* Each once, in the order of the type. */
static bool have_set(const struct rowan_column_labels *labels, struct rowan_slice text)
{
    size_t before = 0;

    while (text.size > 0) {
        const char *comma = memchr(text.data, ',', text.size);
        struct rowan_slice label = {text.data, comma ? (size_t)(comma - text.data) : text.size};
        size_t place = find(labels, label);
        if (place <= before)
            return false;
        before = place;
        text.data += label.size + (comma != NULL);
        text.size -= label.size + (comma != NULL);
        if (comma && text.size == 0)
            return false;
    }
    return true;
}

bool rowan_column_labels_have(const struct rowan_column_labels *labels, struct rowan_slice text)
{
    return labels->set ? have_set(labels, text) : find(labels, text) != 0;
}
