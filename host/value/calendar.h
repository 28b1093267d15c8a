#ifndef ROWAN_CALENDAR_H
#define ROWAN_CALENDAR_H
/* Days of the Gregorian calendar, which holds in all years, as numbers: since 1 March of the year 0, which
 * puts the leap day last. */
#include <stdint.h>

struct rowan_day {
    int year, month, day;
};

#define ROWAN_CALENDAR_FIRST 306     /* 0001-01-01 */
#define ROWAN_CALENDAR_LAST  3652364 /* 9999-12-31 */
#define ROWAN_CALENDAR_1970  719468  /* where Unix time begins */
#define ROWAN_DAY_SECONDS    86400

int64_t rowan_calendar_number(struct rowan_day d);
/* number is not negative. */
struct rowan_day rowan_calendar_day(int64_t number);
/* How many days the month has. */
int rowan_calendar_month_days(int year, int month);
#endif
