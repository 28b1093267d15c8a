/* Files that are split as a source: keys, ranges, pieces, and what becomes of a file that is not as it should
 * be. */
#include "archive_maker.h"

#include "source/folder_source.h"

static struct rowan_error err;
static struct rowan_arena arena;
static struct rowan_qname_table *names;
static struct rowan_source_table described = {.is_files = true, .name = (char[]){"**/*.xml"}};
static struct rowan_folder_source folder;
static struct rowan_limits limits;
static struct rowan_buffer list;

/* All are to be done but the second ones. */
static enum rowan_status filter(void *target, const struct rowan_slice *keys,
                                const struct rowan_slice *revisions, size_t count, bool *pending,
                                struct rowan_error *error)
{
    (void)target;
    (void)revisions;
    (void)error;
    for (size_t i = 0; i < count; i++)
        pending[i] = keys[i].data[keys[i].size - 1] != '2';
    return ROWAN_OK;
}

static const struct rowan_pending pending = {.filter = filter};

static enum rowan_status take(void *context, struct rowan_slice key, int64_t count, struct rowan_error *error)
{
    (void)context;
    (void)error;
    assert_true(rowan_buffer_format(&list, "%.*s %d, ", (int)key.size, key.data, (int)count));
    return ROWAN_OK;
}

static const char *pieces(const struct rowan_pending *asked, int64_t chunk, int64_t limit)
{
    static const struct rowan_range all;

    list.size = 0;
    assert_ok(folder.source->boundaries(folder.source, &all, asked, chunk, limit, take, NULL, &err), err);
    return rowan_buffer_string(&list);
}

static void show(const struct rowan_item *item)
{
    const char *key = item->key.data + (item->key.size > 4 ? item->key.size - 4 : 0);
    int size = (int)(item->key.data + item->key.size - key);

    if (item->unread == ROWAN_UNREAD_REFUSED)
        assert_true(rowan_buffer_format(&list, "%.*s %s: %s\n", size, key, item->reason, item->message));
    else
        assert_true(rowan_buffer_format(&list, "%.*s %.*s\n", size, key, (int)item->document.size,
                                        item->document.data));
}

static const char *documents(const struct rowan_range *range, const struct rowan_pending *asked)
{
    struct rowan_item item;
    bool more = true;

    list.size = 0;
    assert_ok(folder.source->open(folder.source, range, asked, &err), err);
    while (more) {
        assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
        if (more)
            show(&item);
    }
    folder.source->close(folder.source);
    return rowan_buffer_string(&list);
}

static const char *all_of(const char *text)
{
    static const struct rowan_range only = {.from = {"x.xml", 5}, .to = {"x.xml//~", 8}};

    write_file("x.xml", text);
    return documents(&only, NULL);
}

static void test_pieces(void **state)
{
    (void)state;
    write_file("in/1.xml", "<a><b/><b/><b/></a>");
    write_file("in/1.xml.xml", "<a><b/></a>"); /* '.' is before '/', and so it is in the order of keys */
    write_file("in/2.xml", "<a><b/><b/></a>");
    assert_string_equal(pieces(NULL, 4, 0), "in/1.xml//000000000003 4, in/2.xml//000000000002 2, ");
    assert_string_equal(pieces(&pending, 3, 0), "in/1.xml//000000000003 3, in/2.xml//000000000001 1, ");
    assert_string_equal(pieces(&pending, 3, 2), "in/1.xml//000000000001 2, ");
}

static void test_ranges(void **state)
{
    struct rowan_range range = {.after = rowan_slice_of("in/1.xml//000000000001"),
                                .to = rowan_slice_of("in/2.xml//000000000001")};
    struct rowan_range one = {.from = rowan_slice_of("in/1.xml//000000000002"),
                              .to = rowan_slice_of("in/1.xml//000000000002")};
    struct rowan_range none = {.from = rowan_slice_of("in/1.xml//000000000009"),
                               .to = rowan_slice_of("in/1.xml//000000000010")};

    (void)state;
    assert_string_equal(documents(&range, NULL), "0002 <a><b/></a>\n0003 <a><b/></a>\n0001 <a><b/></a>\n");
    assert_string_equal(documents(&range, &pending), "0003 <a><b/></a>\n0001 <a><b/></a>\n");
    assert_string_equal(documents(&one, NULL), "0002 <a><b/></a>\n");
    assert_string_equal(documents(&none, NULL), "");
}

