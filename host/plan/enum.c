/* Enum values. What is slow here, finding the nearest label, is done only for a message. */
#include "base/nearest.h"
#include "plan/convert.h"

#define LABEL_MAX 500 /* more labels are not compared, so that a column of bad values stays cheap */

/* A label that text may be a slip of, NULL when none is. */
static const char *nearest_label(const struct rowan_labels *labels, struct rowan_text text)
{
    struct rowan_nearest nearest;

    if (labels->count > LABEL_MAX)
        return NULL;
    rowan_nearest_init(&nearest, text);
    for (size_t i = 0; i < labels->count; i++)
        rowan_nearest_offer(&nearest, labels->items[i].text);
    return rowan_nearest_word(&nearest);
}

enum rowan_status rowan_enum_convert(const struct rowan_labels *labels, struct rowan_text text,
                                     struct rowan_value *out, struct rowan_error *err)
{
    const struct rowan_label *label = rowan_labels_find(labels, text);
    const char *near;

    if (label) {
        out->number = label->number;
        if (label->value)
            out->text = rowan_text_of(label->value);
        return ROWAN_OK;
    }
    near = err ? nearest_label(labels, text) : NULL;
    if (near)
        return rowan_refuse(err, text, "is not a label of this enum (it has %zu; the nearest is \"%s\")",
                            labels->count, near);
    return rowan_refuse(err, text, "is not a label of this enum (it has %zu)", labels->count);
}
