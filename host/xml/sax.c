/*
 * XML text -> events of libxml2's SAX2 interface -> builder. Only the first failure of a document counts.
 * docs/internals/xml.md says why each is there. The context is reused; names are compared by their pointers
 * in its dictionary, so a context whose dictionary has grown is replaced.
 */
#include "xml/sax.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xml/libxml.h"
#include "xml/qname_cache.h"

#define KEEP_NAMES     20000    /* distinct names of a context before it is replaced */
#define DEFAULTED_EACH 200      /* attributes that a DTD gives to an element, */
#define DEFAULTED_MAX  10000000 /* and to all of a document */
#define NAMES_COUNTED  256      /* how many names go by before the dictionary is asked */

#define AS_1_0 "; the document says XML 1.1, and is read as XML 1.0"

struct rowan_sax {
    struct rowan_parse *parse;
    xmlParserCtxtPtr context;
    xmlSAXHandler handlers;
    struct rowan_qname_cache cache;
    uint32_t declared[ROWAN_DEPTH_MAX + 1]; /* namespaces, by level of the element that declares them */
    size_t namespaces;                      /* declared by the open elements */
    size_t defaulted;                       /* attributes that the DTD gave */
    size_t names_seen;                      /* names of elements and attributes since they were counted */
    bool context_used;                      /* by a document before this one */
};

/* ---- failing ---- */

static int line_of(const struct rowan_sax *s)
{
    return s->context->input ? s->context->input->line : 0;
}

static void fail(struct rowan_sax *s, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct rowan_sax *s, const char *reason, const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX / 2];
    va_list args;

    if (s->parse->error.status != ROWAN_OK)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rowan_fail(&s->parse->error, ROWAN_DOCUMENT, reason, "line %d: %s", line_of(s), what);
    xmlStopParser(s->context);
}

/* For want of memory, or of room under a ceiling: only the second is the document's fault. */
static void fail_build(struct rowan_sax *s, enum rowan_build why)
{
    if (s->parse->error.status != ROWAN_OK)
        return;
    if (why == ROWAN_BUILD_TREE_FULL) {
        fail(s, "limit", "the mapping keeps more of this document than %zu bytes%s",
             s->parse->limits.tree_bytes, s->parse->limits.are_settings ? ", max_tree of the source" : "");
    } else if (why == ROWAN_BUILD_STATES_FULL) {
        fail(s, "limit", "the document has too many combinations of the mapping's paths");
    } else {
        rowan_out_of_memory(&s->parse->error);
        xmlStopParser(s->context);
    }
}

/* What libxml2 says to C programmers, said to the owner of the document. */
static bool fail_known(struct rowan_sax *s, int line, const char *message)
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
            rowan_fail(&s->parse->error, ROWAN_DOCUMENT, known[i].reason, "line %d: %s", line,
                       known[i].message);
            return true;
        }
    return false;
}

static bool says_1_1(const struct rowan_sax *s)
{
    return s->context->version && strcmp((const char *)s->context->version, "1.1") == 0;
}

/* libxml2 calls its limit on the dictionary a want of memory. */
static bool has_full_dictionary(const struct rowan_sax *s)
{
    return s->context && xmlDictGetUsage(s->context->dict) > XML_MAX_DICTIONARY_LIMIT;
}

/* Errors of a DTD's declarations come with another user than all others: libxml2's context. */
static struct rowan_sax *sax_of(void *user, rowan_libxml_error error)
{
    xmlParserCtxtPtr context = error->ctxt;

    return context && context->_private ? context->_private : user;
}

static void on_error(void *user, rowan_libxml_error error)
{
    struct rowan_sax *s = sax_of(user, error);
    const char *message = error->message;

    if (error->level < XML_ERR_ERROR || s->parse->error.status != ROWAN_OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY && has_full_dictionary(s)) {
        fail(s, "limit", "the names of the document take more room than libxml2's limit of %d MB",
             XML_MAX_DICTIONARY_LIMIT / 1000000);
    } else if (error->code == XML_ERR_NO_MEMORY || !message) { /* it has one, if there is memory for it */
        rowan_out_of_memory(&s->parse->error);
    } else if (!fail_known(s, error->line, message)) {
        struct rowan_slice first = {message, strcspn(message, "\n")}; /* the rest repeats the document */
        rowan_fail(&s->parse->error, ROWAN_DOCUMENT, "xml", "line %d: %.*s%s", error->line, (int)first.size,
                   first.data, says_1_1(s) ? AS_1_0 : "");
    }
    xmlStopParser(s->context);
}

