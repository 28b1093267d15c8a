/*
 * XML text -> events of libxml2's SAX2 interface -> builder. Only the first failure of a document counts.
 * docs/internals/xml.md says why each is there. The context is reused; names are compared by their pointers
 * in its dictionary, so a context whose dictionary has grown is replaced.
 */
#include "xml/parser.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "xml/builder.h"
#include "xml/decode.h"
#include "xml/libxml.h"
#include "xml/node_path.h"
#include "xml/preflight.h"
#include "xml/qname_cache.h"
#include "xml/span_tracker.h"

#define DEFAULT_TREE_BYTES ((size_t)256 << 20)
#define DEFAULT_ATTRIBUTES 5000
#define TREE_BYTES_MIN     ((size_t)64 << 10)
#define KEEP_BYTES         ((size_t)4 << 20) /* of each buffer, between documents */
#define KEEP_NAMES         20000             /* distinct names of a context before it is replaced */
#define NAMES_MAX          100000 /* distinct ones of a document: libxml2's dictionary slows down */
#define NAMES_COUNTED      256    /* how many names go by before the dictionary is asked */
#define NAMESPACES_MAX     1000   /* in scope: every prefix is looked up among them, one by one */

#define AS_1_0 "; the document says XML 1.1, and is read as XML 1.0"

struct rowan_parser {
    xmlParserCtxtPtr context;
    xmlSAXHandler sax;
    const struct rowan_projection *projection;
    struct rowan_qname_table *names;
    struct rowan_limits limits;
    struct rowan_qname_cache cache;
    struct rowan_slice text;     /* being parsed; values without references stay in it */
    struct rowan_buffer decoded; /* the text of bytes */
    struct rowan_builder builder;
    struct rowan_span_tracker spans;
    uint32_t declared[ROWAN_DEPTH_MAX + 1]; /* namespaces, by level of the element that declares them */
    size_t namespaces;                      /* declared by the open elements */
    size_t elements, others;                /* of this document, see document.h */
    size_t names_seen;                      /* names of elements and attributes since they were counted */
    bool context_used, automaton_used;      /* by a document before this one */
    struct rowan_node_path *const *paths;   /* that are being found; or NULL */
    size_t path_count;
    struct rowan_error error; /* the first of this document */
};

/* ---- failing ---- */

static int line_of(const struct rowan_parser *p)
{
    return p->context->input ? p->context->input->line : 0;
}

static void fail(struct rowan_parser *p, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct rowan_parser *p, const char *reason, const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX / 2];
    va_list args;

    if (p->error.status != ROWAN_OK)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rowan_fail(&p->error, ROWAN_DOCUMENT, reason, "line %d: %s", line_of(p), what);
    xmlStopParser(p->context);
}

/* For want of memory, or of room under a ceiling: only the second is the document's fault. */
static void fail_build(struct rowan_parser *p, enum rowan_build why)
{
    if (p->error.status != ROWAN_OK)
        return;
    if (why == ROWAN_BUILD_TREE_FULL) {
        fail(p, "limit", "the mapping keeps more of this document than %zu bytes", p->limits.tree_bytes);
    } else if (why == ROWAN_BUILD_STATES_FULL) {
        fail(p, "limit", "the document has too many combinations of the mapping's paths");
    } else {
        rowan_out_of_memory(&p->error);
        xmlStopParser(p->context);
    }
}

/* What libxml2 says to C programmers, said to the owner of the document. */
static bool fail_known(struct rowan_parser *p, int line, const char *message)
{
    static const struct {
        const char *part;
        const char *reason;
        const char *message;
    } known[] = {
        {"Excessive depth", "limit", "elements are nested too deep"},
        {"too long", "limit", "a name or attribute value is longer than libxml2's limit"},
        {"too big", "limit",
         "a comment, CDATA section or instruction is longer than libxml2's limit of 10 MB"},
        {"Huge input", "limit", "a piece of the document is longer than libxml2's limit of 10 MB"},
        {"not proper UTF-8", "encoding", "the text is not valid UTF-8"},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strstr(message, known[i].part)) {
            rowan_fail(&p->error, ROWAN_DOCUMENT, known[i].reason, "line %d: %s", line, known[i].message);
            return true;
        }
    return false;
}

