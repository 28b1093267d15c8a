/*
 * The supervisor with real processes and real signals, but a stand-in for the database: this program, started
 * again as a worker, keeps its ledger in a file to which one write appends a batch, all of it or nothing.
 *
 * The mapping's text says what the stand-in does: words like "documents=100 crash=7 hang=12".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "run/supervisor/supervisor.h"
#include "run/link/message.h"
#include "run/link/scoreboard.h"
#include "run/link/signals.h"

#define DOCUMENTS_MAX 1000

/* ---- the stand-in ---- */

static const volatile sig_atomic_t *stop;

static long word(const struct rowan_worker_config *config, const char *name)
{
    const char *at = strstr(config->files[0].text.data, name);

    return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

static bool says(const struct rowan_worker_config *config, const char *name)
{
    return strstr(config->files[0].text.data, name) != NULL;
}

/* counts[key]: how often the ledger has it; "7 crashed" lines count as well. */
static void read_ledger(const char *path, int counts[DOCUMENTS_MAX + 1], int *failed)
{
    FILE *file = fopen(path, "r");
    char line[300];

    memset(counts, 0, (DOCUMENTS_MAX + 1) * sizeof *counts);
    *failed = 0;
    while (file && fgets(line, sizeof line, file)) {
        long key = strtol(line, NULL, 10);
        if (key >= 1 && key <= DOCUMENTS_MAX)
            counts[key]++;
        *failed += strstr(line, "failed") != NULL;
    }
    if (file)
        fclose(file);
}

static void say(const struct rowan_message *message)
{
    struct rowan_buffer line;

    rowan_buffer_init(&line);
    if (rowan_message_encode(message, &line, NULL) != ROWAN_OK ||
        write(ROWAN_FD_CHANNEL, line.data, line.size) != (ssize_t)line.size)
        _exit(ROWAN_EXIT_STOPPED);
    rowan_buffer_clear(&line);
}

static int say_fatal(enum rowan_status status, const char *text, int code)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_FATAL, .status = status, .reason = "test"};

    message.text = rowan_slice_of(text);
    say(&message);
    return code;
}

static void say_failed(long number)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_FAILED, .reason = "crashed"};
    char key[24];

    snprintf(key, sizeof key, "%ld", number);
    message.key = rowan_slice_of(key);
    message.text = rowan_slice_of("worker processes died on this document");
    say(&message);
}

/* Once per run: true the first time, over all processes. */
static bool first_time(const struct rowan_worker_config *config, const char *what)
{
    char path[600];
    int fd;

    snprintf(path, sizeof path, "%s.%s", config->connect, what);
    fd = open(path, O_CREAT | O_EXCL, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int play_plan(const struct rowan_worker_config *config)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_BEGUN};
    long documents = word(config, "documents=");
    int counts[DOCUMENTS_MAX + 1], failed, open_ones = 0;
    char key[24];

    if (says(config, "never"))
        return say_fatal(ROWAN_CONFIG, "no such table", ROWAN_EXIT_NEVER);
    say(&message);
    read_ledger(config->connect, counts, &failed);
    message.kind = ROWAN_MESSAGE_BOUNDARY;
    for (long i = config->after.data ? atol(config->after.data) + 1 : 1; i <= documents; i++) {
        open_ones += counts[i] == 0;
        if (open_ones == 0 || (open_ones < config->chunk && i < documents))
            continue;
        snprintf(key, sizeof key, "%ld", i);
        message.text = rowan_slice_of(key);
        message.count = open_ones;
        say(&message);
        open_ones = 0;
        if (says(config, "planner_dies") && first_time(config, "planner"))
            abort();
    }
    message.kind = ROWAN_MESSAGE_PLANNED;
    say(&message);
    return ROWAN_EXIT_DONE;
}

static bool is_crashed(const struct rowan_worker_config *config, long key)
{
    for (size_t i = 0; i < config->crashed_count; i++)
        if (atol(config->crashed[i].key.data) == key)
            return true;
    return false;
}

