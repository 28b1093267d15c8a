/* What goes down to a worker and comes up from it survives the pipe; what is broken is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "rows/coverage.h"
#include "run/link/message.h"

/* Latin-1, a NUL, newlines; and an empty file in the middle. */
static const struct rowan_file files[] = {
    {"orders.lua", {"return \xE9\n{\0}\n", 13}},
    {"empty.lua", {"", 0}},
    {"parts/a \"b\".lua", {"{\n", 2}},
};

static struct rowan_worker_config sample(void)
{
    struct rowan_worker_config spec = {
        .role = ROWAN_ROLE_LOAD,
        .run_id = "20260101T000000-00000001",
        .started = "2026-01-01 00:00:00.000",
        .files = files,
        .file_count = 3,
        .connect = "Driver={x};PWD={a\"b\\c}",
        .scores = 5,
    };

    return spec;
}

static void test_spec_survives(void **state)
{
    struct rowan_crashed crashed[] = {{{"a\0b", 3}, "SIGSEGV"}, {rowan_slice_of("\xC3\xBC"), "deadline"}};
    struct rowan_worker_config in = sample(), out;
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    in.parameters = "{\"country\":\"O'Neil \xC3\xBC\"}";
    in.schema = "";
    in.after = rowan_slice_of("10\n20");
    in.to = rowan_slice_of("9223372036854775807");
    in.page_bytes = INT64_MAX;
    in.call_ms = 61;
    in.patience_ms = 62;
    in.begun = true;
    in.reload = true;
    in.reload_run = "run-0";
    in.where = "region = 'north'";
    in.isolate_to = rowan_slice_of("15");
    in.crashed = crashed;
    in.crashed_count = 2;
    assert_int_equal(rowan_worker_config_encode(&in, &buffer, NULL), ROWAN_OK);
    assert_int_equal(rowan_worker_config_decode(&out, rowan_buffer_slice(&buffer), NULL), ROWAN_OK);
    assert_int_equal(out.role, ROWAN_ROLE_LOAD);
    assert_string_equal(out.run_id, in.run_id);
    assert_string_equal(out.connect, in.connect);
    assert_int_equal(out.file_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(out.files[i].name, files[i].name);
        assert_true(rowan_slice_equal(out.files[i].text, files[i].text));
    }
    assert_string_equal(out.parameters, in.parameters);
    assert_string_equal(out.schema, "");
    assert_null(out.source_schema);
    assert_true(rowan_slice_equal(out.after, in.after));
    assert_null(out.from.data);
    assert_string_equal(out.to.data, in.to.data);
    assert_true(out.page_bytes == INT64_MAX);
    assert_int_equal(out.call_ms, 61);
    assert_int_equal(out.patience_ms, 62);
    assert_true(out.begun);
    assert_true(out.reload);
    assert_string_equal(out.reload_run, "run-0");
    assert_string_equal(out.where, "region = 'north'");
    assert_null(out.reload_key);
    assert_string_equal(out.isolate_to.data, "15");
    assert_int_equal(out.crashed_count, 2);
    assert_true(rowan_slice_equal(out.crashed[0].key, crashed[0].key));
    assert_string_equal(out.crashed[1].how, "deadline");
    rowan_worker_config_clear(&out);
    rowan_buffer_clear(&buffer);
}

static void test_spec_cut_anywhere_is_refused(void **state)
{
    struct rowan_worker_config in = sample(), out;
    struct rowan_buffer buffer;
    struct rowan_slice part;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_int_equal(rowan_worker_config_encode(&in, &buffer, NULL), ROWAN_OK);
    part = rowan_buffer_slice(&buffer);
    while (part.size > 0) {
        part.size--;
        assert_int_equal(rowan_worker_config_decode(&out, part, NULL), ROWAN_USAGE);
        assert_null(out.root);
    }
    rowan_buffer_clear(&buffer);
}

