#include "run/supervisor/take_end.h"

#include <stdio.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "run/supervisor/take_message.h"
#include "run/supervisor/tell.h"
#include "run/supervisor/worker_exit.h"

static void finish_without_row(struct rowan_supervisor *s, const char *how)
{
    char text[500];

    snprintf(text, sizeof text, "the row of run %s could not be closed: %s", s->result->run_id, how);
    rowan_tell_log(s, 0, ROWAN_LOG_WARN, text);
    s->state = ROWAN_STATE_OVER;
}

static void give_up(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                    const struct rowan_death *death)
{
    struct rowan_error why = slot->fatal;

    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        finish_without_row(s, death->how);
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&why, ROWAN_SYSTEM, "worker", "%s", death->how);
    rowan_error_prefix(&why, "%d worker processes ended one after another without progress",
                       slot->chunk->deaths);
    rowan_supervisor_fail(s, &why);
}

static void worker_cannot_work(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                               const struct rowan_death *death)
{
    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        finish_without_row(s, death->how);
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&slot->fatal, ROWAN_SYSTEM, "worker", "a worker could not work and did not say why");
    rowan_supervisor_fail(s, &slot->fatal);
}

static void chunk_done(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    if (slot->chunk->role == ROWAN_ROLE_LOAD)
        rowan_tell_chunk(s, slot->chunk);
    if (slot->chunk->role == ROWAN_ROLE_FINISH)
        s->state = ROWAN_STATE_OVER;
    rowan_worker_slot_drop_chunk(slot);
}

int64_t rowan_slot_finished(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot->chunk->role == ROWAN_ROLE_PLAN ? s->chunks : rowan_worker_slot_documents(slot);
}

static enum rowan_status judge(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                               struct rowan_death *death, struct rowan_verdict *verdict,
                               struct rowan_error *err)
{
    death->progress = rowan_slot_finished(s, slot) > slot->mark;
    s->random = s->random * 1664525 + 1013904223;
    return rowan_chunk_judge(slot->chunk, death, &s->waits, s->random >> 16, verdict, err);
}

void rowan_take_death(struct rowan_supervisor *s, struct rowan_worker_slot *slot, struct rowan_death *death)
{
    bool in_order = death->end == ROWAN_END_DONE || death->end == ROWAN_END_CANNOT;
    struct rowan_verdict verdict;
    struct rowan_error err;

    if (s->state == ROWAN_STATE_DRAINING && !in_order)
        return;
    if (judge(s, slot, death, &verdict, &err) != ROWAN_OK) {
        rowan_supervisor_fail(s, &err);
        return;
    }
    if (!in_order)
        rowan_tell_death(s, slot, death, &verdict);
    switch (verdict.next) {
    case ROWAN_NEXT_DONE:
        chunk_done(s, slot);
        break;
    case ROWAN_NEXT_FAIL:
        worker_cannot_work(s, slot, death);
        break;
    case ROWAN_NEXT_GIVE_UP:
        give_up(s, slot, death);
        break;
    default:
        slot->not_before = rowan_clock_now() + verdict.wait_ns;
    }
}

/* Was everything done that the process was started for? */
static bool is_done(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot, int status)
{
    if (slot->chunk->role == ROWAN_ROLE_PLAN)
        return s->planned;
    return WIFEXITED(status) && WEXITSTATUS(status) == ROWAN_EXIT_DONE;
}

void rowan_take_end(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int status)
{
    struct rowan_worker_exit ended = {
        .wait_status = status, .score = slot->score, .deadlines = &s->deadlines};
    struct rowan_death death = {0};

    for (int i = 0; i < 64 && slot->process.channel_fd >= 0; i++) {
        rowan_process_pump(&slot->process, false);
        rowan_take_messages(s, slot);
    }
    rowan_process_clear(&slot->process);
    ended.done = is_done(s, slot, status);
    ended.fatal = slot->has_fatal ? &slot->fatal : NULL;
    ended.overdue = slot->overdue;
    rowan_worker_exit_read(&ended, &death);
    rowan_take_death(s, slot, &death);
}