static void map(const struct rowan_worker_config *config, struct rowan_score *score, long key)
{
    char text[24];

    snprintf(text, sizeof text, "%ld", key - 1);
    if (key == word(config, "writing=") && (!config->isolate_to.data || atol(config->isolate_to.data) < key))
        rowan_score_enter(score, ROWAN_PHASE_WRITE,
                          rowan_slice_of(text)); /* meanwhile, with the other stage */
    snprintf(text, sizeof text, "%ld", key);
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of(text));
    if (says(config, "slow"))
        usleep(20000);
    if (says(config, "lazy") && *stop)
        usleep(30000000);
    if (key == word(config, "crash=")) {
        signal(SIGSEGV, SIG_DFL); /* the sanitizer has a handler of its own */
        raise(SIGSEGV);
    }
    if (key == word(config, "exit="))
        _exit(3);
    if (key == word(config, "hang="))
        for (;;)
            pause();
    if (key == word(config, "halt=") && first_time(config, "halt"))
        raise(SIGSTOP);
}

/* Writes keys [first, last], all in one write. */
static void write_batch(const struct rowan_worker_config *config, struct rowan_score *score, long first,
                        long last)
{
    struct rowan_sums sums = {.commits = 1};
    struct rowan_buffer out;
    int fd = open(config->connect, O_WRONLY | O_APPEND | O_CREAT, 0600);
    char key[24];

    rowan_buffer_init(&out);
    for (long i = first; i <= last; i++) {
        bool crashed = is_crashed(config, i);
        rowan_buffer_format(&out, "%ld %s\n", i, crashed ? "failed" : "loaded");
        sums.failed += crashed;
        sums.loaded += !crashed;
        sums.rows += 10 * !crashed;
    }
    snprintf(key, sizeof key, "%ld", last);
    rowan_score_change(score, ROWAN_PHASE_FULL);
    rowan_score_enter(score, first == last ? ROWAN_PHASE_SINGLE : ROWAN_PHASE_WRITE, rowan_slice_of(key));
    if (word(config, "poison=") >= first && word(config, "poison=") <= last &&
        !is_crashed(config, word(config, "poison=")))
        abort();
    rowan_score_open(score, &sums);
    if (says(config, "die_before") && first >= 20 && first_time(config, "before"))
        raise(SIGKILL);
    if (write(fd, out.data, out.size) != (ssize_t)out.size)
        abort();
    if (says(config, "die_after") && first >= 20 && first_time(config, "after"))
        raise(SIGKILL);
    rowan_score_commit(score, true);
    for (long i = first; config->tell_failed && i <= last; i++)
        if (is_crashed(config, i) && i == 37)
            say_failed(i);
    rowan_score_change(score, ROWAN_PHASE_IDLE);
    close(fd);
    rowan_buffer_clear(&out);
}

static void decide(const struct rowan_worker_config *config, struct rowan_score *score)
{
    int counts[DOCUMENTS_MAX + 1], failed;
    char key[ROWAN_SCOREBOARD_KEY_MAX + 1];
    size_t size;

    if (!rowan_score_unsure(score))
        return;
    rowan_score_read(score, ROWAN_STAGE_WRITE, key, &size);
    key[size] = '\0';
    read_ledger(config->connect, counts, &failed);
    rowan_score_commit(score, counts[atol(key)] > 0);
}

static int play_load(const struct rowan_worker_config *config, struct rowan_score *score)
{
    long after = config->after.data ? atol(config->after.data) : 0, to = atol(config->to.data), batch = 0;
    long isolate_to = config->isolate_to.data ? atol(config->isolate_to.data) : 0;
    int counts[DOCUMENTS_MAX + 1], failed;

    decide(config, score);
    read_ledger(config->connect, counts, &failed);
    for (long i = after + 1; i <= to && !*stop; i++) {
        if (counts[i])
            continue;
        if (!is_crashed(config, i))
            map(config, score, i);
        batch = batch ? batch : i;
        if (i - batch + 1 < config->commit && i < to && i > isolate_to &&
            !(i + 1 <= DOCUMENTS_MAX && counts[i + 1]))
            continue;
        write_batch(config, score, batch, i);
        batch = 0;
        if (i == word(config, "busy=") && first_time(config, "busy"))
            return say_fatal(ROWAN_BUSY, "busy", ROWAN_EXIT_RETRY);
    }
    return *stop ? ROWAN_EXIT_STOPPED : ROWAN_EXIT_DONE;
}

