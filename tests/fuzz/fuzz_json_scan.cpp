// The strict scanner.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_scan(fuzz::text(bytes, size)))
