#include "mutate.h"

#include "grammar.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each of these takes the place of a byte, and goes before one. */
static const char bytes[] = "<>&;\"'=/!?-][:#x0a \t\n\r\0\x01\x7F\x80\xA9\xC3\xED\xEF\xF4\xFF";
#define BYTES (sizeof bytes - 1)

/* These go before a byte. */
static const char *const tokens[] = {
    "<a>",      "</a>",   "<a/>",         "<!--",   "-->", "--",   "]]>",    "?>",       "<![CDATA[",
    "<?i ",     "<?xml",  "&amp;",        "&#x41;", "&e;", "\r\n", "xmlns:", "xmlns=''", "p:",
    "\xC3\xA9", " a='1'", "\xEF\xBB\xBF", "''",     "=\"", "&#0;", "]]",     "&#10;",    "\xE2\x80\xA8"};

enum change {
    DELETE_1,
    DELETE_2,
    DELETE_TO_MARK, /* up to the next < or > */
    DOUBLE_1,
    DOUBLE_TO_MARK,
    SWAP,
    CUT, /* everything from here */
    CHANGES
};

#define EACH (2 * BYTES + COUNT(tokens) + CHANGES)

size_t mutation_count(size_t size)
{
    return (size + 1) * EACH;
}

static void add(struct rowan_buffer *out, struct rowan_slice text, size_t from, size_t to)
{
    if (from < to && from < text.size)
        rowan_buffer_append(out, text.data + from, (to < text.size ? to : text.size) - from);
}

/* Behind the next < or >, or the end. */
static size_t mark_after(struct rowan_slice text, size_t at)
{
    while (at < text.size && text.data[at] != '<' && text.data[at] != '>')
        at++;
    return at < text.size ? at + 1 : at;
}

static void change(struct rowan_slice text, size_t at, enum change what, struct rowan_buffer *out)
{
    size_t mark = mark_after(text, at);

    add(out, text, 0, at);
    switch (what) {
    case DELETE_1:
        add(out, text, at + 1, text.size);
        break;
    case DELETE_2:
        add(out, text, at + 2, text.size);
        break;
    case DELETE_TO_MARK:
        add(out, text, mark, text.size);
        break;
    case DOUBLE_1:
        add(out, text, at, at + 1);
        add(out, text, at, text.size);
        break;
    case DOUBLE_TO_MARK:
        add(out, text, at, mark);
        add(out, text, at, text.size);
        break;
    case SWAP:
        add(out, text, at + 1, at + 2);
        add(out, text, at, at + 1);
        add(out, text, at + 2, text.size);
        break;
    case CUT:
    case CHANGES:
        break;
    }
}

void mutation_make(struct rowan_slice text, size_t n, struct rowan_buffer *out)
{
    size_t at = n / EACH, what = n % EACH;

    if (what < 2 * BYTES) {
        add(out, text, 0, at);
        rowan_buffer_append_char(out, bytes[what % BYTES]);
        add(out, text, at + (what < BYTES), text.size);
    } else if (what - 2 * BYTES < COUNT(tokens)) {
        add(out, text, 0, at);
        rowan_buffer_append_slice(out, tokens[what - 2 * BYTES]);
        add(out, text, at, text.size);
    } else {
        change(text, at, (enum change)(what - 2 * BYTES - COUNT(tokens)), out);
    }
}

void mutation_draw(struct chance *chance, struct rowan_slice text, struct rowan_slice other,
                   struct rowan_buffer *out)
{
    size_t at = draw(chance, text.size + 1), from;

    switch (draw(chance, 4)) {
    case 0:
        add(out, text, 0, at);
        grammar_piece(chance, out);
        add(out, text, percent(chance, 50) ? at : mark_after(text, at), text.size);
        break;
    case 1:
        add(out, text, 0, at);
        from = draw(chance, other.size + 1);
        add(out, other, from, percent(chance, 50) ? other.size : mark_after(other, from));
        add(out, text, at, text.size);
        break;
    default:
        mutation_make(text, draw(chance, mutation_count(text.size)), out);
    }
}