static int play_finish(const struct rowan_worker_config *config, struct rowan_scoreboard *scoreboard)
{
    struct rowan_sums sums;
    char path[600];
    FILE *file;

    for (size_t i = 0; i < rowan_scoreboard_count(scoreboard); i++)
        decide(config, rowan_scoreboard_score(scoreboard, i));
    sums = rowan_scoreboard_sums(scoreboard);
    snprintf(path, sizeof path, "%s.finish", config->connect);
    file = fopen(path, "w");
    fprintf(file, "%s %lld %lld %lld\n", config->outcome, (long long)sums.loaded, (long long)sums.failed,
            (long long)sums.rows);
    fclose(file);
    return ROWAN_EXIT_DONE;
}

/* Exactly the six descriptors of the contract, no signal blocked, none ignored, its own batch. */
static bool has_clean_start(void)
{
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *entry;
    struct sigaction action;
    sigset_t mask;
    bool clean = getpgrp() == getpid();

    while (dir && (entry = readdir(dir)))
        clean = clean && (entry->d_name[0] == '.' || atoi(entry->d_name) <= ROWAN_FD_SCOREBOARD ||
                          atoi(entry->d_name) == dirfd(dir));
    closedir(dir);
    sigprocmask(SIG_SETMASK, NULL, &mask);
    clean = clean && !sigismember(&mask, SIGTERM) && !sigismember(&mask, SIGCHLD);
    sigaction(SIGPIPE, NULL, &action);
    return clean && action.sa_handler == SIG_DFL;
}

