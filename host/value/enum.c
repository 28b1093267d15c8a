/*
 * Labels are sorted when they are frozen, so that a value is found by halving. What is slow here, listing
 * labels and finding the nearest, is done only for a message.
 */
#include "value/enum.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "value/casefold.h"

#define QUOTED_SIZE 320
#define NEAREST_MAX 500 /* more labels are not compared, so that a column of bad values stays cheap */
#define LISTED_MAX  6
#define LISTED_SIZE 32 /* bytes of a label that the list shows */

/* ---- labels ---- */

struct rowan_labels *rowan_labels_new(void)
{
    return calloc(1, sizeof(struct rowan_labels));
}

void rowan_labels_free(struct rowan_labels *labels)
{
    if (!labels)
        return;
    for (size_t i = 0; i < labels->count; i++) {
        free(labels->items[i].text);
        free(labels->items[i].value);
        if (labels->folded)
            free(labels->folded[i].text);
    }
    free(labels->items);
    free(labels->folded);
    free(labels);
}

static char *copy_text(struct rowan_slice text)
{
    char *copy = malloc(text.size + 1);

    if (!copy)
        return NULL;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

/* A label that no value can ever equal is a mistake of the mapping. */
static enum rowan_status check_label(struct rowan_slice text, struct rowan_error *err)
{
    char quoted[QUOTED_SIZE];

    if (rowan_utf8_length(text) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "a label is not valid UTF-8, or holds a NUL");
    if (rowan_slice_trim(text).size != text.size)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "label %s has white space at an end, which values never have",
                          rowan_quote(quoted, sizeof quoted, text));
    return ROWAN_OK;
}

/* Make room for one more. The array doubles whenever its count is a power of two. */
static bool grow(struct rowan_labels *labels)
{
    struct rowan_label *items;

    if ((labels->count & (labels->count - 1)) != 0)
        return true;
    items = realloc(labels->items, (labels->count ? labels->count * 2 : 1) * sizeof *items);
    if (!items)
        return false;
    labels->items = items;
    return true;
}

/* Takes value, also on failure. */
static enum rowan_status add_label(struct rowan_labels *labels, struct rowan_slice text, char *value,
                                   int64_t number, struct rowan_error *err)
{
    enum rowan_status st = check_label(text, err);
    char *copy = NULL;

    if (st == ROWAN_OK) {
        copy = copy_text(text);
        if (!copy || !grow(labels))
            st = rowan_out_of_memory(err);
    }
    if (st != ROWAN_OK) {
        free(copy);
        free(value);
        return st;
    }
    labels->items[labels->count++] = (struct rowan_label){copy, value, number};
    return ROWAN_OK;
}

enum rowan_status rowan_labels_add_text(struct rowan_labels *labels, struct rowan_slice text,
                                        struct rowan_slice value, struct rowan_error *err)
{
    char *copy;

    if (rowan_utf8_length(value) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "the value of a label is not valid UTF-8, or holds a NUL");
    copy = copy_text(value);
    return copy ? add_label(labels, text, copy, 0, err) : rowan_out_of_memory(err);
}

enum rowan_status rowan_labels_add_integer(struct rowan_labels *labels, struct rowan_slice text,
                                           int64_t value, struct rowan_error *err)
{
    return add_label(labels, text, NULL, value, err);
}

static int compare_labels(const void *a, const void *b)
{
    return strcmp(((const struct rowan_label *)a)->text, ((const struct rowan_label *)b)->text);
}

/* Refuse what contradicts itself, and measure the rest. */
static enum rowan_status check_labels(struct rowan_labels *labels, struct rowan_error *err)
{
    char quoted[QUOTED_SIZE];

