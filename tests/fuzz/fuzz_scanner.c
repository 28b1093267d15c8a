/* A text, read by the scanner and by libxml2: they agree. Half of the changes know what XML is. */
#include "fuzz.h"

#include <stdio.h>

#include "grammar.h"
#include "mutate.h"
#include "oracle.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned int seed);

static struct oracle *oracle;

static size_t put_back(const struct rowan_buffer *text, uint8_t *data, size_t room)
{
    size_t size = text->size < room ? text->size : room;

    if (size)
        memcpy(data, text->data, size);
    return size;
}

/* Other bytes, a new document, a change of this one, a piece of a new one in it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned int seed)
{
    struct chance chance = chance_of(seed);
    struct rowan_buffer other, text;
    struct rowan_slice from = {(const char *)data, size};

    if (percent(&chance, 40))
        return LLVMFuzzerMutate(data, size, room);
    rowan_buffer_init(&other);
    rowan_buffer_init(&text);
    grammar_document(draw(&chance, (size_t)1 << 40), &other);
    if (percent(&chance, 10))
        rowan_buffer_append(&text, other.data, other.size);
    else
        mutation_draw(&chance, from, rowan_buffer_slice(&other), &text);
    size = put_back(&text, data, room);
    rowan_buffer_clear(&text);
    rowan_buffer_clear(&other);
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = as_string(data, size);
    struct rowan_slice text = {copy, size};
    char difference[1000];

    if (!oracle) /* for the life of the process */
        MUST((oracle = oracle_new()));
    if (!oracle_agrees(oracle, text, false, difference, sizeof difference)) {
        fprintf(stderr, "%s\n", difference);
        abort();
    }
    free(copy);
    return 0;
}
