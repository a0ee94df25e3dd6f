// The text of an expression against a scope with every type: checked, proven, emitted and planned.
#include "evaluation.h"
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_compiled(fuzz::text(bytes, size)))
