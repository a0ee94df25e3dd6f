// The text of an expression over random rows: scalar, batch and tree walker agree, and what is inferred of it holds; and
// on its own, as a rule and as CEL.
#include "evaluation.h"
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_evaluated(fuzz::text(bytes, size)))
