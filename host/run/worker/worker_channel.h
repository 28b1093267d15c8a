#ifndef ROWAN_REPORT_H
#define ROWAN_REPORT_H
/* A worker's way to say something to its supervisor. Writing blocks while the pipe is full: that is meant. */
#include "run/link/message.h"

struct rowan_report {
    int fd;
    bool gone; /* nobody reads any more: the supervisor is dead */
    struct rowan_buffer line;
    struct rowan_log log; /* what is logged here goes up as messages */
};

void rowan_report_init(struct rowan_report *report, int fd, enum rowan_log_level level);
void rowan_report_clear(struct rowan_report *report);
void rowan_report_fatal(struct rowan_report *report, const struct rowan_error *err);
void rowan_report_event(struct rowan_report *report, enum rowan_event event);
/* ROWAN_DATABASE when the key is not UTF-8; ROWAN_STOPPED when nobody reads. */
enum rowan_status rowan_report_border(struct rowan_report *report, struct rowan_text key, int64_t count,
                                      struct rowan_error *err);
/* What the profile has added up to. */
void rowan_report_profile(struct rowan_report *report, const struct rowan_profile *profile);
/* False once the supervisor is dead. */
bool rowan_report_alive(struct rowan_report *report);
#endif