static void test_columns(void **state)
{
    static const struct rowan_range only = {.from = {"x.xml", 5}, .to = {"x.xml//~", 8}};
    struct rowan_item item;
    bool more;

    (void)state;
    write_file("x.xml", "<a>\n<b/><b/></a>");
    assert_ok(folder.source->open(folder.source, &only, NULL, &err), err);
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_true(more);
    assert_false(item.is_bytes);
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_PATH], rowan_slice_of("x.xml")));
    assert_true(rowan_slice_equal(item.columns[2], rowan_slice_of("x.xml")));
    assert_true(rowan_slice_equal(item.columns[4], rowan_slice_of("16")));
    assert_true(rowan_slice_equal(item.columns[1], rowan_slice_of("2")));
    assert_string_equal(item.place, "record at byte 8, line 2 of the file");
    assert_int_equal(item.document.data[item.document.size], '\0');
    folder.source->close(folder.source);
}

static void expect_rest(const char *text, const char *expected)
{
    char whole[400];

    snprintf(whole, sizeof whole, "%s; nothing of the file is read from here on\n", expected);
    assert_string_equal(all_of(text), whole);
}

/* A record that is not well-formed and all behind it are one document, whatever is wrong with it. */
static void test_rest(void **state)
{
    (void)state;
    expect_rest("<a><b/>\n<b>&c;</b><b/></a>",
                "0001 <a><b/></a>\n0002 xml: record 2, byte 8, line 2 of the file: line 1: reference to the "
                "entity \"c\", which is not one of the five of XML");
    expect_rest("<a><b/><b></c><b/></a>",
                "0001 <a><b/></a>\n0002 xml: record 2, byte 10, line 1 of the file: <b> is ended by </c>");
    expect_rest("<a><b/>", "0001 <a><b/></a>\n0002 xml: record 2, byte 7, line 1 of the file: the document "
                           "ends inside <a>");
    expect_rest("<a><b/><b>\xFF</b><b/></a>", "0001 <a><b/></a>\n0002 encoding: record 2, byte 7, line 1 of "
                                              "the file: line 1: the text is not valid UTF-8");
    expect_rest("<!DOCTYPE a [<!ENTITY c 'd'>]><a><b/><b/></a>",
                "0001 xml: record 1, byte 33, line 1 of the file: line 1: entity declarations are refused");
    expect_rest("", "0001 xml: record 1, byte 0, line 1 of the file: the document has no element");
}

/* What is too large is one document's trouble. Behind what is too deep no record is looked for. */
static void test_limits(void **state)
{
    struct rowan_buffer text = {0};

    (void)state;
    rowan_buffer_append_slice(&text, "<a><b/><b>");
    for (int i = 0; i < 300; i++)
        rowan_buffer_append_slice(&text, "<c>");
    expect_rest(rowan_buffer_string(&text),
                "0001 <a><b/></a>\n0002 xml: record 2, byte 769, line 1 of the file: "
                "more than 255 elements are inside each other");
    text.size = 0;
    rowan_buffer_append_slice(&text, "<a><b>");
    for (int i = 0; i < 1000; i++)
        rowan_buffer_append_slice(&text, " ");
    rowan_buffer_append_slice(&text, "</b><b/></a>");
    assert_string_equal(all_of(rowan_buffer_string(&text)), "0001 \n0002 <a><b/></a>\n");
    rowan_buffer_clear(&text);
}

static void test_whole(void **state)
{
    (void)state;
    assert_string_equal(
        all_of("<a><c/></a>"),
        "ml// split: no element of this file is at /a/b, where it is split: 1 of 2 steps lead "
        "to one\n");
    assert_string_equal(
        all_of("<?xml version='1.0' encoding='UTF-7'?><a/>"),
        "ml// encoding: the encoding \"UTF-7\" is not accepted; UTF-8, UTF-16, ISO-8859-n and "
        "Windows-125n are\n");
    unlinkat(root, "x.xml", 0);
    assert_int_equal(mkfifoat(root, "x.xml", 0600), 0);
    {
        static const struct rowan_range only = {.from = {"x.xml", 5}, .to = {"x.xml//~", 8}};
        assert_string_equal(documents(&only, NULL), "ml// file: this is no regular file but a named pipe\n");
    }
    unlinkat(root, "x.xml", 0);
}

