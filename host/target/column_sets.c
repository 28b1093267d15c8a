/*
 * A shape is the set of columns that are left out. Each has an inserter of its own, made when it is first met
 * and kept; a mapping in which very many are met gives up the oldest.
 */
#include "target/column_sets.h"

#include <stdlib.h>

#define HASH_NONFATAL_OOM          1
#define uthash_nonfatal_oom(shape) ((shape)->lost = true)
#include <uthash.h>

#define SHAPES_MAX 64 /* kept at a time: each has prepared statements on the server */

struct shape {
    UT_hash_handle hh;
    bool lost;                       /* no memory to remember it */
    struct rowan_inserter *inserter; /* NULL: not made yet */
    size_t *columns;                 /* of the table, that it fills */
    size_t count;
    size_t *rows; /* in hand */
    size_t row_count, row_room;
    unsigned char key[]; /* a byte per omittable column: 1 is left out */
};

struct rowan_column_sets {
    struct rowan_inserter *whole;
    bool in_order;
    size_t *omittable; /* columns that may be left out */
    size_t omittable_count;
    struct shape *table; /* in the order they were first met */
    unsigned char *key;  /* of the row in hand */
    int64_t stored;      /* by shapes that are gone */
};

/* What the inserter of a shape asks for its cells. */
struct view {
    rowan_cell_fn cell;
    const void *context;
    const struct shape *shape;
};

static void free_shape(struct rowan_column_sets *shapes, struct shape *shape)
{
    if (!shape->lost)
        HASH_DEL(shapes->table, shape);
    rowan_insert_close(shape->inserter);
    free(shape->columns);
    free(shape->rows);
    free(shape);
}

void rowan_column_sets_close(struct rowan_column_sets *shapes)
{
    struct shape *shape, *next;

    if (!shapes)
        return;
    HASH_ITER(hh, shapes->table, shape, next)
    {
        /* cppcheck-suppress uninitvar; HASH_ITER sets it */
        free_shape(shapes, shape);
    }
    rowan_insert_close(shapes->whole);
    free(shapes->omittable);
    free(shapes->key);
    free(shapes);
}

enum rowan_status rowan_column_sets_open(struct rowan_column_sets **out, struct rowan_inserter *inserter,
                                         const bool *omittable, bool in_order, struct rowan_error *err)
{
    struct rowan_column_sets *shapes = calloc(1, sizeof *shapes);

    *out = NULL;
    if (!shapes) {
        rowan_insert_close(inserter);
        return rowan_out_of_memory(err);
    }
    shapes->whole = inserter;
    shapes->in_order = in_order;
    shapes->omittable = calloc(inserter->count + 1, sizeof *shapes->omittable);
    shapes->key = calloc(inserter->count + 1, 1);
    if (!shapes->omittable || !shapes->key) {
        rowan_column_sets_close(shapes);
        return rowan_out_of_memory(err);
    }
    for (size_t i = 0; i < inserter->count; i++)
        if (omittable[i])
            shapes->omittable[shapes->omittable_count++] = i;
    *out = shapes;
    return ROWAN_OK;
}

/* ---- which shape ---- */

/* The columns that the key leaves; a row that would be left without any keeps the first. */
static bool list_columns(const struct rowan_column_sets *shapes, struct shape *shape)
{
    size_t next = 0;

    shape->columns = calloc(shapes->whole->count + 1, sizeof *shape->columns);
    if (!shape->columns)
        return false;
    for (size_t i = 0; i < shapes->whole->count; i++) {
        bool may = next < shapes->omittable_count && shapes->omittable[next] == i;
        if (!may || !shape->key[next])
            shape->columns[shape->count++] = i;
        next += may;
    }
    if (shape->count == 0)
        shape->count = 1;
    return true;
}

static struct shape *add_shape(struct rowan_column_sets *shapes)
{
    struct shape *shape = calloc(1, sizeof *shape + shapes->omittable_count);

    if (!shape)
        return NULL;
    memcpy(shape->key, shapes->key, shapes->omittable_count);
    HASH_ADD(hh, shapes->table, key, shapes->omittable_count, shape);
    if (!shape->lost && list_columns(shapes, shape))
        return shape;
    free_shape(shapes, shape);
    return NULL;
}

