#pragma once
#include <string>

#include "vectors.h"

namespace ludex::vectors::c {

/// As the members of `FrontEnd` of these names.
Json read_log(const std::string& log);
Json replay_log(const std::string& log);
Written record_batches(const RecorderCase& one);
Written resume_log(const std::string& log, const std::string& requests);

}  // namespace ludex::vectors::c
