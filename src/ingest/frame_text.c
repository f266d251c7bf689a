/* Frames as text; see frame_text.h. The forms are those of py-spy, austin, Tachyon, perf's Python trampoline and FlameGraph. */
#include "ingest/frame_text.h"

#include <stdlib.h>
#include <string.h>

#include "ingest/text_view.h"

/* ------------------------------------------------------------------ taking apart */

/* Cuts ":digits" off the end of the view and returns the number, or 0. */
static guint cut_line_number(TextView *view)
{
    gsize n = view->n;
    guint64 line = 0;
    while (n > 0 && g_ascii_isdigit(view->text[n - 1]))
        n--;
    if (n == view->n || n < 2 || view->text[n - 1] != ':' || view->n - n > 9)
        return 0;
    for (gsize i = n; i < view->n; i++)
        line = line * 10 + (guint64)(view->text[i] - '0');
    view->n = n - 1;
    return (guint)line;
}

/* TRUE for what stands in brackets behind a function when it is a file: it has a directory or an extension, or is "<stdin>". */
static gboolean looks_like_file(TextView view)
{
    if (view.n == 0 || view.text[view.n - 1] == ' ')
        return FALSE;
    if (view.text[0] == '<' && view.text[view.n - 1] == '>')
        return TRUE;
    return memchr(view.text, '.', view.n) || memchr(view.text, '/', view.n) ||
           memchr(view.text, '\\', view.n);
}

/* The bracket that the last character of the text closes, when a blank stands before it; files may have brackets too: "f (a (1).py)".
 * If they do not pair ("f (a).py)"), the last bracket behind a blank. NULL when there is none. */
static const char *last_bracket(TextView text)
{
    const char *last = NULL;
    guint n_open = 1;
    for (gsize i = text.n - 2; i > 0; i--) {
        n_open += text.text[i] == ')';
        if (text.text[i] != '(')
            continue;
        if (!last && text.text[i - 1] == ' ')
            last = text.text + i;
        if (--n_open == 0)
            return text.text[i - 1] == ' ' ? text.text + i : NULL;
    }
    return last;
}

/* "NAME (FILE:LINE)" and "NAME (FILE)": py-spy, speedscope. */
static gboolean parse_bracketed(TextView text, FrameText *frame)
{
    if (text.n < 4 || text.text[text.n - 1] != ')')
        return FALSE;
    const char *open = last_bracket(text);
    if (!open)
        return FALSE;
    TextView file = {open + 1, text.n - (gsize)(open + 1 - text.text) - 1};
    guint line = cut_line_number(&file);
    if (!looks_like_file(file) && !(line > 0 && file.n > 0))
        return FALSE;
    frame->name = text.text;
    frame->n_name = (gsize)(open - 1 - text.text);
    frame->module = file.text;
    frame->n_module = file.n;
    frame->line = line;
    frame->is_bracketed = TRUE;
    return TRUE;
}

/* Positions such as "f /x.js:12:3" are no "FILE:NAME:LINE". */
static gboolean is_number(const char *text, gsize n)
{
    while (n > 0 && g_ascii_isdigit(text[n - 1]))
        n--;
    return n == 0;
}

/* "FILE:NAME:LINE": austin, Tachyon. The file ends in an extension, is "<frozen ...>", which C++ names never do, or "~" (none). */
static gboolean parse_colons(TextView text, FrameText *frame)
{
    TextView rest = text;
    guint line = cut_line_number(&rest);
    const char *colon = line > 0 || text_view_ends(text, ":0") ? memrchr(rest.text, ':', rest.n) : NULL;
    if (!colon || colon == rest.text || colon[-1] == ':')
        return FALSE;
    TextView file = {rest.text, (gsize)(colon - rest.text)};
    TextView base = text_view_basename(file);
    if (!memchr(base.text, '.', base.n) && !(file.text[0] == '<' && file.text[file.n - 1] == '>') &&
        base.n == file.n && !text_view_equals(file, "~"))
        return FALSE;
    if (is_number(colon + 1, rest.n - (gsize)(colon + 1 - rest.text)))
        return FALSE;
    frame->name = colon + 1;
    frame->n_name = rest.n - (gsize)(colon + 1 - rest.text);
    frame->module = file.text;
    frame->n_module = file.n;
    frame->line = line;
    return frame->n_name > 0;
}