static struct shape *find_shape(struct rowan_column_sets *shapes, rowan_cell_fn cell, const void *context,
                                size_t row)
{
    struct shape *shape = NULL;

    for (size_t i = 0; i < shapes->omittable_count; i++)
        shapes->key[i] = cell(context, shapes->omittable[i], row).omit;
    HASH_FIND(hh, shapes->table, shapes->key, shapes->omittable_count, shape);
    return shape ? shape : add_shape(shapes);
}

static bool add_row(struct shape *shape, size_t row)
{
    if (shape->row_count == shape->row_room) {
        size_t room = shape->row_room ? shape->row_room * 2 : 64;
        size_t *rows = realloc(shape->rows, room * sizeof *rows);
        if (!rows)
            return false;
        shape->rows = rows;
        shape->row_room = room;
    }
    shape->rows[shape->row_count++] = row;
    return true;
}

/* ---- writing ---- */

static struct rowan_value view_cell(const void *context, size_t column, size_t row)
{
    const struct view *view = context;

    return view->cell(view->context, view->shape->columns[column], view->shape->rows[row]);
}

static enum rowan_status write_shape(struct rowan_column_sets *shapes, struct shape *shape,
                                     rowan_cell_fn cell, const void *context, struct rowan_error *err)
{
    struct view view = {cell, context, shape};
    enum rowan_status st = ROWAN_OK;

    if (!shape->inserter)
        st = rowan_insert_narrow(&shape->inserter, shapes->whole, shape->columns, shape->count, err);
    if (st == ROWAN_OK)
        st = rowan_insert_rows(shape->inserter, view_cell, &view, 0, shape->row_count, err);
    return st;
}

/* Write what is in hand before a row of another shape. */
static enum rowan_status keep_order(struct rowan_column_sets *shapes, struct shape *last,
                                    const struct shape *next, rowan_cell_fn cell, const void *context,
                                    struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (shapes->in_order && last && last != next) {
        st = write_shape(shapes, last, cell, context, err);
        last->row_count = 0;
    }
    return st;
}

static int64_t take_stored(struct rowan_inserter *inserter)
{
    int64_t stored = inserter ? inserter->stored : 0;

    if (inserter)
        inserter->stored = 0;
    return stored;
}

/* Empty all lists, and give up the oldest shapes beyond the ceiling. */
static void settle(struct rowan_column_sets *shapes)
{
    size_t count = HASH_COUNT(shapes->table);
    struct shape *shape, *next;

    HASH_ITER(hh, shapes->table, shape, next)
    {
        shape->row_count = 0;
        if (count > SHAPES_MAX) {
            /* cppcheck-suppress uninitvar; HASH_ITER sets it */
            shapes->stored += take_stored(shape->inserter);
            free_shape(shapes, shape);
            count--;
        }
    }
}

enum rowan_status rowan_column_sets_rows(struct rowan_column_sets *shapes, rowan_cell_fn cell,
                                         const void *context, size_t begin, size_t end,
                                         struct rowan_error *err)
{
    struct shape *last = NULL;
    enum rowan_status st = ROWAN_OK;

    if (shapes->omittable_count == 0)
        return rowan_insert_rows(shapes->whole, cell, context, begin, end, err);
    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        struct shape *shape = find_shape(shapes, cell, context, row);
        if (shape)
            st = keep_order(shapes, last, shape, cell, context, err);
        if (!shape || !add_row(shape, row))
            st = rowan_out_of_memory(err);
        last = shape;
    }
    for (struct shape *shape = shapes->table; shape && st == ROWAN_OK; shape = shape->hh.next)
        if (shape->row_count)
            st = write_shape(shapes, shape, cell, context, err);
    settle(shapes);
    return st;
}

int64_t rowan_column_sets_stored(struct rowan_column_sets *shapes)
{
    int64_t stored = take_stored(shapes->whole) + shapes->stored;

    shapes->stored = 0;
    for (struct shape *shape = shapes->table; shape; shape = shape->hh.next)
        stored += take_stored(shape->inserter);
    return stored;
}
