/* argv -> script. All that the program does is in bindings/modules/program.c, so that embedders can do it
 * too. */
#include "rowan.h"

int main(int argc, char **argv)
{
    return rowan_main(argc, argv);
}
