/*
 * Bytes lie in a window: those before what is needed go when more are read. A place in it is an index, since
 * reading moves them.
 */
#include "xml/record_scanner.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "xml/builder.h"

#define BLOCK          ((size_t)256 << 10) /* bytes that are read at once */
#define TAG_MAX        ((size_t)10000000)  /* bytes of a tag: libxml2 takes no longer value */
#define NAME_MAX_BYTES ((size_t)50000)     /* likewise of a name */
#define DOCTYPE_MAX    ((size_t)300 << 10)
#define FEW            ((size_t)240)
#define NONE           SIZE_MAX

/* What a byte may mean in a tag. */
enum { MARK = 1, BEHIND_NAME = 2 };

static const unsigned char meaning[256] = {
    ['<'] = MARK,         ['"'] = MARK,        ['\''] = MARK,       ['>'] = MARK | BEHIND_NAME,
    ['/'] = BEHIND_NAME,  ['='] = BEHIND_NAME, [' '] = BEHIND_NAME, ['\t'] = BEHIND_NAME,
    ['\n'] = BEHIND_NAME, ['\r'] = BEHIND_NAME};

static bool means(char c, int what)
{
    return meaning[(unsigned char)c] & what;
}

struct open_element {
    size_t name; /* where its name ends in names */
    size_t tag;  /* of those on the path: where its start tag ends in state */
};

struct rowan_record_scanner {
    const struct rowan_path *path;
    struct rowan_document_names names_of_path;
    size_t limit;
    rowan_record_more_fn more;
    void *context;
    struct rowan_buffer window;
    uint64_t base; /* the offset of the window's first byte */
    size_t at;     /* what comes next */
    size_t record; /* where the record in hand begins; NONE: there is none, or it is too long */
    bool inside;   /* a record */
    bool is_long;  /* that one */
    uint64_t begins, begins_line; /* where it does */
    size_t counted;               /* lines of the window are counted up to here */
    uint64_t line;                /* there */
    struct open_element open[ROWAN_DEPTH_MAX];
    size_t depth;
    size_t matched; /* of the open elements: on the path */
    size_t reach;
    struct rowan_buffer names; /* of the open elements */
    struct rowan_buffer state; /* DTD, start tags on the path */
    size_t doctype;            /* bytes of state that are the DTD */
    bool begun, over;          /* the document's element has */
    bool ended;                /* there are no more bytes */
    bool finished;             /* nothing comes any more */
    struct rowan_record *out;
    enum rowan_status status;
    struct rowan_error *err;
};

/* What one piece of markup leads to. */
enum outcome { GO_ON, HANDED_OUT };

const char *rowan_record_path_check(const struct rowan_path *path)
{
    if (path->first || !path->absolute || path->gives != ROWAN_GIVES_TEXT)
        return "it must be one path from the document's root on, such as \"/feed/entry\"";
    for (size_t i = 0; i < path->count; i++) {
        const struct rowan_step *step = &path->steps[i];
        if (step->axis != ROWAN_AXIS_CHILD || step->predicates ||
            (step->test != ROWAN_TEST_NAME && step->test != ROWAN_TEST_AMONG && step->test != ROWAN_TEST_ANY))
            return "its steps must be names of elements, without conditions and without //";
    }
    if (path->count < 2)
        return "it must lead to elements inside the document's own, such as \"/feed/entry\"";
    return path->count < ROWAN_DEPTH_MAX ? NULL : "it has too many steps";
}

struct rowan_record_scanner *rowan_record_scanner_new(const struct rowan_path *path,
                                                      struct rowan_qname_table *names, size_t limit,
                                                      rowan_record_more_fn more, void *context)
{
    struct rowan_record_scanner *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->path = path;
    s->names_of_path = rowan_document_names_of(names, false);
    s->limit = limit;
    s->more = more;
    s->context = context;
    rowan_record_scanner_begin(s, 0, 1, (struct rowan_slice){"", 0});
    return s;
}