static void test_spec_with_more_is_refused(void **state)
{
    struct rowan_worker_config in = sample(), out;
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_int_equal(rowan_worker_config_encode(&in, &buffer, NULL), ROWAN_OK);
    assert_true(rowan_buffer_append_slice(&buffer, "x"));
    assert_int_equal(rowan_worker_config_decode(&out, rowan_buffer_slice(&buffer), NULL), ROWAN_USAGE);
    assert_null(out.root);
    buffer.size = 0;
    in.file_count = 0; /* a mapping is at least one file */
    assert_int_equal(rowan_worker_config_encode(&in, &buffer, NULL), ROWAN_OK);
    assert_int_equal(rowan_worker_config_decode(&out, rowan_buffer_slice(&buffer), NULL), ROWAN_USAGE);
    rowan_buffer_clear(&buffer);
}

static void test_spec_of_bad_text_is_refused(void **state)
{
    struct rowan_worker_config in = sample();
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    in.connect = "PWD=\xE9";
    assert_int_equal(rowan_worker_config_encode(&in, &buffer, NULL), ROWAN_USAGE);
    assert_int_equal(buffer.size, 0);
    rowan_buffer_clear(&buffer);
}

static void round_trip(const struct rowan_message *in, struct rowan_message *out)
{
    struct rowan_buffer buffer;
    struct rowan_slice line;

    rowan_buffer_init(&buffer);
    assert_int_equal(rowan_message_encode(in, &buffer, NULL), ROWAN_OK);
    line = rowan_buffer_slice(&buffer);
    assert_ptr_equal(memchr(line.data, '\n', line.size), line.data + line.size - 1);
    line.size--;
    assert_int_equal(rowan_message_decode(out, line, NULL), ROWAN_OK);
    assert_int_equal(out->kind, in->kind);
    rowan_buffer_clear(&buffer);
}

static void test_messages_survive(void **state)
{
    struct rowan_message boundary = {
        .kind = ROWAN_MESSAGE_BOUNDARY, .text = {"k\n\0\"", 4}, .count = 10000000000};
    struct rowan_message fatal = {.kind = ROWAN_MESSAGE_FATAL,
                                  .status = ROWAN_CONFIG,
                                  .reason = "config",
                                  .sqlstate = "42P01",
                                  .text = {"no\ntable", 8}};
    struct rowan_message log = {.kind = ROWAN_MESSAGE_LOG, .level = ROWAN_LOG_DEBUG, .text = {"x", 1}};
    struct rowan_message planned = {.kind = ROWAN_MESSAGE_PLANNED};
    struct rowan_message failed = {
        .kind = ROWAN_MESSAGE_FAILED, .key = {"7", 1}, .reason = "xml", .text = {"line 1", 6}};
    struct rowan_message profile = {.kind = ROWAN_MESSAGE_PROFILE,
                                    .spent = {[ROWAN_PART_PARSE] = 5, [ROWAN_PART_WAIT] = 7000000000},
                                    .scans = {6, {[ROWAN_DECLINE_DOCTYPE] = 7, [ROWAN_DECLINE_LIMIT] = 8}}};
    struct rowan_message out;

    (void)state;
    round_trip(&boundary, &out);
    assert_true(rowan_slice_equal(out.text, boundary.text));
    assert_true(out.count == 10000000000);
    rowan_message_clear(&out);
    round_trip(&fatal, &out);
    assert_int_equal(out.status, ROWAN_CONFIG);
    assert_string_equal(out.reason, "config");
    assert_string_equal(out.sqlstate, "42P01");
    assert_string_equal(out.text.data, "no\ntable");
    rowan_message_clear(&out);
    round_trip(&log, &out);
    assert_int_equal(out.level, ROWAN_LOG_DEBUG);
    rowan_message_clear(&out);
    round_trip(&planned, &out);
    rowan_message_clear(&out);
    round_trip(&failed, &out);
    assert_true(rowan_slice_equal(out.key, failed.key));
    assert_string_equal(out.reason, "xml");
    assert_string_equal(out.text.data, "line 1");
    rowan_message_clear(&out);
    round_trip(&profile, &out);
    assert_memory_equal(out.spent, profile.spent, sizeof out.spent);
    assert_memory_equal(&out.scans, &profile.scans, sizeof out.scans);
    rowan_message_clear(&out);
}

