/*
 * A sequence is asked once for the rows of a transaction. Its numbers do not come back when that is rolled
 * back: what is left is a gap. Without sequences the greatest number of the column goes on, which nobody else
 * can do before the commit.
 */
#include "target/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "odbc/connection.h"
#include "odbc/dialect.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "target/existing_rows.h"

#define NUMBER_NONE INT64_MIN /* no row was found, and the cell is NULL */

/* A column that is numbered. */
struct number_source {
    size_t table, column;
    struct rowan_statement *query;
    size_t first; /* by maximum: the first source of the same column of the same table of the database */
    int64_t last; /* by maximum: the number that was given last */
};

/* A column whose keys are looked up. */
struct existing_source {
    size_t table, column;
    struct rowan_existing_rows *rows;
};

struct rowan_numbers {
    struct rowan_connection *db;
    const struct rowan_plan *plan;
    const struct rowan_sequence_rule *rule;
    struct number_source *sources;
    size_t count;
    struct existing_source *existing;
    size_t existing_count;
    int64_t *given; /* by the number that rows have until then */
    size_t room;
};

/* ---- opening ---- */

static const struct rowan_column *column_of(const struct rowan_numbers *numbers, size_t i)
{
    return &numbers->plan->tables[numbers->sources[i].table].columns[numbers->sources[i].column];
}

/* 'x' of a name: single quotes are doubled there. */
static bool append_quoted(struct rowan_buffer *out, struct rowan_slice name)
{
    bool good = rowan_buffer_reserve(out, name.size + 1);

    for (size_t i = 0; good && i < name.size; i++)
        good = (name.data[i] != '\'' || rowan_buffer_append_char(out, '\'')) &&
               rowan_buffer_append_char(out, name.data[i]);
    return good && rowan_buffer_string(out);
}

static enum rowan_status add_name(struct rowan_numbers *numbers, struct rowan_buffer *name,
                                  const char *schema, const char *text, bool in_text, struct rowan_error *err)
{
    struct rowan_buffer plain = {0};
    enum rowan_status st = rowan_connection_quote(numbers->db, &plain, schema, text, err);

    if (st == ROWAN_OK &&
        !(in_text ? append_quoted(name, rowan_buffer_slice(&plain))
                  : rowan_buffer_append(name, plain.data, plain.size) && rowan_buffer_string(name) != NULL))
        st = rowan_out_of_memory(err);
    rowan_buffer_clear(&plain);
    return st;
}

static enum rowan_status prepare(struct rowan_numbers *numbers, size_t i, const char *schema,
                                 struct rowan_error *err)
{
    const struct rowan_column *column = column_of(numbers, i);
    const char *maximum = numbers->rule->maximum;
    struct rowan_buffer name = {0}, text = {0};
    struct rowan_sql sql;
    enum rowan_status st = add_name(numbers, &name, maximum ? NULL : schema,
                                    maximum ? column->name : column->sequence, numbers->rule->in_text, err);

    if (st == ROWAN_OK) {
        rowan_sql_begin(&sql, rowan_connection_server(numbers->db), &text, err);
        rowan_sql_add_cast(&sql, maximum ? maximum : numbers->rule->take, name.data);
        if (maximum)
            rowan_sql_add_name(&sql, schema, numbers->plan->tables[numbers->sources[i].table].name);
        st = rowan_statement_prepare(&numbers->sources[i].query, numbers->db, &sql);
    }
    rowan_buffer_clear(&name);
    rowan_buffer_clear(&text);
    return st;
}

/* Several into of one table have one count. */
static size_t find_first(const struct rowan_numbers *numbers, size_t i)
{
    size_t first = 0;

    while (numbers->plan->tables[numbers->sources[first].table].first_into !=
               numbers->plan->tables[numbers->sources[i].table].first_into ||
           strcmp(column_of(numbers, first)->name, column_of(numbers, i)->name) != 0)
        first++;
    return first;
}

static enum rowan_status add_source(struct rowan_numbers *numbers, size_t table, size_t column,
                                    const char *schema, struct rowan_error *err)
{
    size_t i = numbers->count;
    struct number_source *sources = realloc(numbers->sources, (i + 1) * sizeof *sources);

    if (!sources)
        return rowan_out_of_memory(err);
    numbers->sources = sources;
    numbers->count++;
    sources[i] = (struct number_source){.table = table, .column = column};
    sources[i].first = find_first(numbers, i);
    return prepare(numbers, i, schema, err);
}

static enum rowan_status add_sources(struct rowan_numbers *numbers, const char *schema,
                                     struct rowan_error *err)
{
    const struct rowan_plan *plan = numbers->plan;
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count && st == ROWAN_OK; c++)
            if (plan->tables[t].columns[c].origin == ROWAN_FROM_SEQUENCE)
                st = add_source(numbers, t, c, schema, err);
    return st;
}