/* ---- events ---- */

/* A value without references is a slice of the text, which lives as long as the document. */
static bool in_input(const struct rowan_sax *s, const char *value)
{
    uintptr_t begin = (uintptr_t)s->parse->text.data;

    return (uintptr_t)value >= begin && (uintptr_t)value < begin + s->parse->text.size;
}

static struct rowan_slice copy_value(struct rowan_sax *s, const char *value, size_t size)
{
    char *copy = rowan_arena_copy(&s->parse->builder.arena, value, size);

    return (struct rowan_slice){copy, copy ? rowan_libxml_unescape(copy, size) : size};
}

static bool too_many_names(struct rowan_sax *s)
{
    s->names_seen = 0;
    return xmlDictSize(s->context->dict) > ROWAN_NAMES_MAX;
}

/* level: of the element that starts; the document element's is 1. */
static bool within_limits(struct rowan_sax *s, size_t level, size_t namespaces, size_t attributes)
{
    s->namespaces += namespaces;
    s->parse->elements++;
    s->parse->others += attributes + namespaces;
    s->names_seen += 1 + attributes;
    if (level > ROWAN_DEPTH_MAX)
        fail(s, "limit", "elements are nested deeper than %d", ROWAN_DEPTH_MAX);
    else if (attributes + namespaces > s->parse->limits.attributes)
        fail(s, "limit", "an element has more than %zu attributes", s->parse->limits.attributes);
    else if (s->namespaces > ROWAN_NAMESPACES_MAX)
        fail(s, "limit", "more than %d namespaces are declared at once", ROWAN_NAMESPACES_MAX);
    else if (s->names_seen >= NAMES_COUNTED && too_many_names(s))
        fail(s, "limit", "the document has more than %d different names", ROWAN_NAMES_MAX);
    else
        return true;
    return false;
}

/* A declaration of a few bytes makes an attribute of each element, which libxml2 compares with all others. */
static bool within_defaults(struct rowan_sax *s, size_t defaulted)
{
    s->defaulted += defaulted;
    if (defaulted <= DEFAULTED_EACH && s->defaulted <= DEFAULTED_MAX)
        return true;
    fail(s, "limit", "the DTD gives more than %d attributes to %s",
         defaulted > DEFAULTED_EACH ? DEFAULTED_EACH : DEFAULTED_MAX,
         defaulted > DEFAULTED_EACH ? "an element" : "all elements together");
    return false;
}

/* 0 is a name that no path has: it must not be one that there was no memory for. */
static uint32_t id_of(struct rowan_sax *s, const xmlChar *local, const xmlChar *uri)
{
    uint32_t id = rowan_qname_cache_id(&s->cache, local, uri);

    if (!id && s->cache.out_of_memory)
        fail_build(s, ROWAN_BUILD_NO_MEMORY);
    return id;
}

/* localname, prefix, URI, value, end: five pointers per attribute. */
static void add_attributes(struct rowan_sax *s, int count, const xmlChar **attributes)
{
    for (int i = 0; i < count; i++, attributes += 5) {
        uint32_t name = id_of(s, attributes[0], attributes[2]);
        struct rowan_slice value = {(const char *)attributes[3], (size_t)(attributes[4] - attributes[3])};
        enum rowan_build built;
        if (!rowan_builder_wants(&s->parse->builder, name))
            continue;
        if (!in_input(s, value.data))
            value = copy_value(s, value.data, value.size);
        built = value.data ? rowan_builder_attribute(&s->parse->builder, name, value)
                           : rowan_builder_out_of_memory(&s->parse->builder, value.size);
        if (built != ROWAN_BUILD_OK) {
            fail_build(s, built);
            return;
        }
    }
}

static size_t offset(const struct rowan_sax *s)
{
    long at = xmlByteConsumed(s->context);

    return at < 0 ? 0 : (size_t)at;
}