static bool says_1_1(const struct rowan_parser *p)
{
    return p->context->version && strcmp((const char *)p->context->version, "1.1") == 0;
}

/* libxml2 calls its limit on the dictionary a want of memory. */
static bool has_full_dictionary(const struct rowan_parser *p)
{
    return p->context && xmlDictGetUsage(p->context->dict) > XML_MAX_DICTIONARY_LIMIT;
}

static void on_error(void *user, rowan_libxml_error error)
{
    struct rowan_parser *p = user;
    const char *message = error->message;

    if (error->level < XML_ERR_ERROR || p->error.status != ROWAN_OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY && has_full_dictionary(p)) {
        fail(p, "limit", "the names of the document take more room than libxml2's limit of %d MB",
             XML_MAX_DICTIONARY_LIMIT / 1000000);
    } else if (error->code == XML_ERR_NO_MEMORY || !message) { /* it has one, if there is memory for it */
        rowan_out_of_memory(&p->error);
    } else if (!fail_known(p, error->line, message)) {
        struct rowan_slice first = {message, strcspn(message, "\n")}; /* the rest repeats the document */
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "line %d: %.*s%s", error->line, (int)first.size,
                   first.data, says_1_1(p) ? AS_1_0 : "");
    }
    xmlStopParser(p->context);
}

/* ---- events ---- */

/* A value without references is a slice of the text, which lives as long as the document. */
static bool in_input(const struct rowan_parser *p, const char *value)
{
    uintptr_t begin = (uintptr_t)p->text.data;

    return (uintptr_t)value >= begin && (uintptr_t)value < begin + p->text.size;
}

/*
 * SAX2 hands attribute values with references already decoded, except that & comes as "&#38;" while
 * entities are not substituted: it is the only sequence that begins with & here.
 */
static struct rowan_slice copy_value(struct rowan_parser *p, const char *value, size_t size)
{
    char *copy = rowan_arena_copy(&p->builder.arena, value, size);
    struct rowan_slice text = {copy, size};
    size_t from = 0;
    size_t to = 0;

    if (!copy || !memchr(copy, '&', size))
        return text;
    while (from < size) {
        copy[to++] = copy[from];
        from += copy[from] == '&' && size - from >= 5 && memcmp(copy + from, "&#38;", 5) == 0 ? 5 : 1;
    }
    text.size = to;
    return text;
}

static bool too_many_names(struct rowan_parser *p)
{
    p->names_seen = 0;
    return xmlDictSize(p->context->dict) > NAMES_MAX;
}

/* level: of the element that starts; the document element's is 1. */
static bool within_limits(struct rowan_parser *p, size_t level, size_t namespaces, size_t attributes)
{
    p->namespaces += namespaces;
    p->elements++;
    p->others += attributes + namespaces;
    p->names_seen += 1 + attributes;
    if (level > ROWAN_DEPTH_MAX)
        fail(p, "limit", "elements are nested deeper than %d", ROWAN_DEPTH_MAX);
    else if (attributes + namespaces > p->limits.attributes)
        fail(p, "limit", "an element has more than %zu attributes", p->limits.attributes);
    else if (p->namespaces > NAMESPACES_MAX)
        fail(p, "limit", "more than %d namespaces are declared at once", NAMESPACES_MAX);
    else if (p->names_seen >= NAMES_COUNTED && too_many_names(p))
        fail(p, "limit", "the document has more than %d different names", NAMES_MAX);
    else
        return true;
    return false;
}