/* A file that grows while it is read: nothing of the page in hand counts, nor what comes after it. */
static void test_changes(void **state)
{
    static const struct rowan_range only = {.from = {"x.xml", 5}, .to = {"x.xml//~", 8}};
    struct rowan_buffer text = {0};
    struct rowan_item item = {0};
    bool more = true;
    int count = 0;

    (void)state;
    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 0; i < 2500; i++)
        rowan_buffer_append_slice(&text, "<b/>");
    rowan_buffer_append_slice(&text, "</a>");
    write_file("x.xml", rowan_buffer_string(&text));
    assert_ok(folder.source->open(folder.source, &only, NULL, &err), err);
    while (more && item.unread == ROWAN_UNREAD_NOT) {
        assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
        if (++count == 10)
            write_file("x.xml", "<a/>");
    }
    assert_int_equal(count, 1001);
    assert_string_equal(item.reason, "changed");
    assert_string_equal(item.message,
                        "the file changed while it was read; from record 1001 on nothing of it is read");
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_false(more);
    folder.source->close(folder.source);
    rowan_buffer_clear(&text);
}

/* ---- members of archives ---- */

static const char *const archives[] = {"m.zip", "m.tar", "m.tar.gz", "m.tar.zst"};

/* All keys of one archive, or of what cannot be listed. */
static const struct rowan_range of_archive = {.from = {"m.", 2}, .to = {"m.~", 3}};

static void test_members(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(archives); i++) {
        char expected[300];
        begin_archive(archives[i]);
        add_member("z.xml", "<a x='1'><b>3</b></a>"); /* not in the order of keys */
        add_member("in/c.xml", "<a><b>1</b>\n<b>2</b></a>");
        add_member("d.xml", "<a><c/></a>");
        add_member("none.txt", "no");
        end_archive();
        assert_string_equal(
            documents(&of_archive, NULL),
            "ml// split: no element of this file is at /a/b, where it is split: 1 of 2 steps lead to one\n"
            "0001 <a><b>1</b></a>\n0002 <a><b>2</b></a>\n0001 <a x='1'><b>3</b></a>\n");
        list.size = 0;
        assert_ok(folder.source->boundaries(folder.source, &of_archive, NULL, 1, 0, take, NULL, &err), err);
        snprintf(expected, sizeof expected,
                 "%s//d.xml// 1, %s//in/c.xml//000000000001 1, %s//in/c.xml//000000000002 1, "
                 "%s//z.xml//000000000001 1, ",
                 archives[i], archives[i], archives[i], archives[i]);
        assert_string_equal(rowan_buffer_string(&list), expected);
        unlinkat(root, archives[i], 0);
    }
}

static void test_member_columns(void **state)
{
    struct rowan_item item;
    bool more;

    (void)state;
    begin_archive("m.tar");
    add_member("in/c.xml", "<a><b>1</b></a>");
    end_archive();
    assert_ok(folder.source->open(folder.source, &of_archive, NULL, &err), err);
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_true(rowan_slice_equal(item.key, rowan_slice_of("m.tar//in/c.xml//000000000001")));
    assert_true(rowan_slice_equal(item.columns[0], rowan_slice_of("m.tar//in/c.xml")));
    assert_true(rowan_slice_equal(item.columns[1], rowan_slice_of("1")));
    assert_true(rowan_slice_equal(item.columns[2], rowan_slice_of("c.xml")));
    assert_true(rowan_slice_equal(item.columns[3], rowan_slice_of("1970-01-02 00:00:00")));
    assert_true(rowan_slice_equal(item.columns[4], rowan_slice_of("15")));
    assert_true(rowan_slice_equal(item.columns[5], rowan_slice_of("in/c.xml")));
    folder.source->close(folder.source);
    unlinkat(root, "m.tar", 0);
}

static void test_members_that_are_none(void **state)
{
    (void)state;
    begin_archive("m.tar");
    add_member("../up.xml", "<a><b/></a>");
    add_entry("link.xml", AE_IFLNK, "a.xml", (struct rowan_slice){"", 0});
    add_member("twice.xml", "<a><b/></a>");
    add_member("twice.xml", "<a><b/></a>");
    add_member("x.xml", "<a><b/></a>");
    end_archive();
    assert_string_equal(documents(&of_archive, NULL),
                        "ml// file: this member's path leads out of its archive, and it is not read\n"
                        "ml// file: this member is a link, which is not followed\n"
                        "ml// file: the archive has several members of this path, and none of them is read\n"
                        "0001 <a><b/></a>\n");
    cut_file("m.tar", 512);
    assert_string_equal(
        documents(&of_archive, NULL),
        "ar// archive: the archive cannot be read: Truncated input file (needed 512 bytes, only 0 "
        "available)\n");
    unlinkat(root, "m.tar", 0);
}

