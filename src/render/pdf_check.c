/* Is a PDF whole? See pdf_check.h. */
#include "render/pdf_check.h"

#include "render/pdf_file.h"

char *pdf_check(GBytes *pdf)
{
    char *damage = NULL;
    g_autoptr(PdfFile) file = pdf_file_new(pdf, &damage); /* reading it is the check */
    return damage;
}