static void test_nonsense_is_refused(void **state)
{
    static const char *const lines[] = {
        "",
        "x",
        "[]",
        "{}",
        "{\"kind\":\"quit\"}",
        "{\"kind\":7}",
        "{\"kind\":\"boundary\"}",
        "{\"kind\":\"boundary\",\"text\":\"k\",\"count\":0}",
        "{\"kind\":\"boundary\",\"text\":\"k\",\"count\":\"1\"}",
        "{\"kind\":\"log\",\"level\":\"loud\",\"text\":\"x\"}",
        "{\"kind\":\"log\",\"level\":\"warn\"}",
        "{\"kind\":\"fatal\",\"status\":9,\"text\":\"x\"}",
        "{\"kind\":\"failed\",\"reason\":\"xml\",\"text\":\"x\"}",
        "{\"kind\":\"failed\",\"key\":\"7\",\"text\":\"x\"}",
        "{\"kind\":\"planned\"",
        "{\"kind\":\"planned\"}}",
        "{\"kind\":\"profile\",\"spent\":{\"parse\":-1}}",
        "{\"kind\":\"profile\",\"spent\":{},\"scans\":{\"name\":-1}}",
    };
    struct rowan_message out;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_int_equal(rowan_message_decode(&out, rowan_slice_of(lines[i]), NULL), ROWAN_SYSTEM);
}

/* A status that a fatal message cannot have must not become ROWAN_OK. */
static void test_fatal_is_never_ok(void **state)
{
    struct rowan_message out;

    (void)state;
    assert_int_equal(
        rowan_message_decode(
            &out, rowan_slice_of("{\"kind\":\"fatal\",\"status\":0,\"reason\":\"r\",\"text\":\"x\"}"), NULL),
        ROWAN_OK);
    assert_int_equal(out.status, ROWAN_SYSTEM);
    rowan_message_clear(&out);
}

/* What two batches had adds up on the way; what another mapping had is refused whole. */
static void test_coverage_adds_up(void **state)
{
    uint8_t paths[4] = {0, 1, 3, 255}, sum_paths[4] = {255, 0, 0, 0};
    int64_t changes[ROWAN_CHANGES] = {[ROWAN_CHANGE_DEFAULT] = 7}, sum_changes[ROWAN_CHANGES] = {1};
    int64_t fates[ROWAN_FATES] = {[ROWAN_FATE_ROWS] = 5}, sum_fates[ROWAN_FATES] = {0};
    struct rowan_coverage coverage = {4, 1, 1, paths, changes, fates};
    struct rowan_coverage sum = {4, 1, 1, sum_paths, sum_changes, sum_fates};
    struct rowan_message message = {.kind = ROWAN_MESSAGE_COVERAGE, .coverage = &coverage}, out;
    static const uint8_t both[4] = {255, 1, 3, 255};

    (void)state;
    for (int i = 0; i < 2; i++) {
        round_trip(&message, &out);
        assert_true(rowan_message_coverage(&out, &sum));
        rowan_message_clear(&out);
    }
    assert_memory_equal(sum_paths, both, sizeof both);
    assert_int_equal(sum_changes[ROWAN_CHANGE_DEFAULT], 14);
    assert_int_equal(sum_changes[ROWAN_CHANGE_BAD], 1);
    assert_int_equal(sum_fates[ROWAN_FATE_ROWS], 10);
    round_trip(&message, &out);
    sum.path_count = 3;
    assert_false(rowan_message_coverage(&out, &sum));
    sum.path_count = 4;
    sum.table_count = 0;
    assert_false(rowan_message_coverage(&out, &sum));
    assert_int_equal(sum_fates[ROWAN_FATE_ROWS], 10);
    rowan_message_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spec_survives),
        cmocka_unit_test(test_spec_cut_anywhere_is_refused),
        cmocka_unit_test(test_spec_with_more_is_refused),
        cmocka_unit_test(test_spec_of_bad_text_is_refused),
        cmocka_unit_test(test_messages_survive),
        cmocka_unit_test(test_nonsense_is_refused),
        cmocka_unit_test(test_fatal_is_never_ok),
        cmocka_unit_test(test_coverage_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
