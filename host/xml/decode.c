/*
 * The encoding is settled before libxml2 sees the text, which is then always UTF-8: libxml2 takes
 * UTF-7, EBCDIC and contradictory marks, and writes conversion errors to stderr.
 */
#include "xml/decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

#define DECLARATION 512  /* bytes in which an XML declaration has to end */
#define CHUNK       8192 /* bytes of output made room for at a time */

enum family { FAMILY_UTF8, FAMILY_UTF16, FAMILY_OTHER, FAMILY_UNKNOWN };

static bool in_list(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (rowan_ascii_same(name, *list))
            return true;
    return false;
}

/* prefix and one or two digits: nothing that iconv would take for an option may follow. */
static bool is_numbered(const char *name, const char *prefix)
{
    size_t n = strlen(prefix);
    size_t digits;

    if (!rowan_ascii_same_prefix(name, prefix, n))
        return false;
    digits = strspn(name + n, "0123456789");
    return digits >= 1 && digits <= 2 && !name[n + digits];
}

/* Only these reach iconv, so a declaration cannot pick UTF-7 or an option of iconv. */
static enum family family_of(const char *name)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", NULL};
    static const char *const utf16[] = {"UTF-16", "UTF16",           "UTF-16LE", "UTF-16BE",
                                        "UCS-2",  "ISO-10646-UCS-2", NULL};
    static const char *const other[] = {"US-ASCII", "ASCII", "LATIN1", NULL};

    if (in_list(name, utf8))
        return FAMILY_UTF8;
    if (in_list(name, utf16))
        return FAMILY_UTF16;
    if (in_list(name, other) || is_numbered(name, "ISO-8859-") || is_numbered(name, "windows-125") ||
        is_numbered(name, "cp125"))
        return FAMILY_OTHER;
    return FAMILY_UNKNOWN;
}

static struct rowan_slice cut(struct rowan_slice text, size_t n)
{
    text.data += n;
    text.size -= n;
    return text;
}

static struct rowan_slice skip_space(struct rowan_slice text)
{
    while (text.size && rowan_ascii_is_space(text.data[0]))
        text = cut(text, 1);
    return text;
}

/* The name between the quotes of encoding="..."; empty when there is none, or none that can be one. */
static void read_declared(struct rowan_slice text, char name[ROWAN_ENCODING_NAME])
{
    const char *at;
    size_t n = 0;

    name[0] = '\0';
    if (!text.data || text.size < 6 || memcmp(text.data, "<?xml", 5) != 0 ||
        !rowan_ascii_is_space(text.data[5]))
        return;
    if (text.size > DECLARATION)
        text.size = DECLARATION;
    at = memmem(text.data, text.size, "?>", 2);
    text.size = at ? (size_t)(at - text.data) : text.size;
    at = memmem(text.data, text.size, "encoding", 8);
    if (!at)
        return;
    text = skip_space(cut(text, (size_t)(at - text.data) + 8));
    if (text.size == 0 || text.data[0] != '=')
        return;
    text = skip_space(cut(text, 1));
    if (text.size == 0 || (text.data[0] != '"' && text.data[0] != '\''))
        return;
    for (size_t i = 1; i < text.size && text.data[i] != text.data[0] && n + 1 < ROWAN_ENCODING_NAME; i++)
        name[n++] = text.data[i] > ' ' && text.data[i] < 0x7F ? text.data[i] : '?';
    name[n] = '\0';
}

/* out is what came before: its line feeds say where. */
static enum rowan_status fail_byte(struct rowan_error *err, const char *encoding,
                                   const struct rowan_buffer *out, char byte)
{
    size_t line = 1;

    for (size_t i = 0; i < out->size; i++)
        line += out->data[i] == '\n';
    return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "line %zu: byte 0x%02X is not valid %s here", line,
                      (unsigned char)byte, encoding);
}

static enum rowan_status run_iconv(iconv_t from, const char *encoding, struct rowan_slice bytes,
                                   struct rowan_buffer *out, struct rowan_error *err)
{
    char *in = (char *)(uintptr_t)bytes.data; /* iconv's signature; it only reads */
    size_t left = bytes.size;

    while (left > 0) {
        char *to;
        size_t room, got;
        if (!rowan_buffer_reserve(out, CHUNK))
            return rowan_out_of_memory(err);
        to = out->data + out->size;
        room = out->capacity - out->size;
        got = iconv(from, &in, &left, &to, &room);
        out->size = (size_t)(to - out->data);
        if (got == (size_t)-1 && errno != E2BIG)
            return fail_byte(err, encoding, out, *in);
    }
    return ROWAN_OK;
}

static enum rowan_status convert(const char *encoding, struct rowan_slice bytes, struct rowan_buffer *out,
                                 struct rowan_error *err)
{
    iconv_t from = iconv_open("UTF-8", encoding);
    enum rowan_status st;