/* A byte of the text is not what its checksum says, which is seen at the end of a large member. */
static void test_damaged_member(void **state)
{
    char text[70000];

    (void)state;
    snprintf(text, sizeof text, "%-69990s", "<a><b>1</b><b>2</b></a>");
    begin_archive("m.zip");
    archive_write_zip_set_compression_store(made);
    add_member("x.xml", text);
    end_archive();
    damage_file("m.zip", 30 + 5 + 24 + 6);
    assert_string_equal(documents(&of_archive, NULL),
                        "0001 <a><b>5</b></a>\n0002 <a><b>2</b></a>\n0003 archive: record 3, byte 19, line 1 "
                        "of the file: the member cannot be read: ZIP bad CRC: 0x95e99ff2 should be "
                        "0x57df49e9; nothing of the file is read from here on\n");
    unlinkat(root, "m.zip", 0);
}

static void test_archive_changes(void **state)
{
    struct rowan_range second = {.after = rowan_slice_of("m.tar//x.xml//000000000001"),
                                 .to = rowan_slice_of("m.tar//x.xml//000000000002")};
    struct rowan_item item;
    bool more;

    (void)state;
    begin_archive("m.tar");
    add_member("w.xml", "<a><b>0</b></a>");
    add_member("x.xml", "<a><b>1</b><b>2</b></a>");
    end_archive();
    assert_string_equal(documents(&second, NULL), "0002 <a><b>2</b></a>\n");
    assert_ok(folder.source->open(folder.source, &of_archive, NULL, &err), err);
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    rowan_member_reader_close(&folder.split.reader.members); /* as another worker would begin */
    rowan_member_reader_init(&folder.split.reader.members);
    begin_archive("m.tar");
    add_member("w.xml", "<a><b>0</b></a>");
    add_member("y.xml", "<a><b>1</b><b>2</b></a>");
    end_archive();
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_true(more);
    assert_string_equal(item.reason, "changed");
    assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
    assert_false(more);
    folder.source->close(folder.source);
    unlinkat(root, "m.tar", 0);
}

/* What is read from its beginning by each piece has few pieces. */
static void test_pieces_grow(void **state)
{
    struct rowan_buffer text = {0};

    (void)state;
    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 0; i < 9000; i++)
        rowan_buffer_append_slice(&text, "<b/>");
    rowan_buffer_append_slice(&text, "</a>");
    begin_archive("m.tar.gz");
    add_member("x.xml", rowan_buffer_string(&text));
    end_archive();
    list.size = 0;
    assert_ok(folder.source->boundaries(folder.source, &of_archive, NULL, 500, 0, take, NULL, &err), err);
    assert_string_equal(rowan_buffer_string(&list),
                        "m.tar.gz//x.xml//000000000500 500, m.tar.gz//x.xml//000000001000 500, "
                        "m.tar.gz//x.xml//000000001500 500, m.tar.gz//x.xml//000000002000 500, "
                        "m.tar.gz//x.xml//000000002750 750, m.tar.gz//x.xml//000000003750 1000, "
                        "m.tar.gz//x.xml//000000005000 1250, m.tar.gz//x.xml//000000006750 1750, "
                        "m.tar.gz//x.xml//000000009000 2250, ");
    unlinkat(root, "m.tar.gz", 0);
    rowan_buffer_clear(&text);
}

/* ---- records with keys of their own ---- */

static const struct rowan_range of_x = {.from = {"x.xml", 5}, .to = {"x.xml//~", 8}};
static struct rowan_source_column key_columns[2] = {
    {.name = (char[]){"path"}}, {.name = (char[]){"key"}, .type = {.kind = ROWAN_TEXT, .length = 5}}};

/* Until the folder is opened again: what is known by numbers. */
static void open_keyed(const char *path)
{
    struct rowan_path_scope scope = {.arena = &arena, .names = names};

    rowan_folder_source_close(&folder);
    described.columns = key_columns;
    described.split_key = NULL;
    if (path)
        assert_ok(rowan_path_parse(&described.split_key, path, &scope, &err), err);
    assert_ok(rowan_folder_source_open(&folder, root_path, &described,
                                       (struct rowan_split){.names = names, .limits = &limits}, 500, NULL,
                                       &err),
              err);
}

