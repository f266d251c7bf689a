/* Words, classes and marks of verdicts: one table, so that colour is never the only sign. */
#include "report/model_internal.h"

typedef struct {
    const char *word_time, *word_size; /* of seconds and counts; of bytes */
    const char *class_name, *mark;
} VerdictLook;

static const VerdictLook LOOKS[] = {
    [VERDICT_FASTER] = {"faster", "smaller", "fast", "●"},
    [VERDICT_SLOWER] = {"slower", "larger", "slow", "■"},
    [VERDICT_SAME] = {"no difference", "no difference", "same", "|"},
    [VERDICT_INCONCLUSIVE] = {"undecided", "undecided", "same", "○"},
    [VERDICT_CROSS_MACHINE] = {"no verdict", "no verdict", "same", "○"},
    [VERDICT_INCOMPARABLE] = {"no verdict", "no verdict", "same", "○"},
};

const char *verdict_word(Verdict verdict, Unit unit)
{
    return unit == UNIT_SECOND ? LOOKS[verdict].word_time : LOOKS[verdict].word_size;
}

const char *verdict_class(Verdict verdict)
{
    return LOOKS[verdict].class_name;
}

const char *verdict_mark(Verdict verdict)
{
    return LOOKS[verdict].mark;
}
