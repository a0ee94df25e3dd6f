#include "ludex/types.h"

#include "types/text.h"

namespace ludex {

std::optional<Language> language_named(std::string_view name) {
  static constexpr std::string_view kNames[] = {"ts", "py", "cpp", "luau"};
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Language>(i);
  return std::nullopt;
}

std::string write_types(const Program& program, Language language) {
  using namespace detail::types;
  const Description description = describe(program.data());
  switch (language) {
    case Language::typescript: return write_typescript(description);
    case Language::python: return write_python(description);
    case Language::cpp: return write_cpp(description);
    case Language::luau: return write_luau(description);
  }
  return "\n";
}

}  // namespace ludex