/* libxml2 is behind the last attribute of the start tag. */
static enum rowan_build locate(struct rowan_sax *s, int count, const xmlChar **namespaces)
{
    struct rowan_slice before = {s->parse->text.data, offset(s)};

    return rowan_span_tracker_start(&s->parse->spans, &s->parse->builder, before,
                                    (uint32_t)(s->parse->elements - 1), (size_t)count,
                                    (const char *const *)namespaces);
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
    struct rowan_sax *s = user;
    size_t level = rowan_builder_level(&s->parse->builder) + 1;
    enum rowan_build built;

    if (!within_limits(s, level, (size_t)namespace_count, (size_t)attribute_count) ||
        !within_defaults(s, (size_t)defaulted))
        return;
    s->declared[level] = (uint32_t)namespace_count;
    if (level == 1) {
        s->parse->builder.document.local = (const char *)local;
        s->parse->builder.document.uri = (const char *)uri;
    }
    if (rowan_builder_skips(&s->parse->builder))
        return;
    built = rowan_builder_start(&s->parse->builder, id_of(s, local, uri), (uint32_t)offset(s));
    if (s->parse->paths && built == ROWAN_BUILD_OK)
        rowan_parse_see(s->parse, (const char *)prefix, (const char *)local);
    if (built == ROWAN_BUILD_OK && s->parse->spans.on)
        built = locate(s, namespace_count, namespaces);
    if (built == ROWAN_BUILD_OK && attribute_count && rowan_builder_wants_some(&s->parse->builder))
        add_attributes(s, attribute_count, attributes);
    else if (built > ROWAN_BUILD_SKIPPED)
        fail_build(s, built);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct rowan_sax *s = user;

    (void)local, (void)prefix, (void)uri;
    s->namespaces -= s->declared[rowan_builder_level(&s->parse->builder)];
    if (s->parse->spans.on)
        rowan_span_tracker_end(&s->parse->builder, offset(s));
    rowan_builder_end(&s->parse->builder);
}

static void on_characters(void *user, const xmlChar *data, int size)
{
    struct rowan_sax *s = user;
    enum rowan_build built = rowan_builder_characters(&s->parse->builder, (const char *)data, (size_t)size);

    if (built != ROWAN_BUILD_OK)
        fail_build(s, built);
}

static void on_comment(void *user, const xmlChar *value)
{
    struct rowan_sax *s = user;

    (void)value;
    rowan_parse_other(s->parse);
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
    struct rowan_sax *s = user;

    (void)element, (void)name, (void)type, (void)kind;
    xmlFreeEnumeration(tree);
    if (value && !s->parse->limits.dtd_defaults)
        fail(s, "xml", "a default for an attribute in the DTD is refused%s",
             s->parse->limits.are_settings ? " without dtd_defaults = true in the source" : "");
}

static xmlEntityPtr on_get_entity(void *user, const xmlChar *name)
{
    char shown[100];

    fail(user, "xml", "reference to the entity %s, which is not one of the five of XML",
         rowan_quote(shown, sizeof shown, rowan_slice_of((const char *)name)));
    return NULL;
}

static void set_handlers(xmlSAXHandler *h)
{
    memset(h, 0, sizeof *h);
    h->initialized = XML_SAX2_MAGIC;
    h->startElementNs = on_start;
    h->endElementNs = on_end;
    h->characters = on_characters;
    h->ignorableWhitespace = on_characters;
    h->cdataBlock = on_characters;
    h->comment = on_comment;
    h->processingInstruction = on_instruction;
    h->entityDecl = on_entity;
    h->unparsedEntityDecl = on_unparsed;
    h->attributeDecl = on_attribute_declaration;
    h->getEntity = on_get_entity;
    h->getParameterEntity = on_get_entity;
    h->serror = on_error;
}

/* ---- life ---- */

static bool has_many_bytes(const struct rowan_sax *s)
{
    return xmlDictGetUsage(s->context->dict) > ROWAN_PARSE_KEEP;
}

static bool is_worn_context(const struct rowan_sax *s)
{
    return !s->context || xmlDictSize(s->context->dict) > KEEP_NAMES || has_many_bytes(s);
}