    for (size_t i = 0; i < labels->count; i++) {
        const struct rowan_label *label = &labels->items[i];
        size_t length = label->value ? (size_t)rowan_utf8_length(rowan_slice_of(label->value)) : 0;
        size_t size = strlen(label->text);

        if (!label->value != labels->integers)
            return rowan_fail(err, ROWAN_MAPPING, "mapping",
                              "enum: some values are integers, some are texts; make them all the same");
        if (i > 0 && strcmp(label[-1].text, label->text) == 0)
            return rowan_fail(err, ROWAN_MAPPING, "mapping", "label %s is there twice",
                              rowan_quote(quoted, sizeof quoted, rowan_slice_of(label->text)));
        if (length > labels->value_length)
            labels->value_length = length;
        if (size > labels->longest)
            labels->longest = size;
    }
    return ROWAN_OK;
}

/* Those that become alike keep their order. */
static int compare_folded(const void *a, const void *b)
{
    const struct rowan_folded_label *x = a;
    const struct rowan_folded_label *y = b;
    int order = strcmp(x->text, y->text);

    return order != 0 ? order : (x->label > y->label) - (x->label < y->label);
}

/* Whether a column disregards case is not known yet, so both ways of finding are prepared. */
static enum rowan_status fold_labels(struct rowan_labels *labels, struct rowan_error *err)
{
    labels->folded = calloc(labels->count, sizeof *labels->folded);
    if (!labels->folded)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < labels->count; i++) {
        labels->folded[i].label = &labels->items[i];
        labels->folded[i].text = copy_text(rowan_slice_of(labels->items[i].text));
        if (!labels->folded[i].text)
            return rowan_out_of_memory(err);
        rowan_casefold(labels->folded[i].text, strlen(labels->folded[i].text), rowan_casefold_upper);
    }
    qsort(labels->folded, labels->count, sizeof *labels->folded, compare_folded);
    for (size_t i = 1; i < labels->count; i++)
        if (strcmp(labels->folded[i - 1].text, labels->folded[i].text) == 0)
            labels->alike = labels->folded[i].label->text;
    return ROWAN_OK;
}

enum rowan_status rowan_labels_freeze(struct rowan_labels *labels, struct rowan_error *err)
{
    enum rowan_status st;

    if (labels->count == 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "enum: there are no labels");
    qsort(labels->items, labels->count, sizeof *labels->items, compare_labels);
    labels->integers = !labels->items[0].value;
    labels->value_length = 0;
    st = check_labels(labels, err);
    return st == ROWAN_OK ? fold_labels(labels, err) : st;
}

/* Bytewise, as strcmp orders frozen labels. */
static int compare_text(struct rowan_slice text, const char *label)
{
    size_t size = strlen(label);
    int order = memcmp(text.data, label, text.size < size ? text.size : size);

    return order != 0 ? order : (text.size > size) - (text.size < size);
}

/* The index in items, or in folded; the number of labels when there is none. */
static size_t search(const struct rowan_labels *labels, bool folded, struct rowan_slice text)
{
    size_t low = 0;
    size_t high = labels->count;

    while (text.data && low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_text(text, folded ? labels->folded[middle].text : labels->items[middle].text);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return labels->count;
}

const struct rowan_label *rowan_labels_find(const struct rowan_labels *labels, struct rowan_slice text)
{
    size_t i = search(labels, false, text);

    return i < labels->count ? &labels->items[i] : NULL;
}

const struct rowan_label *rowan_labels_find_folded(const struct rowan_labels *labels,
                                                   struct rowan_slice folded)
{
    size_t i = search(labels, true, folded);

    return i < labels->count ? labels->folded[i].label : NULL;
}

/* ---- values ---- */

/* A label that text may be a slip of, NULL when none is. */
static const char *nearest_label(const struct rowan_labels *labels, struct rowan_slice text)
{
    struct rowan_suggest suggest;

    if (labels->count > NEAREST_MAX)
        return NULL;
    rowan_suggest_init(&suggest, text);
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].text[0])
            rowan_suggest_offer(&suggest, labels->items[i].text);
    return rowan_suggest_word(&suggest);
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

static enum rowan_status fail_label(const struct rowan_labels *labels, struct rowan_slice text,
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
        return fail_label(labels, text, err);
    out->number = label->number;
    if (label->value)
        out->text = rowan_slice_of(label->value);
    return ROWAN_OK;
}
