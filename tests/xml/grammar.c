#include "grammar.h"

#include <string.h>

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define PICK(g, array) ((array)[draw((g)->chance, COUNT(array))])
#define DEEPEST        6
#define ELEMENTS       25

/* Bytes that may hold a NUL. */
struct piece {
    const char *data;
    size_t size;
};
#define PIECE(s)                                                                                             \
    {                                                                                                        \
        s, sizeof(s) - 1                                                                                     \
    }

struct grammar {
    struct chance *chance;
    struct rowan_buffer *out;
    unsigned faults; /* percent of the pieces that are a mistake */
    int elements;
};

static void put(struct grammar *g, const char *s)
{
    rowan_buffer_append_slice(g->out, s);
}

static void put_piece(struct grammar *g, const struct piece *piece)
{
    rowan_buffer_append(g->out, piece->data, piece->size);
}

static bool slips(struct grammar *g)
{
    return g->faults && percent(g->chance, g->faults);
}

/* ---- characters ---- */

static const char *const spaces[] = {" ", " ", " ", "  ", "\t", "\n", "\r\n", "\r", " \n\t "};

static const char *const words[] = {
    "a",
    "ab",
    "x1",
    "some text",
    "0",
    "-1.5",
    "]",
    "]]",
    "]>",
    ">",
    "'",
    "\"",
    "--",
    "-",
    "?",
    "/",
    "!",
    "=",
    ";",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\r\r\n\n",
    "line\nline\rline\r\nline",
    "\xC3\xA9",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "\x7F",
    "\xC2\x80",
    "\xDF\xBF",
    "\xE0\xA0\x80",
    "\xED\x9F\xBF",
    "\xEE\x80\x80",
    "\xEF\xBF\xBD",
    "\xF0\x90\x80\x80",
    "\xF4\x8F\xBF\xBF",
    "\xEF\xBB\xBF",
    "\xF0\x9F\x98\x80",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};

static const struct piece bad_bytes[] = {PIECE("\0"),
                                         PIECE("\x01"),
                                         PIECE("\x08"),
                                         PIECE("\x0B"),
                                         PIECE("\x0C"),
                                         PIECE("\x1F"),
                                         PIECE("\x80"),
                                         PIECE("\xBF"),
                                         PIECE("\xC0\x80"),
                                         PIECE("\xC1\xBF"),
                                         PIECE("\xC3"),
                                         PIECE("\xC3("),
                                         PIECE("\xE0\x80\x80"),
                                         PIECE("\xE0\x9F\xBF"),
                                         PIECE("\xE2\x82"),
                                         PIECE("\xED\xA0\x80"),
                                         PIECE("\xED\xBF\xBF"),
                                         PIECE("\xEF\xBF\xBE"),
                                         PIECE("\xEF\xBF\xBF"),
                                         PIECE("\xF0\x80\x80\x80"),
                                         PIECE("\xF0\x8F\xBF\xBF"),
                                         PIECE("\xF0\x90\x80"),
                                         PIECE("\xF4\x90\x80\x80"),
                                         PIECE("\xF5\x80\x80\x80"),
                                         PIECE("\xF8\x88\x80\x80\x80"),
                                         PIECE("\xFE"),
                                         PIECE("\xFF"),
                                         PIECE("\xF0\x9F\xBF\xBE"),
                                         PIECE("\xF0\x9F\xBF\xBF")};

static void space(struct grammar *g)
{
    put(g, slips(g) ? "" : PICK(g, spaces));
}

static void maybe_space(struct grammar *g)
{
    if (percent(g->chance, 15))
        put(g, PICK(g, spaces));
}

/* ---- references ---- */

static const char *const references[] = {
    "&amp;",   "&lt;",     "&gt;",     "&quot;",   "&apos;",    "&#65;",      "&#x41;", "&#x1F600;",
    "&#10;",   "&#13;",    "&#9;",     "&#32;",    "&#38;",     "&#x26;",     "&#60;",  "&#x3c;",
    "&#0065;", "&#xD7FF;", "&#xE000;", "&#xFFFD;", "&#x10000;", "&#x10FFFF;", "&#233;", "&#x000000041;",
    "&#133;",  "&#62;",    "&#39;",    "&#34;",    "&#93;",     "&#x5D;"};

