#ifndef ROWAN_PATH_READER_H
#define ROWAN_PATH_READER_H
/* One pass over the text of a path, which path.c and path_predicate.c read by turns. Private to them. */
#include "xml/path.h"

struct rowan_path_reader {
    const char *text;
    const char *at;
    const struct rowan_path_scope *scope;
    struct rowan_error *err;
    int depth; /* of expressions in each other */
};

void rowan_path_skip_space(struct rowan_path_reader *r);
/* Whether the token is next; if it is, it is behind the reader then. White space before it is skipped. */
bool rowan_path_take(struct rowan_path_reader *r, const char *token);
/* The same for a word that is not only the beginning of a longer name. */
bool rowan_path_take_word(struct rowan_path_reader *r, const char *word);
/* ROWAN_MAPPING with the path and where the reader is in it. */
enum rowan_status rowan_path_fail(struct rowan_path_reader *r, const char *what);
/* Something is left where the path or predicate could end: XPath that this language leaves out, or a slip. */
enum rowan_status rowan_path_fail_rest(struct rowan_path_reader *r, const char *expected);
/* A path as far as it goes. */
enum rowan_status rowan_path_read(struct rowan_path_reader *r, struct rowan_path **out);
/* [ is behind the reader, afterwards ] is, too. */
enum rowan_status rowan_path_read_predicate(struct rowan_path_reader *r, struct rowan_predicate **out);
#endif
