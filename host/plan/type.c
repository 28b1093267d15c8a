/* Column types and the labels of enums. */
#include "plan/type.h"

#include <stdlib.h>

#include "plan/value.h"

#define QUOTED_SIZE 320

const char *rowan_kind_name(enum rowan_kind kind)
{
    static const char *const names[] = {
        [ROWAN_BOOLEAN] = "boolean",     [ROWAN_BIT] = "bit",         [ROWAN_TINYINT] = "tinyint",
        [ROWAN_SMALLINT] = "smallint",   [ROWAN_INTEGER] = "integer", [ROWAN_BIGINT] = "bigint",
        [ROWAN_DECIMAL] = "decimal",     [ROWAN_REAL] = "real",       [ROWAN_DOUBLE] = "double",
        [ROWAN_TEXT] = "text",           [ROWAN_DATE] = "date",       [ROWAN_TIME] = "time",
        [ROWAN_TIMESTAMP] = "timestamp", [ROWAN_ENUM] = "enum",
    };
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

bool rowan_type_is_integer(const struct rowan_type *type)
{
    return type->kind <= ROWAN_BIGINT || (type->kind == ROWAN_ENUM && type->labels && type->labels->integers);
}

char *rowan_type_print(const struct rowan_type *type, char *out, size_t size)
{
    const char *name = rowan_kind_name(type->kind);

    if (type->kind == ROWAN_DECIMAL)
        snprintf(out, size, "%s(%d,%d)", name, type->precision, type->scale);
    else if (type->kind == ROWAN_TEXT && type->length > 0)
        snprintf(out, size, "%s(%zu)", name, type->length);
    else
        snprintf(out, size, "%s", name);
    return out;
}

enum rowan_status rowan_type_check(const struct rowan_type *type, struct rowan_error *err)
{
    int p = type->precision;
    int s = type->scale;

    if (type->kind == ROWAN_DECIMAL && (p < 1 || p > ROWAN_PRECISION_MAX))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "decimal(%d,%d): the precision is 1 to %d", p, s,
                          ROWAN_PRECISION_MAX);
    if (type->kind == ROWAN_DECIMAL && (s < 0 || s > p))
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "decimal(%d,%d): the scale is 0 to the precision, %d", p, s, p);
    if (type->kind == ROWAN_TEXT && type->length > ROWAN_LENGTH_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "text(%zu): the length is at most %d", type->length,
                          ROWAN_LENGTH_MAX);
    if (type->kind == ROWAN_ENUM && (!type->labels || type->labels->count == 0))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "enum: there are no labels");
    if ((unsigned)type->kind > ROWAN_ENUM)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "no such type: %d", (int)type->kind);
    return ROWAN_OK;
}

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
    }
    free(labels->items);
    free(labels);
}

static char *copy_text(struct rowan_text text)
{
    char *copy = malloc(text.size + 1);

    if (!copy)
        return NULL;
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

static enum rowan_status no_memory(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

/* A label that no value can ever equal is a mistake of the mapping. */
static enum rowan_status check_label(struct rowan_text text, struct rowan_error *err)
{
    char quoted[QUOTED_SIZE];

    if (text.size == 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "a label is empty; empty text is no value, so say default instead");
    if (rowan_utf8_length(text) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "a label is not valid UTF-8, or holds a NUL");
    if (rowan_text_trim(text).size != text.size)
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
static enum rowan_status add_label(struct rowan_labels *labels, struct rowan_text text, char *value,
                                   int64_t number, struct rowan_error *err)
{
    enum rowan_status st = check_label(text, err);
    char *copy = NULL;

    if (st == ROWAN_OK) {
        copy = copy_text(text);
        if (!copy || !grow(labels))
            st = no_memory(err);
    }
    if (st != ROWAN_OK) {
        free(copy);
        free(value);
        return st;
    }
    labels->items[labels->count++] = (struct rowan_label){copy, value, number};
    return ROWAN_OK;
}

enum rowan_status rowan_labels_add_text(struct rowan_labels *labels, struct rowan_text text,
                                        struct rowan_text value, struct rowan_error *err)
{
    char *copy;

    if (rowan_utf8_length(value) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "the value of a label is not valid UTF-8, or holds a NUL");
    copy = copy_text(value);
    return copy ? add_label(labels, text, copy, 0, err) : no_memory(err);
}

enum rowan_status rowan_labels_add_integer(struct rowan_labels *labels, struct rowan_text text, int64_t value,
                                           struct rowan_error *err)
{
    return add_label(labels, text, NULL, value, err);
}

static int compare_labels(const void *a, const void *b)
{
    return strcmp(((const struct rowan_label *)a)->text, ((const struct rowan_label *)b)->text);
}

enum rowan_status rowan_labels_seal(struct rowan_labels *labels, struct rowan_error *err)
{
    char quoted[QUOTED_SIZE];

    if (labels->count == 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "enum: there are no labels");
    qsort(labels->items, labels->count, sizeof *labels->items, compare_labels);
    labels->integers = !labels->items[0].value;
    labels->value_length = 0;
    for (size_t i = 0; i < labels->count; i++) {
        const struct rowan_label *label = &labels->items[i];
        size_t length = label->value ? (size_t)rowan_utf8_length(rowan_text_of(label->value)) : 0;

        if (!label->value != labels->integers)
            return rowan_fail(err, ROWAN_MAPPING, "mapping",
                              "enum: some values are integers, some are texts; make them all the same");
        if (i > 0 && strcmp(label[-1].text, label->text) == 0)
            return rowan_fail(err, ROWAN_MAPPING, "mapping", "label %s is there twice",
                              rowan_quote(quoted, sizeof quoted, rowan_text_of(label->text)));
        if (length > labels->value_length)
            labels->value_length = length;
    }
    return ROWAN_OK;
}

/* Bytewise, as strcmp orders sealed labels. */
static int compare_text(struct rowan_text text, const char *label)
{
    size_t size = strlen(label);
    int order = memcmp(text.data, label, text.size < size ? text.size : size);

    return order != 0 ? order : (text.size > size) - (text.size < size);
}

const struct rowan_label *rowan_labels_find(const struct rowan_labels *labels, struct rowan_text text)
{
    size_t low = 0;
    size_t high = labels->count;

    while (text.size > 0 && low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_text(text, labels->items[middle].text);
        if (order == 0)
            return &labels->items[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
