/* Digests: the examples of FIPS 180-4. */
#include "unit.h"

#include "base/digest.h"

static void expect(const char *text, const char *digits)
{
    char out[ROWAN_SHA256_DIGITS + 1];

    assert_string_equal(rowan_digest_sha256(rowan_slice_of(text), out), digits);
}

static void test_sha256(void **state)
{
    (void)state;
    expect("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
