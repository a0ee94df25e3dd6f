// The text of an expression, in every place a rulebook takes one.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_expression(fuzz::text(bytes, size)))
