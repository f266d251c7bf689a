/* JSON: what is refused and where, what cJSON alone would get wrong, places of nodes. */
#include "ingest/json_read.h"

#include <string.h>

static const char *const GOOD[] = {
    "1",
    "-0",
    "0.5",
    "-1e-3",
    "1E+2",
    "true",
    "false",
    "null",
    "\"\"",
    "[]",
    "{}",
    " [1 , 2 ] ",
    "{\"a\":{\"a\":[]}}",
    "\"\\u00e9\\ud83d\\ude00\\n\\/\"",
    "\"\\u0000\"",
    "[[],[[]]]",
    "\"\x7f\"",
    "\"\\uD800\"",
    "1e999",
    "\"\\\"\"",
};

static const struct {
    const char *text;
    gsize offset;
} BAD[] = {
    {"", 0},          {" ", 1},        {"-01", 0},      {"01", 0},         {"2.", 2},          {"-.1", 1},
    {".1", 0},        {"1e", 2},       {"1e+", 3},      {"+1", 0},         {"NaN", 0},         {"[NaN]", 1},
    {"-Infinity", 1}, {"\"a\nb\"", 2}, {"\"a\tb\"", 2}, {"\"\\x\"", 1},    {"\"\\u12g4\"", 1}, {"\"abc", 0},
    {"[1,]", 3},      {"[1 2]", 3},    {"[1", 2},       {"{\"a\":1,}", 7}, {"{\"a\" 1}", 5},   {"{a:1}", 1},
    {"{\"a\":}", 5},  {"{\"a\":1", 6}, {"[1}", 2},      {"{\"a\":1]", 6},  {"1 2", 2},         {"[1]x", 3},
    {"tru", 0},       {"True", 0},     {"'a'", 0},      {"[1]\f", 3},      {"/* */1", 0},      {"\"\\", 1},
    {"\"\\u12", 1},   {"[", 1},        {"{", 1},        {"]", 0},          {"1\v", 1},         {"[,1]", 1},
};

static void test_validate(void)
{
    JsonError error;
    for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++)
        if (!json_validate(GOOD[i], strlen(GOOD[i]), &error))
            g_error("refused: %s (%s at %zu)", GOOD[i], error.message, error.offset);
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        if (json_validate(BAD[i].text, strlen(BAD[i].text), &error))
            g_error("accepted: %s", BAD[i].text);
        if (error.offset != BAD[i].offset)
            g_error("%s: at %zu, not %zu", BAD[i].text, error.offset, BAD[i].offset);
    }
    g_assert_false(json_validate("1\0", 2, &error));
    g_assert_false(json_validate("\"\0\"", 3, &error));
}

static gboolean is_nested_valid(gsize depth)
{
    JsonError error;
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < depth; i++)
        g_string_append_c(text, '[');
    for (gsize i = 0; i < depth; i++)
        g_string_append_c(text, ']');
    gboolean is_valid = json_validate(text->str, text->len, &error);
    g_autoptr(JsonDocument) document = json_read(NULL, text->str, text->len, NULL);
    g_assert_cmpint(document != NULL, ==, is_valid);
    return is_valid;
}

