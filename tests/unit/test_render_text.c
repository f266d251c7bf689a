/* JSON, CSV, Markdown and text from one small hand-made model: keys, missing numbers, escaping per format. */
#include <libxml/parser.h>
#include <string.h>

#include "render/csv.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/text.h"

static const char MODEL[] =
    "<report schema='gen-report/1' generator='gen' version='9' benchmark='b' title='a|b &lt;x>' "
    "baseline='old'>"
    "<subtitle><part class='code'>new</part><part> against old</part></subtitle><status-text/>"
    "<verdict><sentence><part class='code'>new</part><part> is </part><part class='fast'>2× as "
    "fast</part></sentence></verdict>"
    "<variant name='=cmd' role='baseline' timestamp='' timestamp_source='none'>"
    "<timing benchmark='b' unit='second' level='values' excluded=''><processes v='2'>2</processes>"
    "<mean v='0.1'>100</mean><ci low='0.09' high='0.11'>x</ci><source>a/&quot;b&quot;.json</source></timing>"
    "<counter event='cycles' pmu='' modifier='u' unit='' status='counted' simulated='no'>"
    "<value v='18446744073709551615'>18</value><runs v='1'>1</runs></counter>"
    "</variant>"
    "<comparison variant='new' baseline='old' benchmark='b' baseline_benchmark='b' unit='second' "
    "verdict='FASTER'>"
    "<speedup v='2'>2×</speedup><pyperf significant='yes'><text>Mean</text></pyperf></comparison>"
    "<warning code='unstable' severity='caution' title='T'><message>m &lt; "
    "n</message><source exact='%E2%80%8Ff'>f</source></warning>"
    "<input path='x f' exact='x%09f%2525' used='no' reason='r'><bytes v='1'>1</bytes></input>"
    "<table caption='Table *1*'><column class=''>Name</column><column class='n' unit='ms'>Mean</column>"
    "<group "
    "title='G'><row><cell>a|b</cell><cell>1.5</cell></row><row><cell>longer</cell><cell>10.5</cell></row></"
    "group></table>"
    "<section id='bare' title='Bare'/><section id='reproduce' title='Reproduce'/>"
    "<table caption='C'><column class=''>F</column><column class='n' over='base'>mean</column>"
    "<column class='n' over='a wide head'>x</column><column class='n' over='a wide head'>y</column>"
    "<row><cell>r</cell><cell>1</cell><cell>2</cell><cell>3</cell></row>"
    "<row><cell>s</cell><cell colspan='3'>1234567890123456789012345678901234567890 "
    "1234567890123456789012345678901234567890</cell></row></table>"
    "<command>gen x</command></report>";

typedef GBytes *(*Render)(const RenderJob *, DiagList *);

static char *render(Render function)
{
    xmlDocPtr model = xmlReadMemory(MODEL, (int)strlen(MODEL), NULL, NULL, XML_PARSE_NONET);
    g_assert_nonnull(model);
    const RenderJob job = {.model = model};
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) bytes = function(&job, diags);
    xmlFreeDoc(model);
    gsize n = 0;
    const char *data = g_bytes_get_data(bytes, &n);
    return g_strndup(data, n);
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("\"%s\" is not in:\n%s", part, text);
}

static void test_json(void)
{
    g_autofree char *text = render(json_render);
    assert_contains(text, "\"generator\": {\"name\": \"gen\", \"version\": \"9\"}");
    assert_contains(text, "\"title\": \"a|b \\u003cx>\"");
    assert_contains(text, "\"timestamp\": null");
    assert_contains(text, "\"mean\": 0.1, \"stdev\": null");
    assert_contains(text, "\"ci\": [0.09, 0.11], \"excluded\": null, \"sources\": [\"a/\\\"b\\\".json\"]");
    assert_contains(text, "\"pmu\": null, \"modifier\": \"u\", \"unit\": \"\", \"status\": \"counted\", "
                          "\"value\": 18446744073709551615");
    assert_contains(text, "\"pyperf\": {\"text\": \"Mean\", \"significant\": true, \"t\": null}");
    assert_contains(text, "\"process\": null");
    assert_contains(text, "\"geometric_mean\": []");
    assert_contains(text, "\"sources\": [\"\\u200ff\"]");
    assert_contains(text, "{\"path\": \"x\\u0009f%25\", \"bytes\": 1");
}

static void test_csv(void)
{
    g_autofree char *text = render(csv_render);
    assert_contains(text, "timing,'=cmd,b,,mean,0.1,second,,,\r\n");
    assert_contains(text, "comparison,new,b,,speedup,2,,,,FASTER\r\n");
    assert_contains(text, "counter,'=cmd,,cycles u,value,18446744073709551615,,,,counted\r\n");
}

static void test_markdown(void)
{
    g_autofree char *text = render(markdown_render);
    assert_contains(text, "# a\\|b &lt;x>");
    assert_contains(text, "`new` is **2× as fast**");
    assert_contains(text, "Table \\*1\\*");
    assert_contains(text, "| Name | Mean ms |\n|---|---:|\n| *G* | |\n| a\\|b | 1.5 |\n");
}

static void test_text(void)
{
    g_autofree char *text = render(text_render);
    assert_contains(text, "new is 2× as fast\n");
    assert_contains(text, "caution: T. m < n\n    f\n");
    assert_contains(text, "Name    Mean ms\n[G]\na|b         1.5\nlonger     10.5\n");
    assert_contains(text, "\nReproduce\n---------\ngen x\n\nC\n"
                          "   base  a wide head\n"
                          "F  mean         x  y\n"
                          "r     1         2  3\n"
                          "s  1234567890123456789012345678901234567890\n"
                          "   1234567890123456789012345678901234567890\n");
    g_assert_null(strstr(text, "Bare"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/json", test_json);
    g_test_add_func("/render/csv", test_csv);
    g_test_add_func("/render/markdown", test_markdown);
    g_test_add_func("/render/text", test_text);
    return g_test_run();
}
