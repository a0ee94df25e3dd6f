// A schema and an instance: compiled, checked in both readings, explained.
#include "schemas.h"
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_schema(fuzz::text(bytes, size)))
