#include "xml/input_check.h"

#include <string.h>

#include "base/ascii.h"
#include "base/expand.h"
#include "xml/decode.h"
#include "xml/preflight.h"

enum rowan_status rowan_input_too_large(size_t size, const struct rowan_limits *limits,
                                        struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document has %zu bytes, the limit is %zu%s", size,
                      limits->document_bytes, limits->are_settings ? " (max_text of the source)" : "");
}

static bool begins(struct rowan_slice text, const char *bytes)
{
    size_t n = strlen(bytes);

    return text.size >= n && memcmp(text.data, bytes, n) == 0;
}

struct rowan_slice rowan_input_skip_space(struct rowan_slice text)
{
    size_t space = rowan_declaration_space(text);

    return (struct rowan_slice){text.data + space, text.size - space};
}

struct rowan_slice rowan_input_begin(struct rowan_slice text, bool leading_space)
{
    if (begins(text, "\xEF\xBB\xBF"))
        text = (struct rowan_slice){text.data + 3, text.size - 3};
    return leading_space ? rowan_input_skip_space(text) : text;
}

/* Of a "<" or a byte order mark, and only digits behind it: how drivers give a BLOB as text. */
static bool is_hexadecimal(struct rowan_slice text)
{
    static const char *const starts[] = {"3C", "3c", "EFBBBF", "efbbbf", "FEFF", "feff", "FFFE", "fffe"};
    bool start = false;

    if (begins(text, "\\x")) /* PostgreSQL */
        text = (struct rowan_slice){text.data + 2, text.size - 2};
    else if (text.size > 3 && begins(text, "X'") && text.data[text.size - 1] == '\'') /* SQLite's driver */
        text = (struct rowan_slice){text.data + 2, text.size - 3};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        start = start || begins(text, starts[i]);
    for (size_t i = 0; start && i < text.size; i++)
        start = rowan_ascii_is_digit(text.data[i]) || strchr("abcdefABCDEF", text.data[i]);
    return start && text.size % 2 == 0;
}

/* What packs documents and is not unpacked here: NULL if it is none of those. */
static const char *packed_by(struct rowan_slice text)
{
    static const struct {
        const char *start, *name;
    } kinds[] = {{"BZh", "bzip2"},
                 {"\3757zXZ", "xz"},
                 {"PK\x03\x04", "zip"},
                 {"7z\xBC\xAF", "7z"},
                 {"\x04\"M\x18", "lz4"}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (begins(text, kinds[i].start))
            return kinds[i].name;
    return NULL;
}

static enum rowan_status fail_packed(struct rowan_slice text, struct rowan_error *err)
{
    const char *by = packed_by(text);

    if (by)
        return rowan_fail(err, ROWAN_DOCUMENT, "compressed",
                          "the document is compressed (%s), which is not expanded: gzip, zlib and zstd are",
                          by);
    if (rowan_compression_of(text) != ROWAN_COMPRESSION_NONE)
        return rowan_fail(
            err, ROWAN_DOCUMENT, "encoding",
            "the document is compressed (%s); text is expected: it belongs into a column of bytes",
            rowan_compression_name(rowan_compression_of(text)));
    return rowan_fail(err, ROWAN_DOCUMENT, "xml", "line 1: the document does not begin with <");
}

static enum rowan_status fail_start(struct rowan_slice text, struct rowan_error *err)
{
    if (is_hexadecimal(text))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding",
                          "the document is hexadecimal digits of bytes (as some drivers give a BLOB); text "
                          "is expected: cast "
                          "or decode it in a view, as CAST(doc AS TEXT)");
    if (begins(text, "\xFF\xFE") || begins(text, "\xFE\xFF"))
        return rowan_fail(
            err, ROWAN_DOCUMENT, "encoding",
            "the document is bytes of UTF-16; text is expected: it belongs into a column of bytes");
    return fail_packed(text, err);
}

enum rowan_status rowan_input_check(struct rowan_slice text, const struct rowan_limits *limits,
                                    struct rowan_error *err)
{
    struct rowan_slice start = rowan_slice_trim(text);

    if (text.size > limits->document_bytes)
        return rowan_input_too_large(text.size, limits, err);
    if (start.size == 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "the document is empty");
    if (start.data[0] != '<')
        return fail_start(start, err);
    if (memchr(text.data, '\0', text.size))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte");
    return rowan_preflight(text, limits->attributes, err);
}
