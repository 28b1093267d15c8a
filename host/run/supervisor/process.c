/*
 * fork and exec rather than fork alone: the caller may have threads, a Lua state and an ODBC driver that do
 * not survive a fork. Between the two only async-signal-safe calls are made, all their arguments are ready
 * before. Descriptors are made above the numbers the child wants, so that dup2 never overwrites one it needs.
 */
#include "run/supervisor/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/link/message.h"

_Static_assert(ROWAN_CONFIG == 10, "the status is part of a fixed text below");

#define FIRST_FREE_FD 10
/* A line longer than this is no message of ours. */
#define LINE_MAX_BYTES (256 * 1024)

/* All that the child needs between fork and exec. */
struct launch {
    const char *program;
    char *argv[5];
    int null_fd, config_fd, channel_fd, scoreboard_fd;
    int highest_fd;
};

void rowan_process_init(struct rowan_process *process)
{
    memset(process, 0, sizeof *process);
    process->config_fd = process->channel_fd = -1;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void rowan_process_clear(struct rowan_process *process)
{
    close_fd(&process->config_fd);
    close_fd(&process->channel_fd);
    rowan_buffer_clear(&process->config);
    rowan_buffer_clear(&process->input);
    rowan_process_init(process);
}

/* The same file on a descriptor above those that the child uses. */
static int raise_fd(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    int saved = errno == EINVAL ? EMFILE : errno; /* EINVAL: the limit is below the first free one */

    close(fd);
    errno = saved;
    return high;
}

static bool open_pipe(int ends[2])
{
    int raw[2];

    ends[0] = ends[1] = -1;
    if (pipe2(raw, O_CLOEXEC) != 0)
        return false;
    ends[0] = raise_fd(raw[0]);
    ends[1] = raise_fd(raw[1]);
    return ends[0] >= 0 && ends[1] >= 0;
}

/* The running program itself, even when its file has been replaced since. */
static const char *own_program(void)
{
    static const char *const links[] = {"/proc/self/exe", "/proc/curproc/file", "/proc/curproc/exe"};

    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (access(links[i], X_OK) == 0)
            return links[i];
    return NULL;
}

static void close_others(int highest)
{
#ifdef CLOSE_RANGE_UNSHARE
    if (close_range(ROWAN_FD_SCOREBOARD + 1, ~0U, 0) == 0)
        return;
#endif
    for (int fd = ROWAN_FD_SCOREBOARD + 1; fd <= highest; fd++)
        close(fd);
}

/* Ignored signals and the mask go through exec: give the worker a clean start. */
static void reset_signals(void)
{
    static const int numbers[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGCHLD, SIGPIPE, SIGALRM,
                                  SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ, SIGXCPU};
    struct sigaction action;
    sigset_t none;

    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(const struct launch *launch)
{
    static const char failed[] = "{\"kind\":\"fatal\",\"status\":10,\"reason\":\"system\","
                                 "\"text\":\"the worker program cannot be executed\"}\n";

#ifdef __linux__
    /* It outlives the exec, which may take long. The program looks whether this was in time. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    setpgid(0, 0);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0)
        dup2(launch->null_fd, STDERR_FILENO);
    if (dup2(launch->null_fd, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ||
        dup2(launch->config_fd, ROWAN_FD_CONFIG) < 0 || dup2(launch->channel_fd, ROWAN_FD_CHANNEL) < 0 ||
        dup2(launch->scoreboard_fd, ROWAN_FD_SCOREBOARD) < 0)
        _exit(ROWAN_EXIT_RETRY);
    close_others(launch->highest_fd);
    reset_signals();
    execv(launch->program, launch->argv);
    if (write(ROWAN_FD_CHANNEL, failed, sizeof failed - 1) < 0)
        _exit(ROWAN_EXIT_RETRY);
    _exit(ROWAN_EXIT_NEVER);
}

static pid_t launch_child(struct launch *launch, size_t score)
{
    char slot_text[24], parent_text[24];
    char name[] = "rowan", worker[] = ROWAN_WORKER_ARGUMENT;
    long highest = sysconf(_SC_OPEN_MAX);
    pid_t pid;

    snprintf(slot_text, sizeof slot_text, "%zu", score);
    snprintf(parent_text, sizeof parent_text, "%ld", (long)getpid());
    launch->argv[0] = name;
    launch->argv[1] = worker;
    launch->argv[2] = slot_text;
    launch->argv[3] = parent_text;
    launch->argv[4] = NULL;
    launch->highest_fd = highest > 0 && highest < 65536 ? (int)highest : 65536;
    fflush(stdout);
    fflush(stderr);
    pid = fork();
    if (pid == 0)
        run_child(launch);
    return pid;
}

static enum rowan_status system_failed(struct rowan_error *err, const char *what)
{
    return rowan_fail(err, ROWAN_SYSTEM, "system", "%s: %s", what, strerror(errno));
}

static bool set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

enum rowan_status rowan_process_start(struct rowan_process *process, const struct rowan_start *start,
                                      struct rowan_error *err)
{
    struct launch launch = {
        start->program ? start->program : own_program(), {NULL}, -1, -1, -1, start->scoreboard_fd, 0};
    int config[2] = {-1, -1}, channel[2] = {-1, -1};
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    int scoreboard_fd = fcntl(start->scoreboard_fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    enum rowan_status st = ROWAN_OK;
    pid_t pid;

    if (null_fd >= 0)
        null_fd = raise_fd(null_fd);
    if (!launch.program) {
        st = rowan_fail(err, ROWAN_CONFIG, "config", "cannot find the running program: say which to start");
        goto done;
    }
    if (null_fd < 0 || scoreboard_fd < 0 || !open_pipe(config) || !open_pipe(channel) ||
        !set_nonblocking(config[1]) || !set_nonblocking(channel[0])) {
        st = system_failed(err, "cannot make the pipes of a worker");
        goto done;
    }
    launch.null_fd = null_fd;
    launch.scoreboard_fd = scoreboard_fd;
    launch.config_fd = config[0];
    launch.channel_fd = channel[1];
    pid = launch_child(&launch, start->score);
    if (pid < 0) {
        st = system_failed(err, "cannot start a worker");
        goto done;
    }
    setpgid(pid, pid); /* as the child does: whoever is first */
    process->pid = pid;
    process->config_fd = config[1];
    process->channel_fd = channel[0];
    config[1] = channel[0] = -1;
done:
    close_fd(&null_fd);
    close_fd(&scoreboard_fd);
    for (int i = 0; i < 2; i++) {
        close_fd(&config[i]);
        close_fd(&channel[i]);
    }
    return st;
}

size_t rowan_process_poll(const struct rowan_process *process, bool paused, struct pollfd *fds)
{
    size_t count = 0;

    if (process->config_fd >= 0) {
        fds[count].fd = process->config_fd;
        fds[count++].events = POLLOUT;
    }
    if (process->channel_fd >= 0 && !paused) {
        fds[count].fd = process->channel_fd;
        fds[count++].events = POLLIN;
    }
    return count;
}

/* A worker that dies early makes this fail with EPIPE; its death is noticed elsewhere. */
static void send_config(struct rowan_process *process)
{
    while (process->sent < process->config.size) {
        ssize_t n = write(process->config_fd, process->config.data + process->sent,
                          process->config.size - process->sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (n < 0)
            break;
        process->sent += (size_t)n;
    }
    close_fd(&process->config_fd);
    rowan_buffer_clear(&process->config);
}

static void drop_taken(struct rowan_process *process)
{
    struct rowan_buffer *in = &process->input;

    if (!process->taken)
        return;
    memmove(in->data, in->data + process->taken, in->size - process->taken);
    in->size -= process->taken;
    process->taken = 0;
}

static void read_messages(struct rowan_process *process)
{
    drop_taken(process);
    /* A bounded number of reads: one chatty worker must not hold up the others. */
    for (int i = 0; i < 16; i++) {
        ssize_t n = -1;
        if (process->input.size < LINE_MAX_BYTES && rowan_buffer_reserve(&process->input, 4096))
            n = read(process->channel_fd, process->input.data + process->input.size, 4096);
        else
            errno = EMSGSIZE;
        if (n > 0) {
            process->input.size += (size_t)n;
            continue;
        }
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return;
        close_fd(&process->channel_fd);
        return;
    }
}

void rowan_process_pump(struct rowan_process *process, bool paused)
{
    if (process->config_fd >= 0)
        send_config(process);
    if (process->channel_fd >= 0 && !paused)
        read_messages(process);
}

bool rowan_process_line(struct rowan_process *process, struct rowan_slice *line)
{
    size_t left = process->input.size - process->taken;
    const char *begin;
    const char *end;

    if (!left)
        return false;
    begin = process->input.data + process->taken;
    end = memchr(begin, '\n', left);
    if (!end)
        return false;
    line->data = begin;
    line->size = (size_t)(end - begin);
    process->taken += line->size + 1;
    return true;
}

bool rowan_process_ended(struct rowan_process *process, int *status, struct rusage *usage)
{
    pid_t pid = wait4(process->pid, status, WNOHANG, usage);

    if (pid == 0 || (pid < 0 && errno == EINTR))
        return false;
    if (pid < 0) { /* somebody else in this process reaped it: what it was is lost */
        *status = ROWAN_EXIT_RETRY << 8;
        memset(usage, 0, sizeof *usage);
    }
    process->pid = 0;
    return true;
}

void rowan_process_signal(const struct rowan_process *process, int number)
{
    if (process->pid > 0)
        kill(process->pid, number);
}
