#ifndef ROWAN_SCAN_BLOCKS_H
#define ROWAN_SCAN_BLOCKS_H
/*
 * Sixteen bytes at once, where the processor can: which of them end a run, as a mask whose first bit set is
 * the first of them. What ends which run is in scan_runs.h. ROWAN_SCAN_PLAIN: as if it could not.
 */
#include <stdint.h>

#if defined(ROWAN_SCAN_PLAIN)
#elif defined(__SSE2__)
#include <emmintrin.h>
#define ROWAN_SCAN_BLOCK 16
#elif defined(__aarch64__)
#include <arm_neon.h>
#define ROWAN_SCAN_BLOCK 16
#endif

#if defined(ROWAN_SCAN_PLAIN)
#elif defined(__SSE2__)
static inline unsigned rowan_block_text(const char *p)
{
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i blank =
        _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(b, _mm_set1_epi8('\n')));
    __m128i low = _mm_andnot_si128(blank, _mm_cmplt_epi8(b, _mm_set1_epi8(0x20)));
    __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('<')), _mm_cmpeq_epi8(b, _mm_set1_epi8('&')));

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(low, mark), _mm_cmpeq_epi8(b, _mm_set1_epi8(']'))));
}

static inline unsigned rowan_block_value(const char *p, char quote)
{
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i low = _mm_cmplt_epi8(b, _mm_set1_epi8(0x20));
    __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('<')), _mm_cmpeq_epi8(b, _mm_set1_epi8('&')));

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(low, mark), _mm_cmpeq_epi8(b, _mm_set1_epi8(quote))));
}

static inline unsigned rowan_block_name(const char *p)
{
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(0x20)), b);
    __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('=')), _mm_cmpeq_epi8(b, _mm_set1_epi8('/')));

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(low, mark), _mm_cmpeq_epi8(b, _mm_set1_epi8('>'))));
}
#define ROWAN_BLOCK_FIRST(mask) ((unsigned)__builtin_ctz(mask))
#elif defined(__aarch64__)
/* Four bits a byte. */
static inline uint64_t rowan_block_mask(uint8x16_t hits)
{
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hits), 4)), 0);
}

static inline uint64_t rowan_block_text(const char *p)
{
    uint8x16_t b = vld1q_u8((const uint8_t *)p);
    uint8x16_t blank = vorrq_u8(vceqq_u8(b, vdupq_n_u8('\t')), vceqq_u8(b, vdupq_n_u8('\n')));
    uint8x16_t low = vbicq_u8(vcltq_s8(vreinterpretq_s8_u8(b), vdupq_n_s8(0x20)), blank);
    uint8x16_t mark = vorrq_u8(vceqq_u8(b, vdupq_n_u8('<')), vceqq_u8(b, vdupq_n_u8('&')));

    return rowan_block_mask(vorrq_u8(vorrq_u8(low, mark), vceqq_u8(b, vdupq_n_u8(']'))));
}

static inline uint64_t rowan_block_value(const char *p, char quote)
{
    uint8x16_t b = vld1q_u8((const uint8_t *)p);
    uint8x16_t low = vcltq_s8(vreinterpretq_s8_u8(b), vdupq_n_s8(0x20));
    uint8x16_t mark = vorrq_u8(vceqq_u8(b, vdupq_n_u8('<')), vceqq_u8(b, vdupq_n_u8('&')));

    return rowan_block_mask(vorrq_u8(vorrq_u8(low, mark), vceqq_u8(b, vdupq_n_u8((uint8_t)quote))));
}

static inline uint64_t rowan_block_name(const char *p)
{
    uint8x16_t b = vld1q_u8((const uint8_t *)p);
    uint8x16_t low = vcleq_u8(b, vdupq_n_u8(0x20));
    uint8x16_t mark = vorrq_u8(vceqq_u8(b, vdupq_n_u8('=')), vceqq_u8(b, vdupq_n_u8('/')));

    return rowan_block_mask(vorrq_u8(vorrq_u8(low, mark), vceqq_u8(b, vdupq_n_u8('>'))));
}
#define ROWAN_BLOCK_FIRST(mask) ((unsigned)__builtin_ctzll(mask) / 4)
#endif
#endif
