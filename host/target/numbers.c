/*
 * The list of what was given, by the numbers that rows have until then. It goes on from table to table, and
 * from part to part of a document that comes in parts.
 */
#include "target/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "plan/existing.h"
#include "target/existing_rows.h"
#include "target/identity_rows.h"
#include "target/sequence_numbers.h"

#define NUMBER_NONE INT64_MIN /* no row was found, and the cell is NULL */

/* A column whose keys are looked up. */
struct existing_source {
    size_t table, column;
    bool own; /* the mapping fills the table that has them */
    struct rowan_existing_rows *rows;
};

struct rowan_numbers {
    const struct rowan_plan *plan;
    struct rowan_sequence_numbers *sequences; /* NULL: there are none */
    struct existing_source *existing;
    size_t existing_count;
    struct rowan_identity_rows **identities; /* by table of the plan; NULL: it reads no numbers back */
    int64_t *given;                          /* by the number that rows have until then */
    size_t room;
};

/* ---- opening ---- */

static bool is_filled(const struct rowan_plan *plan, const char *table)
{
    for (size_t t = 0; t < plan->table_count; t++)
        if (strcmp(plan->tables[t].name, table) == 0)
            return true;
    return false;
}

static enum rowan_status add_existing(struct rowan_numbers *numbers, const struct rowan_endpoint *target,
                                      size_t table, size_t column, struct rowan_error *err)
{
    const struct rowan_column *of = &numbers->plan->tables[table].columns[column];
    size_t i = numbers->existing_count;
    struct existing_source *existing = realloc(numbers->existing, (i + 1) * sizeof *existing);

    if (!existing)
        return rowan_out_of_memory(err);
    numbers->existing = existing;
    numbers->existing_count++;
    existing[i] =
        (struct existing_source){table, column, is_filled(numbers->plan, of->existing->table), NULL};
    return rowan_existing_rows_open(&existing[i].rows, target, numbers->plan, table, column, err);
}

static enum rowan_status open_table(struct rowan_numbers *numbers, const struct rowan_endpoint *target,
                                    size_t table, struct rowan_error *err)
{
    const struct rowan_table *of = &numbers->plan->tables[table];
    enum rowan_status st = ROWAN_OK;

    for (size_t c = 0; c < of->column_count && st == ROWAN_OK; c++)
        if (of->columns[c].origin == ROWAN_FROM_EXISTING)
            st = add_existing(numbers, target, table, c, err);
    if (st == ROWAN_OK && of->reads_back)
        st = rowan_identity_rows_open(&numbers->identities[table], target, numbers->plan, table, err);
    return st;
}

enum rowan_status rowan_numbers_open_lookups(struct rowan_numbers *numbers,
                                             const struct rowan_endpoint *target, struct rowan_error *err)
{
    const struct rowan_plan *plan = numbers->plan;
    enum rowan_status st = ROWAN_OK;

    numbers->identities = calloc(plan->table_count + 1, sizeof(struct rowan_identity_rows *));
    if (!numbers->identities)
        return rowan_out_of_memory(err);
    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++)
        st = open_table(numbers, target, t, err);
    return st;
}

enum rowan_status rowan_numbers_open(struct rowan_numbers **out, const struct rowan_endpoint *target,
                                     const struct rowan_plan *plan, struct rowan_error *err)
{
    struct rowan_numbers *numbers;
    enum rowan_status st;

    *out = NULL;
    if (!plan->numbered)
        return ROWAN_OK;
    numbers = calloc(1, sizeof *numbers);
    if (!numbers)
        return rowan_out_of_memory(err);
    numbers->plan = plan;
    st = rowan_sequence_numbers_open(&numbers->sequences, target, plan, err);
    if (st == ROWAN_OK)
        *out = numbers;
    else
        rowan_numbers_close(numbers);
    return st;
}

void rowan_numbers_close(struct rowan_numbers *numbers)
{
    if (!numbers)
        return;
    rowan_sequence_numbers_close(numbers->sequences);
    for (size_t i = 0; i < numbers->existing_count; i++)
        rowan_existing_rows_close(numbers->existing[i].rows);
    for (size_t t = 0; numbers->identities && t < numbers->plan->table_count; t++)
        rowan_identity_rows_close(numbers->identities[t]);
    free(numbers->existing);
    free(numbers->identities);
    free(numbers->given);
    free(numbers);
}

/* ---- giving ---- */

enum rowan_status rowan_numbers_begin(struct rowan_numbers *numbers, struct rowan_error *err)
{
    return numbers->sequences ? rowan_sequence_numbers_begin(numbers->sequences, err) : ROWAN_OK;
}

static bool reserve(struct rowan_numbers *numbers, size_t most)
{
    size_t room = numbers->room ? numbers->room : 256;
    int64_t *given;

    if (most < numbers->room)
        return true;
    while (room <= most)
        room *= 2;
    given = realloc(numbers->given, room * sizeof *given);
    if (!given)
        return false;
    numbers->given = given;
    numbers->room = room;
    return true;
}

/* Room for what rows of a table before end are given: they have rising numbers until then. */
static bool reserve_table(struct rowan_numbers *numbers, const struct rowan_rows *rows, size_t table,
                          size_t end)
{
    const struct rowan_table *of = &numbers->plan->tables[table];

    for (size_t c = 0; c < of->column_count; c++) {
        enum rowan_origin origin = of->columns[c].origin;
        if ((origin == ROWAN_FROM_SEQUENCE || origin == ROWAN_FROM_EXISTING ||
             origin == ROWAN_FROM_IDENTITY) &&
            !reserve(numbers, (size_t)rows->tables[table].cells[c].numbers[end - 1]))
            return false;
    }
    return true;
}

