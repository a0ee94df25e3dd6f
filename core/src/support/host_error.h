#pragma once
// The error of a host that broke its side of a contract.

#include <string>
#include <utility>

#include "ludex/error.h"

namespace ludex::detail {

inline Error host_error(std::string message, std::string pointer = {}) { return Error{ErrorCode::host, std::move(message), std::move(pointer), 0, 0, {}, 0}; }

}  // namespace ludex::detail
