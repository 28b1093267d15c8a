/*
 * One context of libxml2 for all expressions and documents. Expressions are compiled again by each that
 * evaluates them: libxml2 keeps things in a compiled expression, so a plan, which is read-only, cannot own
 * it.
 */
#include "xml/xpath.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "xml/dom.h"
#include "xml/libxml.h"
#include "xml/xpath_words.h"

#define STEPS_MAX  100000000 /* of libxml2, in one document: seconds */
#define NUMBER_MAX 400       /* characters of the longest double without an exponent */

struct rowan_xpath {
    xmlXPathContextPtr context;
    xmlXPathCompExprPtr *compiled; /* by number; NULL: not yet */
    size_t count;
    struct rowan_dom dom; /* of the document in hand, or none */
    xmlXPathObjectPtr result;
    xmlChar *text; /* of a node of the result */
    char number[NUMBER_MAX];
    unsigned long steps; /* left for this document */
    int fault;           /* xmlXPathError of the last call, 0 none */
    int place;           /* of the fault, in bytes */
};

/* ---- faults ---- */

/* libxml2's own words, which it hands to no handler. */
static const char *fault_message(int fault)
{
    static const char *const messages[] = {
        [XPATH_NUMBER_ERROR] = "Number encoding",
        [XPATH_UNFINISHED_LITERAL_ERROR] = "Unfinished literal",
        [XPATH_START_LITERAL_ERROR] = "Start of literal",
        [XPATH_VARIABLE_REF_ERROR] = "Expected $ for variable reference",
        [XPATH_UNDEF_VARIABLE_ERROR] = "Undefined variable",
        [XPATH_INVALID_PREDICATE_ERROR] = "Invalid predicate",
        [XPATH_EXPR_ERROR] = "Invalid expression",
        [XPATH_UNCLOSED_ERROR] = "Missing closing curly brace",
        [XPATH_UNKNOWN_FUNC_ERROR] = "Unregistered function",
        [XPATH_INVALID_OPERAND] = "Invalid operand",
        [XPATH_INVALID_TYPE] = "Invalid type (nodes are expected, and this is none)",
        [XPATH_INVALID_ARITY] = "Invalid number of arguments",
        [XPATH_UNDEF_PREFIX_ERROR] = "Undefined namespace prefix",
        [XPATH_ENCODING_ERROR] = "Encoding error",
        [XPATH_INVALID_CHAR_ERROR] = "Char out of XML range",
        [XPATH_STACK_ERROR] = "Stack usage error",
    };

    if (fault < 0 || (size_t)fault >= sizeof messages / sizeof messages[0] || !messages[fault])
        return "Invalid expression";
    return messages[fault];
}

static void on_error(void *user, rowan_libxml_error error)
{
    struct rowan_xpath *x = user;

    if (x->fault)
        return;
    x->fault = error->code - XML_XPATH_EXPRESSION_OK;
    x->place = error->int1;
}

static enum rowan_status fail_document(const struct rowan_xpath *x, struct rowan_error *err)
{
    if (x->fault == 0 || x->fault == XPATH_MEMORY_ERROR)
        return rowan_out_of_memory(err);
#if LIBXML_VERSION >= 20911
    if (x->fault == XPATH_OP_LIMIT_EXCEEDED)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit", "more than %d million steps in this document",
                          STEPS_MAX / 1000000);
    if (x->fault == XPATH_RECURSION_LIMIT_EXCEEDED)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit", "libxml2 would go too deep");
#endif
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "%s", fault_message(x->fault));
}

/* ---- life ---- */

/* libxml2 hands an & of a URI as "&#38;", so that is what names in its tree have. */
static bool register_namespace(xmlXPathContextPtr context, const struct rowan_namespace *namespace)
{
    struct rowan_buffer uri;
    bool ok = true;

    if (!namespace->prefix[0] || namespace->pattern)
        return true;
    rowan_buffer_init(&uri);
    for (const char *p = namespace->uri; ok && *p; p++)
        ok = *p == '&' ? rowan_buffer_append_slice(&uri, "&#38;") : rowan_buffer_append_char(&uri, *p);
    ok = ok && rowan_buffer_string(&uri) &&
         xmlXPathRegisterNs(context, (const xmlChar *)namespace->prefix, (const xmlChar *)uri.data) == 0;
    rowan_buffer_clear(&uri);
    return ok;
}

enum rowan_status rowan_xpath_new(struct rowan_xpath **out, const struct rowan_namespace *namespaces,
                                  size_t namespace_count, size_t expressions, struct rowan_error *err)
{
    struct rowan_xpath *x = calloc(1, sizeof *x);
    bool ok = true;

    *out = NULL;
    if (!x)
        return rowan_out_of_memory(err);
    x->count = expressions;
    x->steps = STEPS_MAX;
    x->compiled = calloc(expressions + 1, sizeof(xmlXPathCompExprPtr));
    x->context = xmlXPathNewContext(NULL);
    if (!x->compiled || !x->context) {
        rowan_xpath_free(x);
        return rowan_out_of_memory(err);
    }
    x->context->error = on_error;
    x->context->userData = x;
    xmlXPathContextSetCache(x->context, 1, -1, 0);
    for (size_t i = 0; ok && i < namespace_count; i++)
        ok = register_namespace(x->context, &namespaces[i]);
    if (!ok) {
        rowan_xpath_free(x);
        return rowan_out_of_memory(err);
    }
    *out = x;
    return ROWAN_OK;
}

