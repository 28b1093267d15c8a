/* Short texts are copied to memory that stays where it is; a long one is bound where it lies. */
#include "odbc/param_buffer.h"
#include "odbc/statement.h"

#include <stdlib.h>

#define COPIED_MAX  ((size_t)4096)
#define ARRAY_BYTES ((size_t)4 << 20) /* of all columns of an array together */
#define ARRAY_ROWS  ((size_t)1000)

static enum rowan_param_buffer_change put_number(struct rowan_param_buffer *bound,
                                                 const struct rowan_param *param)
{
    bool same = bound->bound && !bound->direct;

    bound->number = param->number;
    bound->real = param->real;
    bound->length = param->null ? ROWAN_PARAM_BUFFER_NULL : 0;
    bound->place = param->kind == ROWAN_PARAM_INT ? (const void *)&bound->number : (const void *)&bound->real;
    bound->size = 0;
    bound->direct = false;
    bound->bound = true;
    return same ? ROWAN_PARAM_BUFFER_SAME : ROWAN_PARAM_BUFFER_MOVED;
}

static enum rowan_param_buffer_change put_copy(struct rowan_param_buffer *bound, struct rowan_slice text)
{
    bool same = bound->bound && !bound->direct;

    if (text.size + 1 > bound->capacity) {
        size_t capacity = text.size < 16 ? 32 : (text.size + 1) * 2;
        char *memory = realloc(bound->text, capacity);
        if (!memory)
            return ROWAN_PARAM_BUFFER_NO_MEMORY;
        bound->text = memory;
        bound->capacity = capacity;
        same = false;
    }
    if (text.size)
        memcpy(bound->text, text.data, text.size);
    bound->text[text.size] = '\0';
    bound->place = bound->text;
    bound->size = bound->capacity - 1;
    bound->direct = false;
    bound->bound = true;
    return same ? ROWAN_PARAM_BUFFER_SAME : ROWAN_PARAM_BUFFER_MOVED;
}

static enum rowan_param_buffer_change put_text(struct rowan_param_buffer *bound,
                                               const struct rowan_param *param)
{
    static const struct rowan_slice none = {"", 0};

    bound->length = param->null ? ROWAN_PARAM_BUFFER_NULL : (int64_t)param->text.size;
    if (param->null || param->text.size <= COPIED_MAX)
        return put_copy(bound, param->null ? none : param->text);
    bound->place = param->text.data;
    bound->size = param->text.size;
    bound->direct = true;
    bound->bound = true;
    return ROWAN_PARAM_BUFFER_MOVED;
}

enum rowan_param_buffer_change rowan_param_buffer_put(struct rowan_param_buffer *bound,
                                                      const struct rowan_param *param)
{
    if (bound->kind != param->kind)
        bound->bound = false;
    bound->kind = param->kind;
    return rowan_param_buffer_is_text(param->kind) ? put_text(bound, param) : put_number(bound, param);
}

void rowan_param_buffer_clear(struct rowan_param_buffer *bound)
{
    free(bound->text);
    memset(bound, 0, sizeof *bound);
}

static size_t cell_size(const struct rowan_param *param)
{
    return rowan_param_buffer_is_text(param->kind) ? param->text.size + 1 : sizeof param->number;
}

/* All cells of a column are as wide as its widest, so a row may make those before it larger. */
size_t rowan_param_buffer_rows(const struct rowan_param *params, size_t count, size_t rows, size_t *widths)
{
    size_t most = rows < ARRAY_ROWS ? rows : ARRAY_ROWS;
    size_t width = 0;
    size_t n;

    memset(widths, 0, count * sizeof *widths);
    for (n = 0; n < most; n++) {
        const struct rowan_param *row = params + n * count;
        size_t wider = width;
        for (size_t i = 0; i < count; i++)
            if (cell_size(&row[i]) > widths[i])
                wider += cell_size(&row[i]) - widths[i];
        if (n > 0 && wider * (n + 1) > ARRAY_BYTES)
            break;
        width = wider;
        for (size_t i = 0; i < count; i++)
            if (cell_size(&row[i]) > widths[i])
                widths[i] = cell_size(&row[i]);
    }
    return n;
}

static bool make_room(struct rowan_param_buffer_array *array, size_t rows, size_t width)
{
    if (rows * width > array->size || !array->values) {
        void *values = realloc(array->values, rows * width + 1);
        if (!values)
            return false;
        array->values = values;
        array->size = rows * width;
    }
    if (rows > array->capacity) {
        int64_t *lengths = realloc(array->lengths, rows * sizeof *lengths);
        if (!lengths)
            return false;
        array->lengths = lengths;
        array->capacity = rows;
    }
    return true;
}

bool rowan_param_buffer_fill(struct rowan_param_buffer_array *array, const struct rowan_param *params,
                             size_t count, size_t rows, size_t width)
{
    if (!make_room(array, rows, width))
        return false;
    for (size_t row = 0; row < rows; row++) {
        const struct rowan_param *param = &params[row * count];
        char *to = (char *)array->values + row * width;
        array->lengths[row] = param->null ? ROWAN_PARAM_BUFFER_NULL : (int64_t)param->text.size;
        if (param->kind == ROWAN_PARAM_INT)
            memcpy(to, &param->number, sizeof param->number);
        else if (param->kind == ROWAN_PARAM_DOUBLE)
            memcpy(to, &param->real, sizeof param->real);
        else if (!param->null && param->text.size)
            memcpy(to, param->text.data, param->text.size);
    }
    return true;
}

void rowan_param_buffer_array_clear(struct rowan_param_buffer_array *array)
{
    free(array->values);
    free(array->lengths);
    memset(array, 0, sizeof *array);
}
