/*
 * The floor under sources: documents read and parsed, in the order in which they lie, with nothing around it.
 *
 *   source_floor files LIST      files whose paths stand in LIST, a line each
 *   source_floor archive FILE    members of an archive, in its order
 *   source_floor split FILE      one file in pieces, one SAX2 pass over all of it
 *
 * A pass is libxml2's SAX2 with empty handlers. Every mistake ends the program. One line of JSON is the
 * result.
 */
#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bare_pass.h"
#include "whole_file.h"

#define PIECE ((size_t)1 << 16)

struct result {
    int64_t documents;
    int64_t bytes;
};

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("source_floor: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void parse(xmlParserCtxtPtr context, const char *name, const char *data, size_t size,
                  struct result *result)
{
    if (!bare_pass_read(context, data, size))
        die("%s is not well-formed", name);
    result->documents++;
    result->bytes += (int64_t)size;
}

static void read_files(xmlParserCtxtPtr context, const char *list, struct result *result)
{
    FILE *in = fopen(list, "r");
    char path[4096];

    if (!in)
        die("cannot read %s", list);
    while (fgets(path, sizeof path, in)) {
        size_t size;
        char *data;
        path[strcspn(path, "\n")] = '\0';
        data = whole_file_read(path, &size);
        if (!data)
            die("cannot read %s", path);
        parse(context, path, data, size, result);
        free(data);
    }
    fclose(in);
}

/* The member in hand; its size is known. */
static void read_member(xmlParserCtxtPtr context, struct archive *archive, struct archive_entry *entry,
                        struct result *result)
{
    size_t size = (size_t)archive_entry_size(entry);
    char *data = calloc(1, size + 1);

    if (!data)
        die("no memory");
    if (archive_read_data(archive, data, size) != (la_ssize_t)size)
        die("%s: %s", archive_entry_pathname(entry), archive_error_string(archive));
    parse(context, archive_entry_pathname(entry), data, size, result);
    free(data);
}

static void read_archive(xmlParserCtxtPtr context, const char *path, struct result *result)
{
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;

    if (!archive)
        die("no memory");
    archive_read_support_filter_all(archive);
    archive_read_support_format_all(archive);
    if (archive_read_open_filename(archive, path, PIECE) != ARCHIVE_OK)
        die("%s: %s", path, archive_error_string(archive));
    while (archive_read_next_header(archive, &entry) == ARCHIVE_OK)
        if (archive_entry_filetype(entry) == AE_IFREG)
            read_member(context, archive, entry, result);
    archive_read_free(archive);
}

static void read_split(xmlParserCtxtPtr like, const char *path, struct result *result)
{
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(like->sax, NULL, NULL, 0, NULL);
    static char piece[PIECE];
    FILE *in = fopen(path, "rb");
    size_t got;

    if (!context || !in)
        die("cannot read %s", path);
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_HUGE);
    while ((got = fread(piece, 1, sizeof piece, in)) > 0) {
        if (xmlParseChunk(context, piece, (int)got, 0) != 0)
            die("%s is not well-formed", path);
        result->bytes += (int64_t)got;
    }
    xmlParseChunk(context, NULL, 0, 1);
    if (!context->wellFormed)
        die("%s is not well-formed", path);
    fclose(in);
    xmlFreeParserCtxt(context);
    result->documents = 1;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*read)(xmlParserCtxtPtr, const char *, struct result *);
    } ways[] = {{"files", read_files}, {"archive", read_archive}, {"split", read_split}};
    xmlParserCtxtPtr context = bare_pass_new();
    struct result result = {0};
    double began;

    if (!context)
        die("no memory");
    for (size_t i = 0; argc == 3 && i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(argv[1], ways[i].name) != 0)
            continue;
        began = seconds();
        ways[i].read(context, argv[2], &result);
        printf("{\"documents\": %" PRId64 ", \"bytes\": %" PRId64 ", \"seconds\": %.6f}\n", result.documents,
               result.bytes, seconds() - began);
        xmlFreeParserCtxt(context);
        return 0;
    }
    die("usage: source_floor files LIST | archive FILE | split FILE");
}
