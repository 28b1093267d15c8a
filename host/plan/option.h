#ifndef ROWAN_OPTION_H
#define ROWAN_OPTION_H
/*
 * The options of a column, one row each: what it is called, which values it takes, which types and origins
 * take it, where it is kept, how it prints. The words of the mapping language, the check of a plan, `rowan
 * plan`, `rowan words` and the reference go by these rows, and a test takes every pair of them.
 */
#include <stdio.h>

#include "plan/column_spec.h"

enum rowan_option_kind {
    ROWAN_OPTION_FLAG,    /* true or false */
    ROWAN_OPTION_CHOICE,  /* one of the choices */
    ROWAN_OPTION_SWITCH,  /* true, false, or one of the choices */
    ROWAN_OPTION_NUMBER,  /* a whole number from least to most */
    ROWAN_OPTION_TEXT,    /* a text */
    ROWAN_OPTION_TEXTS,   /* a text or a whole number, or a list of them */
    ROWAN_OPTION_FORMATS, /* a text or a list of texts */
    ROWAN_OPTION_LITERAL, /* a text, a number, true or false; run "..." or source "..." */
    ROWAN_OPTION_STEPS    /* a function, a built-in step, or a list of them */
};

#define ROWAN_OPTION_CHOICES_MAX 4

struct rowan_option {
    const char *name;
    enum rowan_option_kind kind;
    /* By the number that is kept; "" is what nobody can write. */
    const char *choices[ROWAN_OPTION_CHOICES_MAX + 1];
    int least, most;           /* of a number; 0 is not among them */
    unsigned types;            /* those that take it: 1 << enum rowan_kind */
    const char *for_;          /* what these are, for people */
    unsigned origins;          /* those that take it: 1 << enum rowan_origin */
    unsigned with_via;         /* those that take it when via makes the text */
    const char *why;           /* what is said of other origins, after the name; NULL: the usual */
    bool constant;             /* a choice: constant(value) is one as well, after the last */
    bool of_rows;              /* rows = { ... } takes it, too */
    const char *needs;         /* it does nothing without this option, NULL: it does */
    unsigned choice;           /* which choice of that, or 0 for any */
    const char *or_needs;      /* nor without this one; NULL: there is no other */
    unsigned alone;            /* types for which it does something without, */
    unsigned alone_of;         /* and origins */
    const char *not_beside[3]; /* options that leave it nothing to do, */
    unsigned beside_of;        /* but for these origins; */
    const char *leaves;        /* and what they leave, for people */
    bool off;                  /* a flag that is kept when it is false */
    size_t spec, column, size; /* where it is kept, if in one field; column 0: it is made of more */
    /* How it prints when the column has it; NULL: its name and choice. */
    void (*print)(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column);
};

/* NULL after the last. They stand in the order in which they print. */
const struct rowan_option *rowan_option_at(size_t index);
const struct rowan_option *rowan_option_find(const char *name);
/* Keep the number of a choice, a flag or a switch in the spec. */
void rowan_option_set(const struct rowan_option *option, struct rowan_column_spec *spec, unsigned value);
/* Keep a text, which is not copied. */
void rowan_option_set_text(const struct rowan_option *option, struct rowan_column_spec *spec,
                           const char *text);
/* Copy flags, choices, switches and texts of the spec to the column that keeps them. False: no memory. */
bool rowan_option_copy(const struct rowan_column_spec *spec, struct rowan_column *column,
                       struct rowan_arena *arena);
/* Write into out why an option of the spec could do nothing for the column, which has its type; false: each
 * can. */
bool rowan_option_idle(const struct rowan_column_spec *spec, enum rowan_kind kind, char *out, size_t size);
/* "  name=value" for each option that the column has. */
void rowan_option_print(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column);
#endif
