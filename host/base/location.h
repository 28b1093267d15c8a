#ifndef ROWAN_LOCATION_H
#define ROWAN_LOCATION_H
/* Where something was written, for messages. In a plan, file lives as long as the plan. */
struct rowan_location {
    const char *file;
    int line;
};
#endif
