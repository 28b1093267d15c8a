/*
 * Records come in pages: as many as the ledger is asked about at once, or as fit into some memory. A page is
 * of one file, which must be when the page was read what it was when it was opened.
 */
#include "source/split_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/record_key.h"
#include "base/file_key.h"

#define PAGE_RECORDS   1000
#define PAGE_BYTES     ((size_t)4 << 20)
#define MARK_BYTES     ((uint64_t)16 << 20) /* between two marks, about */
#define PART           4                    /* a piece that is read from the beginning: of what lies before */
#define PART_OF_FOLDER 64                   /* any piece: of the names that it lists */

struct entry {
    enum rowan_read_kind kind;
    const char *reason; /* KEY */
    uint64_t number, offset, line;
    size_t begin, size;   /* of its document in texts */
    size_t key, key_size; /* likewise of its own key, or of why that is not to be used */
};

struct rowan_split_page {
    struct rowan_key_list keys;
    struct entry entries[PAGE_RECORDS];
    struct rowan_buffer texts;
    size_t at;                     /* the next one */
    struct rowan_read_record rest; /* of the last entry, if it is the rest of the file */
    uint64_t begin;                /* byte of the file */
};

/* source is the first member of a split source. */
static struct rowan_split_source *of(struct rowan_source *source)
{
    return (struct rowan_split_source *)source;
}

/* ---- entries of a page ---- */

/* The key of what comes next stands behind the others; it is added, or is dropped by the next one. */
static bool write_key(struct rowan_split_source *s, uint64_t number)
{
    struct rowan_buffer *bytes = &s->page->keys.bytes;

    bytes->size = s->page->keys.used;
    return rowan_buffer_append(bytes, s->found.key.data, s->found.key.size) &&
           (number == 0 || rowan_record_key_add(bytes, number));
}

static bool write_own_key(struct rowan_split_source *s, struct rowan_slice key)
{
    return write_key(s, 0) && rowan_record_key_add_own(&s->page->keys.bytes, key);
}

static struct rowan_slice written_key(const struct rowan_split_source *s)
{
    const struct rowan_key_list *keys = &s->page->keys;

    return (struct rowan_slice){keys->bytes.data + keys->used, keys->bytes.size - keys->used};
}

static bool is_before(const struct rowan_range *range, struct rowan_slice key)
{
    return (range->after.data && rowan_file_key_compare(key, range->after) <= 0) ||
           (range->from.data && rowan_file_key_compare(key, range->from) < 0);
}

static bool is_behind(const struct rowan_range *range, struct rowan_slice key)
{
    return range->to.data && rowan_file_key_compare(key, range->to) > 0;
}

/* The number of the first record that the range may have of the file. */
static uint64_t first_number(const struct rowan_split_source *s)
{
    const struct rowan_range *range = &s->range;
    struct rowan_slice low = range->after.data ? range->after : range->from, key = s->found.key;
    uint64_t number = 0;

    if (!low.data || low.size != key.size + ROWAN_RECORD_DIGITS || !rowan_file_key_begins(low, key))
        return 1;
    for (size_t i = key.size; i < low.size; i++) {
        if (!rowan_ascii_is_digit(low.data[i]))
            return 1;
        number = number * 10 + (uint64_t)(low.data[i] - '0');
    }
    return range->after.data ? number + 1 : number ? number : 1;
}

/* Which records the rest has is not known. */
static enum rowan_status fail_rest(const struct rowan_split_source *s, const struct rowan_read_record *record,
                                   struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_LOST, "file", "%.*s: which records are in it is not known: %s",
                      (int)s->found.key.size, s->found.key.data, record->message);
}

/* An end of the range that is a record's own key stands for the place of that record. */
static bool is_own_key(const struct rowan_split_source *s, struct rowan_slice bound)
{
    struct rowan_slice key = s->found.key;

    return s->keys && bound.size > key.size && rowan_file_key_begins(bound, key) &&
           bound.data[key.size] == '=';
}