/* 0 is a name that no path has: it must not be one that there was no memory for. */
static uint32_t id_of(struct rowan_parser *p, const xmlChar *local, const xmlChar *uri)
{
    uint32_t id = rowan_qname_cache_id(&p->cache, local, uri);

    if (!id && p->cache.out_of_memory)
        fail_build(p, ROWAN_BUILD_NO_MEMORY);
    return id;
}

/* localname, prefix, URI, value, end: five pointers per attribute. */
static void add_attributes(struct rowan_parser *p, int count, const xmlChar **attributes)
{
    for (int i = 0; i < count; i++, attributes += 5) {
        uint32_t name = id_of(p, attributes[0], attributes[2]);
        struct rowan_slice value = {(const char *)attributes[3], (size_t)(attributes[4] - attributes[3])};
        enum rowan_build built;
        if (!rowan_builder_wants(&p->builder, name))
            continue;
        if (!in_input(p, value.data))
            value = copy_value(p, value.data, value.size);
        built = value.data ? rowan_builder_attribute(&p->builder, name, value)
                           : rowan_builder_out_of_memory(&p->builder, value.size);
        if (built != ROWAN_BUILD_OK) {
            fail_build(p, built);
            return;
        }
    }
}

static size_t offset(const struct rowan_parser *p)
{
    long at = xmlByteConsumed(p->context);

    return at < 0 ? 0 : (size_t)at;
}

/* libxml2 is behind the last attribute of the start tag. */
static enum rowan_build locate(struct rowan_parser *p, int count, const xmlChar **namespaces)
{
    struct rowan_slice before = {p->text.data, offset(p)};

    return rowan_span_tracker_start(&p->spans, &p->builder, before, (uint32_t)(p->elements - 1),
                                    (size_t)count, (const char *const *)namespaces);
}

static void see_element(const struct rowan_parser *p, const char *prefix, const char *local)
{
    const struct rowan_builder *b = &p->builder;

    for (size_t i = 0; i < p->path_count; i++)
        if (p->paths[i])
            rowan_node_path_see(p->paths[i], b->depth - 2, b->frames[b->depth - 1].node, prefix, local);
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
    struct rowan_parser *p = user;
    size_t level = rowan_builder_level(&p->builder) + 1;
    enum rowan_build built;

    (void)defaulted;
    if (!within_limits(p, level, (size_t)namespace_count, (size_t)attribute_count))
        return;
    p->declared[level] = (uint32_t)namespace_count;
    if (level == 1) {
        p->builder.document.local = (const char *)local;
        p->builder.document.uri = (const char *)uri;
    }
    if (rowan_builder_skips(&p->builder))
        return;
    built = rowan_builder_start(&p->builder, id_of(p, local, uri), (uint32_t)line_of(p));
    if (p->paths && built == ROWAN_BUILD_OK)
        see_element(p, (const char *)prefix, (const char *)local);
    if (built == ROWAN_BUILD_OK && p->spans.on)
        built = locate(p, namespace_count, namespaces);
    if (built == ROWAN_BUILD_OK && attribute_count && rowan_builder_wants_some(&p->builder))
        add_attributes(p, attribute_count, attributes);
    else if (built > ROWAN_BUILD_SKIPPED)
        fail_build(p, built);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct rowan_parser *p = user;

    (void)local, (void)prefix, (void)uri;
    p->namespaces -= p->declared[rowan_builder_level(&p->builder)];
    if (p->spans.on)
        rowan_span_tracker_end(&p->builder, offset(p));
    rowan_builder_end(&p->builder);
}

static void on_characters(void *user, const xmlChar *data, int size)
{
    struct rowan_parser *p = user;
    enum rowan_build built = rowan_builder_characters(&p->builder, (const char *)data, (size_t)size);

    if (built != ROWAN_BUILD_OK)
        fail_build(p, built);
}

static void on_comment(void *user, const xmlChar *value)
{
    struct rowan_parser *p = user;

    (void)value;
    p->others++;
    p->builder.text_goes_on = false;
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *data)
{
    (void)target;
    on_comment(user, data);
}

/* ---- what a loader must not accept ---- */

