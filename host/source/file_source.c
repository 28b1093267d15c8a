/*
 * Keys come first, and the target says which of them are to be done; only these files are opened. A file that
 * is gone by then is left out, as a row is that somebody deletes.
 */
#include "source/file_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ASKED_KEYS        1000 /* in one question to the target */
#define PIECES_OF_ARCHIVE 8    /* about as many, where a piece would have fewer documents */

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

static enum rowan_status gather(struct rowan_file_source *files, struct rowan_error *err)
{
    struct rowan_file_found found;
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    rowan_found_list_forget(&files->list);
    while (st == ROWAN_OK && !has_enough(files)) {
        st = rowan_file_tree_next(files->tree, &found, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        if (!rowan_found_list_add(&files->list, &found))
            st = rowan_out_of_memory(err);
    }
    files->last = !more;
    if (st == ROWAN_OK && !rowan_found_list_place(&files->list, files->reads))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status ask(struct rowan_file_source *files, struct rowan_error *err)
{
    struct rowan_key_list *keys = &files->list.keys;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < keys->count && st == ROWAN_OK; i += ASKED_KEYS) {
        size_t left = keys->count - i, count = left < ASKED_KEYS ? left : ASKED_KEYS;
        rowan_pulse_beat(files->reader.pulse);
        if (files->asks)
            st = files->pending.filter(files->pending.target, keys->keys + i, count, keys->marks + i, err);
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
    files->asks = pending != NULL;
    files->reads = reads;
    if (pending)
        files->pending = *pending;
    rowan_found_list_forget(&files->list);
    files->last = false;
    return rowan_file_tree_open(&files->tree, files->root, files->pattern, range, files->reader.pulse, err);
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
    rowan_member_reader_close(&of(source)->members); /* the next range lists what is there then */
}

/* ---- a document ---- */

static struct rowan_slice name_of(struct rowan_slice key)
{
    struct rowan_slice name = key;

    for (size_t i = 0; i + 1 < key.size; i++)
        if (key.data[i] == '/')
            name = (struct rowan_slice){key.data + i + 1, key.size - i - 1};
    return name;
}

/* The columns of what was read. Seconds are what most databases and file systems have in common. */
static void fill_columns(struct rowan_file_source *files, const struct rowan_file_found *found)
{
    struct rowan_slice key = found->key;
    const struct stat *facts = &files->reader.facts;
    struct rowan_slice *columns = files->columns;
    struct tm utc;

    columns[ROWAN_FILES_PATH] = key;
    columns[ROWAN_FILES_NAME] = name_of(key);
    columns[ROWAN_FILES_MODIFIED] = (struct rowan_slice){NULL, 0};
    if (gmtime_r(&facts->st_mtim.tv_sec, &utc)) {
        size_t size = strftime(files->modified, sizeof files->modified, "%Y-%m-%d %H:%M:%S", &utc);
        columns[ROWAN_FILES_MODIFIED] = (struct rowan_slice){files->modified, size};
    }
    snprintf(files->size, sizeof files->size, "%lld", (long long)facts->st_size);
    columns[ROWAN_FILES_SIZE] = rowan_slice_of(files->size);
    columns[ROWAN_FILES_MEMBER] = (struct rowan_slice){NULL, 0};
    if (found->archive)
        columns[ROWAN_FILES_MEMBER] =
            (struct rowan_slice){key.data + found->archive, key.size - found->archive};
}

static void fill_item(struct rowan_file_source *files, const struct rowan_file_found *found,
                      enum rowan_file_outcome outcome, struct rowan_item *item)
{
    *item = (struct rowan_item){.key = found->key, .columns = files->columns, .is_bytes = true};
    switch (outcome) {
    case ROWAN_FILE_READ:
        fill_columns(files, found);
        item->document = rowan_buffer_slice(&files->reader.bytes);
        break;
    case ROWAN_FILE_LONG:
        item->unread = ROWAN_UNREAD_LONG;
        break;
    case ROWAN_FILE_REFUSED:
        item->unread = ROWAN_UNREAD_REFUSED;
        item->reason = files->reader.reason;
        item->message = files->reader.message;
        break;
    case ROWAN_FILE_GONE:
        break;
    }
}

/* The path of a file, of a member's archive, or of a folder or an archive that could not be listed. */
static enum rowan_status read_found(struct rowan_file_source *files, const struct rowan_file_found *found,
                                    enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    struct rowan_slice key = found->key;
    bool listed = key.data[key.size - 1] != '/';

    if (found->archive)
        key.size = found->archive - 2;
    else if (key.size > 1 && !listed && key.data[key.size - 2] == '/')
        key.size -= 2;
    files->path.size = 0;
    if (!rowan_file_key_path(&files->path, key) || !rowan_buffer_string(&files->path))
        return rowan_out_of_memory(err);
    if (found->archive)
        return rowan_member_reader_read(&files->members, &files->reader, files->path.data, found, outcome,
                                        err);
    if (key.size + 2 == found->key.size)
        return rowan_member_reader_look(&files->reader, files->path.data, outcome, err);
    return rowan_file_reader_read(&files->reader, files->path.data, outcome, err);
}

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
            st = read_found(files, &found, &outcome, err);
    }
    if (st == ROWAN_OK && *more)
        fill_item(files, &found, outcome, item);
    return st;
}

/* ---- boundaries ---- */

/* Each piece lists an archive that it has a part of, so there are not many of these whatever it holds. Who
 * asks for pieces of one document wants the keys. */
static int64_t size_of_piece(int64_t chunk, const struct rowan_file_found *found)
{
    int64_t part = (int64_t)(found->members / PIECES_OF_ARCHIVE);

    return part > chunk && chunk > 1 ? part : chunk;
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

enum rowan_status rowan_file_source_open(struct rowan_file_source *files, const char *root,
                                         const char *pattern, size_t limit, struct rowan_error *err)
{
    memset(files, 0, sizeof *files);
    files->source = (struct rowan_source){.filters = true,
                                          .open = begin_reading,
                                          .next = next,
                                          .close = end_range,
                                          .boundaries = find_boundaries};
    files->pattern = pattern;
    files->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    rowan_file_reader_init(&files->reader, files->root, limit);
    if (files->root < 0)
        return rowan_fail(err, ROWAN_LOST, "file", "%s: the folder of the files cannot be opened: %s", root,
                          strerror(errno));
    return ROWAN_OK;
}

void rowan_file_source_close(struct rowan_file_source *files)
{
    if (!files->source.open)
        return;
    end_range(&files->source);
    rowan_member_reader_close(&files->members);
    rowan_file_reader_clear(&files->reader);
    rowan_found_list_clear(&files->list);
    rowan_buffer_clear(&files->path);
    if (files->root >= 0)
        close(files->root);
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
