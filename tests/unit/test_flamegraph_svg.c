/* Flame graphs read back: the families of pictures, places with little precision, what is lost, and what is no flame graph. */
#include <string.h>

#include "profile_testing.h"

#define SVG_HEAD                                                                                             \
    "<?xml version=\"1.0\" standalone=\"no\"?>\n"                                                            \
    "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "                                                      \
    "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n"                                                \
    "<svg version=\"1.1\" width=\"1200\" xmlns=\"http://www.w3.org/2000/svg\" "                              \
    "xmlns:fg=\"http://github.com/jonhoo/inferno\">\n"

/* A box of flamegraph.pl: pixels with one decimal, root at the bottom. */
#define PL(title, x, y, width)                                                                               \
    "<g class=\"func_g\"><title>" title "</title><rect x=\"" x "\" y=\"" y "\" width=\"" width               \
    "\" height=\"15.0\" fill=\"rgb(1,2,3)\"/><text x=\"1\" y=\"2\">ma..</text></g>\n"

/* A box of inferno: exact places in samples, here with the root on top. */
#define INFERNO(title, x, y, width)                                                                          \
    "<g><title>" title "</title><rect x=\"1%\" y=\"" y "\" width=\"2%\" height=\"15\" fg:x=\"" x             \
    "\" fg:w=\"" width "\"/>"                                                                                \
    "<text x=\"1%\" y=\"2\"></text></g>\n"

static void check_tree(const char *svg, guint64 total, const char *tree)
{
    Reading reading = read_text(svg);
    const Profile *profile = only_profile(&reading);
    g_autofree char *got = tree_text(profile);
    g_assert_cmpstr(profile->format, ==, "flamegraph-svg");
    g_assert_cmpstr(got, ==, tree);
    g_assert_cmpuint(profile->total, ==, total);
    reading_clear(&reading);
}

static const char PERL_GRAPH[] = SVG_HEAD                                       /**/
    "<text id=\"title\" x=\"600\" y=\"24\">Flame Graph</text><g id=\"frames\">" /**/
    PL("b&lt;int&gt; (300,000,000 samples, 30.00%)", "10.0", "53", "354.0")     /**/
    PL("c (b.c:3) (1) (200,000,000 samples, 20.00%)", "364.1", "53", "235.9")   /**/
    PL("a (1,000,000,000 samples, 100.00%)", "10.0", "69", "1180.0")            /**/
    PL("all (1,000,000,000 samples, 100%)", "10.0", "85", "1180.0") "</g></svg>\n";

/* A name attribute puts another text into the title; the exact width is the count, here in tenths of the samples. */
static void test_own_titles(void)
{
    check_tree(SVG_HEAD "<svg id=\"frames\" total_samples=\"100\">"                              /**/
               INFERNO("all (10 samples, 100%)", "0", "36", "100")                               /**/
               INFERNO("foo", "0", "52", "100")                                                  /**/
               "<a href=\"x\"><rect x=\"1%\" y=\"68\" width=\"2%\" fg:x=\"0\" fg:w=\"30\"/></a>" /**/
               INFERNO("b (4 samples, 40.00%)", "30", "68", "40")                                /**/
               "</svg></svg>\n",
               10, "foo 10/3((no title) 3/3 b 4/4)");
    /* --factor 2.5: titles are rounded, 5 of a and b is more than the 8 of foo leave */
    check_tree(SVG_HEAD "<svg id=\"frames\" total_samples=\"3\">"  /**/
               INFERNO("all (8 samples, 100%)", "0", "36", "3")    /**/
               INFERNO("foo (8 samples, 100.00%)", "0", "52", "3") /**/
               INFERNO("a (3 samples, 33.33%)", "0", "68", "1")    /**/
               INFERNO("b (3 samples, 33.33%)", "1", "68", "1")    /**/
               INFERNO("c (3 samples, 33.33%)", "2", "68", "1")    /**/
               "</svg></svg>\n",
               8000, "foo 8000/0(a 2667/2667 b 2666/2666 c 2667/2667)");
}

static void test_perl(void)
{
    check_tree(PERL_GRAPH, 1000000000,
               "a 1000000000/500000000(b<int> 300000000/300000000 c (b.c:3) (1) 200000000/200000000)");
    Reading reading = read_text(PERL_GRAPH);
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->weight_unit, ==, "weight"); /* 10^9 are no samples, whatever the title says */
    g_assert_cmpfloat_with_epsilon(profile->pruned, 0.5,
                                   0.001); /* right of c is only what was too narrow to draw */
    g_assert_true(isnan(profile->sample_rate));
    reading_clear(&reading);
}

static void test_oldest(void)
{
    check_tree("<svg version=\"1.1\" xmlns=\"http://www.w3.org/2000/svg\">"
               "<g class=\"func_g\" onmouseover=\"s('all (20 samples, 100%)')\" onmouseout=\"c()\">"
               "<rect x=\"10\" y=\"69\" width=\"1180\" height=\"15\"/></g>"
               "<rect x=\"10\" y=\"53\" width=\"590\" height=\"15\" onmouseover=\"s('f&amp;g (10 samples, "
               "50.00%)')\"/></svg>",
               20, "f&g 10/10");
}

static void test_link_inside_group(void)
{
    check_tree("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
               "<g><title>all (4 samples, 100%)</title><a xlink:href=\"x\"><rect x=\"10\" y=\"50\" "
               "width=\"80\"/></a></g>"
               "<a><title>f (4 samples, 100.00%)</title><rect x=\"10\" y=\"34\" width=\"80\"/></a></svg>",
               4, "f 4/4");
}

