#include "base/digest.h"

#include <nettle/md5.h>
#include <nettle/sha2.h>

static const char *print(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = '\0';
    return out;
}

const char *rowan_digest_sha256(struct rowan_slice text, char out[ROWAN_SHA256_DIGITS + 1])
{
    uint8_t bytes[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;

    sha256_init(&context);
    sha256_update(&context, text.size, (const uint8_t *)text.data);
    sha256_digest(&context, sizeof bytes, bytes);
    return print(bytes, sizeof bytes, out);
}

const char *rowan_digest_md5(struct rowan_slice text, char out[ROWAN_MD5_DIGITS + 1])
{
    uint8_t bytes[MD5_DIGEST_SIZE];
    struct md5_ctx context;

    md5_init(&context);
    md5_update(&context, text.size, (const uint8_t *)text.data);
    md5_digest(&context, sizeof bytes, bytes);
    return print(bytes, sizeof bytes, out);
}
