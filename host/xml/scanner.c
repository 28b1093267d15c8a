/*
 * The loop over a document: tags, attributes and the text between them. What is rare is in scan_parts.c,
 * names are in scan_names.h. Every run of bytes ends at the NUL behind the text at the latest.
 */
#include "xml/scanner.h"

#include <stdlib.h>

#include "xml/scan_runs.h"
#include "xml/scan_parts.h"
#include "xml/xml_chars.h"

#define DEPTH_MAX (ROWAN_DEPTH_MAX - 1)

struct rowan_scanner *rowan_scanner_new(struct rowan_parse *parse)
{
    struct rowan_scanner *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->parse = parse;
    if (!rowan_scan_names_init(&s->names, parse->names, parse->projection == NULL)) {
        rowan_scanner_free(s);
        return NULL;
    }
    return s;
}

void rowan_scanner_free(struct rowan_scanner *s)
{
    if (!s)
        return;
    rowan_scan_names_clear(&s->names);
    free(s->attributes);
    free(s);
}

enum rowan_decline rowan_scanner_why(const struct rowan_scanner *s)
{
    return s->why;
}

size_t rowan_scanner_where(const struct rowan_scanner *s)
{
    return s->where;
}

static inline const char *skip_space(const char *p)
{
    while (rowan_ascii_is_space(*p))
        p++;
    return p;
}

/* ---- names and namespaces ---- */

static inline struct rowan_scan_name *get_name(struct rowan_scanner *s, const char *p, const char *after)
{
    size_t size = (size_t)(after - p);
    uint64_t words[2];

    rowan_scan_name_words(p, size, s->end, words);
    return rowan_scan_names_get(&s->names, p, size, words);
}

/* xmlns or xmlns:p. What libxml2 would have to say of it declines. */
static bool bind(struct rowan_scanner *s, const struct rowan_scan_attribute *a)
{
    struct rowan_scan_prefix *prefix = a->name->declares;
    const char *uri = NULL;

    if (!a->plain || (a->value.size == 0 && prefix != s->names.none))
        return false;
    if (a->value.size > 0) {
        uri = rowan_scan_names_uri(&s->names, a->value.data, a->value.size);
        if (!uri)
            return false;
    }
    if (s->binding_count >= ROWAN_NAMESPACES_MAX)
        return false;
    s->bindings[s->binding_count++] = (struct rowan_scan_binding){prefix, prefix->uri};
    prefix->uri = uri;
    return true;
}

static void unbind(struct rowan_scanner *s, uint32_t count)
{
    while (count-- > 0) {
        const struct rowan_scan_binding *binding = &s->bindings[--s->binding_count];
        binding->prefix->uri = binding->before;
    }
}

/* The names that declare namespaces are attributes no more. False: declined. */
static bool bind_all(struct rowan_scanner *s, uint32_t *bindings)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->attribute_count; i++) {
        struct rowan_scan_attribute *a = &s->attributes[i];
        if (!a->name->declares) {
            s->attributes[kept++] = *a;
            continue;
        }
        if (!bind(s, a)) {
            rowan_scan_decline(s, ROWAN_DECLINE_NAMESPACE, a->value.data);
            return false;
        }
        ++*bindings;
    }
    s->attribute_count = kept;
    return true;
}

static inline bool is_unbound(const struct rowan_scanner *s, const struct rowan_scan_name *name)
{
    return name->prefix != s->names.none && !name->prefix->uri;
}

static bool same_attribute(const struct rowan_scan_name *a, const struct rowan_scan_name *b)
{
    return a->prefix->uri == b->prefix->uri && strcmp(a->local, b->local) == 0;
}

/* Prefixes of attributes are bound, and no two of them make one name of two. */
static bool check_prefixes(struct rowan_scanner *s)
{
    size_t prefixed = 0;

    for (size_t i = 0; i < s->attribute_count; i++) {
        const struct rowan_scan_name *name = s->attributes[i].name;
        if (name->prefix == s->names.none)
            continue;
        if (is_unbound(s, name) || ++prefixed > 16)
            return false;
        for (size_t k = 0; prefixed > 1 && k < i; k++)
            if (s->attributes[k].name->prefix != s->names.none && same_attribute(s->attributes[k].name, name))
                return false;
    }
    return true;
}

static inline uint32_t element_id(struct rowan_scanner *s, struct rowan_scan_name *name)
{
    if (!name->known || name->uri != name->prefix->uri) {
        name->id = rowan_scan_names_id(&s->names, name->prefix->uri, name->local);
        name->uri = name->prefix->uri;
        name->known = !s->names.out_of_memory;
    }
    return name->id;
}