static const char *const bad_references[] = {"&",
                                             "&;",
                                             "&#;",
                                             "&#x;",
                                             "&amp",
                                             "&lt ;",
                                             "&AMP;",
                                             "&nbsp;",
                                             "&e;",
                                             "&#0;",
                                             "&#1;",
                                             "&#8;",
                                             "&#x0;",
                                             "&#xD800;",
                                             "&#xDFFF;",
                                             "&#xFFFE;",
                                             "&#xFFFF;",
                                             "&#x110000;",
                                             "&#4294967361;",
                                             "&#x100000041;",
                                             "&#99999999999999999999;",
                                             "&#6 5;",
                                             "&#X41;",
                                             "&#-65;",
                                             "&#x4G;",
                                             "&#6A;",
                                             "& amp;",
                                             "&a:b;",
                                             "&#;65",
                                             "&&amp;",
                                             "&#\xC3\xA9;",
                                             "&\xC3\xA9;",
                                             "&am&#112;;",
                                             "%e;",
                                             "&#65",
                                             "&amp;amp",
                                             "&lt",
                                             "&ampx;"};

static void reference(struct grammar *g)
{
    put(g, slips(g) ? PICK(g, bad_references) : PICK(g, references));
}

/* ---- names ---- */

/* p, q and r are declared on the document's element, p and q with one URI; the first half needs no prefix. */
static const char *const names[] = {"a",
                                    "b",
                                    "c",
                                    "a",
                                    "b",
                                    "_",
                                    "a-b",
                                    "a.b",
                                    "a1",
                                    "A",
                                    "\xC3\xA9",
                                    "\xE6\x97\xA5\xE6\x9C\xAC",
                                    "\xC3\x80_\xC3\x96",
                                    "\xCD\xB0",
                                    "\xE2\x80\x8C",
                                    "\xE2\x81\xB0",
                                    "\xE3\x80\x81",
                                    "\xF0\x90\x80\x80",
                                    "\xF3\xAF\xBF\xBF",
                                    "a\xC2\xB7",
                                    "a\xCC\x80",
                                    "a\xE2\x80\xBF",
                                    "xm",
                                    "xmlns1",
                                    "xmlnsx",
                                    "xmlx",
                                    "Xml",
                                    "x\xE2\x81\x80y",
                                    "abcdefghijklmnopqrstuvwxyz",
                                    "abcdefghijklmnop",
                                    "abcdefghijklmno",
                                    "p:a",
                                    "q:a",
                                    "r:a",
                                    "p:b",
                                    "q:\xC3\xA9",
                                    "r:_",
                                    "p:a.b-c",
                                    "q:xml",
                                    "p:xmlns",
                                    "xml:a"};

static const char *const bad_names[] = {"",
                                        ":",
                                        ":a",
                                        "a:",
                                        "p:a:b",
                                        "::",
                                        "p::a",
                                        "u:a",
                                        "1",
                                        "1a",
                                        "-a",
                                        ".a",
                                        "p:1",
                                        "p:-a",
                                        "xmlns:a",
                                        "xmlns",
                                        "xml",
                                        "XML",
                                        "a\xC3\x97",
                                        "\xC3\x97",
                                        "\xC3\xB7",
                                        "\xCC\x80",
                                        "\xC2\xB7",
                                        "\xCD\xBE",
                                        "\xE2\x80\x8B",
                                        "\xE2\x82\xA0",
                                        "\xE3\x80\x80",
                                        "\xEF\xB7\x90",
                                        "\xEF\xBF\xBE",
                                        "\xF3\xB0\x80\x80",
                                        "a\xE2\x81\x81",
                                        "a\xEF\xBF\xBD",
                                        "\xED\xA0\x80",
                                        "a b",
                                        "a/b",
                                        "a$",
                                        "a&amp;",
                                        "a<",
                                        "a>",
                                        "a\"",
                                        "a'",
                                        "a=",
                                        "a\xC3",
                                        "p:\xC2\xB7",
                                        "xml:",
                                        "xmlns:",
                                        "a\xC2\xA0",
                                        "a;",
                                        "a,",
                                        "a(b)",
                                        "a@",
                                        "a#",
                                        "a!",
                                        "a?",
                                        "p:a:",
                                        ":p:a",
                                        "a\xE2\x80\xBE"};

