#ifndef ROWAN_ASCII_H
#define ROWAN_ASCII_H
/*
 * Classes of single bytes, whatever the locale is. A byte from 0x80 on belongs to a character beyond ASCII:
 * it is no letter, digit or space here, but may stand in a name.
 */
#include <stdbool.h>
#include <stddef.h>

/* XML white space: the four characters of production [3] of XML 1.0. */
static inline bool rowan_ascii_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool rowan_ascii_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static inline bool rowan_ascii_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* What a hexadecimal digit is worth; 255: it is none. */
static inline unsigned rowan_ascii_hex_value(char c)
{
    if (rowan_ascii_is_digit(c))
        return (unsigned)(c - '0');
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 255;
}

static inline char rowan_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* What a name begins with, in XML as in SQL. */
static inline bool rowan_ascii_starts_name(char c)
{
    return rowan_ascii_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Bytes of the beginning that is ASCII alone: size, when all of it is. */
static inline size_t rowan_ascii_length(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && (unsigned char)text[n] < 0x80)
        n++;
    return n;
}

/* Are the first size bytes the same but for the case of letters? It ends at a NUL. What strncasecmp does by
 * the locale, of which a Turkish one has other pairs. */
static inline bool rowan_ascii_same_prefix(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (rowan_ascii_lower(a[i]) != rowan_ascii_lower(b[i]))
            return false;
        if (!a[i])
            return true;
    }
    return true;
}

static inline bool rowan_ascii_same(const char *a, const char *b)
{
    return rowan_ascii_same_prefix(a, b, (size_t)-1);
}

static inline void rowan_ascii_lower_all(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        text[i] = rowan_ascii_lower(text[i]);
}
#endif
