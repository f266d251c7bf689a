/* Template files, parsed and checked as a whole before anything is bound, so that an error shows whatever the data are.
 * In: file names. Out: trees whose elements carry their directives. Must not know the model's contents or the output. */
#pragma once
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "report/bind.h"
#include "report/expression.h"

typedef enum {
    DIRECTIVE_EACH,
    DIRECTIVE_IF,
    DIRECTIVE_ATTR,
    DIRECTIVE_TEXT,
    DIRECTIVE_FIGURE,
    DIRECTIVE_NOTES,
    DIRECTIVE_INCLUDE,
    DIRECTIVE_UNWRAP,
    N_DIRECTIVES
} Directive;

/* "class: @class" */
typedef struct {
    char *name;
    const Expression *expression; /* borrowed from the set */
} AttributeRule;

/* What an element's data-gen-* attributes say. */
typedef struct {
    char *values[N_DIRECTIVES];                  /* as written; NULL where the element has none */
    const Expression *expressions[N_DIRECTIVES]; /* of each, if and text; borrowed from the set */
    GArray *attributes;                          /* of AttributeRule; NULL without attr */
} Directives;

/* One parsed template file. */
typedef struct {
    char *path; /* as messages name it */
    GBytes *source;
    xmlDocPtr document;
    GPtrArray *directives; /* owns what elements point to with _private */
} TemplateFile;

/* All files of one binding, and their expressions. */
typedef struct {
    const BindOptions *options;
    DiagList *diags;
    GHashTable *files;        /* name -> TemplateFile* */
    GHashTable *expressions;  /* text -> Expression*, NULL for a wrong one */
    xmlXPathContextPtr xpath; /* compiles; holds no document */
    GString *message;         /* what libxml2 said of the last expression */
    guint n_errors;
} TemplateSet;

TemplateSet *template_set_new(const BindOptions *options, DiagList *diags);
void template_set_free(TemplateSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateSet, template_set_free)

/* The file of that name, loaded and checked once with everything it includes. NULL after errors. Borrowed. */
const TemplateFile *template_set_load(TemplateSet *set, const char *name);

/* Directives of an element; NULL when it has none. Borrowed. */
const Directives *template_directives(const xmlNode *node);
gboolean template_is_directive(const xmlAttr *attribute);

/* Reports an error at an attribute of an element: path:line:column. */
void template_error(TemplateSet *set, const TemplateFile *file, const xmlNode *node, const char *attribute,
                    const char *value, const char *format, ...) G_GNUC_PRINTF(6, 7);
