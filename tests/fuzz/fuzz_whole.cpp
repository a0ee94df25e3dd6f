// A rulebook, a world and requests, separated by NUL bytes.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_whole(fuzz::text(bytes, size)))
