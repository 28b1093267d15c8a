/* Words are looked for between comments and quotes; nothing else of SQL is known here. */
#include "catalog/table_text.h"

#include "catalog/clause_lexer.h"

static bool is_word(const struct rowan_clause_lexer *lexer, const char *word)
{
    return lexer->token == ROWAN_CLAUSE_WORD && rowan_slice_is_word(lexer->text, word);
}

const char *rowan_table_text_conflict(struct rowan_slice text)
{
    struct rowan_clause_lexer lexer;
    int met = 0; /* 1: ON, 2: ON CONFLICT */

    rowan_clause_begin(&lexer, text, false);
    do {
        rowan_clause_next(&lexer);
        if (met == 2 && is_word(&lexer, "replace"))
            return "REPLACE";
        if (met == 2 && is_word(&lexer, "ignore"))
            return "IGNORE";
        met = is_word(&lexer, "on") ? 1 : met == 1 && is_word(&lexer, "conflict") ? 2 : 0;
    } while (lexer.token != ROWAN_CLAUSE_END);
    return NULL;
}

/* From the parenthesis that opened to the one that closes it; false when none does. */
static bool read_parentheses(struct rowan_clause_lexer *lexer, struct rowan_slice *out)
{
    const char *begin = lexer->at;
    int depth = 1;

    while (depth > 0) {
        rowan_clause_next(lexer);
        if (lexer->token == ROWAN_CLAUSE_END)
            return false;
        depth += lexer->token == ROWAN_CLAUSE_OPEN ? 1 : lexer->token == ROWAN_CLAUSE_CLOSE ? -1 : 0;
    }
    *out = (struct rowan_slice){begin, (size_t)(lexer->text.data - begin)};
    return true;
}

bool rowan_table_text_check(struct rowan_slice *text, struct rowan_slice *name, struct rowan_slice *clause)
{
    struct rowan_clause_lexer lexer;
    bool named = false;

    rowan_clause_begin(&lexer, *text, false);
    *name = (struct rowan_slice){NULL, 0};
    for (rowan_clause_next(&lexer); lexer.token != ROWAN_CLAUSE_END; rowan_clause_next(&lexer)) {
        if (named) {
            *name = lexer.text;
            named = false;
        } else if (is_word(&lexer, "check")) {
            rowan_clause_next(&lexer);
            if (lexer.token != ROWAN_CLAUSE_OPEN || !read_parentheses(&lexer, clause))
                return false;
            *text = (struct rowan_slice){lexer.at, (size_t)(lexer.end - lexer.at)};
            return true;
        } else {
            named = is_word(&lexer, "constraint");
            *name = (struct rowan_slice){NULL, 0};
        }
    }
    return false;
}