/* Those of one table, that are its mapping's own or not. */
static enum rowan_status look_up(struct rowan_numbers *numbers, const struct rowan_rows *rows, size_t table,
                                 size_t begin, size_t end, bool own, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < numbers->existing_count && st == ROWAN_OK; i++) {
        const struct existing_source *existing = &numbers->existing[i];
        if (existing->table == table && existing->own == own)
            st = rowan_existing_rows_give(existing->rows, rows, begin, end, numbers->given, NUMBER_NONE, err);
    }
    return st;
}

enum rowan_status rowan_numbers_look_up(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                        size_t first, size_t last, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; numbers->existing_count && t < numbers->plan->table_count && st == ROWAN_OK; t++) {
        size_t begin, end;
        rowan_rows_range(rows, t, first, last, &begin, &end);
        if (begin == end)
            continue;
        if (!reserve_table(numbers, rows, t, end))
            return rowan_out_of_memory(err);
        st = look_up(numbers, rows, t, begin, end, false, err);
    }
    return st;
}

enum rowan_status rowan_numbers_give(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                     size_t table, size_t first, size_t last, struct rowan_error *err)
{
    enum rowan_status st;
    size_t begin, end;

    rowan_rows_range(rows, table, first, last, &begin, &end);
    if (begin == end)
        return ROWAN_OK;
    if (!reserve_table(numbers, rows, table, end))
        return rowan_out_of_memory(err);
    st = look_up(numbers, rows, table, begin, end, true, err);
    if (st == ROWAN_OK && numbers->sequences && !numbers->plan->tables[table].conflict)
        st = rowan_sequence_numbers_give(numbers->sequences, rows, table, NULL, begin, end, numbers->given,
                                         err);
    return st;
}

enum rowan_status rowan_numbers_take(const struct rowan_numbering *numbering, const size_t *list,
                                     size_t count, struct rowan_error *err)
{
    const struct rowan_numbers *numbers = numbering->numbers;

    if (!numbers->sequences)
        return ROWAN_OK;
    return rowan_sequence_numbers_give(numbers->sequences, numbering->rows, numbering->table, list, 0, count,
                                       numbers->given, err);
}

int64_t *rowan_numbers_place(const struct rowan_numbering *numbering, size_t column, size_t row)
{
    return &numbering->numbers->given[numbering->rows->tables[numbering->table].cells[column].numbers[row]];
}

struct rowan_numbered_rows rowan_numbers_all_columns(const struct rowan_numbers *numbers,
                                                     const struct rowan_rows *rows, size_t table)
{
    struct rowan_numbered_rows numbered = rowan_numbers_rows(numbers, rows, table);

    numbered.left_out = ROWAN_NO_COLUMN;
    return numbered;
}

static enum rowan_status read_back(const struct rowan_numbering *numbering, const size_t *list, size_t begin,
                                   size_t end, struct rowan_error *err)
{
    struct rowan_numbers *numbers = numbering->numbers;
    struct rowan_identity_rows *identity = numbers->identities[numbering->table];
    const struct rowan_numbered_rows numbered =
        rowan_numbers_all_columns(numbers, numbering->rows, numbering->table);

    if (!identity || begin == end)
        return ROWAN_OK;
    return rowan_identity_rows_give(identity, rowan_numbers_cell, &numbered, numbering->rows, list, begin,
                                    end, numbers->given, err);
}

enum rowan_status rowan_numbers_read_back(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                          size_t table, size_t first, size_t last, struct rowan_error *err)
{
    const struct rowan_numbering numbering = {numbers, rows, table};
    size_t begin, end;

    rowan_rows_range(rows, table, first, last, &begin, &end);
    return read_back(&numbering, NULL, begin, end, err);
}

enum rowan_status rowan_numbers_read_back_list(const struct rowan_numbering *numbering, const size_t *list,
                                               size_t count, struct rowan_error *err)
{
    return read_back(numbering, list, 0, count, err);
}

enum rowan_status rowan_numbers_try(struct rowan_numbers *numbers, const struct rowan_column **failed,
                                    struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (numbers->sequences)
        st = rowan_sequence_numbers_try(numbers->sequences, failed, err);
    for (size_t i = 0; i < numbers->existing_count && st == ROWAN_OK; i++)
        st = rowan_existing_rows_try(numbers->existing[i].rows, err);
    for (size_t t = 0; numbers->identities && t < numbers->plan->table_count && st == ROWAN_OK; t++)
        if (numbers->identities[t])
            st = rowan_identity_rows_try(numbers->identities[t], err);
    return st;
}

/* ---- reading ---- */

int64_t rowan_numbers_given(const struct rowan_numbers *numbers, int64_t number)
{
    return numbers->given[number];
}

struct rowan_numbered_rows rowan_numbers_rows(const struct rowan_numbers *numbers,
                                              const struct rowan_rows *rows, size_t table)
{
    const struct rowan_table *of = &numbers->plan->tables[table];

    return (struct rowan_numbered_rows){of, &rows->tables[table], numbers->given, rowan_table_identity(of)};
}

struct rowan_value rowan_numbers_cell(const void *context, size_t column, size_t row)
{
    const struct rowan_numbered_rows *numbered = context;
    struct rowan_value value;

    column += column >= numbered->left_out;
    value = rowan_cells_get(&numbered->rows->cells[column], row);
    if (numbered->table->columns[column].numbered && !value.null) {
        value.number = numbered->given[value.number];
        value.null = value.number == NUMBER_NONE;
    }
    return value;
}
