#define LUDEX_BENCH_LEVEL o3
#include "rule_by_hand.cpp"
