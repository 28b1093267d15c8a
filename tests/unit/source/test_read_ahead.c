/*
 * A source that is read ahead gives what it gives by itself, whatever its documents are like, and however
 * much of it is asked for. The source under it forgets the texts of a document when the next one is asked
 * for, as all may.
 */
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

#include "source/read_ahead.h"

#define COLUMNS 2

/* Documents 1 to count; a size is that of every seventh one. */
struct numbers {
    struct rowan_source source;
    int count, next, fails_behind, beats_behind;
    size_t size;
    char *text, key[40], column[40];
    struct rowan_slice columns[COLUMNS];
    const struct rowan_pulse *pulse;
    bool is_open;
};

static struct rowan_error err;

static struct numbers *of(struct rowan_source *source)
{
    return (struct numbers *)source;
}

static enum rowan_status open_numbers(struct rowan_source *source, const struct rowan_range *range,
                                      const struct rowan_pending *pending, struct rowan_error *error)
{
    (void)range;
    (void)pending;
    (void)error;
    of(source)->next = 0;
    of(source)->is_open = true;
    return ROWAN_OK;
}

static void close_numbers(struct rowan_source *source)
{
    free(of(source)->text);
    of(source)->text = NULL;
    of(source)->is_open = false;
}

static size_t size_of(const struct numbers *numbers, int number)
{
    return number % 7 == 0 ? numbers->size : (size_t)number % 5;
}

static void fill(struct numbers *numbers, struct rowan_item *item)
{
    int number = numbers->next;
    size_t size = size_of(numbers, number);

    free(numbers->text);
    numbers->text = malloc(size + 1);
    assert_non_null(numbers->text);
    memset(numbers->text, 'a' + number % 26, size);
    numbers->text[size] = '\0';
    snprintf(numbers->key, sizeof numbers->key, "%06d", number);
    snprintf(numbers->column, sizeof numbers->column, "column of %d", number);
    numbers->columns[0] = rowan_slice_of(numbers->column);
    *item = (struct rowan_item){.key = rowan_slice_of(numbers->key),
                                .columns = numbers->columns,
                                .document = {numbers->text, size},
                                .place = numbers->key};
    if (number % 11)
        return;
    item->unread = ROWAN_UNREAD_REFUSED;
    item->document = (struct rowan_slice){NULL, 0};
    item->columns = NULL; /* they mean nothing */
    item->reason = "file";
    item->message = numbers->column;
}

static enum rowan_status next_number(struct rowan_source *source, struct rowan_item *item, bool *more,
                                     struct rowan_error *error)
{
    struct numbers *numbers = of(source);

    assert_true(numbers->is_open);
    if (numbers->fails_behind && numbers->next == numbers->fails_behind)
        return rowan_fail(error, ROWAN_LOST, "file", "no more");
    for (int i = 0; numbers->beats_behind && numbers->next == numbers->beats_behind && i < 30; i++) {
        usleep(50000);
        rowan_pulse_beat(numbers->pulse);
    }
    *more = numbers->next++ < numbers->count;
    if (*more)
        fill(numbers, item);
    return ROWAN_OK;
}

static struct numbers numbers_to(int count, size_t size)
{
    return (struct numbers){
        .source = {.open = open_numbers, .next = next_number, .close = close_numbers, .filters = true},
        .count = count,
        .size = size};
}

static void expect_text(struct rowan_slice text, const char *expected)
{
    assert_true(rowan_slice_equal(text, rowan_slice_of(expected)));
}

static void expect(const struct numbers *numbers, const struct rowan_item *item, int number)
{
    char key[40], column[40];

    snprintf(key, sizeof key, "%06d", number);
    snprintf(column, sizeof column, "column of %d", number);
    expect_text(item->key, key);
    assert_string_equal(item->place, key);
    if (number % 11 == 0) {
        assert_int_equal(item->unread, ROWAN_UNREAD_REFUSED);
        assert_null(item->document.data);
        assert_string_equal(item->reason, "file");
        assert_string_equal(item->message, column);
        return;
    }
    expect_text(item->columns[0], column);
    assert_null(item->columns[1].data);
    assert_int_equal(item->document.size, size_of(numbers, number));
    assert_int_equal(item->document.data[item->document.size], '\0');
    for (size_t i = 0; i < item->document.size; i++)
        assert_int_equal(item->document.data[i], 'a' + number % 26);
}

/* The next ones, up to the last. */
static void expect_to(struct rowan_read_ahead *ahead, const struct numbers *numbers, int first, int last)
{
    struct rowan_item item;
    bool more;

    for (int number = first; number <= last; number++) {
        assert_ok(ahead->source.next(&ahead->source, &item, &more, &err), err);
        assert_true(more);
        expect(numbers, &item, number);
    }
}

