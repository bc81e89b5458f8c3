/*
 * Prints what C says of every struct, field and constant in a list, one line
 * each, for AbiTest to compare with the bindings. The test writes the list
 * from the bindings themselves: nobody keeps it by hand.
 */
#include "headers/linux.h"

#include <stddef.h>
#include <stdio.h>

/*
 * A binding holds a constant in a type of Java, which are all signed: an
 * unsigned int is printed as the int of the same bits.
 */
#define CONSTANT(name)                                                         \
    printf("CONSTANT %s %zu %lld\n", #name, sizeof(name),                      \
           sizeof(name) == sizeof(int) ? (long long)(int)(name)                \
                                       : (long long)(name));

#define STRUCT(type)                                                           \
    printf("STRUCT %s %zu %zu\n", #type, sizeof(type), _Alignof(type));

#define FIELD(type, path)                                                      \
    printf("FIELD %s.%s %zu %zu\n", #type, #path, offsetof(type, path),        \
           sizeof(((type *)0)->path));

/* Of an array without a length C knows its elements' size only. */
#define FLEXIBLE(type, path)                                                   \
    printf("FLEXIBLE %s.%s %zu %zu\n", #type, #path, offsetof(type, path),     \
           sizeof(((type *)0)->path[0]));

int main(void)
{
#include "abi_list.h"
    return 0;
}