static bool has_sequence(const struct rowan_plan *plan)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            if (plan->tables[t].columns[c].origin == ROWAN_FROM_SEQUENCE)
                return true;
    return false;
}

static enum rowan_status add_one_existing(struct rowan_numbers *numbers, const struct rowan_endpoint *target,
                                          size_t table, size_t column, struct rowan_error *err)
{
    size_t i = numbers->existing_count;
    struct existing_source *existing = realloc(numbers->existing, (i + 1) * sizeof *existing);

    if (!existing)
        return rowan_out_of_memory(err);
    numbers->existing = existing;
    numbers->existing_count++;
    existing[i] = (struct existing_source){table, column, NULL};
    return rowan_existing_rows_open(&existing[i].rows, target, numbers->plan, table, column, err);
}

enum rowan_status rowan_numbers_open_existing(struct rowan_numbers *numbers,
                                              const struct rowan_endpoint *target, struct rowan_error *err)
{
    const struct rowan_plan *plan = numbers->plan;
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count && st == ROWAN_OK; c++)
            if (plan->tables[t].columns[c].origin == ROWAN_FROM_EXISTING)
                st = add_one_existing(numbers, target, t, c, err);
    return st;
}

enum rowan_status rowan_numbers_open(struct rowan_numbers **out, const struct rowan_endpoint *target,
                                     const struct rowan_plan *plan, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(target->db);
    struct rowan_numbers *numbers;
    enum rowan_status st;

    *out = NULL;
    if (!plan->numbered)
        return ROWAN_OK;
    if (!dialect->sequence.take && !dialect->sequence.maximum && has_sequence(plan))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", ROWAN_NUMBERS_UNKNOWN);
    numbers = calloc(1, sizeof *numbers);
    if (!numbers)
        return rowan_out_of_memory(err);
    numbers->db = target->db;
    numbers->plan = plan;
    numbers->rule = &dialect->sequence;
    st = add_sources(numbers, target->schema, err);
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
    for (size_t i = 0; i < numbers->count; i++)
        rowan_statement_free(numbers->sources[i].query);
    for (size_t i = 0; i < numbers->existing_count; i++)
        rowan_existing_rows_close(numbers->existing[i].rows);
    free(numbers->existing);
    free(numbers->sources);
    free(numbers->given);
    free(numbers);
}

/* ---- taking ---- */

static enum rowan_status fetch_number(struct rowan_statement *query, int64_t *number, struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = rowan_statement_fetch(query, &more, err);

    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, err);
    if (st == ROWAN_OK && !text.data)
        return rowan_fail(err, ROWAN_DATABASE, "database", "it gave fewer numbers than were asked for");
    if (st == ROWAN_OK)
        *number = strtoll(text.data, NULL, 10);
    return st;
}

static enum rowan_status check_range(const struct rowan_column *column, int64_t number,
                                     struct rowan_error *err)
{
    int64_t low, high;

    if (!rowan_type_range(&column->type, &low, &high) || (number >= low && number <= high))
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_CONFIG, "database", "it gave %lld, which is no %s", (long long)number,
                      rowan_kind_name(column->type.kind));
}

/* The number of a row is where its own stands. */
static int64_t *place_of(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                         const struct number_source *source, size_t row)
{
    return &numbers->given[rows->tables[source->table].cells[source->column].numbers[row]];
}

/* Numbers for rows [begin, end), which is no more than one statement gives. */
static enum rowan_status take_some(struct rowan_numbers *numbers, size_t i, const struct rowan_rows *rows,
                                   size_t begin, size_t end, struct rowan_error *err)
{
    struct number_source *source = &numbers->sources[i];
    struct rowan_param count = {.kind = ROWAN_PARAM_INT, .number = (int64_t)(end - begin)};
    enum rowan_status st = rowan_statement_run(source->query, &count, 1, err);

    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        int64_t *number = place_of(numbers, rows, source, row);
        st = fetch_number(source->query, number, err);
        if (st == ROWAN_OK)
            st = check_range(column_of(numbers, i), *number, err);
    }
    rowan_statement_reset(source->query);
    return st;
}

static enum rowan_status take(struct rowan_numbers *numbers, size_t i, const struct rowan_rows *rows,
                              size_t begin, size_t end, struct rowan_error *err)
{
    size_t most = numbers->rule->most ? numbers->rule->most : SIZE_MAX;
    enum rowan_status st = ROWAN_OK;

    for (size_t next; begin < end && st == ROWAN_OK; begin = next) {
        next = end - begin > most ? begin + most : end;
        st = take_some(numbers, i, rows, begin, next, err);
    }
    return st;
}