static void on_entity(void *user, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    fail(user, "xml", "entity declarations are refused");
}

static void on_unparsed(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
                        const xmlChar *notation)
{
    (void)name, (void)public_id, (void)system_id, (void)notation;
    fail(user, "xml", "entity declarations are refused");
}

static void on_attribute_declaration(void *user, const xmlChar *element, const xmlChar *name, int type,
                                     int kind, const xmlChar *value, xmlEnumerationPtr tree)
{
    (void)element, (void)name, (void)type, (void)kind;
    xmlFreeEnumeration(tree);
    if (value)
        fail(user, "xml", "a default for an attribute in the DTD is refused");
}

static xmlEntityPtr on_get_entity(void *user, const xmlChar *name)
{
    char shown[100];

    fail(user, "xml", "reference to the entity %s, which is not one of the five of XML",
         rowan_quote(shown, sizeof shown, rowan_slice_of((const char *)name)));
    return NULL;
}

static void set_handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_characters;
    sax->ignorableWhitespace = on_characters;
    sax->cdataBlock = on_characters;
    sax->comment = on_comment;
    sax->processingInstruction = on_instruction;
    sax->entityDecl = on_entity;
    sax->unparsedEntityDecl = on_unparsed;
    sax->attributeDecl = on_attribute_declaration;
    sax->getEntity = on_get_entity;
    sax->getParameterEntity = on_get_entity;
    sax->serror = on_error;
}

/* ---- life ---- */

static bool has_many_bytes(const struct rowan_parser *p)
{
    return xmlDictGetUsage(p->context->dict) > KEEP_BYTES;
}

static bool is_worn_context(const struct rowan_parser *p)
{
    return !p->context || xmlDictSize(p->context->dict) > KEEP_NAMES || has_many_bytes(p);
}

static bool renew_context(struct rowan_parser *p)
{
    if (p->context)
        xmlFreeParserCtxt(p->context);
    p->context = NULL; /* wants of memory may be reported while there is none */
    rowan_qname_cache_reset(&p->cache);
    p->context = rowan_libxml_context(on_error, p);
    if (!p->context)
        return false;
    *p->context->sax = p->sax;
    p->context->userData = p;
    p->context_used = false;
    return true;
}

static bool renew_automaton(struct rowan_parser *p)
{
    if (!p->projection)
        return true;
    rowan_automaton_free(p->builder.automaton);
    p->builder.automaton = rowan_automaton_new(p->projection, rowan_qname_table_count(p->names));
    p->automaton_used = false;
    return p->builder.automaton != NULL;
}

static void set_limits(struct rowan_parser *p, const struct rowan_limits *limits)
{
    if (limits)
        p->limits = *limits;
    if (!p->limits.document_bytes)
        p->limits.document_bytes = ROWAN_DOCUMENT_BYTES;
    if (p->limits.document_bytes > INT_MAX - 1)
        p->limits.document_bytes = INT_MAX - 1; /* libxml2 counts in int */
    if (!p->limits.tree_bytes)
        p->limits.tree_bytes = DEFAULT_TREE_BYTES;
    if (p->limits.tree_bytes < TREE_BYTES_MIN)
        p->limits.tree_bytes = TREE_BYTES_MIN;
    if (!p->limits.attributes)
        p->limits.attributes = DEFAULT_ATTRIBUTES;
}

enum rowan_status rowan_parser_new(struct rowan_parser **out, const struct rowan_projection *projection,
                                   struct rowan_qname_table *names, const struct rowan_limits *limits,
                                   struct rowan_error *err)
{
    struct rowan_parser *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        goto no_memory;
    p->names = names;
    p->projection = projection;
    set_limits(p, limits);
    set_handlers(&p->sax);
    rowan_builder_init(&p->builder, p->limits.tree_bytes);
    rowan_buffer_init(&p->decoded);
    rowan_qname_cache_init(&p->cache, names, projection == NULL);
    p->spans.on = projection && rowan_projection_locates(projection);
    xmlInitParser();
    if (!renew_automaton(p) || !renew_context(p))
        goto no_memory;
    *out = p;
    return ROWAN_OK;
no_memory:
    rowan_parser_free(p);
    return rowan_out_of_memory(err);
}