static int stand_in(char **argv)
{
    bool clean = has_clean_start();
    struct rowan_worker_config config;
    struct rowan_buffer input;
    struct rowan_scoreboard *scoreboard;
    struct rowan_score *score;
    ssize_t n;

    rowan_signals_worker(&stop);
    rowan_buffer_init(&input);
    do {
        rowan_buffer_reserve(&input, 65536);
        n = read(ROWAN_FD_CONFIG, input.data + input.size, 65536);
        input.size += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    rowan_buffer_string(&input);
    if (!clean || rowan_worker_config_decode(&config, rowan_buffer_slice(&input), NULL) != ROWAN_OK)
        return say_fatal(ROWAN_SYSTEM, clean ? "bad config" : "not a clean start", ROWAN_EXIT_NEVER);
    if (rowan_scoreboard_attach(&scoreboard, ROWAN_FD_SCOREBOARD, (size_t)config.scores, NULL) != ROWAN_OK)
        return ROWAN_EXIT_NEVER;
    score = rowan_scoreboard_score(scoreboard, (size_t)atol(argv[2]));
    if (config.role == ROWAN_ROLE_PLAN)
        return play_plan(&config);
    if (config.role == ROWAN_ROLE_LOAD)
        return play_load(&config, score);
    return play_finish(&config, scoreboard);
}

/* ---- a test's run ---- */

struct run {
    char ledger[300];
    struct rowan_job job;
    struct rowan_job_result result;
    struct rowan_error err;
    enum rowan_status status;
    int counts[DOCUMENTS_MAX + 1], failed;
    int events[ROWAN_EVENTS], progress_calls, quarantined;
    char died[400]; /* the last death */
    struct rowan_file file;
    int signals_to_send; /* TERM to this process from progress */
    int64_t stop_after;  /* send the first when so many are loaded */
    bool refuse;         /* progress returns false */
};

static void take_progress(struct run *run, const struct rowan_progress *progress)
{
    run->progress_calls++;
    if (progress->loaded >= run->stop_after && run->signals_to_send > 0) {
        run->signals_to_send--;
        kill(getpid(), SIGTERM);
    }
}

/* What each kind of event has to have. */
static bool take_event(void *context, const struct rowan_event *event)
{
    struct run *run = context;
    bool go_on = true;

    assert_int_equal(run->events[ROWAN_EVENT_DONE], 0); /* nothing comes after the last */
    run->events[event->kind]++;
    switch (event->kind) {
    case ROWAN_EVENT_CHUNK_DONE:
        assert_true(event->chunk->attempts > 0 && event->chunk->documents > 0 && event->chunk->to != NULL);
        break;
    case ROWAN_EVENT_PROGRESS:
        take_progress(run, event->progress);
        go_on = !run->refuse || event->progress->loaded < run->stop_after;
        break;
    case ROWAN_EVENT_DOCUMENT_FAILED:
        assert_int_equal(atol(event->key.data), 37);
        assert_string_equal(event->reason, "crashed");
        break;
    case ROWAN_EVENT_WORKER_DIED:
        snprintf(run->died, sizeof run->died, "%s %.*s: %s", event->doing, (int)event->key.size,
                 event->key.size ? event->key.data : "", event->text);
        run->quarantined += event->quarantined;
        break;
    default:
        break;
    }
    return go_on;
}

static void start(struct run *run, const char *words)
{
    const char *dir = getenv("TMPDIR");
    int fd;

    memset(run, 0, sizeof *run);
    snprintf(run->ledger, sizeof run->ledger, "%s/rowan-ledger-XXXXXX", dir && *dir ? dir : "/tmp");
    fd = mkstemp(run->ledger);
    assert_true(fd >= 0);
    close(fd);
    run->file = (struct rowan_file){"test.lua", rowan_slice_of(words)};
    run->job.files = &run->file;
    run->job.file_count = 1;
    run->job.connect = run->ledger;
    run->job.workers = 3;
    run->job.chunk = 10;
    run->job.commit = 4;
    run->job.max_failed = -1;
    run->job.retry_least_ms = 20;
    run->job.retry_most_ms = 200;
}

static void go(struct run *run)
{
    const struct rowan_listener listener = {run, take_event, true};

    memset(run->events, 0, sizeof run->events);
    run->status = rowan_supervisor_run(&run->job, &listener, &run->result, &run->err);
    read_ledger(run->ledger, run->counts, &run->failed);
}

static void end(struct run *run)
{
    static const char *const extras[] = {"", ".finish", ".planner", ".halt", ".before", ".after", ".busy"};
    char path[400];

    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    for (size_t i = 0; i < sizeof extras / sizeof extras[0]; i++) {
        snprintf(path, sizeof path, "%s%s", run->ledger, extras[i]);
        unlink(path);
    }
}

static void assert_all_once(const struct run *run, long documents)
{
    for (long i = 1; i <= documents; i++)
        assert_int_equal(run->counts[i], 1);
}

static void assert_finish(const struct run *run, const char *expected)
{
    char path[400], line[100] = "";
    FILE *file;

    snprintf(path, sizeof path, "%s.finish", run->ledger);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, expected);
}

/* Runs to the end over 100 documents, of which some fail. */
static void assert_whole(struct run *run, int failed)
{
    char expected[100];

    go(run);
    assert_int_equal(run->status, ROWAN_OK);
    assert_int_equal(run->result.outcome, ROWAN_RUN_DONE);
    assert_all_once(run, 100);
    assert_int_equal(run->failed, failed);
    assert_int_equal(run->result.last.loaded, 100 - failed);
    assert_int_equal(run->result.last.failed, failed);
    assert_int_equal(run->result.crashed, failed);
    assert_int_equal(run->result.last.total, 100);
    assert_int_equal(run->events[ROWAN_EVENT_CHUNK_DONE], 10);
    assert_int_equal(run->events[ROWAN_EVENT_BEGUN], 1);
    assert_int_equal(run->events[ROWAN_EVENT_PLANNED], 1);
    assert_int_equal(run->events[ROWAN_EVENT_DONE], 1);
    assert_int_equal(run->events[ROWAN_EVENT_WORKER_RESTARTED], run->result.restarts);
    assert_int_equal(run->quarantined, run->result.crashed);
    assert_int_equal(run->result.chunks, 10);
    snprintf(expected, sizeof expected, "done %d %d %d\n", 100 - failed, failed, 10 * (100 - failed));
    assert_finish(run, expected);
    end(run);
}