/* "py::NAME:FILE": perf with Python's trampoline. */
static gboolean parse_trampoline(TextView text, FrameText *frame)
{
    if (!text_view_starts(text, "py::"))
        return FALSE;
    const char *colon = memchr(text.text + 4, ':', text.n - 4);
    if (!colon || colon == text.text + 4 || colon + 1 == text.text + text.n)
        return FALSE;
    frame->name = text.text + 4;
    frame->n_name = (gsize)(colon - frame->name);
    frame->module = colon + 1;
    frame->n_module = text.n - (gsize)(colon + 1 - text.text);
    return TRUE;
}

FrameText frame_text_parse(const char *text, gsize n)
{
    FrameText frame = {.name = text, .n_name = n};
    if (n > 4 && text[n - 1] == ']' && text[n - 3] == '[' && text[n - 4] == '_') {
        frame.annotation = text[n - 2];
        frame.n_name = n = n - 4;
    }
    TextView view = {text, n};
    if (!parse_trampoline(view, &frame) && !parse_bracketed(view, &frame))
        parse_colons(view, &frame);
    TextView name = {frame.name, frame.n_name};
    frame.is_unknown = text_view_equals(name, "[unknown]") || text_view_equals(name, "??");
    return frame;
}

/* ------------------------------------------------------------------ kinds */

/* clang-format off */
/* Top-level modules of Python's standard library, in the order of strcmp. */
static const char *const STANDARD_MODULES[] = {
    "__future__", "_aix_support", "_blake2", "_bootsubprocess", "_codecs_cn", "_codecs_hk",
    "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "_collections_abc", "_compat_pickle",
    "_curses_panel", "_elementtree", "_frozen_importlib", "_frozen_importlib_external", "_gdbm", "_lsprof",
    "_markupbase", "_md5", "_msi", "_multibytecodec", "_osx_support", "_overlapped", "_posixshmem",
    "_posixsubprocess", "_py_abc", "_pydecimal", "_pyio", "_scproxy", "_sha1", "_sha256", "_sha3",
    "_sha512", "_sitebuiltins", "_sre", "_strptime", "_thread", "_threading_local", "_weakrefset",
    "_winapi", "abc", "aifc", "annotationlib", "argparse", "array", "ast", "asynchat", "asyncio",
    "asyncore", "atexit", "audioop", "base64", "bdb", "binascii", "binhex", "bisect", "builtins", "bz2",
    "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code", "codecs", "codeop",
    "collections", "colorsys", "compileall", "compression", "concurrent", "configparser", "contextlib",
    "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime", "dbm",
    "decimal", "difflib", "dis", "distutils", "doctest", "dummy_threading", "email", "encodings",
    "ensurepip", "enum", "errno", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "formatter",
    "fractions", "ftplib", "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob",
    "graphlib", "grp", "gzip", "hashlib", "heapq", "hmac", "html", "http", "imaplib", "imghdr", "imp",
    "importlib", "inspect", "io", "ipaddress", "itertools", "json", "keyword", "lib2to3", "linecache",
    "locale", "logging", "lzma", "macpath", "mailbox", "mailcap", "marshal", "math", "mimetypes", "mmap",
    "modulefinder", "msilib", "msvcrt", "multiprocessing", "netrc", "nis", "nntplib", "nt", "ntpath",
    "nturl2path", "numbers", "opcode", "operator", "optparse", "os", "ossaudiodev", "parser", "pathlib",
    "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "poplib", "posix",
    "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pydoc_data",
    "pyexpat", "queue", "quopri", "random", "re", "readline", "reprlib", "resource", "rlcompleter", "runpy",
    "sched", "secrets", "select", "selectors", "shelve", "shlex", "shutil", "signal", "site", "smtpd",
    "smtplib", "sndhdr", "socket", "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants",
    "sre_parse", "ssl", "stat", "statistics", "string", "stringprep", "struct", "subprocess", "sunau",
    "symbol", "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile", "telnetlib", "tempfile",
    "termios", "textwrap", "threading", "time", "timeit", "tkinter", "token", "tokenize", "tomllib",
    "trace", "traceback", "tracemalloc", "tty", "turtle", "turtledemo", "types", "typing", "unicodedata",
    "unittest", "urllib", "uu", "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "winreg",
    "winsound", "wsgiref", "xdrlib", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
};