/* What is above a cap is refused, with the option that raises it; at the cap it is read. */
static void test_caps(void)
{
    static const char text[] = "{\"a\": [1, 2], \"b\": \"four\"}";
    static const struct {
        Limit limit;
        guint64 enough;
        const char *option;
    } cases[] = {{LIMIT_JSON, sizeof text - 1, "--max json="},
                 {LIMIT_VALUES, 5, "--max values="},
                 {LIMIT_STRING, 4, "--max string="}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (guint less = 0; less < 2; less++) {
            g_autoptr(DiagList) diags = diag_list_new();
            Limits limits = LIMITS_DEFAULT;
            limits.most[cases[i].limit] = cases[i].enough - less;
            g_autoptr(JsonDocument) document = json_read_within("x", text, sizeof text - 1, &limits, diags);
            g_assert_cmpint(document == NULL, ==, less);
            g_assert_cmpuint(diags->items->len, ==, less);
            if (less == 0)
                continue;
            const Diag *diag = g_ptr_array_index(diags->items, 0);
            g_assert_nonnull(strstr(diag->message, cases[i].option));
            g_assert_null(strstr(diag->message, "not valid"));
        }
}

static void test_depth(void)
{
    g_assert_true(is_nested_valid(1000));
    g_assert_false(is_nested_valid(1001));
    g_assert_false(is_nested_valid(100000));
}

static JsonDocument *read_text(const char *text, DiagList *diags)
{
    return json_read("file.json", text, strlen(text), diags);
}

static void test_error_place(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_assert_null(read_text("{\"ä\": 1,\n \"é\": 2.}", diags));
    const Diag *diag = g_ptr_array_index(diags->items, 0);
    g_assert_cmpuint(diag->line, ==, 2);
    g_assert_cmpuint(diag->column, ==, 9);
    g_assert_cmpstr(diag->code, ==, "damaged-input");
    g_assert_cmpint(diag->severity, ==, DIAG_ERROR);
    g_assert_cmpstr(diag->message, ==, "not valid JSON: a digit is missing after the point");
}

static void test_members(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(JsonDocument) document = read_text(
        "{\"Name\": \"x\", \"name\": \"y\",\n  \"o\": {\"a\": 1, \"a\": 2}, \"l\": [], \"name\": \"z\"}",
        diags);
    g_assert_cmpstr(json_member_string(document->root, "name"), ==, "z");
    g_assert_cmpstr(json_member_string(document->root, "Name"), ==, "x");
    g_assert_null(json_member(document->root, "NAME"));
    g_assert_null(json_member_string(document->root, "o"));
    g_assert_nonnull(json_member_object(document->root, "o"));
    g_assert_nonnull(json_member_array(document->root, "l"));
    g_assert_null(json_member_array(document->root, "o"));
    g_assert_null(json_member(NULL, "o"));
    double value = 0;
    g_assert_true(json_number(json_member(json_member(document->root, "o"), "a"), &value));
    g_assert_cmpfloat(value, ==, 2);

    g_assert_cmpuint(diags->items->len, ==, 1);
    const Diag *diag = g_ptr_array_index(diags->items, 0);
    g_assert_cmpstr(diag->code, ==, "duplicate-key");
    g_assert_cmpint(diag->severity, ==, DIAG_WARNING);
    g_assert_nonnull(strstr(diag->message, "(2 such names)"));
    g_assert_cmpuint(diag->line, ==, 2);
}

static void test_numbers(void)
{
    g_autofree char *zeros = g_strnfill(80, '0');
    g_autofree char *text =
        g_strdup_printf("[9007199254740993, 18446744073709551615, 18446744073709551616, 1.0, 1e3, 7, -3,"
                        " 0.1, 1e999, 0.%s1, 1%s.5, 1.5, 0.30000000000000004]",
                        zeros, zeros);
    g_autoptr(JsonDocument) document = read_text(text, NULL);
    guint64 integer = 0;
    double value = 0;
    const cJSON *node = document->root->child;
    g_assert_true(json_uint64(node, &integer));
    g_assert_cmpuint(integer, ==, 9007199254740993u);
    Quantity quantity = json_quantity(node);
    g_assert_true(quantity.is_integer && quantity.integer == 9007199254740993u);
    node = node->next;
    g_assert_true(json_uint64(node, &integer) && integer == G_MAXUINT64);
    node = node->next;
    g_assert_false(json_uint64(node, &integer));
    g_assert_true(json_is_integer(node));
    g_autofree char *digits = json_number_text(node);
    g_assert_cmpstr(digits, ==, "18446744073709551616");
    node = node->next;
    g_assert_false(json_is_integer(node)); /* 1.0 is a float, as in Python */
    g_assert_true(json_number(node, &value) && value == 1);
    node = node->next;
    g_assert_false(json_is_integer(node));
    node = node->next;
    g_assert_true(json_uint64(node, &integer) && integer == 7);
    node = node->next;
    g_assert_true(json_is_integer(node));
    g_assert_false(json_uint64(node, &integer));
    node = node->next;
    g_assert_true(json_number(node, &value) && value == 0.1);
    g_assert_false(json_is_integer(node));
    node = node->next;
    g_assert_false(json_number(node, &value));
    g_assert_true(isnan(json_quantity(node).value));
    node = node->next;
    g_assert_true(json_number(node, &value) && value == 1e-81);
    node = node->next;
    g_assert_true(json_number(node, &value) && value == 1e80);
    node = node->next;
    g_assert_true(json_number(node, &value) && value == 1.5);
    node = node->next;
    g_autofree char *shortest = json_number_text(node);
    g_assert_cmpstr(shortest, ==, "0.30000000000000004");
    g_assert_null(node->next);
}

static void test_strings(void)
{
    g_autoptr(JsonDocument) document = read_text(
        "[\"a\\u0000b\", \"\\ud800\\u0000x\", \"\\ud83d\\ude00\", {\"\\u0000k\": \"\\udc00\"}]", NULL);
    const cJSON *node = document->root->child;
    g_assert_cmpstr(node->valuestring, ==, "a\uFFFDb");
    g_assert_cmpstr(node->next->valuestring, ==, "\uFFFD\uFFFDx");
    g_assert_cmpstr(node->next->next->valuestring, ==, "\U0001F600");
    g_assert_cmpstr(json_member_string(node->next->next->next, "\uFFFDk"), ==, "\uFFFD");
}

static void test_reject(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(JsonDocument) document =
        read_text("{\"a\": [1, {\"b\": []}, [2]],\n\"c\": [[3], 4,\n  -5]}", diags);
    const cJSON *list = json_member(document->root, "c");
    g_assert_false(json_reject(document, list->child->next->next, diags, "must be %s", "positive"));
    const Diag *diag = g_ptr_array_index(diags->items, 0);
    g_autofree char *line = diag_format(diag);
    g_assert_cmpstr(line, ==, "file.json:3:3: error: must be positive");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json/validate", test_validate);
    g_test_add_func("/json/caps", test_caps);
    g_test_add_func("/json/depth", test_depth);
    g_test_add_func("/json/error-place", test_error_place);
    g_test_add_func("/json/members", test_members);
    g_test_add_func("/json/numbers", test_numbers);
    g_test_add_func("/json/strings", test_strings);
    g_test_add_func("/json/reject", test_reject);
    return g_test_run();
}