static void show_keyed(const struct rowan_item *item)
{
    assert_true(rowan_buffer_format(&list, "%.*s ", (int)item->key.size - 5, item->key.data + 5));
    if (item->unread == ROWAN_UNREAD_REFUSED)
        assert_true(rowan_buffer_format(&list, "%s: %s\n", item->reason, item->message));
    else
        assert_true(rowan_buffer_format(&list, "%.*s %.*s\n", (int)item->columns[1].size,
                                        item->columns[1].data, (int)item->columns[6].size,
                                        item->columns[6].data));
}

static const char *keyed(const struct rowan_range *range)
{
    struct rowan_item item;
    bool more = true;

    list.size = 0;
    assert_ok(folder.source->open(folder.source, range, NULL, &err), err);
    while (more) {
        assert_ok(folder.source->next(folder.source, &item, &more, &err), err);
        if (more)
            show_keyed(&item);
    }
    folder.source->close(folder.source);
    return rowan_buffer_string(&list);
}

static void test_own_keys(void **state)
{
    (void)state;
    open_keyed("/a/b/@id");
    write_file("x.xml",
               "<a><b id='B'/><b id=' A=1 '/><b/><b id=''/><b id='B'/><b id='longer'/><b id='C'/></a>");
    assert_string_equal(
        keyed(&of_x),
        "//=B B 1\n//=A%3D1 A=1 2\n//000000000003 key: record 3 has no key at /a/b/@id\n"
        "//000000000004 key: record 4 has no key: /a/b/@id is empty\n"
        "//000000000005 key: record 5 has the key \"B\", as record 1 of the file has: the second one is not "
        "loaded\n"
        "//000000000006 key: record 6, its key /a/b/@id: \"longer\" has 6 characters, text(5) holds 5\n//=C "
        "C "
        "7\n");
    open_keyed(NULL);
}

/* Ranges are places in the file, and pieces of it are. */
static void test_ranges_of_own_keys(void **state)
{
    struct rowan_range later = {.after = rowan_slice_of("x.xml//000000000002"),
                                .to = rowan_slice_of("x.xml//000000000004")};
    struct rowan_range one = {.from = rowan_slice_of("x.xml//=A"), .to = rowan_slice_of("x.xml//=A")};
    struct rowan_range some = {.from = rowan_slice_of("x.xml//=A"), .to = rowan_slice_of("x.xml//=C")};
    struct rowan_range to_place = {.from = rowan_slice_of("x.xml//=A"),
                                   .to = rowan_slice_of("x.xml//000000000003")};
    struct rowan_range none = {.from = rowan_slice_of("x.xml//=D"), .to = rowan_slice_of("x.xml//=D")};

    (void)state;
    open_keyed("/a/b/i");
    write_file("x.xml", "<a><b><i>Z</i></b><b><i>A</i></b><b><i>Z</i></b><b><i>C</i></b><b><i>B</i></b></a>");
    assert_string_equal(keyed(&later),
                        "//000000000003 key: record 3 has the key \"Z\", as record 1 of the file "
                        "has: the second one is not loaded\n//=C C 4\n");
    assert_string_equal(keyed(&one), "//=A A 2\n");
    assert_string_equal(keyed(&some),
                        "//=A A 2\n//000000000003 key: record 3 has the key \"Z\", as record 1 of "
                        "the file has: the second one is not loaded\n//=C C 4\n");
    assert_string_equal(keyed(&to_place),
                        "//=A A 2\n//000000000003 key: record 3 has the key \"Z\", as record "
                        "1 of the file has: the second one is not loaded\n");
    assert_string_equal(keyed(&none), "");
    list.size = 0;
    assert_ok(folder.source->boundaries(folder.source, &of_x, NULL, 2, 0, take, NULL, &err), err);
    assert_string_equal(rowan_buffer_string(&list),
                        "x.xml//000000000002 2, x.xml//000000000004 2, x.xml//000000000005 1, ");
    open_keyed(NULL);
}