static const char PYSPY_GRAPH[] = SVG_HEAD                                                           /**/
    "<text id=\"title\">py-spy record --rate 50 -o x.svg -- python app.py</text><svg id=\"frames\">" /**/
    INFERNO("main (app.py:3) (90 samples, 90.00%)", "0", "52", "90")                                 /**/
    INFERNO("encode (json/encoder.py:7) (30 samples, 30.00%)", "20", "68", "30")                     /**/
    INFERNO("encode (json/encoder.py:9) (25 samples, 25.00%)", "55", "68", "25")                     /**/
    INFERNO("all (100 samples, 100%)", "0", "36", "100") "</svg></svg>";

static void test_inferno(void)
{
    Reading reading = read_text(PYSPY_GRAPH);
    const Profile *profile = only_profile(&reading);
    g_autofree char *tree = tree_text(profile);
    g_assert_cmpstr(tree, ==, "main 90/35(encode 30/30 encode 25/25)");
    g_assert_cmpuint(profile->total, ==,
                     100); /* what the root has beyond its children is not lost from the total */
    g_assert_cmpstr(profile->weight_unit, ==, "samples");
    g_assert_cmpfloat(profile->sample_rate, ==, 50);
    g_assert_cmpfloat(profile->weight_per_second, ==, 50);
    g_assert_cmpfloat(profile->pruned, ==,
                      0.25); /* 5 between, 10 behind the children of main, 10 behind main */
    g_assert_cmpuint(function_named(profile, "encode", "json/encoder.py")->total, ==, 55);
    reading_clear(&reading);
}

/* Two callers share the place of a narrow child within the precision of a pixel: the one with room gets it. */
static void test_ambiguous_place(void)
{
    check_tree(SVG_HEAD                                              /**/
                   PL("f (5 samples, 0.50%)", "100.0", "21", "0.1")  /**/
               PL("a (95 samples, 9.50%)", "10.0", "37", "90.1")     /**/
               PL("g (95 samples, 9.50%)", "10.0", "21", "90.0")     /**/
               PL("b (905 samples, 90.50%)", "100.1", "37", "899.9") /**/
               PL("all (1,000 samples, 100%)", "10.0", "53", "990.0") "</svg>",
               1000, "a 95/0(g 95/95) b 905/900(f 5/5)");
}

static void test_difference_declined(void)
{
    Reading reading = read_text(SVG_HEAD PL("a (10 samples, 100.00%; +3.20%)", "10.0", "37", "90.0")
                                    PL("all (10 samples, 100%)", "10.0", "53", "90.0") "</svg>");
    g_assert_cmpstr(reading.format->name, ==, "flamegraph-svg-difference");
    g_assert_null(reading.format->parse);
    g_assert_nonnull(reading.format->declined);
    reading_clear(&reading);
}

static void test_other_pictures(void)
{
    Reading reading =
        read_text(SVG_HEAD "<title>a plot (of 3 things, 5)</title><rect x=\"1\" y=\"2\" width=\"3\"/></svg>");
    g_assert_null(reading.format);
    reading_clear(&reading);
    reading = read_text("all (10 samples, 100%)\n");
    g_assert_null(reading.format);
    reading_clear(&reading);
}

static void check_rejected(const char *svg, guint line)
{
    Reading reading = read_text(svg);
    g_assert_nonnull(reading.format);
    g_assert_false(reading.is_good);
    g_assert_cmpuint(reading.diags->items->len, ==, 1);
    const Diag *diag = g_ptr_array_index(reading.diags->items, 0);
    g_assert_cmpstr(diag->code, ==, "damaged-input");
    g_assert_cmpuint(diag->line, ==, line);
    reading_clear(&reading);
}

static void test_rejected(void)
{
    g_autofree char *cut = g_strndup(PERL_GRAPH, sizeof PERL_GRAPH - 40);
    check_rejected(cut, 7);
    check_rejected("<!DOCTYPE svg [<!ENTITY x \"yyyy\">]>\n<svg xmlns=\"http://www.w3.org/2000/svg\">" PL(
                       "all (10 samples, 100%)", "10.0", "53", "90.0") "</svg>",
                   0);
    check_rejected(SVG_HEAD PL("all (0 samples, 100%)", "10.0", "53", "90.0") "</svg>", 0);
    check_rejected(SVG_HEAD PL("a (5 samples, 50%)", "10.0", "53", "90.0")
                       PL("b (5 samples, 50%)", "100.0", "53", "90.0") "</svg>",
                   0);
}

static void test_control_characters(void)
{
    check_tree(SVG_HEAD PL("a\001b (5 samples, 100.00%)", "10.0", "37", "90.0")
                   PL("all (5 samples, 100%)", "10.0", "53", "90.0") "</svg>",
               5, "a?b 5/5");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flamegraph-svg/own-titles", test_own_titles);
    g_test_add_func("/flamegraph-svg/perl", test_perl);
    g_test_add_func("/flamegraph-svg/oldest", test_oldest);
    g_test_add_func("/flamegraph-svg/link-inside-group", test_link_inside_group);
    g_test_add_func("/flamegraph-svg/inferno", test_inferno);
    g_test_add_func("/flamegraph-svg/ambiguous-place", test_ambiguous_place);
    g_test_add_func("/flamegraph-svg/difference-declined", test_difference_declined);
    g_test_add_func("/flamegraph-svg/other-pictures", test_other_pictures);
    g_test_add_func("/flamegraph-svg/rejected", test_rejected);
    g_test_add_func("/flamegraph-svg/control-characters", test_control_characters);
    return g_test_run();
}
