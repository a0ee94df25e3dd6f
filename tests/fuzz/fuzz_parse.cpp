// The text of an expression, a clause, a refusal, an effect and CEL: parsed, printed and parsed again.
#include "target.h"

LUDEX_FUZZ_TARGET(fuzz::check_parse(fuzz::text(bytes, size)))
