/*
 * All atomics are address-free, so they work between processes. Two rules make a score readable at any
 * moment, also of a dead worker: a counter set in force is never written, and a stage's state stands under a
 * version that is odd while it changes.
 */
#include "run/link/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"

_Static_assert(ROWAN_SCOREBOARD_KEY_MAX % sizeof(uint64_t) == 0, "keys are kept in words");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "counters are shared by processes");

struct rowan_scoreboard {
    int fd;
    size_t count;
    struct rowan_score *scores;
};

/* A file without a name. */
static int open_unlinked(void)
{
    char path[512];
    const char *dir = getenv("TMPDIR");
    int fd;

#ifdef __linux__
    fd = memfd_create("rowan", MFD_CLOEXEC);
    if (fd >= 0)
        return fd;
#endif
    if (snprintf(path, sizeof path, "%s/rowan-XXXXXX", dir && *dir ? dir : "/tmp") >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemp(path);
    if (fd < 0)
        return -1;
    unlink(path);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

enum rowan_status rowan_scoreboard_attach(struct rowan_scoreboard **out, int fd, size_t scores,
                                          struct rowan_error *err)
{
    struct rowan_scoreboard *scoreboard = calloc(1, sizeof *scoreboard);
    void *at;

    *out = NULL;
    if (!scoreboard)
        return rowan_out_of_memory(err);
    at = mmap(NULL, scores * sizeof *scoreboard->scores, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        free(scoreboard);
        return rowan_fail(err, ROWAN_SYSTEM, "system", "cannot map the scoreboard: %s", strerror(errno));
    }
    scoreboard->fd = fd;
    scoreboard->count = scores;
    scoreboard->scores = at;
    *out = scoreboard;
    return ROWAN_OK;
}

enum rowan_status rowan_scoreboard_new(struct rowan_scoreboard **out, size_t scores, struct rowan_error *err)
{
    enum rowan_status st;
    int fd = open_unlinked();

    *out = NULL;
    if (fd < 0)
        return rowan_fail(err, ROWAN_SYSTEM, "system", "cannot make the scoreboard: %s", strerror(errno));
    if (ftruncate(fd, (off_t)(scores * sizeof(struct rowan_score))) != 0)
        st = rowan_fail(err, ROWAN_SYSTEM, "system", "cannot size the scoreboard: %s", strerror(errno));
    else
        st = rowan_scoreboard_attach(out, fd, scores, err);
    if (st != ROWAN_OK)
        close(fd);
    return st;
}

void rowan_scoreboard_free(struct rowan_scoreboard *scoreboard)
{
    if (!scoreboard)
        return;
    munmap(scoreboard->scores, scoreboard->count * sizeof *scoreboard->scores);
    close(scoreboard->fd);
    free(scoreboard);
}

int rowan_scoreboard_fd(const struct rowan_scoreboard *scoreboard)
{
    return scoreboard->fd;
}

size_t rowan_scoreboard_count(const struct rowan_scoreboard *scoreboard)
{
    return scoreboard->count;
}

struct rowan_score *rowan_scoreboard_score(struct rowan_scoreboard *scoreboard, size_t score)
{
    return &scoreboard->scores[score];
}

struct rowan_sums rowan_scoreboard_sums(struct rowan_scoreboard *scoreboard)
{
    struct rowan_sums all = {0};

    for (size_t i = 0; i < scoreboard->count; i++) {
        struct rowan_sums one = rowan_score_sums(&scoreboard->scores[i]);
        all.loaded += one.loaded;
        all.failed += one.failed;
        all.already_loaded += one.already_loaded;
        all.skipped += one.skipped;
        all.rejected += one.rejected;
        all.sent += one.sent;
        all.rows += one.rows;
        all.bytes += one.bytes;
        all.commits += one.commits;
    }
    return all;
}

void rowan_score_start(struct rowan_score *score)
{
    rowan_score_crash(score, ROWAN_CRASH_UNKNOWN);
    rowan_score_change(score, ROWAN_PHASE_START);
    rowan_score_change(score, ROWAN_PHASE_IDLE);
}

/* Whole words, so that a short key, which nearly all are, costs two or three stores. */
static void store_key(struct rowan_stage_state *state, struct rowan_slice key)
{
    size_t size = key.size <= ROWAN_SCOREBOARD_KEY_MAX ? key.size : 0;

    atomic_store_explicit(&state->key_size, (uint32_t)size, memory_order_relaxed);
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, key.data + at, size - at < sizeof word ? size - at : sizeof word);
        atomic_store_explicit(&state->key[at / sizeof word], word, memory_order_relaxed);
    }
}

static void load_key(struct rowan_stage_state *state, char *key, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t word = atomic_load_explicit(&state->key[at / sizeof word], memory_order_relaxed);
        memcpy(key + at, &word, size - at < sizeof word ? size - at : sizeof word);
    }
}