static void test_undisturbed(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100");
    assert_whole(&run, 0);
    assert_int_equal(run.result.restarts, 0);
    assert_true(run.result.last.total_known);
    assert_true(run.result.peak_memory > 0);
    assert_true(run.progress_calls >= 1);
    assert_int_equal(run.events[ROWAN_EVENT_WORKER_DIED], 0);
    assert_int_equal(strlen(run.result.run_id), 24);
}

static void test_nothing_to_do(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=0");
    go(&run);
    assert_int_equal(run.status, ROWAN_OK);
    assert_int_equal(run.result.last.total, 0);
    assert_finish(&run, "done 0 0 0\n");
    end(&run);
}

static void test_crash_on_a_document(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 crash=37");
    assert_whole(&run, 1);
    assert_int_equal(run.result.restarts, 2);
    assert_int_equal(run.events[ROWAN_EVENT_WORKER_DIED], 2);
    assert_string_equal(run.died, "mapping document 37: SIGSEGV");
    assert_int_equal(run.events[ROWAN_EVENT_DOCUMENT_FAILED], 1);
}

static void test_unknown_exit_code_is_a_crash(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 exit=41");
    assert_whole(&run, 1);
}

static void test_crash_while_writing_a_batch(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 poison=36"); /* neither first nor last of its batch */
    assert_whole(&run, 1);
    assert_int_equal(run.result.restarts, 3); /* the batch, then twice the document */
}

static void test_crash_with_both_stages_full(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 crash=37 writing=37");
    assert_whole(&run, 1);
    assert_int_equal(run.result.restarts, 3); /* one or the other, then twice the document */
}

static void test_deadline_of_one_stage_of_two(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 hang=37 writing=37");
    run.job.deadline = 1;
    assert_whole(&run, 1);
    assert_int_equal(run.result.restarts, 2);
}

static void test_deadline(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 hang=5");
    run.job.deadline = 1;
    assert_whole(&run, 1);
}

static void test_stopped_worker_is_replaced(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 halt=5");
    run.job.deadline = 1;
    assert_whole(&run, 0);
    assert_int_equal(run.result.restarts, 1);
}

static void test_killed_around_commit(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 die_before die_after");
    assert_whole(&run, 0);
    assert_int_equal(run.result.restarts, 2);
}

static void test_retry(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 busy=54 ");
    run.job.commit = 2;
    assert_whole(&run, 0);
    assert_int_equal(run.result.restarts, 1);
}

static void test_planner_dies(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 planner_dies");
    assert_whole(&run, 0);
}

static void test_never_ends_the_run(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 never");
    go(&run);
    assert_int_equal(run.status, ROWAN_CONFIG);
    assert_int_equal(run.result.outcome, ROWAN_RUN_FAILED);
    assert_string_equal(run.err.message, "no such table");
    end(&run);
}

static void test_mapping_larger_than_a_pipe(void **state)
{
    static char words[3 * 1024 * 1024];
    struct run run;

    (void)state;
    memset(words, ' ', sizeof words);
    memcpy(words + sizeof words - 15, "documents=100 ", 14);
    words[sizeof words - 1] = '\0';
    start(&run, words);
    assert_whole(&run, 0);
}

static void test_term_drains_and_the_next_run_goes_on(void **state)
{
    struct sigaction before, after;
    struct run run;
    int first;

    (void)state;
    signal(SIGTERM, SIG_IGN); /* must be in force again afterwards */
    sigaction(SIGTERM, NULL, &before);
    start(&run, "documents=100 slow");
    run.stop_after = 12;
    run.signals_to_send = 1;
    go(&run);
    sigaction(SIGTERM, NULL, &after);
    assert_ptr_equal(before.sa_handler, after.sa_handler);
    signal(SIGTERM, SIG_DFL);
    assert_int_equal(run.status, ROWAN_OK);
    assert_int_equal(run.result.outcome, ROWAN_RUN_STOPPED);
    assert_int_equal(run.result.signal, SIGTERM);
    first = (int)run.result.last.loaded;
    assert_in_range(first, 12, 90);
    run.signals_to_send = 0;
    go(&run);
    assert_int_equal(run.result.outcome, ROWAN_RUN_DONE);
    assert_int_equal(run.result.last.loaded, 100 - first);
    assert_all_once(&run, 100);
    end(&run);
}