/* Write the key of what comes next, and look where it is to the range. */
static enum rowan_status find_key(struct rowan_split_source *s, const struct rowan_read_record *record,
                                  uint64_t number, bool *before, struct rowan_error *err)
{
    const struct rowan_range *range = &s->range;
    bool from = is_own_key(s, range->from), to = is_own_key(s, range->to);

    if (!write_key(s, number))
        return rowan_out_of_memory(err);
    *before = from ? !s->reached : is_before(range, written_key(s));
    s->behind = to ? s->passed_to : is_behind(range, written_key(s));
    if (record->key.data && !write_own_key(s, record->key))
        return rowan_out_of_memory(err);
    if (from && rowan_slice_equal(written_key(s), range->from)) {
        s->reached = true;
        *before = false;
    }
    if (to && rowan_slice_equal(written_key(s), range->to))
        s->passed_to = true;
    return ROWAN_OK;
}

/* What the last entry needs beside its document: its own key, or why that is not to be used, which is in the
 * place of its document. */
static enum rowan_status keep_own(struct rowan_split_source *s, const struct rowan_read_record *record,
                                  struct rowan_error *err)
{
    struct rowan_split_page *page = s->page;
    struct entry *entry = &page->entries[page->keys.count - 1];
    struct rowan_slice text = record->key.data ? record->key : rowan_slice_of(record->message);

    entry->reason = strcmp(record->reason, "limit") == 0 ? "limit" : "key";
    if (!s->reads)
        return ROWAN_OK;
    entry->key = page->texts.size;
    entry->key_size = text.size;
    return rowan_buffer_append(&page->texts, text.data, text.size) &&
                   rowan_buffer_append_char(&page->texts, '\0')
               ? ROWAN_OK
               : rowan_out_of_memory(err);
}

/* number 0: the file as a whole. */
static enum rowan_status add_entry(struct rowan_split_source *s, const struct rowan_read_record *record,
                                   uint64_t number, size_t begin, struct rowan_error *err)
{
    struct rowan_split_page *page = s->page;
    bool before = false;
    enum rowan_status st = find_key(s, record, number, &before, err);

    if (st != ROWAN_OK || s->behind)
        return st;
    if (record->kind == ROWAN_READ_REST && s->asks && s->pending.whole)
        return fail_rest(s, record, err);
    if (before)
        return ROWAN_OK;
    if (!rowan_key_list_add(&page->keys))
        return rowan_out_of_memory(err);
    page->entries[page->keys.count - 1] = (struct entry){.kind = record->kind,
                                                         .number = record->number,
                                                         .offset = record->offset,
                                                         .line = record->line,
                                                         .begin = begin,
                                                         .size = page->texts.size - begin};
    if (record->kind == ROWAN_READ_REST)
        page->rest = *record;
    return record->kind == ROWAN_READ_KEY || record->key.data ? keep_own(s, record, err) : ROWAN_OK;
}

/* From this record on, or with 0 the file as a whole. */
static enum rowan_status add_rest(struct rowan_split_source *s, uint64_t number, const char *reason,
                                  const char *message, struct rowan_error *err)
{
    struct rowan_read_record rest = {.kind = ROWAN_READ_REST, .number = number};

    snprintf(rest.reason, sizeof rest.reason, "%s", reason);
    snprintf(rest.message, sizeof rest.message, "%s", message);
    return add_entry(s, &rest, number, s->page->texts.size, err);
}

/* A file that cannot be read is one document, or what is left of it, where the range begins behind its first
 * record. */
static enum rowan_status add_unread(struct rowan_split_source *s, const char *reason, const char *message,
                                    struct rowan_error *err)
{
    bool begun = s->found.records && is_before(&s->range, s->found.key);

    return add_rest(s, begun ? first_number(s) : 0, reason, message, err);
}

/* ---- the file in hand ---- */

