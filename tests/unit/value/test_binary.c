/* Bytes from base64 and hexadecimal digits, and UUIDs. */
#include "value/value_rows.h"

static const struct rowan_value_rules hex = {.encoding = ROWAN_ENCODING_HEX};
static const struct rowan_value_rules keep = {.keep_empty = true};

#define NOT_FOUR " is not base64 (its digits and \"=\" are no multiple of four)"
#define NO_BYTE  " is not base64 (its last digit has bits that belong to no byte)"

/* The first rows are the test vectors of RFC 4648. */
static void test_base64(void **state)
{
    static const struct row rows[] = {
        {"Zg==", "f"},
        {"Zm8=", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"},
        {"Zm9vYmFy", "foobar"},
        {" Zm9v\n  YmFy\t", "foobar"},
        {"Z m 9 v Y g = =", "foob"},
        {"", "NULL"},
        {" \n", "NULL"},
        {"Z", "! \"Z\"" NOT_FOUR},
        {"Zg", "! \"Zg\"" NOT_FOUR},
        {"Zg=", "! \"Zg=\"" NOT_FOUR},
        {"Zg===", "! \"Zg===\"" NOT_FOUR},
        {"Zm8", "! \"Zm8\"" NOT_FOUR},
        {"Zm8==", "! \"Zm8==\"" NOT_FOUR},
        {"Zm9v=", "! \"Zm9v=\"" NOT_FOUR},
        {"====", "! \"====\"" NOT_FOUR},
        {"=", "! \"=\"" NOT_FOUR},
        {"Zh==", "! \"Zh==\"" NO_BYTE},
        {"Zm9=", "! \"Zm9=\"" NO_BYTE},
        {"Zg==Zg==", "! \"Zg==Zg==\" is not base64 (byte 5 follows the \"=\" of its end)"},
        {"Z-9v", "! \"Z-9v\" is not base64 (byte 2 is no digit of it)"},
        {"Z_9v", "! \"Z_9v\" is not base64 (byte 2 is no digit of it)"},
        {"Zm9v!", "! \"Zm9v!\" is not base64 (byte 5 is no digit of it)"},
    };
    static const struct rowan_type type = {.kind = ROWAN_BINARY};

    (void)state;
    check_rows(&type, &strict, rows, COUNT(rows));
    assert_string_equal(of(&type, &keep, ""), "");
    assert_string_equal(of(&type, &keep, "  "), "");
    assert_string_equal(convert(&type, &strict, "Zm9v\xFF", 5),
                        "! \"Zm9v\" is followed by what is not UTF-8 (byte 5 is 0xFF)");
}

static void test_hex(void **state)
{
    static const struct row rows[] = {
        {"666f6F", "foo"},
        {" 41 ", "A"},
        {"", "NULL"},
        {"4", "! \"4\" has an odd number of hexadecimal digits"},
        {"414", "! \"414\" has an odd number of hexadecimal digits"},
        {"4g", "! \"4g\" is not made of hexadecimal digits (byte 2 is none)"},
        {"0x41", "! \"0x41\" is not made of hexadecimal digits (byte 2 is none)"},
        {"41 42", "! \"41 42\" is not made of hexadecimal digits (byte 3 is none)"},
    };
    static const struct rowan_type type = {.kind = ROWAN_BINARY};

    (void)state;
    check_rows(&type, &hex, rows, COUNT(rows));
}

static void test_length(void **state)
{
    static const struct rowan_type three = {.kind = ROWAN_BINARY, .length = 3};

    (void)state;
    assert_string_equal(of(&three, &strict, "Zm9v"), "foo");
    assert_string_equal(of(&three, &strict, "Zg=="), "f");
    assert_string_equal(of(&three, &strict, "Zm9vYg=="), "! \"Zm9vYg==\" has 4 bytes, binary(3) holds 3");
    assert_string_equal(of(&three, &hex, "41424344"), "! \"41424344\" has 4 bytes, binary(3) holds 3");
}

/* Every byte, in both encodings, at every place of a group. */
static void test_every_byte(void **state)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const struct rowan_type type = {.kind = ROWAN_BINARY};
    struct rowan_buffer scratch = {0};
    struct rowan_value value;
    char text[8];

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        for (unsigned place = 0; place < 3; place++) {
            unsigned long bits = (unsigned long)byte << (16 - 8 * place);
            for (int i = 0; i < 4; i++)
                text[i] = digits[bits >> (18 - 6 * i) & 63];
            text[4] = '\0';
            assert_int_equal(rowan_convert(&type, &strict, rowan_slice_of(text), &scratch, &value, NULL),
                             ROWAN_OK);
            assert_int_equal(value.text.size, 3);
            for (unsigned i = 0; i < 3; i++)
                assert_int_equal((unsigned char)value.text.data[i], i == place ? byte : 0);
        }
        snprintf(text, sizeof text, byte % 2 ? "%02x" : "%02X", byte);
        assert_int_equal(rowan_convert(&type, &hex, rowan_slice_of(text), &scratch, &value, NULL), ROWAN_OK);
        assert_int_equal(value.text.size, 1);
        assert_int_equal((unsigned char)value.text.data[0], byte);
    }
    rowan_buffer_clear(&scratch);
}

#define NO_UUID " is not a uuid (8-4-4-4-12 hexadecimal digits)"
static void test_uuid(void **state)
{
    static const struct row rows[] = {
        {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        {" F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6\n", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        {"{F81D4FAE-7dec-11d0-a765-00a0c91e6bf6}", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        {"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        {"URN:UUID:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
        {"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
        {"", "NULL"},
        {"f81d4fae7dec11d0a76500a0c91e6bf6", "! \"f81d4fae7dec11d0a76500a0c91e6bf6\"" NO_UUID},
        {"{f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "! \"{f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"" NO_UUID},
        {"(f81d4fae-7dec-11d0-a765-00a0c91e6bf6)", "! \"(f81d4fae-7dec-11d0-a765-00a0c91e6bf6)\"" NO_UUID},
        {"urn:uuid:{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
         "! \"urn:uuid:{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}\"" NO_UUID},
        {"g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "! \"g81d4fae-7dec-11d0-a765-00a0c91e6bf6\"" NO_UUID},
        {"f81d4fae-7dec-11d0-a765-00a0c91e6bf", "! \"f81d4fae-7dec-11d0-a765-00a0c91e6bf\"" NO_UUID},
        {"f81d4fa-e7dec-11d0-a765-00a0c91e6bf6", "! \"f81d4fa-e7dec-11d0-a765-00a0c91e6bf6\"" NO_UUID},
        {"f81d4fae-7dec-11d0-a765-00a0c91e6bf67", "! \"f81d4fae-7dec-11d0-a765-00a0c91e6bf67\"" NO_UUID},
    };

    (void)state;
    check_kind(ROWAN_UUID, &strict, rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),     cmocka_unit_test(test_hex),  cmocka_unit_test(test_length),
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
