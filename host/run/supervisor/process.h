#ifndef ROWAN_PROCESS_H
#define ROWAN_PROCESS_H
/*
 * One worker process: fork and exec, its ends of the pipes, its death. Nothing here blocks.
 *
 * The child has: 0 = /dev/null, 1 and 2 = the supervisor's standard error, 3 = configuration (read), 4 =
 * messages (write), 5 = scoreboard; everything else is closed. It is the leader of its own process group, so
 * that Ctrl-C at a terminal reaches the supervisor alone, which then asks the workers to drain.
 */
#include <poll.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/status.h"

struct rowan_process {
    pid_t pid;                  /* 0: there is none */
    int config_fd;              /* -1 once it is sent */
    int channel_fd;             /* -1 after its end */
    struct rowan_buffer config; /* what is to be sent */
    size_t sent;
    struct rowan_buffer input; /* messages that are not whole lines yet */
    size_t taken;              /* of input: handed out as lines, dropped before more is read */
};

/* Which program, and what the child is to know. */
struct rowan_start {
    const char *program; /* NULL: this one */
    size_t score;
    int scoreboard_fd;
};

void rowan_process_init(struct rowan_process *process);
/* Close what is open; the process must have been reaped. */
void rowan_process_clear(struct rowan_process *process);
/* Start it. process->config holds what it is to read; sending goes on in rowan_process_pump. */
enum rowan_status rowan_process_start(struct rowan_process *process, const struct rowan_start *start,
                                      struct rowan_error *err);
/* The descriptors to wait for, at most two; returns how many. A process that is paused is not read from. */
size_t rowan_process_poll(const struct rowan_process *process, bool paused, struct pollfd *fds);
/* Send as much of the configuration as the pipe takes, and read what is there. Call after each wait. */
void rowan_process_pump(struct rowan_process *process, bool paused);
/* The next whole line of the messages, without its newline; valid until the next pump. False: none yet. */
bool rowan_process_line(struct rowan_process *process, struct rowan_slice *line);
/* Has it ended? Then it is reaped: its wait status and resources; what it still said can be read. */
bool rowan_process_ended(struct rowan_process *process, int *status, struct rusage *usage);
void rowan_process_signal(const struct rowan_process *process, int number);
#endif
