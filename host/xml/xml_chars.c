#include "xml/xml_chars.h"

#include "base/utf8.h"

struct range {
    uint32_t first, last;
};

/* NameStartChar beyond ASCII. */
static const struct range starts[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
/* What NameChar has besides. */
static const struct range others[] = {{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

size_t rowan_xml_char_size(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t size =
        rowan_utf8_sequence(u, 4); /* each of its bytes is looked at when the one before is no NUL */

    return size == 3 && u[0] == 0xEF && u[1] == 0xBF && u[2] >= 0xBE ? 0 : size;
}

const char *rowan_xml_wide_end(const char *p)
{
    size_t size = 1;

    while (size > 0 && (unsigned char)*p >= 0x80) {
        size = rowan_xml_char_size(p);
        p += size;
    }
    return p;
}

/* Bytes of a name's character other than the colon at p; 0: none is there. */
static size_t name_char(const char *p, bool first)
{
    char c = *p;
    size_t size;
    uint32_t code;

    if (rowan_ascii_is_letter(c) || c == '_')
        return 1;
    if ((unsigned char)c < 0x80)
        return !first && (rowan_ascii_is_digit(c) || c == '-' || c == '.');
    size = rowan_xml_char_size(p);
    if (size == 0)
        return 0;
    code = rowan_utf8_decode((const unsigned char *)p, size);
    return is_in(starts, sizeof starts / sizeof starts[0], code) ||
                   (!first && is_in(others, sizeof others / sizeof others[0], code))
               ? size
               : 0;
}

const char *rowan_xml_ncname_end(const char *p)
{
    size_t size = name_char(p, true);

    if (size == 0)
        return NULL;
    for (; size > 0; size = name_char(p, false))
        p += size;
    return p;
}

const char *rowan_xml_qname_end(const char *p, const char **colon)
{
    p = rowan_xml_ncname_end(p);
    *colon = NULL;
    if (!p || *p != ':')
        return p;
    *colon = p;
    p = rowan_xml_ncname_end(p + 1);
    return p && *p != ':' ? p : NULL;
}

bool rowan_xml_is_char(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}
