/*
 * What fails behind some documents is told when these were handed out, so that it makes no difference to them
 * who reads. A document is small here when copying it costs nothing beside parsing it.
 */
#include "source/read_ahead.h"

#include <stdlib.h>
#include <string.h>

#include "base/thread.h"

#define PAGE_DOCUMENTS 500
#define PAGE_BYTES     ((size_t)1 << 20)
#define LARGE          ((size_t)128 << 10) /* a document that is not copied */
#define ROOM           (PAGE_BYTES + LARGE)
#define SMALL_TEXTS    ((size_t)256 << 10) /* of an arena, that are kept */
#define BEAT_MS        500

struct rowan_ahead_page {
    struct rowan_item items[PAGE_DOCUMENTS];
    size_t count, at;         /* at: the next one */
    struct rowan_arena small; /* keys, columns, messages */
    char *texts;              /* documents, each with a NUL behind it */
    size_t used;              /* of ROOM */
    bool ends;                /* with a document that is not copied, or the range does here */
    bool last;                /* the range does */
    enum rowan_status status; /* what failed behind its documents */
    struct rowan_error error;
};

/* source is the first member. */
static struct rowan_read_ahead *of(struct rowan_source *source)
{
    return (struct rowan_read_ahead *)source;
}

/* ---- a page, in the thread that reads ---- */

static bool copy(struct rowan_arena *arena, struct rowan_slice *text)
{
    if (!text->data)
        return true;
    text->data = rowan_arena_copy(arena, text->data, text->size);
    return text->data != NULL;
}

static bool copy_text(struct rowan_arena *arena, const char **text)
{
    if (!*text)
        return true;
    *text = rowan_arena_copy(arena, *text, strlen(*text));
    return *text != NULL;
}

/* Those of a document that is not read mean nothing. */
static bool copy_columns(const struct rowan_read_ahead *ahead, struct rowan_item *item)
{
    struct rowan_arena *arena = &ahead->filling->small;
    struct rowan_slice *columns = rowan_arena_alloc(arena, ahead->width * sizeof *columns);

    if (!columns)
        return false;
    if (item->unread == ROWAN_UNREAD_NOT)
        memcpy(columns, item->columns, ahead->width * sizeof *columns);
    item->columns = columns;
    for (size_t i = 0; i < ahead->width; i++)
        if (!copy(arena, &columns[i]))
            return false;
    return true;
}

/* Its texts live until the source is asked again. */
static bool keep(struct rowan_read_ahead *ahead, struct rowan_item item)
{
    struct rowan_ahead_page *page = ahead->filling;
    struct rowan_slice document = item.document;

    if (document.size > LARGE)
        page->ends = true;
    else {
        if (!copy(&page->small, &item.key) || !copy(&page->small, &item.revision) ||
            !copy_columns(ahead, &item) || !copy_text(&page->small, &item.reason) ||
            !copy_text(&page->small, &item.message) || !copy_text(&page->small, &item.place))
            return false;
        if (document.data) {
            item.document.data = memcpy(page->texts + page->used, document.data, document.size);
            page->used += document.size;
            page->texts[page->used++] = '\0';
        }
    }
    page->items[page->count++] = item;
    return true;
}

static bool is_full(const struct rowan_ahead_page *page)
{
    return page->ends || page->count == PAGE_DOCUMENTS || page->used >= PAGE_BYTES;
}

static enum rowan_status fill(void *context, struct rowan_error *err)
{
    struct rowan_read_ahead *ahead = context;
    struct rowan_ahead_page *page = ahead->filling;
    struct rowan_item item = {0};
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    (void)err;
    page->count = page->at = page->used = 0;
    page->ends = page->last = false;
    rowan_arena_reset(&page->small, SMALL_TEXTS);
    while (st == ROWAN_OK && !is_full(page) && !atomic_load(&ahead->quits)) {
        st = ahead->inner->next(ahead->inner, &item, &more, &page->error);
        if (st == ROWAN_OK && more && !keep(ahead, item))
            st = rowan_out_of_memory(&page->error);
        page->ends |= !more;
    }
    page->last = !more;
    page->status = st;
    return ROWAN_OK;
}

/* ---- beats ---- */

/* Of the source that is read: who is asked for documents tells them, as what they change is his. */
static void beat(void *context)
{
    struct rowan_read_ahead *ahead = context;

    if (ahead->thread)
        atomic_fetch_add(&ahead->beats, 1);
    else
        rowan_pulse_beat(ahead->told);
}

static void wait_for_page(struct rowan_read_ahead *ahead)
{
    unsigned before = atomic_load(&ahead->beats);

    while (!rowan_thread_wait_for(ahead->thread, BEAT_MS)) {
        unsigned now = atomic_load(&ahead->beats);
        if (now != before)
            rowan_pulse_beat(ahead->told);
        before = now;
    }
}

