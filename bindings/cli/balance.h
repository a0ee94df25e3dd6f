#pragma once
// Reports on balance as people read them.

#include <string>

#include "ludex/balance.h"

namespace ludex::cli {

std::string test_text(const TestReport& report);
std::string compare_text(const CompareReport& report);
std::string matrix_text(const MatrixReport& report);

}  // namespace ludex::cli