static inline uint32_t attribute_id(struct rowan_scanner *s, struct rowan_scan_name *name)
{
    const char *uri = name->prefix == s->names.none ? NULL : name->prefix->uri;

    if (!name->attribute_known || name->attribute_uri != uri) {
        name->attribute_id = rowan_scan_names_id(&s->names, uri, name->local);
        name->attribute_uri = uri;
        name->attribute_known = !s->names.out_of_memory;
    }
    return name->attribute_id;
}

/* ---- attributes ---- */

/* p is behind the quote. Returns where the value ends. */
static inline const char *scan_value(struct rowan_scanner *s, const char *p, char quote, bool *plain)
{
    const char *begin = p;

    *plain = true;
    for (;;) {
        p = rowan_run_value(p, s->end, quote);
        if (*p == quote)
            break;
        if ((unsigned char)*p >= 0x80) {
            const char *after = rowan_xml_wide_end(p);
            if (after == p)
                return rowan_scan_decline(s, ROWAN_DECLINE_CHARACTER, p);
            p = after;
        } else if (*p == '&') {
            char out[4];
            size_t size;
            *plain = false;
            p = rowan_scan_reference(s, p, out, &size);
            if (!p)
                return NULL;
        } else if (rowan_ascii_is_space(*p)) {
            *plain = false;
            p++;
        } else {
            return rowan_scan_decline(s, *p == '<' ? ROWAN_DECLINE_MARKUP : ROWAN_DECLINE_CHARACTER, p);
        }
    }
    return p - begin <= ROWAN_SCAN_PIECE ? p : rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, p);
}

static bool grow_attributes(struct rowan_scanner *s)
{
    size_t capacity = s->attribute_capacity ? s->attribute_capacity * 2 : 32;
    struct rowan_scan_attribute *attributes = realloc(s->attributes, capacity * sizeof *attributes);

    if (!attributes) {
        s->out_of_memory = true;
        return false;
    }
    s->attributes = attributes;
    s->attribute_capacity = capacity;
    return true;
}

/* p is at the name. Returns the byte behind the value. */
static inline const char *scan_attribute(struct rowan_scanner *s, const char *p, bool *declares)
{
    const char *after = rowan_run_name(p, s->end);
    struct rowan_scan_name *name = get_name(s, p, after);
    struct rowan_scan_attribute *a;
    bool plain;

    if (!name)
        return rowan_scan_decline(s, ROWAN_DECLINE_NAME, p);
    if (name->tag == s->tag)
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    name->tag = s->tag;
    if (*after != '=')
        after = skip_space(after);
    if (*after != '=')
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, after);
    after++;
    if (*after != '"' && *after != '\'')
        after = skip_space(after);
    if (*after != '"' && *after != '\'')
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, after);
    p = after + 1;
    after = scan_value(s, p, *after, &plain);
    if (!after)
        return NULL;
    if (s->attribute_count == s->attribute_capacity && !grow_attributes(s))
        return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, p);
    a = &s->attributes[s->attribute_count++];
    *a = (struct rowan_scan_attribute){name, {p, (size_t)(after - p)}, plain};
    *declares |= name->declares != NULL || name->prefix != s->names.none;
    return after + 1;
}

/* ---- start tags ---- */

static bool add_attributes(struct rowan_scanner *s)
{
    struct rowan_builder *b = &s->parse->builder;

    for (size_t i = 0; i < s->attribute_count; i++) {
        const struct rowan_scan_attribute *a = &s->attributes[i];
        uint32_t id = attribute_id(s, a->name);
        struct rowan_slice value = a->value;
        enum rowan_build built = ROWAN_BUILD_NO_MEMORY;
        if (!rowan_builder_wants(b, id))
            continue;
        if (a->plain)
            s->uncopied += value.size + 2 * sizeof(void *);
        else
            value = rowan_scan_value(s, value);
        built = value.data ? rowan_builder_attribute(b, id, value)
                           : rowan_builder_out_of_memory(b, a->value.size);
        if (built != ROWAN_BUILD_OK)
            return rowan_scan_refused(s, built, a->value.data) != NULL;
    }
    return true;
}

/* The builder notes where the element is. p: the end of its start tag. */
static enum rowan_build locate(struct rowan_scanner *s, const char *p, uint32_t bindings)
{
    const struct rowan_scan_binding *own = &s->bindings[s->binding_count - bindings];
    struct rowan_slice before = {s->begin, (size_t)(p - s->begin)};
    const char *pairs[2 * (ROWAN_NAMESPACES_MAX + 1)];

