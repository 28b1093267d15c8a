/* Enum values. What is slow here, finding the nearest label, is done only for a message. */
#include "plan/convert.h"

#define WORD_MAX  48  /* longer texts are not compared */
#define LABEL_MAX 500 /* nor are more labels, so that a column of bad values stays cheap */

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance without regard to ASCII case; both at most WORD_MAX bytes. */
static size_t distance(struct rowan_text a, struct rowan_text b)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 0; i < a.size; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size; j++) {
            size_t change = corner + (fold(a.data[i]) != fold(b.data[j]));
            corner = row[j + 1];
            row[j + 1] = least(change, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[b.size];
}

/* A label that text may be a slip of, NULL when none is. Two swapped letters count as two changes, so
 * words of four letters may differ in two; longer ones in three at most. */
static const char *nearest(const struct rowan_labels *labels, struct rowan_text text)
{
    const char *best = NULL;
    size_t limit = least(text.size / 3 + (text.size > 3), 3) + 1; /* the first that is too far */

    if (text.size > WORD_MAX || labels->count > LABEL_MAX)
        return NULL;
    for (size_t i = 0; i < labels->count; i++) {
        struct rowan_text label = rowan_text_of(labels->items[i].text);
        size_t d;
        if (label.size > WORD_MAX || label.size + limit <= text.size || text.size + limit <= label.size)
            continue;
        d = distance(text, label);
        if (d < limit) {
            limit = d;
            best = labels->items[i].text;
        }
    }
    return best;
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
    near = err ? nearest(labels, text) : NULL;
    if (near)
        return rowan_refuse(err, text, "is not a label of this enum (it has %zu; the nearest is \"%s\")",
                            labels->count, near);
    return rowan_refuse(err, text, "is not a label of this enum (it has %zu)", labels->count);
}
