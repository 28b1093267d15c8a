#include "value/calendar.h"

#include <stdbool.h>

int64_t rowan_calendar_number(struct rowan_day d)
{
    int64_t year = d.month > 2 ? d.year : d.year - 1;
    int64_t month = (d.month + 9) % 12;

    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + d.day - 1;
}

struct rowan_day rowan_calendar_day(int64_t number)
{
    struct rowan_day d;
    int64_t era = number / 146097; /* 400 years */
    int64_t of_era = number % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (year * 365 + year / 4 - year / 100);
    int64_t month = (of_year * 5 + 2) / 153;

    d.day = (int)(of_year - (month * 153 + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(year + era * 400 + (d.month <= 2));
    return d;
}

int rowan_calendar_month_days(int year, int month)
{
    static const char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month];
}
