#include "value/partial_date.h"

#include "value/calendar.h"

void rowan_partial_date_fill(enum rowan_partial partial, struct rowan_datetime *m)
{
    bool last = partial == ROWAN_PARTIAL_LAST;

    if (m->month < 0)
        m->month = last ? 12 : 1;
    if (m->month < 1 || m->month > 12) /* whoever checks the date says so */
        m->day = 1;
    else
        m->day = last ? rowan_calendar_month_days(m->year, m->month) : 1;
}

/* -MM. Else it may be an offset. */
static int take_month(struct rowan_slice *rest)
{
    int month = rest->size >= 3 && rest->data[0] == '-' ? rowan_datetime_two_digits(rest->data + 1) : -1;

    if (month < 0 || (rest->size > 3 && rest->data[3] == ':'))
        return -1;
    rest->data += 3;
    rest->size -= 3;
    return month;
}

const char *rowan_partial_date_read(enum rowan_partial partial, struct rowan_slice text,
                                    struct rowan_datetime *m)
{
    struct rowan_slice rest = {text.data + 4, text.size - 4};
    int century, year, month;
    const char *why = NULL;

    if (text.size < 4)
        return "";
    century = rowan_datetime_two_digits(text.data);
    year = rowan_datetime_two_digits(text.data + 2);
    if (century < 0 || year < 0)
        return "";
    m->year = century * 100 + year;
    month = take_month(&rest);
    m->month = month;
    rowan_partial_date_fill(partial, m);
    /* the offset has its colon: 2024-0305 is no year */
    if (rest.size > 0 && rest.size != 6 && rest.data[0] != 'Z')
        return "";
    if (rest.size > 0)
        why = rowan_datetime_take_zone(&rest, m);
    if (!why && rest.size > 0)
        why = "";
    return why ? why : rowan_datetime_check_date(m);
}