static void close_file(struct rowan_split_source *s)
{
    rowan_text_stream_close(s->stream);
    s->stream = NULL;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

static enum rowan_status refuse_found(struct rowan_split_source *s, enum rowan_file_outcome outcome,
                                      struct rowan_error *err)
{
    if (outcome != ROWAN_FILE_REFUSED)
        return ROWAN_OK; /* it is gone */
    return add_unread(s, s->reader.files.reason, s->reader.files.message, err);
}

/* ---- marks ---- */

/* What the file was when it was opened, or planned, it is no more, so nothing of this page counts. */
static enum rowan_status add_changed(struct rowan_split_source *s, struct rowan_error *err)
{
    struct rowan_read_record rest = {.kind = ROWAN_READ_REST, .reason = "changed"};
    struct rowan_split_page *page = s->page;
    uint64_t first = first_number(s);

    rest.number = page->keys.count ? page->entries[0].number : s->next;
    if (rest.number < first) /* it was on the way to the range */
        rest.number = first;
    rowan_key_list_forget(&page->keys);
    snprintf(rest.message, sizeof rest.message,
             "the file changed while it was read; from record %" PRIu64 " on nothing of it is read",
             rest.number);
    close_file(s);
    return add_entry(s, &rest, rest.number, page->texts.size, err);
}

static enum rowan_status keep_end(struct rowan_split_source *s, const struct rowan_record_mark *mark,
                                  struct rowan_error *err)
{
    s->known = mark->records;
    s->ends = mark->reason != NULL;
    if (!s->ends)
        return ROWAN_OK;
    snprintf(s->reason, sizeof s->reason, "%s", mark->reason);
    s->message.size = 0;
    return rowan_buffer_append_slice(&s->message, mark->message ? mark->message : "") &&
                   rowan_buffer_string(&s->message)
               ? ROWAN_OK
               : rowan_out_of_memory(err);
}

/* Whether marks with these facts are of the file as it is, if by another mapping. */
static bool is_of_file(const struct rowan_split_source *s, const char *facts)
{
    return strncmp(facts, s->shown, (size_t)(strrchr(s->shown, ' ') - s->shown) + 1) == 0;
}

/* What is known of the file. Of other marks whoever plans makes new ones. For whoever reads it changed since
 * it was planned, or a run with another mapping has planned it, too: then nothing is known. */
static enum rowan_status find_marks(struct rowan_split_source *s, struct rowan_error *err)
{
    const struct rowan_record_marks *marks = s->marks;
    struct rowan_record_mark mark;
    const char *facts;
    enum rowan_status st;

    s->next = 1;
    s->known = 0;
    s->reached = s->passed_to = false;
    s->ends = false;
    snprintf(s->shown, sizeof s->shown, "%lld %lld.%09ld %016" PRIx64, (long long)s->facts.st_size,
             (long long)s->facts.st_mtim.tv_sec, s->facts.st_mtim.tv_nsec, s->split.hash);
    if (!marks)
        return ROWAN_OK;
    st = marks->find(marks->target, s->found.key, UINT64_MAX, &mark, &facts, err);
    if (st != ROWAN_OK || !facts)
        return st;
    if (strcmp(facts, s->shown) == 0)
        return s->keys ? ROWAN_OK : keep_end(s, &mark, err); /* who wants keys reads all records */
    if (!s->reads)
        return marks->forget(marks->target, s->found.key, err);
    return is_of_file(s, facts) ? ROWAN_OK : add_changed(s, err);
}

/* The last record that was read is behind the mark, or nothing is read any more. */
static enum rowan_status keep_mark(struct rowan_split_source *s, const struct rowan_read_record *record,
                                   struct rowan_error *err)
{
    const struct rowan_record_marks *marks = s->marks;
    struct rowan_record_mark mark;

    if (!marks || s->reads || !s->stream || (record->kind == ROWAN_READ_END && record->number == 1))
        return ROWAN_OK;
    if (record->kind == ROWAN_READ_REST && strcmp(record->reason, "file") == 0)
        return ROWAN_OK; /* a fault of the disk, which may be gone the next time */
    rowan_record_reader_place(s->records, &mark);
    if (record->kind == ROWAN_READ_END)
        mark.reason = "";
    if (record->kind == ROWAN_READ_REST) {
        mark.records = record->number - 1;
        mark.reason = record->reason;
        mark.message = record->message;
    }
    return marks->keep(marks->target, s->found.key, s->shown, &mark, err);
}

/* ---- the text of the file ---- */

/* The last mark that is known with at most so many records before it. */
static enum rowan_status find_place(struct rowan_split_source *s, uint64_t records,
                                    struct rowan_record_mark *mark, struct rowan_error *err)
{
    static const struct rowan_record_mark beginning = {.line = 1, .state = {"", 0}};
    const char *facts = NULL;
    enum rowan_status st = ROWAN_OK;

    if (records > s->known)
        records = s->known;
    if (records)
        st = s->marks->find(s->marks->target, s->found.key, records, mark, &facts, err);
    if (!facts || strcmp(facts, s->shown) != 0)
        *mark = beginning;
    return st;
}

static bool leading_space(const struct rowan_split_source *s)
{
    return s->split.limits && s->split.limits->leading_space;
}

/* What a member is to blame for. */
static enum rowan_status open_member(struct rowan_split_source *s, struct rowan_error *why)
{
    struct rowan_member_reader *members = &s->reader.members;
    enum rowan_file_outcome outcome;
    enum rowan_status st =
        rowan_member_reader_open(members, &s->reader.files, s->reader.path.data, &s->found, &outcome, why);

    if (st != ROWAN_OK)
        return st;
    if (outcome == ROWAN_FILE_REFUSED)
        return rowan_fail(why, ROWAN_DOCUMENT, s->reader.files.reason, "%s", s->reader.files.message);
    if (outcome != ROWAN_FILE_READ)
        return rowan_fail(why, ROWAN_DOCUMENT, "changed",
                          "the archive changed since its members were listed");
    rowan_found_reader_columns(&s->reader, &s->found, &members->member);
    return rowan_text_stream_open(&s->stream, -1, rowan_member_reader_bytes, members, leading_space(s),
                                  s->reader.files.pulse, why);
}

static enum rowan_status open_stream(struct rowan_split_source *s, struct rowan_error *why)
{
    return s->found.archive ? open_member(s, why)
                            : rowan_text_stream_open(&s->stream, s->fd, NULL, NULL, leading_space(s),
                                                     s->reader.files.pulse, why);
}

/* Open the text behind so many records, or before. What the file is to blame for closes it. */
static enum rowan_status begin_text(struct rowan_split_source *s, uint64_t records, struct rowan_error *err)
{
    struct rowan_error why;
    struct rowan_record_mark mark;
    enum rowan_status st = find_place(s, records, &mark, err);

    if (st != ROWAN_OK)
        return st;
    st = open_stream(s, &why);
    if (st == ROWAN_OK)
        s->rereads = s->keys || !rowan_text_stream_seeks(s->stream);
    if (st == ROWAN_OK && mark.offset)
        st = rowan_text_stream_pass(s->stream, mark.offset, &why);
    s->next = mark.records + 1;
    s->page->begin = mark.offset;
    if (st == ROWAN_OK)
        return rowan_record_reader_begin(s->records, s->stream, &mark, s->known, err);
    close_file(s);
    if (st == ROWAN_DOCUMENT)
        return add_unread(s, why.reason, why.message, err);
    if (err)
        *err = why;
    return st;
}

/* Who plans knows how large pieces shall be before there is one. */
static enum rowan_status begin_counting(struct rowan_split_source *s, struct rowan_error *err)
{
    struct rowan_slice archive = {s->found.key.data, s->found.archive};
    enum rowan_status st = ROWAN_OK;

    s->rereads = archive.size > 0 || s->keys;
    if (!archive.size || !rowan_slice_equal(archive, rowan_buffer_slice(&s->archive)))
        s->passed = 0;
    s->passed += first_number(s) - 1;
    s->archive.size = 0;
    if (!rowan_buffer_append(&s->archive, archive.data, archive.size))
        return rowan_out_of_memory(err);
    if (s->rereads || s->reads || !s->known)
        return ROWAN_OK;
    st = open_stream(s, NULL);
    s->rereads = st == ROWAN_OK && !rowan_text_stream_seeks(s->stream);
    rowan_text_stream_close(s->stream);
    s->stream = NULL;
    return st == ROWAN_DOCUMENT ? ROWAN_OK : st;
}

static enum rowan_status open_file(struct rowan_split_source *s, struct rowan_error *err)
{
    enum rowan_file_outcome outcome;
    enum rowan_status st;

    /* a folder or an archive that cannot be listed, or a member that is no file */
    if (!s->found.records || (s->found.archive && s->found.kind != ROWAN_MEMBER_FILE)) {
        st = rowan_found_reader_read(&s->reader, &s->found, &outcome, err);
        return st == ROWAN_OK ? refuse_found(s, outcome, err) : st;
    }
    if (!rowan_found_reader_path(&s->reader, &s->found))
        return rowan_out_of_memory(err);
    st = rowan_file_reader_open(&s->reader.files, s->reader.path.data, &s->fd, &outcome, err);
    if (st != ROWAN_OK)
        return st;
    if (s->fd < 0)
        return refuse_found(s, outcome, err);
    s->facts = s->reader.files.facts;
    rowan_found_reader_columns(&s->reader, &s->found, &s->facts);
    st = find_marks(s, err);
    if (st == ROWAN_OK && s->fd >= 0)
        st = begin_counting(s, err);
    if (st == ROWAN_OK && s->fd >= 0 && s->reads)
        st = begin_text(s, first_number(s) - 1, err);
    return st;
}

/* Nothing was found where records shall be, in a file that is whole. */
static enum rowan_status add_none(struct rowan_split_source *s, struct rowan_error *err)
{
    size_t reach = rowan_record_reader_reach(s->records);
    const char *path = s->split.path->text;
    char message[600];

    snprintf(message, sizeof message,
             "no element of this file is at %.400s, where it is split: %zu of %zu steps lead "
             "to one",
             path, reach, s->split.path->count);
    return add_rest(s, 0, "split", message, err);
}

/* ---- pages ---- */

static bool is_full(const struct rowan_split_source *s)
{
    const struct rowan_split_page *page = s->page;
    struct rowan_record_mark place;

    if (page->keys.count == PAGE_RECORDS || page->texts.size >= PAGE_BYTES)
        return true;
    if (s->reads || !s->stream)
        return false;
    rowan_record_reader_place(s->records, &place);
    return place.offset >= page->begin + MARK_BYTES;
}

/* The record that was read last. *ends: none of the file comes after it. */
static enum rowan_status take_record(struct rowan_split_source *s, const struct rowan_read_record *record,
                                     size_t begin, bool *ends, struct rowan_error *err)
{
    struct rowan_split_page *page = s->page;
    size_t count = page->keys.count;
    enum rowan_status st;

    *ends = record->kind == ROWAN_READ_END || record->kind == ROWAN_READ_REST;
    if (record->kind == ROWAN_READ_END)
        return record->number == 1 ? add_none(s, err) : ROWAN_OK;
    st = add_entry(s, record, record->number, begin, err);
    if (st != ROWAN_OK)
        return st;
    if (page->keys.count == count || !s->reads)
        page->texts.size = begin;
    *ends |= page->keys.count == count && s->behind;
    return ROWAN_OK;
}

/* Keys of records that are known need not be read. */
static enum rowan_status add_known(struct rowan_split_source *s, bool *ends, struct rowan_error *err)
{
    struct rowan_read_record record = {.kind = ROWAN_READ_RECORD};
    uint64_t first = first_number(s);
    enum rowan_status st = ROWAN_OK;

    if (s->next < first)
        s->next = first <= s->known ? first : s->known + 1;
    while (st == ROWAN_OK && !*ends && s->next <= s->known && !is_full(s)) {
        record.number = s->next++;
        st = add_entry(s, &record, record.number, s->page->texts.size, err);
        *ends = s->behind;
    }
    return st;
}

/* Behind all that is known nothing is read. */
static enum rowan_status add_end(struct rowan_split_source *s, struct rowan_error *err)
{
    return s->reason[0] ? add_rest(s, s->known + 1, s->reason, s->message.data, err) : ROWAN_OK;
}

static enum rowan_status read_record(struct rowan_split_source *s, struct rowan_read_record *record,
                                     bool *ends, struct rowan_error *err)
{
    size_t begin = s->page->texts.size;
    enum rowan_status st = rowan_record_reader_next(s->records, &s->page->texts, record, err);

    s->next = record->number + (record->kind != ROWAN_READ_END);
    return st == ROWAN_OK ? take_record(s, record, begin, ends, err) : st;
}

static enum rowan_status fill_some(struct rowan_split_source *s, struct rowan_read_record *record, bool *ends,
                                   struct rowan_error *err)
{
    if (s->ends && s->next > s->known) {
        *ends = true;
        return add_end(s, err);
    }
    if (!s->reads && s->next <= s->known)
        return add_known(s, ends, err);
    return s->stream ? read_record(s, record, ends, err) : begin_text(s, s->known, err);
}

static enum rowan_status fill_page(struct rowan_split_source *s, struct rowan_error *err)
{
    struct rowan_read_record record = {0};
    enum rowan_status st = ROWAN_OK;
    bool ends = false;

    if (s->stream) {
        struct rowan_record_mark place;
        rowan_record_reader_place(s->records, &place);
        s->page->begin = place.offset;
    }
    while (st == ROWAN_OK && !ends && s->fd >= 0 && !is_full(s))
        st = fill_some(s, &record, &ends, err);
    if (st != ROWAN_OK || s->fd < 0)
        return st;
    if (!rowan_file_reader_is_same(&s->reader.files, s->fd))
        return add_changed(s, err);
    if (record.number)
        st = keep_mark(s, &record, err);
    if (ends)
        close_file(s);
    return st;
}

static enum rowan_status ask(struct rowan_split_source *s, struct rowan_error *err)
{
    struct rowan_key_list *keys = &s->page->keys;

    if (!rowan_key_list_place(keys))
        return rowan_out_of_memory(err);
    rowan_pulse_beat(s->reader.files.pulse);
    if (s->asks && keys->count)
        return s->pending.filter(s->pending.target, keys->keys, NULL, keys->count, keys->marks, err);
    for (size_t i = 0; i < keys->count; i++)
        keys->marks[i] = true;
    return ROWAN_OK;
}

/* The next records of the file in hand, or of the next one. *more is false behind the last file. */
static enum rowan_status next_page(struct rowan_split_source *s, bool *more, struct rowan_error *err)
{
    struct rowan_split_page *page = s->page;
    enum rowan_status st = ROWAN_OK;

    rowan_key_list_forget(&page->keys);
    rowan_buffer_reset(&page->texts, 2 * PAGE_BYTES);
    page->at = 0;
    *more = true;
    if (s->fd < 0) {
        st = rowan_file_tree_next(s->tree, &s->found, more, err);
        if (st == ROWAN_OK && *more)
            st = open_file(s, err);
    }
    if (st == ROWAN_OK && s->fd >= 0)
        st = fill_page(s, err);
    s->passed += page->keys.count;
    return st == ROWAN_OK ? ask(s, err) : st;
}

/* The next entry that is to be done. */
static enum rowan_status next_entry(struct rowan_split_source *s, size_t *at, bool *more,
                                    struct rowan_error *err)
{
    struct rowan_split_page *page = s->page;
    enum rowan_status st = ROWAN_OK;

    *more = true;
    while (st == ROWAN_OK && *more) {
        while (page->at < page->keys.count) {
            *at = page->at++;
            if (page->keys.marks[*at])
                return ROWAN_OK;
        }
        st = next_page(s, more, err);
    }
    return st;
}

/* ---- the range ---- */

static bool keep_bound(struct rowan_split_source *s, struct rowan_slice from, struct rowan_slice *to)
{
    *to = from;
    if (!from.data)
        return true;
    to->data = s->bounds.data + s->bounds.size; /* the room is there */
    return rowan_buffer_append(&s->bounds, from.data, from.size);
}

static bool keep_range(struct rowan_split_source *s, const struct rowan_range *range)
{
    s->bounds.size = 0;
    return rowan_buffer_reserve(&s->bounds, range->after.size + range->from.size + range->to.size + 1) &&
           keep_bound(s, range->after, &s->range.after) && keep_bound(s, range->from, &s->range.from) &&
           keep_bound(s, range->to, &s->range.to);
}

static void end_range(struct rowan_source *source)
{
    struct rowan_split_source *s = of(source);

    close_file(s);
    rowan_file_tree_close(s->tree);
    s->tree = NULL;
    rowan_record_reader_free(s->records);
    s->records = NULL;
    rowan_own_keys_free(s->keys);
    s->keys = NULL;
    rowan_found_reader_end(&s->reader);
    if (s->page) {
        rowan_key_list_clear(&s->page->keys);
        rowan_buffer_clear(&s->page->texts);
    }
    free(s->page);
    s->page = NULL;
}

static enum rowan_status begin_range(struct rowan_split_source *s, const struct rowan_range *range,
                                     const struct rowan_pending *pending, bool reads, struct rowan_error *err)
{
    enum rowan_status st;

    s->asks = pending != NULL;
    s->reads = reads;
    s->marks = pending ? pending->marks : NULL;
    if (pending)
        s->pending = *pending;
    s->page = calloc(1, sizeof *s->page);
    if (!s->page || !keep_range(s, range))
        return rowan_out_of_memory(err);
    st = s->split.key ? rowan_own_keys_new(&s->keys, s->split.key, s->split.key_type, err) : ROWAN_OK;
    if (st == ROWAN_OK)
        st = rowan_record_reader_new(&s->records, s->split.path, s->keys, s->split.names,
                                     s->reader.files.limit, s->split.limits, err);
    if (st != ROWAN_OK)
        return st;
    return rowan_file_tree_open(&s->tree, s->reader.files.root, s->pattern, true, &s->range,
                                s->reader.files.pulse, err);
}

static enum rowan_status begin_reading(struct rowan_source *source, const struct rowan_range *range,
                                       const struct rowan_pending *pending, struct rowan_error *err)
{
    return begin_range(of(source), range, pending, true, err);
}

/* ---- documents ---- */

/* A record's own key, if it has one that is good. */
static struct rowan_slice own_key(const struct rowan_split_source *s, const struct entry *entry)
{
    if (entry->kind != ROWAN_READ_RECORD || !entry->key_size)
        return (struct rowan_slice){NULL, 0};
    return (struct rowan_slice){s->page->texts.data + entry->key, entry->key_size};
}

/* The key comes first: the file, and the record in it. */
static void fill_columns(struct rowan_split_source *s, const struct entry *entry)
{
    s->columns[0] = s->reader.columns[ROWAN_FILES_PATH];
    s->columns[1] = s->keys ? own_key(s, entry) : rowan_slice_of(s->number);
    for (size_t i = ROWAN_FILES_PATH + 1; i < ROWAN_FILES_COLUMNS; i++)
        s->columns[i + 1] = s->reader.columns[i];
    s->columns[ROWAN_FILES_COLUMNS + 1] = rowan_slice_of(s->number);
}

static void fill_item(struct rowan_split_source *s, size_t at, struct rowan_item *item)
{
    struct rowan_split_page *page = s->page;
    const struct entry *entry = &page->entries[at];

    *item = (struct rowan_item){.key = page->keys.keys[at], .columns = s->columns};
    if (entry->kind == ROWAN_READ_REST) {
        memset(s->columns, 0, sizeof s->columns); /* of the record before */
        item->unread = ROWAN_UNREAD_REFUSED;
        item->reason = page->rest.reason;
        item->message = page->rest.message;
        return;
    }
    snprintf(s->number, sizeof s->number, "%" PRIu64, entry->number);
    fill_columns(s, entry);
    snprintf(s->place, sizeof s->place, "record at byte %" PRIu64 ", line %" PRIu64 " of the file",
             entry->offset, entry->line);
    item->place = s->place;
    if (entry->kind == ROWAN_READ_KEY) {
        item->unread = ROWAN_UNREAD_REFUSED;
        item->reason = entry->reason;
        item->message = page->texts.data + entry->key;
    } else if (entry->kind == ROWAN_READ_LONG)
        item->unread = ROWAN_UNREAD_LONG;
    else
        item->document = (struct rowan_slice){page->texts.data + entry->begin, entry->size - 1};
}

static enum rowan_status next(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *err)
{
    size_t at = 0;
    enum rowan_status st = next_entry(of(source), &at, more, err);

    if (st == ROWAN_OK && *more)
        fill_item(of(source), at, item);
    return st;
}

/* ---- boundaries ---- */

/* Each piece of what cannot be gone to is read from the beginning, so pieces grow: all of them together read
 * a few times what there is. Who asks for pieces of one document wants the keys. */
static int64_t size_of_piece(const struct rowan_split_source *s, int64_t chunk)
{
    int64_t part = s->rereads ? (int64_t)(s->passed / PART) : 0;
    int64_t names = (int64_t)(s->found.listed / PART_OF_FOLDER);

    if (chunk <= 1)
        return chunk;
    if (part < names)
        part = names;
    return part > chunk ? part : chunk;
}

/* The place of an entry, by which ranges are in order, is its number. */
static bool write_place(const struct rowan_split_source *s, size_t at, struct rowan_buffer *place)
{
    const struct rowan_split_page *page = s->page;
    uint64_t number = page->entries[at].number;

    place->size = 0;
    if (!s->keys)
        return rowan_buffer_append(place, page->keys.keys[at].data, page->keys.keys[at].size);
    return rowan_buffer_append(place, s->found.key.data, s->found.key.size) &&
           (number == 0 || rowan_record_key_add(place, number));
}

static enum rowan_status find_boundaries(struct rowan_source *source, const struct rowan_range *range,
                                         const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                         rowan_boundary_fn take, void *context, struct rowan_error *err)
{
    struct rowan_split_source *s = of(source);
    struct rowan_buffer last; /* the place before: when there is none behind it, its page is gone */
    int64_t count = 0, all = 0;
    bool more = true;
    size_t at = 0;
    enum rowan_status st = begin_range(s, range, pending, false, err);

    rowan_buffer_init(&last);
    while (st == ROWAN_OK && more && (limit == 0 || all < limit)) {
        st = next_entry(s, &at, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        if (!write_place(s, at, &last))
            st = rowan_out_of_memory(err);
        count++;
        all++;
        if (st != ROWAN_OK || count < size_of_piece(s, chunk))
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

void rowan_split_source_init(struct rowan_split_source *s, int root, const char *pattern,
                             struct rowan_split split, size_t limit, const struct rowan_pulse *pulse)
{
    memset(s, 0, sizeof *s);
    s->source = (struct rowan_source){.filters = true,
                                      .open = begin_reading,
                                      .next = next,
                                      .close = end_range,
                                      .boundaries = find_boundaries};
    s->split = split;
    s->pattern = pattern;
    s->fd = -1;
    rowan_found_reader_init(&s->reader, root, limit, pulse);
}

void rowan_split_source_close(struct rowan_split_source *s)
{
    if (!s->source.open)
        return;
    end_range(&s->source);
    rowan_found_reader_clear(&s->reader);
    rowan_buffer_clear(&s->bounds);
    rowan_buffer_clear(&s->message);
    rowan_buffer_clear(&s->archive);
    s->source.open = NULL;
}
