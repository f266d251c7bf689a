/* The ruler for figures on screen: widths of a typical sans-serif, so that the HTML is the same on every machine, whatever
 * fonts it has. The reader's own font differs by some per cent; figures leave that much room.
 * Paper has its own exact ruler: fonts_ruler. */
#pragma once
#include "scene/scene.h"

/* Static. */
const TextRuler *ruler_screen(void);
