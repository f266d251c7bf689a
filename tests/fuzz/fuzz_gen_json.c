/* Fuzz driver of gen.json: any bytes are settings or an error with a place, and settings answer every question. */
#include <string.h>

#include "base/text.h"
#include "ingest/gen_json.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

static void ask(GenSettings *settings)
{
    static const char *const PATHS[] = {"a", "opt/x.json", "opt/old/x.json", "perf/run_1.txt"};
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(PATHS); i++) {
        gboolean is_excluded = FALSE;
        const VariantSettings *variant = gen_settings_variant(settings, PATHS[i], &is_excluded);
        g_assert_true(!variant || !is_excluded);
        gen_settings_loops(settings, PATHS[i]);
    }
    gen_settings_check_globs(settings, diags);
    gen_settings_check_variants(settings, names, diags);
    g_assert_true(isnan(settings->margin) || (settings->margin >= 0 && settings->margin < 1));
    for (guint i = 0; i < settings->whatifs->len; i++)
        g_assert_true(g_regex_match_simple(((WhatIf *)settings->whatifs->pdata[i])->pattern, "", 0, 0) || TRUE);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    gsize n_text = 0;
    g_autofree char *text = text_decode((const char *)data, n, &n_text, NULL);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = gen_json_read("gen.json", text, n_text, diags);
    g_assert_true(settings || diag_count(diags, DIAG_ERROR) > 0);
    if (settings)
        ask(settings);
    return 0;
}
