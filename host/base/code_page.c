/*
 * iconv has the tables. It converts into a small room, and what comes there is only counted. Texts of ASCII,
 * which all pages have in the same places, do not get as far.
 */
#include "base/code_page.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define UTF8_PAGE 65001

struct rowan_code_page {
    int number;
    iconv_t to; /* (iconv_t)-1: none, for UTF-8 and for a page that is not known */
};

struct rowan_code_page *rowan_code_page_open(int number)
{
    struct rowan_code_page *page = calloc(1, sizeof *page);
    char name[20];

    if (!page)
        return NULL;
    page->number = number;
    page->to = (iconv_t)-1;
    snprintf(name, sizeof name, "CP%d", number);
    if (number > 0 && number != UTF8_PAGE)
        page->to = iconv_open(name, "UTF-8");
    return page;
}

void rowan_code_page_close(struct rowan_code_page *page)
{
    if (!page)
        return;
    if (page->to != (iconv_t)-1)
        iconv_close(page->to);
    free(page);
}

static struct rowan_slice letter_at(const char *from, size_t left)
{
    struct rowan_slice letter = {from, 1};

    while (letter.size < left && rowan_utf8_is_tail((unsigned char)from[letter.size]))
        letter.size++;
    return letter;
}

static bool convert(struct rowan_code_page *page, struct rowan_slice text, size_t *size,
                    struct rowan_slice *lacking)
{
    char *in = (char *)(uintptr_t)text.data; /* iconv's signature; it only reads */
    size_t left = text.size;

    iconv(page->to, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char room[256];
        char *out = room;
        size_t free_room = sizeof room;
        size_t replaced = iconv(page->to, &in, &left, &out, &free_room);
        *size += sizeof room - free_room;
        if (replaced == (size_t)-1 && errno == E2BIG)
            continue;
        if (replaced == 0)
            return true;
        *lacking = letter_at(in, left ? left : 1);
        return false;
    }
    return true;
}

bool rowan_code_page_has(struct rowan_code_page *page, struct rowan_slice text, size_t *size,
                         struct rowan_slice *lacking)
{
    size_t ascii = rowan_ascii_length(text.data, text.size);

    *size = text.size;
    if (ascii == text.size || page->number == UTF8_PAGE)
        return true;
    if (page->to == (iconv_t)-1) {
        *lacking = letter_at(text.data + ascii, text.size - ascii);
        return false;
    }
    *size = 0;
    return convert(page, text, size, lacking);
}