/* Packages that are nobody's own code, for profilers that cut "site-packages/" off the path. */
static const char *const THIRD_PARTY[] = {
    "Crypto", "Cryptodome", "IPython", "PIL", "aiohttp", "asn1crypto", "attr", "attrs", "cffi",
    "charset_normalizer", "click", "cryptography", "cupy", "dask", "django", "dulwich", "flask", "genshi",
    "gevent", "google", "greenlet", "h5py", "html5lib", "jax", "jaxlib", "jinja2", "joblib", "llvmlite",
    "lxml", "mako", "markupsafe", "matplotlib", "mypy", "networkx", "numba", "numexpr", "numpy", "orjson",
    "packaging", "pandas", "pip", "pkg_resources", "pluggy", "psutil", "pyarrow", "pycparser", "pydantic",
    "pygments", "pyperf", "pyperformance", "pytest", "rapidjson", "regex", "requests", "rich", "ruamel",
    "scipy", "seaborn", "setuptools", "simplejson", "six", "sklearn", "sqlalchemy", "sqlglot", "sympy",
    "tensorflow", "torch", "tornado", "tqdm", "twisted", "typing_extensions", "ujson", "urllib3", "uvloop",
    "wheel", "yaml",
};

/* C functions that belong to the operating system or the C library, by how they start. */
static const char *const SYSTEM_PREFIXES[] = {
    "_start", "__libc_", "__GI_", "_dl_", "dl_main", "start_thread", "clone", "do_syscall_64",
    "entry_SYSCALL_64", "asm_exc_", "asm_sysvec_", "__x64_sys_", "ret_from_fork", "system_call_",
    "x86_64_start", "start_kernel", "cpu_startup_entry", "secondary_startup", "__mem", "__str",
    "_int_malloc", "_int_free", "malloc_", "process ", "thread (", "tid:",
};

/* clang-format on */

static int compare_names(const void *a, const void *b)
{
    const TextView *key = a;
    const char *name = *(const char *const *)b;
    int order = strncmp(key->text, name, key->n);
    return order != 0 ? order : (name[key->n] ? -1 : 0);
}

static gboolean is_listed(TextView word, const char *const *list, gsize n_list)
{
    return bsearch(&word, list, n_list, sizeof *list, compare_names) != NULL;
}

/* First part of a relative path without its extension: "json" of "json/encoder.py", "copy" of "copy.py". */
static TextView top_module(TextView path)
{
    TextView top = {path.text, 0};
    while (top.n < path.n && path.text[top.n] != '/' && path.text[top.n] != '.')
        top.n++;
    return top;
}

static gboolean is_standard_module(TextView top)
{
    if (is_listed(top, STANDARD_MODULES, G_N_ELEMENTS(STANDARD_MODULES)))
        return TRUE;
    while (top.n > 0 && top.text[0] == '_')
        top = (TextView){top.text + 1, top.n - 1};
    return top.n > 0 && is_listed(top, STANDARD_MODULES, G_N_ELEMENTS(STANDARD_MODULES));
}

static gboolean is_shared_object(TextView path)
{
    return text_view_ends(path, ".so") || text_view_find(path, ".so.") || text_view_ends(path, ".dylib") ||
           text_view_ends(path, ".pyd") || text_view_ends(path, ".dll");
}

static FrameKind shared_object_kind(TextView path)
{
    TextView base = text_view_basename(path);
    TextView top = top_module(base);
    if (text_view_starts(base, "lib") || text_view_starts(base, "ld-") ||
        text_view_starts(base, "linux-vdso"))
        return text_view_find(path, "-packages/") || text_view_find(path, ".libs/") ? FRAME_THIRD_PARTY
                                                                                    : FRAME_RUNTIME;
    if (text_view_find(path, "lib-dynload/") || (base.n == path.n && is_standard_module(top)))
        return FRAME_STANDARD_LIBRARY;
    return FRAME_THIRD_PARTY;
}

