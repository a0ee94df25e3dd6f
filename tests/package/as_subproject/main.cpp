#include <cstdio>

#include "ludex/world.h"

int main() { std::puts(ludex::digest_text(1).c_str()); }
