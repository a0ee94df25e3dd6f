#pragma once
// What the migration section works on: a player's saves of about 1 KB in version 1 and the rules of versions 1 and 6.

#include <cstddef>
#include <string>
#include <vector>

#include "ludex/program.h"

namespace ludex::bench {

/// The rules of today: five steps from version 1. peers/migration.py does the same with dicts.
extern const char* const kMigrationRules;

/// `count` saves as a server of version 1 wrote them, checksum included, the same at every call.
std::vector<std::string> saves_of_version_1(std::size_t count);

}  // namespace ludex::bench
