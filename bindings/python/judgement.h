#pragma once
// A judgement together with the program that names its reasons.

#include "ludex/judge.h"
#include "ludex/program.h"

namespace ludex::python {

struct NamedJudgement {
  Judgement judgement;
  Program program;
};

}  // namespace ludex::python
