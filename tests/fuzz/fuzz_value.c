/* A text to a value of a type: what it becomes, read once more as text of that type, is itself. The first two
 * bytes choose the type and what is allowed. */
#include "fuzz.h"

#include "value/text_function.h"
#include "value/convert.h"

static struct rowan_type choose_type(uint8_t byte)
{
    struct rowan_type type = {.kind = (enum rowan_kind)(byte % ROWAN_ENUM)};

    if (type.kind == ROWAN_DECIMAL) {
        type.precision = 1 + byte % ROWAN_PRECISION_MAX;
        type.scale = byte % (type.precision + 1);
    }
    if (type.kind == ROWAN_TEXT)
        type.length = byte / 32;
    return type;
}

static struct rowan_value_rules choose_rules(const struct rowan_type *type, uint8_t byte)
{
    struct rowan_value_rules rules = {.trim = byte & 1, .keep_empty = byte & 2};

    rules.too_long = byte & 4 && type->kind == ROWAN_TEXT ? ROWAN_TOO_LONG_CUT : ROWAN_TOO_LONG_ERROR;
    rules.rounding = (enum rowan_rounding)(
        byte >> 3 & 3 ? byte >> 3 & 1 ? ROWAN_ROUNDING_HALF_UP : ROWAN_ROUNDING_DOWN : ROWAN_ROUNDING_ERROR);
    rules.zone = byte & 32 ? ROWAN_ZONE_UTC : byte & 64 ? ROWAN_ZONE_DROP : ROWAN_ZONE_ERROR;
    return rules;
}

/* Values that are stored as text are canonical. Bytes are no text any more. */
static void convert_again(const struct rowan_type *type, const struct rowan_value_rules *rules,
                          const struct rowan_value *value)
{
    struct rowan_buffer scratch = {0};
    struct rowan_value again;
    struct rowan_error err = {0};

    if (value->null || value->text.size == 0 || rowan_type_is_integer(type) || type->kind == ROWAN_BINARY)
        return;
    MUST(rowan_convert(type, rules, value->text, &scratch, &again, &err) == ROWAN_OK);
    MUST(rowan_slice_equal(again.text, value->text) || (rules->trim && type->kind == ROWAN_TEXT));
    rowan_buffer_clear(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rowan_buffer scratch = {0}, made = {0};
    struct rowan_value value = {0};
    struct rowan_error err = {0};
    struct rowan_type type;
    struct rowan_value_rules rules;
    struct rowan_slice text;

    if (size < 2)
        return 0;
    type = choose_type(data[0]);
    rules = choose_rules(&type, data[1]);
    text = (struct rowan_slice){(const char *)data + 2, size - 2};
    if (rowan_convert(&type, &rules, text, &scratch, &value, &err) == ROWAN_OK)
        convert_again(&type, &rules, &value);
    else
        must_explain(&err);
    for (int i = ROWAN_TEXT_FUNCTION_CALL + 1; i < ROWAN_TEXT_FUNCTIONS; i++)
        MUST(rowan_text_function_run((enum rowan_text_function)i, NULL, text, &made, NULL) == ROWAN_OK);
    rowan_buffer_clear(&scratch);
    rowan_buffer_clear(&made);
    return 0;
}