static FrameKind file_kind(TextView path)
{
    if (text_view_starts(path, "<frozen importlib") || text_view_starts(path, "<frozen zipimport") ||
        text_view_equals(path, "~") || text_view_equals(path, "<built-in>"))
        return FRAME_RUNTIME;
    if (text_view_starts(path, "<frozen "))
        return FRAME_STANDARD_LIBRARY;
    if (text_view_find(path, "site-packages/") || text_view_find(path, "dist-packages/"))
        return FRAME_THIRD_PARTY;
    if (is_shared_object(path))
        return shared_object_kind(path);
    if (text_view_find(path, "/lib/python") || text_view_find(path, "/lib64/python"))
        return FRAME_STANDARD_LIBRARY;
    if (path.text[0] == '[')
        return FRAME_RUNTIME;
    if (text_view_starts(text_view_basename(path), "python") && !text_view_ends(path, ".py"))
        return FRAME_RUNTIME;
    if (path.text[0] == '/' || path.text[0] == '<')
        return FRAME_OWN;
    TextView top = top_module(path);
    if (is_standard_module(top))
        return FRAME_STANDARD_LIBRARY;
    return is_listed(top, THIRD_PARTY, G_N_ELEMENTS(THIRD_PARTY)) ? FRAME_THIRD_PARTY : FRAME_OWN;
}

/* "PyDict_Next", "_PyEval_Vector", "Py_RunMain". */
static gboolean is_python_api(TextView name)
{
    while (name.n > 0 && name.text[0] == '_')
        name = (TextView){name.text + 1, name.n - 1};
    return name.n > 2 && name.text[0] == 'P' && name.text[1] == 'y' &&
           (g_ascii_isupper(name.text[2]) || name.text[2] == '_');
}

/* "P12", "T0:12": the roots of austin. */
static gboolean is_austin_root(TextView name)
{
    if (name.n < 2 || (name.text[0] != 'P' && name.text[0] != 'T'))
        return FALSE;
    for (gsize i = 1; i < name.n; i++)
        if (!g_ascii_isdigit(name.text[i]) && name.text[i] != ':')
            return FALSE;
    return TRUE;
}

static FrameKind name_kind(TextView name, char annotation, gboolean is_python)
{
    if (name.n == 0 || text_view_equals(name, "-") || text_view_equals(name, "--"))
        return FRAME_RUNTIME;
    if (name.text[0] == '[') {
        TextView inner = {name.text + 1, name.n - 1 - (name.text[name.n - 1] == ']')};
        return is_shared_object(inner) ? shared_object_kind(inner) : FRAME_RUNTIME;
    }
    if (text_view_equals(name, "<native>") || text_view_equals(name, "<GC>") ||
        text_view_equals(name, ":GC:"))
        return FRAME_RUNTIME;
    if (annotation == 'j' || text_view_starts(name, "java/") || text_view_starts(name, "java.") ||
        text_view_starts(name, "jdk."))
        return text_view_starts(name, "java") || text_view_starts(name, "jdk") ||
                       text_view_starts(name, "sun")
                   ? FRAME_STANDARD_LIBRARY
                   : FRAME_OWN;
    if (text_view_starts(name, "std::") || text_view_starts(name, "core::") ||
        text_view_starts(name, "alloc::"))
        return FRAME_STANDARD_LIBRARY;
    for (gsize i = 0; i < G_N_ELEMENTS(SYSTEM_PREFIXES); i++)
        if (text_view_starts(name, SYSTEM_PREFIXES[i]))
            return FRAME_RUNTIME;
    return is_python || is_python_api(name) || is_austin_root(name) ? FRAME_RUNTIME : FRAME_OWN;
}

FrameKind frame_text_kind(const FrameText *frame, gboolean is_python)
{
    if (frame->is_unknown || frame->annotation == 'k')
        return FRAME_RUNTIME;
    if (frame->module)
        return file_kind((TextView){frame->module, frame->n_module});
    return name_kind((TextView){frame->name, frame->n_name}, frame->annotation, is_python);
}

gboolean frame_text_is_interpreter(const FrameText *frame)
{
    TextView name = {frame->name, frame->n_name};
    return !frame->module && (text_view_starts(name, "_PyEval_") || text_view_starts(name, "PyEval_") ||
                              text_view_equals(name, "Py_RunMain") || text_view_equals(name, "Py_BytesMain"));
}
