/*
 * Reading a mapping's files. Only what lies in the folder of the mapping, or below it, can be used, whatever
 * a name says and wherever a symbolic link leads: a mapping must not be able to look at the machine, and a
 * folder that is copied elsewhere must be the whole mapping.
 */
#include "language/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "value/value.h"

#define SIZE_MAX_ALL ((size_t)64 << 20) /* of all texts: what a mapping's Lua state may hold, too */

static enum rowan_status file_failed(struct rowan_error *err, const char *name, int number)
{
    return rowan_fail(err, ROWAN_MAPPING, "file", "%s: %s", name, strerror(number));
}

/* ---- the list ---- */

static char *copy_text(const char *data, size_t size)
{
    char *copy = malloc(size + 1);

    if (!copy)
        return NULL;
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

static void free_file(struct rowan_file *file)
{
    free((void *)(uintptr_t)file->name);
    free((void *)(uintptr_t)file->text.data);
}

static enum rowan_status add_copy(struct rowan_files *files, const char *name, struct rowan_slice text,
                                  struct rowan_error *err)
{
    struct rowan_file *items = realloc(files->items, (files->count + 1) * sizeof *items);
    struct rowan_file file = {copy_text(name, strlen(name)), {copy_text(text.data, text.size), text.size}};

    if (items)
        files->items = items;
    if (!items || !file.name || !file.text.data) {
        free_file(&file);
        return rowan_out_of_memory(err);
    }
    items[files->count++] = file;
    files->size += text.size;
    return ROWAN_OK;
}

void rowan_files_free(struct rowan_files *files)
{
    if (!files)
        return;
    for (size_t i = 0; i < files->count; i++)
        free_file(&files->items[i]);
    free(files->items);
    free(files);
}

enum rowan_status rowan_files_copy(struct rowan_files **out, const struct rowan_file *list, size_t count,
                                   struct rowan_error *err)
{
    struct rowan_files *files = calloc(1, sizeof *files);
    enum rowan_status st = files ? ROWAN_OK : rowan_out_of_memory(err);

    for (size_t i = 0; st == ROWAN_OK && i < count; i++)
        st = add_copy(files, list[i].name, list[i].text, err);
    if (st == ROWAN_OK)
        files->closed = true;
    if (st != ROWAN_OK) {
        rowan_files_free(files);
        files = NULL;
    }
    *out = files;
    return st;
}

/* ---- reading ---- */

/* Append what fd holds to out, as long as that is not more than limit. */
static enum rowan_status read_all(int fd, const char *name, size_t limit, struct rowan_buffer *out,
                                  struct rowan_error *err)
{
    enum { BLOCK = 16384 };
    ssize_t n;

    do {
        if (!rowan_buffer_reserve(out, BLOCK))
            return rowan_out_of_memory(err);
        n = read(fd, out->data + out->size, BLOCK);
        if (n > 0)
            out->size += (size_t)n;
        if (out->size > limit)
            return rowan_fail(err, ROWAN_MAPPING, "file",
                              "%s: a mapping's files hold at most %zu MB together", name, SIZE_MAX_ALL >> 20);
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n < 0 ? file_failed(err, name, errno) : ROWAN_OK;
}

/* Add the file that is open as fd. */
static enum rowan_status add_open(struct rowan_files *files, const char *name, int fd,
                                  struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    enum rowan_status st = read_all(fd, name, SIZE_MAX_ALL - files->size, &text, err);

    if (st == ROWAN_OK)
        st = add_copy(files, name, rowan_buffer_slice(&text), err);
    rowan_buffer_clear(&text);
    return st;
}

enum rowan_status rowan_files_open(struct rowan_files **out, const char *path, struct rowan_error *err)
{
    struct rowan_files *files = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum rowan_status st = ROWAN_OK;

    if (fd < 0)
        st = file_failed(err, path, errno);
    if (st == ROWAN_OK && !(files = calloc(1, sizeof *files)))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = add_open(files, path, fd, err);
    if (st != ROWAN_OK) {
        rowan_files_free(files);
        files = NULL;
    }
    if (fd >= 0)
        close(fd);
    *out = files;
    return st;
}

/* ---- what a mapping uses ---- */

/* A name has one spelling, so that a file is one value: no empty parts, no "." and no "..". */
static bool is_plain_name(const char *name)
{
    if (!*name || strchr(name, '\\'))
        return false;
    for (;;) {
        size_t n = strcspn(name, "/");
        if (n == 0 || (n == 1 && name[0] == '.') || (n == 2 && name[0] == '.' && name[1] == '.'))
            return false;
        if (!name[n])
            return true;
        name += n + 1;
    }
}

static enum rowan_status check_name(const char *name, struct rowan_error *err)
{
    if (rowan_utf8_length(rowan_slice_of(name)) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "file", "the name is not UTF-8");
    if (!is_plain_name(name))
        return rowan_fail(err, ROWAN_MAPPING, "file",
                          "a file is named from the folder of the mapping and lies in it: use "
                          "\"parts/enums.lua\", with forward slashes, without . and ..");
    return ROWAN_OK;
}

/* The folder of the mapping, as it was named, and behind it the name. */
static bool whole_name(const struct rowan_files *files, const char *name, struct rowan_buffer *out)
{
    const char *mapping = files->items[0].name;
    const char *slash = strrchr(mapping, '/');

    return rowan_buffer_append(out, mapping, slash ? (size_t)(slash - mapping) + 1 : 0) &&
           rowan_buffer_append_slice(out, name) && rowan_buffer_string(out);
}

/* Where links lead counts, of the folder and of the file. */
static bool is_inside(const char *file, const char *folder)
{
    size_t n = strlen(folder);

    if (n == 1) /* the root */
        return true;
    return strncmp(file, folder, n) == 0 && file[n] == '/';
}

/* Open the file called whole, unless it lies outside. */
static enum rowan_status open_inside(const struct rowan_files *files, const char *whole, int *fd,
                                     struct rowan_error *err)
{
    struct rowan_buffer place = {0};
    char folder[PATH_MAX], file[PATH_MAX];
    struct stat info;
    int number;

    if (!whole_name(files, ".", &place)) {
        rowan_buffer_clear(&place);
        return rowan_out_of_memory(err);
    }
    number = realpath(place.data, folder) && realpath(whole, file) ? 0 : errno;
    rowan_buffer_clear(&place);
    if (number)
        return file_failed(err, whole, number);
    if (!is_inside(file, folder))
        return rowan_fail(err, ROWAN_MAPPING, "file",
                          "%s: a symbolic link leads out of the folder of the mapping", whole);
    *fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); /* a pipe without a writer blocks */
    if (*fd < 0 || fstat(*fd, &info) != 0)
        return file_failed(err, whole, errno);
    if (!S_ISREG(info.st_mode))
        return rowan_fail(err, ROWAN_MAPPING, "file", "%s: this is not a file", whole);
    return ROWAN_OK;
}

static enum rowan_status read_used(struct rowan_files *files, const char *whole, struct rowan_error *err)
{
    int fd = -1;
    enum rowan_status st;

    if (files->closed)
        return rowan_fail(err, ROWAN_MAPPING, "file", "%s: this file did not come with the mapping", whole);
    st = open_inside(files, whole, &fd, err);
    if (st == ROWAN_OK)
        st = add_open(files, whole, fd, err);
    if (fd >= 0)
        close(fd);
    return st;
}

enum rowan_status rowan_files_use(struct rowan_files *files, const char *name, struct rowan_file *file,
                                  struct rowan_error *err)
{
    struct rowan_buffer whole = {0};
    enum rowan_status st = check_name(name, err);
    size_t i = 0;

    if (st == ROWAN_OK && !whole_name(files, name, &whole))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK) {
        while (i < files->count && strcmp(files->items[i].name, whole.data) != 0)
            i++;
        if (i == files->count)
            st = read_used(files, whole.data, err);
    }
    if (st == ROWAN_OK)
        *file = files->items[i];
    rowan_buffer_clear(&whole);
    return st;
}
