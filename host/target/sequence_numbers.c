#include "target/sequence_numbers.h"

#include <stdlib.h>
#include <string.h>

#include "odbc/connection.h"
#include "odbc/dialect.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"

/* A column that is numbered. */
struct number_source {
    size_t table, column;
    struct rowan_statement *query;
    size_t first; /* by maximum: the first source of the same column of the same table of the database */
    int64_t last; /* by maximum: the number that was given last */
};

struct rowan_sequence_numbers {
    struct rowan_connection *db;
    const struct rowan_plan *plan;
    const struct rowan_sequence_rule *rule;
    struct number_source *sources;
    size_t count;
};

/* ---- opening ---- */

static const struct rowan_column *column_of(const struct rowan_sequence_numbers *numbers, size_t i)
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

static enum rowan_status add_name(struct rowan_sequence_numbers *numbers, struct rowan_buffer *name,
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

static enum rowan_status prepare(struct rowan_sequence_numbers *numbers, size_t i, const char *schema,
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
static size_t find_first(const struct rowan_sequence_numbers *numbers, size_t i)
{
    size_t first = 0;

    while (numbers->plan->tables[numbers->sources[first].table].first_into !=
               numbers->plan->tables[numbers->sources[i].table].first_into ||
           strcmp(column_of(numbers, first)->name, column_of(numbers, i)->name) != 0)
        first++;
    return first;
}

static enum rowan_status add_source(struct rowan_sequence_numbers *numbers, size_t table, size_t column,
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

static enum rowan_status add_sources(struct rowan_sequence_numbers *numbers, const char *schema,
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

enum rowan_status rowan_sequence_numbers_open(struct rowan_sequence_numbers **out,
                                              const struct rowan_endpoint *target,
                                              const struct rowan_plan *plan, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(target->db);
    struct rowan_sequence_numbers *numbers;
    enum rowan_status st;

    *out = NULL;
    if (!has_sequence(plan))
        return ROWAN_OK;
    if (!dialect->sequence.take && !dialect->sequence.maximum)
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
        rowan_sequence_numbers_close(numbers);
    return st;
}

void rowan_sequence_numbers_close(struct rowan_sequence_numbers *numbers)
{
    if (!numbers)
        return;
    for (size_t i = 0; i < numbers->count; i++)
        rowan_statement_free(numbers->sources[i].query);
    free(numbers->sources);
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

/* The rows that get numbers. */
struct numbered_batch {
    const struct rowan_rows *rows;
    const size_t *list; /* NULL: they follow each other */
    int64_t *given;
};

/* The number of a row is where its own stands. */
static int64_t *place_of(const struct numbered_batch *batch, const struct number_source *source, size_t i)
{
    size_t row = batch->list ? batch->list[i] : i;

    return &batch->given[batch->rows->tables[source->table].cells[source->column].numbers[row]];
}

/* Numbers for rows [begin, end), which is no more than one statement gives. */
static enum rowan_status take_some(struct rowan_sequence_numbers *numbers, size_t i,
                                   const struct numbered_batch *batch, size_t begin, size_t end,
                                   struct rowan_error *err)
{
    struct number_source *source = &numbers->sources[i];
    struct rowan_param count = {.kind = ROWAN_PARAM_INT, .number = (int64_t)(end - begin)};
    enum rowan_status st = rowan_statement_run(source->query, &count, 1, err);

    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        int64_t *number = place_of(batch, source, row);
        st = fetch_number(source->query, number, err);
        if (st == ROWAN_OK)
            st = check_range(column_of(numbers, i), *number, err);
    }
    rowan_statement_reset(source->query);
    return st;
}

static enum rowan_status take(struct rowan_sequence_numbers *numbers, size_t i,
                              const struct numbered_batch *batch, size_t begin, size_t end,
                              struct rowan_error *err)
{
    size_t most = numbers->rule->most ? numbers->rule->most : SIZE_MAX;
    enum rowan_status st = ROWAN_OK;

    for (size_t next; begin < end && st == ROWAN_OK; begin = next) {
        next = end - begin > most ? begin + most : end;
        st = take_some(numbers, i, batch, begin, next, err);
    }
    return st;
}

/* Behind what was there before the transaction, and what was given in it. */
static enum rowan_status count_on(struct rowan_sequence_numbers *numbers, size_t i,
                                  const struct numbered_batch *batch, size_t begin, size_t end,
                                  struct rowan_error *err)
{
    const struct number_source *source = &numbers->sources[i];
    struct number_source *first = &numbers->sources[source->first];
    enum rowan_status st = ROWAN_OK;

    if (first->last > INT64_MAX - (int64_t)(end - begin))
        return rowan_fail(err, ROWAN_CONFIG, "database", "there are no greater numbers");
    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        *place_of(batch, source, row) = ++first->last;
        st = check_range(column_of(numbers, i), first->last, err);
    }
    return st;
}

static enum rowan_status tell(const struct rowan_sequence_numbers *numbers, size_t i, enum rowan_status st,
                              struct rowan_error *err)
{
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "%s %s", numbers->rule->maximum ? "column" : "sequence",
                           numbers->rule->maximum ? column_of(numbers, i)->name
                                                  : column_of(numbers, i)->sequence);
    return st;
}

enum rowan_status rowan_sequence_numbers_begin(struct rowan_sequence_numbers *numbers,
                                               struct rowan_error *err)
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

enum rowan_status rowan_sequence_numbers_give(struct rowan_sequence_numbers *numbers,
                                              const struct rowan_rows *rows, size_t table, const size_t *list,
                                              size_t begin, size_t end, int64_t *given,
                                              struct rowan_error *err)
{
    struct numbered_batch batch = {rows, list, given};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < numbers->count && begin < end && st == ROWAN_OK; i++) {
        if (numbers->sources[i].table != table)
            continue;
        st = numbers->rule->maximum ? count_on(numbers, i, &batch, begin, end, err)
                                    : take(numbers, i, &batch, begin, end, err);
        st = tell(numbers, i, st, err);
    }
    return st;
}

enum rowan_status rowan_sequence_numbers_try(struct rowan_sequence_numbers *numbers,
                                             const struct rowan_column **failed, struct rowan_error *err)
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
    return st;
}
