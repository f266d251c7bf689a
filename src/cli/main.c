/* Entry point: hands the arguments to the command line and returns its exit status. */
#include "config.h"

#include <stdio.h>

int main(void)
{
    printf("gen %s\n", PACKAGE_VERSION);
    return 0;
}
