#include "xml/xml_chars.h"

#include "base/ascii.h"

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

static bool goes_on(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

size_t rowan_xml_char_size(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    if (u[0] < 0xC2 || u[0] > 0xF4 || !goes_on(u[1]))
        return 0;
    if (u[0] < 0xE0)
        return 2;
    if (!goes_on(u[2]))
        return 0;
    if (u[0] < 0xF0) {
        bool overlong = u[0] == 0xE0 && u[1] < 0xA0;
        bool surrogate = u[0] == 0xED && u[1] > 0x9F;
        bool none = u[0] == 0xEF && u[1] == 0xBF && u[2] >= 0xBE;
        return overlong || surrogate || none ? 0 : 3;
    }
    if (!goes_on(u[3]) || (u[0] == 0xF0 && u[1] < 0x90) || (u[0] == 0xF4 && u[1] > 0x8F))
        return 0;
    return 4;
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

static uint32_t decode(const char *p, size_t size)
{
    const unsigned char *u = (const unsigned char *)p;

    if (size == 2)
        return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
    if (size == 3)
        return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
    return (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
}

/* Bytes of a name's character other than the colon at p; 0: none is there. */
static size_t name_char(const char *p, bool first)
{
    char c = *p;
    size_t size;
    uint32_t code;

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
        return 1;
    if ((unsigned char)c < 0x80)
        return !first && (rowan_ascii_is_digit(c) || c == '-' || c == '.');
    size = rowan_xml_char_size(p);
    if (size == 0)
        return 0;
    code = decode(p, size);
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
