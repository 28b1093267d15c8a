#include "files.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool read_file(const char *path, struct rowan_buffer *out)
{
    FILE *file = fopen(path, "rb");
    char piece[16384];
    size_t n;
    bool good = file != NULL;

    out->size = 0;
    while (good && (n = fread(piece, 1, sizeof piece, file)) > 0)
        good = rowan_buffer_append(out, piece, n);
    if (file)
        fclose(file);
    return good && rowan_buffer_string(out);
}

static bool visit_file(const char *path, files_visit *visit, void *context)
{
    struct rowan_buffer bytes;
    bool good;

    rowan_buffer_init(&bytes);
    good = read_file(path, &bytes) && visit(context, path, rowan_buffer_slice(&bytes));
    rowan_buffer_clear(&bytes);
    return good;
}

static bool is_shown(const char *name)
{
    return name[0] != '.';
}

static bool ends_in_xml(const char *name)
{
    size_t size = strlen(name);

    return size > 4 && strcmp(name + size - 4, ".xml") == 0;
}

static bool visit_entry(const char *folder, const char *name, files_visit *visit, void *context)
{
    char path[PATH_MAX];
    struct stat what;

    if (!is_shown(name) || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return true;
    if (lstat(path, &what) == 0 && S_ISDIR(what.st_mode))
        return files_walk(path, visit, context);
    return !ends_in_xml(name) || visit_file(path, visit, context);
}

bool files_walk(const char *folder, files_visit *visit, void *context)
{
    struct dirent **found;
    int count = scandir(folder, &found, NULL, alphasort);
    bool good = count >= 0;

    for (int i = 0; i < count; i++) {
        good = good && visit_entry(folder, found[i]->d_name, visit, context);
        free(found[i]);
    }
    if (count >= 0)
        free(found);
    return good;
}
