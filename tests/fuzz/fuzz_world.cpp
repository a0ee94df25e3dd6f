// A world of any bytes, for the arena.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_world(fuzz::arena(), fuzz::text(bytes, size)))
