#include "whole_file.h"

#include <stdio.h>
#include <stdlib.h>

static char *read_open(FILE *file, size_t *size)
{
    char *data = NULL;
    long end;

    if (fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0)
        return NULL;
    rewind(file);
    *size = (size_t)end;
    data = calloc(1, *size + 1);
    if (data && fread(data, 1, *size, file) != *size) {
        free(data);
        data = NULL;
    }
    return data;
}

char *whole_file_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *data = file ? read_open(file, size) : NULL;

    if (file)
        fclose(file);
    return data;
}
