/* Case by ranges of capitals. A range either lies a fixed distance from its small letters, or alternates with
 * them. */
#include "value/casefold.h"

#define PAIRS 1 /* as a distance: capital, small, capital, small, ... */

static const struct range {
    uint16_t first, last; /* capitals */
    int16_t distance;     /* to the small letter */
} ranges[] = {
    {0x0041, 0x005A, 32},    {0x00C0, 0x00D6, 32},    {0x00D8, 0x00DE, 32},    {0x0100, 0x012E, PAIRS},
    {0x0132, 0x0136, PAIRS}, {0x0139, 0x0147, PAIRS}, {0x014A, 0x0176, PAIRS}, {0x0178, 0x0178, -121},
    {0x0179, 0x017D, PAIRS}, {0x0386, 0x0386, 38},    {0x0388, 0x038A, 37},    {0x038C, 0x038C, 64},
    {0x038E, 0x038F, 63},    {0x0391, 0x03A1, 32},    {0x03A3, 0x03AB, 32},    {0x0400, 0x040F, 80},
    {0x0410, 0x042F, 32},    {0x0460, 0x0480, PAIRS}, {0x048A, 0x04BE, PAIRS}, {0x04D0, 0x052E, PAIRS},
};

static int is_in(uint32_t letter, const struct range *range)
{
    return letter >= range->first && letter <= range->last &&
           (range->distance != PAIRS || (letter - range->first) % 2 == 0);
}

uint32_t rowan_casefold_lower(uint32_t letter)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && letter >= ranges[i].first; i++)
        if (is_in(letter, &ranges[i]))
            return (uint32_t)((int32_t)letter + ranges[i].distance);
    return letter;
}

uint32_t rowan_casefold_upper(uint32_t letter)
{
    if (letter == 0x03C2) /* the sigma at a word's end */
        return 0x03A3;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        uint32_t capital = (uint32_t)((int32_t)letter - ranges[i].distance);
        if (is_in(capital, &ranges[i]))
            return capital;
    }
    return letter;
}

uint32_t rowan_casefold_next(struct rowan_slice *rest)
{
    const unsigned char *p = (const unsigned char *)rest->data;
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC0 ? 2 : 1;
    uint32_t letter = p[0];

    if (n > rest->size)
        n = 1;
    if (n > 1)
        letter &= 0xFFu >> (n + 1);
    for (size_t i = 1; i < n; i++)
        letter = letter << 6 | (p[i] & 0x3Fu);
    rest->data += n;
    rest->size -= n;
    return letter;
}

void rowan_casefold(char *text, size_t size, uint32_t (*fold)(uint32_t letter))
{
    struct rowan_slice rest = {text, size};

    while (rest.size > 0) {
        char *at = text + (rest.data - text);
        uint32_t letter = fold(rowan_casefold_next(&rest));
        size_t n = (size_t)(rest.data - at);
        if (n == 1 && letter < 0x80) {
            at[0] = (char)letter;
        } else if (n == 2) {
            at[0] = (char)(0xC0 | letter >> 6);
            at[1] = (char)(0x80 | (letter & 0x3F));
        }
    }
}
