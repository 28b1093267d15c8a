/*
 * Keys come first, and the target says which of them are to be done; only these files are opened. A file that
 * is gone by then is left out, as a row is that somebody deletes.
 */
#include "source/file_source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "source/revision.h"

#define ASKED_KEYS        1000 /* in one question to the target */
#define PIECES_OF_ARCHIVE 8    /* about as many, where a piece would have fewer documents */
#define PIECES_OF_FOLDER  64   /* likewise: names are listed much faster than members */

/* source is the first member of a files source. */
static struct rowan_file_source *of(struct rowan_source *source)
{
    return (struct rowan_file_source *)source;
}

/* ---- keys ---- */

/* Of an archive that is read all members of the range are gathered, so that it is gone through once. */
static bool has_enough(const struct rowan_file_source *files)
{
    size_t count = files->list.keys.count;

    return count >= ASKED_KEYS && (!files->reads || rowan_found_list_has_moved(&files->list));
}

/* As it is before it is read: what is read may be newer, and is looked at again then. */
static bool add_revision(struct rowan_file_source *files, const struct rowan_file_found *found)
{
    struct rowan_buffer *out = &files->revisions.bytes;
    struct stat facts;
    bool good;

    if (!rowan_found_reader_path(&files->reader, found))
        return false;
    if (found->archive)
        good = rowan_revision_append_file(out, found->modified, 0, found->size);
    else if (fstatat(files->reader.files.root, files->reader.path.data, &facts, AT_SYMLINK_NOFOLLOW) == 0)
        good = rowan_revision_append_file(out, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_size);
    else
        good = rowan_buffer_reserve(out, 1);
    return good && rowan_key_list_add(&files->revisions);
}

static enum rowan_status gather(struct rowan_file_source *files, struct rowan_error *err)
{
    struct rowan_file_found found;
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    rowan_found_list_forget(&files->list);
    rowan_key_list_forget(&files->revisions);
    while (st == ROWAN_OK && !has_enough(files)) {
        st = rowan_file_tree_next(files->tree, &found, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        if (!rowan_found_list_add(&files->list, &found) || (files->by_facts && !add_revision(files, &found)))
            st = rowan_out_of_memory(err);
    }
    files->last = !more;
    if (st == ROWAN_OK &&
        !(rowan_found_list_place(&files->list, files->reads) && rowan_key_list_place(&files->revisions)))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status ask(struct rowan_file_source *files, struct rowan_error *err)
{
    struct rowan_key_list *keys = &files->list.keys;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < keys->count && st == ROWAN_OK; i += ASKED_KEYS) {
        size_t left = keys->count - i, count = left < ASKED_KEYS ? left : ASKED_KEYS;
        rowan_pulse_beat(files->reader.files.pulse);
        if (files->asks)
            st = files->pending.filter(files->pending.target, keys->keys + i,
                                       files->by_facts ? files->revisions.keys + i : NULL, count,
                                       keys->marks + i, err);
        else
            memset(keys->marks + i, true, count * sizeof *keys->marks);
    }
    return st;
}

/* The next file that is to be done. */
static enum rowan_status next_found(struct rowan_file_source *files, struct rowan_file_found *found,
                                    bool *more, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK) {
        *more = rowan_found_list_next(&files->list, found);
        if (*more || files->last)
            return ROWAN_OK;
        st = gather(files, err);
        if (st == ROWAN_OK)
            st = ask(files, err);
    }
    *more = false;
    return st;
}

/* ---- the range ---- */

static enum rowan_status begin_range(struct rowan_file_source *files, const struct rowan_range *range,
                                     const struct rowan_pending *pending, bool reads, struct rowan_error *err)
{
    enum rowan_status st;

    files->asks = pending != NULL;
    files->reads = reads;
    if (pending)
        files->pending = *pending;
    rowan_found_list_forget(&files->list);
    files->last = false;
    st = rowan_file_tree_open(&files->tree, files->reader.files.root, files->pattern, false, range,
                              files->reader.files.pulse, err);
    if (st == ROWAN_OK && files->by_facts)
        rowan_file_tree_keep_facts(files->tree);
    return st;
}

static enum rowan_status begin_reading(struct rowan_source *source, const struct rowan_range *range,
                                       const struct rowan_pending *pending, struct rowan_error *err)
{
    return begin_range(of(source), range, pending, true, err);
}

