#pragma once
// Schemas to a program.

#include <memory>

#include "jsonschema/program.h"

namespace ludex::jsonschema {

struct Compiled {
  std::shared_ptr<Program> program;  ///< null when there are errors
  Errors errors;
  std::string missing;  ///< the first document that was referred to and not given
};

Compiled compile(std::string_view schema, const SchemaOptions& options);

}  // namespace ludex::jsonschema
