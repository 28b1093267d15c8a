/* Enum values. What is slow here, listing labels and finding the nearest, is done only for a message. */
#include <stdio.h>

#include "base/suggest.h"
#include "value/convert.h"
#include "value/casefold.h"

#define NEAREST_MAX 500 /* more labels are not compared, so that a column of bad values stays cheap */
#define LISTED_MAX  6
#define LISTED_SIZE 32 /* bytes of a label that the list shows */

/* A label that text may be a slip of, NULL when none is. */
static const char *nearest_label(const struct rowan_labels *labels, struct rowan_slice text)
{
    struct rowan_suggest nearest;

    if (labels->count > NEAREST_MAX)
        return NULL;
    rowan_suggest_init(&nearest, text);
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].text[0])
            rowan_suggest_offer(&nearest, labels->items[i].text);
    return rowan_suggest_word(&nearest);
}

/* "Open", "Shipped" and 4 more */
static void list_labels(const struct rowan_labels *labels, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < labels->count && i < LISTED_MAX; i++) {
        struct rowan_slice label = rowan_slice_of(labels->items[i].text);
        struct rowan_slice shown = {label.data, label.size};
        if (shown.size > LISTED_SIZE)
            for (shown.size = LISTED_SIZE; (label.data[shown.size] & 0xC0) == 0x80;)
                shown.size--;
        used += (size_t)snprintf(out + used, size - used, "%s\"%.*s%s\"", i ? ", " : "", (int)shown.size,
                                 shown.data, shown.size < label.size ? "..." : "");
    }
    if (labels->count > LISTED_MAX)
        snprintf(out + used, size - used, " and %zu more", labels->count - LISTED_MAX);
}

static enum rowan_status refuse_label(const struct rowan_labels *labels, struct rowan_slice text,
                                      struct rowan_error *err)
{
    char list[LISTED_MAX * (LISTED_SIZE + 8) + 40];
    const char *near;

    if (!err)
        return ROWAN_DOCUMENT;
    near = nearest_label(labels, text);
    list_labels(labels, list, sizeof list);
    return rowan_value_fail(err, text, "is not a label of this enum (%s%s%s%s)", list,
                            near ? "; the nearest is \"" : "", near ? near : "", near ? "\"" : "");
}

/* Text without regard to case; in scratch, in capitals. */
static enum rowan_status find_folded(const struct rowan_labels *labels, struct rowan_slice text,
                                     struct rowan_buffer *scratch, const struct rowan_label **out,
                                     struct rowan_error *err)
{
    size_t characters;

    *out = NULL;
    if (text.size > labels->longest || rowan_utf8_scan(text, &characters) < text.size)
        return ROWAN_OK;
    scratch->size = 0;
    if (!rowan_buffer_append(scratch, text.data, text.size))
        return rowan_out_of_memory(err);
    rowan_casefold(scratch->data, text.size, rowan_casefold_upper);
    *out = rowan_labels_find_folded(labels, rowan_buffer_slice(scratch));
    return ROWAN_OK;
}

enum rowan_status rowan_enum_convert(const struct rowan_labels *labels, bool ignore_case,
                                     struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err)
{
    const struct rowan_label *label = rowan_labels_find(labels, text);
    enum rowan_status st = ROWAN_OK;

    if (!label && ignore_case)
        st = find_folded(labels, text, scratch, &label, err);
    if (st != ROWAN_OK)
        return st;
    if (!label)
        return refuse_label(labels, text, err);
    out->number = label->number;
    if (label->value)
        out->text = rowan_slice_of(label->value);
    return ROWAN_OK;
}