static void end_range(struct rowan_source *source)
{
    rowan_file_tree_close(of(source)->tree);
    of(source)->tree = NULL;
    rowan_found_reader_end(&of(source)->reader);
}

/* ---- a document ---- */

static enum rowan_status next(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *err)
{
    struct rowan_file_source *files = of(source);
    enum rowan_file_outcome outcome = ROWAN_FILE_GONE;
    struct rowan_file_found found;
    enum rowan_status st = ROWAN_OK;

    *more = true;
    while (st == ROWAN_OK && *more && outcome == ROWAN_FILE_GONE) {
        st = next_found(files, &found, more, err);
        if (st == ROWAN_OK && *more)
            st = rowan_found_reader_read(&files->reader, &found, &outcome, err);
    }
    if (st == ROWAN_OK && *more)
        rowan_found_reader_item(&files->reader, &found, outcome, item);
    if (st == ROWAN_OK && *more && files->by_facts)
        item->revision = files->revisions.keys[found.index];
    return st;
}

/* ---- boundaries ---- */

/* Each piece lists the archive and the folders that it has a part of, so there are not many of these whatever
 * they hold. Who asks for pieces of one document wants the keys. */
static int64_t size_of_piece(int64_t chunk, const struct rowan_file_found *found)
{
    int64_t size = chunk;

    if (chunk <= 1)
        return chunk;
    if (size < (int64_t)(found->members / PIECES_OF_ARCHIVE))
        size = (int64_t)(found->members / PIECES_OF_ARCHIVE);
    if (size < (int64_t)(found->listed / PIECES_OF_FOLDER))
        size = (int64_t)(found->listed / PIECES_OF_FOLDER);
    return size;
}

static enum rowan_status find_boundaries(struct rowan_source *source, const struct rowan_range *range,
                                         const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                         rowan_boundary_fn take, void *context, struct rowan_error *err)
{
    struct rowan_file_source *files = of(source);
    struct rowan_file_found found;
    struct rowan_buffer last; /* the key before: when there is none behind it, its list is gone */
    int64_t count = 0, all = 0;
    bool more = true;
    enum rowan_status st = begin_range(files, range, pending, false, err);

    rowan_buffer_init(&last);
    while (st == ROWAN_OK && more && (limit == 0 || all < limit)) {
        st = next_found(files, &found, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        last.size = 0;
        if (!rowan_buffer_append(&last, found.key.data, found.key.size))
            st = rowan_out_of_memory(err);
        count++;
        all++;
        if (st != ROWAN_OK || count < size_of_piece(chunk, &found))
            continue;
        st = take(context, rowan_buffer_slice(&last), count, err);
        count = 0;
    }
    if (st == ROWAN_OK && count > 0)
        st = take(context, rowan_buffer_slice(&last), count, err);
    rowan_buffer_clear(&last);
    end_range(source);
    return st;
}

/* ---- the whole ---- */

void rowan_file_source_init(struct rowan_file_source *files, int root, const char *pattern, size_t limit,
                            const struct rowan_pulse *pulse)
{
    memset(files, 0, sizeof *files);
    files->source = (struct rowan_source){.filters = true,
                                          .open = begin_reading,
                                          .next = next,
                                          .close = end_range,
                                          .boundaries = find_boundaries};
    files->pattern = pattern;
    rowan_found_reader_init(&files->reader, root, limit, pulse);
}

void rowan_file_source_close(struct rowan_file_source *files)
{
    if (!files->source.open)
        return;
    end_range(&files->source);
    rowan_found_reader_clear(&files->reader);
    rowan_found_list_clear(&files->list);
    rowan_key_list_clear(&files->revisions);
    files->source.open = NULL;
}

enum rowan_status rowan_file_source_count(struct rowan_file_source *files, int64_t most, int64_t *count,
                                          struct rowan_error *err)
{
    static const struct rowan_range all;
    struct rowan_file_found found;
    bool more = true;
    enum rowan_status st = begin_range(files, &all, NULL, false, err);

    *count = 0;
    while (st == ROWAN_OK && *count < most) {
        st = next_found(files, &found, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        ++*count;
    }
    end_range(&files->source);
    return st;
}