    for (uint32_t i = 0; i < bindings; i++) {
        pairs[2 * i] = own[i].prefix == s->names.none ? NULL : own[i].prefix->key.text;
        pairs[2 * i + 1] = own[i].prefix->uri;
    }
    return rowan_span_tracker_start(&s->parse->spans, &s->parse->builder, before,
                                    (uint32_t)(s->parse->elements - 1), bindings, pairs);
}

/* The start tag has been read up to p: hand the element on. False: declined. */
static bool start_element(struct rowan_scanner *s, struct rowan_scan_name *name, const char *p,
                          uint32_t bindings)
{
    struct rowan_builder *b = &s->parse->builder;
    enum rowan_build built;

    if (s->depth == 1) {
        b->document.local = name->local;
        b->document.uri = name->prefix->uri;
    }
    if (rowan_builder_skips(b))
        return true;
    built = rowan_builder_start(b, element_id(s, name), (uint32_t)(p - s->begin));
    if (built == ROWAN_BUILD_OK && s->parse->spans.on)
        built = locate(s, p, bindings);
    if (built == ROWAN_BUILD_SKIPPED)
        return true;
    if (built != ROWAN_BUILD_OK)
        return rowan_scan_refused(s, built, p) != NULL;
    return s->attribute_count == 0 || !rowan_builder_wants_some(b) || add_attributes(s);
}

static void end_element(struct rowan_scanner *s, const char *p)
{
    struct rowan_builder *b = &s->parse->builder;

    unbind(s, s->open[--s->depth].bindings);
    if (s->parse->spans.on)
        rowan_span_tracker_end(b, (size_t)(p - s->begin));
    rowan_builder_end(b);
}

/* From the blank behind the name to the > or />. Returns where it is. */
static inline const char *scan_attributes(struct rowan_scanner *s, const char *p, bool *declares)
{
    for (;;) {
        const char *blank = p;
        p = skip_space(p);
        if (*p == '>' || *p == '/')
            return p;
        if (p == blank)
            return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
        p = scan_attribute(s, p, declares);
        if (!p)
            return NULL;
    }
}

static bool within_limits(const struct rowan_scanner *s, size_t written)
{
    return s->depth < DEPTH_MAX && written <= s->parse->limits.attributes;
}

/* p is behind the <. Returns the byte behind the tag. */
static inline const char *scan_start_tag(struct rowan_scanner *s, const char *p)
{
    const char *after = rowan_run_name(p, s->end);
    struct rowan_scan_name *name = get_name(s, p, after);
    bool declares = false;
    uint32_t bindings = 0;

    if (!name)
        return rowan_scan_decline(s, ROWAN_DECLINE_NAME, p);
    s->attribute_count = 0;
    s->tag++;
    p = scan_attributes(s, after, &declares);
    if (!p)
        return NULL;
    if (*p == '/' && p[1] != '>')
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    s->parse->elements++;
    s->parse->others += s->attribute_count;
    if (!within_limits(s, s->attribute_count))
        return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, p);
    if (declares && !bind_all(s, &bindings))
        return NULL;
    if (is_unbound(s, name) || (name->declares && name->declares != s->names.none) ||
        (declares && !check_prefixes(s)))
        return rowan_scan_decline(s, ROWAN_DECLINE_NAMESPACE, p);
    s->open[s->depth++] = (struct rowan_scan_open){name, bindings};
    if (!start_element(s, name, p, bindings))
        return NULL;
    if (*p == '>')
        return p + 1;
    end_element(s, p + 2);
    return p + 2;
}

/* Whether the bytes at p are those of the name. */
static inline bool has_name(const struct rowan_scanner *s, const char *p, const struct rowan_scan_name *name)
{
    uint64_t words[2];

    if ((size_t)(s->end - p) < name->key.size)
        return false;
    if (name->key.size > 16)
        return memcmp(p, name->key.text, name->key.size) == 0;
    rowan_scan_name_words(p, name->key.size, s->end, words);
    return words[0] == name->key.words[0] && words[1] == name->key.words[1];
}

/* p is behind the </. */
static inline const char *scan_end_tag(struct rowan_scanner *s, const char *p)
{
    const struct rowan_scan_name *name = s->open[s->depth - 1].name;

    if (!has_name(s, p, name))
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    p += name->key.size;
    if (*p != '>')
        p = skip_space(p);
    if (*p != '>')
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    end_element(s, p + 1);
    return p + 1;
}

/* ---- what is between tags ---- */