/* ---- the port ---- */

static void stop(struct rowan_read_ahead *ahead)
{
    atomic_store(&ahead->quits, true);
    rowan_thread_close(ahead->thread);
    ahead->thread = NULL;
    ahead->handed = NULL;
    atomic_store(&ahead->quits, false);
}

static enum rowan_status open_range(struct rowan_source *source, const struct rowan_range *range,
                                    const struct rowan_pending *pending, struct rowan_error *err)
{
    return of(source)->inner->open(of(source)->inner, range, pending, err);
}

static void close_range(struct rowan_source *source)
{
    stop(of(source));
    of(source)->inner->close(of(source)->inner);
}

static bool make_page(struct rowan_ahead_page **page)
{
    if (*page)
        return true;
    *page = calloc(1, sizeof **page);
    if (!*page)
        return false;
    (*page)->texts = malloc(ROOM + 1);
    return (*page)->texts != NULL;
}

static void free_page(struct rowan_ahead_page *page)
{
    if (!page)
        return;
    rowan_arena_clear(&page->small);
    free(page->texts);
    free(page);
}

static enum rowan_status begin(struct rowan_source *source, struct rowan_error *err)
{
    struct rowan_read_ahead *ahead = of(source);

    if (ahead->thread)
        return ROWAN_OK;
    if (!make_page(&ahead->pages[0]) || !make_page(&ahead->pages[1]))
        return rowan_out_of_memory(err);
    ahead->filling = ahead->pages[0];
    return rowan_thread_open(&ahead->thread, fill, ahead, err);
}

/* Hand out the page that is filled, and have the other one filled; not where what is handed out would go. */
static enum rowan_status next_page(struct rowan_read_ahead *ahead, struct rowan_error *err)
{
    enum rowan_status st;

    if (!rowan_thread_asked(ahead->thread))
        rowan_thread_ask(ahead->thread);
    wait_for_page(ahead);
    st = rowan_thread_wait(ahead->thread, err);
    if (st != ROWAN_OK)
        return st;
    ahead->handed = ahead->filling;
    ahead->filling = ahead->pages[ahead->handed == ahead->pages[0]];
    if (!ahead->handed->ends && ahead->handed->status == ROWAN_OK)
        rowan_thread_ask(ahead->thread);
    return ROWAN_OK;
}

static enum rowan_status end_page(const struct rowan_ahead_page *page, struct rowan_error *err)
{
    if (page->status != ROWAN_OK && err)
        *err = page->error;
    return page->status;
}

static enum rowan_status next(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *err)
{
    struct rowan_read_ahead *ahead = of(source);
    enum rowan_status st = ROWAN_OK;

    if (!ahead->thread)
        return ahead->inner->next(ahead->inner, item, more, err);
    *more = true;
    while (st == ROWAN_OK && (!ahead->handed || ahead->handed->at == ahead->handed->count)) {
        if (ahead->handed)
            st = end_page(ahead->handed, err);
        if (st == ROWAN_OK && ahead->handed && ahead->handed->last) {
            *more = false;
            return ROWAN_OK;
        }
        if (st == ROWAN_OK)
            st = next_page(ahead, err);
    }
    if (st == ROWAN_OK)
        *item = ahead->handed->items[ahead->handed->at++];
    return st;
}

static enum rowan_status find_boundaries(struct rowan_source *source, const struct rowan_range *range,
                                         const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                         rowan_boundary_fn take, void *context, struct rowan_error *err)
{
    struct rowan_source *inner = of(source)->inner;

    return inner->boundaries(inner, range, pending, chunk, limit, take, context, err);
}

/* ---- the whole ---- */

void rowan_read_ahead_init(struct rowan_read_ahead *ahead, struct rowan_source *inner, size_t width,
                           const struct rowan_pulse *told)
{
    memset(ahead, 0, sizeof *ahead);
    ahead->source = (struct rowan_source){.filters = inner->filters,
                                          .open = open_range,
                                          .read_ahead = begin,
                                          .next = next,
                                          .close = close_range,
                                          .boundaries = find_boundaries};
    ahead->inner = inner;
    ahead->width = width;
    ahead->pulse = (struct rowan_pulse){beat, ahead};
    ahead->told = told;
    atomic_init(&ahead->beats, 0);
    atomic_init(&ahead->quits, false);
}

void rowan_read_ahead_close(struct rowan_read_ahead *ahead)
{
    if (!ahead->inner)
        return;
    close_range(&ahead->source);
    for (size_t i = 0; i < 2; i++) {
        free_page(ahead->pages[i]);
        ahead->pages[i] = NULL;
    }
    ahead->inner = NULL;
}
