/* Each stage has its own time, so it is known which of two was overdue. */
#include "run/supervisor/deadline.h"

#include "base/clock.h"

#define SECOND 1000000000LL

int64_t rowan_deadline_seconds(const struct rowan_deadlines *deadlines, enum rowan_phase phase)
{
    return phase == ROWAN_PHASE_MAP ? deadlines->document_s : deadlines->database_s;
}

static bool waits(enum rowan_phase phase)
{
    return phase == ROWAN_PHASE_FULL || phase == ROWAN_PHASE_IDLE;
}

/* A stage that waits is not overdue while the other one works. When both wait, the worker is closing its
 * connections: the database's deadline counts, from the later of the two. */
static bool is_overdue(const struct rowan_deadlines *deadlines, struct rowan_score *score,
                       enum rowan_stage stage)
{
    enum rowan_stage other = stage == ROWAN_STAGE_MAP ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;
    /* The phase before its time: a stage that moves on in between is given the new, later time. */
    enum rowan_phase phase = rowan_score_phase(score, stage);
    bool both_wait = waits(phase) && waits(rowan_score_phase(score, other));
    int64_t since = rowan_score_since(score, stage);

    if (waits(phase) && !both_wait)
        return false;
    if (both_wait && rowan_score_since(score, other) > since)
        since = rowan_score_since(score, other);
    return rowan_clock_now() - since >= rowan_deadline_seconds(deadlines, phase) * SECOND;
}

bool rowan_deadline_passed(const struct rowan_deadlines *deadlines, struct rowan_score *score,
                           struct rowan_overdue *overdue)
{
    static const enum rowan_stage stages[] = {ROWAN_STAGE_WRITE, ROWAN_STAGE_MAP};

    if (overdue->found)
        return false;
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
        if (is_overdue(deadlines, score, stages[i])) {
            *overdue = (struct rowan_overdue){true, stages[i], rowan_score_version(score, stages[i])};
            return true;
        }
    return false;
}

bool rowan_deadline_met_late(struct rowan_score *score, const struct rowan_overdue *overdue)
{
    return overdue->found && rowan_score_version(score, overdue->stage) != overdue->version;
}