/* Up to the next < that is none of a CDATA section. */
static inline const char *scan_text(struct rowan_scanner *s, const char *p)
{
    const char *from = p;
    char out[4];
    size_t size;

    for (;;) {
        p = rowan_run_text(p, s->end);
        if (*p == '<') {
            break;
        } else if ((unsigned char)*p >= 0x80) {
            const char *after = rowan_xml_wide_end(p);
            if (after == p)
                return rowan_scan_decline(s, ROWAN_DECLINE_CHARACTER, p);
            p = after;
        } else if (*p == '&') {
            const char *after = rowan_scan_reference(s, p, out, &size);
            if (!after || !rowan_scan_append(s, from, p) || !rowan_scan_append(s, out, out + size))
                return NULL;
            from = p = after;
        } else if (*p == '\r') {
            from = rowan_scan_line_end(s, from, p);
            if (!from)
                return NULL;
            p++;
        } else if (*p == ']') {
            if (p[1] == ']' && p[2] == '>')
                return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
            p++;
        } else {
            return rowan_scan_decline(s, ROWAN_DECLINE_CHARACTER, p);
        }
    }
    return p == from || !rowan_builder_wants_text(&s->parse->builder) || rowan_scan_append(s, from, p) ? p
                                                                                                       : NULL;
}

/* p is behind a < that no name and no / follows. */
static const char *scan_other(struct rowan_scanner *s, const char *p)
{
    if (*p == '?')
        return rowan_scan_instruction(s, p + 1);
    if (strncmp(p, "!--", 3) == 0)
        return rowan_scan_comment(s, p + 3);
    if (s->depth > 0 && strncmp(p, "![CDATA[", 8) == 0)
        return rowan_scan_section(s, p + 8);
    if (strncmp(p, "!DOCTYPE", 8) == 0)
        return rowan_scan_decline(s, ROWAN_DECLINE_DOCTYPE, p);
    return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
}

/* Before and behind the document's element. Returns where the next tag begins, or the NUL at the end. */
static const char *scan_outside(struct rowan_scanner *s, const char *p)
{
    for (;;) {
        p = skip_space(p);
        if (p == s->end)
            return p;
        if (*p != '<')
            return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
        if (p[1] != '?' && p[1] != '!')
            return p;
        p = scan_other(s, p + 1);
        if (!p)
            return NULL;
    }
}

/* The document's element is open; p is behind its start tag. Returns behind its end. */
static const char *scan_content(struct rowan_scanner *s, const char *p)
{
    while (s->depth > 0) {
        p = scan_text(s, p);
        if (!p)
            return NULL;
        p++;
        if (*p == '/')
            p = scan_end_tag(s, p + 1);
        else if (*p == '!' || *p == '?')
            p = scan_other(s, p);
        else
            p = scan_start_tag(s, p);
        if (!p)
            return NULL;
    }
    return p;
}

static const char *scan_document(struct rowan_scanner *s, const char *p)
{
    if (strncmp(p, "<?xml", 5) == 0 && rowan_ascii_is_space(p[5]))
        p = rowan_scan_declaration(s, p);
    if (p)
        p = scan_outside(s, p);
    if (p == s->end)
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    if (p)
        p = scan_start_tag(s, p + 1);
    if (p)
        p = scan_content(s, p);
    if (p)
        p = scan_outside(s, p);
    if (p && p != s->end)
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    return p;
}

static bool begin(struct rowan_scanner *s)
{
    s->begin = s->parse->text.data;
    s->end = s->begin + s->parse->text.size;
    s->depth = s->binding_count = s->instructions = 0;
    s->uncopied = s->parse->inner ? s->uncopied : 0;
    s->why = ROWAN_DECLINE_NONE;
    s->out_of_memory = false;
    return rowan_parse_begin(s->parse) && rowan_scan_names_begin(&s->names);
}

/* libxml2's way copies values that stay in the text here. */
static bool has_room(const struct rowan_scanner *s)
{
    return !rowan_arena_is_full(&s->parse->builder.arena, s->uncopied);
}

enum rowan_scan rowan_scanner_read(struct rowan_scanner *s)
{
    size_t uncopied = s->uncopied;
    const char *p;

    if (!begin(s))
        return ROWAN_SCAN_NO_MEMORY;
    if (s->parse->text.size > s->parse->limits.document_bytes) {
        rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, s->begin);
        return ROWAN_SCAN_DECLINED;
    }
    p = scan_document(s, s->begin);
    if (s->out_of_memory || s->names.out_of_memory)
        return ROWAN_SCAN_NO_MEMORY;
    if (p && has_room(s))
        return ROWAN_SCAN_ACCEPTED;
    s->uncopied = uncopied; /* what libxml2 copies now counts in the arena */
    rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, s->begin);
    return ROWAN_SCAN_DECLINED;
}