static void name(struct grammar *g)
{
    put(g, slips(g) ? PICK(g, bad_names) : PICK(g, names));
}

/* ---- attributes ---- */

static const char *const uris[] = {
    "urn:p", "urn:q", "urn:p",         "http://a/b?c#d", "relative", "a b",    "\xC3\xA9", "urn:x/y;z",
    "#",     "a%20b", "http://[::1]/", "mailto:a@b",     "  ",       "urn:p ", "\turn:p",  "a\nb"};

static const char *const bad_uris[] = {"",
                                       "http://www.w3.org/XML/1998/namespace",
                                       "http://www.w3.org/2000/xmlns/",
                                       "%",
                                       "a%2",
                                       ":",
                                       "::",
                                       "http://[",
                                       "http://a:b:c/",
                                       "urn:a&amp;b",
                                       "urn:a&amp;b&amp;c",
                                       "&#117;rn:p",
                                       "a&lt;b",
                                       "1:a",
                                       "##",
                                       "{",
                                       "a\\b",
                                       "http://a b/",
                                       "<",
                                       "\x01",
                                       "\xC3",
                                       "http://www.w3.org/XML/1998/namespace "};

static void value_text(struct grammar *g, char quote)
{
    size_t parts = draw(g->chance, 4);

    for (size_t i = 0; i < parts; i++) {
        const char *word;
        if (percent(g->chance, 25)) {
            reference(g);
            continue;
        }
        word = PICK(g, words);
        if (!strchr(word, quote) || slips(g))
            put(g, word);
        if (slips(g))
            put_piece(g, &PICK(g, bad_bytes));
        if (slips(g))
            put(g, "<");
    }
}

static void quoted(struct grammar *g, const char *fixed)
{
    char quote = percent(g->chance, 50) ? '"' : '\'';

    rowan_buffer_append_char(g->out, quote);
    if (fixed)
        put(g, fixed);
    else
        value_text(g, quote);
    if (!slips(g))
        rowan_buffer_append_char(g->out, slips(g) ? '`' : quote);
}

static void equals(struct grammar *g)
{
    maybe_space(g);
    put(g, slips(g) ? "" : "=");
    maybe_space(g);
}

static void declaration(struct grammar *g)
{
    static const char *const declared[] = {"xmlns",   "xmlns:p",        "xmlns:q",  "xmlns:r",
                                           "xmlns:s", "xmlns:\xC3\xA9", "xmlns:a.b"};
    static const char *const odd[] = {"xmlns:",    "xmlns:xml", "xmlns:xmlns", "xmlns:a:b", "xmlns:1",
                                      "xml:xmlns", "xmlns:XML", "xmlns:xmlx",  "XMLNS:p",   "xmlns:p"};
    bool odd_one = slips(g);
    const char *which = odd_one ? PICK(g, odd) : PICK(g, declared);

    put(g, which);
    equals(g);
    if (strcmp(which, "xmlns") == 0 && percent(g->chance, 20))
        quoted(g, "");
    else
        quoted(g, slips(g) || odd_one ? PICK(g, bad_uris) : PICK(g, uris));
}

static const char *const attribute_sets[][3] = {
    {"x", "y", "z"},     {"x", "p:x", "r:x"},      {"xml:lang", "xml:space", "xml:base"},
    {"q:y", "y", "r:y"}, {"\xC3\xA9", "_", "a.b"}, {"id", "xml:id", "p:id"}};

static void attributes(struct grammar *g)
{
    size_t set = draw(g->chance, COUNT(attribute_sets));
    size_t count = percent(g->chance, 3) ? 40 : draw(g->chance, 4);

    for (size_t i = 0; i < count; i++) {
        space(g);
        if (i >= 3)
            rowan_buffer_format(g->out, "k%zu", i);
        else if (slips(g))
            percent(g->chance, 50) ? put(g, PICK(g, bad_names)) : put(g, PICK(g, attribute_sets)[0]);
        else
            put(g, attribute_sets[set][i]);
        equals(g);
        quoted(g, NULL);
    }
    while (percent(g->chance, 8)) {
        space(g);
        declaration(g);
    }
    if (slips(g))
        put(g, percent(g->chance, 50) ? " p:k='1' q:k='2'" : " k='1' k='1'");
}

