/*
 * Before 2.11 libxml2 counts what it has read of a memory buffer as look-ahead, and refuses a document over
 * 10 MB when its last tag is longer than a few hundred bytes. An input without a buffer is not counted.
 */
#include "xml/libxml.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#if LIBXML_VERSION < 21100
static bool push_input(xmlParserCtxtPtr context, struct rowan_text text)
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

bool rowan_libxml_parse(xmlParserCtxtPtr context, struct rowan_text text, int options,
                        void (*handler)(void *user, rowan_libxml_error error), void *user, xmlDocPtr *tree)
{
    xmlStructuredErrorFunc threads = xmlStructuredError;
    void *threads_user = xmlStructuredErrorContext;

    *tree = NULL;
    xmlCtxtReset(context);
    xmlCtxtUseOptions(context, options);
    if (!push_input(context, text))
        return false;
    xmlSetStructuredErrorFunc(user, handler);
    xmlParseDocument(context);
    xmlSetStructuredErrorFunc(threads_user, threads);
    *tree = context->myDoc;
    context->myDoc = NULL;
    return true;
}
#else
bool rowan_libxml_parse(xmlParserCtxtPtr context, struct rowan_text text, int options,
                        void (*handler)(void *user, rowan_libxml_error error), void *user, xmlDocPtr *tree)
{
    (void)handler, (void)user;
    *tree = xmlCtxtReadMemory(context, text.data, (int)text.size, NULL, NULL, options);
    return true;
}
#endif
