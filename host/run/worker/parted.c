/* There are two sets of buffers: one is filled while the other is written. */
#include "run/worker/parted.h"

/* What failed is kept: on its way through the rows it could be taken for a fault of theirs. */
static enum rowan_status await_part(struct rowan_parted *parted)
{
    enum rowan_part before = rowan_profile_enter(parted->profile, ROWAN_PART_FULL);
    enum rowan_status st = rowan_thread_wait(parted->thread, &parted->why);

    rowan_profile_enter(parted->profile, before);
    if (st != ROWAN_OK)
        parted->written = st;
    return st;
}

enum rowan_status rowan_parted_write_part(struct rowan_parted *parted, struct rowan_error *err)
{
    return rowan_writer_add(parted->writer, parted->part, 0, 1, parted->entry, err);
}

static enum rowan_status hand_part(void *context, struct rowan_rows *rows, struct rowan_error *err)
{
    struct rowan_parted *parted = context;

    if (await_part(parted) != ROWAN_OK)
        return rowan_fail(err, ROWAN_STOPPED, "stopped", "a part was not written");
    rowan_rows_hand(rows, parted->part);
    rowan_score_change(parted->score, ROWAN_PHASE_SINGLE); /* each has the database's deadline for itself */
    rowan_thread_ask(parted->thread);
    return ROWAN_OK;
}

/* What a mapping makes of a document depends on nothing else: that it was something else is a fault of its
 * own. */
static enum rowan_status check_count(const struct rowan_parted *parted, size_t made, struct rowan_error *err)
{
    if ((int64_t)made == parted->entry->sent)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                      "the document made %lld rows when it was gone through, and %zu when they were written",
                      (long long)parted->entry->sent, made);
}

/* All rows, of which the last are being written. */
static enum rowan_status make_rows(struct rowan_parted *parted, const struct rowan_document *document,
                                   const struct rowan_slice *source_columns, struct rowan_error *err)
{
    enum rowan_part before = rowan_profile_enter(parted->profile, ROWAN_PART_ROWS);
    enum rowan_status st = rowan_rows_again(parted->rows, document, source_columns, hand_part, parted, err);
    size_t made;

    rowan_profile_enter(parted->profile, before);
    if (st != ROWAN_OK)
        return st;
    made = rowan_rows_parted_own(parted->rows);
    st = hand_part(parted, parted->rows, err);
    if (st == ROWAN_OK)
        made += rowan_rows_own(parted->part, 0, 1);
    return st == ROWAN_OK ? check_count(parted, made, err) : st;
}

enum rowan_status rowan_parted_insert(struct rowan_parted *parted, const struct rowan_document *document,
                                      const struct rowan_slice *source_columns, struct rowan_error *err)
{
    enum rowan_status st = rowan_writer_begin(parted->writer, parted->rows, 0, 1, parted->entry, err);

    if (st != ROWAN_OK)
        return st;
    parted->written = ROWAN_OK;
    st = make_rows(parted, document, source_columns, err);
    await_part(parted);
    rowan_rows_reset(parted->part);
    if (parted->written != ROWAN_OK) {
        if (err)
            *err = parted->why;
        return parted->written;
    }
    if (st != ROWAN_OK)
        rowan_writer_abandon(parted->writer);
    return st;
}