/* ---- what stands between tags ---- */

static void comment(struct grammar *g)
{
    static const char *const inside[] = {"",   " c ", "-",    "a-b", "- -",      "<a>",  "&x;", "]]>",
                                         "?>", "\n",  "\r\n", "\r",  "\xC3\xA9", "a - ", "<!--"};
    static const char *const bad[] = {"--", "a--b", "-->", "---", "a-", "--!>"};

    put(g, "<!--");
    put(g, slips(g) ? PICK(g, bad) : PICK(g, inside));
    if (slips(g))
        put_piece(g, &PICK(g, bad_bytes));
    put(g, slips(g) ? "->" : "-->");
}

static void instruction(struct grammar *g)
{
    static const char *const targets[] = {"i", "target", "xml-stylesheet", "xmlx", "_", "\xC3\xA9", "a.b"};
    static const char *const odd[] = {"xml", "XML", "xMl",   "a:b",   ":",         "",   " ",
                                      "1",   "-",   "xml:a", "xmlns", "a\xC3\x97", "p:i"};
    static const char *const data[] = {"",   "a",    "a='b'", "?",  "??",       "<a>", "&x;",
                                       "--", "a\nb", "\r\n",  "\r", "\xC3\xA9", ">",   "]]>"};

    put(g, "<?");
    put(g, slips(g) ? PICK(g, odd) : PICK(g, targets));
    if (percent(g->chance, 60)) {
        space(g);
        put(g, PICK(g, data));
        if (slips(g))
            put_piece(g, &PICK(g, bad_bytes));
    }
    put(g, slips(g) ? ">" : "?>");
}

static void cdata(struct grammar *g)
{
    static const char *const inside[] = {"",    "a",    "]",  "]]",   "]>", "<a>",      "&amp;",     "&",
                                         "]]]", "a]]b", "\n", "\r\n", "\r", "\xC3\xA9", "<![CDATA[", ">"};
    static const char *const begins[] = {"<![CDATA", "<![cdata[", "<! [CDATA[", "<![CDATA [", "<![", "<!"};

    put(g, slips(g) ? PICK(g, begins) : "<![CDATA[");
    put(g, PICK(g, inside));
    if (slips(g))
        put_piece(g, &PICK(g, bad_bytes));
    put(g, slips(g) ? "]>" : "]]>");
}

static void character_data(struct grammar *g)
{
    const char *word = PICK(g, words);

    put(g, word);
    if (slips(g))
        put_piece(g, &PICK(g, bad_bytes));
    if (slips(g))
        put(g, "]]>");
}

static void element(struct grammar *g, int depth);

static void content(struct grammar *g, int depth)
{
    size_t parts = draw(g->chance, depth < 3 ? 7 : 4);

    for (size_t i = 0; i < parts; i++) {
        size_t what = draw(g->chance, 100);
        if (what < 40 && depth < DEEPEST && g->elements < ELEMENTS)
            element(g, depth + 1);
        else if (what < 65)
            character_data(g);
        else if (what < 78)
            reference(g);
        else if (what < 86)
            cdata(g);
        else if (what < 93)
            comment(g);
        else
            instruction(g);
    }
}

static void element(struct grammar *g, int depth)
{
    size_t from, length;

    g->elements++;
    put(g, slips(g) ? "< " : "<");
    from = g->out->size;
    name(g);
    length = g->out->size - from;
    if (depth == 1 && !slips(g)) {
        put(g, " xmlns:p='urn:p' xmlns:q=\"urn:p\" xmlns:r='urn:r'");
        put(g, percent(g->chance, 30) ? " xmlns='urn:d'" : "");
    }
    attributes(g);
    maybe_space(g);
    if (percent(g->chance, 25)) {
        put(g, slips(g) ? "/ >" : "/>");
        return;
    }
    put(g, slips(g) ? "" : ">");
    content(g, depth);
    if (slips(g))
        return;
    put(g, slips(g) ? "<//" : "</");
    if (slips(g)) {
        name(g);
    } else if (rowan_buffer_reserve(g->out, length)) {
        memcpy(g->out->data + g->out->size, g->out->data + from, length);
        g->out->size += length;
    }
    maybe_space(g);
    put(g, slips(g) ? " x='1'>" : ">");
}