/* Behind what was there before the transaction, and what was given in it. */
static enum rowan_status count_on(struct rowan_numbers *numbers, size_t i, const struct rowan_rows *rows,
                                  size_t begin, size_t end, struct rowan_error *err)
{
    const struct number_source *source = &numbers->sources[i];
    struct number_source *first = &numbers->sources[source->first];
    enum rowan_status st = ROWAN_OK;

    if (first->last > INT64_MAX - (int64_t)(end - begin))
        return rowan_fail(err, ROWAN_CONFIG, "database", "there are no greater numbers");
    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        *place_of(numbers, rows, source, row) = ++first->last;
        st = check_range(column_of(numbers, i), first->last, err);
    }
    return st;
}

/* Rows of a table have rising numbers until then. */
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

static enum rowan_status tell(const struct rowan_numbers *numbers, size_t i, enum rowan_status st,
                              struct rowan_error *err)
{
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "%s %s", numbers->rule->maximum ? "column" : "sequence",
                           numbers->rule->maximum ? column_of(numbers, i)->name
                                                  : column_of(numbers, i)->sequence);
    return st;
}

enum rowan_status rowan_numbers_begin(struct rowan_numbers *numbers, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; numbers->rule->maximum && i < numbers->count && st == ROWAN_OK; i++) {
        struct number_source *source = &numbers->sources[i];
        if (source->first != i)
            continue;
        st = rowan_statement_run(source->query, NULL, 0, err);
        if (st == ROWAN_OK)
            st = fetch_number(source->query, &source->last, err);
        rowan_statement_reset(source->query);
        st = tell(numbers, i, st, err);
    }
    return st;
}

static enum rowan_status give(struct rowan_numbers *numbers, size_t i, const struct rowan_rows *rows,
                              size_t begin, size_t end, struct rowan_error *err)
{
    const struct number_source *source = &numbers->sources[i];

    if (begin == end)
        return ROWAN_OK;
    if (!reserve(numbers, (size_t)rows->tables[source->table].cells[source->column].numbers[end - 1]))
        return rowan_out_of_memory(err);
    return numbers->rule->maximum ? count_on(numbers, i, rows, begin, end, err)
                                  : take(numbers, i, rows, begin, end, err);
}

static enum rowan_status look_up(struct rowan_numbers *numbers, const struct existing_source *existing,
                                 const struct rowan_rows *rows, size_t first, size_t last,
                                 struct rowan_error *err)
{
    size_t begin, end;

    rowan_rows_range(rows, existing->table, first, last, &begin, &end);
    if (begin == end)
        return ROWAN_OK;
    if (!reserve(numbers, (size_t)rows->tables[existing->table].cells[existing->column].numbers[end - 1]))
        return rowan_out_of_memory(err);
    return rowan_existing_rows_give(existing->rows, rows, begin, end, numbers->given, NUMBER_NONE, err);
}

/* Keys first: when one is missing, no number is taken in vain. */
enum rowan_status rowan_numbers_give(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                     size_t first, size_t last, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < numbers->existing_count && st == ROWAN_OK; i++)
        st = look_up(numbers, &numbers->existing[i], rows, first, last, err);
    for (size_t i = 0; i < numbers->count && st == ROWAN_OK; i++) {
        size_t begin, end;
        rowan_rows_range(rows, numbers->sources[i].table, first, last, &begin, &end);
        st = give(numbers, i, rows, begin, end, err);
        st = tell(numbers, i, st, err);
    }
    return st;
}

enum rowan_status rowan_numbers_try(struct rowan_numbers *numbers, const struct rowan_column **failed,
                                    struct rowan_error *err)
{
    struct rowan_param one = {.kind = ROWAN_PARAM_INT, .number = 1};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < numbers->count && st == ROWAN_OK; i++) {
        struct rowan_statement *query = numbers->sources[i].query;
        int64_t number;
        *failed = column_of(numbers, i);
        st = rowan_statement_run(query, &one, !numbers->rule->maximum, err);
        if (st == ROWAN_OK)
            st = fetch_number(query, &number, err);
        rowan_statement_reset(query);
        st = tell(numbers, i, st, err);
    }
    for (size_t i = 0; i < numbers->existing_count && st == ROWAN_OK; i++)
        st = rowan_existing_rows_try(numbers->existing[i].rows, err);
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
    return (struct rowan_numbered_rows){&numbers->plan->tables[table], &rows->tables[table], numbers->given};
}

struct rowan_value rowan_numbers_cell(const void *context, size_t column, size_t row)
{
    const struct rowan_numbered_rows *numbered = context;
    struct rowan_value value = rowan_cells_get(&numbered->rows->cells[column], row);

    if (numbered->table->columns[column].numbered && !value.null) {
        value.number = numbered->given[value.number];
        value.null = value.number == NUMBER_NONE;
    }
    return value;
}
