#ifndef ROWAN_PATH_H
#define ROWAN_PATH_H
/*
 * Path text -> steps. The language is a part of XPath 1.0:
 *   a/b  @x  text()  .  ..  *  @*  p:a  //a  a//b  /a/b  a[@x='v'][2][last()]  and or not() = != < <= > >=
 *   starts-with(a, b) contains(a, b) position() last() count(a) local-name() = 'a'  a | b
 * from XSLT, in predicates, current()/@x, and from XPath 2.0 *:a and, at a path's end, a/local-name() and
 * a/namespace-uri(), and from XPath 3.0 a/parse-xml(.)/b. A predicate is a small tree of expressions; .[x]
 * and ..[x] are self::node()[x] and parent::node()[x]. Nothing else is accepted, and what is refused says
 * why. No . or .. right after //: it would select comments and processing instructions, which a document here
 * does not keep.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "xml/qname_table.h"

struct rowan_node_set;

enum rowan_axis {
    ROWAN_AXIS_CHILD,
    ROWAN_AXIS_ATTRIBUTE,
    ROWAN_AXIS_SELF,
    ROWAN_AXIS_PARENT,
    ROWAN_AXIS_DEEP, /* descendant-or-self::node(), what the // between two steps stands for */
    ROWAN_AXIS_INNER /* parse-xml(.): the document that the element's text is */
};

enum rowan_test {
    ROWAN_TEST_NAME,  /* element or attribute of this name */
    ROWAN_TEST_AMONG, /* of one of several names */
    ROWAN_TEST_ANY,   /* any element or attribute */
    ROWAN_TEST_TEXT,  /* text() */
    ROWAN_TEST_NODE   /* . and .. and // and parse-xml(.) */
};

struct rowan_step {
    enum rowan_axis axis;
    enum rowan_test test;
    uint32_t name;
    const struct rowan_name_set *among;  /* ROWAN_TEST_AMONG */
    struct rowan_predicate *predicates;  /* linked by next */
    const struct rowan_node_set *places; /* where the projection has it; NULL before it has */
};

enum rowan_predicate_op {
    ROWAN_PREDICATE_OR,
    ROWAN_PREDICATE_AND,
    ROWAN_PREDICATE_NOT,
    ROWAN_PREDICATE_EQ,
    ROWAN_PREDICATE_NE,
    ROWAN_PREDICATE_LT,
    ROWAN_PREDICATE_LE,
    ROWAN_PREDICATE_GT,
    ROWAN_PREDICATE_GE,
    ROWAN_PREDICATE_STARTS_WITH,
    ROWAN_PREDICATE_CONTAINS,
    ROWAN_PREDICATE_POSITION,
    ROWAN_PREDICATE_LAST,
    ROWAN_PREDICATE_COUNT,
    ROWAN_PREDICATE_PATH,
    ROWAN_PREDICATE_NUMBER,
    ROWAN_PREDICATE_STRING,
    ROWAN_PREDICATE_NAMED /* local-name() = 'a' */
};

struct rowan_predicate {
    enum rowan_predicate_op op;
    struct rowan_predicate *left, *right;
    struct rowan_predicate *next;       /* next predicate of the same step */
    struct rowan_path *path;            /* PATH, COUNT */
    const struct rowan_name_set *among; /* NAMED */
    double number;
    struct rowan_slice string;
};

/* What a node that a path ends at is as a value. */
enum rowan_gives { ROWAN_GIVES_TEXT, ROWAN_GIVES_LOCAL_NAME, ROWAN_GIVES_NAMESPACE };

struct rowan_path {
    bool absolute;
    size_t count;
    struct rowan_step *steps;
    struct rowan_path *first; /* a | b: the first of the paths, which has no steps of its own; else NULL */
    struct rowan_path *next;  /* of those */
    enum rowan_gives gives;
    char *text;      /* as written */
    uint32_t number; /* among the paths of its plan (plan/path_use.h) */
    bool direct;     /* no .. and no //: results come in document order, each once, without sorting */
    bool current;    /* in a predicate: it begins where the whole path does: current()/@ref */
    size_t keyed; /* so many first steps are found by an index of the document, as the plan wants; 0: none */
    bool plain;   /* direct, and without predicates: a walk down and nothing else */
};

struct rowan_path_scope {
    struct rowan_arena *arena; /* paths live here; no free of their own */
    struct rowan_qname_table *names;
    const struct rowan_namespace *namespaces;
    size_t namespace_count;
};

/* ROWAN_MAPPING with the column and what was expected. */
enum rowan_status rowan_path_parse(struct rowan_path **out, const char *text,
                                   const struct rowan_path_scope *scope, struct rowan_error *err);
/* Some step of it, or of its parts, is on the axis; predicates do not count. */
bool rowan_path_has_axis(const struct rowan_path *path, enum rowan_axis axis);
/* Or the document; not an attribute or a text. */
bool rowan_path_ends_at_element(const struct rowan_path *path);
/* Not at a node that it is followed from; of a | b one of them. */
bool rowan_path_begins_at_document(const struct rowan_path *path);
#endif
