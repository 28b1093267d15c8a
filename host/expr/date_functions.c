/*
 * Dates: those that the types date and timestamp read, in the mapping's formats. A function takes the date as
 * it is written and keeps what follows it (time, offset); only comparison and datediff look at offsets.
 */
#include "expr/date_functions.h"

#include "base/ascii.h"
#include "value/assumed_zone.h"
#include "value/calendar.h"
#include "value/datetime_format.h"
#include "value/duration.h"

#define DATE_SIZE 10 /* YYYY-MM-DD */

bool rowan_expr_unit_find(struct rowan_slice word, enum rowan_expr_unit *unit)
{
    static const char *const units[] = {"day", "month", "year"};

    for (int i = 0; i < 3; i++) {
        if (word.size == strlen(units[i]) && rowan_ascii_same_prefix(word.data, units[i], word.size)) {
            *unit = (enum rowan_expr_unit)i;
            return true;
        }
    }
    return false;
}

static bool has_time(struct rowan_slice text)
{
    return text.size > DATE_SIZE && (text.data[DATE_SIZE] == 'T' || text.data[DATE_SIZE] == ' ');
}

/* A text in another format is written anew, so that it, too, begins with its date. */
static enum rowan_status to_iso(struct rowan_expr_run *run, const struct rowan_datetime *m,
                                struct rowan_slice *text)
{
    char printed[ROWAN_DATETIME_PRINTED];

    if (m->iso)
        return ROWAN_OK;
    text->size = rowan_datetime_print_all(m, printed);
    text->data = rowan_arena_copy(run->arena, printed, text->size);
    return text->data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

/* *text becomes the trimmed text; blank text gives the year 0. */
static enum rowan_status read_date(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *value, struct rowan_datetime *m,
                                   struct rowan_slice *text)
{
    struct rowan_error err = {0};
    const char *why;
    enum rowan_status st = rowan_expr_to_text(run, value);

    if (st != ROWAN_OK)
        return st;
    *text = rowan_slice_trim(value->text);
    if (text->size == 0)
        return ROWAN_OK;
    why = rowan_datetime_read(run->dates, ROWAN_DATE, *text, m);
    if (!why)
        return ROWAN_OK;
    rowan_datetime_fail(run->dates, has_time(*text) ? ROWAN_TIMESTAMP : ROWAN_DATE, *text, why, &err);
    return rowan_expr_fail_value(run, node, "%s", err.message);
}

/* *text becomes a text that begins with the date. */
static enum rowan_status read_day(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *value, struct rowan_day *day,
                                  struct rowan_slice *text)
{
    struct rowan_datetime m = {0};
    enum rowan_status st = read_date(run, node, value, &m, text);

    *day = (struct rowan_day){m.year, m.month, m.day};
    return st == ROWAN_OK && m.year ? to_iso(run, &m, text) : st;
}

/* The day that it is where dates and times without an offset are from. */
static enum rowan_status read_local_day(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        struct rowan_expr_value *value, struct rowan_day *day)
{
    struct rowan_slice text;
    struct rowan_datetime m = {0};
    enum rowan_status st = read_date(run, node, value, &m, &text);

    if (st == ROWAN_OK && !rowan_assumed_zone_date(run->dates ? run->dates->assumed : NULL, &m))
        st = rowan_expr_fail_value(run, node, "in UTC this is not in the years 0001 to 9999");
    *day = (struct rowan_day){m.year, m.month, m.day};
    return st;
}

/* ---- the calendar ---- */

/* A day that the month does not have becomes its last one. */
static struct rowan_day add_months(struct rowan_day d, int64_t months)
{
    int64_t all = (int64_t)d.year * 12 + d.month - 1 + months;

    if (all < 12 || all >= 120000)
        return (struct rowan_day){0, 0, 0};
    d.year = (int)(all / 12);
    d.month = (int)(all % 12) + 1;
    if (d.day > rowan_calendar_month_days(d.year, d.month))
        d.day = rowan_calendar_month_days(d.year, d.month);
    return d;
}

static struct rowan_day add_days(struct rowan_day d, int64_t days)
{
    int64_t number = rowan_calendar_number(d) + days;

    if (number < ROWAN_CALENDAR_FIRST || number > ROWAN_CALENDAR_LAST)
        return (struct rowan_day){0, 0, 0};
    return rowan_calendar_day(number);
}

static struct rowan_day add_units(struct rowan_day d, enum rowan_expr_unit unit, int64_t n)
{
    switch (unit) {
    case ROWAN_EXPR_DAY:
        return add_days(d, n);
    case ROWAN_EXPR_MONTH:
        return add_months(d, n);
    case ROWAN_EXPR_YEAR:
        return add_months(d, n * 12);
    }
    return d;
}

/* ---- functions ---- */

/* text with its date replaced. */
static enum rowan_status put_day(struct rowan_expr_run *run, struct rowan_day d, struct rowan_slice text,
                                 struct rowan_expr_value *out)
{
    char *copy = rowan_arena_copy(run->arena, text.data, text.size);
    int numbers[3] = {d.year, d.month, d.day};
    static const int ends[] = {4, 7, 10};

