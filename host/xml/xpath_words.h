#ifndef ROWAN_XPATH_WORDS_H
#define ROWAN_XPATH_WORDS_H
/* The names in an XPath expression, which libxml2 looks up only when it comes upon them. */
#include <stdarg.h>

#include "xml/path.h"

#define ROWAN_XPATH_MAX     4096 /* bytes of an expression, as of a path */
#define ROWAN_XPATH_NOWHERE SIZE_MAX

/* A name of elements or attributes that an expression looks for; slices of its text. */
struct rowan_xpath_name {
    struct rowan_slice text, prefix, local; /* "@o:no" is all of it */
    bool attribute;
};

/* ROWAN_MAPPING: the expression, which is not too long, and the place of byte at in it before the message. */
enum rowan_status rowan_xpath_fail(const char *text, size_t at, struct rowan_error *err, const char *format,
                                   ...) __attribute__((format(printf, 4, 5)));
/* On one line: white space outside quotes becomes single blanks. out has room for the text. */
void rowan_xpath_line(const char *text, char *out);
/* Parentheses and brackets in each other: what libxml2 compiles by recursion. Before it does. */
enum rowan_status rowan_xpath_depth(const char *text, struct rowan_error *err);
/* Functions, their numbers of arguments, prefixes and variables of an expression that is well-formed. */
enum rowan_status rowan_xpath_words(const char *text, const struct rowan_namespace *namespaces, size_t count,
                                    struct rowan_error *err);
/* The names in an expression that has passed, each once; names has room for half as many as it has bytes. How
 * many there are. */
size_t rowan_xpath_names(const char *text, const struct rowan_namespace *namespaces, size_t count,
                         struct rowan_xpath_name *names);
#endif
