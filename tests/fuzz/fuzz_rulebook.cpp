// A rulebook of any bytes.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_rulebook(fuzz::text(bytes, size)))
