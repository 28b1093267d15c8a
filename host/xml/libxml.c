/*
 * Before 2.11 libxml2 counts what it has read of a memory buffer as look-ahead, and refuses a document over
 * 10 MB when its last tag is longer than a few hundred bytes. An input without a buffer is not counted.
 */
#include "xml/libxml.h"

#include <libxml/catalog.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>
#include <string.h>

struct thread_handler {
    xmlStructuredErrorFunc function;
    void *user;
};

static struct thread_handler set_handler(rowan_libxml_handler *handler, void *user)
{
    struct thread_handler before = {xmlStructuredError, xmlStructuredErrorContext};

    xmlSetStructuredErrorFunc(user, handler);
    return before;
}

static void restore_handler(struct thread_handler before)
{
    xmlSetStructuredErrorFunc(before.user, before.function);
}

void rowan_libxml_init(void)
{
    xmlInitParser();
#ifdef LIBXML_CATALOG_ENABLED
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
#endif
}

xmlParserCtxtPtr rowan_libxml_context(rowan_libxml_handler *handler, void *user)
{
    struct thread_handler before = set_handler(handler, user);
    xmlParserCtxtPtr context = xmlNewParserCtxt();

    restore_handler(before);
    return context;
}

#if LIBXML_VERSION < 21100
static bool push_input(xmlParserCtxtPtr context, struct rowan_slice text)
{
    xmlParserInputPtr input = xmlNewInputStream(context);

    if (!input)
        return false;
    input->base = input->cur = (const xmlChar *)text.data;
    input->end = input->base + text.size;
    if (inputPush(context, input) < 0) {
        xmlFreeInputStream(input);
        return false;
    }
    return true;
}

static bool parse(xmlParserCtxtPtr context, struct rowan_slice text, int options, xmlDocPtr *tree)
{
    xmlCtxtReset(context);
    xmlCtxtUseOptions(context, options);
    if (!push_input(context, text))
        return false;
    xmlParseDocument(context);
    *tree = context->myDoc;
    context->myDoc = NULL;
    return true;
}
#else
static bool parse(xmlParserCtxtPtr context, struct rowan_slice text, int options, xmlDocPtr *tree)
{
    *tree = xmlCtxtReadMemory(context, text.data, (int)text.size, NULL, NULL, options);
    return true;
}
#endif

bool rowan_libxml_parse(xmlParserCtxtPtr context, struct rowan_slice text, int options,
                        rowan_libxml_handler *handler, void *user, xmlDocPtr *tree)
{
    struct thread_handler before = set_handler(handler, user);
    bool ok;

    *tree = NULL;
    ok = parse(context, text, options, tree);
    restore_handler(before);
    return ok;
}

/* A want of memory: to the caller the text is none, and the whole parser says what is wrong. */
static void say_nothing(void *user, rowan_libxml_error error)
{
    (void)user, (void)error;
}

bool rowan_libxml_is_uri(const char *text)
{
    struct thread_handler before = set_handler(say_nothing, NULL);
    xmlURIPtr uri = xmlParseURI(text);

    restore_handler(before);
    if (uri)
        xmlFreeURI(uri);
    return uri != NULL;
}

size_t rowan_libxml_unescape(char *text, size_t size)
{
    static const char escaped[] = "&#38;";
    const size_t length = sizeof escaped - 1;
    size_t to = 0;

    if (!memchr(text, '&', size))
        return size;
    for (size_t from = 0; from < size;) {
        bool is_one = text[from] == '&' && size - from >= length && memcmp(text + from, escaped, length) == 0;
        text[to++] = text[from];
        from += is_one ? length : 1;
    }
    return to;
}