void rowan_record_scanner_free(struct rowan_record_scanner *s)
{
    if (!s)
        return;
    rowan_buffer_clear(&s->window);
    rowan_buffer_clear(&s->names);
    rowan_buffer_clear(&s->state);
    free(s);
}

/* The state is markup that was read before, and is read again. */
bool rowan_record_scanner_begin(struct rowan_record_scanner *s, uint64_t offset, uint64_t line,
                                struct rowan_slice state)
{
    s->window.size = s->names.size = s->state.size = 0;
    s->base = offset - state.size;
    s->line = line;
    s->at = s->counted = s->depth = s->matched = s->reach = s->doctype = 0;
    s->record = NONE;
    s->inside = s->is_long = s->begun = s->over = s->ended = s->finished = false;
    return rowan_buffer_append(&s->window, state.data, state.size);
}

/* ---- places ---- */

/* So few that a byte holds their number: compilers count sixteen at once then. */
static unsigned count_few(const char *data, size_t size)
{
    unsigned char lines = 0;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

/* The line of a place that is not before what was counted. */
static uint64_t count_lines(struct rowan_record_scanner *s, size_t to)
{
    for (size_t size; s->counted < to; s->counted += size) {
        size = to - s->counted < FEW ? to - s->counted : FEW;
        s->line += count_few(s->window.data + s->counted, size);
    }
    return s->line;
}

/* The rest is broken, as was seen at the place. */
static enum outcome break_off(struct rowan_record_scanner *s, size_t at, const char *format, ...)
{
    struct rowan_record *out = s->out;
    va_list args;

    va_start(args, format);
    vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    out->kind = ROWAN_RECORD_BROKEN;
    out->offset = s->base + at;
    out->line = at >= s->counted ? count_lines(s, at) : s->line;
    s->finished = true;
    return HANDED_OUT;
}

static enum outcome fail(struct rowan_record_scanner *s, enum rowan_status st)
{
    s->status = st;
    s->finished = true;
    return HANDED_OUT;
}

static enum outcome out_of_memory(struct rowan_record_scanner *s)
{
    return fail(s, rowan_out_of_memory(s->err));
}

/* ---- the window ---- */

/* Bytes that nobody needs any more. */
static void drop(struct rowan_record_scanner *s)
{
    size_t keep = s->record != NONE ? s->record : s->at;

    if (keep == 0)
        return;
    count_lines(s, keep > s->counted ? keep : s->counted);
    memmove(s->window.data, s->window.data + keep, s->window.size - keep);
    s->window.size -= keep;
    s->base += keep;
    s->at -= keep;
    s->counted -= keep;
    if (s->record != NONE)
        s->record = 0;
}

/* Read some bytes more. False: there are none, or it failed. */
static bool read_more(struct rowan_record_scanner *s)
{
    size_t got = 0;

    if (s->ended || s->finished)
        return false;
    if (s->inside && !s->is_long && s->at - s->record > s->limit) {
        s->is_long = true;
        s->record = NONE;
    }
    drop(s);
    if (!rowan_buffer_reserve(&s->window, BLOCK)) {
        out_of_memory(s);
        return false;
    }
    s->status = s->more(s->context, s->window.data + s->window.size, BLOCK, &got, s->err);
    if (s->status != ROWAN_OK)
        s->finished = true;
    s->window.size += s->status == ROWAN_OK ? got : 0;
    s->ended = got == 0;
    return s->status == ROWAN_OK && got > 0;
}

/* Whether there are so many bytes more. */
static bool need(struct rowan_record_scanner *s, size_t count)
{
    while (s->window.size - s->at < count)
        if (!read_more(s))
            return false;
    return true;
}

/* Bytes ended in the middle of something, unless reading them failed. */
static enum outcome end_early(struct rowan_record_scanner *s, const char *where)
{
    if (s->status != ROWAN_OK)
        return HANDED_OUT;
    return break_off(s, s->window.size, "the document ends in %s", where);
}

/* Go on behind the first place of what. False: it never comes. */
static bool pass(struct rowan_record_scanner *s, const char *what)
{
    size_t size = strlen(what);

    for (;;) {
        size_t left = s->window.size - s->at;
        const char *hit = left ? memmem(s->window.data + s->at, left, what, size) : NULL;
        if (hit) {
            s->at = (size_t)(hit - s->window.data) + size;
            return true;
        }
        if (left >= size)
            s->at = s->window.size - (size - 1);
        if (!read_more(s))
            return false;
    }
}

static bool begins(struct rowan_record_scanner *s, const char *with)
{
    size_t size = strlen(with);

    return need(s, size) && memcmp(s->window.data + s->at, with, size) == 0;
}

/* ---- names ---- */

static size_t skip_space(struct rowan_slice text, size_t at)
{
    while (at < text.size && rowan_ascii_is_space(text.data[at]))
        at++;
    return at;
}

static size_t name_size(struct rowan_slice text)
{
    size_t i = 0;

    while (i < text.size && !means(text.data[i], BEHIND_NAME))
        i++;
    return i;
}

static struct rowan_slice part(struct rowan_slice text, size_t from, size_t to)
{
    return (struct rowan_slice){text.data + from, to - from};
}

/* Does the attribute's name declare the prefix? */
static bool declares(struct rowan_slice name, struct rowan_slice prefix)
{
    if (name.size < 5 || memcmp(name.data, "xmlns", 5) != 0)
        return false;
    if (prefix.size == 0)
        return name.size == 5;
    return name.size == prefix.size + 6 && name.data[5] == ':' &&
           memcmp(name.data + 6, prefix.data, prefix.size) == 0;
}

/* What a start tag says of a prefix. False: nothing. */
static bool find_binding(struct rowan_slice tag, struct rowan_slice prefix, struct rowan_slice *uri)
{
    size_t at = 1 + name_size(part(tag, 1, tag.size));

    while ((at = skip_space(tag, at)) < tag.size) {
        size_t size = name_size(part(tag, at, tag.size)), begin;
        struct rowan_slice name = part(tag, at, at + size);
        const char *end;
        at = skip_space(tag, at + size);
        if (size == 0 || at >= tag.size || tag.data[at] != '=')
            return false;
        at = skip_space(tag, at + 1);
        if (at >= tag.size || (tag.data[at] != '"' && tag.data[at] != '\''))
            return false;
        begin = at + 1;
        end = memchr(tag.data + begin, tag.data[at], tag.size - begin);
        if (!end)
            return false;
        at = (size_t)(end - tag.data) + 1;
        if (declares(name, prefix)) {
            *uri = part(tag, begin, at - 1);
            return true;
        }
    }
    return false;
}

/* The namespace of a prefix in the tag, and in those around it on the path. False: it is not bound. */
static bool find_namespace(const struct rowan_record_scanner *s, struct rowan_slice tag,
                           struct rowan_slice prefix, struct rowan_slice *uri)
{
    *uri = (struct rowan_slice){"", 0};
    if (memmem(tag.data, tag.size, "xmlns", 5) && find_binding(tag, prefix, uri))
        return true;
    for (size_t i = s->matched; i-- > 0;) {
        size_t begin = i ? s->open[i - 1].tag : s->doctype;
        struct rowan_slice around = {s->state.data + begin, s->open[i].tag - begin};
        if (find_binding(around, prefix, uri))
            return true;
    }
    if (prefix.size == 3 && memcmp(prefix.data, "xml", 3) == 0)
        *uri = rowan_slice_of(ROWAN_XML_URI);
    return prefix.size == 0 || uri->size > 0;
}

static bool is_step(const struct rowan_record_scanner *s, const struct rowan_step *step,
                    struct rowan_slice tag, struct rowan_slice name)
{
    const char *colon = memchr(name.data, ':', name.size);
    size_t size = colon ? (size_t)(colon - name.data) : 0;
    struct rowan_slice prefix = {name.data, size}, uri;
    struct rowan_slice local = colon ? part(name, size + 1, name.size) : name;
    bool no_memory = false;
    uint32_t id;

    if (step->test == ROWAN_TEST_ANY)
        return true;
    if (!find_namespace(s, tag, prefix, &uri))
        return false;
    id = rowan_document_names_id(&s->names_of_path, uri, local, &no_memory);
    return step->test == ROWAN_TEST_AMONG ? step->among->has[id] : id != 0 && step->name == id;
}

/* ---- records ---- */

static void begin_record(struct rowan_record_scanner *s)
{
    s->inside = true;
    s->is_long = false;
    s->record = s->at;
    s->begins = s->base + s->at;
    s->begins_line = count_lines(s, s->at);
}

/* The record ends before s->at. */
static enum outcome end_record(struct rowan_record_scanner *s)
{
    struct rowan_record *out = s->out;

    s->inside = false;
    s->is_long |= s->record == NONE || s->at - s->record > s->limit;
    out->kind = s->is_long ? ROWAN_RECORD_LONG : ROWAN_RECORD_FOUND;
    out->offset = s->begins;
    out->line = s->begins_line;
    out->text = s->is_long ? (struct rowan_slice){NULL, 0}
                           : (struct rowan_slice){s->window.data + s->record, s->at - s->record};
    s->record = NONE;
    return HANDED_OUT;
}

/* ---- tags ---- */

/* The next byte of the tag at s->at, from this one on, that quotes or ends, or must not be there; where the
 * window ends, if it has none. */
static size_t find_mark(const struct rowan_record_scanner *s, size_t from, char quote)
{
    const char *tag = s->window.data + s->at;
    size_t left = s->window.size - s->at, i = from;

    if (quote)
        while (i < left && tag[i] != quote && tag[i] != '<')
            i++;
    else
        while (i < left && !means(tag[i], MARK))
            i++;
    return i;
}

/* How many bytes the tag at s->at has. 0: it does not end, or is too long, or broken. */
static size_t measure_tag(struct rowan_record_scanner *s, enum outcome *outcome)
{
    char quote = '\0', c;

    for (size_t i = 1; i < TAG_MAX;) {
        i = find_mark(s, i, quote);
        if (s->at + i == s->window.size) {
            if (read_more(s))
                continue;
            *outcome = end_early(s, "a tag");
            return 0;
        }
        if (i >= TAG_MAX)
            break;
        c = s->window.data[s->at + i];
        if (c == '<') {
            *outcome = break_off(s, s->at + i, "a tag that began at byte %" PRIu64 " holds a \"<\"",
                                 s->base + s->at);
            return 0;
        }
        i++;
        if (c == '>' && !quote)
            return i;
        quote = quote ? '\0' : c;
    }
    *outcome = break_off(s, s->at, "a tag has more than %zu bytes", TAG_MAX);
    return 0;
}

/* In one line, so that lines of a record are counted from its first. */
static bool keep_in_line(struct rowan_record_scanner *s, struct rowan_slice markup)
{
    if (!rowan_buffer_reserve(&s->state, markup.size))
        return false;
    for (size_t i = 0; i < markup.size; i++) {
        char c = markup.data[i];
        if (c == '\r' && i + 1 < markup.size && markup.data[i + 1] == '\n')
            continue;
        s->state.data[s->state.size++] = c == '\n' || c == '\r' ? ' ' : c;
    }
    return true;
}

/* The element is open, or is empty. Is it a record, or on the way to them? False: no memory. */
static bool place_element(struct rowan_record_scanner *s, struct rowan_slice tag, struct rowan_slice name,
                          bool empty)
{
    bool on_path = !s->inside && s->matched == s->depth && s->matched < s->path->count &&
                   is_step(s, &s->path->steps[s->matched], tag, name);

    if (on_path && s->reach <= s->matched)
        s->reach = s->matched + 1;
    if (on_path && s->matched + 1 == s->path->count)
        begin_record(s);
    if (empty)
        return true;
    if (!rowan_buffer_append(&s->names, name.data, name.size))
        return false;
    s->open[s->depth].name = s->names.size;
    if (on_path && !s->inside) {
        if (!keep_in_line(s, tag))
            return false;
        s->open[s->depth].tag = s->state.size;
        s->matched++;
    }
    s->depth++;
    return true;
}

static enum outcome scan_start_tag(struct rowan_record_scanner *s)
{
    enum outcome outcome = GO_ON;
    size_t size = measure_tag(s, &outcome);
    struct rowan_slice tag = {s->window.data + s->at, size}, name;
    bool empty;

    if (size == 0)
        return outcome;
    if (s->over)
        return break_off(s, s->at, "behind the document's element begins another one");
    empty = tag.data[size - 2] == '/';
    name = part(tag, 1, 1 + name_size(part(tag, 1, size)));
    if (name.size == 0 || name.size > NAME_MAX_BYTES)
        return break_off(s, s->at, "a tag has no name, or one that is too long");
    if (s->depth + 1 >= ROWAN_DEPTH_MAX)
        return break_off(s, s->at, "more than %d elements are inside each other", ROWAN_DEPTH_MAX - 1);
    if (!place_element(s, tag, name, empty))
        return out_of_memory(s);
    s->begun = true;
    s->at += size;
    s->over = empty && s->depth == 0;
    return empty && s->inside && s->depth + 1 == s->path->count ? end_record(s) : GO_ON;
}

/* The names that stand before and behind the innermost element's in names. */
static struct rowan_slice open_name(const struct rowan_record_scanner *s, size_t i)
{
    size_t begin = i ? s->open[i - 1].name : 0;

    return (struct rowan_slice){s->names.data + begin, s->open[i].name - begin};
}

static void close_element(struct rowan_record_scanner *s)
{
    s->depth--;
    s->names.size = s->depth ? s->open[s->depth - 1].name : 0;
    if (s->matched > s->depth) {
        s->matched = s->depth;
        s->state.size = s->depth ? s->open[s->depth - 1].tag : s->doctype;
    }
    s->over = s->depth == 0;
}

/* The element is closed, and its end tag ends before s->at. */
static enum outcome end_element(struct rowan_record_scanner *s)
{
    close_element(s);
    return s->inside && s->depth + 1 == s->path->count ? end_record(s) : GO_ON;
}

/* The innermost element's end tag as it is mostly written, and all of it in the window? */
static bool pass_end_tag(struct rowan_record_scanner *s)
{
    const char *tag = s->window.data + s->at;
    struct rowan_slice name = open_name(s, s->depth - 1);

    if (s->window.size - s->at < name.size + 3 || memcmp(tag + 2, name.data, name.size) != 0 ||
        tag[name.size + 2] != '>')
        return false;
    s->at += name.size + 3;
    return true;
}

static enum outcome scan_end_tag(struct rowan_record_scanner *s)
{
    enum outcome outcome = GO_ON;
    struct rowan_slice tag, name, open;
    size_t size;

    if (s->depth && pass_end_tag(s))
        return end_element(s);
    size = measure_tag(s, &outcome);
    if (size == 0)
        return outcome;
    tag = (struct rowan_slice){s->window.data + s->at, size};
    if (s->depth == 0)
        return break_off(s, s->at, "an end tag has no start tag");
    name = part(tag, 2, 2 + name_size(part(tag, 2, size)));
    open = open_name(s, s->depth - 1);
    if (!rowan_slice_equal(name, open) || skip_space(tag, 2 + name.size) != size - 1)
        return break_off(s, s->at, "<%.*s> is ended by %.*s", (int)(open.size < 60 ? open.size : 60),
                         open.data, (int)(size < 60 ? size : 60), tag.data);
    s->at += size;
    return end_element(s);
}

/* ---- other markup ---- */

static enum outcome scan_comment(struct rowan_record_scanner *s)
{
    s->at += 4;
    if (!pass(s, "--") || !need(s, 1))
        return end_early(s, "a comment");
    if (s->window.data[s->at] != '>')
        return break_off(s, s->at, "a comment holds \"--\"");
    s->at++;
    return GO_ON;
}

static enum outcome scan_section(struct rowan_record_scanner *s)
{
    if (s->depth == 0)
        return break_off(s, s->at, "a CDATA section is outside the document's element");
    s->at += 9;
    return pass(s, "]]>") ? GO_ON : end_early(s, "a CDATA section");
}

static enum outcome scan_instruction(struct rowan_record_scanner *s)
{
    if (s->base + s->at > 0 && begins(s, "<?xml") && need(s, 6) &&
        (rowan_ascii_is_space(s->window.data[s->at + 5]) || s->window.data[s->at + 5] == '?'))
        return break_off(s, s->at, "an XML declaration is not at the document's beginning");
    s->at += 2;
    return pass(s, "?>") ? GO_ON : end_early(s, "an instruction");
}

/* Behind what is at a place in the DTD; NULL: more bytes are needed to know. */
static const char *step_doctype(const char *at, const char *end)
{
    size_t left = (size_t)(end - at);
    const char *stop = NULL;

    if (left < 4)
        return NULL;
    if (memcmp(at, "<!--", 4) == 0) {
        stop = memmem(at + 4, left - 4, "-->", 3);
        return stop ? stop + 3 : NULL;
    }
    if (memcmp(at, "<?", 2) == 0) {
        stop = memmem(at + 2, left - 2, "?>", 2);
        return stop ? stop + 2 : NULL;
    }
    if (*at == '"' || *at == '\'') {
        stop = memchr(at + 1, *at, left - 1);
        return stop ? stop + 1 : NULL;
    }
    return at + 1;
}

/* The size of the DTD at s->at; 0: it is not all there. *subset: it declares something itself. */
static size_t measure_doctype(const struct rowan_record_scanner *s, bool *subset)
{
    const char *begin = s->window.data + s->at, *end = s->window.data + s->window.size;
    bool inside = false;

    *subset = false;
    for (const char *at = begin; at && at < end; at = step_doctype(at, end)) {
        if (*at == '>' && !inside)
            return (size_t)(at - begin) + 1;
        if (*at == '[')
            inside = *subset = true;
        else if (*at == ']')
            inside = false;
    }
    return 0;
}

static enum outcome scan_doctype(struct rowan_record_scanner *s)
{
    size_t size;
    bool subset;

    if (s->begun || s->doctype)
        return break_off(s, s->at, "a DOCTYPE is not where one can be");
    while ((size = measure_doctype(s, &subset)) == 0 && s->window.size - s->at < DOCTYPE_MAX)
        if (!read_more(s))
            return end_early(s, "a DOCTYPE");
    if (size == 0 || size > DOCTYPE_MAX)
        return break_off(s, s->at, "the DTD in the document is too large");
    if (subset && !keep_in_line(s, (struct rowan_slice){s->window.data + s->at, size}))
        return out_of_memory(s);
    s->doctype = s->state.size;
    s->at += size;
    return GO_ON;
}

static enum outcome scan_other(struct rowan_record_scanner *s)
{
    if (begins(s, "<!--"))
        return scan_comment(s);
    if (begins(s, "<![CDATA["))
        return scan_section(s);
    if (begins(s, "<!DOCTYPE"))
        return scan_doctype(s);
    return need(s, 9) ? break_off(s, s->at, "\"<!\" begins nothing that XML knows")
                      : end_early(s, "a piece of markup");
}

/* ---- the whole ---- */

/* The first byte that is no blank. */
static size_t pass_blanks(const struct rowan_record_scanner *s, size_t from, size_t to)
{
    while (from < to && rowan_ascii_is_space(s->window.data[from]))
        from++;
    return from;
}

/* Up to the next markup. *found false: there is none, or something is wrong with what stands there. */
static enum outcome pass_text(struct rowan_record_scanner *s, bool *found)
{
    for (;;) {
        size_t left = s->window.size - s->at, end;
        const char *hit = left ? memchr(s->window.data + s->at, '<', left) : NULL;
        end = hit ? (size_t)(hit - s->window.data) : s->window.size;
        s->at = s->depth ? end : pass_blanks(s, s->at, end);
        if (s->at < end)
            return break_off(s, s->at, "text stands outside the document's element");
        *found = hit != NULL;
        if (hit)
            return GO_ON;
        if (!read_more(s))
            return GO_ON;
    }
}

static enum outcome finish(struct rowan_record_scanner *s)
{
    if (s->status != ROWAN_OK)
        return HANDED_OUT;
    if (s->depth) {
        struct rowan_slice name = open_name(s, s->depth - 1);
        return break_off(s, s->window.size, "the document ends inside <%.*s>",
                         (int)(name.size < 60 ? name.size : 60), name.data);
    }
    if (!s->begun)
        return break_off(s, s->window.size, "the document has no element");
    s->out->kind = ROWAN_RECORD_END;
    s->out->offset = s->base + s->window.size;
    s->out->line = count_lines(s, s->window.size);
    s->finished = true;
    return HANDED_OUT;
}

static enum outcome scan_markup(struct rowan_record_scanner *s)
{
    bool found = false;
    enum outcome outcome = pass_text(s, &found);

    if (outcome != GO_ON)
        return outcome;
    if (!found)
        return finish(s);
    if (!need(s, 2))
        return end_early(s, "a tag");
    switch (s->window.data[s->at + 1]) {
    case '/':
        return scan_end_tag(s);
    case '?':
        return scan_instruction(s);
    case '!':
        return scan_other(s);
    default:
        return scan_start_tag(s);
    }
}

enum rowan_status rowan_record_scanner_next(struct rowan_record_scanner *s, struct rowan_record *record,
                                            struct rowan_error *err)
{
    *record = (struct rowan_record){.kind = ROWAN_RECORD_END};
    s->out = record;
    s->err = err;
    s->status = ROWAN_OK;
    while (!s->finished && scan_markup(s) == GO_ON)
        ;
    return s->status;
}

uint64_t rowan_record_scanner_offset(const struct rowan_record_scanner *s)
{
    return s->base + s->at;
}

uint64_t rowan_record_scanner_line(struct rowan_record_scanner *s)
{
    return s->at > s->counted ? count_lines(s, s->at) : s->line;
}

struct rowan_slice rowan_record_scanner_state(const struct rowan_record_scanner *s)
{
    return rowan_buffer_slice(&s->state);
}

bool rowan_record_scanner_wrap(const struct rowan_record_scanner *s, struct rowan_slice text,
                               struct rowan_buffer *out)
{
    bool good = rowan_buffer_append(out, s->state.data, s->state.size) &&
                rowan_buffer_append(out, text.data, text.size);

    for (size_t i = s->matched; i-- > 0 && good;) {
        struct rowan_slice name = open_name(s, i);
        good = rowan_buffer_append(out, "</", 2) && rowan_buffer_append(out, name.data, name.size) &&
               rowan_buffer_append_char(out, '>');
    }
    return good;
}

size_t rowan_record_scanner_reach(const struct rowan_record_scanner *s)
{
    return s->reach;
}
