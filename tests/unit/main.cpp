// doctest's main(); every other file here mirrors one of core/src.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