/* Many of them are told apart, and those of the file before count for nothing. */
static void test_many_own_keys(void **state)
{
    struct rowan_buffer text = {0};

    (void)state;
    open_keyed("/a/b/@id");
    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 0; i < 20000; i++)
        rowan_buffer_format(&text, "<b id='%d'/>", i);
    rowan_buffer_append_slice(&text, "<b id='777'/></a>");
    write_file("x.xml", rowan_buffer_string(&text));
    for (int i = 0; i < 2; i++) {
        struct rowan_range last = {.after = rowan_slice_of("x.xml//000000019999"),
                                   .to = rowan_slice_of("x.xml//000000020001")};
        assert_string_equal(keyed(&last),
                            "//=19999 19999 20000\n//000000020001 key: record 20001 has the key "
                            "\"777\", as record 778 of the file has: the second one is not loaded\n");
    }
    rowan_buffer_clear(&text);
    open_keyed(NULL);
}

/* ---- marks ---- */

#define MARKS 20

static struct {
    uint64_t records, offset, line;
    char facts[120], state[40], reason[24], message[300];
    bool ends;
} kept[MARKS];
static size_t kept_count;

static enum rowan_status find_mark(void *target, struct rowan_slice file, uint64_t records,
                                   struct rowan_record_mark *mark, const char **facts,
                                   struct rowan_error *error)
{
    (void)target;
    (void)file;
    (void)error;
    *facts = NULL;
    for (size_t i = 0; i < kept_count; i++) {
        if (kept[i].records > records)
            continue;
        *facts = kept[i].facts;
        *mark = (struct rowan_record_mark){kept[i].records,
                                           kept[i].offset,
                                           kept[i].line,
                                           rowan_slice_of(kept[i].state),
                                           kept[i].ends ? kept[i].reason : NULL,
                                           kept[i].ends ? kept[i].message : NULL};
    }
    return ROWAN_OK;
}

static enum rowan_status keep_mark(void *target, struct rowan_slice file, const char *facts,
                                   const struct rowan_record_mark *mark, struct rowan_error *error)
{
    (void)target;
    (void)file;
    (void)error;
    if (kept_count && kept[kept_count - 1].records >= mark->records)
        kept_count--;
    assert_true(kept_count < MARKS);
    kept[kept_count].records = mark->records;
    kept[kept_count].offset = mark->offset;
    kept[kept_count].line = mark->line;
    kept[kept_count].ends = mark->reason != NULL;
    snprintf(kept[kept_count].facts, sizeof kept->facts, "%s", facts);
    snprintf(kept[kept_count].state, sizeof kept->state, "%.*s", (int)mark->state.size, mark->state.data);
    snprintf(kept[kept_count].reason, sizeof kept->reason, "%s", mark->reason ? mark->reason : "");
    snprintf(kept[kept_count].message, sizeof kept->message, "%s", mark->message ? mark->message : "");
    kept_count++;
    return ROWAN_OK;
}

static enum rowan_status forget_marks(void *target, struct rowan_slice file, struct rowan_error *error)
{
    (void)target;
    (void)file;
    (void)error;
    kept_count = 0;
    return ROWAN_OK;
}

static const struct rowan_record_marks marks = {find_mark, keep_mark, forget_marks, NULL};

static enum rowan_status all_pending(void *target, const struct rowan_slice *keys,
                                     const struct rowan_slice *revisions, size_t count, bool *out,
                                     struct rowan_error *error)
{
    (void)target;
    (void)keys;
    (void)revisions;
    (void)error;
    memset(out, true, count);
    return ROWAN_OK;
}

static const struct rowan_pending marked = {.filter = all_pending, .marks = &marks};
static const struct timespec day[2] = {{.tv_sec = 86400}, {.tv_sec = 86400}};

static void write_records(const char *beginning, int count, const char *end)
{
    struct rowan_buffer text = {0};

    rowan_buffer_append_slice(&text, beginning);
    for (int i = 1; i <= count; i++)
        rowan_buffer_format(&text, "\n<b>%d</b>", i);
    rowan_buffer_append_slice(&text, end);
    write_file("only/x.xml", rowan_buffer_string(&text));
    assert_int_equal(utimensat(root, "only/x.xml", day, 0), 0);
    rowan_buffer_clear(&text);
}

static const char *plan_only(void)
{
    static const struct rowan_range only = {.from = {"only/x.xml", 10}, .to = {"only/x.xml//~", 13}};

    list.size = 0;
    assert_ok(folder.source->boundaries(folder.source, &only, &marked, 1500, 0, take, NULL, &err), err);
    return rowan_buffer_string(&list);
}

