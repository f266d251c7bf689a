/* The rules for the baseline; see baseline.h. */
#include "ingest/baseline.h"

#include <string.h>

/* Whether a word is among the tokens. */
static gboolean has_text(const GPtrArray *tokens, const char *text)
{
    for (guint i = 0; i < tokens->len; i++)
        if (strcmp(((const Token *)tokens->pdata[i])->text, text) == 0)
            return TRUE;
    return FALSE;
}

/* The strongest word for the baseline, G_MAXUINT when there is none; *n_others counts the other tokens. */
static guint baseline_strength(const VariantDraft *draft, guint *n_others)
{
    g_autoptr(GPtrArray) own = draft->forced_name ? name_tokens(draft->forced_name) : NULL;
    const GPtrArray *tokens = own ? own : draft->tokens;
    guint strength = G_MAXUINT;
    for (guint i = 0; i < tokens->len; i++) {
        const Token *token = tokens->pdata[i];
        if (token->kind == TOKEN_BASELINE)
            strength = MIN(strength, token->strength);
    }
    *n_others = tokens->len ? tokens->len - 1 : 0;
    return strength;
}

/* Rule 1: has a baseline word; fewest other tokens, strongest word, oldest. */
static VariantDraft *by_baseline_word(const VariantSet *set)
{
    VariantDraft *best = NULL;
    guint best_strength = 0, best_others = 0;
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        guint n_others = 0;
        guint strength = baseline_strength(draft, &n_others);
        if (strength == G_MAXUINT)
            continue;
        gboolean is_better =
            !best || n_others < best_others || (n_others == best_others && strength < best_strength) ||
            (n_others == best_others && strength == best_strength && draft_compare_age(draft, best) < 0);
        if (!is_better)
            continue;
        best = draft;
        best_strength = strength;
        best_others = n_others;
    }
    return best;
}

/* Hashes differ between any two builds and say nothing about which one came first. */
static gboolean is_contained(const VariantDraft *a, const VariantDraft *b)
{
    for (guint i = 0; i < a->tokens->len; i++) {
        const Token *token = a->tokens->pdata[i];
        if (token->kind != TOKEN_HASH && !has_text(b->tokens, token->text))
            return FALSE;
    }
    return TRUE;
}

/* Rule 2: the unsuffixed sibling, contained in every other one. Two of them decide nothing. */
static VariantDraft *by_containment(const VariantSet *set)
{
    VariantDraft *found = NULL;
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        gboolean is_in_all = !draft->forced_name;
        for (guint k = 0; k < set->drafts->len && is_in_all; k++) {
            const VariantDraft *other = set->drafts->pdata[k];
            is_in_all = !other->forced_name && is_contained(draft, other);
        }
        if (!is_in_all)
            continue;
        if (found)
            return NULL;
        found = draft;
    }
    return found;
}

/* Whether a word says that something was changed. */
static gboolean has_changed_word(const VariantDraft *draft)
{
    g_autoptr(GPtrArray) own = draft->forced_name ? name_tokens(draft->forced_name) : NULL;
    const GPtrArray *tokens = own ? own : draft->tokens;
    for (guint i = 0; i < tokens->len; i++)
        if (((const Token *)tokens->pdata[i])->kind == TOKEN_CHANGED)
            return TRUE;
    return FALSE;
}

/* Rule 3: the only one without a changed word. */
static VariantDraft *by_missing_change(const VariantSet *set)
{
    VariantDraft *found = NULL;
    for (guint i = 0; i < set->drafts->len; i++) {
        if (has_changed_word(set->drafts->pdata[i]))
            continue;
        if (found)
            return NULL;
        found = set->drafts->pdata[i];
    }
    return found;
}

/* The first in the order of the names. */
static VariantDraft *by_order(const VariantSet *set)
{
    VariantDraft *found = NULL;
    for (guint i = 0; i < set->drafts->len; i++)
        if (!found || draft_compare(set->drafts->pdata[i], found) < 0)
            found = set->drafts->pdata[i];
    return found;
}

/* The rules in their order; the last one always decides. */
VariantDraft *baseline_infer(const VariantSet *set, BaselineRule *rule)
{
    static const struct {
        BaselineRule rule;
        VariantDraft *(*find)(const VariantSet *set);
    } rules[] = {
        {BASELINE_WORD, by_baseline_word},
        {BASELINE_CONTAINED, by_containment},
        {BASELINE_UNCHANGED, by_missing_change},
        {BASELINE_GUESSED, by_order},
    };
    VariantDraft *found = NULL;
    for (gsize i = 0; !found && i < G_N_ELEMENTS(rules); i++) {
        found = rules[i].find(set);
        *rule = rules[i].rule;
    }
    if (set->drafts->len < 2)
        *rule = BASELINE_ALONE;
    return found;
}