static void drop_result(struct rowan_xpath *x)
{
    if (x->result)
        xmlXPathFreeObject(x->result);
    if (x->text)
        xmlFree(x->text);
    x->result = NULL;
    x->text = NULL;
}

void rowan_xpath_forget(struct rowan_xpath *x)
{
    if (!x)
        return;
    drop_result(x);
    rowan_dom_clear(&x->dom);
    if (x->context) {
        x->context->doc = NULL;
        x->context->node = NULL;
    }
    x->steps = STEPS_MAX;
}

void rowan_xpath_free(struct rowan_xpath *x)
{
    if (!x)
        return;
    rowan_xpath_forget(x);
    for (size_t i = 0; x->compiled && i < x->count; i++)
        if (x->compiled[i])
            xmlXPathFreeCompExpr(x->compiled[i]);
    free(x->compiled);
    if (x->context)
        xmlXPathFreeContext(x->context);
    free(x);
}

/* ---- evaluating ---- */

/* libxml2 before 2.13 tells some faults to nobody but the terminal. */
#if LIBXML_VERSION < 21300
struct silence {
    xmlGenericErrorFunc function;
    void *context;
};

static void say_nothing(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static struct silence begin_silence(void)
{
    struct silence before = {xmlGenericError, xmlGenericErrorContext};

    xmlSetGenericErrorFunc(NULL, say_nothing);
    return before;
}

static void end_silence(struct silence before)
{
    xmlSetGenericErrorFunc(before.context, before.function);
}
#else
struct silence {
    int none;
};

static struct silence begin_silence(void)
{
    return (struct silence){0};
}

static void end_silence(struct silence before)
{
    (void)before;
}
#endif

static bool compile(struct rowan_xpath *x, size_t number, const char *text)
{
    struct silence before;

    if (x->compiled[number])
        return true;
    x->fault = 0;
    before = begin_silence();
    x->compiled[number] = xmlXPathCtxtCompile(x->context, (const xmlChar *)text);
    end_silence(before);
    return x->compiled[number] != NULL;
}

/* Whether there are any left. A limit of 0 were none. */
static bool limit_steps(struct rowan_xpath *x)
{
#if LIBXML_VERSION >= 20911
    if (x->steps == 0) {
        x->fault = XPATH_OP_LIMIT_EXCEEDED;
        return false;
    }
    x->context->opLimit = x->steps;
    x->context->opCount = 0;
#endif
    return true;
}

static void count_steps(struct rowan_xpath *x)
{
#if LIBXML_VERSION >= 20911
    x->steps -= x->context->opCount < x->steps ? x->context->opCount : x->steps;
#endif
}

/* position() and last() are 1 outside predicates. */
static bool evaluate(struct rowan_xpath *x, size_t number, xmlDocPtr tree, xmlNodePtr node)
{
    struct silence before;

    x->fault = 0;
    if (!limit_steps(x))
        return false;
    x->context->doc = tree;
    x->context->node = node;
    x->context->proximityPosition = x->context->contextSize = 1;
    before = begin_silence();
    x->result = xmlXPathCompiledEval(x->compiled[number], x->context);
    end_silence(before);
    count_steps(x);
    if (!x->result || x->fault)
        return false;
    if (x->result->type == XPATH_NODESET)
        xmlXPathNodeSetSort(x->result->nodesetval);
    return true;
}

enum rowan_status rowan_xpath_run(struct rowan_xpath *x, size_t number, const char *text,
                                  const struct rowan_document *document, const struct rowan_node *node,
                                  struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    xmlNodePtr context;

    drop_result(x);
    if (!compile(x, number, text))
        return fail_document(x, err);
    if (!x->dom.tree)
        st = rowan_dom_make(&x->dom, document, err);
    if (st != ROWAN_OK)
        return st;
    context = node->kind == ROWAN_NODE_ROOT ? (xmlNodePtr)x->dom.tree : x->dom.elements[node->span->index];
    return evaluate(x, number, x->dom.tree, context) ? ROWAN_OK : fail_document(x, err);
}

/* ---- results ---- */

bool rowan_xpath_is_nodes(const struct rowan_xpath *x)
{
    return x->result->type == XPATH_NODESET;
}

size_t rowan_xpath_count(const struct rowan_xpath *x)
{
    if (rowan_xpath_is_nodes(x))
        return (size_t)xmlXPathNodeSetGetLength(x->result->nodesetval);
    return 1;
}

/* As string() of XPath 1.0: as many digits as tell it apart, and no exponent, which libxml2 writes. */
static struct rowan_slice print_number(double value, char *out)
{
    int digits = 0;
    int exponent;

    if (isnan(value))
        return rowan_slice_of("NaN");
    if (isinf(value))
        return rowan_slice_of(value > 0 ? "Infinity" : "-Infinity");
    if (value == 0)
        return rowan_slice_of("0"); /* also of the negative one */
    do {
        snprintf(out, NUMBER_MAX, "%.*e", digits, value);
    } while (strtod(out, NULL) != value && ++digits < 17);
    exponent = (int)strtol(strchr(out, 'e') + 1, NULL, 10);
    snprintf(out, NUMBER_MAX, "%.*f", digits > exponent ? digits - exponent : 0, value);
    return rowan_slice_of(out);
}

enum rowan_status rowan_xpath_text(struct rowan_xpath *x, size_t i, struct rowan_slice *out,
                                   struct rowan_error *err)
{
    switch (x->result->type) {
    case XPATH_NUMBER:
        *out = print_number(x->result->floatval, x->number);
        return ROWAN_OK;
    case XPATH_BOOLEAN:
        *out = rowan_slice_of(x->result->boolval ? "true" : "false");
        return ROWAN_OK;
    case XPATH_STRING:
        *out = rowan_slice_of((const char *)x->result->stringval);
        return ROWAN_OK;
    default:
        break;
    }
    if (x->text)
        xmlFree(x->text);
    x->text = xmlXPathCastNodeToString(xmlXPathNodeSetItem(x->result->nodesetval, (int)i));
    *out = rowan_slice_of((const char *)x->text);
    return x->text ? ROWAN_OK : rowan_out_of_memory(err);
}

/* ---- names ---- */

static bool is_in(const xmlNs *namespace, const xmlChar *uri)
{
    return namespace ? uri && xmlStrEqual(namespace->href, uri) : !uri;
}

static bool has_attribute(const xmlNode *element, const xmlChar *local, const xmlChar *uri)
{
    for (const xmlAttr *a = element->properties; a; a = a->next)
        if (xmlStrEqual(a->name, local) && is_in(a->ns, uri))
            return true;
    return false;
}

/* A name that stands nowhere in the document is not in the tree's dictionary, so that most slips cost one
 * look. */
bool rowan_xpath_has(const struct rowan_xpath *x, const struct rowan_xpath_name *name)
{
    const xmlChar *local =
        xmlDictExists(x->dom.tree->dict, (const xmlChar *)name->local.data, (int)name->local.size);
    const xmlChar *uri;
    xmlChar *prefix;
    bool has = false;

    if (!local)
        return false;
    prefix = xmlStrndup((const xmlChar *)name->prefix.data, (int)name->prefix.size);
    uri = prefix && *prefix ? xmlXPathNsLookup(x->context, prefix) : NULL;
    for (xmlNodePtr *element = x->dom.elements; !has && *element; element++)
        has = name->attribute ? has_attribute(*element, local, uri)
                              : xmlStrEqual((*element)->name, local) && is_in((*element)->ns, uri);
    xmlFree(prefix);
    return has;
}

/* ---- checking ---- */

/* Types are looked at when something is calculated, so do that once: on next to nothing. */
static enum rowan_status try_out(struct rowan_xpath *x, const char *text, struct rowan_error *err)
{
    static const char sample[] = "<x/>";
    struct rowan_document document = {.text = {sample, sizeof sample - 1}, .elements = 1};
    enum rowan_status st = rowan_dom_make(&x->dom, &document, err);

    if (st != ROWAN_OK || evaluate(x, 0, x->dom.tree, x->dom.elements[0]))
        return st;
    if (x->fault == 0 || x->fault == XPATH_MEMORY_ERROR)
        return rowan_out_of_memory(err);
    return rowan_xpath_fail(text, ROWAN_XPATH_NOWHERE, err, "%s", fault_message(x->fault));
}

static enum rowan_status check_with(struct rowan_xpath *x, const char *text, struct rowan_error *err)
{
    if (compile(x, 0, text))
        return ROWAN_OK;
    if (x->fault == 0 || x->fault == XPATH_MEMORY_ERROR)
        return rowan_out_of_memory(err);
    return rowan_xpath_fail(text, x->place > 0 ? (size_t)x->place : 0, err, "%s", fault_message(x->fault));
}

enum rowan_status rowan_xpath_check(const char *text, const struct rowan_namespace *namespaces,
                                    size_t namespace_count, struct rowan_error *err)
{
    struct rowan_xpath *x = NULL;
    enum rowan_status st;

    if (strlen(text) > ROWAN_XPATH_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "xpath", "xpath: the expression has more than %d bytes",
                          ROWAN_XPATH_MAX);
    if (text[strspn(text, " \t\r\n")] == '\0')
        return rowan_fail(err, ROWAN_MAPPING, "xpath", "xpath: the expression is empty");
    st = rowan_xpath_depth(text, err);
    if (st == ROWAN_OK)
        st = rowan_xpath_new(&x, namespaces, namespace_count, 1, err);
    if (st == ROWAN_OK)
        st = check_with(x, text, err);
    if (st == ROWAN_OK)
        st = rowan_xpath_words(text, namespaces, namespace_count, err);
    if (st == ROWAN_OK)
        st = try_out(x, text, err);
    rowan_xpath_free(x);
    return st;
}