static const char *read_only(const char *after, const char *to)
{
    struct rowan_range range = {.after = rowan_slice_of(after), .to = rowan_slice_of(to)};

    return documents(&range, &marked);
}

/* What stands before a mark is not read again: it could be anything. */
static void test_marks(void **state)
{
    (void)state;
    kept_count = 0;
    write_records("<a x='1'>", 2500, "</a>");
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000002500 1000, ");
    assert_int_equal(kept_count, 3);
    assert_int_equal(kept[0].records, 1000);
    assert_int_equal(kept[0].line, 1001);
    assert_string_equal(kept[0].state, "<a x='1'>");
    assert_true(kept[2].ends);
    write_records("<??? x >>", 2500, "</a>");
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001501"),
                        "1500 <a x='1'><b>1500</b></a>\n1501 <a x='1'><b>1501</b></a>\n");
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000002500 1000, ");
}

/* Planning that ended early goes on where it was. */
static void test_marks_go_on(void **state)
{
    (void)state;
    write_records("<a x='1'>", 2500, "</a>");
    kept_count = 0;
    plan_only();
    kept_count = 1;
    write_records("<??? x >>", 2500, "</a>");
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000002500 1000, ");
    assert_int_equal(kept_count, 3);
}

/* Marks of another text: whoever reads stops, whoever plans begins anew. */
static void test_marks_of_another(void **state)
{
    (void)state;
    kept_count = 0;
    write_records("<a x='1'>", 2500, "</a>");
    plan_only();
    write_records("<a x='22'>", 2400, "</a>");
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001501"),
                        "1500 changed: the file changed while it was read; from record 1500 on nothing of it "
                        "is read\n");
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000002400 900, ");
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001500"),
                        "1500 <a x='22'><b>1500</b></a>\n");
}

static void reopen(uint64_t hash, const struct rowan_pulse *pulse)
{
    rowan_folder_source_close(&folder);
    assert_ok(rowan_folder_source_open(&folder, root_path, &described,
                                       (struct rowan_split){.names = names, .limits = &limits, .hash = hash},
                                       500, pulse, &err),
              err);
}

/* Marks of the same text by another mapping are of no use, and no reason to refuse it. */
static void test_marks_of_another_mapping(void **state)
{
    (void)state;
    kept_count = 0;
    write_records("<a x='1'>", 2500, "</a>");
    plan_only();
    reopen(7, NULL);
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001500"),
                        "1500 <a x='1'><b>1500</b></a>\n");
    assert_int_equal(kept_count, 3);
    reopen(0, NULL);
}

/* ---- what happens between two reads ---- */

static struct {
    int left; /* reads until then */
    void (*happens)(void);
} event;

static void beat(void *context)
{
    (void)context;
    if (event.left > 0 && --event.left == 0)
        event.happens();
}

static const struct rowan_pulse pulse = {beat, NULL};

/* About a megabyte. */
static void write_much(void)
{
    struct rowan_buffer text = {0};

    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 1; i <= 2500; i++)
        rowan_buffer_format(&text, "<b>%400d</b>", i);
    rowan_buffer_append_slice(&text, "</a>");
    write_file("only/x.xml", rowan_buffer_string(&text));
    assert_int_equal(utimensat(root, "only/x.xml", day, 0), 0);
    rowan_buffer_clear(&text);
}

static void make_short(void)
{
    write_file("only/x.xml", "<a><b/></a>");
}

/* Nothing of the range was read yet: it is told all the same. */
static void test_changes_before_the_range(void **state)
{
    static const struct rowan_range range = {.from = {"only/x.xml//000000002000", 24},
                                             .to = {"only/x.xml//000000002100", 24}};

    (void)state;
    write_much();
    reopen(0, &pulse);
    event.left = 4;
    event.happens = make_short;
    assert_string_equal(documents(&range, NULL),
                        "2000 changed: the file changed while it was read; from record 2000 on nothing of it "
                        "is read\n");
    assert_int_equal(event.left, 0);
    reopen(0, NULL);
}

/* So is one that can be read no more. */
static void test_unreadable_before_the_range(void **state)
{
    (void)state;
    kept_count = 0;
    write_records("<a>", 2500, "</a>");
    plan_only();
    assert_int_equal(fchmodat(root, "only/x.xml", 0, 0), 0);
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000002000"),
                        "1500 file: the file cannot be read: Permission denied\n");
    assert_int_equal(fchmodat(root, "only/x.xml", 0600, 0), 0);
}