void rowan_parser_free(struct rowan_parser *p)
{
    if (!p)
        return;
    if (p->context)
        xmlFreeParserCtxt(p->context);
    rowan_builder_clear(&p->builder);
    rowan_qname_cache_clear(&p->cache);
    rowan_buffer_clear(&p->decoded);
    free(p);
}

/* ---- one document ---- */

static bool is_worn_automaton(const struct rowan_parser *p)
{
    return p->projection && (!p->builder.automaton || rowan_automaton_is_full(p->builder.automaton));
}

static bool begin_document(struct rowan_parser *p)
{
    if ((is_worn_context(p) && !renew_context(p)) || (is_worn_automaton(p) && !renew_automaton(p)))
        return false;
    p->namespaces = p->names_seen = p->elements = p->others = 0;
    p->cache.out_of_memory = false;
    p->error.status = ROWAN_OK;
    return rowan_builder_begin(&p->builder, KEEP_BYTES) == ROWAN_BUILD_OK;
}

static bool run_libxml(struct rowan_parser *p)
{
    xmlDocPtr tree = NULL;
    bool ok =
        rowan_libxml_parse(p->context, p->text, XML_PARSE_IGNORE_ENC | XML_PARSE_NONET, on_error, p, &tree);

    if (tree)
        xmlFreeDoc(tree);
    return ok;
}

/* What XML 1.1 reads in another way than 1.0 must not pass in silence: two more ends of a line. */
static void check_1_1(struct rowan_parser *p)
{
    static const struct {
        const char *bytes, *name;
    } ends[] = {{"\xC2\x85", "U+0085"}, {"\xE2\x80\xA8", "U+2028"}};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && p->error.status == ROWAN_OK; i++) {
        const char *at = memmem(p->text.data, p->text.size, ends[i].bytes, strlen(ends[i].bytes));
        if (at)
            rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "line %zu: %s is the end of a line in XML 1.1%s",
                       rowan_slice_line(p->text, at), ends[i].name, AS_1_0);
    }
}

/* Errors come through the handler; the flags of the context stand behind it. */
static void judge(struct rowan_parser *p)
{
    if (p->error.status == ROWAN_OK && (!p->context->wellFormed || !p->context->nsWellFormed))
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "not well-formed");
    if (p->error.status == ROWAN_OK && rowan_builder_level(&p->builder) != 0)
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "the document ends too early");
    if (says_1_1(p))
        check_1_1(p);
}

static enum rowan_status too_large(const struct rowan_parser *p, size_t size, struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document has %zu bytes, the limit is %zu", size,
                      p->limits.document_bytes);
}

static bool begins(struct rowan_slice text, const char *bytes)
{
    size_t n = strlen(bytes);

    return text.size >= n && memcmp(text.data, bytes, n) == 0;
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

static enum rowan_status fail_start(struct rowan_slice text, struct rowan_error *err)
{
    if (is_hexadecimal(text))
        return rowan_fail(
            err, ROWAN_DOCUMENT, "encoding",
            "the document is bytes (a BLOB), which the driver gives as hexadecimal digits; text is "
            "expected: cast it, as CAST(doc AS TEXT) in a view");
    if (begins(text, "\xFF\xFE") || begins(text, "\xFE\xFF"))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding",
                          "the document is bytes of UTF-16; text is expected");
    if (begins(text, "\x1F\x8B"))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding",
                          "the document is compressed (gzip); text is expected");
    return rowan_fail(err, ROWAN_DOCUMENT, "xml", "line 1: the document does not begin with <");
}

/* What libxml2 would pass over or take too long for. */
static enum rowan_status check_input(const struct rowan_parser *p, struct rowan_error *err)
{
    struct rowan_slice text = p->text;
    struct rowan_slice start = rowan_slice_trim(text);