static bool renew_context(struct rowan_sax *s)
{
    if (s->context)
        xmlFreeParserCtxt(s->context);
    s->context = NULL; /* wants of memory may be reported while there is none */
    rowan_qname_cache_reset(&s->cache);
    s->context = rowan_libxml_context(on_error, s);
    if (!s->context)
        return false;
    *s->context->sax = s->handlers;
    s->context->userData = s->context->_private = s;
    s->context_used = false;
    return true;
}

static bool run_libxml(struct rowan_sax *s)
{
    xmlDocPtr tree = NULL;
    bool ok = rowan_libxml_parse(s->context, s->parse->text, XML_PARSE_IGNORE_ENC | XML_PARSE_NONET, on_error,
                                 s, &tree);

    if (tree)
        xmlFreeDoc(tree);
    return ok;
}

/* What XML 1.1 reads in another way than 1.0 must not pass in silence: two more ends of a line. */
static void check_1_1(struct rowan_sax *s)
{
    static const struct {
        const char *bytes, *name;
    } ends[] = {{"\xC2\x85", "U+0085"}, {"\xE2\x80\xA8", "U+2028"}};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && s->parse->error.status == ROWAN_OK; i++) {
        const char *at =
            memmem(s->parse->text.data, s->parse->text.size, ends[i].bytes, strlen(ends[i].bytes));
        if (at)
            rowan_fail(&s->parse->error, ROWAN_DOCUMENT, "xml",
                       "line %zu: %s is the end of a line in XML 1.1%s", rowan_slice_line(s->parse->text, at),
                       ends[i].name, AS_1_0);
    }
}

/* Errors come through the handler; the flags of the context stand behind it. */
static void judge(struct rowan_sax *s)
{
    if (s->parse->error.status == ROWAN_OK && (!s->context->wellFormed || !s->context->nsWellFormed))
        rowan_fail(&s->parse->error, ROWAN_DOCUMENT, "xml", "not well-formed");
    if (s->parse->error.status == ROWAN_OK && rowan_builder_level(&s->parse->builder) != 0)
        rowan_fail(&s->parse->error, ROWAN_DOCUMENT, "xml", "the document ends too early");
    if (says_1_1(s))
        check_1_1(s);
}

/* s->parse->error is what is wrong with the document. False for want of memory. */
static bool begin_document(struct rowan_sax *s)
{
    if (is_worn_context(s) && !renew_context(s))
        return false;
    s->namespaces = s->names_seen = s->defaulted = 0;
    s->cache.out_of_memory = false;
    return rowan_parse_begin(s->parse);
}

bool rowan_sax_read_once(struct rowan_sax *s)
{
    if (!begin_document(s) || !run_libxml(s))
        return false;
    judge(s);
    return true;
}

/*
 * What documents before have left may be why this one failed. Or did not: how many bytes of names the
 * dictionary takes depends on the blocks that it has.
 */
static bool is_doubtful(const struct rowan_sax *s)
{
    bool failed = rowan_parse_has_failed(s->parse);

    if (s->parse->automaton_used && failed && rowan_parse_has_full_automaton(s->parse))
        return true;
    return s->context_used && (failed ? is_worn_context(s) : has_many_bytes(s));
}

/* A limit counts the document: what is doubtful is parsed again, without the leavings of others. */
bool rowan_sax_read(struct rowan_sax *s)
{
    bool ok = rowan_sax_read_once(s);

    if (ok && is_doubtful(s))
        ok = renew_context(s) && rowan_parse_renew_automaton(s->parse) && rowan_sax_read_once(s);
    s->context_used = s->parse->automaton_used = true;
    return ok;
}

struct rowan_sax *rowan_sax_new(struct rowan_parse *parse)
{
    struct rowan_sax *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->parse = parse;
    set_handlers(&s->handlers);
    rowan_qname_cache_init(&s->cache, parse->names, parse->projection == NULL);
    rowan_libxml_init();
    if (!renew_context(s)) {
        rowan_sax_free(s);
        return NULL;
    }
    return s;
}

void rowan_sax_free(struct rowan_sax *s)
{
    if (!s)
        return;
    if (s->context)
        xmlFreeParserCtxt(s->context);
    rowan_qname_cache_clear(&s->cache);
    free(s);
}