/* ---- around the element ---- */

static void xml_declaration(struct grammar *g)
{
    static const char *const versions[] = {"1.0", "1.0", "1.0", "1.1",  "1.00", "1.5", "2.0",
                                           "1.",  "1",   "",    " 1.0", "1.0 ", "1.0a"};
    static const char *const encodings[] = {"UTF-8", "utf-8", "ISO-8859-1", "UTF-16",    "x-y_z.1", "8",
                                            "",      "UTF 8", "-a",         "a\xC3\xA9", "ascii"};
    static const char *const standalones[] = {"yes", "no", "maybe", "", "YES", "yes "};

    put(g, slips(g) ? "<?XML" : "<?xml");
    if (!slips(g)) {
        space(g);
        put(g, "version");
        equals(g);
        quoted(g, slips(g) ? PICK(g, versions) : "1.0");
    }
    if (percent(g->chance, 50)) {
        space(g);
        put(g, "encoding");
        equals(g);
        quoted(g, slips(g) ? PICK(g, encodings) : encodings[draw(g->chance, 5)]);
    }
    if (percent(g->chance, 30)) {
        space(g);
        put(g, "standalone");
        equals(g);
        quoted(g, slips(g) ? PICK(g, standalones) : standalones[draw(g->chance, 2)]);
    }
    if (slips(g))
        put(g, " encoding='UTF-8'");
    maybe_space(g);
    put(g, slips(g) ? ">" : "?>");
}

static void misc(struct grammar *g)
{
    while (percent(g->chance, 25)) {
        size_t what = draw(g->chance, 3);
        if (what == 0)
            put(g, PICK(g, spaces));
        else if (what == 1)
            comment(g);
        else
            instruction(g);
    }
    if (slips(g))
        character_data(g);
}

static void doctype(struct grammar *g)
{
    static const char *const types[] = {"<!DOCTYPE a>",
                                        "<!DOCTYPE a SYSTEM 'x'>",
                                        "<!DOCTYPE a [<!ELEMENT a ANY>]>",
                                        "<!DOCTYPE a [<!ENTITY e 'x'>]>",
                                        "<!DOCTYPE>",
                                        "<!DOCTYPE a [<!ATTLIST a x CDATA 'd'>]>"};

    put(g, PICK(g, types));
}

void grammar_document(uint64_t seed, struct rowan_buffer *out)
{
    static const unsigned faults[] = {0, 0, 0, 1, 1, 4};
    struct chance chance = chance_of(seed);
    struct grammar g = {&chance, out, faults[draw(&chance, COUNT(faults))], 0};

    if (percent(&chance, 5))
        put(&g, "\xEF\xBB\xBF");
    if (slips(&g))
        put(&g, " ");
    if (percent(&chance, 40))
        xml_declaration(&g);
    misc(&g);
    if (percent(&chance, 2))
        doctype(&g);
    element(&g, 1);
    misc(&g);
    if (slips(&g))
        element(&g, 1);
}

void grammar_piece(struct chance *chance, struct rowan_buffer *out)
{
    struct grammar g = {chance, out, percent(chance, 50) ? 0 : 10, ELEMENTS - 2};

    switch (draw(chance, 12)) {
    case 0:
        name(&g);
        break;
    case 1:
        reference(&g);
        break;
    case 2:
        comment(&g);
        break;
    case 3:
        instruction(&g);
        break;
    case 4:
        cdata(&g);
        break;
    case 5:
        element(&g, DEEPEST - 1);
        break;
    case 6:
        attributes(&g);
        break;
    case 7:
        declaration(&g);
        break;
    case 8:
        put_piece(&g, &PICK(&g, bad_bytes));
        break;
    case 9:
        put(&g, PICK(&g, bad_names));
        break;
    case 10:
        put(&g, PICK(&g, spaces));
        break;
    default:
        character_data(&g);
    }
}