    if (text.size > p->limits.document_bytes)
        return too_large(p, text.size, err);
    if (start.size == 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "the document is empty");
    if (start.data[0] != '<')
        return fail_start(start, err);
    if (memchr(text.data, '\0', text.size))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte");
    return rowan_preflight(text, p->limits.attributes, err);
}

/* p->error is what is wrong with the document. False for want of memory. */
static bool parse(struct rowan_parser *p)
{
    if (!begin_document(p) || !run_libxml(p))
        return false;
    judge(p);
    return true;
}

static bool has_failed(const struct rowan_parser *p)
{
    return p->error.status != ROWAN_OK;
}

/*
 * What documents before have left may be why this one failed. Or did not: how many bytes of names the
 * dictionary takes depends on the blocks that it has.
 */
static bool is_doubtful(const struct rowan_parser *p)
{
    if (p->automaton_used && has_failed(p) && is_worn_automaton(p))
        return true;
    return p->context_used && (has_failed(p) ? is_worn_context(p) : has_many_bytes(p));
}

/* A limit counts the document: what is doubtful is parsed again, without the leavings of others. */
static bool parse_fairly(struct rowan_parser *p)
{
    bool ok = parse(p);

    if (ok && is_doubtful(p))
        ok = renew_context(p) && renew_automaton(p) && parse(p);
    p->context_used = p->automaton_used = true;
    return ok;
}

static struct rowan_slice skip_bom(struct rowan_slice text)
{
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3;
        text.size -= 3;
    }
    return text;
}

static enum rowan_status run(struct rowan_parser *p, struct rowan_slice text,
                             const struct rowan_document **out, struct rowan_error *err)
{
    enum rowan_status st;

    p->text = skip_bom(text);
    st = check_input(p, err);

    if (st != ROWAN_OK)
        return st;
    if (!parse_fairly(p))
        return rowan_out_of_memory(err);
    if (p->error.status != ROWAN_OK) {
        if (err)
            *err = p->error;
        return p->error.status;
    }
    rowan_builder_finish(&p->builder);
    p->builder.document.text = p->text;
    p->builder.document.elements = p->elements;
    p->builder.document.others = p->others;
    *out = &p->builder.document;
    return ROWAN_OK;
}

enum rowan_status rowan_parser_text(struct rowan_parser *p, struct rowan_slice text,
                                    const struct rowan_document **out, struct rowan_error *err)
{
    *out = NULL;
    if (!text.data)
        text.data = "";
    if (text.data[text.size] != '\0')
        return rowan_fail(err, ROWAN_USAGE, "usage", "the text of a document is not followed by a NUL byte");
    return run(p, text, out, err);
}

enum rowan_status rowan_parser_bytes(struct rowan_parser *p, struct rowan_slice bytes,
                                     const struct rowan_document **out, struct rowan_error *err)
{
    enum rowan_status st;

    *out = NULL;
    if (bytes.size > p->limits.document_bytes)
        return too_large(p, bytes.size, err);
    rowan_buffer_reset(&p->decoded, KEEP_BYTES);
    st = rowan_decode(bytes, &p->decoded, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_string(&p->decoded))
        return rowan_out_of_memory(err);
    return run(p, rowan_buffer_slice(&p->decoded), out, err);
}

size_t rowan_parser_reach(const struct rowan_parser *p, const struct rowan_path *path)
{
    size_t reached = 0;

    while (p->builder.automaton && reached < path->count && path->steps[reached].places &&
           rowan_automaton_reached(p->builder.automaton, path->steps[reached].places))
        reached++;
    return reached;
}

bool rowan_parser_locate(struct rowan_parser *p, struct rowan_node_path *const *paths, size_t count)
{
    bool ok;

    p->paths = paths;
    p->path_count = count;
    ok = parse(p) && !has_failed(p);
    p->paths = NULL;
    return ok;
}
