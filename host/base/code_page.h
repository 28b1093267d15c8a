#ifndef ROWAN_CODE_PAGE_H
#define ROWAN_CODE_PAGE_H
/*
 * Whether a text can be written in a code page. A database that keeps texts in one puts another letter, or a
 * question mark, in the place of those that the page lacks, without saying so.
 */
#include <stdbool.h>

#include "base/slice.h"

struct rowan_code_page;

/* By its number: 1252, 932. A page that is not known here has ASCII only. NULL: no memory. */
struct rowan_code_page *rowan_code_page_open(int number);
void rowan_code_page_close(struct rowan_code_page *page);
/* text is UTF-8. *size is the number of its bytes in the page. False: the page lacks a letter, and *lacking
 * is that letter. */
bool rowan_code_page_has(struct rowan_code_page *page, struct rowan_slice text, size_t *size,
                         struct rowan_slice *lacking);
#endif