static void open_ahead(struct rowan_read_ahead *ahead, struct numbers *numbers,
                       const struct rowan_pulse *told)
{
    static const struct rowan_range all;

    rowan_read_ahead_init(ahead, &numbers->source, COLUMNS, told);
    numbers->pulse = &ahead->pulse;
    assert_true(ahead->source.filters);
    assert_ok(ahead->source.open(&ahead->source, &all, NULL, &err), err);
}

/* From the document on in a thread; -1: never. */
static void read_all(int count, size_t size, int from)
{
    struct numbers numbers = numbers_to(count, size);
    struct rowan_read_ahead ahead;
    struct rowan_item item;
    bool more = true;

    open_ahead(&ahead, &numbers, NULL);
    if (from >= 0) {
        expect_to(&ahead, &numbers, 1, from);
        assert_ok(ahead.source.read_ahead(&ahead.source, &err), err);
        assert_ok(ahead.source.read_ahead(&ahead.source, &err), err);
    }
    expect_to(&ahead, &numbers, from >= 0 ? from + 1 : 1, count);
    for (int i = 0; i < 2; i++) {
        assert_ok(ahead.source.next(&ahead.source, &item, &more, &err), err);
        assert_false(more);
    }
    rowan_read_ahead_close(&ahead);
    rowan_read_ahead_close(&ahead);
    assert_false(numbers.is_open);
}

static void test_the_same(void **state)
{
    static const size_t sizes[] = {0, 3000, 128 << 10, (128 << 10) + 1, 3 << 20};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int from = -1; from < 20; from += 7) {
            read_all(1600, sizes[i] > 200000 ? 200000 : sizes[i], from);
            read_all(30, sizes[i], from);
        }
    for (int count = 498; count < 503; count++)
        read_all(count, 10, 0);
    read_all(0, 0, 0);
}

/* What stands before a fault is handed out, and what comes behind it is never asked for. */
static void test_failure(void **state)
{
    static const int behind[] = {3, 499, 500, 501, 1203};
    struct rowan_item item;
    bool more;

    (void)state;
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        struct numbers numbers = numbers_to(2000, 100);
        struct rowan_read_ahead ahead;
        numbers.fails_behind = behind[i];
        open_ahead(&ahead, &numbers, NULL);
        assert_ok(ahead.source.read_ahead(&ahead.source, &err), err);
        expect_to(&ahead, &numbers, 1, behind[i]);
        assert_int_equal(ahead.source.next(&ahead.source, &item, &more, &err), ROWAN_LOST);
        assert_string_equal(err.message, "no more");
        assert_int_equal(numbers.next, behind[i]);
        rowan_read_ahead_close(&ahead);
    }
}

/* A range may be closed wherever it is, and opened again, to be read by whoever asks. */
static void test_close(void **state)
{
    static const struct rowan_range all;
    struct numbers numbers = numbers_to(5000, 50000);
    struct rowan_read_ahead ahead;

    (void)state;
    open_ahead(&ahead, &numbers, NULL);
    for (int count = 3; count < 1500; count += 293) {
        assert_ok(ahead.source.read_ahead(&ahead.source, &err), err);
        expect_to(&ahead, &numbers, count == 3 ? 1 : 4, count);
        ahead.source.close(&ahead.source);
        assert_false(numbers.is_open);
        assert_ok(ahead.source.open(&ahead.source, &all, NULL, &err), err);
        expect_to(&ahead, &numbers, 1, 3);
    }
    rowan_read_ahead_close(&ahead);
}

static pthread_t teller;
static int beats;

static void count_beat(void *context)
{
    (void)context;
    teller = pthread_self();
    beats++;
}

/* Progress is told by the thread that waits, while it does. */
static void test_beats(void **state)
{
    struct rowan_pulse told = {count_beat, NULL};

    (void)state;
    for (int ahead_too = 0; ahead_too < 2; ahead_too++) {
        struct numbers numbers = numbers_to(10, 0);
        struct rowan_read_ahead ahead;
        numbers.beats_behind = 5;
        beats = 0;
        open_ahead(&ahead, &numbers, &told);
        if (ahead_too)
            assert_ok(ahead.source.read_ahead(&ahead.source, &err), err);
        expect_to(&ahead, &numbers, 1, 10);
        assert_in_range(beats, ahead_too ? 1 : 30, 30);
        assert_true(pthread_equal(teller, pthread_self()));
        rowan_read_ahead_close(&ahead);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_close),
        cmocka_unit_test(test_beats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