/*
 * A sequence lock. The odd version has to be seen before any of what is written under it. A release store
 * of it does not say that: it keeps what stands before it from sinking below, and lets what follows rise
 * above, as AArch64 does. So the release fence stands between the odd version and the rest. It meets the
 * reader's acquire fence: who has read one word of this change reads, behind that fence, at least the odd
 * version, and throws away what it has. The release store of the even version at the end publishes the rest
 * to who reads that version first. The words are atomic because the reader may read them while they are
 * written; that would be a data race else, whatever is done with the result.
 */
void rowan_score_enter(struct rowan_score *score, enum rowan_phase phase, struct rowan_slice key)
{
    struct rowan_stage_state *state = &score->stages[rowan_stage_of(phase)];
    /* A worker that died while writing left the version odd; it is odd here in either case. */
    uint32_t version = atomic_load_explicit(&state->version, memory_order_relaxed) | 1;

    atomic_store_explicit(&state->version, version, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&state->since, rowan_clock_now(), memory_order_relaxed);
    /* Release: who sees the new phase sees its time. A deadline is judged by these two without the lock, as
     * a worker that is stopped in the middle of this leaves the version odd. */
    atomic_store_explicit(&state->phase, (int)phase, memory_order_release);
    if (key.data)
        store_key(state, key);
    atomic_store_explicit(&state->version, version + 1, memory_order_release);
}

enum rowan_phase rowan_score_read(struct rowan_score *score, enum rowan_stage stage,
                                  char key[ROWAN_SCOREBOARD_KEY_MAX], size_t *size)
{
    struct rowan_stage_state *state = &score->stages[stage];
    enum rowan_phase phase = ROWAN_PHASE_START;

    for (int tries = 0; tries < 100; tries++) {
        uint32_t before = rowan_score_version(score, stage);
        size_t n = atomic_load_explicit(&state->key_size, memory_order_relaxed);
        phase = rowan_score_phase(score, stage);
        if ((before & 1) != 0 || n > ROWAN_SCOREBOARD_KEY_MAX)
            continue;
        load_key(state, key, n);
        atomic_thread_fence(memory_order_acquire);
        if (atomic_load_explicit(&state->version, memory_order_relaxed) == before) {
            *size = n;
            return phase;
        }
    }
    *size = 0;
    return phase;
}

static struct rowan_sums load_counters(struct rowan_counters *counters)
{
    struct rowan_sums sums = {
        .loaded = atomic_load(&counters->loaded),
        .failed = atomic_load(&counters->failed),
        .already_loaded = atomic_load(&counters->already_loaded),
        .skipped = atomic_load(&counters->skipped),
        .rejected = atomic_load(&counters->rejected),
        .sent = atomic_load(&counters->sent),
        .rows = atomic_load(&counters->rows),
        .bytes = atomic_load(&counters->bytes),
        .commits = atomic_load(&counters->commits),
    };
    return sums;
}

static struct rowan_counters *set_in_force(struct rowan_score *score, uint32_t generation)
{
    return &score->counters[(generation >> 1) & 1];
}

struct rowan_sums rowan_score_sums(struct rowan_score *score)
{
    struct rowan_sums sums;
    uint32_t generation;

    do {
        generation = atomic_load(&score->generation);
        sums = load_counters(set_in_force(score, generation));
    } while ((atomic_load(&score->generation) | 1) != (generation | 1));
    sums.already_loaded += atomic_load(&score->found) + atomic_load(&score->found_here);
    return sums;
}

void rowan_score_open(struct rowan_score *score, const struct rowan_sums *add)
{
    uint32_t generation = atomic_load(&score->generation);
    struct rowan_sums sums = load_counters(set_in_force(score, generation));
    struct rowan_counters *next = set_in_force(score, generation + 2);

    atomic_store(&next->loaded, sums.loaded + add->loaded);
    atomic_store(&next->failed, sums.failed + add->failed);
    atomic_store(&next->already_loaded, sums.already_loaded + add->already_loaded);
    atomic_store(&next->skipped, sums.skipped + add->skipped);
    atomic_store(&next->rejected, sums.rejected + add->rejected);
    atomic_store(&next->sent, sums.sent + add->sent);
    atomic_store(&next->rows, sums.rows + add->rows);
    atomic_store(&next->bytes, sums.bytes + add->bytes);
    atomic_store(&next->commits, sums.commits + add->commits);
    atomic_store(&score->generation, generation | 1);
}

void rowan_score_commit(struct rowan_score *score, bool committed)
{
    uint32_t generation = atomic_load(&score->generation) & ~(uint32_t)1;

    atomic_store(&score->generation, committed ? generation + 2 : generation);
}

void rowan_score_found(struct rowan_score *score, int64_t count)
{
    atomic_fetch_add(&score->found_here, count);
}

void rowan_score_chunk(struct rowan_score *score, bool again)
{
    int64_t here = atomic_exchange(&score->found_here, 0);

    if (!again)
        atomic_fetch_add(&score->found, here);
}

bool rowan_score_unsure(struct rowan_score *score)
{
    return (atomic_load(&score->generation) & 1) != 0;
}