    if (!copy)
        return rowan_out_of_memory(run->err);
    for (int i = 0; i < 3; i++)
        for (int at = ends[i], width = i == 0 ? 4 : 2; width > 0; width--, numbers[i] /= 10)
            copy[--at] = (char)('0' + numbers[i] % 10);
    rowan_expr_set_text(out, (struct rowan_slice){copy, text.size});
    return ROWAN_OK;
}

static enum rowan_status call_date(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_day d;
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = read_day(run, node->first, &arguments[0], &d, &text);

    out->kind = ROWAN_EXPR_NONE;
    if (st == ROWAN_OK && d.year)
        rowan_expr_set_text(out, (struct rowan_slice){text.data, DATE_SIZE});
    return st;
}

/* A date gets midnight; what is a timestamp stays as it is written. */
static enum rowan_status call_timestamp(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_day d;
    struct rowan_slice text = {NULL, 0};
    struct rowan_datetime m = {0};
    char printed[ROWAN_DATETIME_PRINTED];
    enum rowan_status st = read_day(run, node->first, &arguments[0], &d, &text);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !d.year)
        return st;
    if (!has_time(text)) {
        rowan_datetime_read_iso(ROWAN_DATE, text, &m);
        m.timed = true;
        text.size = rowan_datetime_print_all(&m, printed);
        text.data = rowan_arena_copy(run->arena, printed, text.size);
    }
    rowan_expr_set_text(out, text);
    return text.data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

static enum rowan_status call_dateadd(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_day d;
    struct rowan_slice text = {NULL, 0};
    int64_t n = 0;
    enum rowan_status st = rowan_expr_to_number(run, node->first, &arguments[0]);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || arguments[0].kind == ROWAN_EXPR_NONE)
        return st;
    if (!rowan_number_whole(&arguments[0].number, &n))
        return rowan_expr_fail_value(run, node->first, "only a whole number can be added to a date");
    st = read_day(run, node->first->next, &arguments[1], &d, &text);
    if (st != ROWAN_OK || !d.year)
        return st;
    if (n > 10000000 || n < -10000000)
        d.year = 0;
    else
        d = add_units(d, node->unit, n);
    if (d.year == 0)
        return rowan_expr_fail_value(run, node, "the result is not in the years 0001 to 9999");
    return put_day(run, d, text, out);
}

/* As SQL Server counts: how many ends of a day, month or year lie between. */
static enum rowan_status call_datediff(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_day from = {0, 0, 0}, to = {0, 0, 0};
    int64_t n = 0;
    enum rowan_status st = read_local_day(run, node->first, &arguments[0], &from);

    if (st == ROWAN_OK)
        st = read_local_day(run, node->first->next, &arguments[1], &to);
    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !from.year || !to.year)
        return st;
    switch (node->unit) {
    case ROWAN_EXPR_DAY:
        n = rowan_calendar_number(to) - rowan_calendar_number(from);
        break;
    case ROWAN_EXPR_MONTH:
        n = (int64_t)(to.year - from.year) * 12 + to.month - from.month;
        break;
    case ROWAN_EXPR_YEAR:
        n = to.year - from.year;
        break;
    }
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_set(&out->number, n);
    return ROWAN_OK;
}

static enum rowan_status part(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              struct rowan_expr_value *argument, int which, struct rowan_expr_value *out)
{
    struct rowan_day d = {0, 0, 0};
    struct rowan_slice text;
    enum rowan_status st = read_day(run, node->first, argument, &d, &text);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !d.year)
        return st;
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_set(&out->number, which == 0 ? d.year : which == 1 ? d.month : d.day);
    return ROWAN_OK;
}

static enum rowan_status call_year(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return part(run, node, &arguments[0], 0, out);
}

static enum rowan_status call_month(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return part(run, node, &arguments[0], 1, out);
}

static enum rowan_status call_day(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return part(run, node, &arguments[0], 2, out);
}

static enum rowan_status call_seconds(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);
    struct rowan_slice text = rowan_slice_trim(arguments[0].text);
    char seconds[ROWAN_DURATION_PRINTED], quoted[320];
    const char *why;

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || text.size == 0)
        return st;
    why = rowan_duration_seconds(text, seconds);
    if (why)
        return rowan_expr_fail_value(run, node->first,
                                     "%s is not a duration of days and less (P1DT2H30M)%s%s",
                                     rowan_quote(quoted, sizeof quoted, text), *why ? ": " : "", why);
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_read(&out->number, rowan_slice_of(seconds));
    return ROWAN_OK;
}

const struct rowan_expr_function rowan_expr_date_functions[] = {
    {.name = "date", .least = 1, .most = 1, .type = ROWAN_EXPR_TEMPORAL, .strict = call_date},
    {.name = "dateadd",
     .least = 2,
     .most = 2,
     .takes_unit = true,
     .type = ROWAN_EXPR_TEMPORAL,
     .numbers = 1,
     .strict = call_dateadd},
    {.name = "datediff",
     .least = 2,
     .most = 2,
     .takes_unit = true,
     .type = ROWAN_EXPR_NUMERIC,
     .strict = call_datediff},
    {.name = "day", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_day},
    {.name = "month", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_month},
    {.name = "seconds", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_seconds},
    {.name = "timestamp", .least = 1, .most = 1, .type = ROWAN_EXPR_TEMPORAL, .strict = call_timestamp},
    {.name = "year", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_year},
    {.name = NULL},
};