/* The file is what it was, and cannot be read any more. */
static void make_unreadable(void)
{
    int fd = openat(root, "only/x.xml", O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(dup2(fd, folder.split.fd), folder.split.fd);
    close(fd);
}

/* A disk with a fault is no end of the file: it is tried again. */
static void test_marks_of_a_fault(void **state)
{
    (void)state;
    write_much();
    reopen(0, &pulse);
    kept_count = 0;
    event.left = 6;
    event.happens = make_unreadable;
    plan_only();
    assert_int_equal(event.left, 0);
    assert_false(kept_count && kept[kept_count - 1].ends);
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000002500 1000, ");
    assert_true(kept[kept_count - 1].ends);
    reopen(0, NULL);
}

/* Where the rest is broken is known, too. */
static void test_marks_of_the_end(void **state)
{
    static const char expected[] =
        "1500 <a x='1'><b>1500</b></a>\n1501 xml: record 1501, byte 16902, line 1501 of the file: line 1: "
        "reference to the entity \"c\", which is not one of the five of XML; nothing of the file is read "
        "from "
        "here on\n";

    (void)state;
    kept_count = 0;
    write_records("<a x='1'>", 1500, "<b>&c;</b><b/></a>");
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000001501 1, ");
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001501"), expected);
    write_records("<a x='1'>", 1500, "<b>xyz</b><b/></a>");
    assert_string_equal(read_only("only/x.xml//000000001499", "only/x.xml//000000001501"), expected);
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000001501 1, ");
    kept_count = 0;
    assert_string_equal(plan_only(), "only/x.xml//000000001500 1500, only/x.xml//000000001502 2, ");
}

static void test_leading_space(void **state)
{
    (void)state;
    limits.leading_space = true;
    assert_string_equal(all_of("\n <?xml version='1.0' encoding='ISO-8859-1'?><a><b>\xE4</b></a>"),
                        "0001 <a><b>\xC3\xA4</b></a>\n");
    limits.leading_space = false;
    assert_non_null(strstr(all_of("\n<?xml version='1.0'?><a><b/></a>"), "not at the document's beginning"));
}

static int open_all(void **state)
{
    struct rowan_path_scope scope = {.arena = &arena};

    (void)state;
    make_root();
    rowan_arena_init(&arena, 0);
    names = scope.names = rowan_qname_table_new();
    assert_ok(rowan_path_parse(&described.split, "/a/b", &scope, &err), err);
    return rowan_folder_source_open(&folder, root_path, &described,
                                    (struct rowan_split){.names = names, .limits = &limits}, 500, NULL, &err);
}

static int close_all(void **state)
{
    (void)state;
    rowan_folder_source_close(&folder);
    rowan_qname_table_free(names);
    rowan_arena_clear(&arena);
    rowan_buffer_clear(&list);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pieces),
                                       cmocka_unit_test(test_ranges),
                                       cmocka_unit_test(test_columns),
                                       cmocka_unit_test(test_rest),
                                       cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_whole),
                                       cmocka_unit_test(test_changes),
                                       cmocka_unit_test(test_members),
                                       cmocka_unit_test(test_member_columns),
                                       cmocka_unit_test(test_members_that_are_none),
                                       cmocka_unit_test(test_damaged_member),
                                       cmocka_unit_test(test_archive_changes),
                                       cmocka_unit_test(test_pieces_grow),
                                       cmocka_unit_test(test_own_keys),
                                       cmocka_unit_test(test_ranges_of_own_keys),
                                       cmocka_unit_test(test_many_own_keys),
                                       cmocka_unit_test(test_marks),
                                       cmocka_unit_test(test_marks_go_on),
                                       cmocka_unit_test(test_marks_of_another),
                                       cmocka_unit_test(test_marks_of_the_end),
                                       cmocka_unit_test(test_leading_space),
                                       cmocka_unit_test(test_marks_of_another_mapping),
                                       cmocka_unit_test(test_changes_before_the_range),
                                       cmocka_unit_test(test_unreadable_before_the_range),
                                       cmocka_unit_test(test_marks_of_a_fault)};

    return cmocka_run_group_tests(tests, open_all, close_all);
}