    if (from == (iconv_t)-1)
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the encoding %s is not known here", encoding);
    st = run_iconv(from, encoding, bytes, out, err);
    iconv_close(from);
    return st;
}

static enum rowan_status fail_contradiction(struct rowan_error *err, const char *name, const char *found)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the declaration says %s, the bytes are %s", name,
                      found);
}

/* NULL: not UTF-16. Without a mark "<" followed or led by a zero byte can be nothing else. */
static const char *utf16_of(struct rowan_slice bytes, size_t *mark)
{
    *mark = 2;
    if (bytes.size >= 2 && memcmp(bytes.data, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (bytes.size >= 2 && memcmp(bytes.data, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    *mark = 0;
    if (bytes.size >= 4 && memcmp(bytes.data, "<\0", 2) == 0 && bytes.data[2] != '\0')
        return "UTF-16LE";
    if (bytes.size >= 4 && memcmp(bytes.data, "\0<\0", 3) == 0)
        return "UTF-16BE";
    return NULL;
}

/* What a declaration in UTF-16 says: it is ASCII, one byte of two. */
static void read_declared_wide(const char *encoding, struct rowan_slice bytes, char name[ROWAN_ENCODING_NAME])
{
    char ascii[DECLARATION];
    size_t size = 0, odd = strcmp(encoding, "UTF-16BE") == 0;

    for (size_t i = odd; i < bytes.size && size < sizeof ascii; i += 2)
        ascii[size++] = bytes.data[i];
    read_declared((struct rowan_slice){ascii, size}, name);
}

static enum rowan_status find_utf16(const char *encoding, struct rowan_slice bytes,
                                    char name[ROWAN_ENCODING_NAME], struct rowan_error *err)
{
    bool wrong_order;

    read_declared_wide(encoding, bytes, name);
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): seven bytes are there when six are equal */
    wrong_order = rowan_ascii_same_prefix(name, "UTF-16", 6) && name[6] && !rowan_ascii_same(name, encoding);
    if (name[0] && (family_of(name) != FAMILY_UTF16 || wrong_order))
        return fail_contradiction(err, name, encoding);
    snprintf(name, ROWAN_ENCODING_NAME, "%s", encoding);
    return ROWAN_OK;
}

static enum rowan_status fail_unknown(struct rowan_error *err, const char *name)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "encoding",
                      "the encoding \"%s\" is not accepted; UTF-8, UTF-16, ISO-8859-n and Windows-125n are",
                      name);
}

/* Its mark begins as that of UTF-16 does, and no document has a NUL behind that. */
static bool is_utf32(struct rowan_slice bytes)
{
    static const char starts[][4] = {
        {'\xFF', '\xFE', 0, 0}, {0, 0, '\xFE', '\xFF'}, {'<', 0, 0, 0}, {0, 0, 0, '<'}};
    bool is = false;

    for (size_t i = 0; bytes.size >= 4 && i < sizeof starts / sizeof starts[0]; i++)
        is = is || memcmp(bytes.data, starts[i], 4) == 0;
    return is;
}

enum rowan_status rowan_encoding_of(struct rowan_slice bytes, char name[ROWAN_ENCODING_NAME], size_t *mark,
                                    struct rowan_error *err)
{
    const char *utf16 = utf16_of(bytes, mark);
    enum family family;

    if (is_utf32(bytes))
        return fail_unknown(err, "UTF-32");
    if (utf16)
        return find_utf16(utf16, cut(bytes, *mark), name, err);
    *mark = bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    read_declared(cut(bytes, *mark), name);
    family = name[0] ? family_of(name) : FAMILY_UTF8;
    if (family == FAMILY_UNKNOWN)
        return fail_unknown(err, name);
    if (family == FAMILY_UTF16)
        return fail_contradiction(err, name, "not");
    if (family == FAMILY_OTHER && *mark)
        return fail_contradiction(err, name, "UTF-8");
    if (family == FAMILY_UTF8)
        name[0] = '\0';
    return ROWAN_OK;
}

enum rowan_status rowan_decode(struct rowan_slice bytes, struct rowan_buffer *out, struct rowan_error *err)
{
    char name[ROWAN_ENCODING_NAME];
    size_t mark;
    enum rowan_status st = rowan_encoding_of(bytes, name, &mark, err);

    out->size = 0;
    if (st != ROWAN_OK)
        return st;
    bytes = cut(bytes, mark);
    if (name[0])
        return convert(name, bytes, out, err);
    return rowan_buffer_append(out, bytes.data, bytes.size) ? ROWAN_OK : rowan_out_of_memory(err);
}

size_t rowan_declaration_space(struct rowan_slice text)
{
    size_t space = 0;

    while (space < text.size && rowan_ascii_is_space(text.data[space]))
        space++;
    return text.size - space > 5 && memcmp(text.data + space, "<?xml", 5) == 0 &&
                   rowan_ascii_is_space(text.data[space + 5])
               ? space
               : 0;
}
