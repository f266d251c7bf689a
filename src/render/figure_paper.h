/* A figure drawn with Cairo into a file of its own. In: findings, what to draw. Out: a PDF of one page or a PNG. Part of gen-print.so. */
#pragma once
#include "render/figure_file.h"

/* FigureFormat.render of both. */
GBytes *figure_paper_pdf(const Findings *findings, const FigureRequest *figure, DiagList *diags);
GBytes *figure_paper_png(const Findings *findings, const FigureRequest *figure, DiagList *diags);