static void test_second_term_kills(void **state)
{
    struct run run;
    int64_t begun = rowan_clock_now();

    (void)state;
    start(&run, "documents=100 slow lazy");
    run.stop_after = 4;
    run.signals_to_send = 2;
    go(&run);
    assert_int_equal(run.result.outcome, ROWAN_RUN_STOPPED);
    assert_true(rowan_clock_now() - begun < 5000000000);
    end(&run);
}

static void test_grace(void **state)
{
    struct run run;
    int64_t begun = rowan_clock_now();

    (void)state;
    start(&run, "documents=100 slow lazy");
    run.job.grace = 1;
    run.stop_after = 4;
    run.signals_to_send = 1;
    go(&run);
    assert_int_equal(run.result.outcome, ROWAN_RUN_STOPPED);
    assert_in_range(rowan_clock_now() - begun, 1000000000, 5000000000);
    end(&run);
}

static void test_callback_can_stop(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 slow");
    run.stop_after = 8;
    run.refuse = true;
    go(&run);
    assert_int_equal(run.status, ROWAN_OK);
    assert_int_equal(run.result.outcome, ROWAN_RUN_STOPPED);
    assert_true(run.result.last.loaded < 100);
    end(&run);
}

static void test_max_failed(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=100 slow crash=3");
    run.job.max_failed = 0;
    run.job.workers = 1;
    go(&run);
    assert_int_equal(run.status, ROWAN_DOCUMENT);
    assert_int_equal(run.result.outcome, ROWAN_RUN_STOPPED);
    assert_string_equal(run.err.message, "stopped: 1 documents failed, at most 0 may");
    end(&run);
}

static void test_settings_that_make_no_sense(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=1");
    run.job.limit = 5;
    run.job.from = "1";
    go(&run);
    assert_int_equal(run.status, ROWAN_USAGE);
    run.job.limit = 0;
    run.job.program = "/does/not/exist";
    go(&run);
    assert_int_equal(run.status, ROWAN_USAGE);
    end(&run);
}

static void test_program_that_is_no_program(void **state)
{
    struct run run;

    (void)state;
    start(&run, "documents=1");
    run.job.program = run.ledger;
    chmod(run.ledger, 0700);
    assert_int_equal(truncate(run.ledger, 3), 0);
    go(&run);
    assert_int_equal(run.status, ROWAN_CONFIG);
    assert_string_equal(run.err.message, "the worker program cannot be executed");
    end(&run);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undisturbed),
        cmocka_unit_test(test_nothing_to_do),
        cmocka_unit_test(test_crash_on_a_document),
        cmocka_unit_test(test_unknown_exit_code_is_a_crash),
        cmocka_unit_test(test_crash_while_writing_a_batch),
        cmocka_unit_test(test_crash_with_both_stages_full),
        cmocka_unit_test(test_deadline_of_one_stage_of_two),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_stopped_worker_is_replaced),
        cmocka_unit_test(test_killed_around_commit),
        cmocka_unit_test(test_retry),
        cmocka_unit_test(test_planner_dies),
        cmocka_unit_test(test_never_ends_the_run),
        cmocka_unit_test(test_mapping_larger_than_a_pipe),
        cmocka_unit_test(test_term_drains_and_the_next_run_goes_on),
        cmocka_unit_test(test_second_term_kills),
        cmocka_unit_test(test_grace),
        cmocka_unit_test(test_callback_can_stop),
        cmocka_unit_test(test_max_failed),
        cmocka_unit_test(test_settings_that_make_no_sense),
        cmocka_unit_test(test_program_that_is_no_program),
    };

    if (argc > 1 && strcmp(argv[1], ROWAN_WORKER_ARGUMENT) == 0)
        _exit(stand_in(argv));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
